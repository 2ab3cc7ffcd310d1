"""Days for the tests of figures: whatever calls and needs can be, by hypothesis."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from hypothesis import strategies as st

from base.ids import AgentId, CallId, ContactId
from callflow.events import Direction
from callflow.outcome import Outcome
from metrics.facts import CallFacts, NeedFacts
from queues.policy import QueueName
from tickets.contact import EndReason

BEGAN: Final = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
NOW: Final = BEGAN + timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a line."""

    calls: Sequence[CallFacts]
    needs: Sequence[NeedFacts]


def moment(seconds: float) -> datetime:
    """Return the moment so long after the day began."""
    return BEGAN + timedelta(seconds=seconds)


def call(number: int, of_need: int, /, **facts: object) -> CallFacts:
    """Return a call; what is not said is that of an inbound one that has just arrived."""
    known: dict[str, object] = {
        "direction": Direction.INBOUND,
        "number": f"+7910000{of_need:04d}",
        "arrived_at": BEGAN,
    }
    return CallFacts(
        call_id=CallId(UUID(int=number)),
        contact_id=ContactId(UUID(int=of_need)),
        **(known | facts),  # type: ignore[arg-type]  # Each test says which it means.
    )


def need(number: int, /, **facts: object) -> NeedFacts:
    """Return a need; what is not said is that of a first contact."""
    known: dict[str, object] = {
        "number": f"+7910000{number:04d}",
        "first_dial_at": BEGAN,
        "is_first_contact": True,
    }
    return NeedFacts(
        contact_id=ContactId(UUID(int=number)),
        **(known | facts),  # type: ignore[arg-type]  # Each test says which it means.
    )


_QUEUED: Final = (
    *(Outcome.ABANDONED, Outcome.SHORT_ABANDONED, Outcome.DIVERTED, Outcome.OVERFLOWED),
    *(Outcome.TOLD, Outcome.SELF_SERVED, Outcome.FAILED),
)
_NEVER_QUEUED: Final = (*_QUEUED, Outcome.REFUSED)


def day_of(seed: int) -> Day:
    """Return one of all days; the same seed makes the same one."""
    dice = random.Random(seed)
    needs = [_need(dice, number) for number in range(1, dice.randint(1, 5) + 1)]
    calls = [
        _call(dice, number + 100, dice.randint(1, len(needs)))
        for number in range(dice.randint(0, 12))
    ]
    return Day(calls, needs)


def days() -> st.SearchStrategy[Day]:
    """Return any day; drawn as a seed, which is a hundred times quicker than fact by fact."""
    return st.integers(0, 2**32).map(day_of)


def _call(dice: random.Random, number: int, of_need: int) -> CallFacts:
    direction = dice.choice(list(Direction))
    reached = dice.randint(0, 4)
    at = dice.uniform(0, 7000)
    moments = [moment(at := at + dice.choice((0.0, 1.0, 5.0, 14.9, 70.0))) for _ in range(5)]
    entered, answered, joined, hung_up = (
        moments[place + 1] if reached > place else None for place in range(4)
    )
    has_ended = hung_up is not None or (joined is None and dice.random() < 0.8)
    ends = _QUEUED if reached else _NEVER_QUEUED
    outcome = Outcome.ANSWERED if joined else dice.choice(ends)
    is_hidden = direction is Direction.INBOUND and dice.random() < 0.2
    return call(
        number,
        of_need,
        direction=direction,
        number=None if is_hidden else f"+7910000{of_need:04d}",
        arrived_at=moments[0],
        entered_at=entered,
        answered_at=answered,
        joined_at=joined,
        hung_up_at=hung_up or (moments[-1] if has_ended else None),
        outcome=outcome if has_ended else None,
        queue=QueueName("reference") if entered else None,
        agent_id=AgentId(UUID(int=of_need % 3 + 1)) if answered else None,
    )


def _need(dice: random.Random, number: int) -> NeedFacts:
    first = dice.uniform(0, 7000)
    reason, before = dice.choice([None, *EndReason]), dice.choice([None, *EndReason])
    before_ended_at = moment(first) - timedelta(hours=dice.randint(0, 400))
    return need(
        number,
        first_dial_at=moment(first),
        is_first_contact=dice.random() < 0.5,
        told_at=dice.choice([None, moment(first + dice.uniform(0, 120))]),
        promised_for=dice.choice([None, moment(first + dice.uniform(0, 9000))]),
        end_reason=reason,
        ended_at=None if reason is None else moment(first + dice.uniform(0, 3000)),
        before_reason=before,
        before_ended_at=None if before is None else before_ended_at,
    )
