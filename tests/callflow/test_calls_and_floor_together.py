"""Calls and the distributor as they run: what crosses on the way between their mailboxes.

`callflow/service.py` and its `callflow/line.py` for each call meet `queues/service.py` here.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agents.agent import Activity, Presence
from callflow.commands import Clear, HangUp, RingAgent, Say, TelephonyCommand
from callflow.events import (
    AgentAnswered,
    Answered,
    CallerHungUp,
    CallEvent,
    Joined,
    Reclaimed,
    Ring,
    TurnedAway,
)
from callflow.outcome import HangupCause, Outcome
from queues.messages import TurnAwayReason
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import GREETING, QUESTION, TEXTS, operator

FIRST, SECOND = operator(1, doctor=1), operator(2, doctor=1)
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))
TO_ADVICE: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("2"))
GONE = CallerHungUp(HangupCause.NORMAL)

pytestmark = pytest.mark.looptime


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall for one story."""
    opened = Hall()
    yield opened
    await opened.close()


async def test_caller_reaches_the_agent_and_the_agent_is_free_again_after_wrap_up(
    hall: Hall,
) -> None:
    hall.seat(FIRST)
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()
    hall.tell(call, AgentAnswered(Ring(1)), Joined(Ring(1)))
    await hall.settle()
    assert (hall.phase(call), hall.activity(FIRST)) == ("Talking", Activity.TALKING)

    hall.tell(call, GONE)
    await hall.settle()

    assert (hall.phase(call), hall.activity(FIRST)) == ("Ended", Activity.WRAP_UP)
    assert [record.outcome for record in hall.books.ended] == [Outcome.ANSWERED]


async def test_match_that_crosses_the_callers_hang_up_gives_the_agent_back(hall: Hall) -> None:
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()

    hall.tell(call, GONE)
    hall.seat(FIRST)
    await hall.settle()

    assert hall.phase(call) == "Ended"
    assert hall.activity(FIRST) is Activity.IDLE
    assert not hall.distributor.floor.entries


@pytest.mark.parametrize("turns", range(8))
async def test_agent_is_given_back_however_late_the_caller_hangs_up(
    hall: Hall, turns: int
) -> None:
    hall.seat(FIRST)
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_THE_DOCTORS)
    for _ in range(turns):
        await asyncio.sleep(0)

    hall.tell(call, GONE)
    await hall.settle()

    assert hall.activity(FIRST) is Activity.IDLE
    assert not hall.distributor.floor.entries


async def test_one_agent_is_never_rung_for_two_callers(hall: Hall) -> None:
    hall.seat(FIRST)
    for number, keys in (("89101234567", TO_THE_DOCTORS), ("89107654321", TO_ADVICE)):
        hall.tell(await hall.dial(number), *keys)
    await hall.settle()

    rung = [command for command in hall.switchboard.asked if isinstance(command, RingAgent)]
    assert rung == [RingAgent(Ring(1), FIRST.account)]


async def test_bug_while_ringing_is_apologised_for_and_the_agent_given_back(hall: Hall) -> None:
    hall.switchboard.broken = lambda command: isinstance(command, RingAgent)
    hall.seat(FIRST)
    call = await hall.dial("89101234567")

    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()

    last = hall.switchboard.asked[-1]
    assert isinstance(last, Say)
    assert last.phrase[: len(TEXTS.apology)] == TEXTS.apology
    assert hall.activity(FIRST) is Activity.IDLE


async def test_call_that_cannot_even_be_apologised_for_is_dropped_without_a_trace(
    hall: Hall,
) -> None:
    def is_broken(command: TelephonyCommand) -> bool:
        return isinstance(command, RingAgent | Say) and "greeting" not in getattr(
            command, "phrase", ()
        )

    hall.switchboard.broken = is_broken
    hall.seat(FIRST)
    call = await hall.dial("89101234567")
    hall.tell(call, Answered(), said(1))
    await hall.settle()

    assert hall.phase(call) == "Ended"
    assert hall.switchboard.asked[-2:] == [HangUp(), Clear()]
    assert [record.outcome for record in hall.books.ended] == [Outcome.FAILED]
    assert hall.books.calls[-1].outcome is Outcome.FAILED


