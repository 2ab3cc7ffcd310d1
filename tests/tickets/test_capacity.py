"""How many visits a clinic makes: the cut-off, the shifts, and the waiting list."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.tickets.region import FIRST, clinic
from tickets.capacity import (
    NoDays,
    Placed,
    Placement,
    Shift,
    Slot,
    SlotReason,
    SlotWarning,
    VisitDay,
    VisitWish,
    Waitlisted,
    place_visit,
)
from tickets.directory import DoctorsVisits, Serves

ZONE = ZoneInfo("Europe/Moscow")
MONDAY = date(2026, 11, 23)
SATURDAY = MONDAY + timedelta(days=5)
CLINIC = clinic(FIRST, Serves.ADULTS)
SOON = VisitWish()


def _at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 3, minute, tzinfo=UTC)


def _week(**booked: int) -> tuple[VisitDay, ...]:
    """Return the days from Monday on; what is booked is so on Monday."""
    on_monday = {Shift(shift): count for shift, count in booked.items()}
    return tuple(
        VisitDay(
            day=MONDAY + timedelta(days=ahead),
            is_workday=ahead < 5,
            booked=on_monday if ahead == 0 else {},
        )
        for ahead in range(7)
    )


def _place(now: datetime, wish: VisitWish = SOON, **booked: int) -> Placement:
    return place_visit(CLINIC, wish, _week(**booked), now=now, zone=ZONE)


def test_district_doctor_comes_today_until_the_minute_of_the_cut_off() -> None:
    placed = _place(_at(11, 59))
    assert placed == Placed(
        slot=Slot(MONDAY, Shift.DISTRICT), reason=SlotReason.BEFORE_CUT_OFF, left=9
    )


def test_doctor_on_duty_comes_today_from_the_minute_of_the_cut_off_on() -> None:
    placed = _place(_at(12))
    assert placed == Placed(
        slot=Slot(MONDAY, Shift.DUTY),
        reason=SlotReason.AFTER_CUT_OFF,
        left=1,
        warnings=(SlotWarning.DUTY_DOCTOR,),
    )


def test_visit_asked_for_in_the_evening_is_made_tomorrow_and_that_is_said() -> None:
    placed = _place(_at(19))
    assert placed == Placed(
        slot=Slot(MONDAY + timedelta(days=1), Shift.DISTRICT),
        reason=SlotReason.NEXT_DAY,
        left=9,
        warnings=(SlotWarning.NOT_TODAY,),
    )


def test_doctor_on_duty_comes_alone_on_a_day_off() -> None:
    placed = _place(_at(9, day=SATURDAY))
    assert isinstance(placed, Placed)
    assert (placed.slot, placed.reason) == (Slot(SATURDAY, Shift.DUTY), SlotReason.DAY_OFF)


def test_full_shift_is_a_place_in_the_waiting_list_and_no_refusal() -> None:
    waiting = _place(_at(9), district=13)
    assert waiting == Waitlisted(
        slot=Slot(MONDAY, Shift.DISTRICT),
        reason=SlotReason.BEFORE_CUT_OFF,
        capacity=10,
        ahead=3,
        free=Slot(MONDAY + timedelta(days=1), Shift.DISTRICT),
    )


def test_urgent_visit_is_made_by_the_first_doctor_full_or_not() -> None:
    placed = _place(_at(9), VisitWish(is_urgent=True), district=13)
    assert isinstance(placed, Placed)
    assert (placed.slot.day, placed.left) == (MONDAY, 0)
    assert SlotWarning.NEARLY_FULL in placed.warnings


def test_last_places_are_given_with_a_warning() -> None:
    placed = _place(_at(9), district=9)
    assert isinstance(placed, Placed)
    assert (placed.left, placed.warnings) == (0, (SlotWarning.NEARLY_FULL,))


def test_wanted_day_is_kept_to() -> None:
    placed = _place(_at(15), VisitWish(wanted_on=MONDAY + timedelta(days=2)))
    assert isinstance(placed, Placed)
    assert placed.slot == Slot(MONDAY + timedelta(days=2), Shift.DISTRICT)
    assert (placed.reason, placed.warnings) == (SlotReason.WANTED_DAY, ())


def test_clinic_without_a_limit_always_has_a_place() -> None:
    boundless = replace(CLINIC, workday=DoctorsVisits())
    placed = place_visit(boundless, SOON, _week(district=500), now=_at(9), zone=ZONE)
    assert isinstance(placed, Placed)
    assert (placed.left, placed.warnings) == (None, ())


def test_clinic_that_never_works_leaves_it_to_a_person() -> None:
    closed = replace(CLINIC, workday=DoctorsVisits(0, 0), day_off=DoctorsVisits(0, 0))
    assert place_visit(closed, SOON, _week(), now=_at(9), zone=ZONE) == NoDays()
    assert place_visit(CLINIC, SOON, (), now=_at(9), zone=ZONE) == NoDays()
