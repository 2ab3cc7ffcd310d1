"""A second factor beside the password: `staff/second_factor.py`, `staff/second_factor_desk.py`."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from staff.role import Role
from staff.second_factor import (
    RECOVERY_CODES,
    STEP_S,
    SecondFactor,
    code_at,
    new_enrolment,
    new_recovery_codes,
    recovery_digest,
    step_of,
)
from staff.second_factor_desk import Proof, SecondFactorDesk
from staff.service import CodeWanted, LockedOut, SignedIn, SignInPolicy, WrongCode
from tests.support.clinic import HandClock
from tests.support.staff import A_RING, HOME, PASSWORD, StaffStory
from tests.tickets.cases import NOON

_RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("at_s", "digits"), [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
)
def test_the_digits_are_those_of_the_standard(at_s: int, digits: str) -> None:
    """Source: RFC 6238, appendix B, the last six digits of SHA-1."""
    at = NOON.fromtimestamp(at_s, tz=NOON.tzinfo)
    assert code_at(_RFC_SECRET, at) == digits
    factor = SecondFactor(_RFC_SECRET, used_step=0)
    assert step_of(digits, factor, at) == at_s // STEP_S


def test_a_clock_half_a_minute_off_is_forgiven_and_more_is_not() -> None:
    factor = SecondFactor(_RFC_SECRET, used_step=0)
    shown = code_at(_RFC_SECRET, NOON)
    step = int(NOON.timestamp()) // STEP_S
    accepted = {
        drift: step_of(shown, factor, NOON + timedelta(seconds=drift * STEP_S))
        for drift in (-2, -1, 0, 1, 2)
    }
    assert accepted == {-2: None, -1: step, 0: step, 1: step, 2: None}


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "٢٨٧٠٨٢", "abcdef", "287 082"])
def test_digits_are_read_with_gaps_and_nothing_else_is(typed: str) -> None:
    at = NOON.fromtimestamp(59, tz=NOON.tzinfo)
    found = step_of(typed, SecondFactor(_RFC_SECRET, used_step=0), at)
    assert found == (1 if typed == "287 082" else None)


def test_recovery_codes_are_read_however_they_are_typed_and_are_all_different() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    one = codes[0]
    assert [len(group) for group in one.split("-")] == [4, 4, 4, 4]
    assert recovery_digest(one) == recovery_digest(f" {one.lower().replace('-', ' ')} ")
    assert recovery_digest(one) != recovery_digest(codes[1])


def test_what_a_telephone_is_told_names_the_site_and_the_login() -> None:
    enrolment = new_enrolment("vera", "Линия 122")
    parts = urlsplit(enrolment.address)
    told = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert (told["secret"], told["issuer"]) == ([enrolment.secret], ["Линия 122"])
    assert enrolment.secret not in repr(enrolment)


class Supervision:
    """A site whose supervisors need a second factor, and Vera, who is one."""

    def __init__(self) -> None:
        self.clock = HandClock(NOON)
        policy = SignInPolicy(second_factor_for=frozenset({Role.SUPERVISOR}))
        self.story = StaffStory(self.clock, policy=policy)
        self.desk = self.story.desk

    async def enrolled(self) -> tuple[str, tuple[str, ...]]:
        """Let Vera enrol; return her secret and her codes."""
        await self.story.hire("vera", Role.SUPERVISOR)
        opened = await self.desk.sign_in("vera", PASSWORD, HOME)
        assert isinstance(opened, SignedIn)
        assert opened.must_enrol
        enrolment = self.desk.enrolment(opened)
        codes = await self.desk.enrol(opened, code_at(enrolment.secret, self.clock.now()))
        assert codes is not None
        self.clock.pass_s(STEP_S)
        known = await self.desk.signed_in(opened.secret)
        assert known is not None
        assert not known.must_enrol
        return enrolment.secret, codes

    async def sign_in(self, code: str = "", address: str = HOME) -> object:
        """Let somebody sign in by Vera's password."""
        return await self.desk.sign_in("vera", PASSWORD, address, code=code)


