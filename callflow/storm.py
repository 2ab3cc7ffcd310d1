"""The storm: attempts that far exceed people, on a trunk that is too small for them.

Redials are a clock, not a demand: whoever waits long dials often. Therefore people and attempts
are counted apart, here and in the norm of each hour that is learned from ordinary days. A busy
hour on a trunk with room is no storm, however far above its norm. Entering takes a minute of
signs, leaving a quarter of an hour with none of them even at lower levels, so that the
announcements do not change back and forth. Without a norm the absolute limits decide alone.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from base.calendar import DAYS_PER_WEEK

HOURS_PER_DAY: Final = 24
_WINDOWS_PER_HOUR: Final = 6
"""Figures are of ten minutes, norms of an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StormPolicy:
    """When a site's ordinary day becomes a storm; figures are of the last ten minutes.

    Raises:
        ValueError: a storm could end above its limits, or never on an ordinary day.

    """

    least_attempts: int = 30
    """With fewer attempts nothing is a storm."""
    redial_factor: float = 3.5
    """Attempts per person; ordinary days of a small trunk have about two."""
    redials_above_norm: float = 2.0
    """Where redials are usual, the factor must be so many times the usual one."""
    attempts_above_norm: float = 3.0
    people_above_norm: float = 2.0
    channels_full_share: float = 0.2
    """Which share of the last minute the last channel was taken."""
    channels_short_share: float = 0.01
    """From this share on the trunk has no room, and being above the norm is a sign."""
    first_refused: int = 5
    """First attempts that were rejected before answer."""
    leave_share: float = 0.65
    """A storm ends below this share of each limit."""
    enter_after_s: float = 60.0
    leave_after_s: float = 900.0
    norm_days: int = 3
    """An hour's norm is believed after so many days."""
    norm_weight: float = 0.125
    """What a new day weighs once there are enough of them: older ones are forgotten by halves."""

    def __post_init__(self) -> None:
        """Refuse what would switch back and forth, or never learn."""
        if not 0 < self.leave_share <= 1:
            raise ValueError("A storm must end at or below its limits; give a share of 0 to 1.")
        above = (self.redials_above_norm, self.attempts_above_norm, self.people_above_norm)
        if min(above) * self.leave_share <= 1:
            raise ValueError(
                "A storm must end on an ordinary day; give limits above the norm that stay above "
                "1 when multiplied by the share for leaving."
            )
        if not 0 < self.norm_weight <= 1:
            raise ValueError("A new day must weigh something; give a weight of 0 to 1.")


@dataclass(frozen=True, slots=True)
class HourSlot:
    """An hour of the local week."""

    weekday: int
    """0 is Monday."""
    hour: int


@dataclass(frozen=True, slots=True)
class Level:
    """What is usual, as a mean that forgets."""

    mean: float = 0.0
    days: int = 0
    """On how many days it was observed."""


@dataclass(frozen=True, slots=True)
class HourNorm:
    """What is usual in one hour of the week; people and attempts are learned apart."""

    people: Level = Level()
    attempts: Level = Level()


@dataclass(frozen=True, slots=True)
class Norm:
    """What is usual in every hour of the week, Monday's first hour first."""

    hours: tuple[HourNorm, ...] = (HourNorm(),) * (DAYS_PER_WEEK * HOURS_PER_DAY)

    def at(self, slot: HourSlot) -> HourNorm:
        """Return what is usual in the hour."""
        return self.hours[_index(slot)]


@dataclass(frozen=True, slots=True)
class ObservedHour:
    """How an hour went."""

    slot: HourSlot
    people: int
    attempts: int
    was_storm: bool
    """Whether any part of it was a storm."""


def learn(norm: Norm, observed: ObservedHour, policy: StormPolicy) -> Norm:
    """Return the norm with one more hour.

    An hour of storm teaches how many people called. How often they redialled is not usual, and
    learning it would make the next storm invisible.
    """
    index = _index(observed.slot)
    hour = norm.hours[index]
    learned = replace(hour, people=_learned(hour.people, observed.people, policy))
    if not observed.was_storm:
        attempts = _learned(hour.attempts, observed.attempts, policy)
        learned = replace(learned, attempts=attempts)
    return Norm((*norm.hours[:index], learned, *norm.hours[index + 1 :]))


