"""A plan: which clinic visits, on which day, why, and what whoever promises it should know.

A plan refuses nothing. Where nobody can tell the clinic, a person chooses among those that come
into question; a full shift is a place on its waiting list; an address outside a clinic's territory
is a warning. A clinic that somebody names is taken, whatever the directory says of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from base.ids import ClinicCode
from tickets.address import Address
from tickets.capacity import NoDays, Placement, Shift, SlotWarning, VisitDay, Waitlisted
from tickets.clinic_choice import (
    Choice,
    ChoiceReason,
    ChoiceWarning,
    Chosen,
    PatientFacts,
    choose_clinic,
    takes_age,
)
from tickets.directory import Clinic, Directory
from tickets.visit import Booking
from tickets.work.ports import BookedDay

DAYS_AHEAD: Final = 14
"""No doctor is promised for later."""

PlanWarning: TypeAlias = ChoiceWarning | SlotWarning
"""What whoever promises the visit should know, or say."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who visits a patient, and when."""

    choice: Choice
    placement: Placement | None = None
    """`None` where a person has still to choose the clinic."""

    @property
    def clinic(self) -> Clinic | None:
        """Who shall come; `None` where a person has to choose."""
        return self.choice.clinic if isinstance(self.choice, Chosen) else None

    @property
    def booking(self) -> Booking | None:
        """What a visit says of the plan; without a day where nobody of the clinic works on any."""
        clinic, placement = self.clinic, self.placement
        if clinic is None:
            return None
        if placement is None or isinstance(placement, NoDays):
            return Booking(clinic=clinic.code)
        return Booking(
            clinic=clinic.code,
            day=placement.slot.day,
            shift=placement.slot.shift,
            is_on_waiting_list=isinstance(placement, Waitlisted),
        )

    @property
    def warnings(self) -> tuple[PlanWarning, ...]:
        """What whoever promises the visit should know, of the clinic first."""
        of_choice: tuple[PlanWarning, ...] = ()
        if isinstance(self.choice, Chosen) and self.choice.warning is not None:
            of_choice = (self.choice.warning,)
        if self.placement is None or isinstance(self.placement, NoDays):
            return of_choice
        return (*of_choice, *self.placement.warnings)


def named_clinic(
    clinic: Clinic, patient: PatientFacts, address: Address, directory: Directory, today: date
) -> Chosen:
    """Return the choice of a clinic that somebody has named, with what speaks against it."""
    own = choose_clinic(patient, address, directory, today)
    candidates = (own.clinic,) if isinstance(own, Chosen) else own.candidates
    warning: ChoiceWarning | None = None
    if not takes_age(clinic, patient, today):
        warning = ChoiceWarning.OTHER_AGE
    elif clinic not in candidates:
        warning = ChoiceWarning.OUTSIDE_TERRITORY
    return Chosen(clinic, ChoiceReason.NAMED, warning)


def with_given(
    booked: Mapping[BookedDay, int], clinic: ClinicCode, given: Iterable[Booking]
) -> Mapping[BookedDay, int]:
    """Return how full a clinic's days are with the places that were given away just now."""
    counted = Counter(booked)
    for booking in given:
        if booking.clinic == clinic and booking.day is not None and booking.shift is not None:
            counted[BookedDay(booking.day, booking.shift)] += 1
    return counted


def visit_days(
    today: date, booked: Mapping[BookedDay, int], workdays: frozenset[date]
) -> tuple[VisitDay, ...]:
    """Return the days that may be promised, as a clinic sees them."""
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
    return tuple(
        VisitDay(
            day=day,
            is_workday=day in workdays,
            booked={shift: booked.get(BookedDay(day, shift), 0) for shift in Shift},
        )
        for day in days
    )
