"""What the hour and the carriers allow: days, calling hours, and trunks that are paused.

Whether telephones may ring is asked at every look and changes a few times a day, so it is looked
up once for each span between two changes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

from base.calendar import OpeningHours, local_day
from base.ids import TrunkName
from base.instant import Instant
from callback.facts import FreeChannels


@dataclass(frozen=True, slots=True)
class HoursSpan:
    """Whether telephones may be made to ring, and until when that stays so."""

    is_open: bool
    until: datetime | None
    """`None` for ever."""


class Change(NamedTuple):
    """A moment at which something else is allowed, and what."""

    at: datetime
    reason: str


class Diary:
    """What is allowed now, and when that changes next."""

    def __init__(self, hours: OpeningHours, now: datetime) -> None:
        self._hours = hours
        self._span = hours_at(now, hours)
        self._day_ends_at = next_midnight(now, hours.zone)
        self._paused: dict[TrunkName, datetime] = {}
        self._blocked: dict[TrunkName, datetime] = {}

    @property
    def is_open(self) -> bool:
        """Whether telephones may be made to ring, as of the last turn."""
        return self._span.is_open

    def change_hours(self, hours: OpeningHours, now: datetime) -> None:
        """Allow by other hours from now on."""
        self._hours = hours
        self._span = hours_at(now, hours)
        self._day_ends_at = min(self._day_ends_at, next_midnight(now, hours.zone))

    def turn(self, now: datetime) -> bool:
        """Come to this moment, and tell whether a new local day has begun on the way."""
        if self._span.until is not None and self._span.until <= now:
            self._span = hours_at(now, self._hours)
        self._paused = {name: until for name, until in self._paused.items() if until > now}
        self._blocked = {name: until for name, until in self._blocked.items() if until > now}
        if now < self._day_ends_at:
            return False
        self._day_ends_at = next_midnight(now, self._hours.zone)
        return True

    def pause(self, trunk: TrunkName, until: datetime, *, is_blocked: bool = False) -> None:
        """Let nobody be dialled by the trunk until then; the longer of two pauses holds."""
        self._paused[trunk] = max(until, self._paused.get(trunk, until))
        if is_blocked:
            self._blocked[trunk] = max(until, self._blocked.get(trunk, until))

    @property
    def blocked(self) -> Collection[TrunkName]:
        """The trunks whose carrier has forbidden our calls, as of the last turn."""
        return self._blocked.keys()

    def usable(
        self, channels: Mapping[TrunkName, FreeChannels]
    ) -> Mapping[TrunkName, FreeChannels]:
        """Return the trunks that are not paused."""
        if not self._paused:
            return channels
        return {name: left for name, left in channels.items() if name not in self._paused}

    def next_change(self) -> Change:
        """Return when something else is allowed."""
        changes = [Change(self._day_ends_at, "day_ends")]
        if self._span.until is not None:
            changes.append(Change(self._span.until, "hours"))
        changes.extend(Change(until, "trunk_pause") for until in self._paused.values())
        return min(changes)


def hours_at(now: datetime, hours: OpeningHours) -> HoursSpan:
    """Return whether telephones may ring now, and when that ends."""
    if hours.is_open(now):
        return HoursSpan(is_open=True, until=hours.closes_at(now))
    return HoursSpan(is_open=False, until=hours.opens_at(now))


def next_midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the next local day begins."""
    tomorrow = local_day(now, zone) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def whole_ms(moment: Instant) -> Instant:
    """Return the next whole millisecond, never an earlier one, at which one is woken.

    Woken a rounding too early, a moment has not come, and would be waited for again and again.
    """
    woken = ceil(moment * 1000) / 1000
    return Instant(woken if woken >= moment else woken + 0.001)
