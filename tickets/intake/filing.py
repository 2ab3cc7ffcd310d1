"""What a request that a machine took makes of its ticket.

Everything spoken is a recording that somebody has still to hear, the address as well: it stands
in the ticket by its name. Only what was keyed in can be decided by. So a visit has a clinic when
birth date and policy told one, and else stays with the people who work the morning list off.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from tickets.address import Address
from tickets.category import CategoryCode, CategoryTree, Kind
from tickets.changes import AddVisits, File, Note
from tickets.clinic_choice import age_on
from tickets.directory import ADULT_FROM_YEARS
from tickets.intake.taken import TakenRequest
from tickets.readings import HistoryEntry
from tickets.ticket import Channel, Person, Priority
from tickets.ticket_file import TicketFile
from tickets.visit import Booking, HomeVisit, Patient

DANGER_SIGN: Final = "назван клавишей в меню"
"""Of a danger sign, as people read it; which one it was, the call tells."""

WHERE: Final = "where"
WHAT: Final = "what"

_TITLES: Final = {
    WHAT: "что случилось",
    WHERE: "адрес",
    "who": "больной",
}
_NOT_SAID: Final = "не назван"
_PARTIAL: Final = "Звонок прервался, заявка неполная."


def keyed_patient(request: TakenRequest) -> Patient:
    """Return what is certain of the patient: the name was spoken, and nobody has heard it yet."""
    return Patient(born_on=request.born_on, policy_number=request.policy_number)


def spoken_address(request: TakenRequest) -> Address:
    """Return the address as far as a machine knows it: by the name of a recording."""
    return Address(text=_recording_of(request, WHERE) or _NOT_SAID)


def filing_of(
    request: TakenRequest, visits: Sequence[HomeVisit], tree: CategoryTree, today: date
) -> File:
    """Return what is written on a ticket that nobody has filed yet."""
    return File(
        kind=request.kind,
        category=category_of(request, tree, today),
        person=Person(phone=request.phone, institution=request.institution),
        text=words_of(request),
        priority=Priority.URGENT if request.is_urgent else Priority.NORMAL,
        channel=Channel.INTAKE,
        visits=tuple(visits),
    )


def addition_of(
    request: TakenRequest,
    visits: Sequence[HomeVisit],
    file: TicketFile,
    history: Sequence[HistoryEntry],
) -> AddVisits | Note | None:
    """Return what is added to a ticket that is filed; `None` where it has all of it already.

    A repetition is known by the recordings' names in the words, which no other request has.
    """
    if any(file.visit(visit.visit_id) is not None for visit in visits):
        return None
    words = words_of(request)
    if words in file.card.text or any(entry.what == Note(words) for entry in history):
        return None
    if visits and file.card.kind is Kind.HOME_VISIT and not file.card.is_ended:
        return AddVisits(tuple(visits))
    return Note(words)


def visit_of(request: TakenRequest, booking: Booking | None) -> HomeVisit:
    """Return the visit that a request asks for; without a booking a person decides who comes."""
    return HomeVisit(
        visit_id=request.visit_id,
        requested_at=request.taken_at,
        complaint=_recording_of(request, WHAT) or _NOT_SAID,
        danger_signs=(DANGER_SIGN,) if request.is_urgent else (),
        address=spoken_address(request),
        patient=keyed_patient(request),
        phone=request.phone or request.called_from,
        clinic=None if booking is None else booking.clinic,
        day=None if booking is None else booking.day,
        shift=None if booking is None else booking.shift,
        is_on_waiting_list=booking is not None and booking.is_on_waiting_list,
        state_at=request.taken_at,
    )


def words_of(request: TakenRequest) -> str:
    """Return what a ticket says of the request: by keys, and which recordings tell the rest."""
    return " ".join(_sentences(request))


def category_of(request: TakenRequest, tree: CategoryTree, today: date) -> CategoryCode | None:
    """Return the closest category of the tree that certainly fits."""
    wanted = [request.kind.value]
    if request.kind is Kind.HOME_VISIT and request.born_on is not None:
        wanted.insert(0, f"{request.kind}.{_age_group(age_on(today, request.born_on))}")
    for code in wanted:
        category = tree.find(CategoryCode(code))
        if category is not None and category.kind is request.kind and category.is_in_scope:
            return category.code
    return None


def recordings_of(request: TakenRequest) -> tuple[str, ...]:
    """Return the names of all recordings of the request."""
    return tuple(f"{request.call_id}.{spoken}" for spoken in request.spoken)


def _sentences(request: TakenRequest) -> Iterator[str]:
    told = "; ".join(
        f"{_TITLES.get(spoken.field, spoken.field)} — запись {request.call_id}.{spoken}"
        for spoken in request.spoken
    )
    keyed = tuple(_keyed(request))
    yield from keyed
    if told:
        yield f"Записано голосовым меню: {told}."
    elif not keyed:
        yield "Голосовое меню: ничего не сказано."
    if request.is_partial:
        yield _PARTIAL


def _keyed(request: TakenRequest) -> Iterator[str]:
    """Yield what was asked for by keys; the patient of a visit stands in the visit."""
    if request.words:
        yield request.words
    if request.born_on is not None and request.kind is not Kind.HOME_VISIT:
        yield f"Дата рождения {request.born_on:%d.%m.%Y}."


def _recording_of(request: TakenRequest, field: str) -> str:
    spoken = next((each for each in request.spoken if each.field == field), None)
    return "" if spoken is None else f"см. запись {request.call_id}.{spoken}"


def _age_group(years: int) -> str:
    if years < 1:
        return "infant"
    return "child" if years < ADULT_FROM_YEARS else "adult"
