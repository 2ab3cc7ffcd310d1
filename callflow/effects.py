"""What an intervention would change, before it is done: the same estimate on a changed floor.

The mean wait is that of everybody who stands in the line at this moment, on the line or with a
promise, by `queues.estimate.estimate_wait`: people ahead, operators at work, and how long a talk
of that queue has taken today. It is a forecast for those who wait now; who will call later is not
in it. How wrong the estimate has been today stands on the board beside it.

Of the storm no wait is told, because nobody knows how people would redial: only how many channels
are held now by menus and marks, which a storm makes short.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from agents.agent import Activity, Agent, Presence
from base.ids import AgentId, CallId
from base.instant import Instant
from callflow.call import Call, InMenu, Marking
from callflow.storm_order import StormOrder
from queues.estimate import Estimate, Method, Overhead, estimate_wait
from queues.floor import Floor
from queues.policy import FloorPolicy
from queues.promised import Promised
from queues.queue import Entry, Rank
from queues.readings import Person

MOST_ASKED: Final = 200
"""So many people are looked at, the first of the line; the mean of more is not another one."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long those who wait have to wait still, on average."""

    people: int
    mean_s: float | None
    """`None` when nobody waits, or nobody can tell: no operator is at work for them."""
    operators: int
    """Who are at work, busy or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an intervention would change."""

    before: Waits
    after: Waits
    person_before_s: float | None = None
    """The wait of the person to whom it is done; `None` where there is no one such person."""
    person_after_s: float | None = None
    moved_behind: int = 0
    """How many people would be served after that person who now are served before."""
    channels: int | None = None
    """How many channels are held by what a storm makes short; `None` for all else."""
    hearers: int | None = None
    """How many people called in the last minutes who would hear a topic; `None` for all else."""


def waits(
    floor: Floor, now: Instant, policy: FloorPolicy, overhead: Overhead | None = None
) -> Waits:
    """Return how long those who wait have to wait still."""
    people = _people(floor, policy)
    told = [estimate_wait(floor, each, now, policy, overhead) for each in people]
    known = [each.wait_s for each in told if each.wait_s is not None]
    mean_s = sum(known) / len(known) if known and len(known) == len(told) else None
    at_work = sum(_is_at_work(agent) for agent in floor.agents.values())
    return Waits(len(floor.promised) + _only_live(floor), mean_s, at_work)


def effect_of_agent(
    floor: Floor,
    agent_id: AgentId,
    presence: Presence,
    now: Instant,
    policy: FloorPolicy,
) -> Effect:
    """Return what comes of one operator more or less."""
    after = _with_agent(floor, agent_id, presence, now)
    return Effect(before=waits(floor, now, policy), after=waits(after, now, policy))


def effect_of_putting_first(
    floor: Floor, call_id: CallId, now: Instant, policy: FloorPolicy
) -> Effect:
    """Return what comes of one person who is served before all others."""
    entry = floor.entries.get(call_id)
    same = waits(floor, now, policy)
    if entry is None:
        return Effect(before=same, after=same)
    first = replace(entry, rank=Rank.URGENT)
    after = replace(floor, entries={**floor.entries, call_id: first})
    one, other = _estimate(floor, entry, now, policy), _estimate(after, first, now, policy)
    return Effect(
        before=same,
        after=waits(after, now, policy),
        person_before_s=one.wait_s,
        person_after_s=other.wait_s,
        moved_behind=max(0, one.ahead - other.ahead),
    )


def effect_of_moving(
    floor: Floor, call_id: CallId, queue: str, now: Instant, policy: FloorPolicy
) -> Effect:
    """Return what comes of one person who waits in another queue."""
    entry, named = floor.entries.get(call_id), {str(name): name for name in policy.queues}
    same = waits(floor, now, policy)
    if entry is None or queue not in named:
        return Effect(before=same, after=same)
    there = replace(entry, queue=named[queue], priority=policy.queues[named[queue]].priority)
    after = replace(floor, entries={**floor.entries, call_id: there})
    return Effect(
        before=same,
        after=waits(after, now, policy),
        person_before_s=_estimate(floor, entry, now, policy).wait_s,
        person_after_s=_estimate(after, there, now, policy).wait_s,
    )


def effect_of_giving(
    floor: Floor, call_id: CallId, now: Instant, policy: FloorPolicy, *, connect_s: float
) -> Effect:
    """Return what comes of one person who is connected at once."""
    entry = floor.entries.get(call_id)
    same = waits(floor, now, policy)
    if entry is None:
        return Effect(before=same, after=same)
    told = _estimate(floor, entry, now, policy)
    return Effect(
        before=same,
        after=same,
        person_before_s=told.wait_s,
        person_after_s=connect_s,
        moved_behind=told.ahead,
    )


def effect_of_storm(
    floor: Floor, calls: Iterable[Call], now: Instant, policy: FloorPolicy
) -> Effect:
    """Return how many channels a storm makes short."""
    same = waits(floor, now, policy)
    held = sum(isinstance(call.phase, InMenu | Marking) for call in calls)
    return Effect(before=same, after=same, channels=held)


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from."""

    queues: tuple[str, ...]
    services: tuple[str, ...]
    storm: StormOrder
    """What was ordered of it."""


METHOD: Final = Method.PEOPLE_AHEAD
"""How all of it is told."""


def _estimate(floor: Floor, entry: Entry, now: Instant, policy: FloorPolicy) -> Estimate:
    return estimate_wait(floor, _person(entry), now, policy)


def _people(floor: Floor, policy: FloorPolicy) -> tuple[Person, ...]:
    live = [_person(entry) for entry in floor.entries.values() if entry.agent_id is None]
    here = {person.contact_id for person in live}
    promised = [_promised(each) for each in floor.promised if each.contact_id not in here]
    known = [each for each in (*live, *promised) if each.queue in policy.queues]
    return tuple(known[:MOST_ASKED])


def _only_live(floor: Floor) -> int:
    return sum(
        entry.agent_id is None and floor.promised.get(entry.contact_id) is None
        for entry in floor.entries.values()
    )


def _person(entry: Entry) -> Person:
    since = entry.entered_at if entry.placed_at is None else entry.placed_at
    return Person(entry.queue, since, entry.rank, entry.contact_id)


def _promised(promised: Promised) -> Person:
    place = promised.place
    return Person(promised.queue, place.placed_at, place.rank, promised.contact_id)


def _with_agent(floor: Floor, agent_id: AgentId, presence: Presence, now: Instant) -> Floor:
    agent = floor.agents.get(agent_id)
    if agent is None:
        return floor
    changed = replace(agent, presence=presence, wish=None, reason=None)
    if presence is Presence.AVAILABLE and agent.activity is Activity.UNREACHABLE:
        changed = replace(changed, activity=Activity.IDLE, since=now, until=None)
    agents: Mapping[AgentId, Agent] = {**floor.agents, agent_id: changed}
    return replace(floor, agents=agents)


def _is_at_work(agent: Agent) -> bool:
    return agent.intends.presence is Presence.AVAILABLE and agent.trouble is None
