"""What a site decides about its calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.agent import Presence
from agents.codes import Disposition
from base.calendar import OpeningHours
from base.ids import TrunkName
from base.phone import NumberRules, PhoneNumber
from callflow.admission import AdmissionPolicy, Rung
from callflow.events import ServiceName
from callflow.outcome import RejectAs
from callflow.transfer import OutsideNumber
from ivr.prompt import Phrase
from ivr.script import Script
from queues.policy import QueueName, QueuePolicy


@dataclass(frozen=True, slots=True)
class ServicePolicy:
    """What a dialled number stands for."""

    name: ServiceName
    script: Script
    """The menu, from the greeting with the recording notice to where it leads."""
    queue: QueueName
    """Where somebody goes of whom nobody knows what they want."""
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
    promise_stands: Phrase = ()
    """To somebody who heard answers instead of waiting: we ring nevertheless."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuPolicy:
    """How long menus may take, since each holds a channel."""

    connect_limit_s: float = 300.0
    """Of callers for whom an operator is free."""
    hold_limit_s: float = 180.0
    """Of those who will wait on the line."""
    let_in_limit_s: float = 180.0
    """Of those who call again."""
    short_limit_s: float = 60.0
    """While fewer channels stay free than `channels_free`, whatever the rung."""
    channels_free: int = 2
    answers_free: int = 1
    """While so many stay free, whoever is told that we ring may hear answers by a key."""
    answers_listen_s: float = 1.5
    """How long we listen after a promise that has named that key; a hand needs a moment."""
    night_limit_s: float = 900.0
    """While the line is closed: nobody waits for the channel."""
    longest_s: float = 300.0
    """Of any other caller, and of any recording that is played back."""
    grace_s: float = 30.0
    """For the last words, after the time is over."""
    silence_s: float = 5.0
    """A recording ends after so long a silence."""
    contained_s: float = 86_400.0
    """Who comes back so soon for the same was not served by the menu after all."""

    def limit_s(self, rung: Rung) -> float:
        """Return how long whom this rung let in may walk a menu."""
        match rung:
            case Rung.CONNECT:
                return self.connect_limit_s
            case Rung.LET_IN:
                return self.let_in_limit_s
            case _:
                return self.hold_limit_s


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPolicy:
    """How a talk is marked by the person when it is over."""

    script: Script
    within_s: float = 8.0
    follow_up_to: int = 6
    """Up to this mark somebody asks what went wrong."""


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
    menu: MenuPolicy = MenuPolicy()
    mark: MarkPolicy | None = None
    """`None` where nobody is asked."""
    transfers: Mapping[str, OutsideNumber] = field(default_factory=dict)
    """Whom menus may hand callers over to, by the names that they use."""
    reference_topics: Phrase = ()
    """Hot topics that the reference menu says."""
