"""What the day shows of calling people back: operators who idle with work, and vain dials."""

from dataclasses import dataclass
from math import exp
from typing import Final

from agents.activity import is_idle, is_present
from base.instant import Instant, elapsed_s
from callback.facts import Strain
from callback.policy import DialPolicy
from queues.estimate import Overhead
from queues.floor import Floor

_REACH_WEIGHT: Final = 0.05
"""How much one attempt moves what is known of the share that reaches nobody."""

_UNHIDDEN: Final = 0.25
"""The part of a vain ring for which an operator waits; dialling ahead hides the rest."""


@dataclass(frozen=True, slots=True)
class RecentShare:
    """A share of time, in which the last minutes count and older ones fade."""

    value: float
    until: Instant
    """Up to here it is known."""

    def with_span(self, share: float, now: Instant, memory_s: float) -> "RecentShare":
        """Return the mean after a span, up to now, in which the share was this."""
        fading = exp(-elapsed_s(self.until, now) / memory_s)
        return RecentShare(share + (self.value - share) * fading, now)


def idle_with_work(floor: Floor) -> float:
    """Return the share of operators at work who idle while somebody waits to be rung."""
    if not floor.promised:
        return 0.0
    present = [agent for agent in floor.agents.values() if is_present(agent)]
    if not present:
        return 0.0
    return sum(map(is_idle, present)) / len(present)


class Watch:
    """Measures while the day goes on."""

    def __init__(self, policy: DialPolicy, now: Instant) -> None:
        self._policy = policy
        self._idle = RecentShare(0.0, now)
        self._idle_now = 0.0
        self._unreached_share = 0.0

    def change_policy(self, policy: DialPolicy) -> None:
        """Measure by another policy from now on."""
        self._policy = policy

    def floor_changed(self, floor: Floor, now: Instant, *, is_open: bool) -> None:
        """Take how the floor stands from now on."""
        self._idle = self._idle_until(now)
        self._idle_now = idle_with_work(floor) if is_open else 0.0

    def attempt_over(self, *, is_reached: bool) -> None:
        """Take whether an attempt has reached its person."""
        self._unreached_share += _REACH_WEIGHT * ((not is_reached) - self._unreached_share)

    def strain(self, now: Instant, loss_share: float) -> Strain:
        """Return how the day goes."""
        return Strain(self._idle_until(now).value, loss_share)

    @property
    def overhead(self) -> Overhead:
        """What callbacks cost beyond the talks."""
        return Overhead(self._unreached_share, _UNHIDDEN * self._policy.ring_timeout_s)

    def _idle_until(self, now: Instant) -> RecentShare:
        return self._idle.with_span(self._idle_now, now, self._policy.measure_s)
