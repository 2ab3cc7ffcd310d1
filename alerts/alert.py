"""One alert: what is wrong, since when, how bad it was, and who has seen it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.fact import AlertKey
from alerts.kind import Severity
from base.ids import AlertId


class ClearedBecause(StrEnum):
    """Why an alert is over."""

    WELL = "well"
    """The figure is good again."""
    GONE = "gone"
    """What it was about is not there any more."""
    RULE_GONE = "rule_gone"
    """The site asks for no such alert any more."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That a person sees to it."""

    by: str
    """Their login, or who they are where the engine runs."""
    at: datetime
    value: float
    """How bad it was then; by this the alert is measured from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that somebody must be told of."""

    alert_id: AlertId
    key: AlertKey
    severity: Severity
    raised_at: datetime
    value: float
    """The last figure that counted: when it was raised, worsened or cleared."""
    worst: float
    threshold: float
    """Of the rule that raised it."""
    after_s: float
    """For so long the figure had been bad when it was raised."""
    times_worse: int = 0
    """How often it came back after somebody had acknowledged it."""
    acknowledged: Acknowledgement | None = None
    """`None` until somebody has, and again when it came back."""
    cleared_at: datetime | None = None
    cleared_because: ClearedBecause | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still is so."""
        return self.cleared_at is None

    @property
    def is_loud(self) -> bool:
        """Whether it still asks for somebody."""
        return self.is_open and self.acknowledged is None
