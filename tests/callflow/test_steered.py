"""callflow.steered and callflow.steering: who waits is put first, or into another queue."""

from collections.abc import AsyncIterator

import pytest

from agents.agent import Presence
from base.ids import CallId
from callflow.events import AgentAnswered, Answered, CallEvent, Joined, Ring
from callflow.steering import PutFirst, QueueChosen
from queues.queue import Rank
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import ADVICE, DOCTORS, operator

DOCTOR = operator(1, doctor=1)
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))
AGENT = Ring(1)

pytestmark = pytest.mark.looptime


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    opened = Hall()
    opened.distributor.seat(DOCTOR, Presence.BREAK)
    yield opened
    await opened.close()


async def waiting(hall: Hall, number: str) -> CallId:
    call = await hall.dial(number)
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()
    assert hall.phase(call) == "Waiting"
    return call


async def test_who_is_put_first_is_served_before_who_came_earlier(hall: Hall) -> None:
    earlier, later = await waiting(hall, "89101234567"), await waiting(hall, "89101234568")
    hall.tell(later, PutFirst())
    await hall.settle()
    assert hall.distributor.floor.entries[later].rank is Rank.URGENT

    hall.distributor.declare(DOCTOR.agent_id, Presence.AVAILABLE)
    await hall.settle()
    assert (hall.phase(later), hall.phase(earlier)) == ("Ringing", "Waiting")
    hall.tell(later, AgentAnswered(AGENT), Joined(AGENT))
    await hall.settle()
    assert hall.phase(later) == "Talking"


async def test_who_is_moved_waits_in_the_other_queue_since_they_first_waited(hall: Hall) -> None:
    call = await waiting(hall, "89101234567")
    before = hall.distributor.floor.entries[call]
    assert before.queue == DOCTORS

    hall.tell(call, QueueChosen(ADVICE))
    await hall.settle()
    after = hall.distributor.floor.entries[call]
    assert (after.queue, after.place.placed_at) == (ADVICE, before.place.placed_at)
    line = hall.calls.board.line(call)
    assert line is not None
    assert line.call.queue == ADVICE


async def test_what_changes_nothing_is_not_written_down(hall: Hall) -> None:
    call = await waiting(hall, "89101234567")
    hall.tell(call, PutFirst(), PutFirst(), QueueChosen(DOCTORS))
    await hall.settle()
    reasons = [entry.reason for entry in hall.books.journal if entry.call_id == call]
    assert reasons.count("put_first") == 1
    assert reasons[-1:] == ["put_first"]
    assert hall.distributor.floor.entries[call].queue == DOCTORS
