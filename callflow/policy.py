"""What a site decides about its calls."""

from collections.abc import Mapping
from dataclasses import dataclass

from agents.agent import Presence
from agents.codes import Disposition
from base.calendar import OpeningHours
from base.ids import TrunkName
from base.phone import NumberRules, PhoneNumber
from callflow.admission import AdmissionPolicy
from callflow.events import ServiceName
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
    menu: Menu | None
    """`None` where nothing is asked: every caller goes to `queue`."""
    queue: QueueName
    """Where somebody goes who was not asked, or did not say, what they want."""
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
    outgoing_number: PhoneNumber
    """What our own calls show; the announcement tells people to expect it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderTexts:
    """The phrases of promises, reminders and callbacks; sentences with numbers are in `ivr`."""

    short_greeting: Phrase
    """To somebody who is let in, with the recording notice and without the rest."""
    danger: Phrase
    """The danger signs: 1 yes, 2 no."""
    moved_to_front: Phrase
    cancel: Phrase
    cancelled: Phrase
    another_noted: Phrase
    enter_number: Phrase
    number_is: Phrase
    is_it_right: Phrase
    number_kept: Phrase
    enter_time: Phrase
    time_kept: Phrase
    not_understood: Phrase
    challenge: Phrase
    person: Phrase
    """To somebody whom we rang: press 1 or say something. Nothing personal before that."""
    connecting: Phrase
    callback_greeting: Phrase
    """To somebody whom we rang, with the recording notice, while an operator is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCallTexts:
    """To operators who want to call somebody; empty where a policy knew of no such code."""

    hang_up: Phrase = ()
    """It will be done: let the telephone go, it rings in a moment."""
    nobody: Phrase = ()
    not_callable: Phrase = ()
    on_line: Phrase = ()
    """We talk with the person, or ring them, already."""
    not_now: Phrase = ()
    """No channel is left for it."""


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
    marked: Mapping[Disposition, Phrase]
    """What an agent hears who marked the last talk."""
    unknown_code: Phrase
    not_an_agent: Phrase
    ladder: LadderTexts
    own_calls: OwnCallTexts = OwnCallTexts()


@dataclass(frozen=True, slots=True)
class RecordingPolicy:
    """Whether talks are recorded, and when a recording counts as one."""

    enabled: bool = False
    """Off where a policy says nothing: those of before recorded nobody."""
    slack_s: float = 2.0
    """So much a recording may be shorter than the talk: it begins after the join."""
    least_share: float = 0.95
    """Of the rest of the talk, so much must be there."""


@dataclass(frozen=True, slots=True)
class TransferPolicy:
    """How long the steps of a transfer may take."""

    ring_timeout_s: float = 25.0
    consult_limit_s: float = 180.0
    """So long the person hears music at most; then the operator is with them again."""
    tries: int = 8
    """So often somebody outside is dialled while the carrier has no channel for it."""
    pause_s: float = 0.5
    """Between two such tries: a channel that was given up is free a moment later."""


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
    told_listen_s: float
    """How long we listen after somebody was told, before we hang up; silence means yes."""
    answer_listen_s: float
    """How long we listen after a question that wants an answer."""
    digit_pause_s: float
    """After so long without another digit a number is taken as complete."""
    offer_from_s: float
    """From such an estimate on, somebody who waits is offered to be rung instead."""
    whispers: bool
    """Whether an operator hears who comes before a person whom we rang."""
    silent_talk_s: float
    """A talk that lasted so long was one, even if nobody was heard."""
    burst_share: float
    """From this share of a minute with the last channel taken, one more channel stays free."""
    crowded_share: float
    """From this share on, announcements leave one channel more, too."""
    admission: AdmissionPolicy
    mailbox_limit: int
    """Events that may wait for one call; a storm of keys is cut off long before."""
    topics: Phrase = ()
    """Hot topics that are on the line now: said in front of a whole greeting."""
    recording: RecordingPolicy = RecordingPolicy()
    transfer: TransferPolicy = TransferPolicy()
