"""What was measured: the figures of one moment, as rules judge them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from alerts.kind import AlertKind


class AlertKey(NamedTuple):
    """What one alert is about."""

    kind: AlertKind
    subject: str = ""
    """Which of several: a trunk, an operator's account, a directory; empty where there is one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of one moment. Of what is not there nothing alarming is to be told."""

    values: Mapping[AlertKey, float] = field(default_factory=dict)
    unknown: frozenset[AlertKind] = frozenset()
    """Kinds that nobody could measure now: what was known of them stays as it was."""
