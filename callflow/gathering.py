"""What a person keys in digit by digit: the number that we shall ring, or the time at which.

The person ends with `#`, or stops pressing. What cannot be read is asked for again; after the
last attempt nothing has changed, and the promise that stood before stands on. A number is read
by the rules of the trunk, as everywhere, and repeated before it counts.
"""

from dataclasses import replace
from typing import Final

from base.instant import Instant, after
from base.phone import NumberFlag, NumberKind, PhoneNumber, read_number
from callflow.call import Call, Gathering, Question, Wanted
from callflow.commands import CallAt
from callflow.endings import late, leave, part, part_with
from callflow.events import CallEvent, DeadlinePassed, DigitPressed, SayFinished
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.questions import ask, ask_for
from callflow.queueing import is_callable
from callflow.steps import CallStep, hush, is_current, preceded, step

END_KEY: Final = "#"
LONGEST: Final = 16
"""No number in the world has more digits; keys beyond are dropped."""

ATTEMPTS: Final = 3
_TIME_DIGITS: Final = 4
_HOURS: Final = 24
_MINUTES: Final = 60
_CALLABLE: Final = frozenset({NumberKind.NATIONAL, NumberKind.LOCAL})


def gathering(
    call: Call, phase: Gathering, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the person keys something in."""
    match event:
        case DigitPressed(digit) if digit == END_KEY:
            return _read(call, phase, now, policy)
        case DigitPressed(digit) if digit.isdigit() and len(phase.digits) < LONGEST:
            quiet, stop = hush(call)
            until = after(now, policy.digit_pause_s)
            more = replace(phase, digits=phase.digits + digit, until=until)
            if phase.wanted is Wanted.TIME and len(more.digits) == _TIME_DIGITS:
                return preceded(_read(quiet, more, now, policy), *stop)
            return step(replace(quiet, phase=more), *stop, reason="digit_taken")
        case SayFinished() if is_current(call, event):
            listening = replace(phase, until=after(now, policy.answer_listen_s))
            silent = replace(call, phase=listening, is_speaking=False)
            return step(silent, reason="listening")
        case DeadlinePassed():
            return _read(call, phase, now, policy)
        case _:
            return late(call, event)


def without_number(call: Call, now: Instant, policy: CallPolicy, *, reason: str) -> CallStep:
    """Let stand what stood before: nobody hangs up on a person who knows nothing yet."""
    if call.is_told:
        return leave(call, Outcome.TOLD, now, policy, reason=reason)
    if is_callable(call):
        return ask(call, Question.PROMISE, now, policy, reason=reason)
    return part(call, policy.texts.no_agents, Outcome.DIVERTED, now, policy, reason=reason)


def _read(call: Call, phase: Gathering, now: Instant, policy: CallPolicy) -> CallStep:
    match phase.wanted:
        case Wanted.NUMBER:
            number = _number(call, phase.digits, policy)
            if number is not None:
                return ask(
                    call, Question.NUMBER, now, policy, number=number, reason="number_keyed_in"
                )
        case Wanted.TIME:
            time = _time(phase.digits)
            if time is not None:
                words = policy.texts.ladder.time_kept
                parted = part_with(call, words, Outcome.TOLD, now, policy, reason="time_chosen")
                return preceded(parted, time)
    return _again(call, phase, now, policy)


def _again(call: Call, phase: Gathering, now: Instant, policy: CallPolicy) -> CallStep:
    if phase.attempts >= ATTEMPTS:
        return without_number(call, now, policy, reason="nothing_keyed_in")
    attempts = phase.attempts + 1
    return ask_for(call, phase.wanted, now, policy, attempts=attempts, reason="unreadable")


def _number(call: Call, digits: str, policy: CallPolicy) -> PhoneNumber | None:
    """Return the number that the digits mean on the trunk; `None` when we cannot ring it."""
    reading = read_number(digits, policy.trunks[call.origin.trunk].rules)
    if reading.kind not in _CALLABLE or NumberFlag.OWN_NUMBER in reading.flags:
        return None
    return reading.number


def _time(digits: str) -> CallAt | None:
    if len(digits) != _TIME_DIGITS:
        return None
    hour, minute = int(digits[:2]), int(digits[2:])
    return CallAt(hour, minute) if hour < _HOURS and minute < _MINUTES else None
