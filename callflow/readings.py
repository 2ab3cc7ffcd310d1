"""What screens read of the calls: a fold of the lines and the floor, without personal data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agents.agent import Agent
from base.ids import TrunkName
from base.instant import Instant, elapsed_s
from callflow.call import Call
from callflow.policy import CallPolicy
from queues.floor import Floor
from queues.policy import QueueName
from queues.queue import in_order


@dataclass(frozen=True, slots=True)
class TrunkReading:
    """How full a trunk is."""

    name: TrunkName
    channels: int
    in_use: int


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


@dataclass(frozen=True, slots=True)
class AgentReading:
    """One agent, as the floor sees them."""

    account: str
    name: str
    presence: str
    activity: str
    since_s: float
    call_id: str | None


@dataclass(frozen=True, slots=True)
class LiveReading:
    """The whole line at one moment."""

    trunks: tuple[TrunkReading, ...]
    calls: tuple[CallReading, ...]
    agents: tuple[AgentReading, ...]
    waiting: Mapping[QueueName, int]


def read_live(
    calls: Iterable[Call], floor: Floor, now: Instant, policy: CallPolicy
) -> LiveReading:
    """Return what screens show now."""
    present = tuple(calls)
    positions = _positions(floor)
    return LiveReading(
        trunks=tuple(
            TrunkReading(name, trunk.channels, sum(call.origin.trunk == name for call in present))
            for name, trunk in policy.trunks.items()
        ),
        calls=tuple(_read_call(call, positions, now) for call in present),
        agents=tuple(_read_agent(agent, now) for agent in floor.agents.values()),
        waiting={
            name: sum(entry.queue == name for entry in floor.entries.values())
            for name in policy.queues
        },
    )


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
    )


def _read_agent(agent: Agent, now: Instant) -> AgentReading:
    return AgentReading(
        account=agent.operator.account,
        name=agent.operator.name,
        presence=agent.presence,
        activity=agent.activity,
        since_s=round(elapsed_s(agent.since, now), 1),
        call_id=None if agent.call_id is None else str(agent.call_id),
    )
