"""The planner of visits, joined to the tables that it asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from base.clock import Clock
from config import Settings
from config.calendar_policies import calendar_in_use
from tickets.directory_desk import DirectoryDesk
from tickets.directory_ports import Attachments
from tickets.planning.ports import BookedVisits
from tickets.planning.service import PlannerDoors, VisitPlanner

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class PlannerTables:
    """What the planner looks into besides the directory."""

    visits: BookedVisits
    attachments: Attachments
    salt: bytes
    """With which the keys of attached patients were made."""


def wire_planner(
    settings: Settings, clock: Clock, directory: DirectoryDesk, tables: PlannerTables
) -> VisitPlanner:
    """Return the planner of the site."""
    return VisitPlanner(
        PlannerDoors(
            visits=tables.visits,
            directory=directory,
            attachments=tables.attachments,
            clock=clock,
            zone=settings.site.zone,
            salt=tables.salt,
            is_workday=_workdays(settings),
        )
    )


def _workdays(settings: Settings) -> Callable[[date], bool]:
    """Return whether districts' doctors work on a day; without a calendar its weekday decides."""
    calendar = calendar_in_use(settings)
    if calendar is not None:
        return calendar.is_workday
    return lambda day: day.weekday() < _SATURDAY
