"""What screens read of the calls: a fold of the lines and the floor, without personal data."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from agents.agent import Account, Agent
from agents.phone import PhoneHealth
from base.ids import TrunkName
from base.instant import Instant, elapsed_s
from callback.ledger import Ledger
from callflow.call import Call
from callflow.events import Arrived, Direction
from callflow.policy import CallPolicy
from callflow.present import purpose_of
from callflow.record import decision_of
from callflow.trunk import Purpose
from queues.floor import Floor
from queues.policy import QueueName
from queues.queue import in_order


@dataclass(frozen=True, slots=True)
class TrunkReading:
    """How full a trunk is."""

    name: TrunkName
    channels: int
    in_use: int
    purposes: Mapping[Purpose, int]
    """How many channels are used for what; what none is used for is left out."""


@dataclass(frozen=True, slots=True)
class CallReading:
    """One call, as a lamp shows it."""

    call_id: str
    trunk: TrunkName
    phase: str
    queue: QueueName | None
    ticket_number: str
    age_s: float
    position: int | None
    """In the queue; `None` when the caller does not wait."""
    purpose: Purpose
    direction: Direction
    decision: str
    """The rung of the ladder and its reason; for a call of ours, why it was placed."""


@dataclass(frozen=True, slots=True)
class AgentReading:
    """One agent, as the floor sees them."""

    account: str
    name: str
    presence: str
    activity: str
    since_s: float
    call_id: str | None
    reason: str | None = None
    """Why they are on a break or aside."""
    wish: str | None = None
    """What they declared while a call had them."""
    trouble: str | None = None
    """Why their telephone is not to be rung."""
    is_overdue: bool = False
    """Whether they owe a word about their last call for too long."""
    rtt_ms: float | None = None
    """How soon their telephone answers; `None` while nobody has told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleReading:
    """Whom we have promised to ring, and what kind of day it is."""

    promised: int = 0
    """Promises that have not ended."""
    in_flight: int = 0
    """How many of them we are ringing, or have on the line."""
    unreachable: int = 0
    """How many no machine can reach for now: the operators' list."""
    is_storm: bool = False


@dataclass(frozen=True, slots=True)
class LiveReading:
    """The whole line at one moment."""

    trunks: tuple[TrunkReading, ...]
    calls: tuple[CallReading, ...]
    agents: tuple[AgentReading, ...]
    waiting: Mapping[QueueName, int]
    people: PeopleReading = PeopleReading()


def read_people(ledger: Ledger, *, is_storm: bool) -> PeopleReading:
    """Return what screens show of the people whom we have promised to ring."""
    return PeopleReading(
        promised=len(ledger.requests),
        in_flight=len(ledger.attempts),
        unreachable=len(ledger.unreachable),
        is_storm=is_storm,
    )


def read_live(
    calls: Iterable[Call],
    floor: Floor,
    now: Instant,
    policy: CallPolicy,
    people: PeopleReading = PeopleReading(),
) -> LiveReading:
    """Return what screens show now."""
    present = tuple(calls)
    positions = _positions(floor)
    return LiveReading(
        trunks=tuple(
            _read_trunk(name, trunk.channels, [c for c in present if c.origin.trunk == name])
            for name, trunk in policy.trunks.items()
        ),
        calls=tuple(_read_call(call, positions, now) for call in present),
        agents=read_agents(floor.agents.values(), {}, now),
        waiting={
            name: sum(entry.queue == name for entry in floor.entries.values())
            for name in policy.queues
        },
        people=people,
    )


def _read_trunk(name: TrunkName, channels: int, calls: Collection[Call]) -> TrunkReading:
    return TrunkReading(name, channels, len(calls), Counter(map(purpose_of, calls)))


def _positions(floor: Floor) -> Mapping[str, int]:
    """Return everybody's position in one pass; asking for each would sort the line each time."""
    counts: dict[QueueName, int] = {}
    positions: dict[str, int] = {}
    for entry in in_order(floor.entries.values()):
        counts[entry.queue] = counts.get(entry.queue, 0) + 1
        positions[str(entry.call_id)] = counts[entry.queue]
    return positions


def _read_call(call: Call, positions: Mapping[str, int], now: Instant) -> CallReading:
    call_id = str(call.origin.call_id)
    return CallReading(
        call_id=call_id,
        trunk=call.origin.trunk,
        phase=type(call.phase).__name__,
        queue=call.queue,
        ticket_number=call.origin.case.ticket_number,
        age_s=round(elapsed_s(call.times.arrived_at, now), 1),
        position=positions.get(call_id),
        purpose=purpose_of(call),
        direction=Direction.INBOUND if isinstance(call.origin, Arrived) else Direction.OUTBOUND,
        decision=decision_of(call),
    )


def read_agents(
    agents: Iterable[Agent], phones: Mapping[Account, PhoneHealth], now: Instant
) -> tuple[AgentReading, ...]:
    """Return how agents stand, each with the health of the telephone of their account."""
    return tuple(
        _read_agent(agent, phones.get(agent.operator.account, PhoneHealth()), now)
        for agent in agents
    )


def _read_agent(agent: Agent, phone: PhoneHealth, now: Instant) -> AgentReading:
    return AgentReading(
        account=agent.operator.account,
        name=agent.operator.name,
        presence=agent.presence,
        activity=agent.activity,
        since_s=round(elapsed_s(agent.since, now), 1),
        call_id=None if agent.call_id is None else str(agent.call_id),
        reason=agent.reason,
        wish=None if agent.wish is None else agent.wish.presence,
        trouble=agent.trouble,
        is_overdue=agent.is_overdue,
        rtt_ms=None if phone.rtt_ms is None else round(phone.rtt_ms, 1),
    )
