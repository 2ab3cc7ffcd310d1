"""The rows that a dispatch hangs on."""

from base.ids import new_contact_id
from storage.records.connection import Connection
from tickets.dispatch import Dispatch


async def write_ticket(connection: Connection, it: Dispatch, site: str) -> None:
    """Write the contact and the ticket of a dispatch."""
    contact_id, day = new_contact_id(), it.written_at.date()
    await connection.execute(
        "INSERT INTO contact (contact_id, site, opened_at, revision) VALUES ($1, $2, $3, 1)",
        *(contact_id, site, it.written_at),
    )
    await connection.execute(
        "INSERT INTO ticket (ticket_id, site, contact_id, number, ticket_day, counter, opened_at)"
        " SELECT $1, $2, $3, 'n', $4, 1 + count(*), $5 FROM ticket",
        *(it.ticket_id, site, contact_id, day, it.written_at),
    )
