"""Tickets and visits as they are answered, and visits as they are taken."""

from datetime import datetime
from typing import Final

import msgspec

from base.ids import ClinicCode, InstitutionCode, new_visit_id
from base.phone import PhoneNumber
from tickets.address import Address, read_address
from tickets.category import CategoryCode, Kind
from tickets.changes import File
from tickets.directory import Directory
from tickets.readings import FoundTicket, HistoryEntry, TicketReading
from tickets.ticket import Channel, Ending, Person, Priority, TicketCard
from tickets.visit import HomeVisit, Patient, Window
from web.api.codes import FaultCode
from web.api.model import AddressSent, PatientSent, TicketSent, VisitSent, WindowSent
from web.api.problems import Fault
from web.api.shown import (
    ActorShown,
    EndingShown,
    FollowUpShown,
    HistoryShown,
    LinkShown,
    PersonShown,
    TicketLine,
    TicketShown,
    VisitShown,
)

_HIDDEN: Final = "#"
"""What the keys of those begin with who hide their number."""


def shown_ticket(reading: TicketReading) -> TicketShown:
    """Return a ticket as it is answered."""
    card, clocks = reading.file.card, reading.clocks
    caller, cause = reading.called_from, card.follow_up
    return TicketShown(
        ticket_id=card.ticket_id,
        contact_id=card.contact_id,
        number=str(card.number),
        revision=card.revision,
        channel=card.channel,
        opened_at=card.opened_at,
        filed_at=card.filed_at,
        kind=card.kind,
        category=card.category,
        category_title=card.category_title,
        is_in_scope=card.is_in_scope,
        person=msgspec.convert(card.person, PersonShown, from_attributes=True),
        called_from=None if caller is None or caller.startswith(_HIDDEN) else caller,
        last_outcome=reading.last_outcome,
        text=card.text,
        state=card.state,
        priority=card.priority,
        owner=card.owner,
        owned_at=card.owned_at,
        rounds=card.rounds,
        waiting_since=card.waiting_since,
        own_by=clocks.own_by,
        resolve_by=clocks.resolve_by,
        ending=None if card.ending is None else _shown_ending(card.ending),
        follow_up=None if cause is None else FollowUpShown(cause=cause.cause, reason=cause.reason),
        links=tuple(LinkShown(ticket_id=link.ticket_id, how=link.how) for link in card.links),
        visits=tuple(
            msgspec.convert(visit, VisitShown, from_attributes=True)
            for visit in reading.file.visits
        ),
    )


def shown_entry(entry: HistoryEntry) -> HistoryShown:
    """Return a change of a ticket as it is answered."""
    return HistoryShown(
        revision=entry.revision,
        at=entry.at,
        by=msgspec.convert(entry.actor, ActorShown, from_attributes=True),
        state=entry.state,
        change=type(entry.what).__name__,
        facts=msgspec.Raw(msgspec.json.encode(entry.what)),
    )


def shown_line(found: FoundTicket) -> TicketLine:
    """Return a line of a list of tickets as it is answered."""
    return TicketLine(
        ticket_id=found.ticket_id,
        number=str(found.number),
        opened_at=found.opened_at,
        kind=found.kind,
        category_title=found.category_title,
        state=found.state,
        priority=found.priority,
        owner=found.owner,
        name=found.name,
        text=found.text,
        own_by=found.clocks.own_by,
        resolve_by=found.clocks.resolve_by,
        conclusion=found.conclusion,
    )


def taken_file(
    sent: TicketSent, visits: tuple[HomeVisit, ...], *, card: TicketCard | None = None
) -> File:
    """Return what is written down of a ticket; of one that is there, its card.

    A call that is written down here stays a call, and what presses goes on pressing.
    """
    person, usual = sent.person, Priority.NORMAL if card is None else card.priority
    return File(
        kind=Kind(sent.kind),
        category=None if sent.category is None else CategoryCode(sent.category),
        person=Person(
            name=person.name,
            phone=None if person.phone is None else PhoneNumber(person.phone),
            institution=(
                None if person.institution is None else InstitutionCode(person.institution)
            ),
            region_number=person.region_number.strip(),
        ),
        text=sent.text,
        priority=sent.priority or usual,
        channel=Channel.PORTAL if card is None else card.channel,
        visits=visits,
    )


def taken_visit(sent: VisitSent, now: datetime) -> HomeVisit:
    """Return a visit that is requested now."""
    return HomeVisit(
        visit_id=new_visit_id(),
        requested_at=now,
        complaint=sent.complaint,
        danger_signs=sent.danger_signs,
        address=taken_address(sent.address),
        patient=taken_patient(sent.patient),
        phone=None if sent.phone is None else PhoneNumber(sent.phone),
        window=None if sent.window is None else taken_window(sent.window),
        clinic=None if sent.clinic is None else ClinicCode(sent.clinic),
        day=sent.day,
        shift=sent.shift,
        is_on_waiting_list=sent.is_on_waiting_list,
        state_at=now,
    )


def visit_faults(
    visits: tuple[VisitSent, ...], directory: Directory, pointer: str
) -> tuple[Fault, ...]:
    """Return what the directory says against visits; one without clinics says nothing."""
    return tuple(
        Fault(
            f"{pointer}/{place}/clinic",
            "is no clinic of the directory; see /clinics",
            FaultCode.NO_CLINIC,
        )
        for place, visit in enumerate(visits)
        if visit.clinic is not None and not _is_clinic(visit.clinic, directory)
    )


def _is_clinic(code: str, directory: Directory) -> bool:
    return directory.clinic(ClinicCode(code)) is not None


def taken_patient(sent: PatientSent) -> Patient:
    """Return who is ill."""
    return Patient(
        name=sent.name,
        born_on=sent.born_on,
        age_years=sent.age_years,
        policy_number=sent.policy_number,
    )


def taken_window(sent: WindowSent) -> Window:
    """Return when the patient is at home."""
    return Window(since=sent.since, until=sent.until)


def taken_address(given: AddressSent) -> Address:
    """Return the address, its fields read from the text where they were not given."""
    read = read_address(given.text)
    return Address(
        text=given.text,
        settlement=given.settlement or read.settlement,
        street=given.street or read.street,
        house=given.house or read.house,
        flat=given.flat or read.flat,
        entrance=given.entrance or read.entrance,
        floor=given.floor or read.floor,
        intercom=given.intercom or read.intercom,
        landmark=given.landmark or read.landmark,
    )


def _shown_ending(ending: Ending) -> EndingShown:
    return EndingShown(
        conclusion=ending.conclusion,
        at=ending.at,
        is_answered=ending.is_answered,
        is_solved=ending.is_solved,
        refusal=None if ending.refusal is None else ending.refusal.reason,
        note=ending.note,
    )
