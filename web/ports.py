"""What the pages need from the engine."""

from collections.abc import Mapping
from typing import Protocol


class Engine(Protocol):
    """The running engine, as its health and its live figures see it."""

    def troubles(self) -> Mapping[str, str]:
        """Return what keeps the engine from taking calls, part → sentence; empty when nothing."""
        ...

    def exposition(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        ...

    def live(self) -> bytes:
        """Return the live figures as JSON; see `callflow.readings.LiveReading`."""
        ...
