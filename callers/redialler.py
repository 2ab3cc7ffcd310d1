"""People and machines that redial, told apart by behaviour and never by a list of numbers.

A machine that dials for a person is no offence: the verdict is shown to operators and explains
decisions, and takes nothing from anybody. Only calls with nobody on the line, again and again,
put a number last in order, until the end of the local day, with its contact kept. Whom we failed
to reach by a callback is never silenced for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from typing import TypeAlias

from callers.history import Attempt, CallerHistory, SilenceCause, Silenced
from callers.policy import CallerPolicy


class RediallerSign(StrEnum):
    """By what a machine was known."""

    HANG_UPS_AT_ONCE = "hang_ups_at_once"
    """Left right after the answer, again and again: it listens for an engaged tone only."""
    REGULAR_GAPS = "regular_gaps"
    """Dials by the clock."""
    DESPITE_PROMISE = "despite_promise"
    """Goes on dialling after the person heard of their place."""


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Nothing speaks for a machine."""


@dataclass(frozen=True, slots=True)
class AutoRedialler:
    """A machine dials for somebody; it is no reason to treat them worse."""

    sign: RediallerSign
    times: int
    """How many gaps, hang-ups or attempts it was known by."""
    gap_s: float | None = None
    """The mean gap between attempts; only with regular gaps."""
    variation: float | None = None
    """The standard deviation of the gaps divided by their mean; only with regular gaps."""

    @property
    def reason(self) -> str:
        """Return the sign with its figures: `regular_gaps times=8 gap_s=31.0 variation=0.04`."""
        told = f"{self.sign} times={self.times}"
        if self.gap_s is None or self.variation is None:
            return told
        return f"{told} gap_s={self.gap_s:.1f} variation={self.variation:.2f}"


Verdict: TypeAlias = Ordinary | AutoRedialler | Silenced


def judge(history: CallerHistory, now: datetime, policy: CallerPolicy) -> Verdict:
    """Return who seems to call from the number, with the figures that say so."""
    if history.silenced is not None and is_silenced(history, now):
        return history.silenced
    if _is_exempt(history, now):
        return Ordinary()
    if history.hang_ups_at_once >= policy.hang_ups_at_once:
        return AutoRedialler(RediallerSign.HANG_UPS_AT_ONCE, history.hang_ups_at_once)
    by_clock = _by_the_clock(history.attempts, policy)
    if by_clock is not None:
        return by_clock
    if history.attempts_since_told >= policy.attempts_despite_promise:
        return AutoRedialler(RediallerSign.DESPITE_PROMISE, history.attempts_since_told)
    return Ordinary()


def decide_silence(
    history: CallerHistory, now: datetime, until: datetime, policy: CallerPolicy
) -> Silenced | None:
    """Return the silence that dead air again and again has earned; `None` when there is none."""
    if history.dead_airs < policy.dead_airs or _is_exempt(history, now):
        return None
    return Silenced(SilenceCause.DEAD_AIR, history.dead_airs, now, until)


def is_silenced(history: CallerHistory, now: datetime) -> bool:
    """Tell whether the number stands last in order now."""
    return history.silenced is not None and now < history.silenced.until


def is_challenge_due(history: CallerHistory, now: datetime, policy: CallerPolicy) -> bool:
    """Tell whether an attempt of a silenced number is to be asked if anybody is there."""
    silence = history.silenced
    if silence is None or now >= silence.until:
        return False
    asked_at = silence.since if history.challenged_at is None else history.challenged_at
    return now - asked_at >= timedelta(seconds=policy.challenge_every_s)


def _is_exempt(history: CallerHistory, now: datetime) -> bool:
    return history.exempt_until is not None and now < history.exempt_until


def _by_the_clock(attempts: tuple[Attempt, ...], policy: CallerPolicy) -> AutoRedialler | None:
    """Return the verdict on the latest run of short gaps, if they are regular."""
    gaps = _latest_short_gaps(attempts, policy.regular_gap_limit_s)
    count = len(gaps)
    if count < max(policy.regular_gaps, 1):
        return None
    mean_s = sum(gaps) / count
    deviation_s = sqrt(sum((gap - mean_s) ** 2 for gap in gaps) / count)
    variation = deviation_s / mean_s if mean_s > 0 else 0.0
    if variation >= policy.regular_variation:
        return None
    return AutoRedialler(RediallerSign.REGULAR_GAPS, count, mean_s, variation)


def _latest_short_gaps(attempts: tuple[Attempt, ...], limit_s: float) -> list[float]:
    gaps: list[float] = []
    for later, earlier in pairwise(reversed(attempts)):
        gap_s = (later.arrived_at - earlier.arrived_at).total_seconds()
        if not 0 <= gap_s < limit_s:
            break
        gaps.append(gap_s)
    return gaps
