"""The visit planner: the one door at which a clinic, a day and a shift are chosen for a visit.

It gathers the facts (to whom the patient is attached, whom the address belongs to, how full the
days are) and lets pure functions decide. Whatever is asked gets a plan, and nothing is booked by
asking. Who promises what was planned has a turn: it lasts until the visits are written, the next
one waits for its end, and what one turn has given away it does not give twice. So a last place is
promised once, however many ask for it at the same moment.

Limits: fourteen days ahead. Deliberately absent: filing visits (`tickets/work/`), telling clinics
(`delivery/`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
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
from tickets.planning.plan import (
    DAYS_AHEAD,
    Plan,
    named_clinic,
    visit_days,
    with_given,
)
from tickets.planning.ports import BookedVisits
from tickets.visit import Booking, Patient

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


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is ill, where, and what is wished for."""

    patient: Patient
    address: Address
    wish: VisitWish
    clinic: ClinicCode | None
    """Named by somebody; `None` where the planner chooses."""


class Turn:
    """Plans visits that will be written before anybody else's are planned."""

    def __init__(self, planner: "VisitPlanner") -> None:
        self._planner = planner
        self._given: list[Booking] = []

    async def plan(
        self,
        patient: Patient,
        address: Address,
        wish: VisitWish = AS_SOON_AS_POSSIBLE,
        *,
        clinic: ClinicCode | None = None,
    ) -> Plan:
        """Return who visits a patient and when, beside those that this turn has planned.

        Raises:
            Line122Error: the tables could not be asked.

        """
        asked = Asked(patient, address, wish, clinic)
        plan = await self._planner.plan_beside(asked, self._given)
        if plan.booking is not None:
            self._given.append(plan.booking)
        return plan


class VisitPlanner:
    """Plans the visits of one site."""

    def __init__(self, doors: PlannerDoors) -> None:
        self._doors = doors
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Let nobody else promise a place until what is planned meanwhile is written."""
        async with self._turn:
            yield Turn(self)

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
        return await self.plan_beside(Asked(patient, address, wish, clinic), ())

    async def plan_beside(self, asked: Asked, given: Sequence[Booking]) -> Plan:
        """Return a plan that counts places as taken which are given away and not written yet.

        Raises:
            Line122Error: the tables could not be asked.

        """
        now = self._doors.clock.now()
        today = local_day(now, self._doors.zone)
        choice = await self._choice(asked, today)
        if not isinstance(choice, Chosen):
            _log.info("visit.clinic_left_open", reason=choice.reason)
            return Plan(choice)
        until = today + timedelta(days=DAYS_AHEAD)
        written = await self._doors.visits.booked(choice.clinic.code, today, until)
        booked = with_given(written, choice.clinic.code, given)
        coming = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
        workdays = frozenset(filter(self._doors.is_workday, coming))
        days = visit_days(today, booked, workdays)
        placement = place_visit(choice.clinic, asked.wish, days, now=now, zone=self._doors.zone)
        return Plan(choice, placement)

    async def attached_clinic(self, policy_number: str, born_on: date | None) -> ClinicCode | None:
        """Return the clinic to which somebody is attached, as far as the tables tell."""
        policy = read_policy(policy_number)
        if policy is None or born_on is None:
            return None
        key = attachment_key(policy, born_on, self._doors.salt)
        return await self._doors.attachments.clinic_of(key)

    async def _choice(self, asked: Asked, today: date) -> Choice:
        patient, address, named = asked.patient, asked.address, asked.clinic
        attached = await self.attached_clinic(patient.policy_number, patient.born_on)
        facts = PatientFacts(
            born_on=patient.born_on, age_years=patient.age_years, attached_to=attached
        )
        directory = self._doors.directory.directory
        clinic = None if named is None else directory.clinic(named)
        if clinic is None:
            return choose_clinic(facts, address, directory, today)
        return named_clinic(clinic, facts, address, directory, today)
