"""Supervisors beside the talks of the fake exchange: no sound, only who would hear whom."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from agents.agent import Account
from asterisk.fake_performer import FakeMemory
from asterisk.fake_phones import FakeRing, Stands
from asterisk.fake_room import FakeRoom
from base.ids import CallId, SupervisionId
from callflow.events import Ring
from callflow.ports import Performed
from callflow.supervision import (
    OperatorGone,
    PhoneGone,
    PhoneNews,
    PickedUp,
    SupervisionMode,
)
from callflow.supervision_ports import TellSupervision


@dataclass(slots=True, eq=False)
class FakeSupervisor:
    """A supervisor's telephone; the exchange changes it, a story moves and reads it."""

    account: Account
    tell: TellSupervision = field(repr=False)
    has_answered: bool = False
    has_ended: bool = False
    beside: FakeRing | None = None
    """The operator's leg that they hear."""
    mode: SupervisionMode = SupervisionMode.LISTEN
    modes: list[SupervisionMode] = field(default_factory=list)
    """Every mode in which they stood beside somebody, in order."""
    room: FakeRoom | None = field(default=None, repr=False)

    @property
    def is_heard_by_operator(self) -> bool:
        """Whether the operator hears them: a leg that stands alone is sent no sound at all."""
        ring, room = self.beside, self.room
        if ring is None or room is None or self.mode is SupervisionMode.LISTEN:
            return False
        if ring.stands is Stands.ASIDE:
            asides = [each for each in room.rings.values() if each.stands is Stands.ASIDE]
            return len(asides) > 1
        return ring.stands is Stands.WITH_PERSON

    @property
    def is_heard_by_all(self) -> bool:
        """Whether those hear them who hear the operator: they speak by the operator's leg."""
        is_open = self.beside is not None and not self.beside.is_muted
        return self.mode is SupervisionMode.BARGE and is_open

    def answer(self) -> None:
        """Pick up."""
        if not self.has_ended:
            self.has_answered = True
            self.happens(PickedUp())

    def hang_up(self) -> None:
        """Hang up, or refuse the call."""
        if not self.has_ended:
            self.has_ended, self.beside = True, None
            self.happens(PhoneGone())

    def happens(self, news: PhoneNews) -> None:
        """Tell of something in the loop's next turn, as a network would."""
        asyncio.get_running_loop().call_soon(self.tell, news)


OnSupervisorRung = Callable[[FakeSupervisor], None]


def nobody_picks_up(supervisor: FakeSupervisor) -> None:
    """Answer for every supervisor where a story has none."""
    supervisor.hang_up()


class FakeListeningPost:
    """A `callflow.supervision_ports.ListeningPost` without any sound."""

    def __init__(self, memory: FakeMemory) -> None:
        self.on_rung: OnSupervisorRung = nobody_picks_up
        """Told of every supervisor who is rung; what they then do is theirs."""
        self._memory = memory
        self._supervisors: dict[SupervisionId, FakeSupervisor] = {}

    async def ring(
        self, supervision_id: SupervisionId, account: Account, tell: TellSupervision
    ) -> Performed:
        """Ring a supervisor's telephone."""
        if account not in self._memory.phones:
            return Performed.GONE
        supervisor = self._supervisors[supervision_id] = FakeSupervisor(account, tell)
        asyncio.get_running_loop().call_soon(self.on_rung, supervisor)
        return Performed.DONE

    async def attend(
        self, supervision_id: SupervisionId, call_id: CallId, ring: Ring, mode: SupervisionMode
    ) -> Performed:
        """Put a supervisor beside an operator of a call, in this mode alone."""
        supervisor = self._supervisors.get(supervision_id)
        if supervisor is None or supervisor.has_ended:
            return Performed.GONE
        room = self._memory.rooms.get(call_id)
        supervisor.beside = None if room is None else room.answered_ring(ring)
        if supervisor.beside is None:
            return Performed.GONE
        supervisor.mode, supervisor.room = mode, room
        supervisor.modes.append(mode)
        return Performed.DONE

    async def let_go(self, supervision_id: SupervisionId) -> None:
        """Hang up, and tell nothing more."""
        supervisor = self._supervisors.pop(supervision_id, None)
        if supervisor is not None:
            supervisor.has_ended, supervisor.beside = True, None

    def ring_ended(self, ring: FakeRing) -> None:
        """Take that an agent's leg is gone."""
        for supervisor in self._supervisors.values():
            if supervisor.beside is ring:
                supervisor.beside = None
                supervisor.happens(OperatorGone(ring.ring))
