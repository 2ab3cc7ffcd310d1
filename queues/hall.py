"""Whom nobody could ever come for, and when the floor must look again.

A caller whose queue no logged-in agent could take is told so after a while, never at once: an
agent may log in, and a caller whose agent rings already has somebody. In a closed queue it is at
once: nobody will log in.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from agents.agent import Agent
from base.ids import AgentId, CallId
from base.instant import Instant, after
from base.step import Deadline
from queues.messages import TurnAway, TurnAwayReason
from queues.policy import FloorPolicy
from queues.queue import Entry, in_order
from queues.routing import is_manned, kept_until


def with_manning(
    entries: Mapping[CallId, Entry], agents: Iterable[Agent], now: Instant, policy: FloorPolicy
) -> Mapping[CallId, Entry]:
    """Return the entries with since when nobody who could take them has been logged in."""
    waited_in = {entry.queue for entry in entries.values()}
    present = tuple(agents)
    manned = {name: is_manned(present, policy.queues[name].needs) for name in waited_in}
    changed = {
        call_id: replace(entry, unmanned_since=None if manned[entry.queue] else now)
        for call_id, entry in entries.items()
        if manned[entry.queue] is not (entry.unmanned_since is None)
    }
    return {**entries, **changed} if changed else entries


def turned_away(
    entries: Iterable[Entry], now: Instant, policy: FloorPolicy
) -> tuple[TurnAway, ...]:
    """Return whom to tell now that nobody will come, in the order in which they stood."""
    found = []
    for entry in entries:
        stranded_at = _stranded_at(entry, policy)
        if stranded_at is not None and stranded_at <= now:
            found.append(entry)
    return tuple(
        TurnAway(
            entry.call_id,
            TurnAwayReason.CLOSING if entry.is_closed else TurnAwayReason.NO_AGENTS,
        )
        for entry in in_order(found)
    )


def agents_due(agents: Mapping[AgentId, Agent]) -> Iterator[Deadline]:
    """Yield when what agents do ends by itself."""
    for agent in agents.values():
        if agent.until is not None:
            yield Deadline(agent.until, f"agent_{agent.activity}")


def entries_due(
    entries: Mapping[CallId, Entry],
    agents: Mapping[AgentId, Agent],
    now: Instant,
    policy: FloorPolicy,
) -> Iterator[Deadline]:
    """Yield when something must be done about those who wait."""
    for entry in entries.values():
        stranded_at = _stranded_at(entry, policy)
        if stranded_at is not None:
            yield Deadline(stranded_at, "hall_empty")
        if entry.absent_until is not None:
            yield Deadline(entry.absent_until, "absence")
        if entry.preferred is not None:
            kept = kept_until(entry, agents, now, policy)
            if kept is not None:
                yield Deadline(kept, "agent_preferred")


def _stranded_at(entry: Entry, policy: FloorPolicy) -> Instant | None:
    if entry.is_closed and entry.agent_id is None:
        return entry.entered_at
    is_waiting = entry.agent_id is None and entry.absent_until is None
    if entry.unmanned_since is None or not is_waiting:
        return None
    return after(entry.unmanned_since, policy.queues[entry.queue].empty_hall_s)
