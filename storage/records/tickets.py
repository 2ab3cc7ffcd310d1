"""Tickets as they are worked on, in PostgreSQL: one transaction for each change.

What calls write behind goes before: every reading waits for it, so that whoever has just been on
the line is found. A change updates the row only where its revision is the one that was read; what
comes with it (visits, history, deadlines, dispatches) is written in the same transaction or not
at all. Every transaction locks a ticket before anything that hangs on it.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from base.ids import ClinicCode, TicketId, VisitId
from storage.dispatches import insert_dispatches
from storage.records import ticket_mapping
from storage.records.connection import Lent, Pool
from storage.records.mapping import contact_row
from storage.records.shelf import Shelf
from storage.records.statements import statements
from storage.records.ticket_search import found_page
from storage.ticket_rows import EVENTS, card_row, text_of, text_of_contact, text_of_visits
from tickets.capacity import Shift
from tickets.number import TicketNumber
from tickets.readings import Cursor, FoundPage, HistoryEntry, Sought, TicketReading
from tickets.sla import DeadlineKind, TicketDeadline
from tickets.work.ports import BookedDay, DueDeadline, OnDue, Save, Stale
from tickets.work.repeats import AskKey, Repeated

TUNING: Final = {
    # What is sought decides the plan: a plan for any words would be one for the commonest.
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
}
"""What connections that search are set to."""


class PostgresTicketBook:
    """A `tickets.work.ports.TicketBook`, a `DeadlineBook` and an `AskBook`."""

    def __init__(self, shelf: Shelf, searching: Pool) -> None:
        self._shelf = shelf
        self._searching = searching

    async def get(self, ticket_id: TicketId) -> TicketReading | None:
        """Return a ticket as it is now."""
        async with self._shelf.reading() as connection:
            return await self._read(connection, ticket_id)

    async def by_number(self, number: TicketNumber) -> TicketReading | None:
        """Return the ticket of that number."""
        async with self._shelf.reading() as connection:
            ticket_id = await statements.ticket_numbered(
                connection, site=self._shelf.site, day=number.day, counter=number.counter
            )
            return None if ticket_id is None else await self._read(connection, ticket_id)

    async def of_visit(self, visit_id: VisitId) -> TicketReading | None:
        """Return the ticket that a visit belongs to."""
        async with self._shelf.reading() as connection:
            ticket_id = await statements.ticket_of_visit(
                connection, site=self._shelf.site, visit_id=visit_id
            )
            return None if ticket_id is None else await self._read(connection, ticket_id)

    async def save(self, saves: Sequence[Save]) -> Stale | Repeated | None:
        """Write all of it in one transaction, or nothing where one of the tickets is stale."""
        try:
            async with self._shelf.reading() as connection, connection.transaction():
                await self._write(connection, saves)
        except _StaleError as error:
            return Stale(error.ticket_id)
        except _RepeatedError as error:
            return error.repeated
        return None

    async def done_under(self, ask: AskKey) -> Repeated | None:
        """Return what was done under that key; `None` when nothing was."""
        async with self._shelf.reading() as connection:
            return await self._done_under(connection, ask)

    async def history(self, ticket_id: TicketId) -> tuple[HistoryEntry, ...]:
        """Return every change of a ticket in its order."""
        async with self._shelf.reading() as connection:
            rows = statements.ticket_history(
                connection, site=self._shelf.site, ticket_id=ticket_id
            )
            return tuple([ticket_mapping.read_history(row) async for row in rows])

    async def search(self, sought: Sought, after: Cursor | None, most: int) -> FoundPage:
        """Return the newest tickets that fit, behind the cursor."""
        await self._shelf.writer.committed()
        async with self._searching.connection() as connection:
            return await found_page(connection, self._shelf.site, sought, after, most)

    async def booked(self, clinic: ClinicCode, since: date, until: date) -> dict[BookedDay, int]:
        """Return how many visits a clinic has promised on days, the last one included."""
        async with self._shelf.reading() as connection:
            rows = statements.visits_booked(
                connection, site=self._shelf.site, clinic=clinic, since=since, until=until
            )
            return {
                BookedDay(row["day"], Shift(row["shift"])): int(row["visits"])
                async for row in rows
            }

    async def next_due(self, aside: Collection[TicketId] = ()) -> DueDeadline | None:
        """Return the next deadline to come, or the longest due, of tickets that are not aside."""
        async with self._shelf.reading() as connection:
            found = await statements.next_deadline(
                connection, site=self._shelf.site, aside=list(aside)
            )
        if found is None:
            return None
        deadline = TicketDeadline(DeadlineKind(found["kind"]), found["round"], found["due_at"])
        return DueDeadline(TicketId(found["ticket_id"]), deadline)

    async def fire(self, due: DueDeadline, now: datetime, decide: OnDue) -> bool:
        """Let a deadline bring about what it does, in one transaction."""
        try:
            async with self._shelf.reading() as connection, connection.transaction():
                if not await self._is_claimed(connection, due, now):
                    return False
                reading = await self._read(connection, due.ticket_id)
                assert reading is not None, "A deadline is a ticket's, by the database's word."
                await self._write(connection, decide(due, reading))
                return True
        except _StaleError as error:
            msg = "A ticket that is locked is changed by nobody else."
            raise AssertionError(msg) from error

    async def _read(self, connection: Lent, ticket_id: TicketId) -> TicketReading | None:
        card = await statements.ticket_card(connection, site=self._shelf.site, ticket_id=ticket_id)
        if card is None:
            return None
        visits = [row async for row in statements.ticket_visits(connection, ticket_id=ticket_id)]
        links = [row async for row in statements.ticket_links(connection, ticket_id=ticket_id)]
        return ticket_mapping.read_reading(card, visits, links)

    async def _is_claimed(self, connection: Lent, due: DueDeadline, now: datetime) -> bool:
        await statements.lock_ticket(connection, ticket_id=due.ticket_id)
        fired = await statements.fire_deadline(
            connection,
            ticket_id=due.ticket_id,
            kind=due.deadline.kind.value,
            round=due.deadline.round,
            now=now,
        )
        return fired is not None

    async def _write(self, connection: Lent, saves: Sequence[Save]) -> None:
        for save in saves:
            if save.ask is not None:
                await self._claim(connection, save.ask, save)
            await self._write_one(connection, save)

    async def _claim(self, connection: Lent, ask: AskKey, save: Save) -> None:
        """Take a key before anything of a ticket: who comes second with it waits here."""
        claimed = await statements.claim_ask(
            connection,
            site=self._shelf.site,
            asker=ask.asker,
            key=ask.key,
            digest=ask.digest,
            ticket_id=save.file.card.ticket_id,
            now=save.at,
        )
        if claimed is None:
            repeated = await self._done_under(connection, ask)
            assert repeated is not None, "Whoever had the key first has committed it."
            raise _RepeatedError(repeated)

    async def _done_under(self, connection: Lent, ask: AskKey) -> Repeated | None:
        row = await statements.ask_done(
            connection, site=self._shelf.site, asker=ask.asker, key=ask.key
        )
        return None if row is None else Repeated(TicketId(row["ticket_id"]), row["digest"])

    async def _write_one(self, connection: Lent, save: Save) -> None:
        site, file = self._shelf.site, save.file
        encoded = EVENTS.encode(save.what)
        parameters = {
            "row": text_of(card_row(file, save.clocks, site)),
            "visits": text_of_visits(file, site),
            "other_ids": [link.ticket_id for link in file.card.links],
            "hows": [link.how for link in file.card.links],
            "at": save.at,
            "role": save.actor.role.value,
            "agent_id": save.actor.agent_id,
            "actor_name": save.actor.name,
            "change": encoded.kind,
            "payload": encoded.payload.decode(),
            "kinds": [deadline.kind.value for deadline in save.deadlines],
            "rounds": [deadline.round for deadline in save.deadlines],
            "due_at": [deadline.due_at for deadline in save.deadlines],
        }
        if save.is_new:
            contacts = self._contacts_in(save)
            opened = await statements.open_ticket(connection, contacts=contacts, **parameters)
            if opened is None:
                return
        elif await statements.change_ticket(connection, **parameters) is None:
            raise _StaleError(file.card.ticket_id)
        await insert_dispatches(connection, site, save.dispatches)

    def _contacts_in(self, save: Save) -> str:
        if save.contact is None:
            return "[]"
        return text_of_contact(
            contact_row(save.contact, self._shelf.site, self._shelf.next_revision())
        )


class _StaleError(Exception):
    """Rolls a transaction back; never leaves this module."""

    def __init__(self, ticket_id: TicketId) -> None:
        super().__init__("the ticket has changed since it was read; read it again")
        self.ticket_id = ticket_id


class _RepeatedError(Exception):
    """Rolls a transaction back; never leaves this module."""

    def __init__(self, repeated: Repeated) -> None:
        super().__init__("it was done already; read what came of it")
        self.repeated = repeated
