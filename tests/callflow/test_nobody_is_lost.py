"""People on the storm day, as the services serve them: told, kept in line, rung back.

`callflow/people.py` knows the person behind every call, `callflow/board.py` the calls that are
served, and `callflow/placing.py` rings for the callback desk. Four operators talk on six channels.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agents.agent import Activity, Operator
from base.ids import CallId
from callflow.commands import DialOut, Reject
from callflow.events import (
    AgentAnswered,
    Answered,
    CallerHungUp,
    CallEvent,
    FarEndRinging,
    Joined,
    Placed,
    Ring,
    VoiceHeard,
    Whispered,
)
from callflow.outcome import HangupCause, Outcome
from callflow.record import CallRecord
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import operator
from tickets.contact import Conclusion

OPERATORS = tuple(operator(number, doctor=1) for number in range(1, 5))
TO_ADVICE: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("2"))
GONE = CallerHungUp(HangupCause.NORMAL)
MOTHER = "89101234567"
TALK_S = 60.0

pytestmark = pytest.mark.looptime


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall of a site that rings people back."""
    opened = Hall(rings_back=True)
    yield opened
    await opened.close()


async def busy(hall: Hall) -> list[CallId]:
    """Let all four operators talk, and return their calls."""
    talks = []
    for number, agent in enumerate(OPERATORS):
        hall.seat(agent)
        talks.append(await talk(hall, f"8910000000{number}", agent))
    return talks


async def talk(hall: Hall, number: str, agent: Operator) -> CallId:
    """Let a citizen call, reach this operator and talk."""
    call = await hall.dial(number)
    hall.tell(call, *TO_ADVICE)
    await hall.settle()
    hall.tell(call, AgentAnswered(Ring(1)), Joined(Ring(1)), VoiceHeard())
    await hall.settle()
    assert hall.activity(agent) is Activity.TALKING
    return call


def decision(hall: Hall, call: CallId) -> str:
    """Return what the ladder decided about a call."""
    return _row(hall, call).decision


def _row(hall: Hall, call: CallId) -> CallRecord:
    return [record for record in hall.books.calls if record.call_id == call][-1]


def contacts(hall: Hall, number: str) -> set[str]:
    """Return the contacts of a number that are open or were."""
    return {str(row.contact_id) for row in hall.books.contacts if row.number == f"+7{number[1:]}"}


async def attempt(hall: Hall, number: str, *happens: CallEvent) -> CallId:
    """Let a citizen call, let this happen, and let them hang up two seconds later."""
    call = await hall.dial(number)
    hall.tell(call, *happens)
    await asyncio.sleep(2.0)
    hall.tell(call, GONE)
    await hall.settle()
    return call


async def storm(hall: Hall) -> list[CallId]:
    """Let all operators talk and five people stand in line with a promise; return the talks."""
    talks = await busy(hall)
    for number in range(5):
        await attempt(hall, f"8910111000{number}", Answered(), said(1))
    return talks


def rung(hall: Hall) -> list[str]:
    """Return the numbers that we rang, in order."""
    return [str(dial.number) for dial in hall.switchboard.asked if isinstance(dial, DialOut)]


def our_call(hall: Hall) -> CallId:
    """Return the one call that we placed."""
    (ours,) = [line.call for line in hall.calls.lines if isinstance(line.call.origin, Placed)]
    return ours.origin.call_id


def end_of(hall: Hall, number: str) -> str | None:
    """Return why the one contact of a number ended."""
    assert len(contacts(hall, number)) == 1
    return [row for row in hall.books.contacts if row.number == f"+7{number[1:]}"][-1].end_reason


async def test_fifth_call_beside_four_talks_is_told_and_the_last_channel_stays_open(
    hall: Hall,
) -> None:
    await busy(hall)
    told = await hall.dial("89101110001")
    registered = await attempt(hall, "89101110002")

    assert [decision(hall, told), decision(hall, registered)] == [
        "2_first_call",
        "3_last_channel",
    ]
    assert any(isinstance(command, Reject) for command in hall.switchboard.asked)
    messages = hall.people.messages.messages.values()
    promises = hall.people.callbacks.requests.values()
    assert {message.number for message in messages} == {"+79101110002"}
    assert [promise.number for promise in promises] == ["+79101110002"]


async def test_mother_is_told_at_once_kept_in_place_and_moved_to_the_front_by_a_danger_sign(
    hall: Hall,
) -> None:
    await storm(hall)
    first = await attempt(hall, MOTHER, Answered(), said(1))
    soon = await attempt(hall, MOTHER)
    await asyncio.sleep(120.0)
    later = await attempt(hall, MOTHER, Answered(), said(1))
    await asyncio.sleep(120.0)
    worse = await attempt(hall, MOTHER, Answered(), pressed("9"), pressed("1"))
    urgent = await hall.dial(MOTHER)

    assert [decision(hall, call) for call in (first, soon, later, worse, urgent)] == [
        "2_first_call",
        "7_told_already",
        "6_not_heard_lately",
        "6_not_heard_lately",
        "4_danger_sign",
    ]
    assert len(contacts(hall, MOTHER)) == 1
    assert _row(hall, first).outcome is Outcome.TOLD


