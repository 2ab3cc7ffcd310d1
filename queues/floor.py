"""The floor of the call centre: everybody who waits and everybody who answers, in one value.

Theory of operation
-------------------
One distributor owns this value; nothing else changes it. It receives one event, returns the
next floor and the commands, and so on. Because entries and agents stand in one value under one
writer, an agent is reserved in the same step in which a match is made: an agent in two queues is
one agent, and no telephone is ever rung for two calls.

After every event all possible matches are made. A match reserves the agent and marks the entry;
the call is told, rings the telephone and reports how that ended. If the agent did not answer,
the entry stands where it always stood, at the moment of its first entering, and is matched
again. A report about somebody who is no longer here is late and changes nothing.

People are told to go only when nobody could ever come: no agent with the needed skills has been
logged in for `empty_hall_s`, or their queue is closed: at its closing moment, on entering it
later, and when the ring that outlasted the closing was in vain.

Who hung up with a promise stands in the same order as who waits on the line, and counts as one
person. Nobody is matched while they are not on the line: `callback/` rings them, and then they
enter as everybody does. Until a failed try may be repeated they are deferred, their place kept.

Limits: one floor per site. An event costs no work that grows with the promises, which may be
hundreds. Deliberately absent: recipes that relax needs with time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from agents.activity import (
    AgentEvent,
    DeadlinePassed,
    Reserved,
    RingEnded,
    RingOutcome,
    TalkEnded,
    is_idle,
    may_call,
)
from agents.activity import advance as advance_agent
from agents.agent import Activity, Agent, Presence
from base.ids import AgentId, CallId, ContactId
from base.instant import Instant, elapsed_s
from base.step import Deadline, Step
from queues.dispositions import undisposed, word_of
from queues.hall import agents_due, entries_due, turned_away, with_manning
from queues.handling import BusyTime, learned
from queues.messages import (
    AgentAsked,
    AgentRemoved,
    AgentSeated,
    AgentWrappedUp,
    CallOver,
    EntryAwaited,
    EntryLeft,
    EntryQueued,
    EntrySteered,
    FloorCommand,
    FloorDeadline,
    FloorEvent,
    LineClosing,
    PositionAsked,
    PromisePut,
    PromiseTaken,
    RingReported,
    TellPosition,
    TurnAway,
    TurnAwayReason,
)
from queues.moves import moves
from queues.news import in_agents_words
from queues.order import Deferred, Order, position_of
from queues.policy import FloorPolicy, QueueName
from queues.promised import Promised
from queues.queue import Entry, Match
from queues.routing import match_calls
from queues.seats import newly_seated
from queues.steering import steered


@dataclass(frozen=True, slots=True)
class Floor:
    """Everybody who waits and everybody who answers."""

    entries: Mapping[CallId, Entry] = field(default_factory=dict)
    agents: Mapping[AgentId, Agent] = field(default_factory=dict)
    leaving: frozenset[AgentId] = frozenset()
    """Agents who may answer no more, and leave when the call that they have is over."""
    promised: Order = field(default_factory=Order)
    """Everybody whom we promised to ring and may ring now, on the line again or not."""
    deferred: Deferred = field(default_factory=Deferred)
    """Everybody whom we promised to ring and may not ring yet."""
    serving: Mapping[AgentId, QueueName] = field(default_factory=dict)
    """The queue of each agent's last match."""
    handles: Mapping[QueueName, BusyTime] = field(default_factory=dict)
    """How long agents were busy with the people of each queue."""


FloorStep = Step[Floor, FloorCommand]


def advance(floor: Floor, event: FloorEvent, now: Instant, policy: FloorPolicy) -> FloorStep:
    """Return the floor after the event, with every match that can be made then."""
    changed, answers = _take(floor, event, now, policy)
    present = _without_leavers(_with_due(_without_overdue(changed, now), now))
    watched = _watch_hall(present, now, policy)
    kept, turned_away = _turn_away(watched, now, policy)
    matched, matches = _match(kept, now, policy)
    return Step(
        matched,
        (
            *answers,
            *turned_away,
            *undisposed(floor.agents, changed.agents, matched.agents, policy.agents),
            *moves(floor.agents, changed.agents, matched.agents),
            *matches,
        ),
        deadline=_deadline(matched, now, policy),
    )


