"""Gauges of promises, storms and channels; read when they are asked for, never kept."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from prometheus_client import CollectorRegistry, Gauge

from callback.service import CallbackDesk
from callflow.present import purpose_of
from callflow.service import CallService
from callflow.storm_watch import StormWatch
from callflow.trunk import Purpose


def show_people(
    registry: CollectorRegistry, calls: CallService, callbacks: CallbackDesk, watch: StormWatch
) -> None:
    """Let the registry show what the desks know."""
    ledger = callbacks.ledger
    _show(
        registry,
        "line122_people_promised",
        "People whom we have promised to ring and have not served yet",
        lambda: len(ledger.requests),
    )
    _show(
        registry,
        "line122_people_unreachable",
        "Those of them whom no machine can reach for now",
        lambda: len(ledger.unreachable),
    )
    _show(
        registry,
        "line122_callbacks_in_flight",
        "People whom we ring, or who answered us and are still on the line",
        lambda: len(ledger.attempts),
    )
    _show(registry, "line122_storm", "1 while it is a storm", lambda: calls.is_storm)
    _show(
        registry,
        "line122_channels_missing",
        "Channels to order for the operators at work",
        lambda: watch.missing_channels,
    )
    purposes = Gauge(
        "line122_channels_in_use", "Channels by purpose", ("purpose",), registry=registry
    )
    for purpose in Purpose:
        purposes.labels(purpose).set_function(partial(_used_for, calls, purpose))


def _used_for(calls: CallService, purpose: Purpose) -> int:
    return Counter(map(purpose_of, calls.board.calls()))[purpose]


def _show(registry: CollectorRegistry, name: str, meaning: str, read: Callable[[], float]) -> None:
    Gauge(name, meaning, registry=registry).set_function(read)
