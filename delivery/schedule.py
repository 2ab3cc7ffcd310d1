"""When something that failed is tried again, and when it is given up; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from delivery.policy import RetryPolicy

_MOST_DOUBLINGS: Final = 30


@dataclass(frozen=True, slots=True)
class RetryAt:
    """It is tried again then."""

    at: datetime
    reason: str = "fault"


@dataclass(frozen=True, slots=True)
class Dead:
    """It is not tried again by itself."""

    reason: str


NextDelivery: TypeAlias = RetryAt | Dead


@dataclass(frozen=True, slots=True)
class Failed:
    """What has been tried so far."""

    attempts: int
    """The one that has just failed included."""
    since: datetime
    """When it could have been sent first."""


def next_delivery(
    failed: Failed, now: datetime, policy: RetryPolicy, *, dice: float
) -> NextDelivery:
    """Return when to try again; `dice` is between 0 and 1 and spreads those that failed together.

    The last try is never later than the moment of giving up, and one try falls on it.
    """
    gives_up_at = failed.since + timedelta(seconds=policy.give_up_after_s)
    if now >= gives_up_at:
        return Dead("gave_up")
    doublings = min(_MOST_DOUBLINGS, max(0, failed.attempts - 1))
    pause_s = min(policy.pause_limit_s, policy.pause_s * 2.0**doublings)
    pause_s *= 1.0 - policy.jitter * dice
    return RetryAt(min(gives_up_at, now + timedelta(seconds=pause_s)))
