"""The reports of one site, joined to its book, its trunks and its clinics."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from base.clock import Clock
from base.ids import ClinicCode
from base.production import ProductionCalendar
from callflow.policy import CallPolicy
from config import Settings
from config.calendar_policies import calendar_in_use
from line122.wiring import Engine
from metrics.reports import TrunkChannels
from metrics.service import ReportDesk, ReportSite
from tickets.directory_desk import DirectoryDesk
from web.api.report_ports import Reports

_SATURDAY: Final = 5


def wire_reports(settings: Settings, engine: Engine, clock: Clock) -> Reports:
    """Return the reports of the site; policy and directory are those in force when one asks."""
    site = ReportSite(engine.zone, lambda: channels_of(engine.calls.policy), clock)
    book = engine.books.reports
    capacities = Capacities(engine.directory.desk, calendar_in_use(settings))
    return Reports(desk=ReportDesk(book, site), lists=book, capacity=capacities.of)


def channels_of(policy: CallPolicy) -> tuple[TrunkChannels, ...]:
    """Return how many calls each trunk carries at once."""
    return tuple(TrunkChannels(name, trunk.channels) for name, trunk in policy.trunks.items())


@dataclass(frozen=True, slots=True)
class Capacities:
    """How many visits clinics can make."""

    directory: DirectoryDesk
    calendar: ProductionCalendar | None
    """`None` where there is none: the weekday decides."""

    def of(self, clinic: str, day: date) -> int | None:
        """Return it for a clinic and a day; `None` where it sets no limit, or is not known."""
        known = self.directory.directory.clinic(ClinicCode(clinic))
        if known is None:
            return None
        doctors = known.workday if self._is_workday(day) else known.day_off
        return _together((doctors.district, doctors.duty))

    def _is_workday(self, day: date) -> bool:
        if self.calendar is None:
            return day.weekday() < _SATURDAY
        return self.calendar.is_workday(day)


def _together(limits: Iterable[int | None]) -> int | None:
    """Return the limits' sum; where one of them has none, neither have they together."""
    listed = list(limits)
    return None if None in listed else sum(limit for limit in listed if limit is not None)
