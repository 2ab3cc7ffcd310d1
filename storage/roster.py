"""The rows of agents as an administrator sees and changes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agents.agent import Account, Activity, BreakReason, Operator, PauseCause, Presence
from agents.phone import PhoneTrouble
from base.ids import AgentId


@dataclass(frozen=True, slots=True)
class NewOperator:
    """An agent to be added."""

    operator: Operator
    secret_digest: str


@dataclass(frozen=True, slots=True)
class LastSeen:
    """What the engine wrote of an agent last."""

    at: datetime
    activity: Activity
    trouble: PhoneTrouble | None
    """Why their telephone was not to be rung then."""
    paused_for: PauseCause | None
    missed_rings: int


@dataclass(frozen=True, slots=True)
class RosterRow:
    """An agent as the administrator sees them."""

    operator: Operator
    presence: Presence
    added_at: datetime
    disabled_at: datetime | None
    reason: BreakReason | None = None
    """Why they are on a break or aside."""
    seen: LastSeen | None = None
    """`None` while nothing was ever written of them."""


class AgentRoster(Protocol):
    """The agents of one site; the engine hears of every change."""

    async def rows(self) -> tuple[RosterRow, ...]:
        """Return every agent there ever was, by account."""
        ...

    async def add(self, operators: Sequence[NewOperator], now: datetime) -> None:
        """Add agents, all or none of them.

        Raises:
            AccountTakenError: an agent who is not disabled holds one of the accounts.

        """
        ...

    async def disable(self, account: Account, now: datetime) -> AgentId | None:
        """Disable the agent who holds the account; `None` when nobody does."""
        ...
