"""Promises, people and a floor for stories of calling people back, with figures easy to add."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from agents.agent import Activity, Agent
from base.calendar import OpeningHours, OpenInterval
from base.ids import CallId, ContactId, TrunkName
from base.instant import Instant
from base.phone import NumberKind, PhoneNumber
from callback.facts import DialFacts, FreeChannels, OnLine, Strain
from callback.policy import CallbackPolicy, ConfirmMode, DialPolicy, HoldPolicy, RetryPolicy
from callback.request import CallbackRequest
from callback.sms import SmsPolicy, SmsTemplate
from queues.floor import Floor, advance
from queues.messages import PromisePut
from queues.promised import Promised
from queues.queue import Entry
from tests.support.site import ADVICE, FLOOR_POLICY, QUEUES, ZONE, call_id, idle_agent

MAIN = TrunkName("main")
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Monday, 12:00 in Moscow."""

DAYTIME = OpeningHours(ZONE, ((OpenInterval(8 * 60, 21 * 60),),) * 7)

RETRY = RetryPolicy(
    after_s=(300.0, 900.0, 1800.0, 3600.0),
    busy_after_s=25.0,
    busy_limit=2,
    declined_after_s=7200.0,
    trunk_after_s=30.0,
    blocked_pause_s=900.0,
    per_number_per_day=12,
    days=3,
)
DIALLING = DialPolicy(
    ring_timeout_s=25.0,
    lead_s=15.0,
    doubt_after_s=15.0,
    over_dial=1,
    over_dial_idle_share=0.01,
    over_dial_loss_share=0.005,
    measure_s=300.0,
    pace_s=0.0,
)
POLICY = CallbackPolicy(
    hours=DAYTIME,
    retry=RETRY,
    dial=DIALLING,
    hold=HoldPolicy(
        misdial_s=5.0,
        kinds=frozenset({NumberKind.NATIONAL, NumberKind.LOCAL}),
        callable_prefixes=("+79", "+78"),
        refused_prefixes=("+7809",),
    ),
    confirm=ConfirmMode.SUSPECTED,
    return_within_s=7200.0,
)
SMS_POLICY = SmsPolicy(
    has_sender=True,
    mobile_prefixes=("+79",),
    texts={
        SmsTemplate.REGISTERED: "122: {place}, {number}",
        SmsTemplate.SOON: "122: soon",
        SmsTemplate.MISSED: "122: missed",
    },
    soon_ahead=1,
)


def contact(number: int) -> ContactId:
    """Return the contact of the story's person of this number."""
    return ContactId(UUID(int=0xC0000 + number))


def phone(number: int) -> PhoneNumber:
    """Return the telephone of the story's person of this number."""
    return PhoneNumber(f"+7910000{number:04d}")


def attempt(number: int) -> CallId:
    """Return the call of the story's attempt of this number."""
    return call_id(0xD0000 + number)


def later(seconds: float) -> datetime:
    """Return the moment so long after noon."""
    return NOON + timedelta(seconds=seconds)


def request(number: int = 1, **changed: object) -> CallbackRequest:
    """Return a promise that was made at noon to the person of this number."""
    made = CallbackRequest(
        contact_id=contact(number),
        number=phone(number),
        queue=ADVICE,
        trunk=MAIN,
        placed_at=later(-3600 + number),
        opened_at=NOON,
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # A story names the fields.


def promised_to(asked: CallbackRequest, *, not_before: float | None = None) -> Promised:
    """Return how the person of a promise stands in the line."""
    return Promised(
        contact_id=asked.contact_id,
        queue=asked.queue,
        priority=QUEUES[asked.queue].priority,
        placed_at=Instant((asked.placed_at - NOON).total_seconds()),
        rank=asked.rank,
        not_before=None if not_before is None else Instant(not_before),
    )


def floor_of(
    requests: list[CallbackRequest], agents: list[Agent], entries: list[Entry] | None = None
) -> Floor:
    """Return the floor on which these people are promised a call."""
    floor = Floor(
        entries={entry.call_id: entry for entry in entries or []},
        agents={agent.agent_id: agent for agent in agents},
    )
    for asked in requests:
        put = PromisePut(promised_to(asked))
        floor = advance(floor, put, Instant(0.0), FLOOR_POLICY).state
    return floor


def wrapping_up(number: int, until: float, **skills: int) -> Agent:
    """Return an agent who writes up a call until then."""
    return replace(idle_agent(number, **skills), activity=Activity.WRAP_UP, until=Instant(until))


def facts_of(requests: list[CallbackRequest], agents: list[Agent], **changed: object) -> DialFacts:
    """Return the facts of a moment at noon at which five channels of six are free."""
    made = DialFacts(
        floor=floor_of(requests, agents),
        queues=QUEUES,
        requests={asked.contact_id: asked for asked in requests},
        in_flight=frozenset(),
        channels={MAIN: FreeChannels(free=6, reserve=1)},
        on_line=OnLine(),
        strain=Strain(),
        is_open=True,
        now=Instant(0.0),
        now_at=NOON,
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # As above.
