"""The life of an agent as the engine sees it: one event, then the next state.

Two things are kept apart: `Presence` is what the person declared and only the person changes
it; `Activity` is what the engine observes and no person can claim it. What is declared while a
call rings or talks is a wish: it is kept, shown, and holds from the end of that call on.

Rules:

* Only an idle, available agent can be reserved, for one call; whoever asks twice is told no. For a
  call of their own they can be reserved on a break and in their wrap-up, too.
* A report about a call that the agent no longer has is late, and changes nothing.
* Every pause ends by itself. A missed ring pauses for longer each time, never for ever.
* A wrap-up can be made longer once, while it lasts; a break is never ended for anybody.
* Where the site wants to know what every call was, a wrap-up ends when the agent has said it, or
  at a limit that nobody can put off: the next call waits for the word, but never for ever.

Deliberately absent: shifts.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from agents.agent import (
    Activity,
    Agent,
    BreakReason,
    Declared,
    NotStated,
    PauseCause,
    Presence,
    Undisposed,
)
from agents.phone import PhoneTrouble
from agents.policy import AgentPolicy
from base.ids import CallId
from base.instant import Instant, after


class RingOutcome(StrEnum):
    """How ringing an agent ended."""

    ANSWERED = "answered"
    TIMED_OUT = "timed_out"
    """It rang for `ring_timeout_s` and nobody answered."""
    DECLINED = "declined"
    """The telephone was busy or the agent refused."""
    BUSY = "busy"
    """The telephone refused without ringing: it is on another call, or told to be quiet."""
    UNREACHABLE = "unreachable"
    """The telephone is not registered or did not answer to signalling."""
    CANCELLED = "cancelled"
    """The caller was gone first; not the agent's doing."""


@dataclass(frozen=True, slots=True)
class PresenceDeclared:
    """The person said what they are doing."""

    presence: Presence
    reason: BreakReason | None = None
    """One of the site's; whoever is available or gone has none."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """The distributor chose this agent for a call; their telephone is about to ring."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class RingEnded:
    """Ringing for a call ended, one way or another."""

    call_id: CallId
    outcome: RingOutcome


@dataclass(frozen=True, slots=True)
class TalkResumed:
    """The engine came back and found the agent in a talk."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class TalkEnded:
    """The talk with a caller is over."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class WrapUpEnded:
    """The person said that they have written up the call."""

    stated_of: CallId | None = None
    """The call of which they said what it was; `None` when they said nothing about it."""


@dataclass(frozen=True, slots=True)
class WrapUpTimed:
    """The timer of the wrap-up was set for this call: paper for a visit lasts longer."""

    wrap_up_s: float
    """From now."""


@dataclass(frozen=True, slots=True)
class WrapUpExtended:
    """The person asked for more time to write up the call."""


@dataclass(frozen=True, slots=True)
class PhoneSeen:
    """The telephone registered or became reachable again, and so did what it needs."""


