"""Gauges of promises, storms and channels; read when they are asked for, never kept."""

from collections import Counter
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
    promised = Gauge(
        "line122_people_promised",
        "People whom we have promised to ring and have not served yet",
        registry=registry,
    )
    promised.set_function(lambda: len(ledger.requests))
    unreachable = Gauge(
        "line122_people_unreachable",
        "Those of them whom no machine can reach for now",
        registry=registry,
    )
    unreachable.set_function(lambda: len(ledger.unreachable))
    in_flight = Gauge(
        "line122_callbacks_in_flight",
        "People whom we ring, or who answered us and are still on the line",
        registry=registry,
    )
    in_flight.set_function(lambda: len(ledger.attempts))
    storm = Gauge("line122_storm", "1 while it is a storm", registry=registry)
    storm.set_function(lambda: calls.is_storm)
    missing = Gauge(
        "line122_channels_missing",
        "Channels to order for the operators at work",
        registry=registry,
    )
    missing.set_function(lambda: watch.missing_channels)
    purposes = Gauge(
        "line122_channels_in_use", "Channels by purpose", ("purpose",), registry=registry
    )
    for purpose in Purpose:
        purposes.labels(purpose).set_function(partial(_used_for, calls, purpose))


def _used_for(calls: CallService, purpose: Purpose) -> int:
    return Counter(map(purpose_of, calls.board.calls()))[purpose]
