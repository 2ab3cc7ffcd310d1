"""Days on which districts' doctors work follow the settings at once. `line122/planning.py`."""

from datetime import date
from pathlib import Path

from line122.planning import Workdays
from tests.config.writing import changed, loaded

BY_CALENDAR = changed("{round_the_clock: true}", "{workdays: '09:00-18:00', calendar: ru}")
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)


def test_special_day_holds_for_planned_visits_as_soon_as_it_is_in_force(tmp_path: Path) -> None:
    workdays = Workdays(loaded(tmp_path, BY_CALENDAR))
    before = [workdays.includes(day) for day in (MONDAY, SATURDAY)]
    special = "production_calendar: {off: [2026-11-23], work: [2026-11-28]}\n"
    workdays.follow(loaded(tmp_path, BY_CALENDAR + special))

    assert before == [True, False]
    assert [workdays.includes(day) for day in (MONDAY, SATURDAY)] == [False, True]


def test_weekday_decides_where_no_hours_name_a_calendar(tmp_path: Path) -> None:
    workdays = Workdays(loaded(tmp_path))

    assert [workdays.includes(day) for day in (MONDAY, SATURDAY)] == [True, False]
