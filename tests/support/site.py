"""A small site for stories: two queues, one menu, a trunk of six channels, easy figures."""

from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from agents.agent import Account, Activity, Agent, BreakReason, Operator, Presence, Skill
from agents.codes import Disposition
from agents.policy import AgentPolicy, BreakRule
from base.calendar import OpeningHours
from base.ids import AgentId, CallId, ContactId, LegId, TicketId, TrunkName
from base.instant import Instant
from base.phone import NumberKind, NumberReading, NumberRules, PhoneNumber
from callflow.admission import AdmissionPolicy
from callflow.events import Arrived, Case, Placed, ServiceName
from callflow.outcome import RejectAs
from callflow.policy import (
    CallPolicy,
    LadderTexts,
    OwnCallTexts,
    ServicePolicy,
    SpokenTexts,
    TrunkPolicy,
)
from callflow.trunk import TrunkLoad
from ivr.nodes import MenuNode, QueueNode, SayNode
from ivr.prompt import Phrase, PromptKey
from ivr.script import Graph, Script
from queues.policy import FloorPolicy, QueueName, QueuePolicy

ZONE = ZoneInfo("Europe/Moscow")
HELPLINE = ServiceName("helpline")
MAIN = TrunkName("main")
DOCTORS = QueueName("doctors")
ADVICE = QueueName("advice")
DOCTOR = Skill("doctor")


def phrase(*keys: str) -> Phrase:
    """Return the phrase of these prompts."""
    return tuple(PromptKey(key) for key in keys)


GREETING = phrase("greeting")
QUESTION = phrase("menu.main")
WRONG_KEY = phrase("menu.invalid")
SILENCE = phrase("menu.silence")

SCRIPT = Script(
    script="small",
    version=1,
    start="greeting",
    person="advice",
    attempts=3,
    nodes=Graph(
        {
            "greeting": SayNode(
                kind="say", say=("greeting",), is_interruptible=False, then="main"
            ),
            "main": MenuNode(
                kind="menu",
                say=("menu.main",),
                keys={"1": "doctors", "2": "advice"},
                otherwise="advice",
            ),
            "doctors": QueueNode(kind="queue", queue="doctors"),
            "advice": QueueNode(kind="queue", queue="advice"),
        }
    ),
)
"""A greeting and one question: 1 doctors, 2 advice."""


def queue_policy(name: QueueName, *, needs: dict[Skill, int], priority: int = 0) -> QueuePolicy:
    """Return a queue with the figures that every story here knows by heart."""
    return QueuePolicy(
        name=name,
        needs=needs,
        priority=priority,
        ring_timeout_s=20.0,
        first_announcement_s=15.0,
        announcement_every_s=30.0,
        threshold_s=20.0,
        empty_hall_s=60.0,
    )


QUEUES = {
    DOCTORS: queue_policy(DOCTORS, needs={DOCTOR: 2}, priority=1),
    ADVICE: queue_policy(ADVICE, needs={}),
}
AGENT_POLICY = AgentPolicy(
    wrap_up_s=30.0,
    missed_ring_pause_s=10.0,
    missed_ring_pause_limit_s=25.0,
    unreachable_retry_s=7.0,
    wrap_up_extension_s=60.0,
    breaks={
        BreakReason("lunch"): BreakRule("Обед", allowed_s=1800.0),
        BreakReason("training"): BreakRule("Учёба"),
    },
)
FLOOR_POLICY = FloorPolicy(QUEUES, AGENT_POLICY)
ASKING_POLICY = FloorPolicy(QUEUES, replace(AGENT_POLICY, wrap_up_limit_s=100.0))
"""Of a site whose operators say what each call was before the next one rings."""

