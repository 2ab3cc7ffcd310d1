"""For how long a trunk has been full with nobody answered on it; a fold of looks."""

from dataclasses import dataclass, replace

from base.instant import Instant, elapsed_s


@dataclass(frozen=True, slots=True)
class Fullness:
    """One trunk, as it was last looked at."""

    full_since: Instant | None = None
    """`None` while a channel is free."""
    answered_at: Instant | None = None
    """When an operator last answered on it."""


def looked(before: Fullness, now: Instant, *, is_full: bool) -> Fullness:
    """Return the trunk after one more look."""
    if not is_full:
        return replace(before, full_since=None)
    return before if before.full_since is not None else replace(before, full_since=now)


def answered(before: Fullness, at: Instant) -> Fullness:
    """Return the trunk after somebody was answered; looks may tell of it late, and twice."""
    latest = at if before.answered_at is None else max(at, before.answered_at)
    return replace(before, answered_at=latest)


def stuck_minutes(fullness: Fullness, now: Instant) -> float:
    """Return for how many minutes it has been full and nobody was answered; 0 where it is not."""
    if fullness.full_since is None:
        return 0.0
    since = max(fullness.full_since, fullness.answered_at or fullness.full_since)
    return elapsed_s(since, now) / 60
