"""The visit planner: the one door at which a clinic, a day and a shift are chosen for a visit.

It gathers the facts (to whom the patient is attached, whom the address belongs to, how full the
days are) and lets pure functions decide. Whatever is asked gets a plan; nothing is booked by
asking, so two plans that are made at once may count on the same last place, and the clinic decides
as it does about its waiting list.

Limits: fourteen days ahead. Deliberately absent: filing visits (`tickets/work/`), telling clinics
(`delivery/`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from base.calendar import local_day
from base.clock import Clock
from base.ids import ClinicCode
from tickets.address import Address
from tickets.attachment import attachment_key, read_policy
from tickets.capacity import VisitWish, place_visit
from tickets.clinic_choice import Choice, Chosen, PatientFacts, choose_clinic
from tickets.directory_desk import DirectoryDesk
from tickets.directory_ports import Attachments
from tickets.planning.plan import DAYS_AHEAD, Plan, named_clinic, visit_days
from tickets.planning.ports import BookedVisits
from tickets.visit import Patient

AS_SOON_AS_POSSIBLE: Final = VisitWish()

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannerDoors:
    """What the planner works with."""

    visits: BookedVisits
    directory: DirectoryDesk
    attachments: Attachments
    clock: Clock
    zone: ZoneInfo
    salt: bytes
    """With which the keys of attached patients were made."""
    is_workday: Callable[[date], bool]
    """By the production calendar, where the site has one."""


class VisitPlanner:
    """Plans the visits of one site."""

    def __init__(self, doors: PlannerDoors) -> None:
        self._doors = doors

    async def plan(
        self,
        patient: Patient,
        address: Address,
        wish: VisitWish = AS_SOON_AS_POSSIBLE,
        *,
        clinic: ClinicCode | None = None,
    ) -> Plan:
        """Return who visits a patient and when; a clinic that is named is taken.

        A name that is no clinic of the directory says nothing.

        Raises:
            Line122Error: the tables could not be asked.

        """
        now = self._doors.clock.now()
        today = local_day(now, self._doors.zone)
        choice = await self._choice(patient, address, today, named=clinic)
        if not isinstance(choice, Chosen):
            _log.info("visit.clinic_left_open", reason=choice.reason)
            return Plan(choice)
        until = today + timedelta(days=DAYS_AHEAD)
        booked = await self._doors.visits.booked(choice.clinic.code, today, until)
        coming = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
        workdays = frozenset(filter(self._doors.is_workday, coming))
        days = visit_days(today, booked, workdays)
        placement = place_visit(choice.clinic, wish, days, now=now, zone=self._doors.zone)
        return Plan(choice, placement)

    async def attached_clinic(self, policy_number: str, born_on: date | None) -> ClinicCode | None:
        """Return the clinic to which somebody is attached, as far as the tables tell."""
        policy = read_policy(policy_number)
        if policy is None or born_on is None:
            return None
        key = attachment_key(policy, born_on, self._doors.salt)
        return await self._doors.attachments.clinic_of(key)

    async def _choice(
        self, patient: Patient, address: Address, today: date, *, named: ClinicCode | None
    ) -> Choice:
        attached = await self.attached_clinic(patient.policy_number, patient.born_on)
        facts = PatientFacts(
            born_on=patient.born_on, age_years=patient.age_years, attached_to=attached
        )
        directory = self._doors.directory.directory
        clinic = None if named is None else directory.clinic(named)
        if clinic is None:
            return choose_clinic(facts, address, directory, today)
        return named_clinic(clinic, facts, address, directory, today)
