"""How second factors lie in the database: `staff/seal.py`."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from base.ids import new_user_id
from staff.role import Role
from staff.seal import SealRing
from staff.second_factor import STEP_S, code_at
from staff.service import SignedIn, WrongCode
from tests.support.clinic import HandClock
from tests.support.staff import HOME, PASSWORD, StaffStory
from tests.tickets.cases import NOON

_FIRST = b"the first key that this site had."
_SECOND = b"the key that came after the first"
_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VERA = new_user_id()


@given(st.binary(min_size=20, max_size=20))
def test_what_is_sealed_is_opened_and_shows_nothing_of_itself(plain: bytes) -> None:
    ring, secret = SealRing([_FIRST]), base64.b32encode(plain).decode()
    seal = ring.closed(VERA, secret)
    assert ring.opened(VERA, seal) == secret
    assert secret not in seal
    assert plain not in base64.urlsafe_b64decode(seal.rpartition(".")[2] + "==")
    assert ring.closed(VERA, secret) != seal


def test_a_seal_opens_for_its_user_by_its_key_and_unchanged_only() -> None:
    ring = SealRing([_FIRST])
    seal = ring.closed(VERA, _SECRET)
    assert ring.opened(new_user_id(), seal) is None
    assert SealRing([_SECOND]).opened(VERA, seal) is None
    at = len(seal) // 2
    forged = seal[:at] + ("A" if seal[at] != "A" else "B") + seal[at + 1 :]
    assert ring.opened(VERA, forged) is None


@pytest.mark.parametrize("text", ["", _SECRET, "v1", "v1..", "v2.00000000.AAAA"])
def test_what_is_no_seal_opens_nothing(text: str) -> None:
    assert SealRing([_FIRST]).opened(VERA, text) is None


@pytest.mark.parametrize("body", ["", "AAAA", "ä", "a b", "A" * 70])
def test_a_seal_without_its_inside_opens_nothing(body: str) -> None:
    ring = SealRing([_FIRST])
    mark = ring.closed(VERA, _SECRET).split(".")[1]
    assert ring.opened(VERA, f"v1.{mark}.{body}") is None


def test_keys_are_changed_by_a_new_one_in_front_of_the_old() -> None:
    old, both, new = SealRing([_FIRST]), SealRing([_SECOND, _FIRST]), SealRing([_SECOND])
    before = old.closed(VERA, _SECRET)
    assert both.opened(VERA, before) == _SECRET
    assert not both.is_present(before)
    after = both.closed(VERA, _SECRET)
    assert both.is_present(after)
    assert (new.opened(VERA, after), old.opened(VERA, after)) == (_SECRET, None)


@pytest.mark.parametrize("keys", [[], [b"short"], [_FIRST, b"short"]])
def test_a_ring_without_keys_or_with_guessable_ones_is_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes at least"):
        SealRing(keys)


def test_keys_are_never_shown() -> None:
    assert _FIRST.decode() not in repr(vars(SealRing([_FIRST])))


class Site:
    """A site whose engine is started again and again over the same book."""

    def __init__(self) -> None:
        self.clock = HandClock(NOON)
        self.book = StaffStory(self.clock).book

    async def started(self, *keys: bytes) -> StaffStory:
        """Start an engine that has these keys."""
        story = StaffStory(self.clock, book=self.book, seals=SealRing(keys))
        await story.desk.seal_second_factors()
        return story

    async def enrolled(self, story: StaffStory) -> tuple[str, str]:
        """Let Vera enrol; return the secret of her telephone and a recovery code."""
        await story.hire("vera", Role.SUPERVISOR)
        opened = await story.desk.sign_in("vera", PASSWORD, HOME)
        assert isinstance(opened, SignedIn)
        secret = story.desk.enrolment(opened).secret
        codes = await story.desk.enrol(opened, code_at(secret, self.clock.now()))
        assert codes is not None
        return secret, codes[0]

    async def signed_in(self, story: StaffStory, secret: str) -> object:
        """Let Vera sign in by what her telephone shows next."""
        self.clock.pass_s(STEP_S)
        shown = code_at(secret, self.clock.now())
        return await story.desk.sign_in("vera", PASSWORD, HOME, code=shown)


async def test_a_key_is_changed_and_nobody_takes_a_second_factor_anew() -> None:
    site = Site()
    secret, _code = await site.enrolled(await site.started(_FIRST))
    with capture_logs() as logs:
        await site.started(_SECOND, _FIRST)
    assert [(log["event"], log["count"]) for log in logs] == [("second_factor.sealed", 1)]
    with capture_logs() as logs:
        story = await site.started(_SECOND)
    assert logs == []
    assert isinstance(await site.signed_in(story, secret), SignedIn)


async def test_who_had_a_second_factor_before_there_were_seals_has_a_sealed_one() -> None:
    site = Site()
    secret, _code = await site.enrolled(await site.started(_FIRST))
    ((user_id, seal),) = (await site.book.seals()).items()
    await site.book.seal_anew(user_id, seal, secret)
    story = await site.started(_FIRST)
    assert secret not in (await site.book.seals()).values()
    assert isinstance(await site.signed_in(story, secret), SignedIn)


async def test_a_secret_that_lies_bare_lets_nobody_in_before_it_is_sealed() -> None:
    site = Site()
    story = await site.started(_FIRST)
    secret, _code = await site.enrolled(story)
    ((user_id, seal),) = (await site.book.seals()).items()
    await site.book.seal_anew(user_id, seal, secret)
    assert await site.signed_in(story, secret) == WrongCode()


async def test_with_a_lost_key_recovery_codes_open_and_telephones_do_not() -> None:
    site = Site()
    secret, code = await site.enrolled(await site.started(_FIRST))
    with capture_logs() as logs:
        story = await site.started(_SECOND)
    assert [(log["event"], log["count"]) for log in logs] == [("second_factor.unopenable", 1)]
    assert await site.signed_in(story, secret) == WrongCode()
    opened = await story.desk.sign_in("vera", PASSWORD, HOME, code=code)
    assert isinstance(opened, SignedIn)


async def test_whose_seal_was_changed_meanwhile_keeps_the_later_one() -> None:
    site = Site()
    await site.enrolled(await site.started(_FIRST))
    ((user_id, seal),) = (await site.book.seals()).items()
    await site.book.seal_anew(user_id, "something else", "later")
    assert await site.book.seals() == {user_id: seal}
