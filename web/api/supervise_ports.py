"""What the API needs of whoever lets supervisors intervene."""

from dataclasses import dataclass, field
from typing import Protocol

from agents.agent import Account
from base.ids import CallId, SupervisionId
from callflow.deeds import DeedDone, Refused, Wanted
from callflow.effects import Choices, Effect
from callflow.intervention import Intervention
from callflow.supervision import SupervisionMode
from callflow.supervision_desk import MayNotSupervise, SupervisionAsked, SupervisionSeen
from web.api.deed_repeats import RepeatedDeeds


class Supervisors(Protocol):
    """Who stands beside which talk."""

    def talk_of(self, account: Account) -> CallId | None:
        """Return the call in which an operator talks now; `None` when they do not."""
        ...

    async def listen(self, asked: SupervisionAsked, why: str) -> SupervisionSeen | MayNotSupervise:
        """Put a supervisor beside a talk, once it is kept that they are."""
        ...

    async def turn(
        self, actor: str, supervision_id: SupervisionId, mode: SupervisionMode
    ) -> SupervisionSeen | MayNotSupervise:
        """Let a supervisor be heard by others than now."""
        ...

    def let_go(
        self, actor: str, supervision_id: SupervisionId
    ) -> SupervisionSeen | MayNotSupervise:
        """Let a supervisor leave the talk."""
        ...

    def seen_by(self, actor: str) -> SupervisionSeen | None:
        """Return how a supervisor stands beside a talk, or how the last time ended."""
        ...


class Interventions(Protocol):
    """What supervisors do beside listening."""

    async def do(self, actor: str, wanted: Wanted, why: str) -> DeedDone | Refused:
        """Do what is asked and keep it, or say why it cannot be."""
        ...

    def preview(self, wanted: Wanted) -> Effect:
        """Return what it would change, as far as that can be told."""
        ...

    def choices(self) -> Choices:
        """Return what there is to choose from."""
        ...

    async def newest(self, most: int) -> tuple[Intervention, ...]:
        """Return what was done last, the newest first."""
        ...

    async def of_call(self, call_id: CallId) -> tuple[Intervention, ...]:
        """Return what was done to the person of a call, the oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Supervising:
    """All of it."""

    supervisors: Supervisors
    deeds: Interventions
    repeats: RepeatedDeeds = field(default_factory=RepeatedDeeds)