@dataclass(frozen=True, slots=True)
class PhoneLost:
    """The telephone cannot be rung now; nobody needs to try."""

    trouble: PhoneTrouble


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The moment named by `Agent.until` has come."""


AgentEvent = (
    PresenceDeclared
    | Reserved
    | RingEnded
    | TalkResumed
    | TalkEnded
    | WrapUpEnded
    | WrapUpTimed
    | WrapUpExtended
    | PhoneSeen
    | PhoneLost
    | DeadlinePassed
)


def is_idle(agent: Agent) -> bool:
    """Tell whether the agent may be reserved now."""
    is_free = agent.presence is Presence.AVAILABLE and agent.activity is Activity.IDLE
    return is_free and agent.trouble is None


def is_present(agent: Agent) -> bool:
    """Tell whether the agent works through the line: busy or not, but not on a break or gone."""
    is_reachable = agent.activity is not Activity.UNREACHABLE and agent.trouble is None
    return agent.intends.presence is Presence.AVAILABLE and is_reachable


def may_extend(agent: Agent, policy: AgentPolicy) -> bool:
    """Tell whether the agent may ask for more time to write up the call."""
    is_writing = agent.activity is Activity.WRAP_UP and agent.until is not None
    is_in_time = is_writing and not agent.is_overdue
    return is_in_time and not agent.has_extended and policy.wrap_up_extension_s > 0


def owes_word(agent: Agent, policy: AgentPolicy) -> bool:
    """Tell whether the next call waits until the agent has said what the last one was."""
    is_asked = agent.activity is Activity.WRAP_UP and policy.wrap_up_limit_s > 0
    return is_asked and agent.call_id != agent.stated_of


def may_call(agent: Agent) -> bool:
    """Tell whether the agent may call somebody themselves: no call has them.

    Whatever they declared: who wants to call rather than be rung is on a break, or writes up.
    """
    return agent.activity not in {Activity.RINGING, Activity.TALKING}


def marked_call(agent: Agent) -> CallId | None:
    """Return the call that the agent speaks of when they mark one; `None` when they had none.

    While another call rings already, they still speak of the one before.
    """
    if agent.activity in {Activity.TALKING, Activity.WRAP_UP}:
        return agent.call_id
    return agent.last_call_id


def advance(agent: Agent, event: AgentEvent, now: Instant, policy: AgentPolicy) -> Agent:
    """Return the agent after the event; the same value when it changes nothing."""
    return _with_wish(_advanced(agent, event, now, policy), now)


def _advanced(agent: Agent, event: AgentEvent, now: Instant, policy: AgentPolicy) -> Agent:
    match event:
        case PresenceDeclared(presence, reason):
            declared = Declared(presence, _kept_reason(presence, reason))
            return _declared(agent, declared, now, policy)
        case Reserved(call_id):
            return _reserved(agent, call_id, now, policy)
        case RingEnded(call_id, outcome):
            return _ring_ended(agent, call_id, outcome, now, policy)
        case TalkResumed(call_id):
            return _talking(agent, call_id, now)
        case TalkEnded(call_id):
            return _talk_ended(agent, call_id, now, policy)
        case WrapUpEnded(stated_of):
            return _written_up(agent, stated_of, now, policy)
        case WrapUpTimed(wrap_up_s):
            if agent.activity is not Activity.WRAP_UP:
                return agent
            return replace(agent, until=after(now, wrap_up_s))
        case WrapUpExtended():
            return _extended(agent, policy)
        case PhoneSeen():
            return _seen(agent, now)
        case PhoneLost(trouble):
            return agent if agent.trouble is trouble else replace(agent, trouble=trouble)
        case DeadlinePassed():
            return _due(agent, now, policy) if _is_due(agent, now) else agent
        case _:
            assert_never(event)


def _declared(agent: Agent, declared: Declared, now: Instant, policy: AgentPolicy) -> Agent:
    if agent.activity in _CALLS:
        if declared == agent.intends:
            return agent
        is_as_before = declared == Declared(agent.presence, agent.reason)
        return replace(agent, wish=None if is_as_before else declared)
    is_free = agent.activity in _PAUSES and not owes_word(agent, policy)
    if declared.presence is Presence.AVAILABLE and is_free:
        # Whoever says "available" sits at the telephone: no pause is owed any more.
        return _holding(replace(_idle(agent, now), missed_rings=0), declared, now)
    return _holding(agent, declared, now)


def _holding(agent: Agent, declared: Declared, now: Instant) -> Agent:
    """Let a declaration hold from now on."""
    if declared == Declared(agent.presence, agent.reason):
        return agent
    held = replace(agent, presence=declared.presence, reason=declared.reason)
    return replace(held, since=now, idle_since=now) if agent.activity is Activity.IDLE else held


def _with_wish(agent: Agent, now: Instant) -> Agent:
    """Let the wish hold as soon as no call has the agent."""
    if agent.wish is None or agent.activity in _CALLS:
        return agent
    return _holding(replace(agent, wish=None), agent.wish, now)


def _kept_reason(presence: Presence, reason: BreakReason | None) -> BreakReason | None:
    return reason if presence in {Presence.BREAK, Presence.ASIDE} else None


def _written_up(
    agent: Agent, stated_of: CallId | None, now: Instant, policy: AgentPolicy
) -> Agent:
    if stated_of is not None:
        agent = _stated(agent, stated_of)
    is_over = agent.activity is Activity.WRAP_UP and not owes_word(agent, policy)
    return _idle(agent, now) if is_over else agent


def _stated(agent: Agent, call_id: CallId) -> Agent:
    """Take that they said what a call was, be it late."""
    is_the_missing = agent.undisposed is not None and agent.undisposed.call_id == call_id
    kept = None if is_the_missing else agent.undisposed
    return replace(agent, stated_of=call_id, undisposed=kept)


def _due(agent: Agent, now: Instant, policy: AgentPolicy) -> Agent:
    """Let the activity end; a wrap-up of which nothing was said goes on, once, to its limit."""
    if not owes_word(agent, policy):
        return _idle(agent, now)
    limit_at = after(agent.since, policy.wrap_up_limit_s)
    if now < limit_at:
        return replace(agent, until=limit_at, is_overdue=True)
    return _idle(_undisposed(agent, NotStated.LIMIT), now)


def _undisposed(agent: Agent, why: NotStated) -> Agent:
    assert agent.call_id is not None, "Whoever writes up has had a call."
    return replace(agent, undisposed=Undisposed(agent.call_id, why))


def _extended(agent: Agent, policy: AgentPolicy) -> Agent:
    if not may_extend(agent, policy) or agent.until is None:
        return agent
    until = after(agent.until, policy.wrap_up_extension_s)
    return replace(agent, until=until, has_extended=True)


def _reserved(agent: Agent, call_id: CallId, now: Instant, policy: AgentPolicy) -> Agent:
    assert may_call(agent), "Nobody is reserved twice."
    if owes_word(agent, policy):
        agent = _undisposed(agent, NotStated.OWN_CALL)
    return replace(_busy(agent, Activity.RINGING, now), call_id=call_id)


def _ring_ended(
    agent: Agent, call_id: CallId, outcome: RingOutcome, now: Instant, policy: AgentPolicy
) -> Agent:
    if agent.activity is not Activity.RINGING or agent.call_id != call_id:
        return agent
    match outcome:
        case RingOutcome.ANSWERED:
            return replace(_talking(agent, call_id, now), missed_rings=0)
        case RingOutcome.CANCELLED:
            # They keep their place among the idle: the caller left, not they.
            return replace(_busy(agent, Activity.IDLE, now), call_id=None)
        case RingOutcome.TIMED_OUT | RingOutcome.DECLINED:
            missed = agent.missed_rings + 1
            pause_s = min(policy.missed_ring_pause_s * missed, policy.missed_ring_pause_limit_s)
            paused = replace(
                _pause(agent, Activity.UNREACHABLE, now, pause_s), missed_rings=missed
            )
            return replace(paused, paused_for=PauseCause.MISSED)
        case RingOutcome.BUSY:
            # Whoever is on another line has missed nothing, and is asked again soon.
            busy = _pause(agent, Activity.UNREACHABLE, now, policy.unreachable_retry_s)
            return replace(busy, paused_for=PauseCause.BUSY)
        case RingOutcome.UNREACHABLE:
            retried = _pause(agent, Activity.UNREACHABLE, now, policy.unreachable_retry_s)
            return replace(retried, paused_for=PauseCause.NOT_RUNG)
        case _:
            assert_never(outcome)


def _seen(agent: Agent, now: Instant) -> Agent:
    if agent.trouble is not None:
        # Nobody was rung meanwhile: they wait for work from now on.
        idle_since = now if agent.activity is Activity.IDLE else agent.idle_since
        agent = replace(agent, trouble=None, idle_since=idle_since)
    # That a telephone is well does not bring back the person who has missed its rings.
    return _idle(agent, now) if agent.paused_for is PauseCause.NOT_RUNG else agent


def _talk_ended(agent: Agent, call_id: CallId, now: Instant, policy: AgentPolicy) -> Agent:
    if agent.activity is not Activity.TALKING or agent.call_id != call_id:
        return agent
    pause = _pause(agent, Activity.WRAP_UP, now, policy.wrap_up_s)
    return replace(pause, call_id=call_id, talk_since=agent.talk_since)


def _is_due(agent: Agent, now: Instant) -> bool:
    return agent.until is not None and agent.until <= now


def _talking(agent: Agent, call_id: CallId, now: Instant) -> Agent:
    talking = _busy(agent, Activity.TALKING, now)
    return replace(talking, call_id=call_id, talk_since=now, last_call_id=call_id)


def _busy(agent: Agent, activity: Activity, now: Instant) -> Agent:
    moved = replace(agent, activity=activity, since=now, until=None, talk_since=None)
    return replace(moved, has_extended=False, is_overdue=False, paused_for=None)


def _pause(agent: Agent, activity: Activity, now: Instant, pause_s: float) -> Agent:
    paused = replace(_busy(agent, activity, now), until=after(now, pause_s))
    return replace(paused, call_id=None)


def _idle(agent: Agent, now: Instant) -> Agent:
    return replace(_busy(agent, Activity.IDLE, now), idle_since=now, call_id=None)


_PAUSES = frozenset({Activity.UNREACHABLE, Activity.WRAP_UP})
_CALLS = frozenset({Activity.RINGING, Activity.TALKING})
