"""Visits by the API: planned, asked for, told otherwise, called off.

Whoever names a clinic and a day gets them; whatever is left open, the planner chooses. Nobody is
refused for a full day or for an address outside a territory: what speaks against a choice is told
by the proposal.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

import msgspec
from msgspec import UnsetType

from base.ids import ClinicCode, TicketId, VisitId
from base.phone import PhoneNumber
from tickets.address import Address
from tickets.capacity import NoDays, Placed, Shift, VisitWish, Waitlisted
from tickets.changes import AddVisits, CancelVisit, ChangeVisit, Clearable
from tickets.clinic_choice import Chosen, ForDuty
from tickets.directory import Clinic, Directory
from tickets.planning.plan import Plan
from tickets.visit import Booking, HomeVisit, Patient
from web.api.cards import (
    taken_address,
    taken_patient,
    taken_visit,
    taken_window,
    visit_faults,
)
from web.api.codes import FaultCode
from web.api.model import (
    Nothing,
    ProposalSent,
    VisitChangeSent,
    VisitSent,
    VisitsSent,
    WhySent,
)
from web.api.ports import Doors, Plans
from web.api.problems import Fault, Problem, missing, wrong
from web.api.route import Ask, Reply
from web.api.shown import AddressShown
from web.api.shown_plan import ClinicNamed, FreeShift, ProposalShown
from web.api.work import Work, begun, done, named_ticket, read_uuid

_ValueT = TypeVar("_ValueT")


async def propose_visit(ask: Ask[Nothing, ProposalSent]) -> Reply | Problem:
    """Tell who would visit a patient, and when; nothing is asked for by it."""
    doors, sent = ask.doors, ask.body
    faults = _clinic_faults(doors, sent.clinic)
    if faults:
        return wrong(*faults)
    address = taken_address(sent.address)
    plan = await doors.planner.plan(
        taken_patient(sent.patient),
        address,
        VisitWish(wanted_on=sent.day, is_urgent=sent.is_urgent),
        clinic=None if sent.clinic is None else ClinicCode(sent.clinic),
    )
    shown = msgspec.convert(address, AddressShown, from_attributes=True)
    return Reply(shown=_shown_plan(plan, shown, doors.region.directory))


async def add_visits(ask: Ask[Nothing, VisitsSent]) -> Reply | Problem:
    """Request further visits, one for each patient."""
    reading = await named_ticket(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing("ticket; look at its number digit by digit")
    work = await begun(ask, reading.file.card.ticket_id)
    if not isinstance(work, Work):
        return work
    faults = visit_faults(ask.body.visits, ask.doors.region.directory, "/visits")
    if faults:
        return wrong(*faults)
    async with ask.doors.planner.turn() as plans:
        visits = await planned_visits(plans, ask.body.visits, ask.doors.clock.now())
        return await done(work, AddVisits(visits))


async def cancel_visit(ask: Ask[Nothing, WhySent]) -> Reply | Problem:
    """Call off the doctor of one patient."""
    visit = await _visit(ask.doors, ask.path["visit_id"])
    if visit is None:
        return missing("visit")
    work = Work(doors=ask.doors, actor=ask.actor, ticket_id=visit.ticket_id)
    return await done(work, CancelVisit(visit.now.visit_id, ask.body.why))


async def change_visit(ask: Ask[Nothing, VisitChangeSent]) -> Reply | Problem:
    """Tell of a visit what is otherwise; its clinic hears it."""
    visit = await _visit(ask.doors, ask.path["visit_id"])
    if visit is None:
        return missing("visit")
    work = await begun(ask, visit.ticket_id, visit.now.visit_id)
    if not isinstance(work, Work):
        return work
    sent = ask.body
    faults = _clinic_faults(ask.doors, _given(sent.clinic))
    if faults:
        return wrong(*faults)
    what = _otherwise(sent, visit.now.visit_id)
    wanted = _wanted_now(sent, what, visit.now)
    if wanted is None:
        return await done(work, what)
    async with ask.doors.planner.turn() as plans:
        return await done(work, replace(what, booking=await _booked(plans, wanted)))


async def planned_visits(
    plans: Plans, sent: tuple[VisitSent, ...], now: datetime
) -> tuple[HomeVisit, ...]:
    """Return visits that are asked for now, with the clinic and the day that were left open."""
    return tuple([await _planned(plans, each, taken_visit(each, now)) for each in sent])


@dataclass(frozen=True, slots=True)
class _Found:
    """A visit of a ticket."""

    ticket_id: TicketId
    now: HomeVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is wanted of a visit; the planner chooses what is not."""

    patient: Patient
    address: Address
    is_urgent: bool
    clinic: ClinicCode | None
    day: date | None
    shift: Shift | None


async def _visit(doors: Doors, name: str) -> _Found | None:
    visit_id = read_uuid(name)
    if visit_id is None:
        return None
    ticket_id = await doors.people.ticket_of_visit(VisitId(visit_id))
    reading = None if ticket_id is None else await doors.tickets.get(ticket_id)
    visit = None if reading is None else reading.file.visit(VisitId(visit_id))
    return None if ticket_id is None or visit is None else _Found(ticket_id, visit)


