"""The line as a whole, and the work that lies there, as operators' pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from base.instant import Instant, elapsed_s
from callback.request import CallbackRequest, RequestState
from queues.queue import Entry
from web.live.delta import State

DUE_AHEAD: Final = timedelta(days=1)
"""A deadline that comes within it counts as near; the page of tickets looks as far ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What the line is at one moment."""

    entries: Iterable[Entry]
    estimate_s: float | None
    """How long somebody would wait who came now; `None` when nobody can tell."""
    promised: int
    channels: int
    channels_in_use: int
    is_storm: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCounts:
    """How much lies on each list that the database keeps; `None` while nobody has counted."""

    night: int | None = None
    """What the menu took while nobody was there, and nobody has taken up since."""
    due: int | None = None
    """Tickets whose deadline is over or near: see `DUE_AHEAD`."""
    unacknowledged: int | None = None
    """Visits that no clinic has answered for."""


def line_shown(facts: LineFacts, now: Instant) -> State:
    """Return how the line stands; seconds are whole ones."""
    since = [entry.entered_at for entry in facts.entries if entry.agent_id is None]
    return {
        "waiting": len(since),
        "oldest_wait_s": int(elapsed_s(min(since), now)) if since else 0,
        "estimate_s": None if facts.estimate_s is None else round(facts.estimate_s),
        "promised": facts.promised,
        "free_channels": max(0, facts.channels - facts.channels_in_use),
        "channels": facts.channels,
        "is_storm": facts.is_storm,
        "is_open": facts.is_open,
    }


def work_shown(requests: Iterable[CallbackRequest], counts: WorkCounts, reports: int = 0) -> State:
    """Return how much work lies on each list."""
    states = [request.state for request in requests]
    unreachable = sum(state is RequestState.UNREACHABLE for state in states)
    return {
        "callbacks": len(states) - unreachable,
        "night": counts.night,
        "due": counts.due,
        "unacknowledged": counts.unacknowledged,
        "unreachable": unreachable,
        "reports": reports,
    }
