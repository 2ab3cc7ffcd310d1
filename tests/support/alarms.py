"""Figures that a story sets, and the rules by which they are alarming."""

from dataclasses import dataclass, field
from typing import Final

from alerts.fact import AlertKey, Facts
from alerts.kind import AlertKind
from config.alerts import Alerts

ALERTS: Final = Alerts().policy()
"""The shipped rules."""

BLOCKED: Final = AlertKey(AlertKind.CALLS_BLOCKED, "main")
"""An alert without a pause."""


@dataclass(slots=True)
class SetFigures:
    """An `alerts.ports.Gauges`."""

    values: dict[AlertKey, float] = field(default_factory=dict)

    def facts(self) -> Facts:
        """Return what the story has set."""
        return Facts(dict(self.values))
