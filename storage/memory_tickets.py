"""The tickets that are worked on, in memory; see `storage/memory.py`.

What calls wrote of a ticket holds until somebody files it, as in PostgreSQL.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, assert_never

from base.ids import ClinicCode, ContactId, TicketId, VisitId
from storage.ticket_rows import addresses_in, as_within, names_in, phones_in
from tickets.changes import ENGINE, Concluded
from tickets.contact import Contact, Ticket
from tickets.dispatch import Dispatch
from tickets.follow_up import FollowUp
from tickets.number import TicketNumber
from tickets.place_name import plain_words, search_text
from tickets.readings import (
    By,
    ByAddress,
    ByName,
    ByNumber,
    ByPhone,
    ByText,
    Cursor,
    FoundPage,
    FoundTicket,
    HistoryEntry,
    Sought,
    TicketReading,
)
from tickets.sla import Clocks, DeadlineKind, TicketDeadline
from tickets.ticket import Ending, TicketCard
from tickets.ticket_file import TicketFile
from tickets.visit import VisitState
from tickets.work.ports import BookedDay, DueDeadline, OnDue, Save, Stale
from tickets.work.repeats import AskKey, Repeated

_CALLED_OFF: Final = frozenset({VisitState.REFUSED, VisitState.CANCELLED})
_STEM_CHARS: Final = 4


@dataclass(slots=True)
class _Kept:
    file: TicketFile
    clocks: Clocks
    history: list[HistoryEntry]


class MemoryTicketBook:
    """A `tickets.work.ports.TicketBook`, a `DeadlineBook` and an `AskBook`."""

    def __init__(
        self,
        contacts: dict[ContactId, Contact],
        tickets: Mapping[TicketId, Ticket],
        on_dispatch: Callable[[Dispatch], None] | None = None,
    ) -> None:
        self._contacts = contacts
        self._tickets = tickets
        self._kept: dict[TicketId, _Kept] = {}
        self._due: dict[tuple[TicketId, DeadlineKind, int], datetime] = {}
        self._fired: set[tuple[TicketId, DeadlineKind, int]] = set()
        self._asks: dict[tuple[str, str], Repeated] = {}
        self.on_dispatch = on_dispatch

    async def get(self, ticket_id: TicketId) -> TicketReading | None:
        """Return a ticket as it is now."""
        return self._reading(ticket_id)

    async def by_number(self, number: TicketNumber) -> TicketReading | None:
        """Return the ticket of that number."""
        return next((each for each in self._all() if each.file.card.number == number), None)

    async def of_visit(self, visit_id: VisitId) -> TicketReading | None:
        """Return the ticket that a visit belongs to."""
        found = (each for each in self._all() if each.file.visit(visit_id) is not None)
        return next(found, None)

    async def save(self, saves: Sequence[Save]) -> Stale | Repeated | None:
        """Write all of it, or nothing where one of the tickets is stale."""
        for save in saves:
            repeated = None if save.ask is None else await self.done_under(save.ask)
            if repeated is not None:
                return repeated
            card = save.file.card
            now_there = self._reading(card.ticket_id)
            before = 0 if now_there is None else now_there.file.card.revision
            if not save.is_new and before != card.revision - 1:
                return Stale(card.ticket_id)
        for save in saves:
            self._write(save)
        return None

    async def done_under(self, ask: AskKey) -> Repeated | None:
        """Return what was done under that key; `None` when nothing was."""
        return self._asks.get((ask.asker, ask.key))

    async def history(self, ticket_id: TicketId) -> tuple[HistoryEntry, ...]:
        """Return every change of a ticket in its order."""
        kept = self._kept.get(ticket_id)
        if kept is not None:
            return tuple(kept.history)
        ticket = self._tickets.get(ticket_id)
        return () if ticket is None else tuple(_concluded(ticket))

    async def search(self, sought: Sought, after: Cursor | None, most: int) -> FoundPage:
        """Return the newest tickets that fit, behind the cursor."""
        found = [each for each in self._all() if self._fits(each, sought)]
        found.sort(key=_place, reverse=True)
        if after is not None:
            found = [each for each in found if _place(each) < after]
        page = tuple(map(_line, found[:most]))
        return FoundPage(page, _place(found[most - 1]) if len(found) > most else None)

    async def booked(self, clinic: ClinicCode, since: date, until: date) -> dict[BookedDay, int]:
        """Return how many visits a clinic has promised on days, the last one included."""
        booked: dict[BookedDay, int] = {}
        for visit in (visit for each in self._all() for visit in each.file.visits):
            if visit.day is None or visit.shift is None or visit.clinic != clinic:
                continue
            is_promised = visit.state not in _CALLED_OFF and not visit.is_on_waiting_list
            if is_promised and since <= visit.day <= until:
                day = BookedDay(visit.day, visit.shift)
                booked[day] = booked.get(day, 0) + 1
        return booked

    async def next_due(self, aside: Collection[TicketId] = ()) -> DueDeadline | None:
        """Return the next deadline to come, or the longest due, of tickets that are not aside."""
        coming = [(due_at, key) for key, due_at in self._due.items() if key[0] not in aside]
        if not coming:
            return None
        due_at, (ticket_id, kind, of_round) = min(coming)
        return DueDeadline(ticket_id, TicketDeadline(kind, of_round, due_at))

    async def fire(self, due: DueDeadline, now: datetime, decide: OnDue) -> bool:
        """Let a deadline bring about what it does."""
        key = (due.ticket_id, due.deadline.kind, due.deadline.round)
        due_at = self._due.get(key)
        if due_at is None or due_at > now:
            return False
        reading = self._reading(due.ticket_id)
        assert reading is not None, "A deadline is a ticket's."
        saves = decide(due, reading)
        del self._due[key]
        self._fired.add(key)
        for save in saves:
            self._write(save)
        return True

    def _write(self, save: Save) -> None:
        card = save.file.card
        if save.is_new and card.follow_up is not None and self._stands(card.follow_up):
            return
        if save.contact is not None:
            self._contacts[save.contact.contact_id] = save.contact
        kept = self._kept.get(card.ticket_id)
        if kept is None:
            ticket = self._tickets.get(card.ticket_id)
            before = [] if ticket is None else list(_concluded(ticket))
            kept = self._kept[card.ticket_id] = _Kept(save.file, save.clocks, before)
        kept.file, kept.clocks = save.file, save.clocks
        if save.ask is not None:
            done = Repeated(card.ticket_id, save.ask.digest)
            self._asks[save.ask.asker, save.ask.key] = done
        entry = HistoryEntry(card.revision, save.at, save.actor, card.state, save.what)
        kept.history.append(entry)
        for key in [key for key in self._due if key[0] == card.ticket_id]:
            del self._due[key]
        for deadline in save.deadlines:
            due = (card.ticket_id, deadline.kind, deadline.round)
            if due not in self._fired:
                self._due[due] = deadline.due_at
        if self.on_dispatch is not None:
            for dispatch in save.dispatches:
                self.on_dispatch(dispatch)

    def _stands(self, task: FollowUp) -> bool:
        return any(kept.file.card.follow_up == task for kept in self._kept.values())

    def _all(self) -> Iterator[TicketReading]:
        for ticket_id in {**self._tickets, **self._kept}:
            reading = self._reading(ticket_id)
            if reading is not None:
                yield reading

    def _reading(self, ticket_id: TicketId) -> TicketReading | None:
        kept = self._kept.get(ticket_id)
        if kept is None:
            ticket = self._tickets.get(ticket_id)
            if ticket is None:
                return None
            kept = _Kept(TicketFile(_card_of(ticket)), Clocks(), [])
        contact = self._contacts.get(kept.file.card.contact_id)
        return TicketReading(kept.file, kept.clocks, None if contact is None else contact.number)

    def _fits(self, reading: TicketReading, sought: Sought) -> bool:
        card = reading.file.card
        is_wanted = (
            (not sought.kinds or card.kind in sought.kinds)
            and (not sought.states or card.state in sought.states)
            and (not sought.channels or card.channel in sought.channels)
            and (sought.owner is None or card.owner == sought.owner)
            and (
                sought.cause is None
                or (card.follow_up is not None and card.follow_up.cause == sought.cause)
            )
        )
        return is_wanted and (sought.by is None or self._is_meant(reading, sought.by))

    def _is_meant(self, reading: TicketReading, by: By) -> bool:
        file = reading.file
        match by:
            case ByNumber(number):
                return file.card.number == number
            case ByPhone(phone):
                contact = self._contacts.get(file.card.contact_id)
                rung = None if contact is None else contact.callback_to
                return phone in {reading.called_from, rung, *phones_in(file)}
            case ByName(words):
                return _has_all(plain_words(words), names_in(file))
            case ByAddress(words):
                sought = [as_within(word) for word in search_text(words).split()]
                return _has_all(sought, addresses_in(file))
            case ByText(words):
                # A stand-in for the dictionary of the database: words that begin alike.
                stems = [word[:_STEM_CHARS] for word in plain_words(words)]
                return _has_all(stems, " ".join(plain_words(file.card.text)))
            case _:
                assert_never(by)


def _card_of(ticket: Ticket) -> TicketCard:
    ending = None
    if ticket.conclusion is not None and ticket.concluded_at is not None:
        ending = Ending(conclusion=ticket.conclusion, at=ticket.concluded_at)
    return TicketCard(
        ticket_id=ticket.ticket_id,
        contact_id=ticket.contact_id,
        number=ticket.number,
        opened_at=ticket.opened_at,
        clock_from=ticket.opened_at,
        state=ticket.state,
        ending=ending,
    )


def _concluded(ticket: Ticket) -> Iterator[HistoryEntry]:
    if ticket.concluded_at is not None:
        what = Concluded(ticket.conclusion)
        yield HistoryEntry(1, ticket.concluded_at, ENGINE, ticket.state, what)


def _has_all(words: Sequence[str], text: str) -> bool:
    return bool(words) and all(word in text for word in words)


def _place(reading: TicketReading) -> Cursor:
    return Cursor(reading.file.card.opened_at, reading.file.card.ticket_id)


def _line(reading: TicketReading) -> FoundTicket:
    card = reading.file.card
    return FoundTicket(
        ticket_id=card.ticket_id,
        number=card.number,
        opened_at=card.opened_at,
        kind=card.kind,
        category_title=card.category_title,
        state=card.state,
        priority=card.priority,
        owner=card.owner,
        name=card.person.name,
        text=card.text,
        clocks=reading.clocks,
        conclusion=None if card.ending is None else card.ending.conclusion,
    )
