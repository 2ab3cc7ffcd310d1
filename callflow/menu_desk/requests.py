"""From what a menu took to what is kept of it, and whose a request is."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from base.ids import InstitutionCode, VisitId
from base.phone import NumberRules, PhoneNumber, read_keyed_number
from ivr.nodes import RequestKind
from ivr.ports import Asker, FiledRequest
from tickets.attachment import read_policy
from tickets.category import Kind
from tickets.directory import Directory
from tickets.intake.taken import SpokenField, TakenRequest
from tickets.number import TicketNumber, TicketNumberError, read_ticket_number
from tickets.readings import TicketReading

KINDS: Final[Mapping[RequestKind, Kind]] = {
    RequestKind.HOME_VISIT: Kind.HOME_VISIT,
    RequestKind.APPOINTMENT: Kind.APPOINTMENT,
    RequestKind.COMPLAINT: Kind.COMPLAINT,
    RequestKind.REFERENCE: Kind.REFERENCE,
    RequestKind.SUPPORT: Kind.SUPPORT,
    # Nobody has said what it is about: whoever rings back asks.
    RequestKind.CALLBACK: Kind.UNDETERMINED,
    RequestKind.FOLLOW_UP: Kind.FOLLOW_UP,
}
MOST_VALUES: Final = 32
LONGEST_VALUE: Final = 200
"""The longest that a walk carries: the path of a topic's recording."""
_SHORT_NUMBER: Final = 4
_MARKS: Final = {str(mark): mark for mark in range(11)}


def taken_request(
    asker: Asker,
    request: FiledRequest,
    *,
    visit_id: VisitId,
    rules: NumberRules,
    directory: Directory,
    is_urgent: bool,
) -> TakenRequest:
    """Return what is kept of a request; what was keyed in and cannot be read is left out."""
    values = request.values
    return TakenRequest(
        call_id=asker.call_id,
        kind=KINDS[request.kind],
        contact_id=asker.contact_id,
        number=read_ticket_number(asker.ticket_number),
        visit_id=visit_id,
        taken_at=asker.now,
        called_from=asker.number,
        is_partial=request.is_partial,
        is_urgent=is_urgent,
        spoken=tuple(SpokenField(take.field, take.number) for take in request.takes),
        born_on=born_on(values),
        policy_number=read_policy(values.get("policy", "")) or "",
        phone=keyed_phone(values, rules),
        institution=_institution(values, directory),
        mark=_mark(values),
    )


def born_on(values: Mapping[str, str]) -> date | None:
    """Return the birth date that was keyed in."""
    try:
        return date.fromisoformat(values.get("birth_date", ""))
    except ValueError:
        return None


def keyed_phone(values: Mapping[str, str], rules: NumberRules) -> PhoneNumber | None:
    """Return the number that was keyed in to be rung on."""
    keyed = values.get("phone", "")
    return read_keyed_number(keyed, rules) if keyed else None


def patient_of(request: TakenRequest) -> str | None:
    """Return by what the patient is told from others; `None` when nothing was keyed in."""
    if request.policy_number:
        return request.policy_number
    return None if request.born_on is None else request.born_on.isoformat()


def meant_numbers(asker: Asker, keyed: str | None, today: date) -> tuple[TicketNumber, ...]:
    """Return the tickets that somebody may mean: keyed in, else that of their own contact.

    A short number is one of today, or of yesterday: whoever called in the evening asks at night.
    """
    if keyed is None:
        return (read_ticket_number(asker.ticket_number),)
    if len(keyed) <= _SHORT_NUMBER:
        counter = int(keyed) if keyed.isascii() and keyed.isdecimal() else 0
        days = (today, today - timedelta(days=1))
        return tuple(TicketNumber(day, counter) for day in days) if counter else ()
    try:
        return (read_ticket_number(keyed),)
    except TicketNumberError:
        return ()


def is_short(keyed: str | None) -> bool:
    """Tell whether a number is one that anybody could guess."""
    return keyed is not None and len(keyed) <= _SHORT_NUMBER


def is_of(asker: Asker, reading: TicketReading) -> bool:
    """Tell whether a ticket is that of whoever calls: their contact's, or of their number."""
    file = reading.file
    if file.card.contact_id == asker.contact_id:
        return True
    known = {reading.called_from, file.card.person.phone, *(each.phone for each in file.visits)}
    return asker.number is not None and asker.number in known


def is_within_bounds(values: Mapping[str, str]) -> bool:
    """Tell whether values are of a size that a walk can have made."""
    return len(values) <= MOST_VALUES and all(
        len(value) <= LONGEST_VALUE for value in values.values()
    )


def time_of_day(keyed: str, now: datetime) -> tuple[int, int] | None:
    """Return the hour and minute of four digits; `None` when no clock shows them."""
    try:
        read = datetime.strptime(keyed, "%H%M").replace(tzinfo=now.tzinfo)
    except ValueError:
        return None
    return read.hour, read.minute


def _institution(values: Mapping[str, str], directory: Directory) -> InstitutionCode | None:
    found = directory.by_support_code(values.get("support_code", ""))
    return None if found is None else found.code


def _mark(values: Mapping[str, str]) -> int | None:
    return _MARKS.get(values.get("mark", ""))
