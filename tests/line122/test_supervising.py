"""line122.supervising: nobody listens without a row; what else is done is kept after it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from base.ids import CallId, new_call_id, new_supervision_id
from base.tasks import cancel, spawn
from callflow.events import AgentAnswered, Answered, Joined, Ring
from callflow.intervention import Deed, Intervention
from callflow.supervision import (
    PhoneGone,
    PickedUp,
    SupervisionEnd,
    SupervisionMode,
    SupervisionPolicy,
)
from callflow.supervision_desk import (
    MayNotSupervise,
    SupervisionAsked,
    SupervisionDesk,
    SupervisionDoors,
    SupervisionSeen,
)
from line122.supervising import InterventionJournal, SupervisorDoor
from storage.errors import DatabaseAwayError
from storage.memory_interventions import MemoryInterventionBook
from tests.callflow.stories import pressed, said
from tests.callflow.test_supervision_desk import Post
from tests.support.hall import Hall
from tests.support.site import operator

ANNA, CHIEF = operator(1, doctor=1), operator(2, doctor=1)
LISTEN, WHISPER = SupervisionMode.LISTEN, SupervisionMode.WHISPER

pytestmark = pytest.mark.looptime


class MovedBook(MemoryInterventionBook):
    """A book whose database a story takes away and brings back."""

    is_away = False

    async def append(self, done: Sequence[Intervention]) -> None:
        """Keep it, or fail."""
        if self.is_away:
            raise DatabaseAwayError("away")
        await super().append(done)


class Room:
    """A talk, and the doors through which a supervisor comes to it."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.book, self.post = hall, MovedBook(), Post()
        doors = SupervisionDoors(
            post=self.post, board=hall.calls.board, distributor=hall.distributor, clock=hall.clock
        )
        self.journal = InterventionJournal(self.book, hall.clock)
        self.door = SupervisorDoor(
            SupervisionDesk(doors, SupervisionPolicy()), hall.calls.board, self.journal
        )
        self.door.desk.on_end = self.door.ended

    async def talk(self) -> CallId:
        self.hall.seat(ANNA)
        await self.hall.settle()
        call = await self.hall.dial("89101234567")
        self.hall.tell(call, Answered(), said(1), said(2), pressed("1"))
        await self.hall.settle()
        self.hall.tell(call, AgentAnswered(Ring(1)), Joined(Ring(1)))
        self.hall.seat(CHIEF)
        await self.hall.settle()
        return call

    def asked(self, call: CallId) -> SupervisionAsked:
        return SupervisionAsked("orlova", CHIEF.account, call, LISTEN)

    async def kept(self) -> list[Deed]:
        return [each.deed for each in reversed(await self.journal.newest(99))]


@asynccontextmanager
async def opened() -> AsyncIterator[Room]:
    hall = Hall()
    yield Room(hall)
    await hall.close()


async def test_listening_is_kept_before_anybody_is_rung_and_with_its_end() -> None:
    async with opened() as room:
        call = await room.talk()
        begun = await room.door.listen(room.asked(call), "Жалоба")
        assert isinstance(begun, SupervisionSeen)
        (row,) = await room.book.of_call(call)
        assert (row.actor, row.deed, row.why, row.detail) == (
            "orlova",
            Deed.SUPERVISION_BEGUN,
            "Жалоба",
            "listen",
        )
        supervision_id = begun.supervision.supervision_id
        await asyncio.sleep(1)
        await room.door.turn("orlova", supervision_id, WHISPER)
        await asyncio.sleep(1)
        await room.door.turn("orlova", supervision_id, WHISPER)
        room.door.let_go("orlova", supervision_id)
        await asyncio.sleep(1)
        assert await room.kept() == [
            Deed.SUPERVISION_BEGUN,
            Deed.MODE_CHANGED,
            Deed.SUPERVISION_ENDED,
        ]
        assert len(await room.journal.of_call(call)) == 3
        seen = room.door.seen_by("orlova")
        assert seen is not None
        assert seen.supervision.end is SupervisionEnd.HUNG_UP


async def test_how_long_somebody_listened_counts_from_when_they_stood_beside_the_talk() -> None:
    async with opened() as room:
        call = await room.talk()
        begun = await room.door.listen(room.asked(call), "Жалоба")
        assert isinstance(begun, SupervisionSeen)
        await asyncio.sleep(7)
        room.post.tell(PickedUp())
        await asyncio.sleep(20)
        await room.door.turn("orlova", begun.supervision.supervision_id, WHISPER)
        await asyncio.sleep(40)
        room.post.tell(PhoneGone())
        await room.hall.settle()
        lengths = [each.lasted_s for each in await room.journal.of_call(call)]
        assert lengths == [None, None, pytest.approx(60)]


async def test_who_never_picks_up_has_not_listened_at_all() -> None:
    async with opened() as room:
        call = await room.talk()
        await room.door.listen(room.asked(call), "Жалоба")
        await asyncio.sleep(SupervisionPolicy().ring_s + 1)
        _, ended = await room.journal.of_call(call)
        assert (ended.detail, ended.lasted_s) == (SupervisionEnd.NOT_ANSWERED, None)


async def test_without_the_database_nobody_listens() -> None:
    async with opened() as room:
        call = await room.talk()
        room.book.is_away = True
        with pytest.raises(DatabaseAwayError):
            await room.door.listen(room.asked(call), "Жалоба")
        await room.hall.settle()
        assert room.post.rung == []


async def test_microphone_is_closed_whatever_the_database_does() -> None:
    async with opened() as room:
        call = await room.talk()
        begun = await room.door.listen(room.asked(call), "Жалоба")
        assert isinstance(begun, SupervisionSeen)
        supervision_id = begun.supervision.supervision_id
        await room.door.turn("orlova", supervision_id, WHISPER)
        await room.hall.settle()
        room.book.is_away = True
        closed = await room.door.turn("orlova", supervision_id, LISTEN)
        assert isinstance(closed, SupervisionSeen)
        with pytest.raises(DatabaseAwayError):
            await room.door.turn("orlova", supervision_id, SupervisionMode.BARGE)


async def test_what_cannot_be_is_refused_and_leaves_no_row() -> None:
    async with opened() as room:
        refused = await room.door.listen(room.asked(new_call_id()), "Жалоба")
        nobody = await room.door.turn("orlova", new_supervision_id(), WHISPER)
        assert (refused, nobody) == (MayNotSupervise.NO_TALK, MayNotSupervise.NOT_YOURS)
        assert await room.kept() == []


async def test_deeds_wait_for_the_database_and_are_written_in_order() -> None:
    async with opened() as room:
        room.book.is_away = True
        writing = spawn(room.journal.run(), name="journal")
        for deed in (Deed.STORM_FORCED, Deed.AGENT_PAUSED):
            room.journal.note(room.journal.new("orlova", deed, "storm"))
        await asyncio.sleep(2.5)
        assert await room.book.newest(9) == ()
        room.book.is_away = False
        await asyncio.sleep(2.5)
        kept = [each.deed for each in await room.book.newest(9)]
        assert sorted(kept) == [Deed.AGENT_PAUSED, Deed.STORM_FORCED]

        room.journal.note(room.journal.new("orlova", Deed.AGENT_RELEASED, "desk-1"))
        await cancel(writing)
        assert len(await room.book.newest(9)) == 3
