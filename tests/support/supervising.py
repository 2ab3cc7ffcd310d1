"""A `web.api.supervise_ports.Supervising` whose supervisors and deeds a story reads."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from agents.agent import Account
from base.ids import CallId, SupervisionId, new_call_id, new_supervision_id
from callflow.deeds import DeedDone, MayNotDo, PutCallFirst, Refused, Wanted
from callflow.effects import Choices, Effect, Waits
from callflow.intervention import Intervention
from callflow.storm_order import StormOrder
from callflow.supervision import Supervision, SupervisionMode, SupervisionPhase
from callflow.supervision_desk import MayNotSupervise, SupervisionAsked, SupervisionSeen

TALK = new_call_id()
SINCE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class OneTalk:
    """A `web.api.supervise_ports.Supervisors` of a site with one talk."""

    asked: list[tuple[SupervisionAsked, str]] = field(default_factory=list)
    seen: dict[str, SupervisionSeen] = field(default_factory=dict)

    def talk_of(self, account: Account) -> CallId | None:
        """Return the one talk, of whoever has it."""
        return TALK if account == "desk-2" else None

    async def listen(self, asked: SupervisionAsked, why: str) -> SupervisionSeen | MayNotSupervise:
        """Stand beside it."""
        if asked.actor in self.seen:
            return MayNotSupervise.ALREADY
        self.asked.append((asked, why))
        supervision = Supervision(
            supervision_id=new_supervision_id(),
            call_id=asked.call_id,
            account=asked.account,
            mode=asked.mode,
            phase=SupervisionPhase.RINGING,
            until=None,
        )
        seen = SupervisionSeen(asked.actor, SINCE, supervision, Account("desk-2"))
        self.seen[asked.actor] = seen
        return seen

    async def turn(
        self, actor: str, supervision_id: SupervisionId, mode: SupervisionMode
    ) -> SupervisionSeen | MayNotSupervise:
        """Be heard by others."""
        del mode
        return self._own(actor, supervision_id)

    def let_go(
        self, actor: str, supervision_id: SupervisionId
    ) -> SupervisionSeen | MayNotSupervise:
        """Leave."""
        seen = self._own(actor, supervision_id)
        self.seen.pop(actor, None)
        return seen

    def seen_by(self, actor: str) -> SupervisionSeen | None:
        """Return who stands there."""
        return self.seen.get(actor)

    def _own(self, actor: str, supervision_id: SupervisionId) -> SupervisionSeen | MayNotSupervise:
        seen = self.seen.get(actor)
        if seen is None or seen.supervision.supervision_id != supervision_id:
            return MayNotSupervise.NOT_YOURS
        return seen


@dataclass
class WrittenDeeds:
    """A `web.api.supervise_ports.Interventions` that only writes down what is asked."""

    done: list[tuple[str, Wanted, str]] = field(default_factory=list)
    kept: list[Intervention] = field(default_factory=list)

    async def do(self, actor: str, wanted: Wanted, why: str) -> DeedDone | Refused:
        """Write it down; nobody waits who could be put first."""
        if isinstance(wanted, PutCallFirst):
            return Refused(MayNotDo.NOBODY_WAITS)
        self.done.append((actor, wanted, why))
        return DeedDone("subject", "detail")

    def preview(self, wanted: Wanted) -> Effect:
        """Tell the same of everything."""
        del wanted
        return Effect(before=Waits(9, 840.0, 2), after=Waits(9, 360.0, 3))

    def choices(self) -> Choices:
        """Tell of two queues."""
        return Choices(("advice", "doctors"), ("122",), StormOrder.AUTO)

    async def newest(self, most: int) -> tuple[Intervention, ...]:
        """Return what the story kept."""
        return tuple(self.kept[:most])

    async def of_call(self, call_id: CallId) -> tuple[Intervention, ...]:
        """Return what the story kept of a call."""
        return tuple(each for each in self.kept if each.call_id == call_id)
