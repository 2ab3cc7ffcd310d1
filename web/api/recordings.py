"""Recordings: found by everything, heard in parts, drawn; each hearing is kept in the audit.

A name is looked for in the index, and only what stands there becomes a path.
"""

from http import HTTPStatus
from typing import Annotated, Final

from msgspec import Meta

from base.ids import TicketId
from base.phone import PhoneNumber
from tickets.number import TicketNumber, TicketNumberError, read_ticket_number
from web.api.asks import PageAsk
from web.api.codes import FaultCode
from web.api.model import YEARS, Moment, Name, Nothing, Phone, Sent
from web.api.pages import read_named_place, written_place
from web.api.past_ports import RecordingsWanted
from web.api.problems import Fault, Problem, missing, wrong
from web.api.route import Address, Ask, BodyT, QueryT, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_past import (
    IndexedShown,
    PeaksShown,
    RecordingGone,
    RecordingIndexPage,
    RecordingKind,
)

Seconds = Annotated[float, Meta(ge=0, le=86_400)]


class RecordingsAsk(PageAsk, frozen=True, kw_only=True):
    """Which recordings are looked for; all that is given must fit."""

    since: Moment | None = None
    until: Moment | None = None
    agent: Name | None = None
    """The account by which an operator answers."""
    number: Phone | None = None
    ticket: Name | None = None
    """The number of a ticket."""
    least_s: Seconds | None = None
    most_s: Seconds | None = None
    topic: Name | None = None
    """A queue, the subject of a menu, or a category of tickets."""
    clinic: Name | None = None
    text: Name | None = None
    """All of these words in the text of the ticket, in any of their forms."""
    kind: tuple[RecordingKind, ...] = ()
    held: bool | None = None

    def __post_init__(self) -> None:
        """Refuse a moment that nobody lives to see."""
        for moment in (self.since, self.until):
            if moment is not None and moment.year not in YEARS:
                raise ValueError("the year cannot be meant")


class HearAsk(Sent, frozen=True, kw_only=True):
    """How a recording is wanted."""

    save: bool = False
    """To be kept as a file, and not played."""


async def search_recordings(ask: Ask[RecordingsAsk, Nothing]) -> Reply | Problem:
    """List recordings, the newest first."""
    query, place = ask.query, read_named_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    ticket = _ticket(query.ticket)
    if isinstance(ticket, Problem):
        return ticket
    wanted = RecordingsWanted(
        since=query.since,
        until=query.until,
        agent=query.agent,
        number=None if query.number is None else PhoneNumber(query.number),
        ticket=ticket,
        least_s=query.least_s,
        most_s=query.most_s,
        topic=query.topic,
        clinic=query.clinic,
        text=query.text,
        kinds=frozenset(query.kind),
        is_held=query.held,
    )
    page = await ask.doors.past.recordings.search(wanted, place, query.most)
    shown = RecordingIndexPage(recordings=tuple(page.lines), next=written_place(page.next))
    return Reply(shown=shown, tickets=_tickets(*page.lines))


async def hear_recording(ask: Ask[HearAsk, Nothing]) -> Reply | Problem:
    """Return the sound of a recording, whole or in ranges."""
    recording = await ask.doors.past.recordings.named(ask.path["recording"])
    if recording is None:
        return await _gone(ask, ask.path["recording"])
    how = "attachment" if ask.query.save else "inline"
    named = f'{how}; filename="{file_name(recording)}"'
    return Reply(
        shown=Nothing(),
        headers={"Content-Disposition": named},
        file=ask.doors.past.recordings.file_of(recording),
        tickets=_tickets(recording),
        recording=recording.name,
        # What somebody carries away goes on elsewhere: it is more than hearing it.
        kept_as="save_recording" if ask.query.save else "",
    )


async def show_peaks(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Show how loud a recording is from moment to moment, both voices apart."""
    recording = await ask.doors.past.recordings.named(ask.path["recording"])
    peaks = None
    if recording is not None:
        peaks = await ask.doors.past.recordings.peaks(recording)
    if recording is None or peaks is None:
        return await _gone(ask, ask.path["recording"])
    return Reply(shown=peaks, tickets=_tickets(recording), recording=recording.name)


def file_name(recording: IndexedShown) -> str:
    """Return how the file is called where somebody keeps it: nothing of the person is in it."""
    at = recording.begun_at.date()
    what = recording.kind if recording.field is None else f"{recording.kind}-{recording.field}"
    return f"line122_{at}_{recording.ticket_number}_{what}_{recording.part}.wav"


async def _gone(ask: Ask[QueryT, BodyT], name: str) -> Problem:
    """Return the problem of a recording that is there no more, with since when."""
    removed_at = await ask.doors.past.recordings.removed_at(name)
    if removed_at is None:
        return missing("recording; look at its name letter by letter")
    return Problem(
        status=HTTPStatus.NOT_FOUND,
        detail=f"The recording was let go on {removed_at:%Y-%m-%d}, and lies nowhere any more.",
        present=RecordingGone(removed_at=removed_at),
    )


def _tickets(*recordings: IndexedShown) -> tuple[TicketId, ...]:
    return tuple(dict.fromkeys(TicketId(each.ticket_id) for each in recordings))


def _ticket(text: str | None) -> TicketNumber | Problem | None:
    if text is None:
        return None
    try:
        return read_ticket_number(text)
    except TicketNumberError:
        return wrong(
            Fault(
                "ticket", "is no ticket's number; look at it digit by digit", FaultCode.NO_TICKET
            )
        )


RECORDING_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/recordings", scope=Scope.RECORDINGS_READ),
        search_recordings,
        query=RecordingsAsk,
        body=Nothing,
        shown=RecordingIndexPage,
    ),
    route(
        Address(
            method="GET",
            path="/recordings/{recording}",
            scope=Scope.RECORDINGS_READ,
            media="audio/wav",
        ),
        hear_recording,
        query=HearAsk,
        body=Nothing,
        shown=Nothing,
    ),
    route(
        Address(method="GET", path="/recordings/{recording}/peaks", scope=Scope.RECORDINGS_READ),
        show_peaks,
        query=Nothing,
        body=Nothing,
        shown=PeaksShown,
    ),
)
"""The operations of this page; part of the one table."""
