"""How many visits a clinic can make: a shift and a day for each, a warning, never a refusal.

Before the cut-off the district doctor comes today, later the doctor on duty; when nobody is sent
any more today, the district doctor comes on the next day. A full shift moves nobody away without
being asked: the visit stands in the waiting list of its day, and the operator sees when there
would be a free place. The clinic decides, by taking it or by giving another day.

Source of the cut-off: a children's clinic of Tomsk (dgb2.tom.ru), where the district doctor visits
what was asked for from 7:30 to 12:00, and the doctor on duty what was asked for until 19:00.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from base.calendar import local_day
from tickets.directory import Clinic

NEARLY_FULL_SHARE: Final = 0.9
"""From this share of a shift on the operator is warned."""


class Shift(StrEnum):
    """Which doctor of a clinic comes."""

    DISTRICT = "district"
    """The one who knows the patient."""
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Slot:
    """A shift of a day."""

    day: date
    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDay:
    """A day as a clinic sees it."""

    day: date
    is_workday: bool
    """By the production calendar: a Saturday may be one, and a Thursday none."""
    booked: Mapping[Shift, int] = field(default_factory=dict)
    """How many visits of this clinic are promised already."""


class SlotReason(StrEnum):
    """Why it is this day and this shift."""

    BEFORE_CUT_OFF = "before_cut_off"
    AFTER_CUT_OFF = "after_cut_off"
    DAY_OFF = "day_off"
    """Only the doctor on duty works."""
    NEXT_DAY = "next_day"
    """Nobody is sent any more today."""
    WANTED_DAY = "wanted_day"
    """The citizen asked for it."""


class SlotWarning(StrEnum):
    """What the operator should say, or know."""

    NEARLY_FULL = "nearly_full"
    NOT_TODAY = "not_today"
    """It was asked for today, and nobody comes before tomorrow."""
    DUTY_DOCTOR = "duty_doctor"
    """Not the doctor who knows the patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The visit has a place."""

    slot: Slot
    reason: SlotReason
    left: int | None
    """How many places remain after this one; `None` where the clinic sets no limit."""
    warnings: tuple[SlotWarning, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waitlisted:
    """The shift is full: the visit waits for the clinic's word."""

    slot: Slot
    reason: SlotReason
    capacity: int
    ahead: int
    """How many wait already."""
    free: Slot | None
    """The first place that can be offered instead; `None` within the days that were looked at."""
    warnings: tuple[SlotWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class NoDays:
    """No day was given, or nobody of the clinic works on any of them: a person decides."""

    reason: str = "no_working_day"


Placement: TypeAlias = Placed | Waitlisted | NoDays


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWish:
    """When somebody wants the doctor."""

    wanted_on: date | None = None
    """`None` for as soon as possible."""
    is_urgent: bool = False
    """Given a danger sign, the first doctor who still drives today comes, full or not."""


def place_visit(
    clinic: Clinic,
    wish: VisitWish,
    days: Sequence[VisitDay],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> Placement:
    """Return where a visit stands; the days are those from today on that may be offered."""
    today, minute = local_day(now, zone), _minute(now, zone)
    coming = sorted((day for day in days if day.day >= today), key=lambda day: day.day)
    slots = [
        found
        for day in coming
        if (found := _slot_of(clinic, day, minute if day.day == today else None)) is not None
    ]
    first = next((slot for slot in slots if _is_wanted(slot, wish.wanted_on)), None)
    if first is None:
        return NoDays()
    reason = _reason(first, wish, today)
    warnings = _warnings(first, wish, today)
    return _placed(first, slots, reason, warnings, is_urgent=wish.is_urgent)


@dataclass(frozen=True, slots=True)
class _Open:
    """A shift that can still be asked for."""

    slot: Slot
    capacity: int | None
    booked: int
    is_workday: bool

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else self.capacity - self.booked

    @property
    def is_full(self) -> bool:
        return self.left is not None and self.left <= 0


def _slot_of(clinic: Clinic, day: VisitDay, minute: int | None) -> _Open | None:
    """Return the shift of a day that somebody who asks now comes to; `minute` only for today."""
    visits = clinic.workday if day.is_workday else clinic.day_off
    works = {Shift.DISTRICT: visits.district, Shift.DUTY: visits.duty}
    is_late = minute is not None and minute >= clinic.same_day_until
    is_over = minute is not None and minute >= clinic.duty_until
    for shift, capacity in works.items():
        is_gone = is_over or (is_late and shift is Shift.DISTRICT)
        if capacity != 0 and not is_gone:
            slot = Slot(day.day, shift)
            return _Open(slot, capacity, day.booked.get(shift, 0), day.is_workday)
    return None


def _placed(
    first: _Open,
    slots: Sequence[_Open],
    reason: SlotReason,
    warnings: tuple[SlotWarning, ...],
    *,
    is_urgent: bool,
) -> Placement:
    if first.capacity is not None and first.is_full and not is_urgent:
        free = next((s.slot for s in slots if not s.is_full and s.slot.day > first.slot.day), None)
        return Waitlisted(
            slot=first.slot,
            reason=reason,
            capacity=first.capacity,
            ahead=first.booked - first.capacity,
            free=free,
            warnings=warnings,
        )
    left = None if first.left is None else max(first.left - 1, 0)
    if first.capacity is not None and first.booked + 1 > first.capacity * NEARLY_FULL_SHARE:
        warnings = (*warnings, SlotWarning.NEARLY_FULL)
    return Placed(slot=first.slot, reason=reason, left=left, warnings=warnings)


def _is_wanted(found: _Open, wanted_on: date | None) -> bool:
    return wanted_on is None or found.slot.day >= wanted_on


def _reason(first: _Open, wish: VisitWish, today: date) -> SlotReason:
    if wish.wanted_on == first.slot.day and wish.wanted_on != today:
        return SlotReason.WANTED_DAY
    if first.slot.day != today:
        return SlotReason.NEXT_DAY
    if first.slot.shift is Shift.DISTRICT:
        return SlotReason.BEFORE_CUT_OFF
    return SlotReason.AFTER_CUT_OFF if first.is_workday else SlotReason.DAY_OFF


def _warnings(first: _Open, wish: VisitWish, today: date) -> tuple[SlotWarning, ...]:
    found: list[SlotWarning] = []
    if first.slot.day != today and wish.wanted_on in (None, today):
        found.append(SlotWarning.NOT_TODAY)
    if first.slot.shift is Shift.DUTY:
        found.append(SlotWarning.DUTY_DOCTOR)
    return tuple(found)


def _minute(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute
