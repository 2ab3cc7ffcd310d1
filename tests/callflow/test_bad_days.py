"""What must not take the site down: a lost trunk, an unreadable call, a queue that is no more.

`callflow/service.py` and `callflow/replay.py` keep one call's trouble from becoming everybody's.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agents.agent import Activity
from base.ids import LegId
from callflow.events import AgentAnswered, Answered, CallerHungUp, CallEvent, Joined, Ring
from callflow.outcome import HangupCause, Outcome
from callflow.ports import IncomingCall, StoredCall
from callflow.record import record_of
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import MAIN, operator

FIRST = operator(1, doctor=1)
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))
GONE = CallerHungUp(HangupCause.NORMAL)
CHANNELS = 6

pytestmark = pytest.mark.looptime


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall for one story."""
    opened = Hall()
    yield opened
    await opened.close()


async def test_call_on_a_trunk_that_the_settings_lost_is_served_all_the_same(hall: Hall) -> None:
    unknown = IncomingCall(
        leg_id=LegId("leg"),
        trunk=type(MAIN)("renamed"),
        ani="89101234567",
        ani_name="",
        is_ani_withheld=False,
        dialled="122",
        diverted_from="",
    )
    hall.calls.incoming_call(unknown)
    await hall.settle()

    (line,) = hall.calls.lines
    assert hall.phase(line.call.origin.call_id) == "Answering"


async def test_channel_that_is_being_hung_up_refuses_nobody(hall: Hall) -> None:
    calls = [await hall.dial(f"8910123456{digit}") for digit in range(CHANNELS)]
    hall.tell(calls[0], Answered())
    hall.tell(calls[0], GONE)
    # The caller hung up; the line is still taking its room down when the next one dials.
    await hall.settle()

    next_call = await hall.dial("89101234577")

    assert hall.phase(next_call) == "Answering"


async def test_stored_call_that_nobody_can_read_ends_and_keeps_no_other_from_going_on(
    hall: Hall,
) -> None:
    lost, kept = await hall.dial("89101234567"), await hall.dial("89101234568")
    by_id = {line.call.origin.call_id: record_of(line.call) for line in hall.calls.lines}
    journal = tuple(entry for entry in hall.books.journal if entry.call_id == kept)
    after = Hall()

    after.calls.restore([StoredCall(by_id[lost], ()), StoredCall(by_id[kept], journal)])

    assert [line.call.origin.call_id for line in after.calls.lines] == [kept]
    (row,) = [record for record in after.books.calls if record.call_id == lost]
    assert (row.outcome, row.cause) == (Outcome.FAILED, HangupCause.LOST)
    await after.close()


async def test_journal_goes_on_after_the_last_entry_that_is_there(hall: Hall) -> None:
    call = await hall.dial("89101234567")
    hall.tell(call, Answered())
    await hall.settle()
    record = record_of(next(iter(hall.calls.lines)).call)
    first, second = (entry for entry in hall.books.journal if entry.call_id == call)
    after = Hall()
    after.calls.restore([StoredCall(record, (first, replace(second, sequence=5)))])

    after.calls.call_event(call, GONE)
    await after.settle()

    assert [entry.sequence for entry in after.books.journal] == [6]
    await after.close()


async def test_person_who_was_served_is_served_in_the_same_turn_as_the_row_says_so(
    hall: Hall,
) -> None:
    hall.seat(FIRST)
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()
    hall.tell(call, AgentAnswered(Ring(1)), Joined(Ring(1)), GONE)
    await hall.settle()

    (ended,) = [contact for contact in hall.books.contacts if contact.ended_at is not None]
    assert ended.number == "+79101234567"
    assert hall.activity(FIRST) is Activity.WRAP_UP


async def test_engine_that_stops_lets_go_of_its_calls_and_tells_them_nothing(hall: Hall) -> None:
    call = await hall.dial("89101234567")
    written = len(hall.books.journal)

    await hall.calls.stop()
    hall.tell(call, GONE)
    await hall.settle()

    assert len(hall.books.journal) == written
