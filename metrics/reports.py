"""What may be asked of the past, and what is answered: tallies by a grouping, lists behind them.

Every number of a report is a `Counted` or made of some; the list of a `Counted` are the calls or
needs that it counts, by the same words and filters.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from base.clock import require_aware
from base.ids import AgentId, CallId, ContactId, TicketId, TrunkName
from callflow.events import Direction
from callflow.outcome import Outcome
from metrics.facts import CallFacts, NeedFacts
from metrics.kpi import FullTrunk
from metrics.storm import Often
from metrics.tally import Tally
from queues.policy import QueueName
from tickets.contact import EndReason

LineT = TypeVar("LineT")
CountedT = TypeVar("CountedT")


class Grouping(StrEnum):
    """By what a report is divided."""

    TOTAL = "total"
    QUARTER_HOUR = "quarter_hour"
    HALF_HOUR = "half_hour"
    HOUR = "hour"
    HOUR_OF_DAY = "hour_of_day"
    """All days of the period laid over one another."""
    WEEKDAY = "weekday"
    DAY = "day"
    MONTH = "month"
    TOPIC = "topic"
    """What people chose in the menu."""
    CLINIC = "clinic"
    """The clinic of the home visit that came of the need."""
    QUEUE = "queue"
    OPERATOR = "operator"
    DIALLED = "dialled"
    """The number that was dialled to reach us."""


IN_TIME = frozenset(
    {
        *(Grouping.TOTAL, Grouping.QUARTER_HOUR, Grouping.HALF_HOUR, Grouping.HOUR),
        *(Grouping.HOUR_OF_DAY, Grouping.WEEKDAY, Grouping.DAY, Grouping.MONTH),
    }
)
"""Lines of time; all others are of what calls and needs were about."""

OF_AGENTS = IN_TIME | {Grouping.OPERATOR}
"""By these, the time of agents is counted too; a stretch belongs to where it begins."""


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment on and before another one."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if require_aware(self.until) <= require_aware(self.since):
            raise ValueError("A report needs a period that ends after it begins.")

    @property
    def last_moment(self) -> datetime:
        """Return a moment that is the last one in it."""
        return self.until - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What calls and needs must be; what is not said may be anything."""

    queue: QueueName | None = None
    operator: AgentId | None = None
    dialled: str | None = None
    topic: str | None = None

    @property
    def has_agents(self) -> bool:
        """Whether the time of agents can be told by them: it is nobody's queue or topic."""
        return self.queue is None and self.dialled is None and self.topic is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsk:
    """A report that is wanted."""

    period: Period
    grouping: Grouping = Grouping.TOTAL
    filters: Filters = Filters()

    @property
    def has_agents(self) -> bool:
        """Whether the time of agents belongs to its lines."""
        return self.grouping in OF_AGENTS and self.filters.has_agents


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of a report."""

    key: str
    """What it is of: 2026-11-23, a queue's name, an agent's id; empty where there was none."""
    tally: Tally


class Counted(StrEnum):
    """A count of a report that opens as a list."""

    ATTEMPTS = "attempts"
    OFFERED = "offered"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    SHORT_ABANDONED = "short_abandoned"
    DIVERTED = "diverted"
    OVERFLOWED = "overflowed"
    TOLD = "told"
    SELF_SERVED = "self_served"
    BLOCKED = "blocked"
    FAILED = "failed"
    OPEN = "open"
    WITHIN_20S = "within_20s"
    PLACED = "placed"
    CALLED_BACK = "called_back"


class CountedNeed(StrEnum):
    """A count of needs that opens as a list."""

    NEEDS = "needs"
    SERVED = "served"
    MET_20S = "met_20s"
    MET_90S = "met_90s"
    TOLD_OR_TALKING = "told_or_talking"
    UNTOLD = "untold"
    """Who a minute after the first dial neither talked nor knew."""
    FIRST_TIMERS = "first_timers"
    FIRST_LOST_SEEN = "first_lost_seen"
    PROMISED = "promised"
    PROMISES_KEPT = "promises_kept"
    PROMISES_BROKEN = "promises_broken"
    SELF_SERVED = "self_served"
    REPEATS = "repeats"
    NOT_CONTAINED = "not_contained"


class Spot(NamedTuple):
    """Where a page of a list ended: the next one goes on behind it."""

    at: datetime
    key: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """Of whom a list is, without a number named in the asking: as the storm tells them apart."""

    beginning: str | None = None
    """Of their numbers, as a range of them is named."""
    same_as: CallId | None = None
    """Whoever this call was from; nobody, if they hid their number."""


EVERYBODY: Final = Callers()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAsk(Generic[CountedT]):
    """A number of a report, whose list is wanted."""

    report: ReportAsk
    counted: CountedT
    key: str | None
    """The line in which it stands; `None` for that of the whole report."""
    now: datetime
    callers: Callers = EVERYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleAsk:
    """A number of people of a report, whose list is wanted."""

    report: ReportAsk
    key: str | None
    """The line in which it stands; `None` for that of the whole report."""
    callers: Callers = EVERYBODY
    often: Often | None = None
    """Only who dialled so often; who hides their number dialled nobody knows how often."""


@dataclass(frozen=True, slots=True)
class PageAsk:
    """A part of a list."""

    after: Spot | None
    most: int


@dataclass(frozen=True, slots=True)
class Listed(Generic[LineT]):
    """A part of the list behind a number, the newest first."""

    lines: tuple[LineT, ...]
    next: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallListed:
    """A call behind a number."""

    call_id: CallId
    contact_id: ContactId
    ticket_id: TicketId
    ticket_number: str
    direction: Direction
    number: str | None
    dialled: str
    arrived_at: datetime
    wait_s: float | None
    talk_s: float | None
    """Without the hold."""
    hold_s: float | None
    queue: QueueName | None
    operator: AgentId | None
    topic: str | None
    outcome: Outcome | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedListed:
    """A need behind a number."""

    contact_id: ContactId
    ticket_id: TicketId
    ticket_number: str
    number: str | None
    first_dial_at: datetime
    attempts: int
    served_at: datetime | None
    told_at: datetime | None
    promised_for: datetime | None
    end_reason: EndReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonListed:
    """A person behind a number: a caller, or a call without a number."""

    call_id: CallId
    """Their newest attempt, to which the ticket belongs."""
    contact_id: ContactId
    ticket_id: TicketId
    ticket_number: str
    number: str | None
    attempts: int
    answered: int
    """In so many of them an agent and they were joined."""
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class TrunkChannels:
    """How many calls a trunk carries at once."""

    trunk: TrunkName
    channels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicVisits:
    """The visits of a clinic on the days of a period."""

    clinic: str
    """Its code; empty where no clinic was found yet."""
    name: str
    day: date
    booked_district: int
    booked_duty: int
    waiting_list: int
    acknowledged: int
    visited: int
    refused: int
    cancelled: int

    @property
    def booked(self) -> int:
        """Return all visits that hold a place."""
        return self.booked_district + self.booked_duty


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day as it stands beside others."""

    day: date
    people: int
    attempts: int
    answered: int
    abandoned: int
    blocked: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows from which a day that runs along goes on after a start."""

    calls: tuple[CallFacts, ...]
    needs: tuple[NeedFacts, ...]


@dataclass(frozen=True, slots=True)
class FullHour:
    """An hour in which a trunk had no channel free for some time."""

    begins_at: datetime
    full: FullTrunk
