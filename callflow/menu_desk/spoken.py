"""What tables know, in the forms in which menus say it: prompts, digits, times of the day."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from base.ids import ClinicCode
from base.phone import PhoneNumber
from tickets.contact import State
from tickets.directory import Directory
from tickets.ticket_file import TicketFile
from tickets.visit import HomeVisit, VisitState

_WAITING: Final = "request.state.waiting"
_DONE: Final = "request.state.done"
_CANCELLED: Final = "request.state.cancelled"
_OF_VISIT: Final = {
    VisitState.REQUESTED: _WAITING,
    VisitState.DELIVERED: "request.state.sent",
    VisitState.ACCEPTED: "request.state.accepted",
    VisitState.DOCTOR_ASSIGNED: "request.state.doctor",
    VisitState.VISITED: _DONE,
    # The patient still waits, and a person of ours has the task: they will be rung.
    VisitState.REFUSED: _WAITING,
    VisitState.CANCELLED: _CANCELLED,
}
_OF_TICKET: Final = {
    State.RESOLVED: _DONE,
    State.CLOSED: _DONE,
    State.REFUSED: _DONE,
    State.CANCELLED: _CANCELLED,
}
_MINUTES_PER_HOUR: Final = 60
_HOME: Final = "+7"
_MINUTE: Final = timedelta(minutes=1)


class OpenToday(NamedTuple):
    """From when to when anybody receives in a clinic on a day, as times of the wall clock."""

    opens: str
    closes: str


def state_prompt(file: TicketFile) -> str:
    """Return the prompt that says where a request stands; of visits the last one counts."""
    visits = [visit for visit in file.visits if visit.state is not VisitState.CANCELLED]
    last: HomeVisit | None = next(reversed(visits or file.visits), None)
    if last is not None:
        return _OF_VISIT[last.state]
    return _OF_TICKET.get(file.card.state, _WAITING)


def phone_digits(number: PhoneNumber) -> str:
    """Return the digits that people dial at home; those of a foreign number as they are."""
    return f"8{number[2:]}" if number.startswith(_HOME) else number.removeprefix("+")


def open_today(directory: Directory, clinic: ClinicCode, weekday: int) -> OpenToday | None:
    """Return when doctors of a clinic receive on a weekday; `None` when nobody does."""
    rows = [row for row in directory.timetables if row.clinic == clinic and row.weekday == weekday]
    if not rows:
        return None
    begins, ends = min(row.begins for row in rows), max(row.ends for row in rows)
    return OpenToday(_wall_clock(begins), _wall_clock(ends))


def promised_minutes(
    now: datetime, opens_at: datetime | None, *, ahead: int, handle_s: float, operators: int
) -> int | None:
    """Return in how many minutes a person may count on us; `None` when it never opens again.

    `opens_at` is `now` while it is open. Everybody ahead is taken to need as long as is usual; an
    operator who may come is counted only when at work, so that nobody is promised too early.
    """
    if opens_at is None:
        return None
    work = timedelta(seconds=ahead * handle_s / max(1, operators))
    return max(1, -((now - opens_at - work) // _MINUTE))


def _wall_clock(minutes: int) -> str:
    return f"{minutes // _MINUTES_PER_HOUR:02d}:{minutes % _MINUTES_PER_HOUR:02d}"
