"""The reports of one site, joined to its book, its trunks and its clinics."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from base.clock import Clock
from base.ids import ClinicCode
from callflow.policy import CallPolicy
from config import Settings
from line122.wiring import Engine
from metrics.reports import TrunkChannels
from metrics.service import ReportDesk, ReportSite
from tickets.directory_desk import DirectoryDesk
from web.api.report_ports import Reports


def wire_reports(settings: Settings, engine: Engine, clock: Clock) -> Reports:
    """Return the reports of the site; policy and directory are those in force when one asks."""
    site = ReportSite(settings.site.zone, lambda: channels_of(engine.calls.policy), clock)
    book = engine.books.reports
    capacities = Capacities(engine.directory.desk, engine.menus.workdays.includes)
    return Reports(desk=ReportDesk(book, site), lists=book, capacity=capacities.of)


def channels_of(policy: CallPolicy) -> tuple[TrunkChannels, ...]:
    """Return how many calls each trunk carries at once."""
    return tuple(TrunkChannels(name, trunk.channels) for name, trunk in policy.trunks.items())


@dataclass(frozen=True, slots=True)
class Capacities:
    """How many visits clinics can make."""

    directory: DirectoryDesk
    is_workday: Callable[[date], bool]
    """As the settings in force have it, with every special day that was set since the start."""

    def of(self, clinic: str, day: date) -> int | None:
        """Return it for a clinic and a day; `None` where it sets no limit, or is not known."""
        known = self.directory.directory.clinic(ClinicCode(clinic))
        if known is None:
            return None
        doctors = known.workday if self.is_workday(day) else known.day_off
        return _together((doctors.district, doctors.duty))


def _together(limits: Iterable[int | None]) -> int | None:
    """Return the limits' sum; where one of them has none, neither have they together."""
    listed = list(limits)
    return None if None in listed else sum(limit for limit in listed if limit is not None)