def _take(
    floor: Floor, event: FloorEvent, now: Instant, policy: FloorPolicy
) -> tuple[Floor, tuple[FloorCommand, ...]]:
    match event:
        case EntryQueued(call_id, queue):
            if call_id not in floor.entries and queue not in policy.queues:
                # The settings lost the queue in which a caller of yesterday's policy waits.
                return floor, (TurnAway(call_id, TurnAwayReason.NO_AGENTS),)
            entry = replace(_entry(floor, event, policy), absent_until=None)
            return _with(floor, replace(entry, is_closed=event.is_closed)), ()
        case EntryAwaited(call_id, queue):
            if call_id not in floor.entries and queue not in policy.queues:
                return floor, ()
            awaited = replace(_entry(floor, event, policy), absent_until=event.until)
            return _with(floor, awaited), ()
        case PromisePut(promised):
            return _promise(floor, promised, now), ()
        case PromiseTaken(contact_id):
            return _unpromise(floor, contact_id), ()
        case EntryLeft(call_id):
            return _without(floor, (call_id,)), ()
        case CallOver(call_id):
            return _freed(_without(floor, (call_id,)), call_id, now, policy), ()
        case PositionAsked(call_id):
            position = position_of(call_id, floor.entries.values(), floor.promised)
            return floor, (() if position is None else (TellPosition(call_id, position),))
        case AgentAsked():
            return _ask(floor, event, now, policy)
        case EntrySteered(call_id, agent_id, is_own):
            given = steered(floor.entries.get(call_id), floor.agents.get(agent_id), is_own=is_own)
            return _matched(floor, given, now, policy), given
        case RingReported(call_id, agent_id, outcome):
            freed = _ring_reported(floor, call_id, agent_id, outcome)
            return _agent(freed, agent_id, RingEnded(call_id, outcome), now, policy), ()
        case AgentSeated():
            return _seat(floor, event, now), ()
        case AgentWrappedUp():
            return _written_up(floor, event, now, policy)
        case AgentRemoved(agent_id):
            return _remove(floor, agent_id), ()
        case LineClosing(queues):
            return _close(floor, queues), ()
        case FloorDeadline():
            return _wake(floor, now, policy), ()
        case news:
            return _agent(floor, news.agent_id, in_agents_words(news), now, policy), ()


def _entry(floor: Floor, event: EntryQueued | EntryAwaited, policy: FloorPolicy) -> Entry:
    """Return the entry as the event tells it; whoever is known keeps queue and first entering."""
    known = floor.entries.get(event.call_id)
    if known is None:
        priority = policy.queues[event.queue].priority
        known = Entry(event.call_id, event.queue, priority, event.entered_at)
    return replace(
        known,
        contact_id=event.contact_id or known.contact_id,
        placed_at=known.placed_at if event.placed_at is None else event.placed_at,
        rank=event.rank,
        preferred=event.preferred or known.preferred,
    )


def _promise(floor: Floor, promised: Promised, now: Instant) -> Floor:
    known = floor.promised.get(promised.contact_id) or floor.deferred.get(promised.contact_id)
    if known == promised:
        return floor
    floor = _unpromise(floor, promised.contact_id)
    if promised.not_before is not None and promised.not_before > now:
        return replace(floor, deferred=floor.deferred.with_person(promised))
    return replace(floor, promised=floor.promised.with_person(promised))


def _unpromise(floor: Floor, contact_id: ContactId) -> Floor:
    promised = floor.promised.without(contact_id)
    deferred = floor.deferred.without(contact_id)
    if promised is floor.promised and deferred is floor.deferred:
        return floor
    return replace(floor, promised=promised, deferred=deferred)


