"""What supervisors ask for, as it is sent, and read into what the line knows."""

from typing import Final, Literal
from uuid import UUID

from agents.agent import Account
from base.ids import AgentId, CallId, ContactId
from callflow.deeds import (
    AgentTurn,
    ForceStorm,
    GivePerson,
    MovePerson,
    NumberTurn,
    OrderService,
    PutCallFirst,
    PutPromiseFirst,
    PutTopic,
    ResendVisits,
    StopTopic,
    TurnAgent,
    TurnNumber,
    Wanted,
)
from callflow.events import ServiceName
from callflow.standing_orders import HoursAsked
from callflow.storm_order import StormOrder
from callflow.supervision import SupervisionMode
from ivr.hot_topics import TopicId, TopicPlace
from queues.policy import QueueName
from web.api.codes import FaultCode
from web.api.model import Moment, Most, Name, Sent, TopicName, TopicText
from web.api.problems import Fault, Problem, wrong

Do = Literal[
    "give", "move", "first", "pause", "release", "home", "storm", "service", "silence",
    "unsilence", "admit", "resend", "topic", "topic_off",
]  # fmt: skip

_AGENT_TURNS: Final = {
    "pause": AgentTurn.PAUSE,
    "release": AgentTurn.RELEASE,
    "home": AgentTurn.HOME,
}
_NUMBER_TURNS: Final = {
    "silence": NumberTurn.SILENCE,
    "unsilence": NumberTurn.RELEASE,
    "admit": NumberTurn.ADMIT,
}


class DeedAsk(Sent, frozen=True, kw_only=True):
    """What would be done: `do`, and what it needs."""

    do: Do
    call_id: UUID | None = None
    """Whoever waits on the line: of `give`, `move` and `first`."""
    contact_id: UUID | None = None
    """Whoever was promised a call: of `first`; or whose number it is."""
    account: Name | None = None
    """The operator of `give`, `pause`, `release` and `home`; of `give`, nobody for oneself."""
    queue: Name | None = None
    order: StormOrder | None = None
    service: Name | None = None
    asked: HoursAsked | None = None
    until: Moment | None = None
    """Of `service`; without one until it is taken back."""
    number: Name | None = None
    topic_id: TopicName | None = None
    """Of `topic`, where it is new, and of `topic_off`."""
    text: TopicText | None = None
    place: TopicPlace = TopicPlace.GREETING
    starts: Name | None = None
    """Of `topic`; nothing for now."""
    expires: Name | None = None


class DeedSent(DeedAsk, frozen=True, kw_only=True):
    """What is to be done, and why."""

    wav: bytes | None = None
    """The recording of a topic; nothing where somebody is to speak it into a telephone."""
    why: Name


class ListenSent(Sent, frozen=True, kw_only=True):
    """Beside which talk, how, and why."""

    call_id: UUID | None = None
    operator: Name | None = None
    """By the account of who has it; the call that they have now."""
    mode: SupervisionMode = SupervisionMode.LISTEN
    account: Name | None = None
    """By whose telephone; one's own where nobody is named."""
    why: Name

    def __post_init__(self) -> None:
        """Refuse no talk, and two at once."""
        if (self.call_id is None) is (self.operator is None):
            raise ValueError("name one of call_id and operator")


class ModeSent(Sent, frozen=True, kw_only=True):
    """Who shall hear the supervisor from now on."""

    supervision_id: UUID
    mode: SupervisionMode


class LeaveSent(Sent, frozen=True, kw_only=True):
    """Which talk is left."""

    supervision_id: UUID


class DeedsAsk(Sent, frozen=True, kw_only=True):
    """How many deeds are asked for."""

    most: Most = 50
    call_id: UUID | None = None
    """Only what was done to the person of this call, the oldest first."""


def read_deed(sent: DeedAsk, own: AgentId | None) -> Wanted | Problem:
    """Return what is wanted, or what is missing to know it."""
    match sent.do:
        case "give":
            return _give(sent, own)
        case "move":
            if sent.call_id is None or sent.queue is None:
                return _lacks(sent, "call_id", "queue")
            return MovePerson(CallId(sent.call_id), QueueName(sent.queue))
        case "first":
            return _first(sent)
        case "pause" | "release" | "home" as turn:
            if sent.account is None:
                return _lacks(sent, "account")
            return TurnAgent(Account(sent.account), _AGENT_TURNS[turn])
        case "storm":
            return _lacks(sent, "order") if sent.order is None else ForceStorm(sent.order)
        case "service":
            if sent.service is None or sent.asked is None:
                return _lacks(sent, "service", "asked")
            return OrderService(ServiceName(sent.service), sent.asked, sent.until)
        case "silence" | "unsilence" | "admit" as number_turn:
            if sent.number is None and sent.contact_id is None:
                return _lacks(sent, "number")
            contact_id = None if sent.contact_id is None else ContactId(sent.contact_id)
            return TurnNumber(sent.number, _NUMBER_TURNS[number_turn], contact_id)
        case "resend":
            return ResendVisits()
        case "topic":
            return _topic(sent)
        case "topic_off":
            if sent.topic_id is None:
                return _lacks(sent, "topic_id")
            return StopTopic(TopicId(sent.topic_id))


def _give(sent: DeedAsk, own: AgentId | None) -> Wanted | Problem:
    if sent.call_id is None:
        return _lacks(sent, "call_id")
    account = None if sent.account is None else Account(sent.account)
    return GivePerson(CallId(sent.call_id), account, own)


def _first(sent: DeedAsk) -> Wanted | Problem:
    if sent.call_id is not None:
        return PutCallFirst(CallId(sent.call_id))
    if sent.contact_id is not None:
        return PutPromiseFirst(ContactId(sent.contact_id))
    return wrong(Fault("/call_id", "is needed, or contact_id", FaultCode.NEEDED))


def _topic(sent: DeedAsk) -> Wanted | Problem:
    if sent.topic_id is None or sent.text is None or sent.expires is None:
        return _lacks(sent, "topic_id", "text", "expires")
    return PutTopic(
        topic_id=TopicId(sent.topic_id),
        text=sent.text,
        place=sent.place,
        starts=sent.starts,
        expires=sent.expires,
        wav=sent.wav if isinstance(sent, DeedSent) else None,
    )


def _lacks(sent: DeedAsk, *names: str) -> Problem:
    missing = [name for name in names if getattr(sent, name) is None]
    return wrong(
        *(Fault(f"/{name}", f"is needed to {sent.do}", FaultCode.NEEDED) for name in missing)
    )
