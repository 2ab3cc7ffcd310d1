"""What the dialler must know of the rest of the house."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from base.ids import ContactId, TrunkName
from base.instant import Instant
from base.phone import PhoneNumber
from callback.request import CallbackRequest
from queues.floor import Floor
from queues.policy import QueueName, QueuePolicy


@dataclass(frozen=True, slots=True)
class FreeChannels:
    """What a trunk has left."""

    free: int
    reserve: int
    """So many are left for people who call; callbacks never take them."""

    @property
    def for_callbacks(self) -> int:
        """How many may be dialled on, never less than none."""
        return max(0, self.free - self.reserve)


@dataclass(frozen=True, slots=True)
class OnLine:
    """Who has a call with us at this moment: views, as they change; to be read, never kept."""

    numbers: Collection[PhoneNumber] = frozenset()
    contacts: Collection[ContactId] = frozenset()
    """Whoever talks with us on one telephone is not rung on another."""


class InFlight(StrEnum):
    """How far the present attempt to ring a person is."""

    NONE = "none"
    DIALLING = "dialling"
    ANSWERED = "answered"
    """The person answered; they may be waiting for an operator, or talk with one."""


@dataclass(frozen=True, slots=True)
class Strain:
    """How the day goes, as far as over-dialling depends on it."""

    idle_share: float = 0.0
    """The share of operators' time in which they idled although somebody could be rung."""
    loss_share: float = 0.0
    """The share of people whose first attempt was lost, of late."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Telephones that have rung so long that hardly anybody will pick up."""

    rings: int
    next_in_s: float | None
    """Until one more has; `None` when no other one rings."""


NO_DOUBT = Doubt(0, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DialFacts:
    """Everything that decides who is dialled now."""

    floor: Floor
    queues: Mapping[QueueName, QueuePolicy]
    requests: Mapping[ContactId, CallbackRequest]
    in_flight: Collection[ContactId]
    """Whom we dial, and who has answered and was not matched yet."""
    channels: Mapping[TrunkName, FreeChannels]
    """The trunks by which somebody may be dialled now; a paused one is not among them."""
    on_line: OnLine
    strain: Strain
    is_open: bool
    """Whether telephones may be made to ring at this hour."""
    now: Instant
    now_at: datetime
    doubt: Doubt = NO_DOUBT
    paced_until: Instant | None = None
    """Nobody is dialled before."""
