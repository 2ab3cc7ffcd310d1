"""What a site decides about alerts: one rule for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.kind import FALLING, AlertKind, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a figure is alarming, and when it no longer is.

    Between the two limits nothing changes, so that a figure that trembles rings nobody twice.
    """

    threshold: float
    """At this figure, or beyond it, it is bad."""
    clear_at: float
    """At this figure, or on the good side of it, it is well."""
    raised_after_s: float
    """So long it must be bad without a break."""
    cleared_after_s: float
    """So long it must be well without a break."""
    worse_by: float
    """By so much worse than it was acknowledged, it comes back; 0 for never."""
    severity: Severity


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """An immutable snapshot; a kind without a rule alarms nobody."""

    rules: Mapping[AlertKind, Rule]


def is_bad(kind: AlertKind, value: float, rule: Rule) -> bool:
    """Tell whether a figure is at the threshold or beyond."""
    return value <= rule.threshold if kind in FALLING else value >= rule.threshold


def is_well(kind: AlertKind, value: float, rule: Rule) -> bool:
    """Tell whether a figure is at the limit of what is well, or better."""
    return value >= rule.clear_at if kind in FALLING else value <= rule.clear_at


def worsened_by(kind: AlertKind, before: float, now: float) -> float:
    """Return by how much a figure is worse than it was; negative when it is better."""
    return before - now if kind in FALLING else now - before


def worse_of(kind: AlertKind, one: float, other: float) -> float:
    """Return the worse of two figures."""
    return min(one, other) if kind in FALLING else max(one, other)
