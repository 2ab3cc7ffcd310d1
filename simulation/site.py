"""The site of a scenario: the product's own policies, as an engineer would set them for that day.

Nothing here decides anything; it says how many channels there are, what is said, and how long a
telephone rings. The days differ in who calls, never in how the product works.
"""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from agents.agent import Presence
from agents.codes import Disposition
from agents.policy import AgentPolicy
from base.calendar import OpeningHours
from base.ids import TrunkName
from base.phone import NumberKind, NumberRules, PhoneNumber
from callback.policy import CallbackPolicy, ConfirmMode, DialPolicy, HoldPolicy, RetryPolicy
from callback.sms import SmsPolicy, SmsTemplate
from callflow.admission import AdmissionPolicy
from callflow.events import ServiceName
from callflow.outcome import RejectAs
from callflow.policy import CallPolicy, LadderTexts, ServicePolicy, SpokenTexts, TrunkPolicy
from ivr.nodes import QueueNode, SayNode
from ivr.prompt import Phrase, PromptKey
from ivr.script import Graph, Script
from queues.policy import FloorPolicy, QueueName, QueuePolicy
from simulation.scenario import Scenario

ZONE: Final = ZoneInfo("Europe/Moscow")
TRUNK: Final = TrunkName("main")
SERVICE: Final = ServiceName("helpline")
QUEUE: Final = QueueName("helpline")
DIALLED: Final = "122"
_OUTGOING: Final = PhoneNumber("+78442122122")

GREETING: Final = PromptKey("greeting.notice")
CHALLENGE: Final = PromptKey("challenge.speak")
PERSON: Final = PromptKey("callback.confirm")
OFFER: Final = PromptKey("offer.press_one")
MENUS: Final = (PromptKey("menu.122"), PromptKey("menu.short"))
ANSWERS: Final = PromptKey("promise.answers")
REFERENCE: Final = PromptKey("reference.menu")
ANSWER: Final = PromptKey("topic.answer")
"""What the line answers to the question of the day; it lasts as long as the scenario says."""
ANYTHING_ELSE: Final = PromptKey("menu.more")
STILL_NEEDED: Final = PromptKey("reference.settled")


_GREETING_ALONE: Final = Script(
    script="greeting",
    version=1,
    start="greeting",
    person="operators",
    nodes=Graph(
        {
            "greeting": SayNode(
                kind="say", say=(GREETING,), is_interruptible=False, then="operators"
            ),
            "operators": QueueNode(kind="queue", queue=QUEUE),
        }
    ),
)
"""A line on which nothing is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What of the product's policy a simulation may set otherwise."""

    let_in_behind_deck: int = 4
    is_shadow: bool = False
    retries_s: tuple[float, ...] = (300.0, 900.0, 1800.0, 3600.0)
    lead_s: float = 15.0
    ring_timeout_s: float = 20.0
    doubt_after_s: float = 15.0
    over_dial: int = 1
    over_dial_idle_share: float = 0.05
    over_dial_loss_share: float = 0.005
    burst_share: float = 0.01
    crowded_share: float = 0.1
    whispers: bool = False


PROFILES: Final = {
    "ordinary": Tuning(),
    "ambitious": Tuning(
        let_in_behind_deck=8,
        retries_s=(120.0, 300.0, 600.0, 1200.0),
    ),
}
"""How the product is set, beside what a site of that profile may assume."""


def call_policy(scenario: Scenario, tuning: Tuning, menu: Script | None = None) -> CallPolicy:
    """Return what calls keep to; without a menu nothing is asked of callers."""
    service = ServicePolicy(
        name=SERVICE,
        script=menu or _GREETING_ALONE,
        queue=QUEUE,
        hours=OpeningHours.round_the_clock(ZONE),
    )
    trunk = TrunkPolicy(
        channels=scenario.channels,
        rules=NumberRules(own_numbers=frozenset({_OUTGOING})),
        reject_as=RejectAs.BUSY,
        dialled={DIALLED: SERVICE},
        default_service=SERVICE,
        outgoing_number=_OUTGOING,
    )
    return CallPolicy(
        services={SERVICE: service},
        queues={QUEUE: _queue(scenario)},
        trunks={TRUNK: trunk},
        texts=_TEXTS,
        short_abandon_s=5.0,
        answer_timeout_s=5.0,
        say_timeout_s=60.0,
        told_listen_s=0.3,
        answer_listen_s=5.0,
        digit_pause_s=4.0,
        offer_from_s=60.0,
        whispers=tuning.whispers,
        silent_talk_s=30.0,
        burst_share=tuning.burst_share,
        crowded_share=tuning.crowded_share,
        admission=AdmissionPolicy(
            let_in_behind_deck=tuning.let_in_behind_deck, is_shadow=tuning.is_shadow
        ),
        mailbox_limit=256,
    )


