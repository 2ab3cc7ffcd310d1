"""One call of the bench as the telephones saw it, and what a load of them came to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from line122.bench.figures import milliseconds


@dataclass(slots=True)
class Attempt:
    """What became of one call; moments are the machine's wall clock."""

    number: str
    lag_s: float
    """How much later than planned it was placed: the load generator's own lateness."""
    answered_at: datetime | None = None
    key_at: datetime | None = None
    rang_at: datetime | None = None
    shown_name: str = ""
    picked_up_at: datetime | None = None
    """When the operator's 200 OK was sent."""
    is_connected: bool = False
    """Whether the operator's answer was acknowledged."""
    is_over: bool = False


def connected_between(
    attempts: Iterable[Attempt], since: datetime, until: datetime
) -> list[Attempt]:
    """Return the calls that were connected in that time."""
    return [
        each
        for each in attempts
        if each.is_connected and each.picked_up_at and since <= each.picked_up_at < until
    ]


def keys_to_rings(attempts: Iterable[Attempt]) -> list[float]:
    """Return the milliseconds from each key to the ring that it led to."""
    return [
        milliseconds(each.key_at, each.rang_at)
        for each in attempts
        if each.key_at and each.rang_at
    ]


def rings_after(attempts: Sequence[Attempt], queued: Mapping[str, datetime]) -> list[float]:
    """Return the milliseconds from each caller's entry into the queue to the ring."""
    return [
        milliseconds(queued[each.number], each.rang_at)
        for each in attempts
        if each.rang_at and each.number in queued
    ]


def told_by_name(attempts: Iterable[Attempt]) -> dict[str, datetime]:
    """Return when the dialplan queued each call, as it wrote it into the name that was shown."""
    return {
        each.number: datetime.fromtimestamp(0, UTC) + timedelta(seconds=float(each.shown_name))
        for each in attempts
        if each.rang_at and _is_number(each.shown_name)
    }


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