def _with_due(floor: Floor, now: Instant) -> Floor:
    """Let those whose moment has come stand in the order again, where they always stood."""
    promised, deferred = floor.promised, floor.deferred
    for person in floor.deferred.due(now):
        promised = promised.with_person(person)
        deferred = deferred.without(person.contact_id)
    if deferred is floor.deferred:
        return floor
    return replace(floor, promised=promised, deferred=deferred)


def _ask(
    floor: Floor, asked: AgentAsked, now: Instant, policy: FloorPolicy
) -> tuple[Floor, tuple[FloorCommand, ...]]:
    """Reserve an agent for a call that wants them and no other, if they can be had."""
    call_id, agent_id = asked.call_id, asked.agent_id
    agent = floor.agents.get(agent_id)
    if agent is None or not (may_call(agent) if asked.is_own else is_idle(agent)):
        return floor, (TurnAway(call_id, TurnAwayReason.NO_AGENTS),)
    reserved = _agent(floor, agent_id, Reserved(call_id), now, policy)
    return reserved, (Match(call_id, agent_id, agent.operator.account, "asked_for"),)


def _ring_reported(
    floor: Floor, call_id: CallId, agent_id: AgentId, outcome: RingOutcome
) -> Floor:
    entry = floor.entries.get(call_id)
    if entry is None or entry.agent_id != agent_id:
        return floor
    if outcome is RingOutcome.ANSWERED:
        return _without(floor, (call_id,))
    return replace(floor, entries={**floor.entries, call_id: replace(entry, agent_id=None)})


def _agent(
    floor: Floor, agent_id: AgentId, event: AgentEvent, now: Instant, policy: FloorPolicy
) -> Floor:
    agent = floor.agents.get(agent_id)
    if agent is None:
        return floor
    moved = advance_agent(agent, event, now, policy.agents)
    if agent.activity is Activity.WRAP_UP and moved.activity is not Activity.WRAP_UP:
        floor = _learn(floor, agent, now, policy)
    return _with_agent(floor, moved)


def _written_up(
    floor: Floor, news: AgentWrappedUp, now: Instant, policy: FloorPolicy
) -> tuple[Floor, tuple[FloorCommand, ...]]:
    agent = floor.agents.get(news.agent_id)
    if agent is None:
        return floor, ()
    word = word_of(agent, news)
    return _agent(floor, news.agent_id, word.event, now, policy), word.disposed


def _learn(floor: Floor, agent: Agent, now: Instant, policy: FloorPolicy) -> Floor:
    """Note how long an agent who has written up a call was busy with it."""
    queue = floor.serving.get(agent.agent_id)
    if queue is None or agent.talk_since is None or queue not in policy.queues:
        return floor
    handle_s = elapsed_s(agent.talk_since, now)
    known = learned(floor.handles.get(queue), handle_s, policy.queues[queue])
    return replace(floor, handles={**floor.handles, queue: known})


def _freed(floor: Floor, call_id: CallId, now: Instant, policy: FloorPolicy) -> Floor:
    """Give back the agent whom the call still holds, if it holds one."""
    for agent in tuple(floor.agents.values()):
        if agent.call_id == call_id:
            cancelled = RingEnded(call_id, RingOutcome.CANCELLED)
            floor = _agent(floor, agent.agent_id, cancelled, now, policy)
            floor = _agent(floor, agent.agent_id, TalkEnded(call_id), now, policy)
    return floor


def _with_agent(floor: Floor, agent: Agent) -> Floor:
    if floor.agents.get(agent.agent_id) is agent:
        return floor
    return replace(floor, agents={**floor.agents, agent.agent_id: agent})


def _seat(floor: Floor, seated: AgentSeated, now: Instant) -> Floor:
    operator, agent_id = seated.operator, seated.operator.agent_id
    present = floor.agents.get(agent_id)
    if present is None:
        return _with_agent(floor, newly_seated(seated, now))
    if agent_id in floor.leaving:
        present = replace(present, presence=seated.presence, reason=seated.reason, wish=None)
        floor = replace(floor, leaving=floor.leaving - {agent_id})
    return _with_agent(floor, replace(present, operator=operator))


