"""The planner of visits, joined to the tables that it asks."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

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


class Workdays:
    """The days on which districts' doctors work, by the settings that are in force."""

    def __init__(self, settings: Settings) -> None:
        self.follow(settings)

    def follow(self, settings: Settings) -> None:
        """Go by these settings from now on; without a calendar the weekday decides."""
        self._calendar = calendar_in_use(settings)

    def includes(self, day: date) -> bool:
        """Tell whether they work on a day."""
        calendar = self._calendar
        return day.weekday() < _SATURDAY if calendar is None else calendar.is_workday(day)


def wire_planner(
    zone: ZoneInfo,
    workdays: Workdays,
    clock: Clock,
    directory: DirectoryDesk,
    tables: PlannerTables,
) -> VisitPlanner:
    """Return the planner of the site."""
    return VisitPlanner(
        PlannerDoors(
            visits=tables.visits,
            directory=directory,
            attachments=tables.attachments,
            clock=clock,
            zone=zone,
            salt=tables.salt,
            is_workday=workdays.includes,
        )
    )
