"""What a supervisor may ask for, as values; each becomes a row of `callflow/intervention.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agents.agent import Account
from base.ids import AgentId, CallId, ContactId
from callflow.events import ServiceName
from callflow.standing_orders import HoursAsked
from callflow.storm_order import StormOrder
from ivr.hot_topics import TopicId, TopicPlace
from queues.policy import QueueName


@dataclass(frozen=True, slots=True)
class GivePerson:
    """Give somebody who waits on the line to one operator, out of turn."""

    call_id: CallId
    account: Account | None
    """`None` for the supervisor themselves."""
    own: AgentId | None
    """Whom the floor knows the supervisor as; `None` when they answer no calls."""


@dataclass(frozen=True, slots=True)
class MovePerson:
    """Put somebody who waits on the line into another queue, at their place."""

    call_id: CallId
    queue: QueueName


@dataclass(frozen=True, slots=True)
class PutCallFirst:
    """Put somebody who waits on the line before all others."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class PutPromiseFirst:
    """Ring somebody to whom we promised it before all others."""

    contact_id: ContactId


class AgentTurn(StrEnum):
    """What is done about an operator."""

    PAUSE = "pause"
    """Aside from now on, or once the call that they have is over."""
    RELEASE = "release"
    """Available again."""
    HOME = "home"
    """Off the line from now on, or once the call that they have is over."""


@dataclass(frozen=True, slots=True)
class TurnAgent:
    """Pause, release or send home an operator."""

    account: Account
    turn: AgentTurn


@dataclass(frozen=True, slots=True)
class ForceStorm:
    """Let it be a storm or not, or let the figures decide."""

    order: StormOrder


@dataclass(frozen=True, slots=True)
class OrderService:
    """Open or close a service, or let it go by its hours."""

    service: ServiceName
    asked: HoursAsked
    until: datetime | None
    """`None` until it is taken back."""


class NumberTurn(StrEnum):
    """What is done about a telephone number."""

    SILENCE = "silence"
    """Last in order until the end of the day."""
    RELEASE = "release"
    """A silence is taken back, and none imposed until the next day."""
    ADMIT = "admit"
    """Never turned away from now on."""


@dataclass(frozen=True, slots=True)
class TurnNumber:
    """Silence a number, take that back, or always admit it."""

    number: str | None
    """As people write it; `None` for the number of a contact."""
    turn: NumberTurn
    contact_id: ContactId | None = None
    """Of somebody whose number the board does not show whole."""


@dataclass(frozen=True, slots=True)
class ResendVisits:
    """Send everything again that could not be delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTopic:
    """Tell everybody who calls about one thing, before they ask."""

    topic_id: TopicId
    text: str
    place: TopicPlace
    starts: str | None
    """As people write moments; `None` for now."""
    expires: str
    wav: bytes | None
    """The recording; `None` where somebody is to speak it into a telephone."""


@dataclass(frozen=True, slots=True)
class StopTopic:
    """Take a topic off the line."""

    topic_id: TopicId


LineDeed = GivePerson | MovePerson | PutCallFirst | PutPromiseFirst | TurnAgent | ForceStorm
"""What is done on the line and the floor."""
TopicDeed = PutTopic | StopTopic
Wanted = LineDeed | OrderService | TurnNumber | ResendVisits | TopicDeed


class MayNotDo(StrEnum):
    """Why something cannot be done."""

    NOBODY_WAITS = "nobody_waits"
    """The person talks by now, is being connected, or is gone."""
    NO_AGENT = "no_agent"
    AGENT_NOT_FREE = "agent_not_free"
    NO_QUEUE = "no_queue"
    QUEUE_CLOSED = "queue_closed"
    NOTHING_CHANGES = "nothing_changes"
    """It is so already."""
    NO_TOPIC = "no_topic"
    """No topic of that name is on the line or awaited."""
    NO_NUMBER = "no_number"
    """The number has not called, or cannot be read."""
    DECLINED = "declined"
    """Whoever keeps it did not take it; the sentence tells why."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done, and everything is as before."""

    reason: MayNotDo
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DeedDone:
    """It was done."""

    subject: str
    """As people name what it was done to."""
    detail: str = ""
    call_id: CallId | None = None
