"""callflow.supervision_desk: supervisors beside talks that really go on, at the fake exchange."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from agents.agent import Account, Presence
from asterisk.fake_supervisions import FakeSupervisor
from base.ids import CallId, SupervisionId, new_supervision_id
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    CallEvent,
    Joined,
    Ring,
)
from callflow.outcome import HangupCause
from callflow.ports import Performed
from callflow.supervision import (
    OperatorGone,
    PhoneGone,
    PickedUp,
    SupervisionEnd,
    SupervisionMode,
    SupervisionPhase,
    SupervisionPolicy,
)
from callflow.supervision_desk import (
    MayNotSupervise,
    SupervisionAsked,
    SupervisionDesk,
    SupervisionDoors,
    SupervisionSeen,
)
from callflow.supervision_ports import TellSupervision
from callflow.transfer import TransferKind, TransferToAgent
from callflow.transfer_desk import TransferDesk
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import operator

ANNA, BORIS, CHIEF = operator(1, doctor=1), operator(2, doctor=1), operator(3, doctor=1)
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))
AGENT, FAR = Ring(1), Ring(2)
LISTEN, WHISPER, BARGE = SupervisionMode.LISTEN, SupervisionMode.WHISPER, SupervisionMode.BARGE

pytestmark = pytest.mark.looptime


class Post:
    """A listening post that writes down what it is asked; the story tells what then happens."""

    def __init__(self) -> None:
        self.rung: list[Account] = []
        self.attended: list[tuple[Ring, SupervisionMode]] = []
        self.released: list[SupervisionId] = []
        self.answers = Performed.DONE
        self.tell: TellSupervision = FakeSupervisor(Account(""), lambda _: None).happens

    async def ring(
        self, supervision_id: SupervisionId, account: Account, tell: TellSupervision
    ) -> Performed:
        """Write down who is rung."""
        del supervision_id
        self.rung.append(account)
        self.tell = tell
        return self.answers

    async def attend(
        self, supervision_id: SupervisionId, call_id: CallId, ring: Ring, mode: SupervisionMode
    ) -> Performed:
        """Write down beside whom."""
        del supervision_id, call_id
        self.attended.append((ring, mode))
        return self.answers

    async def let_go(self, supervision_id: SupervisionId) -> None:
        """Write down who may go."""
        self.released.append(supervision_id)


@dataclass
class Room:
    """A hall with a supervisor in it."""

    hall: Hall
    post: Post
    desk: SupervisionDesk
    ended: list[SupervisionSeen]

    def ask(
        self, call: CallId, mode: SupervisionMode = LISTEN, who: Account = CHIEF.account
    ) -> SupervisionSeen | MayNotSupervise:
        return self.desk.begin(SupervisionAsked("orlova", who, call, mode))

    async def beside(self, call: CallId, mode: SupervisionMode = LISTEN) -> SupervisionSeen:
        begun = self.ask(call, mode)
        assert isinstance(begun, SupervisionSeen)
        await self.hall.settle()
        self.post.tell(PickedUp())
        await self.hall.settle()
        return begun

    def presence(self) -> Presence:
        return self.hall.distributor.floor.agents[CHIEF.agent_id].presence

    @property
    def end(self) -> SupervisionEnd | None:
        seen = self.desk.seen_by("orlova")
        assert seen is not None
        return seen.supervision.end


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    hall, post = Hall(), Post()
    doors = SupervisionDoors(
        post=post, board=hall.calls.board, distributor=hall.distributor, clock=hall.clock
    )
    desk = SupervisionDesk(doors, SupervisionPolicy())
    ended: list[SupervisionSeen] = []
    desk.on_end = ended.append
    hall.bell.followers = (desk,)
    yield Room(hall, post, desk, ended)
    await hall.close()


async def talking(hall: Hall) -> CallId:
    hall.seat(ANNA)
    await hall.settle()
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()
    hall.tell(call, AgentAnswered(AGENT), Joined(AGENT))
    await hall.settle()
    hall.seat(CHIEF)
    await hall.settle()
    return call


async def test_supervisor_is_rung_once_and_changes_the_mode_in_the_talk(room: Room) -> None:
    call = await talking(room.hall)
    begun = await room.beside(call)
    assert (begun.operator, begun.actor) == (ANNA.account, "orlova")
    assert room.desk.talk_of(ANNA.account) == call
    assert room.desk.talk_of(CHIEF.account) is None

    supervision_id = begun.supervision.supervision_id
    for mode in (WHISPER, BARGE, LISTEN):
        assert isinstance(room.desk.turn("orlova", supervision_id, mode), SupervisionSeen)
        await room.hall.settle()

    assert room.post.rung == [CHIEF.account]
    assert room.post.attended == [(AGENT, mode) for mode in (LISTEN, WHISPER, BARGE, LISTEN)]
    assert [seen.supervision.mode for seen in room.desk.beside(call)] == [LISTEN]
    assert room.desk.turn("petrov", supervision_id, BARGE) is MayNotSupervise.NOT_YOURS


async def test_supervisor_gets_no_call_meanwhile_and_is_available_again_afterwards(
    room: Room,
) -> None:
    call = await talking(room.hall)
    begun = await room.beside(call)
    assert room.presence() is Presence.ASIDE

    room.desk.let_go("orlova", begun.supervision.supervision_id)
    await room.hall.settle()
    assert room.presence() is Presence.AVAILABLE
    assert room.post.released == [begun.supervision.supervision_id]
    assert [seen.supervision.end for seen in room.ended] == [SupervisionEnd.HUNG_UP]


async def test_supervisor_who_said_something_else_meanwhile_is_left_alone(room: Room) -> None:
    call = await talking(room.hall)
    await room.beside(call)
    room.hall.distributor.declare(CHIEF.agent_id, Presence.BREAK)
    room.post.tell(PhoneGone())
    await room.hall.settle()
    assert room.presence() is Presence.BREAK


async def test_supervisor_goes_with_the_person_to_the_colleague(room: Room) -> None:
    hall = room.hall
    call = await talking(hall)
    hall.distributor.declare(CHIEF.agent_id, Presence.BREAK)
    hall.seat(BORIS)
    await hall.settle()
    await room.beside(call, WHISPER)
    transfers = TransferDesk(hall.calls)
    transfers.ask(call, TransferToAgent(TransferKind.CONSULT, BORIS.agent_id))
    await hall.settle()
    hall.tell(call, AgentAnswered(FAR))
    await hall.settle()
    transfers.complete(call)
    await hall.settle()
    hall.tell(call, Joined(FAR))
    room.post.tell(OperatorGone(AGENT))
    await hall.settle()

    assert room.post.attended == [(AGENT, WHISPER), (FAR, WHISPER)]
    (seen,) = room.desk.beside(call)
    assert (seen.operator, seen.supervision.phase) == (BORIS.account, SupervisionPhase.BESIDE)


async def test_end_of_the_talk_ends_it_and_says_so(room: Room) -> None:
    call = await talking(room.hall)
    await room.beside(call)
    room.hall.tell(call, CallerHungUp(HangupCause.NORMAL))
    await room.hall.settle()
    assert room.end is SupervisionEnd.TALK_OVER
    assert room.desk.beside(call) == ()


async def test_operator_whose_telephone_dies_is_left_when_the_call_has_said_what_becomes_of_it(
    room: Room,
) -> None:
    call = await talking(room.hall)
    await room.beside(call)
    room.post.tell(OperatorGone(AGENT))
    room.hall.tell(call, AgentGone(AGENT, HangupCause.NORMAL))
    await room.hall.settle()
    await asyncio.sleep(SupervisionPolicy().seek_s + 1)
    assert room.end is SupervisionEnd.TALK_OVER


async def test_telephone_that_cannot_be_rung_is_told(room: Room) -> None:
    call = await talking(room.hall)
    room.post.answers = Performed.GONE
    room.ask(call)
    await room.hall.settle()
    assert room.end is SupervisionEnd.NOT_ANSWERED


async def test_exchange_that_cannot_ends_it(room: Room) -> None:
    call = await talking(room.hall)
    room.ask(call)
    await room.hall.settle()
    room.post.answers = Performed.FAILED
    room.post.tell(PickedUp())
    await room.hall.settle()
    assert room.end is SupervisionEnd.FAILED


async def test_what_cannot_be_is_refused_in_words(room: Room) -> None:
    hall = room.hall
    waiting = await hall.dial("89101110000")
    assert room.ask(waiting) is MayNotSupervise.NO_TALK
    hall.tell(waiting, CallerHungUp(HangupCause.NORMAL))
    call = await talking(hall)
    assert room.ask(call, who=Account("PJSIP/main/112")) is MayNotSupervise.NO_PHONE
    assert room.ask(call, who=ANNA.account) is MayNotSupervise.OWN_TALK
    await room.beside(call)
    assert room.ask(call) is MayNotSupervise.ALREADY
    second = SupervisionAsked("petrov", CHIEF.account, call, LISTEN)
    assert room.desk.begin(second) is MayNotSupervise.PHONE_BUSY
    gone = room.desk.let_go("orlova", new_supervision_id())
    assert gone is MayNotSupervise.NOT_YOURS
