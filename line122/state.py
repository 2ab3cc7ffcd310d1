"""What the running engine says of itself: its health, its readiness and its live figures."""

from collections.abc import Callable, Mapping

import msgspec
from prometheus_client import CollectorRegistry, generate_latest

from base.clock import Clock
from callback.service import CallbackDesk
from callflow.readings import read_live, read_people
from callflow.service import CallService
from queues.service import Distributor

Trouble = Callable[[], str | None]
"""A part's own answer to what keeps it from working; `None` when nothing does."""


class EngineState:
    """The port that the pages for machines read."""

    def __init__(
        self,
        *,
        calls: CallService,
        distributor: Distributor,
        callbacks: CallbackDesk,
        clock: Clock,
        registry: CollectorRegistry,
        parts: Mapping[str, Trouble],
    ) -> None:
        self._calls = calls
        self._distributor = distributor
        self._callbacks = callbacks
        self._clock = clock
        self.registry = registry
        """Where the metrics of the engine are."""
        self._parts = parts

    def troubles(self) -> Mapping[str, str]:
        """Return what keeps the engine from taking calls, part → sentence."""
        said = {part: trouble() for part, trouble in self._parts.items()}
        return {part: sentence for part, sentence in said.items() if sentence is not None}

    def exposition(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        return generate_latest(self.registry)

    def live(self) -> bytes:
        """Return the live figures as JSON."""
        reading = read_live(
            (line.call for line in self._calls.lines),
            self._distributor.floor,
            self._clock.instant(),
            self._calls.policy,
            read_people(self._callbacks.ledger, is_storm=self._calls.is_storm),
        )
        return msgspec.json.encode(reading)
