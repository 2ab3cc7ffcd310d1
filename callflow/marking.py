"""The mark after a talk: one key, for whoever is still there when the operator has hung up.

The operator is free meanwhile. Nobody is asked while others need the channel: in a storm, on a
trunk that has no room, or where the talk was none. Whoever hangs up, presses # or says nothing has
skipped it, and the call ends as the talk that it was.
"""

from dataclasses import replace
from enum import StrEnum
from typing import Final

from base.instant import Instant, after
from callflow.announcements import is_human_only
from callflow.call import Call, Marking, Talking
from callflow.commands import CallCommand, ReportTalkEnded, TakeBack
from callflow.endings import late, leave
from callflow.events import (
    AgentGone,
    Arrived,
    CallEvent,
    DeadlinePassed,
    DigitPressed,
    SayFinished,
)
from callflow.menu import KeepRequest
from callflow.menus import facts_of
from callflow.outcome import Outcome
from callflow.policy import CallPolicy, MarkPolicy
from callflow.recording import end_recording
from callflow.steps import CallStep, hush, is_current, preceded, say, step
from ivr.nodes import RequestKind
from ivr.ports import FiledRequest
from ivr.walk import Go, Hush, Pressed, Speak, Spoken, TimedOut, WalkStep
from ivr.walking import advance as advance_walk
from ivr.walking import open_walk

FIELD: Final = "mark"
"""The field of the menu that holds the mark."""

_LOYAL_FROM: Final = 9
_NEUTRAL_FROM: Final = 7


class MarkGroup(StrEnum):
    """How a mark counts."""

    CRITICAL = "critical"
    NEUTRAL = "neutral"
    LOYAL = "loyal"


def group_of(mark: int) -> MarkGroup:
    """Return how a mark of 0 to 10 counts.

    Source: survey of the federal portal's support, June 2021, "grouped as NPS".
    """
    if mark >= _LOYAL_FROM:
        return MarkGroup.LOYAL
    return MarkGroup.NEUTRAL if mark >= _NEUTRAL_FROM else MarkGroup.CRITICAL


def talking(
    call: Call, phase: Talking, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while caller and agent talk."""
    match event:
        case AgentGone(ring) if ring == phase.agent.ring:
            report = ReportTalkEnded(phase.agent.agent_id)
            if policy.mark is not None and call.has_voice and _has_room(call):
                return preceded(_ask_mark(call, policy.mark, now, policy), report)
            return leave(
                call, Outcome.ANSWERED, now, policy, before=(report,), reason="agent_hung_up"
            )
        case _:
            return late(call, event)


def marking(
    call: Call, phase: Marking, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the person may mark the talk."""
    walk = phase.walk
    match event:
        case DigitPressed(digit):
            walked = advance_walk(walk, Pressed(digit), now)
            return _follow(call, walked, phase.leave_at, now, policy)
        case SayFinished() if is_current(call, event):
            silent = replace(call, is_speaking=False)
            return _follow(silent, advance_walk(walk, Spoken(), now), phase.leave_at, now, policy)
        case DeadlinePassed() if now >= phase.leave_at:
            return leave(call, Outcome.ANSWERED, now, policy, reason="mark_overdue")
        case DeadlinePassed() if walk.until is None:
            quiet, stop = hush(call)
            walked = advance_walk(walk, Spoken(), now)
            return preceded(_follow(quiet, walked, phase.leave_at, now, policy), *stop)
        case DeadlinePassed():
            walked = advance_walk(walk, TimedOut(), now)
            return _follow(call, walked, phase.leave_at, now, policy)
        case _:
            return late(call, event)


def _ask_mark(call: Call, mark: MarkPolicy, now: Instant, policy: CallPolicy) -> CallStep:
    over, stop = end_recording(call, now)
    walked = open_walk(mark.script, facts_of(over), now)
    asked = _follow(over, walked, after(now, mark.within_s), now, policy)
    return replace(preceded(asked, *stop, TakeBack()), reason="mark_asked")


def _follow(
    call: Call, walked: WalkStep, leave_at: Instant, now: Instant, policy: CallPolicy
) -> CallStep:
    commands: list[CallCommand] = []
    is_over = False
    for command in walked.commands:
        match command:
            case Speak(phrase):
                call, saying = say(call, phrase)
                commands.append(saying)
            case Hush():
                call, stop = hush(call)
                commands.extend(stop)
            case Go():
                is_over = True
            case _:
                pass  # The checks let a menu after a talk ask for nothing but a key.
    walk = walked.state
    call, given = _marked(call, walk.values.get(FIELD), policy)
    commands.extend(given)
    if is_over:
        left = leave(call, Outcome.ANSWERED, now, policy, reason="marked")
        return replace(preceded(left, *commands), durable=bool(given))
    until = max(now, walk.until or after(now, policy.say_timeout_s))
    phase = Marking(walk, until, max(now, leave_at))
    there = replace(call, phase=phase)
    return step(there, *commands, reason=walked.reason, durable=bool(given))


def _marked(
    call: Call, value: str | None, policy: CallPolicy
) -> tuple[Call, tuple[KeepRequest, ...]]:
    """Take the mark once; a low one is followed up."""
    if value is None or call.mark is not None:
        return call, ()
    mark = int(value)
    marked = replace(call, mark=mark)
    assert isinstance(policy.mark, MarkPolicy), "Nobody is asked where there is no menu for it."
    if mark > policy.mark.follow_up_to:
        return marked, ()
    number = call.requests + 1
    follow_up = FiledRequest(kind=RequestKind.FOLLOW_UP, values={FIELD: value}, topic=call.subject)
    return replace(marked, requests=number), (KeepRequest(number, follow_up),)


def _has_room(call: Call) -> bool:
    """Tell whether the trunk could spare the channel when the call came, and a menu may ask."""
    origin = call.origin
    if not isinstance(origin, Arrived):
        return False
    is_asked = not is_human_only(call)
    return is_asked and origin.load.is_roomy and not origin.standing.is_storm
