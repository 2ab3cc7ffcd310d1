"""How a promise answers what happens to it: the machine over `callback/request.py`, and total."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from base.instant import Instant
from base.step import Step
from callback.outcome import AttemptOutcome
from callback.policy import CallbackPolicy
from callback.request import (
    AskHuman,
    CallbackRequest,
    Cancelled,
    DayBegan,
    Dialled,
    EndedBy,
    NotReached,
    NumberChanged,
    PauseTrunk,
    Ranked,
    Reached,
    Reopened,
    RequestCommand,
    RequestEvent,
    RequestState,
    RequestStep,
    Returned,
    Served,
    TellMissed,
    TimeChosen,
    WrongPerson,
)
from callback.schedule import Alarm, At, Exhausted, HumanTask, first_allowed, next_attempt
from queues.policy import QueueName, QueuePolicy
from queues.promised import Promised


def advance(
    request: CallbackRequest, event: RequestEvent, now: datetime, policy: CallbackPolicy
) -> RequestStep:
    """Return the promise after the event; the same value when it changes nothing."""
    match event:
        case Dialled():
            return _dialled(request, event, now, policy)
        case Reached(call_id):
            return Step(_reached(request) if call_id == request.call_id else request)
        case NotReached(call_id, outcome):
            if call_id != request.call_id:
                return Step(request, reason="late")
            return _not_reached(request, outcome, now, policy)
        case Returned():
            return Step(_revived(request, now, policy), reason="returned")
        case TimeChosen(at):
            return Step(_chosen(request, at, policy), reason="time_chosen")
        case NumberChanged():
            return Step(_renumbered(request, event, now, policy), reason="number_changed")
        case Ranked(rank):
            is_new = rank is not request.rank and request.state is not RequestState.ENDED
            return Step(replace(request, rank=rank) if is_new else request, reason="ranked")
        case Cancelled():
            return Step(_ended(request, EndedBy.CANCELLATION), reason="cancelled")
        case Served():
            return Step(_ended(request, EndedBy.TALK), reason="served")
        case Reopened():
            return _reopened(request, now, policy)
        case WrongPerson():
            return _wrong_person(request)
        case DayBegan():
            return Step(_new_day(request, now, policy), reason="day_began")
        case _:
            assert_never(event)


def may_dial(request: CallbackRequest, now: datetime, policy: CallbackPolicy) -> bool:
    """Tell whether the person may be rung now, as far as the promise itself goes."""
    return (
        request.state in {RequestState.DUE, RequestState.RESTING}
        and not request.is_barred
        and request.dials < policy.retry.per_number_per_day
        and (request.next_at is None or request.next_at - now <= _CLOCKS_APART)
    )


_CLOCKS_APART: Final = timedelta(seconds=2)
"""The floor says when somebody is due by a clock of its own; hours later the two differ."""


def is_in_line(request: CallbackRequest) -> bool:
    """Tell whether the person stands in the line of people, to be rung in their turn."""
    return request.state in _IN_LINE


def promised_of(
    request: CallbackRequest, priority: int, placed_at: Instant, not_before: Instant | None
) -> Promised:
    """Return how the person stands in the line; moments are those of the promise."""
    return Promised(
        contact_id=request.contact_id,
        queue=request.queue,
        priority=priority,
        placed_at=placed_at,
        rank=request.rank,
        not_before=not_before,
    )


_IN_LINE: Final = frozenset({RequestState.DUE, RequestState.RESTING, RequestState.IN_FLIGHT})

_MISSED: Final = frozenset(
    {
        AttemptOutcome.BUSY,
        AttemptOutcome.NO_ANSWER,
        AttemptOutcome.SWITCHED_OFF,
        AttemptOutcome.DECLINED,
        AttemptOutcome.MACHINE,
        AttemptOutcome.LEFT,
    }
)
"""What the person could not or did not take: their own call goes to the front for a while."""

_UNHEARD: Final = frozenset(
    {AttemptOutcome.BLOCKED, AttemptOutcome.CONGESTION, AttemptOutcome.MUTE}
)
"""What never made their telephone ring."""


def _dialled(
    request: CallbackRequest, event: Dialled, now: datetime, policy: CallbackPolicy
) -> RequestStep:
    if not may_dial(request, now, policy):
        return Step(request, reason="not_due")
    dialled = replace(
        request,
        state=RequestState.IN_FLIGHT,
        dials=request.dials + 1,
        next_at=None,
        call_id=event.call_id,
    )
    return Step(dialled, reason="dialled", durable=True)


def _reached(request: CallbackRequest) -> CallbackRequest:
    return replace(request, busy=0, declines=0, was_machine=False)


def _not_reached(
    request: CallbackRequest, outcome: AttemptOutcome, now: datetime, policy: CallbackPolicy
) -> RequestStep:
    after = next_attempt(request, outcome, now, policy)
    landed = _landed(request, outcome, now)
    match after:
        case At(moment, reason, is_counted):
            tries = landed.tries + is_counted
            busy = 0 if outcome is not AttemptOutcome.BUSY or is_counted else landed.busy + 1
            return Step(
                _resting(replace(landed, tries=tries, busy=busy), moment, policy),
                _told(request, outcome),
                reason=reason,
            )
        case Alarm(reason, until, is_alarm):
            pause = PauseTrunk(request.trunk, until, reason, is_alarm)
            return Step(replace(landed, state=RequestState.DUE), (pause,), reason=reason)
        case Exhausted(reason):
            spent = replace(landed, state=RequestState.UNREACHABLE, days=landed.days + 1)
            return Step(spent, (AskHuman(reason),), reason=reason)
        case HumanTask(reason):
            barred = replace(landed, state=RequestState.UNREACHABLE, is_barred=True)
            return Step(barred, (AskHuman(reason),), reason=reason)
        case _:
            assert_never(after)


def _landed(request: CallbackRequest, outcome: AttemptOutcome, now: datetime) -> CallbackRequest:
    """Return the promise with the attempt over, before it is decided what comes next."""
    return replace(
        request,
        call_id=None,
        missed_at=now if outcome in _MISSED else request.missed_at,
        dials=request.dials - (outcome in _UNHEARD),
        declines=request.declines + (outcome is AttemptOutcome.DECLINED),
        was_machine=request.was_machine or outcome is AttemptOutcome.MACHINE,
    )


def _told(request: CallbackRequest, outcome: AttemptOutcome) -> tuple[RequestCommand, ...]:
    """Return the message about a missed callback: the first of the day only."""
    is_first = request.tries == 0 and outcome in _MISSED
    return (TellMissed(),) if is_first and outcome is not AttemptOutcome.BUSY else ()


def _resting(
    request: CallbackRequest, moment: datetime, policy: CallbackPolicy
) -> CallbackRequest:
    if request.dials >= policy.retry.per_number_per_day:
        # Nobody's telephone is made to ring without end, whoever asked for it.
        return replace(request, state=RequestState.UNREACHABLE, next_at=None)
    next_at = moment if request.chosen_at is None else max(moment, request.chosen_at)
    return replace(request, state=RequestState.RESTING, next_at=next_at)


def _revived(request: CallbackRequest, now: datetime, policy: CallbackPolicy) -> CallbackRequest:
    """Return the promise of a person who shows that they can be reached."""
    is_spent = request.dials >= policy.retry.per_number_per_day
    if request.is_barred or is_spent or request.state in _NOT_REVIVED:
        return request
    waits = request.chosen_at is not None and request.chosen_at > now
    return replace(
        request,
        state=RequestState.RESTING if waits else RequestState.DUE,
        next_at=request.chosen_at if waits else None,
        tries=0,
        busy=0,
    )


_NOT_REVIVED: Final = frozenset({RequestState.IN_FLIGHT, RequestState.ENDED})


def _chosen(request: CallbackRequest, at: datetime, policy: CallbackPolicy) -> CallbackRequest:
    if request.state is RequestState.ENDED or request.is_barred:
        return request
    chosen_at = first_allowed(at, policy.hours)
    if request.state is RequestState.IN_FLIGHT:
        return replace(request, chosen_at=chosen_at)
    return replace(
        request, state=RequestState.RESTING, chosen_at=chosen_at, next_at=chosen_at, tries=0
    )


def _renumbered(
    request: CallbackRequest, event: NumberChanged, now: datetime, policy: CallbackPolicy
) -> CallbackRequest:
    if request.state is RequestState.ENDED or event.number == request.number:
        return request
    changed = replace(
        request,
        number=event.number,
        dials=event.dials,
        declines=0,
        was_machine=False,
        is_barred=False,
    )
    return _revived(changed, now, policy)


def _ended(request: CallbackRequest, by: EndedBy) -> CallbackRequest:
    if request.state is RequestState.ENDED:
        return request
    return replace(request, state=RequestState.ENDED, ended_by=by, next_at=None, call_id=None)


def _reopened(request: CallbackRequest, now: datetime, policy: CallbackPolicy) -> RequestStep:
    if request.ended_by is EndedBy.CANCELLATION:
        return Step(request, reason="cancelled_before")
    open_again = replace(request, state=RequestState.IN_FLIGHT, ended_by=None)
    return _not_reached(open_again, AttemptOutcome.MACHINE, now, policy)


def _wrong_person(request: CallbackRequest) -> RequestStep:
    if request.ended_by is EndedBy.CANCELLATION or request.is_barred:
        return Step(request, reason="known")
    barred = replace(
        request,
        state=RequestState.UNREACHABLE,
        is_barred=True,
        ended_by=None,
        call_id=None,
        next_at=None,
    )
    return Step(barred, (AskHuman("wrong_person"),), reason="wrong_person")


def _new_day(request: CallbackRequest, now: datetime, policy: CallbackPolicy) -> CallbackRequest:
    if request.state is RequestState.ENDED:
        return request
    fresh = replace(request, tries=0, dials=0, busy=0, declines=0)
    is_spent = request.is_barred or request.days >= policy.retry.days
    if request.state is not RequestState.UNREACHABLE or is_spent:
        return fresh
    return replace(fresh, state=RequestState.RESTING, next_at=first_allowed(now, policy.hours))


def with_known_queue(
    request: CallbackRequest, queues: Mapping[QueueName, QueuePolicy]
) -> CallbackRequest:
    """Return a stored promise in a queue that there is: settings may have lost its own."""
    if request.queue in queues:
        return request
    queue = min(queues.values(), key=lambda q: (len(q.needs), q.priority)).name
    return replace(request, queue=queue)
