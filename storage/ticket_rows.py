"""Tickets and visits as rows of the database: plain JSON, one parameter of one statement each."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from base.codec import UnionCodec
from base.phone import PhoneNumber
from storage.rows import ContactRow
from tickets.changes import Event
from tickets.place_name import plain_words, search_text
from tickets.sla import Clocks
from tickets.ticket_file import TicketFile
from tickets.visit import HomeVisit

EVENTS: Final = UnionCodec[Event](Event)

_ENCODER: Final = msgspec.json.Encoder()


class TicketCardRow(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a ticket but its visits, history and deadlines."""

    ticket_id: UUID
    site: str
    contact_id: UUID
    number: str
    ticket_day: date
    counter: int
    opened_at: datetime
    revision: int
    filed_at: datetime | None
    channel: str
    kind: str
    category: str | None
    category_title: str
    is_in_scope: bool
    person_name: str
    person_phone: str | None
    institution: str | None
    region_number: str
    text: str
    state: str
    priority: str
    owner: UUID | None
    owned_at: datetime | None
    rounds: int
    clock_from: datetime
    waiting_since: datetime | None
    questions: int
    waited_s: float
    own_by: datetime | None
    resolve_by: datetime | None
    conclusion: str | None
    ended_at: datetime | None
    is_answered: bool | None
    is_solved: bool | None
    refusal: str | None
    evidence: msgspec.Raw | None
    ending_note: str
    cause_id: UUID | None
    follow_up: str | None
    follow_up_key: str
    names: str
    addresses: str
    phones: tuple[str, ...]


class VisitRow(msgspec.Struct, frozen=True, kw_only=True):
    """A home visit."""

    visit_id: UUID
    site: str
    ticket_id: UUID
    place: int
    requested_at: datetime
    complaint: str
    danger_signs: tuple[str, ...]
    address_text: str
    settlement: str
    street: str
    house: str
    flat: str
    entrance: str
    floor: str
    intercom: str
    landmark: str
    patient_name: str
    born_on: date | None
    age_years: int | None
    policy_number: str
    phone: str | None
    window_since: datetime | None
    window_until: datetime | None
    clinic: str | None
    day: date | None
    shift: str | None
    is_on_waiting_list: bool
    state: str
    state_at: datetime
    acknowledged_at: datetime | None
    doctor: str
    reason: str


def text_of(row: TicketCardRow) -> str:
    """Return the parameter that carries a ticket."""
    return _ENCODER.encode(row).decode()


def text_of_contact(row: ContactRow) -> str:
    """Return the parameter that carries the contact of a new ticket."""
    return _ENCODER.encode([row]).decode()


def text_of_visits(file: TicketFile, site: str) -> str:
    """Return the parameter that carries all visits of a ticket."""
    return _ENCODER.encode(visit_rows(file, site)).decode()


def visit_rows(file: TicketFile, site: str) -> list[VisitRow]:
    """Return the rows of all visits of a ticket."""
    return [_visit_row(file, visit, place, site) for place, visit in enumerate(file.visits)]


def card_row(file: TicketFile, clocks: Clocks, site: str) -> TicketCardRow:
    """Return the row of a ticket."""
    card, ending, follow_up = file.card, file.card.ending, file.card.follow_up
    refusal = None if ending is None else ending.refusal
    return TicketCardRow(
        ticket_id=card.ticket_id,
        site=site,
        contact_id=card.contact_id,
        number=str(card.number),
        ticket_day=card.number.day,
        counter=card.number.counter,
        opened_at=card.opened_at,
        revision=card.revision,
        filed_at=card.filed_at,
        channel=card.channel,
        kind=card.kind,
        category=card.category,
        category_title=card.category_title,
        is_in_scope=card.is_in_scope,
        person_name=card.person.name,
        person_phone=card.person.phone,
        institution=card.person.institution,
        region_number=card.person.region_number,
        text=card.text,
        state=card.state,
        priority=card.priority,
        owner=card.owner,
        owned_at=card.owned_at,
        rounds=card.rounds,
        clock_from=card.clock_from,
        waiting_since=card.waiting_since,
        questions=card.questions,
        waited_s=card.waited_s,
        own_by=clocks.own_by,
        resolve_by=clocks.resolve_by,
        conclusion=None if ending is None else ending.conclusion,
        ended_at=None if ending is None else ending.at,
        is_answered=None if ending is None else ending.is_answered,
        is_solved=None if ending is None else ending.is_solved,
        refusal=None if refusal is None else refusal.reason,
        evidence=None if refusal is None else msgspec.Raw(_ENCODER.encode(refusal)),
        ending_note="" if ending is None else ending.note,
        cause_id=None if follow_up is None else follow_up.cause,
        follow_up=None if follow_up is None else follow_up.reason,
        follow_up_key="" if follow_up is None else follow_up.key,
        names=names_in(file),
        addresses=addresses_in(file),
        phones=phones_in(file),
    )


def names_in(file: TicketFile) -> str:
    """Return the words of everybody named, as they are searched for."""
    everybody = (file.card.person.name, *(visit.patient.name for visit in file.visits))
    return " ".join(" ".join(plain_words(name)) for name in everybody if name)


def addresses_in(file: TicketFile) -> str:
    """Return the words of all addresses, as they are searched for."""
    found = (visit.address for visit in file.visits)
    words = " ".join(search_text(f"{each.text} {each.landmark}") for each in found)
    return f" {words} " if words else ""


def as_within(word: str) -> str:
    """Return a word as it is looked for: a part of one will do, but house 5 is not house 15."""
    return f" {word} " if word[0].isdecimal() else word


def phones_in(file: TicketFile) -> tuple[PhoneNumber, ...]:
    """Return the numbers that were left besides the one called from."""
    numbers = (file.card.person.phone, *(visit.phone for visit in file.visits))
    return tuple(sorted({number for number in numbers if number is not None}))


def _visit_row(file: TicketFile, visit: HomeVisit, place: int, site: str) -> VisitRow:
    address, patient, window = visit.address, visit.patient, visit.window
    return VisitRow(
        visit_id=visit.visit_id,
        site=site,
        ticket_id=file.card.ticket_id,
        place=place,
        requested_at=visit.requested_at,
        complaint=visit.complaint,
        danger_signs=visit.danger_signs,
        address_text=address.text,
        settlement=address.settlement,
        street=address.street,
        house=address.house,
        flat=address.flat,
        entrance=address.entrance,
        floor=address.floor,
        intercom=address.intercom,
        landmark=address.landmark,
        patient_name=patient.name,
        born_on=patient.born_on,
        age_years=patient.age_years,
        policy_number=patient.policy_number,
        phone=visit.phone,
        window_since=None if window is None else window.since,
        window_until=None if window is None else window.until,
        clinic=visit.clinic,
        day=visit.day,
        shift=visit.shift,
        is_on_waiting_list=visit.is_on_waiting_list,
        state=visit.state,
        state_at=visit.state_at,
        acknowledged_at=visit.acknowledged_at,
        doctor=visit.doctor,
        reason=visit.reason,
    )
