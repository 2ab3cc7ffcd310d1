"""What clinics can make, as reports tell it. `line122/reporting.py`."""

from datetime import date
from pathlib import Path

from line122.planning import Workdays
from line122.reporting import Capacities
from tests.config.writing import changed, loaded
from tests.tickets.region import FIRST, REGION
from tickets.directory_desk import DirectoryDesk

BY_CALENDAR = changed("{round_the_clock: true}", "{workdays: '09:00-18:00', calendar: ru}")
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)


def test_special_day_holds_for_the_capacity_of_clinics_as_soon_as_it_is_in_force(
    tmp_path: Path,
) -> None:
    workdays = Workdays(loaded(tmp_path, BY_CALENDAR))
    capacities = Capacities(DirectoryDesk(REGION), workdays.includes)
    before = [capacities.of(FIRST, day) for day in (MONDAY, SATURDAY)]
    special = "production_calendar: {off: [2026-11-23], work: [2026-11-28]}\n"
    workdays.follow(loaded(tmp_path, BY_CALENDAR + special))

    assert before == [12, 4]
    assert [capacities.of(FIRST, day) for day in (MONDAY, SATURDAY)] == [4, 12]


def test_nothing_is_known_of_a_clinic_that_is_not_in_the_directory() -> None:
    assert Capacities(DirectoryDesk(REGION), lambda _: True).of("unheard-of", MONDAY) is None
