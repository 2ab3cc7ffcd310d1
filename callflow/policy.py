"""What a site decides about its calls."""

from collections.abc import Mapping
from dataclasses import dataclass

from agents.agent import Presence
from base.calendar import OpeningHours
from base.phone import NumberRules
from callflow.events import ServiceName, TrunkName
from callflow.outcome import RejectAs
from ivr.menu import Menu
from ivr.prompt import Phrase
from queues.policy import QueueName, QueuePolicy


@dataclass(frozen=True, slots=True)
class ServicePolicy:
    """What a dialled number stands for."""

    name: ServiceName
    greeting: Phrase
    """The greeting with the recording notice; it cannot be interrupted."""
    menu: Menu
    hours: OpeningHours


@dataclass(frozen=True, slots=True)
class TrunkPolicy:
    """What the engine needs to know of a carrier's connection."""

    channels: int
    """K: how many calls the carrier carries for us at once."""
    rules: NumberRules
    reject_as: RejectAs
    dialled: Mapping[str, ServiceName]
    """The numbers dialled to reach us, as written and as read, and what each stands for."""
    default_service: ServiceName
    """Takes the calls to every number that is not listed: nobody is refused for a typing error."""


@dataclass(frozen=True, slots=True)
class SpokenTexts:
    """The phrases of the call itself; numbers are joined to them by `ivr.speech`."""

    closed: Phrase
    closing: Phrase
    no_agents: Phrase
    apology: Phrase
    ticket: Phrase
    """Before the spoken number of the ticket."""
    emergency: Phrase
    """Where to turn when it is a matter of life; ends every parting."""
    declared: Mapping[Presence, Phrase]
    """What an agent hears who declared a presence on the telephone."""
    unknown_code: Phrase
    not_an_agent: Phrase


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """An immutable snapshot; a reload swaps it as a whole and running calls keep theirs."""

    services: Mapping[ServiceName, ServicePolicy]
    queues: Mapping[QueueName, QueuePolicy]
    trunks: Mapping[TrunkName, TrunkPolicy]
    texts: SpokenTexts
    short_abandon_s: float
    answer_timeout_s: float
    """How long the exchange may take to answer, join or hang up before the call moves on."""
    say_timeout_s: float
    """The longest that something said may take; longer means that its end was lost."""
    mailbox_limit: int
    """Events that may wait for one call; a storm of keys is cut off long before."""
