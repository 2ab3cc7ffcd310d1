"""What the agents need from the rooms above."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from agents.agent import (
    Account,
    Activity,
    BreakReason,
    Declared,
    NotStated,
    Operator,
    PauseCause,
    Presence,
)
from agents.codes import Disposition
from agents.phone import PhoneTrouble
from base.ids import AgentId, CallId
from base.instant import Instant


@dataclass(frozen=True, slots=True)
class StoredOperator:
    """The row of an agent who may work, as the engine needs it."""

    operator: Operator
    presence: Presence
    """What they declared last; kept over a restart of the engine."""
    secret_digest: str
    """The HA1 of their SIP account (RFC 7616: MD5 of user, realm, password); never the secret."""
    reason: BreakReason | None = None
    """Why they are on a break or aside."""
    kept: "Kept | None" = None
    """`None` for who has never moved."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What outlives a restart of the engine besides a presence."""

    since: Instant
    """When what they did began: a break is not shorter for a restart."""
    owes_of: CallId | None = None
    """The call that they wrote up, if they had not said yet what it was."""


@dataclass(frozen=True, slots=True)
class AgentMove:
    """That an agent's presence or activity changed, and when."""

    agent_id: AgentId
    at: Instant
    presence: Presence
    activity: Activity
    reason: BreakReason | None = None
    wish: Declared | None = None
    """What they declared while a call had them; after a restart it holds."""
    paused_for: PauseCause | None = None
    missed_rings: int = 0
    trouble: PhoneTrouble | None = None
    """Why their telephone was not to be rung."""
    kept: Kept | None = None
    """`None` while a call has them: what holds then is found on the call itself."""


@dataclass(frozen=True, slots=True)
class CallDisposed:
    """What an agent said that a call was, or why they said nothing."""

    agent_id: AgentId
    call_id: CallId
    at: Instant
    disposition: Disposition | None
    not_stated: NotStated | None = None
    """`None` exactly where a disposition stands."""


class AgentBook(Protocol):
    """Where agents are written down."""

    async def operators(self) -> tuple[StoredOperator, ...]:
        """Return every agent who is not disabled."""
        ...

    def changes(self) -> AsyncIterator[None]:
        """Yield once whenever the rows of agents have changed."""
        ...

    def write_move(self, move: AgentMove) -> None:
        """Append to the agents' journal, and keep the presence; returns at once."""
        ...

    def write_disposition(self, disposed: CallDisposed) -> None:
        """Write what a call was for its agent; a later word goes over an earlier one."""
        ...


class PhoneAccounts(Protocol):
    """The telephone accounts of agents, which the exchange registers telephones by."""

    def want(self, accounts: Mapping[Account, str]) -> None:
        """Say which accounts there shall be, with their digests, from the next connection on."""
        ...

    async def put(self, account: Account, secret_digest: str) -> None:
        """Let a telephone register under the account at once; the same again changes nothing."""
        ...

    async def remove(self, account: Account) -> None:
        """Let no telephone register under the account any more."""
        ...


class FloorDoor(Protocol):
    """The floor of the call centre, as the roster sees it; returns at once."""

    def seat(
        self,
        operator: Operator,
        presence: Presence,
        reason: BreakReason | None = None,
        *,
        kept: Kept | None = None,
    ) -> None:
        """Let an agent onto the floor, or take a change of their row."""
        ...

    def remove(self, agent_id: AgentId) -> None:
        """Take an agent off the floor."""
        ...

    def declare(
        self, agent_id: AgentId, presence: Presence, reason: BreakReason | None = None
    ) -> None:
        """Take what an agent declared."""
        ...

    def wrapped_up(self, agent_id: AgentId, disposition: Disposition) -> None:
        """Take that an agent has written up their last call, and what it was."""
        ...

    def extend_wrap_up(self, agent_id: AgentId) -> None:
        """Take that an agent asks for more time to write up their last call."""
        ...

    def phone_seen(self, agent_id: AgentId) -> None:
        """Take that an agent's telephone became reachable."""
        ...

    def phone_lost(self, agent_id: AgentId, trouble: PhoneTrouble) -> None:
        """Take that an agent's telephone cannot be rung now."""
        ...
