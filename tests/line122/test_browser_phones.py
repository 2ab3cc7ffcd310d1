"""Browsers as telephones: one page at a time, for as long as its session goes on."""

import asyncio

import pytest

from agents.agent import Account
from base.ids import new_agent_id, new_call_id
from base.tasks import cancel, spawn
from callflow.events import Ring
from callflow.lost_phones import TalkingLeg
from staff.service import SignedIn
from staff.user import Person
from tests.support.browsers import QuietExchange, browser_phones
from tests.support.clinic import HandClock
from tests.support.staff import HOME, PASSWORD, StaffStory, a_user
from web.phone.ports import PhoneAsked, PhoneOpened, PhoneRefused

ANNA = Account("anna")
FIRST, SECOND = PhoneAsked("first page", has_talk=False), PhoneAsked("second page", has_talk=False)


class Sessions:
    """All sessions go on."""

    async def is_still_in(self, session: str) -> bool:
        """Tell so."""
        return bool(session)


def signed_in(account: str | None = ANNA) -> SignedIn:
    agent_id = None if account is None else new_agent_id()
    person = Person(a_user("anna", account=account), agent_id)
    return SignedIn(
        secret="secret", session="session", person=person, expires_at=HandClock().now()
    )


async def test_every_page_gets_a_secret_that_nobody_has_had_and_the_exchange_its_digest() -> None:
    exchange, anna = QuietExchange(), signed_in()
    phones = browser_phones(exchange, Sessions(), HandClock())

    first = await phones.open(anna, FIRST)
    digest = exchange.digests[ANNA]
    second = await phones.open(anna, SECOND)

    assert isinstance(first, PhoneOpened)
    assert isinstance(second, PhoneOpened)
    assert first.secret != second.secret
    assert first.secret not in repr(first)
    assert exchange.digests[ANNA] != digest
    assert exchange.turned == [ANNA, ANNA]
    assert phones.offer(ANNA).is_open


async def test_a_telephone_that_is_closed_leaves_no_account() -> None:
    exchange = QuietExchange()
    phones = browser_phones(exchange, Sessions(), HandClock())
    await phones.open(signed_in(), FIRST)

    await phones.close(ANNA)

    assert exchange.digests == {}
    assert not phones.offer(ANNA).is_open


@pytest.mark.looptime
@pytest.mark.parametrize("what", ["disabled", "reset", "signed out"])
async def test_whoever_may_sign_in_no_more_has_no_telephone_within_five_seconds(what: str) -> None:
    clock = HandClock()
    staff = StaffStory(clock, {ANNA: new_agent_id()})
    await staff.hire("anna", account=ANNA)
    opened = await staff.desk.sign_in("anna", PASSWORD, HOME)
    assert isinstance(opened, SignedIn)
    exchange = QuietExchange()
    phones = browser_phones(exchange, staff.desk, clock)
    await phones.open(opened, FIRST)
    talk = TalkingLeg(new_call_id(), Ring(1))
    assert opened.person.agent_id is not None
    exchange.legs[opened.person.agent_id] = talk
    looking = spawn(phones.run(), name="phones")
    await asyncio.sleep(30)
    assert phones.offer(ANNA).is_open
    assert exchange.lost == []

    match what:
        case "disabled":
            await staff.book.disable("anna", clock.now())
        case "reset":
            await staff.book.keep_password("anna", "another hash", clock.now())
        case _:
            await staff.desk.sign_out(opened.secret)
    await asyncio.sleep(5)

    assert not phones.offer(ANNA).is_open
    assert exchange.digests == {}
    assert exchange.lost == [talk], "whom they talk with hears music, and no silent line"
    await cancel(looking)


async def test_a_talk_is_rung_again_for_another_page_and_not_for_one_that_has_its_sound() -> None:
    exchange, anna = QuietExchange(), signed_in()
    phones = browser_phones(exchange, Sessions(), HandClock())
    agent_id = anna.person.agent_id
    assert agent_id is not None
    leg = TalkingLeg(new_call_id(), Ring(1))
    await phones.open(anna, FIRST)
    exchange.legs[agent_id] = leg

    kept = await phones.open(anna, PhoneAsked("a page that an engine forgot", has_talk=True))
    lost = await phones.open(anna, SECOND)

    assert isinstance(kept, PhoneOpened)
    assert isinstance(lost, PhoneOpened)
    assert (kept.is_in_talk, lost.is_in_talk) == (False, True)
    assert exchange.lost == [leg]


async def test_nobody_telephones_by_a_browser_where_it_is_off_or_without_an_account() -> None:
    off = browser_phones(QuietExchange(), Sessions(), HandClock(), is_on=False)
    on = browser_phones(QuietExchange(), Sessions(), HandClock())

    assert isinstance(await off.open(signed_in(), FIRST), PhoneRefused)
    assert isinstance(await on.open(signed_in(account=None), FIRST), PhoneRefused)
    assert not off.offer(ANNA).is_on