async def _planned(plans: Plans, sent: VisitSent, visit: HomeVisit) -> HomeVisit:
    wanted = _Wanted(
        patient=visit.patient,
        address=visit.address,
        is_urgent=bool(visit.danger_signs),
        clinic=visit.clinic,
        day=visit.day,
        shift=visit.shift,
    )
    booking = await _booked(plans, wanted)
    if booking is None:
        return visit
    return replace(
        visit,
        clinic=booking.clinic,
        day=booking.day,
        shift=booking.shift,
        is_on_waiting_list=sent.is_on_waiting_list or booking.is_on_waiting_list,
    )


async def _booked(plans: Plans, wanted: _Wanted) -> Booking | None:
    """Return who comes and when; `None` where a person has still to choose the clinic."""
    clinic, day, shift = wanted.clinic, wanted.day, wanted.shift
    if clinic is not None and day is not None and shift is not None:
        return Booking(clinic=clinic, day=day, shift=shift)
    wish = VisitWish(wanted_on=day, is_urgent=wanted.is_urgent)
    plan = await plans.plan(wanted.patient, wanted.address, wish, clinic=clinic)
    planned = plan.booking
    if planned is None:
        return None
    booking = replace(planned, day=day or planned.day, shift=shift or planned.shift)
    is_as_planned = (booking.day, booking.shift) == (planned.day, planned.shift)
    return booking if is_as_planned else replace(booking, is_on_waiting_list=False)


def _otherwise(sent: VisitChangeSent, visit_id: VisitId) -> ChangeVisit:
    """Return the change but for who comes and when."""
    clearable = ((Clearable.PHONE, sent.phone), (Clearable.WINDOW, sent.window))
    address, patient = _given(sent.address), _given(sent.patient)
    phone, window = _given(sent.phone), _given(sent.window)
    return ChangeVisit(
        visit_id=visit_id,
        why=sent.why,
        complaint=_given(sent.complaint),
        danger_signs=_given(sent.danger_signs),
        address=None if address is None else taken_address(address),
        patient=None if patient is None else taken_patient(patient),
        phone=None if phone is None else PhoneNumber(phone),
        window=None if window is None else taken_window(window),
        cleared=tuple(part for part, value in clearable if value is None),
    )


def _wanted_now(sent: VisitChangeSent, what: ChangeVisit, visit: HomeVisit) -> _Wanted | None:
    """Return what a change wants of who comes and when; `None` where that stays as it is.

    A visit that has a clinic keeps it until somebody names another, whatever its address says:
    the clinic has perhaps answered for it. One that has none is planned with every change.
    """
    clinic, day, shift = _given(sent.clinic), _given(sent.day), _given(sent.shift)
    is_kept = clinic is None and visit.clinic is not None
    if is_kept and day is None and shift is None:
        return None
    signs = visit.danger_signs if what.danger_signs is None else what.danger_signs
    return _Wanted(
        patient=what.patient or visit.patient,
        address=what.address or visit.address,
        is_urgent=bool(signs),
        clinic=visit.clinic if clinic is None else ClinicCode(clinic),
        day=visit.day if is_kept and day is None else day,
        shift=shift,
    )


def _clinic_faults(doors: Doors, clinic: str | None) -> tuple[Fault, ...]:
    if clinic is None or doors.region.directory.clinic(ClinicCode(clinic)) is not None:
        return ()
    return (Fault("/clinic", "is no clinic of the directory; see /clinics", FaultCode.NO_CLINIC),)


def _given(value: _ValueT | UnsetType | None) -> _ValueT | None:
    return None if isinstance(value, UnsetType) else value


def _shown_plan(plan: Plan, address: AddressShown, directory: Directory) -> ProposalShown:
    choice, placement = plan.choice, plan.placement
    chosen = choice if isinstance(choice, Chosen) else None
    slot = None if placement is None or isinstance(placement, NoDays) else placement
    waiting = slot if isinstance(slot, Waitlisted) else None
    free = None if waiting is None else waiting.free
    return ProposalShown(
        address=address,
        clinic=None if chosen is None else _named(chosen.clinic, directory),
        clinic_because=None if chosen is None else chosen.reason,
        clinic_warning=None if chosen is None else chosen.warning,
        undecided_because=choice.reason if isinstance(choice, ForDuty) else None,
        candidates=(
            tuple(_named(clinic, directory) for clinic in choice.candidates)
            if isinstance(choice, ForDuty)
            else ()
        ),
        day=None if slot is None else slot.slot.day,
        shift=None if slot is None else slot.slot.shift,
        day_because=None if slot is None else slot.reason,
        day_warnings=() if slot is None else slot.warnings,
        is_on_waiting_list=waiting is not None,
        ahead=None if waiting is None else waiting.ahead,
        places_left=slot.left if isinstance(slot, Placed) else None,
        free=None if free is None else FreeShift(day=free.day, shift=free.shift),
    )


def _named(clinic: Clinic, directory: Directory) -> ClinicNamed:
    return ClinicNamed(code=clinic.code, name=directory.name_of(clinic.code))