def _remove(floor: Floor, agent_id: AgentId) -> Floor:
    if agent_id not in floor.agents:
        return floor
    # No wish of theirs: whoever may answer no more is gone now, even while they still talk.
    gone = replace(floor.agents[agent_id], presence=Presence.OFFLINE, reason=None, wish=None)
    return replace(_with_agent(floor, gone), leaving=floor.leaving | {agent_id})


def _without_leavers(floor: Floor) -> Floor:
    gone = {
        agent_id
        for agent_id in floor.leaving
        if floor.agents[agent_id].activity not in {Activity.TALKING, Activity.RINGING}
    }
    if not gone:
        return floor
    stay = {agent_id: agent for agent_id, agent in floor.agents.items() if agent_id not in gone}
    return replace(floor, agents=stay, leaving=floor.leaving - gone)


def _close(floor: Floor, queues: frozenset[QueueName]) -> Floor:
    closed = {
        call_id: replace(entry, is_closed=True)
        for call_id, entry in floor.entries.items()
        if entry.queue in queues
    }
    return replace(floor, entries={**floor.entries, **closed}) if closed else floor


def _wake(floor: Floor, now: Instant, policy: FloorPolicy) -> Floor:
    for agent_id in floor.agents:
        floor = _agent(floor, agent_id, DeadlinePassed(), now, policy)
    return floor


def _without_overdue(floor: Floor, now: Instant) -> Floor:
    """Let nobody wait for who does not come back; should they come later, the place is theirs."""
    overdue = [
        call_id
        for call_id, entry in floor.entries.items()
        if entry.absent_until is not None and entry.absent_until <= now
    ]
    return _without(floor, overdue)


def _watch_hall(floor: Floor, now: Instant, policy: FloorPolicy) -> Floor:
    entries = with_manning(floor.entries, floor.agents.values(), now, policy)
    return floor if entries is floor.entries else replace(floor, entries=entries)


def _turn_away(
    floor: Floor, now: Instant, policy: FloorPolicy
) -> tuple[Floor, tuple[FloorCommand, ...]]:
    told = turned_away(floor.entries.values(), now, policy)
    return _without(floor, [each.call_id for each in told]), told


def _match(floor: Floor, now: Instant, policy: FloorPolicy) -> tuple[Floor, tuple[Match, ...]]:
    matches = match_calls(floor.entries.values(), floor.agents, now, policy)
    return _matched(floor, matches, now, policy), matches


def _matched(floor: Floor, matches: tuple[Match, ...], now: Instant, policy: FloorPolicy) -> Floor:
    for match in matches:
        entry = replace(floor.entries[match.call_id], agent_id=match.agent_id)
        floor = replace(
            floor,
            entries={**floor.entries, match.call_id: entry},
            serving={**floor.serving, match.agent_id: entry.queue},
        )
        floor = _agent(floor, match.agent_id, Reserved(match.call_id), now, policy)
    return floor


def _with(floor: Floor, entry: Entry) -> Floor:
    if floor.entries.get(entry.call_id) == entry:
        return floor
    return replace(floor, entries={**floor.entries, entry.call_id: entry})


def _without(floor: Floor, call_ids: Iterable[CallId]) -> Floor:
    leaving = set(call_ids) & floor.entries.keys()
    if not leaving:
        return floor
    stay = {call_id: entry for call_id, entry in floor.entries.items() if call_id not in leaving}
    return replace(floor, entries=stay)


def _deadline(floor: Floor, now: Instant, policy: FloorPolicy) -> Deadline | None:
    due_at = floor.deferred.next_at
    due = [] if due_at is None else [Deadline(due_at, "promise_due")]
    ends = (
        *agents_due(floor.agents),
        *entries_due(floor.entries, floor.agents, now, policy),
        *due,
    )
    return min(ends, key=lambda deadline: deadline.at, default=None)
