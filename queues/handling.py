"""How long an agent is busy with one person: expected by the settings, then learned from the day.

The mean moves with every handled call, by little once many were seen: the newest hundred or so
decide, so that a morning of prescriptions and an evening of fevers each have their own figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from queues.policy import QueueName, QueuePolicy

_EXPECTATION_WEIGHT: Final = 10
"""The settings' expectation counts as much as so many handled calls."""

_LEAST_WEIGHT: Final = 0.02
"""The newest call never counts for less, or a changed day would be learned too late."""


@dataclass(frozen=True, slots=True)
class BusyTime:
    """What has been learned of one queue."""

    mean_s: float
    """Talk and wrap-up together."""
    seen: int


def learned(known: BusyTime | None, handle_s: float, policy: QueuePolicy) -> BusyTime:
    """Return what is known after one more handled call."""
    before = BusyTime(policy.handle_s, 0) if known is None else known
    weight = max(_LEAST_WEIGHT, 1 / (_EXPECTATION_WEIGHT + before.seen + 1))
    mean_s = before.mean_s + weight * (handle_s - before.mean_s)
    return BusyTime(mean_s, before.seen + 1)


def busy_s_of(policy: QueuePolicy, handles: Mapping[QueueName, BusyTime]) -> float:
    """Return how long an agent will be busy with one person of the queue."""
    known = handles.get(policy.name)
    return policy.handle_s if known is None else known.mean_s