async def test_person_who_was_told_is_rung_in_turn_and_handed_to_an_operator_who_knows(
    hall: Hall,
) -> None:
    talks = await storm(hall)
    hall.tell(talks[0], GONE)
    await asyncio.sleep(29.0)
    assert rung(hall) == ["+79101110000"]

    callback = our_call(hall)
    hall.tell(callback, FarEndRinging(), Answered(), said(1))
    await asyncio.sleep(2.0)
    hall.tell(callback, AgentAnswered(Ring(1)), Whispered(Ring(1)), Joined(Ring(1)), VoiceHeard())
    await hall.settle()
    assert hall.phase(callback) == "Talking"
    hall.tell(callback, GONE)
    await hall.settle()

    assert end_of(hall, "89101110000") == "served"


async def test_person_who_calls_while_we_ring_them_has_exactly_one_conversation(
    hall: Hall,
) -> None:
    talks = await storm(hall)
    hall.tell(talks[0], GONE)
    await asyncio.sleep(29.0)
    ours = our_call(hall)
    assert hall.phase(ours) == "Dialling"

    theirs = await hall.dial("89101110000")
    await hall.settle()
    hall.tell(ours, GONE)
    hall.tell(theirs, *TO_ADVICE)
    await asyncio.sleep(2.0)

    assert decision(hall, theirs) == "4_rung_just_now"
    assert (_row(hall, ours).outcome, hall.phase(ours)) == (Outcome.NOT_REACHED, "Ended")
    assert hall.phase(theirs) == "Ringing"
    assert rung(hall) == ["+79101110000"]


async def test_operator_who_is_idle_is_given_to_a_told_person_who_redials() -> None:
    hall = Hall()
    talks = await storm(hall)
    told = await attempt(hall, MOTHER, Answered(), said(1))
    hall.tell(talks[0], GONE)
    await asyncio.sleep(31.0)

    again = await hall.dial(MOTHER)

    assert [decision(hall, call) for call in (told, again)] == ["2_first_call", "0_operator_free"]
    await hall.close()


async def test_two_calls_of_one_person_are_one_person(hall: Hall) -> None:
    await storm(hall)
    first = await hall.dial(MOTHER)
    hall.tell(first, Answered())
    await hall.settle()

    second = await hall.dial(MOTHER)

    assert decision(hall, second) == "7_on_line_already"
    assert len(contacts(hall, MOTHER)) == 1


async def test_person_who_cancels_is_never_rung(hall: Hall) -> None:
    talks = await storm(hall)
    await attempt(hall, MOTHER, Answered(), said(1))
    await asyncio.sleep(120.0)
    await attempt(hall, MOTHER, Answered(), pressed("3"), pressed("1"))
    for ended in talks:
        hall.tell(ended, GONE)
    await asyncio.sleep(600.0)

    assert "+79101110000" in rung(hall)
    assert "+79101234567" not in rung(hall)
    assert end_of(hall, MOTHER) == "cancelled"


async def test_landline_is_registered_and_rung_but_never_told_by_a_message(hall: Hall) -> None:
    await busy(hall)
    await hall.dial("89101110001")
    landline = await attempt(hall, "88442123456")

    assert decision(hall, landline) == "3_last_channel"
    assert not hall.people.messages.messages
    promises = hall.people.callbacks.requests.values()
    assert [promise.number for promise in promises] == ["+78442123456"]


async def test_withheld_callers_are_asked_for_a_number_and_rung_at_it(hall: Hall) -> None:
    talks = await busy(hall)
    hidden = await hall.dial("")
    hall.tell(hidden, Answered(), said(1), *(pressed(key) for key in "89107654321#"), said(2))
    hall.tell(hidden, pressed("1"), said(3), GONE)
    await hall.settle()

    assert decision(hall, hidden) == "2_number_needed"
    assert _row(hall, hidden).outcome is Outcome.TOLD
    promises = hall.people.callbacks.requests.values()
    assert [promise.number for promise in promises] == ["+79107654321"]
    hall.tell(talks[0], GONE)
    await asyncio.sleep(29.0)
    assert rung(hall) == ["+79107654321"]


async def test_ticket_of_a_withheld_caller_who_hangs_up_unserved_ends_with_the_call(
    hall: Hall,
) -> None:
    hidden = await attempt(hall, "", Answered())

    (ticket,) = {row.ticket_id for row in hall.books.tickets}
    assert _row(hall, hidden).ticket_id == ticket
    assert hall.books.tickets[-1].conclusion is Conclusion.LEFT


async def test_two_withheld_callers_are_two_people(hall: Hall) -> None:
    first, second = await hall.dial(""), await hall.dial("")

    assert _row(hall, first).contact_id != _row(hall, second).contact_id


async def test_second_patient_of_one_person_has_a_ticket_in_the_same_contact(hall: Hall) -> None:
    await storm(hall)
    await attempt(hall, MOTHER, Answered(), said(1))
    await asyncio.sleep(120.0)
    await attempt(hall, MOTHER, Answered(), pressed("2"))

    (contact,) = contacts(hall, MOTHER)
    tickets = [row for row in hall.books.tickets if str(row.contact_id) == contact]
    promises = [
        promise
        for promise in hall.people.callbacks.requests.values()
        if str(promise.contact_id) == contact
    ]
    assert (len(tickets), len(promises)) == (2, 1)
