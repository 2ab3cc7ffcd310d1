"""How a day went, quarter hour by quarter hour: what a chart of it is drawn from.

Attempts are counted, waiting is measured from the citizens' own logs, and what the channels are
used for is seen by a look at the trunk each minute.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Final

from simulation.carrier import Carrier
from simulation.citizens import Citizen
from simulation.day import ChannelUse, CitizenLog, DayLog, Look
from simulation.schedule import Schedule

QUARTER_S: Final = 900.0
_LOOK_EVERY_S: Final = 60.0


class Diary:
    """Looks at the trunk each minute of a day."""

    def __init__(self, schedule: Schedule, carrier: Carrier, *, closes_at_s: float) -> None:
        self._schedule = schedule
        self._carrier = carrier
        self._closes_at_s = closes_at_s
        self.looks: list[Look] = []

    def look(self) -> None:
        """Write down what is seen now, and look again in a minute."""
        log = self._carrier.log
        uses = tuple(
            phone.channel_use if isinstance(phone, Citizen) else ChannelUse.SILENT
            for phone in self._carrier.holding
        )
        now_s = self._schedule.now_s()
        self.looks.append(Look(now_s, log.turned_away, log.rejected, log.passed_on, uses))
        if now_s < self._closes_at_s:
            self._schedule.after(_LOOK_EVERY_S, self.look)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """A quarter of an hour, or the mean of that quarter over days."""

    turned_away: float
    """Attempts that found no free channel."""
    rejected: float
    """Attempts that the exchange sent away before answer."""
    answered: float
    waiting: float
    """People between their first dial and the operator's hello, on average."""
    told: float
    """Of these, who know what will happen."""
    uses: tuple[float, ...]
    """Channels by use, in the order of `ChannelUse`, on average."""
    wait_s: float | None
    """From the first dial to the operator's hello, of those who dialled first in this quarter."""


def quarters_of(day: DayLog) -> tuple[Quarter, ...]:
    """Return the quarters of a day."""
    marks = [QUARTER_S * number for number in range(round(day.closes_at_s / QUARTER_S) + 1)]
    return tuple(_quarter(day, begins_s, ends_s) for begins_s, ends_s in pairwise(marks))


def mean_quarters(days: Sequence[Sequence[Quarter]]) -> tuple[Quarter, ...]:
    """Return the mean of each quarter over days."""
    return tuple(_mean(same) for same in zip(*days, strict=True))


def _quarter(day: DayLog, begins_s: float, ends_s: float) -> Quarter:
    looks = [look for look in day.looks if begins_s <= look.at_s <= ends_s]
    seen = [use for look in looks for use in look.uses]
    first, last = (looks[0], looks[-1]) if looks else (_NOTHING, _NOTHING)
    rejected = last.rejected - first.rejected
    waits = [
        log.answered_at_s - log.first_dial_at_s
        for log in day.citizens
        if begins_s <= log.first_dial_at_s < ends_s and log.answered_at_s is not None
    ]
    return Quarter(
        turned_away=last.turned_away - first.turned_away,
        rejected=rejected,
        answered=last.passed_on - first.passed_on - rejected,
        waiting=sum(_waiting(day, begins_s, ends_s)),
        told=sum(_told(day, begins_s, ends_s)),
        uses=tuple(seen.count(use) / max(1, len(looks)) for use in ChannelUse),
        wait_s=fmean(waits) if waits else None,
    )


_NOTHING: Final = Look(0.0, 0, 0, 0, ())


def _waiting(day: DayLog, begins_s: float, ends_s: float) -> Iterator[float]:
    for log in day.citizens:
        yield _overlap(log.first_dial_at_s, _end_s(log, day), begins_s, ends_s)


def _told(day: DayLog, begins_s: float, ends_s: float) -> Iterator[float]:
    for log in day.citizens:
        if log.told_at_s is not None:
            yield _overlap(log.told_at_s, _end_s(log, day), begins_s, ends_s)


def _end_s(log: CitizenLog, day: DayLog) -> float:
    if log.answered_at_s is not None:
        return log.answered_at_s
    return day.closes_at_s if log.self_served_at_s is None else log.self_served_at_s


def _overlap(from_s: float, until_s: float, begins_s: float, ends_s: float) -> float:
    """Return which share of the quarter lies within."""
    return max(0.0, min(until_s, ends_s) - max(from_s, begins_s)) / (ends_s - begins_s)


def _mean(same: Sequence[Quarter]) -> Quarter:
    waits = [quarter.wait_s for quarter in same if quarter.wait_s is not None]
    return Quarter(
        turned_away=fmean(quarter.turned_away for quarter in same),
        rejected=fmean(quarter.rejected for quarter in same),
        answered=fmean(quarter.answered for quarter in same),
        waiting=fmean(quarter.waiting for quarter in same),
        told=fmean(quarter.told for quarter in same),
        uses=tuple(fmean(uses) for uses in zip(*(q.uses for q in same), strict=True)),
        wait_s=fmean(waits) if waits else None,
    )