async def test_every_call_has_a_row_a_contact_and_a_ticket_whatever_ended_it(hall: Hall) -> None:
    rejected = [await hall.dial(f"8910123456{number}") for number in range(8)]
    for call in rejected:
        hall.tell(call, GONE)
    await hall.settle()

    assert {record.call_id for record in hall.books.ended} == set(rejected)
    assert {record.contact_id for record in hall.books.ended} == {
        contact.contact_id for contact in hall.books.contacts
    }
    assert len(hall.books.tickets) == 8
    outcomes = [record.outcome for record in hall.books.ended]
    # Nobody is at work: four are taken in, one is told, and the last channel stays open.
    assert (outcomes.count(Outcome.ABANDONED), outcomes.count(Outcome.REFUSED)) == (5, 3)


async def test_caller_who_redials_unserved_adds_no_ticket_and_who_was_served_does(
    hall: Hall,
) -> None:
    hall.seat(FIRST)
    for _ in range(2):
        call = await hall.dial("89101234567")
        hall.tell(call, GONE)
        await hall.settle()
    assert len(hall.books.tickets) == 1

    call = await hall.dial("89101234567")
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()
    hall.tell(call, AgentAnswered(Ring(1)), Joined(Ring(1)), GONE)
    await hall.settle()
    await hall.dial("89101234567")

    assert len(hall.books.tickets) == 2


async def test_caller_for_whom_nobody_is_logged_in_is_told_after_a_minute(hall: Hall) -> None:
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_ADVICE)
    await asyncio.sleep(59.0)
    assert hall.phase(call) == "Waiting"

    await asyncio.sleep(2.0)

    assert hall.phase(call) == "Parting"
    last = hall.switchboard.asked[-1]
    assert isinstance(last, Say)
    assert last.phrase[: len(TEXTS.no_agents)] == TEXTS.no_agents
    assert not hall.distributor.floor.entries


async def test_caller_hears_their_place_in_a_rhythm_while_everybody_talks(hall: Hall) -> None:
    hall.distributor.seat(FIRST, Presence.BREAK)
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_ADVICE)
    await asyncio.sleep(16.0)
    hall.tell(call, said(3))
    await asyncio.sleep(31.0)

    told = [one.phrase for one in hall.switchboard.asked if isinstance(one, Say)]
    assert told == [GREETING, QUESTION, ("queue.next",), ("queue.next",)]


async def test_storm_of_keys_costs_the_caller_keys_and_never_the_call(hall: Hall) -> None:
    call = await hall.dial("89101234567")
    hall.tell(call, Answered(), *[pressed("1")] * 500, said(1), said(2))
    await hall.settle()
    hall.tell(call, pressed("2"))
    await hall.settle()

    assert hall.phase(call) == "Waiting"
    hall.tell(call, *[pressed("2")] * 500, GONE)
    await hall.settle()
    assert hall.phase(call) == "Ended"


async def test_caller_taken_back_while_an_agent_rings_is_rung_for_again_first(hall: Hall) -> None:
    hall.seat(FIRST)
    first = await hall.dial("89101234567")
    await asyncio.sleep(1.0)
    second = await hall.dial("89107654321")
    for call in (first, second):
        hall.tell(call, *TO_ADVICE)
        await asyncio.sleep(1.0)

    hall.tell(first, Reclaimed(is_agent_here=False))
    await hall.settle()

    assert (hall.phase(first), hall.phase(second)) == ("Ringing", "Waiting")
    assert hall.activity(FIRST) is Activity.RINGING


async def test_turn_away_that_crosses_the_engines_return_leaves_no_ghost_in_line(
    hall: Hall,
) -> None:
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_ADVICE)
    await hall.settle()

    hall.tell(call, Reclaimed(is_agent_here=False), TurnedAway(TurnAwayReason.CLOSING))
    await hall.settle()

    assert hall.phase(call) == "Parting"
    assert not hall.distributor.floor.entries


async def test_caller_who_stays_on_the_line_for_ever_is_not_waited_for_for_ever(
    hall: Hall,
) -> None:
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_ADVICE)

    await asyncio.sleep(600.0)

    assert hall.phase(call) == "Ended"
    assert [record.outcome for record in hall.books.ended] == [Outcome.DIVERTED]