class StormSign(StrEnum):
    """What speaks for a storm."""

    REDIALS = "redials"
    ATTEMPTS_ABOVE_NORM = "attempts_above_norm"
    PEOPLE_ABOVE_NORM = "people_above_norm"
    CHANNELS_FULL = "channels_full"
    FIRST_REFUSED = "first_refused"
    ORDERED = "ordered"
    """A supervisor said so; see `callflow/storm_order.py`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StormFigures:
    """What a storm is told by."""

    people: int
    """Different callers of the last ten minutes; each hidden call is one."""
    attempts: int
    """Inbound calls of the last ten minutes."""
    channels_full_share: float
    """Which share of the last minute the last channel was taken."""
    first_refused: int
    """First attempts of the last ten minutes that were rejected before answer."""

    @property
    def redial_factor(self) -> float:
        """Return the attempts per person; 0 when nobody called."""
        return self.attempts / max(self.people, 1)

    def __str__(self) -> str:
        """Return the figures as the journal and the log show them."""
        return (
            f"people={self.people} attempts={self.attempts} "
            f"redial_factor={self.redial_factor:.1f} "
            f"channels_full_share={self.channels_full_share:.2f} "
            f"first_refused={self.first_refused}"
        )


@dataclass(frozen=True, slots=True)
class Calm:
    """No storm."""

    signs_since: datetime | None = None
    """Since when there have been signs of one, without a pause."""


@dataclass(frozen=True, slots=True)
class Storm:
    """Attempts far exceed people."""

    since: datetime
    figures: StormFigures
    """Those on which it was declared."""
    calm_since: datetime | None = None
    """Since when there have been no more signs, without a pause."""


StormState: TypeAlias = Calm | Storm


@dataclass(frozen=True, slots=True)
class Enter:
    """A storm begins."""

    state: Storm
    signs: tuple[StormSign, ...]
    figures: StormFigures

    @property
    def reason(self) -> str:
        """Return the signs and the figures."""
        return _reason(self.signs, self.figures)


@dataclass(frozen=True, slots=True)
class Leave:
    """The storm is over."""

    state: Calm
    since: datetime
    """When it began."""
    figures: StormFigures

    @property
    def reason(self) -> str:
        """Return the figures that are no sign of a storm any more."""
        return _reason((), self.figures)


@dataclass(frozen=True, slots=True)
class Stay:
    """Nothing changes for anybody; the state still has to be kept, it holds the time."""

    state: StormState
    signs: tuple[StormSign, ...]
    """Those that count in this state: a storm is kept up by weaker ones than it is begun by."""
    figures: StormFigures

    @property
    def reason(self) -> str:
        """Return the signs and the figures."""
        return _reason(self.signs, self.figures)


StormDecision: TypeAlias = Enter | Leave | Stay


def decide_storm(
    state: StormState,
    figures: StormFigures,
    norm: HourNorm | None,
    now: datetime,
    policy: StormPolicy,
) -> StormDecision:
    """Return whether a storm begins or ends now; ask every few seconds.

    `norm` is that of the present hour, `None` when nothing was ever learned.
    """
    match state:
        case Calm():
            signs = signs_of(figures, norm, policy)
            if not signs:
                return Stay(Calm(), signs, figures)
            since = now if state.signs_since is None else state.signs_since
            if now - since < timedelta(seconds=policy.enter_after_s):
                return Stay(Calm(since), signs, figures)
            return Enter(Storm(now, figures), signs, figures)
        case Storm():
            signs = signs_of(figures, norm, policy, share=policy.leave_share)
            if signs:
                return Stay(replace(state, calm_since=None), signs, figures)
            since = now if state.calm_since is None else state.calm_since
            if now - since < timedelta(seconds=policy.leave_after_s):
                return Stay(replace(state, calm_since=since), signs, figures)
            return Leave(Calm(), state.since, figures)
        case _:
            assert_never(state)


def signs_of(
    figures: StormFigures, norm: HourNorm | None, policy: StormPolicy, *, share: float = 1.0
) -> tuple[StormSign, ...]:
    """Return what speaks for a storm when every limit is taken at this share of it."""
    if figures.attempts < policy.least_attempts * share:
        return ()
    usual = HourNorm() if norm is None else norm
    people = _usual(usual.people, policy)
    attempts = _usual(usual.attempts, policy)
    redials = policy.redial_factor
    if people and attempts:
        redials = max(redials, policy.redials_above_norm * attempts / people)
    is_short = figures.channels_full_share >= policy.channels_short_share * share
    signs = {
        StormSign.REDIALS: figures.redial_factor >= redials * share,
        StormSign.ATTEMPTS_ABOVE_NORM: attempts is not None
        and is_short
        and figures.attempts >= policy.attempts_above_norm * attempts * share,
        StormSign.PEOPLE_ABOVE_NORM: people is not None
        and is_short
        and figures.people >= policy.people_above_norm * people * share,
        StormSign.CHANNELS_FULL: figures.channels_full_share >= policy.channels_full_share * share,
        StormSign.FIRST_REFUSED: figures.first_refused >= policy.first_refused * share,
    }
    return tuple(sign for sign, speaks in signs.items() if speaks)


def _usual(level: Level, policy: StormPolicy) -> float | None:
    """Return what is usual in ten minutes of the hour; `None` while too few days are known."""
    return level.mean / _WINDOWS_PER_HOUR if level.days >= policy.norm_days else None


def _learned(level: Level, observed: int, policy: StormPolicy) -> Level:
    days = level.days + 1
    # The first days are averaged; from then on each new one weighs the same.
    weight = max(1 / days, policy.norm_weight)
    return Level(level.mean + (observed - level.mean) * weight, days)


def _index(slot: HourSlot) -> int:
    return slot.weekday * HOURS_PER_DAY + slot.hour


def _reason(signs: tuple[StormSign, ...], figures: StormFigures) -> str:
    return f"{','.join(signs) or 'no_signs'} {figures}"
