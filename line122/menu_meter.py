"""Counts what menus ask of the site."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge

from ivr.nodes import RequestKind
from ivr.walk import LookUpOutcome


class MenuMeter:
    """A `callflow.menu_desk.ports.MenuWitness`; its labels are small closed sets."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._look_ups = Counter(
            "line122_look_ups",
            "What menus looked up, by name and outcome",
            ("name", "outcome"),
            registry=registry,
        )
        self._requests = Counter(
            "line122_requests_taken",
            "Requests that menus took, by kind; a partial one lacks something",
            ("kind", "is_partial"),
            registry=registry,
        )

        self._unfiled = Gauge(
            "line122_requests_unfiled",
            "Requests that callers left and no desk has taken yet",
            registry=registry,
        )

    def watch_unfiled(self, count: Callable[[], float]) -> None:
        """Show, whenever it is asked, how many requests wait for a desk."""
        self._unfiled.set_function(count)

    def looked_up(self, name: str, outcome: LookUpOutcome) -> None:
        """Count a look-up."""
        self._look_ups.labels(name, outcome).inc()

    def request_taken(self, kind: RequestKind, *, is_partial: bool) -> None:
        """Count a request."""
        self._requests.labels(kind, str(is_partial).lower()).inc()
