"""The honest estimate: how long until an agent answers a person who stands here in the line.

It counts everybody whom the same agents serve before: on the line, hung up with a promise, and
those whose next try comes due meanwhile. Each costs what people of that queue have cost today.
Agents at work share them; nobody is counted on who is on a break. A callback that reaches nobody
costs something too, spread over those that do.

The estimate is wrong by chance as any sum of talks is, by about the square root of the number of
people ahead; how wrong it has been, `promise_error` says.

Source: with `n` people ahead of whom each keeps one of `S` busy agents for `h`, the wait is
`(n + 1) h / S` (Erlang's delay of the (n + 1)-th of those who wait; Whitt, "Predicting queueing
delays", Management Science 45, 1999).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import NamedTuple

from agents.activity import is_idle, is_present
from agents.agent import Agent
from base.ids import ContactId
from base.instant import Instant, after
from queues.floor import Floor
from queues.handling import busy_s_of
from queues.order import people_ahead
from queues.policy import FloorPolicy, QueueName
from queues.readings import Person, place_of
from queues.routing import is_able


class Method(StrEnum):
    """How an estimate was made."""

    IDLE_AGENT = "idle_agent"
    """Somebody who could take the person waits for work."""
    PEOPLE_AHEAD = "people_ahead"
    """From those before the person, the agents at work, and how long a talk takes."""
    NOBODY_AT_WORK = "nobody_at_work"
    """No agent who could take the person is at work: nobody can tell."""


@dataclass(frozen=True, slots=True)
class Overhead:
    """What callbacks cost beyond the talks."""

    unreached_share: float = 0.0
    """The share of dialled callbacks that reach nobody."""
    unreached_cost_s: float = 0.0
    """How long an agent waits for such a callback on average; little when dialled ahead."""
    connect_s: float = 3.0
    """From the match to the agent's answer."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A forecast for one person at one moment."""

    wait_s: float | None
    """`None` when nobody can tell."""
    ahead: int
    """People whom the same agents serve before, the person not counted."""
    operators: int
    """Agents at work who could take the person."""
    handle_s: float
    """How long one of them is busy with one of the people ahead, all included."""
    method: Method


def estimate_wait(
    floor: Floor,
    person: Person,
    now: Instant,
    policy: FloorPolicy,
    overhead: Overhead | None = None,
) -> Estimate:
    """Return how long the person will wait from now on for an agent's voice."""
    costs = overhead or Overhead()
    needs = policy.queues[person.queue].needs
    able = [a for a in floor.agents.values() if is_present(a) and is_able(a, needs)]
    idle = sum(is_idle(agent) for agent in able)
    ahead = _ahead(floor, person, able, policy)
    people = sum(queue.people for queue in ahead)
    handle_s = _mean_busy_s(floor, person.queue, ahead, policy) + _overhead_s(costs)
    if not able:
        return Estimate(None, people, 0, handle_s, Method.NOBODY_AT_WORK)
    if people < idle:
        return Estimate(costs.connect_s, people, len(able), handle_s, Method.IDLE_AGENT)
    wait_s = _wait_s(people - idle, len(able), handle_s)
    meanwhile = _due_meanwhile(floor, person, after(now, wait_s), policy)
    wait_s = _wait_s(people + meanwhile - idle, len(able), handle_s) + costs.connect_s
    return Estimate(wait_s, people + meanwhile, len(able), handle_s, Method.PEOPLE_AHEAD)


class PromiseOutcome(NamedTuple):
    """One promise: after how long we said we would ring, and after how long we did."""

    promised_s: float
    real_s: float


@dataclass(frozen=True, slots=True)
class PromiseError:
    """How far promises and what became of them lie apart."""

    promises: int
    p80_s: float
    """Four of five were wrong by no more than this."""
    mean_s: float
    """Real less promised: above zero, people wait longer than they are told."""


def promise_error(outcomes: Iterable[PromiseOutcome]) -> PromiseError | None:
    """Return how wrong the promises were; `None` when there was none."""
    errors = [outcome.real_s - outcome.promised_s for outcome in outcomes]
    if not errors:
        return None
    sizes = sorted(abs(error) for error in errors)
    p80_s = sizes[ceil(_PERCENTILE * len(sizes)) - 1]
    return PromiseError(len(errors), p80_s, sum(errors) / len(errors))


class _QueueAhead(NamedTuple):
    queue: QueueName
    people: int


_PERCENTILE = 0.8


def _ahead(
    floor: Floor, person: Person, able: Sequence[Agent], policy: FloorPolicy
) -> tuple[_QueueAhead, ...]:
    """Return who stands before the person in every queue that takes the same agents' time."""
    place = place_of(person, policy)
    entries = [entry for entry in floor.entries.values() if entry.agent_id is None]
    return tuple(
        _QueueAhead(name, people_ahead(place, name, entries, floor.promised, person.contact_id))
        for name, queue in policy.queues.items()
        if name == person.queue or any(is_able(agent, queue.needs) for agent in able)
    )


def _mean_busy_s(
    floor: Floor, own: QueueName, ahead: Sequence[_QueueAhead], policy: FloorPolicy
) -> float:
    people = sum(queue.people for queue in ahead)
    if not people:
        return busy_s_of(policy.queues[own], floor.handles)
    handled_s = sum(
        queue.people * busy_s_of(policy.queues[queue.queue], floor.handles) for queue in ahead
    )
    return handled_s / people


def _overhead_s(costs: Overhead) -> float:
    failures_per_success = costs.unreached_share / max(0.05, 1.0 - costs.unreached_share)
    return costs.connect_s + failures_per_success * costs.unreached_cost_s


def _wait_s(ahead: int, operators: int, handle_s: float) -> float:
    return (ahead + 1) * handle_s / operators


def _due_meanwhile(floor: Floor, person: Person, until: Instant, policy: FloorPolicy) -> int:
    """Return how many who are deferred now will stand before the person until then.

    Whoever is deferred was rung already and has an early place; only the few whose moment comes
    soon are looked at.
    """
    place = place_of(person, policy)
    moments = floor.deferred.moments[: floor.deferred.due_by(until)]
    return sum(floor.deferred.people[ContactId(due.tie)].place < place for due in moments)
