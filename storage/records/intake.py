"""What voice menus took, in PostgreSQL: written behind as calls are, read back to be filed."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from base.ids import CallId, ClinicCode, ContactId, InstitutionCode, TicketId, VisitId
from base.phone import PhoneNumber
from storage.records import mapping
from storage.records.connection import Lent
from storage.records.shelf import Shelf
from storage.records.statements import statements
from tickets.category import Kind
from tickets.intake.ports import PatientOfNumber
from tickets.intake.taken import PendingRequest, SpokenField, TakenRequest
from tickets.intake.urgency import IntakeLine
from tickets.number import TicketNumber


class PostgresIntakeBook:
    """A `tickets.intake.ports.IntakeBook`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def write_request(self, request: TakenRequest) -> None:
        """Write a request, in place of a partial one of its call and kind."""
        shelf = self._shelf
        shelf.writer.add(mapping.intake_row(request, shelf.site, shelf.next_revision()))

    async def committed(self) -> None:
        """Wait until all that was written so far is durable."""
        await self._shelf.writer.committed()

    async def pending(self, most: int) -> Sequence[PendingRequest]:
        """Return the oldest that are not filed; a partial one only when its call has ended."""
        async with self._shelf.reading() as connection:
            rows = statements.pending_intakes(connection, site=self._shelf.site, most=most)
            return tuple([_read_pending(row) async for row in rows])

    async def filed(self, pending: PendingRequest, now: datetime) -> None:
        """Take that a request is on its ticket."""
        async with self._shelf.reading() as connection:
            await statements.intake_filed(
                connection,
                call_id=pending.request.call_id,
                kind=pending.request.kind,
                revision=pending.revision,
                now=now,
            )

    async def waiting(self) -> Sequence[IntakeLine]:
        """Return every request on whose ticket nobody works yet, the oldest first."""
        async with self._shelf.reading() as connection:
            return await lines_waiting(connection, self._shelf.site)

    async def patients(self, since: datetime) -> Sequence[PatientOfNumber]:
        """Return for whom doctors were asked through numbers, the oldest first."""
        async with self._shelf.reading() as connection:
            rows = statements.patients_of_numbers(connection, site=self._shelf.site, since=since)
            return tuple(
                [
                    PatientOfNumber(
                        PhoneNumber(row["number"]), row["patient"], row["requested_at"]
                    )
                    async for row in rows
                ]
            )


async def lines_waiting(connection: Lent, site: str) -> tuple[IntakeLine, ...]:
    """Return every request on whose ticket nobody works yet, the oldest first."""
    rows = statements.intakes_waiting(connection, site=site)
    return tuple([_read_line(row) async for row in rows])


def _read_pending(row: asyncpg.Record) -> PendingRequest:
    institution = row["institution"]
    request = TakenRequest(
        call_id=CallId(row["call_id"]),
        kind=Kind(row["kind"]),
        contact_id=ContactId(row["contact_id"]),
        number=TicketNumber(row["ticket_day"], row["counter"]),
        visit_id=VisitId(row["visit_id"]),
        taken_at=row["taken_at"],
        called_from=_phone(row["called_from"]),
        is_partial=row["is_partial"],
        is_urgent=row["is_urgent"],
        spoken=tuple(map(_read_spoken, row["takes"])),
        born_on=row["born_on"],
        policy_number=row["policy_number"],
        phone=_phone(row["phone"]),
        institution=None if institution is None else InstitutionCode(institution),
        mark=row["mark"],
        words=row["words"],
    )
    return PendingRequest(request, row["revision"])


def _read_line(row: asyncpg.Record) -> IntakeLine:
    clinic = row["clinic"]
    return IntakeLine(
        ticket_id=TicketId(row["ticket_id"]),
        number=TicketNumber(row["ticket_day"], row["counter"]),
        kind=Kind(row["kind"]),
        taken_at=row["taken_at"],
        is_urgent=row["is_urgent"],
        is_partial=row["is_partial"],
        is_filed=row["is_filed"],
        called_from=_phone(row["called_from"]),
        phone=_phone(row["phone"]),
        born_on=row["born_on"],
        clinic=None if clinic is None else ClinicCode(clinic),
        recordings=tuple(f"{row['call_id']}.{spoken}" for spoken in row["takes"]),
    )


def _read_spoken(text: str) -> SpokenField:
    field, _, take = text.rpartition(".")
    return SpokenField(field, int(take))


def _phone(text: str | None) -> PhoneNumber | None:
    return None if text is None else PhoneNumber(text)
