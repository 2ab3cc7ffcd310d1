"""What menus ask of the site: `callflow/menu_service.py`, away and back, late and wrong."""

import asyncio

import pytest

from base.clock import LoopClock
from base.tasks import cancel, spawn
from callflow.events import CallEvent
from callflow.menu import AskTables, KeepRequest, TablesAnswered
from callflow.menu_service import MenuService
from ivr.nodes import RequestKind
from ivr.ports import Asker, FiledRequest, LookUpAnswer
from ivr.walk import LookUpOutcome
from tests.callflow.stories import listening
from tests.support.hall import STARTED_AT
from tests.support.menu_line import Room

pytestmark = pytest.mark.looptime

CALL = listening().run()
ASKED = AskTables(3, "clinic", {"settlement": "1"})
COMPLAINT = KeepRequest(1, FiledRequest(kind=RequestKind.COMPLAINT, values={"phone": "+7910"}))
SUPPORT = KeepRequest(2, FiledRequest(kind=RequestKind.SUPPORT, values={"phone": "+7911"}))


async def answered(room: Room) -> list[CallEvent]:
    """Return what a call is told of a look-up."""
    told: list[CallEvent] = []
    MenuService(LoopClock(STARTED_AT), room, room).ask(CALL, ASKED, told.append)
    await asyncio.sleep(30.0)
    return told


async def test_answer_of_a_table_reaches_its_call_by_its_number() -> None:
    room = Room()
    room.answers["clinic"] = LookUpAnswer(LookUpOutcome.FOUND, {"phone": "78442001122"})

    assert await answered(room) == [
        TablesAnswered(3, LookUpOutcome.FOUND, {"phone": "78442001122"})
    ]
    (asker,) = room.askers
    assert (asker.contact_id, asker.service) == (CALL.origin.case.contact_id, "helpline")


@pytest.mark.parametrize("fault", ["is_away", "hangs"])
async def test_table_that_is_away_or_hangs_has_failed(fault: str) -> None:
    room = Room()
    setattr(room, fault, True)

    assert await answered(room) == [TablesAnswered(3, LookUpOutcome.FAILED)]


async def test_request_that_the_desk_could_not_take_is_given_to_it_until_it_can() -> None:
    room = Room()
    room.is_away = True
    service = MenuService(LoopClock(STARTED_AT), room, room)
    running = spawn(service.run(), name="menus")
    await service.file(CALL, COMPLAINT)
    await asyncio.sleep(60.0)
    assert (service.unfiled, room.filed) == (1, [])

    room.is_away = False
    await asyncio.sleep(6.0)

    assert (service.unfiled, room.filed) == (0, [COMPLAINT.request])
    await cancel(running)


class SlowDesk:
    """A desk that takes a second over each request, once it is there."""

    def __init__(self) -> None:
        self.is_away = True
        self.taken: list[FiledRequest] = []

    async def file(self, _asker: Asker, request: FiledRequest) -> None:
        """Take a request."""
        if self.is_away:
            raise OSError("The desk of this story is away.")
        await asyncio.sleep(1.0)
        self.taken.append(request)


async def test_request_that_is_just_being_taken_is_not_given_a_second_time() -> None:
    desk = SlowDesk()
    service = MenuService(LoopClock(STARTED_AT), Room(), desk)
    running = spawn(service.run(), name="menus")
    await service.file(CALL, COMPLAINT)
    desk.is_away = False
    await asyncio.sleep(4.5)
    await service.file(CALL, SUPPORT)
    await asyncio.sleep(10.0)

    assert (service.unfiled, desk.taken) == (0, [SUPPORT.request, COMPLAINT.request])
    await cancel(running)
