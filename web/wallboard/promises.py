"""The promises to ring: how many are open and due, what became of today's, the oldest unkept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from callback.request import CallbackRequest, RequestState
from web.desk.moments import shown_at
from web.live.delta import State


@dataclass(frozen=True, slots=True)
class PromisesToday:
    """What became of the promises of today's needs."""

    kept: int = 0
    broken: int = 0
    soonest_for: datetime | None = None
    """Until when the next of those that are open was promised."""


def promises_shown(requests: Iterable[CallbackRequest], today: PromisesToday) -> State:
    """Return how the promises stand."""
    present = tuple(requests)
    states = Counter(request.state for request in present)
    oldest = min((request.opened_at for request in present), default=None)
    return {
        "open": len(present),
        "due": states[RequestState.DUE],
        "in_flight": states[RequestState.IN_FLIGHT],
        "resting": states[RequestState.RESTING],
        "unreachable": states[RequestState.UNREACHABLE],
        "kept": today.kept,
        "missed": today.broken,
        "oldest_unkept_at": shown_at(oldest),
        "soonest_for": shown_at(today.soonest_for),
    }
