"""What a menu settled for a citizen by a look-up, as a ticket that is answered and solved.

A place that was taken or given back is written down at once: its ticket's number is spoken. What
was only told is written down when the call has shown that it was enough.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from base.ids import ClinicCode
from ivr.ports import Asker
from tickets.category import CategoryCode, Kind
from tickets.changes import CITIZEN, File, Resolve
from tickets.number import read_ticket_number
from tickets.ticket import Channel
from tickets.ticket_file import Changed
from tickets.work.service import Done, TicketDesk

_TITLES: Final[Mapping[str, str]] = {
    "book_slot": "Голосовым меню сделана запись",
    "cancel_appointment": "Голосовым меню отменена запись",
    "appointment": "Голосовым меню названа запись",
}
_CATEGORIES: Final[Mapping[str, str]] = {
    "book_slot": "appointment",
    "cancel_appointment": "appointment.cancel",
    "appointment": "appointment.remind",
    "test_result": "reference.test_result",
    "clinic": "reference.phones",
    "timetable": "reference.timetable",
    "hot_question": "reference",
}
_TOLD: Final[Mapping[str, str]] = {
    "test_result": "Голосовым меню сказано, готов ли анализ.",
    "clinic": "Голосовым меню назван телефон поликлиники.",
    "timetable": "Голосовым меню названы часы приёма в поликлинике.",
    "hot_question": "Голосовым меню сообщён ответ на вопрос дня.",
}
_DONE: Final = frozenset({"book_slot", "cancel_appointment"})
_SOLVED: Final = Resolve(is_answered=True, is_solved=True)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled, in the words of a ticket."""

    kind: Kind
    category: CategoryCode
    text: str
    is_done: bool
    """Whether something was changed, and not only told."""


def settled_by(
    name: str, found: Mapping[str, str], clinic_name: Callable[[ClinicCode], str]
) -> Settled | None:
    """Return what a look-up that found something has settled; `None` for a free place."""
    code = _CATEGORIES.get(name)
    if code is None:
        return None
    title = _TITLES.get(name)
    return Settled(
        kind=Kind.REFERENCE if title is None else Kind.APPOINTMENT,
        category=CategoryCode(code),
        text=_TOLD[name] if title is None else f"{title}: {_place(found, clinic_name)}.",
        is_done=name in _DONE,
    )


async def write_down(tickets: TicketDesk, asker: Asker, settled: Settled) -> int | None:
    """Let the contact's ticket say what was settled, and return its short number.

    A ticket on which something stands already is left as it is: another one is opened beside it.
    `None` when neither may be.
    """
    category = tickets.policy.categories.find(settled.category)
    what = File(
        kind=settled.kind,
        # A site's own tree need not know of it.
        category=None if category is None or category.kind is not settled.kind else category.code,
        text=settled.text,
        channel=Channel.INTAKE,
    )
    reading = await tickets.by_number(read_ticket_number(asker.ticket_number))
    done: Done
    if reading is None or reading.file.card.filed_at is not None:
        done = await tickets.open(what, CITIZEN, contact_id=asker.contact_id)
    else:
        done = await tickets.change(reading.file.card.ticket_id, what, CITIZEN)
    if not isinstance(done, Changed):
        return None
    card = done.file.card
    await tickets.change(card.ticket_id, _SOLVED, CITIZEN)
    return card.number.counter


def _place(found: Mapping[str, str], clinic_name: Callable[[ClinicCode], str]) -> str:
    day = date.fromisoformat(found["day"])
    clinic = clinic_name(ClinicCode(found["clinic_code"]))
    return f"{day:%d.%m.%Y} {found['time']}, {clinic}, {found['doctor']}"