TEXTS = SpokenTexts(
    closed=phrase("closed"),
    closing=phrase("closing"),
    no_agents=phrase("no_agents"),
    apology=phrase("apology"),
    ticket=phrase("ticket"),
    emergency=phrase("emergency"),
    declared={
        Presence.AVAILABLE: phrase("you.available"),
        Presence.BREAK: phrase("you.break"),
        Presence.ASIDE: phrase("you.aside"),
        Presence.OFFLINE: phrase("you.offline"),
    },
    unknown_code=phrase("unknown_code"),
    not_an_agent=phrase("not_an_agent"),
    marked={disposition: phrase(f"marked.{disposition}") for disposition in Disposition},
    own_calls=OwnCallTexts(
        hang_up=phrase("own.hang_up"),
        nobody=phrase("own.nobody"),
        not_callable=phrase("own.not_callable"),
        on_line=phrase("own.on_line"),
        not_now=phrase("own.not_now"),
    ),
    ladder=LadderTexts(
        short_greeting=phrase("greeting.short"),
        danger=phrase("danger"),
        moved_to_front=phrase("moved"),
        cancel=phrase("cancel"),
        cancelled=phrase("cancelled"),
        another_noted=phrase("another"),
        enter_number=phrase("enter_number"),
        number_is=phrase("number_is"),
        is_it_right=phrase("is_it_right"),
        number_kept=phrase("number_kept"),
        enter_time=phrase("enter_time"),
        time_kept=phrase("time_kept"),
        not_understood=phrase("not_understood"),
        challenge=phrase("challenge"),
        person=phrase("person"),
        connecting=phrase("connecting"),
        callback_greeting=phrase("callback"),
    ),
)
CALL_POLICY = CallPolicy(
    services={
        HELPLINE: ServicePolicy(HELPLINE, SCRIPT, ADVICE, OpeningHours.round_the_clock(ZONE))
    },
    queues=QUEUES,
    trunks={
        MAIN: TrunkPolicy(
            channels=6,
            rules=NumberRules(),
            reject_as=RejectAs.BUSY,
            dialled={"122": HELPLINE},
            default_service=HELPLINE,
            outgoing_number=PhoneNumber("+78442122122"),
        )
    },
    texts=TEXTS,
    short_abandon_s=5.0,
    answer_timeout_s=4.0,
    say_timeout_s=60.0,
    told_listen_s=1.5,
    answer_listen_s=5.0,
    digit_pause_s=4.0,
    offer_from_s=120.0,
    whispers=True,
    silent_talk_s=20.0,
    burst_share=0.01,
    crowded_share=0.1,
    admission=AdmissionPolicy(),
    mailbox_limit=64,
)

CASE = Case(
    contact_id=ContactId(UUID(int=0xC0)),
    ticket_id=TicketId(UUID(int=0x71)),
    ticket_number="261122-0037-4",
    spoken_number=37,
    is_retrial=False,
)
ARRIVED = Arrived(
    call_id=CallId(UUID(int=0xCA11)),
    leg_id=LegId("leg-1"),
    trunk=MAIN,
    ani=NumberReading(
        kind=NumberKind.NATIONAL, raw="89101234567", number=PhoneNumber("+79101234567")
    ),
    ani_name="",
    dialled="122",
    diverted_from=None,
    service=HELPLINE,
    is_known_number=True,
    is_open=True,
    load=TrunkLoad(channels=6, in_use=1, operators=4),
    case=CASE,
)
CLOSED = replace(ARRIVED, is_open=False)
CROWDED = replace(ARRIVED, load=TrunkLoad(channels=6, in_use=7, operators=4))
PLACED = Placed(
    call_id=CallId(UUID(int=0xCA12)),
    leg_id=LegId("leg-2"),
    trunk=MAIN,
    number=PhoneNumber("+79101234567"),
    shown=PhoneNumber("+78442122122"),
    service=HELPLINE,
    queue=DOCTORS,
    case=replace(CASE, is_retrial=True, queue=DOCTORS),
    placed_at=Instant(-300.0),
    ring_timeout_s=25.0,
    must_confirm=False,
    reason="next_in_line",
)
"""We ring the person who dialled five minutes before these stories begin."""


def call_id(number: int) -> CallId:
    """Return the id of a story's call; a higher number is a later call."""
    return CallId(UUID(int=number))


def operator(number: int, **skills: int) -> Operator:
    """Return the row of a story's agent: `operator(1, doctor=2)`."""
    return Operator(
        agent_id=AgentId(UUID(int=0xA00 + number)),
        account=Account(f"agent-{number}"),
        name=f"Agent {number}",
        skills={Skill(name): level for name, level in skills.items()},
    )


def idle_agent(number: int, *, idle_since: float = 0.0, **skills: int) -> Agent:
    """Return an agent who waits for work."""
    since = Instant(idle_since)
    return Agent(
        operator(number, **skills),
        Presence.AVAILABLE,
        Activity.IDLE,
        since=since,
        idle_since=since,
    )
