"""The card that an operator reads out to 103 or 112: the ambulance's questions, in their order.

Source: the order in which a dispatcher asks: where, what happened, who, whom to ring.
"""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Iterator
from datetime import date

from base.phone import CallerKey
from callflow.russian import counted
from tickets.address import Address
from tickets.ticket_file import TicketFile
from tickets.visit import HomeVisit, Patient


def card_lines(file: TicketFile, called_from: CallerKey | None, today: date) -> tuple[str, ...]:
    """Return what is read out, a line at a time; of a ticket without visits, what is written."""
    return tuple(_lines(file, called_from, today))


def _lines(file: TicketFile, called_from: CallerKey | None, today: date) -> Iterator[str]:
    card = file.card
    visits = [visit for visit in file.visits if not visit.is_ended] or list(file.visits)
    if not visits and card.text:
        yield f"Что случилось: {card.text}"
    for number, visit in enumerate(visits, start=1):
        if len(visits) > 1:
            yield f"Больной {number} из {len(visits)}."
        yield from _of_visit(visit, today)
    if card.person.name:
        yield f"Звонит: {card.person.name}"
    phone = card.person.phone or called_from
    if phone is not None and phone.startswith("+"):
        yield f"Телефон: {phone}"
    yield f"Заявка: {card.number}"


def _of_visit(visit: HomeVisit, today: date) -> Iterator[str]:
    yield f"Адрес: {address_told(visit.address)}"
    yield f"Что случилось: {visit.complaint}"
    if visit.danger_signs:
        yield f"Признаки опасности: {', '.join(visit.danger_signs)}"
    who = patient_told(visit.patient, today)
    if who:
        yield f"Больной: {who}"
    if visit.phone is not None:
        yield f"Телефон у больного: {visit.phone}"


def address_told(address: Address) -> str:
    """Return the address as it was told, with what helps to find the door."""
    parts = (
        ("подъезд", address.entrance),
        ("этаж", address.floor),
        ("домофон", address.intercom),
        ("ориентир", address.landmark),
    )
    more = [f"{name} {value}" for name, value in parts if value and value not in address.text]
    return ", ".join((address.text, *more))


def patient_told(patient: Patient, today: date) -> str:
    """Return who is ill, with their age as it is today; empty where nothing is known."""
    age = patient.age_years
    if age is None and patient.born_on is not None:
        born = patient.born_on
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    years = "" if age is None else counted(age, "год", "года", "лет")
    return ", ".join(part for part in (patient.name, years) if part)
