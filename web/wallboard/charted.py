"""The chart as pages get it: the day by a question, its last five minutes by what is live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from callflow.storm import HourNorm
from callflow.trunk import Purpose
from web.desk.moments import shown_at
from web.live.delta import State
from web.wallboard.chart import SLOT_S, DayChart, Slot

_SLOTS_PER_HOUR = 3600 // SLOT_S


@dataclass(frozen=True, slots=True)
class Charted:
    """One slot, as figures."""

    attempts: int
    people: int
    waiting: float
    longest_wait_s: int
    channels: Mapping[str, float]


class ChartSlot(msgspec.Struct, frozen=True, kw_only=True):
    """Five minutes of the day."""

    at: datetime
    attempts: int
    people: int
    """Different ones within these minutes."""
    waiting: float
    """Mean number of people who waited on the line."""
    longest_wait_s: int
    channels: dict[str, float]
    """Mean number of channels by what they were used for."""
    usual_attempts: float | None
    """On this weekday; `None` where nothing is known."""
    usual_people: float | None


class ChartShown(msgspec.Struct, frozen=True, kw_only=True):
    """The day so far."""

    begins_at: datetime
    slot_s: int
    channels: int
    """How many the trunks have."""
    slots: Sequence[ChartSlot]


def chart_shown(
    chart: DayChart, norms: Sequence[HourNorm], channels: int, now: datetime
) -> ChartShown:
    """Return the day so far; `norms` are those of its 24 hours."""
    begins_at = chart.begins_at
    shown = []
    for index, slot in enumerate(chart.slots):
        at = begins_at + timedelta(seconds=index * SLOT_S)
        figures = charted(slot, _lasts_s(at, now))
        norm = norms[min(index // _SLOTS_PER_HOUR, len(norms) - 1)]
        shown.append(
            ChartSlot(
                at=at,
                attempts=figures.attempts,
                people=figures.people,
                waiting=figures.waiting,
                longest_wait_s=figures.longest_wait_s,
                channels=dict(figures.channels),
                usual_attempts=_usual(norm.attempts.mean, norm.attempts.days),
                usual_people=_usual(norm.people.mean, norm.people.days),
            )
        )
    return ChartShown(begins_at=begins_at, slot_s=SLOT_S, channels=channels, slots=shown)


def slot_shown(chart: DayChart, now: datetime) -> State:
    """Return the five minutes that last, for the live state."""
    index = int((now - chart.begins_at).total_seconds() // SLOT_S)
    at = chart.begins_at + timedelta(seconds=index * SLOT_S)
    figures = charted(chart.slot_at(now) or Slot(), _lasts_s(at, now))
    return {
        "at": shown_at(at),
        "attempts": figures.attempts,
        "people": figures.people,
        "waiting": figures.waiting,
        "longest_wait_s": figures.longest_wait_s,
        "channels": figures.channels,
    }


def charted(slot: Slot, lasts_s: float) -> Charted:
    """Return a slot that has lasted so long as figures."""
    over_s = max(1.0, lasts_s)
    return Charted(
        attempts=slot.attempts,
        people=len(slot.people),
        waiting=round(slot.waiting_s / over_s, 1),
        longest_wait_s=round(slot.longest_wait_s),
        channels={
            purpose.value: round(slot.channel_s.get(purpose, 0.0) / over_s, 2)
            for purpose in Purpose
        },
    )


def _lasts_s(at: datetime, now: datetime) -> float:
    return min(float(SLOT_S), (now - at).total_seconds())


def _usual(mean: float, days: int) -> float | None:
    return round(mean / _SLOTS_PER_HOUR, 2) if days else None