def floor_policy(scenario: Scenario) -> FloorPolicy:
    """Return what the distributor keeps to."""
    agents = AgentPolicy(
        wrap_up_s=scenario.wrap_up_mean_s,
        missed_ring_pause_s=15.0,
        missed_ring_pause_limit_s=120.0,
        unreachable_retry_s=10.0,
    )
    return FloorPolicy(queues={QUEUE: _queue(scenario)}, agents=agents)


def callback_policy(tuning: Tuning) -> CallbackPolicy:
    """Return what the callback desk keeps to."""
    return CallbackPolicy(
        hours=OpeningHours.round_the_clock(ZONE),
        retry=RetryPolicy(
            after_s=tuning.retries_s,
            busy_after_s=25.0,
            busy_limit=4,
            declined_after_s=7200.0,
            trunk_after_s=30.0,
            blocked_pause_s=900.0,
            per_number_per_day=12,
            days=3,
        ),
        dial=DialPolicy(
            ring_timeout_s=tuning.ring_timeout_s,
            lead_s=tuning.lead_s,
            doubt_after_s=tuning.doubt_after_s,
            over_dial=tuning.over_dial,
            over_dial_idle_share=tuning.over_dial_idle_share,
            over_dial_loss_share=tuning.over_dial_loss_share,
            measure_s=300.0,
            pace_s=0.2,
        ),
        hold=HoldPolicy(
            misdial_s=5.0,
            kinds=frozenset({NumberKind.NATIONAL, NumberKind.LOCAL}),
            callable_prefixes=(),
            refused_prefixes=("+7803", "+7809"),
        ),
        confirm=ConfirmMode.SUSPECTED,
        return_within_s=7200.0,
    )


def sms_policy(scenario: Scenario) -> SmsPolicy:
    """Return what is told by SMS."""
    return SmsPolicy(
        has_sender=scenario.sms,
        mobile_prefixes=("+79",),
        texts={SmsTemplate.REGISTERED: "122: {place}", SmsTemplate.SOON: "122"},
        soon_ahead=2,
    )


def _queue(scenario: Scenario) -> QueuePolicy:
    return QueuePolicy(
        name=QUEUE,
        needs={},
        priority=0,
        ring_timeout_s=60.0,
        first_announcement_s=5.0,
        announcement_every_s=45.0,
        threshold_s=20.0,
        empty_hall_s=60.0,
        handle_s=scenario.aht_s,
    )


def _said(key: str) -> Phrase:
    return (PromptKey(key),)


_TEXTS: Final = SpokenTexts(
    closed=_said("parting.closed"),
    closing=_said("parting.closed"),
    no_agents=_said("parting.no_operators"),
    apology=_said("parting.apology"),
    ticket=_said("parting.ticket"),
    emergency=_said("parting.emergency"),
    declared={presence: _said(f"presence.{presence}") for presence in Presence},
    marked={disposition: _said(f"disposition.{disposition}") for disposition in Disposition},
    unknown_code=_said("presence.unknown_code"),
    not_an_agent=_said("presence.not_an_agent"),
    ladder=LadderTexts(
        short_greeting=_said("greeting.short"),
        danger=_said("danger.question"),
        moved_to_front=_said("danger.moved"),
        cancel=_said("cancel.confirm"),
        cancelled=_said("cancel.done"),
        another_noted=_said("another.noted"),
        enter_number=_said("number.enter"),
        number_is=_said("number.confirm"),
        is_it_right=_said("number.right_or_again"),
        number_kept=_said("number.kept"),
        enter_time=_said("time.enter"),
        time_kept=_said("time.kept"),
        not_understood=_said("number.not_understood"),
        challenge=(CHALLENGE,),
        person=(PERSON,),
        connecting=_said("transfer.connecting"),
        callback_greeting=_said("callback.greeting"),
        promise_stands=_said("cancel.kept"),
    ),
)