async def test_who_needs_a_second_factor_takes_it_and_then_signs_in_by_both() -> None:
    vera = Supervision()
    secret, _codes = await vera.enrolled()
    assert await vera.sign_in() == CodeWanted()
    opened = await vera.sign_in(code_at(secret, vera.clock.now()))
    assert isinstance(opened, SignedIn)
    assert not opened.must_enrol


async def test_the_digits_of_an_enrolment_or_of_a_sign_in_are_good_once() -> None:
    vera = Supervision()
    secret, _codes = await vera.enrolled()
    used_to_enrol = code_at(secret, NOON)
    assert await vera.sign_in(used_to_enrol) == WrongCode()
    shown = code_at(secret, vera.clock.now())
    assert isinstance(await vera.sign_in(shown), SignedIn)
    assert await vera.sign_in(shown) == WrongCode()
    vera.clock.pass_s(STEP_S)
    assert isinstance(await vera.sign_in(code_at(secret, vera.clock.now())), SignedIn)


async def test_a_recovery_code_opens_once_and_only_for_its_owner() -> None:
    vera = Supervision()
    _secret, codes = await vera.enrolled()
    assert isinstance(await vera.sign_in(codes[3].lower()), SignedIn)
    assert await vera.sign_in(codes[3]) == WrongCode()
    assert isinstance(await vera.sign_in(codes[4]), SignedIn)
    assert codes[5] not in repr(vera.story.book.__dict__)


async def test_guessing_the_digits_is_slowed_down_as_guessing_passwords_is() -> None:
    vera = Supervision()
    secret, _codes = await vera.enrolled()
    for _ in range(5):
        # To ask what is missing takes nothing of the count back.
        assert await vera.sign_in(address="10.6.6.6") == CodeWanted()
        assert await vera.sign_in("000000", address="10.6.6.6") == WrongCode()
    shown = code_at(secret, vera.clock.now())
    assert isinstance(await vera.sign_in(shown, address="10.6.6.6"), LockedOut)


async def test_who_has_lost_telephone_and_codes_takes_another_after_a_reset() -> None:
    vera = Supervision()
    secret, _codes = await vera.enrolled()
    opened = await vera.sign_in(code_at(secret, vera.clock.now()))
    assert isinstance(opened, SignedIn)

    assert await vera.story.book.forget("vera", vera.clock.now())
    assert not await vera.story.book.forget("vera", vera.clock.now())

    assert await vera.desk.signed_in(opened.secret) is None
    again = await vera.sign_in()
    assert isinstance(again, SignedIn)
    assert again.must_enrol


async def test_who_needs_none_signs_in_by_the_password_alone() -> None:
    vera = Supervision()
    await vera.story.hire("anna", Role.OPERATOR)
    opened = await vera.desk.sign_in("anna", PASSWORD, HOME)
    assert isinstance(opened, SignedIn)
    assert not opened.must_enrol


async def test_what_was_shown_is_forgotten_unless_it_is_confirmed_in_time() -> None:
    story = StaffStory(HandClock(NOON))
    user = await story.hire("vera", Role.SUPERVISOR)
    desk = SecondFactorDesk(story.book, A_RING, "Line 122")
    enrolment = desk.begin(user, "session", NOON)
    late = NOON + timedelta(minutes=15)
    assert await desk.confirm(user, "session", code_at(enrolment.secret, late), late) is None
    assert await desk.confirm(user, "other", code_at(enrolment.secret, NOON), NOON) is None
    assert await desk.confirm(user, "session", "000000", NOON) is None
    assert await desk.confirm(user, "session", code_at(enrolment.secret, NOON), NOON) is not None
    known = await story.book.known("vera")
    assert known is not None
    soon = NOON + timedelta(seconds=STEP_S)
    assert await desk.proof_of(known, code_at(enrolment.secret, soon), soon) is Proof.DIGITS


async def test_of_two_pages_that_enrol_at_once_the_first_counts() -> None:
    story = StaffStory(HandClock(NOON))
    user = await story.hire("vera", Role.SUPERVISOR)
    desk = SecondFactorDesk(story.book, A_RING, "Line 122")
    one, other = (desk.begin(user, page, NOON).secret for page in ("one", "other"))
    assert await desk.confirm(user, "one", code_at(one, NOON), NOON) is not None
    assert await desk.confirm(user, "other", code_at(other, NOON), NOON) is None
