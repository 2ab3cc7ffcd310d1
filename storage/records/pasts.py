"""What was done to tickets, and who was told of it, read for whoever explains a contact."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import asyncpg
import structlog

from base.codec import UnreadableEventError
from base.ids import TicketId
from callflow.telling_cases import TicketPast, Told
from storage.records.ticket_mapping import read_history
from tickets.contact import Ticket
from tickets.dispatch import DispatchAbout, DispatchState
from tickets.readings import HistoryEntry

_log = structlog.get_logger(__name__)


def read_pasts(
    rows: Iterable[asyncpg.Record], tickets: Iterable[Ticket]
) -> Mapping[TicketId, TicketPast]:
    """Return what was done to each of the tickets; what another version wrote is left out."""
    entries: defaultdict[TicketId, list[HistoryEntry]] = defaultdict(list)
    accounts: defaultdict[TicketId, dict[int, str]] = defaultdict(dict)
    for row in rows:
        ticket_id = TicketId(row["ticket_id"])
        entries[ticket_id].extend(_readable(row))
        if row["account"] is not None:
            accounts[ticket_id][row["revision"]] = row["account"]
    return {
        ticket.ticket_id: TicketPast(
            ticket.number, tuple(entries[ticket.ticket_id]), accounts[ticket.ticket_id]
        )
        for ticket in tickets
    }


def _readable(row: asyncpg.Record) -> Iterator[HistoryEntry]:
    try:
        yield read_history(row)
    except UnreadableEventError as error:
        ticket_id = str(row["ticket_id"])
        _log.warning("ticket.history_unread", ticket_id=ticket_id, cause=str(error))


def read_told(row: asyncpg.Record) -> Told:
    """Return what another system was told."""
    return Told(
        target=row["target"],
        about=DispatchAbout(row["about"]),
        state=DispatchState(row["state"]),
        attempts=row["attempts"],
        written_at=row["written_at"],
        sent_at=row["sent_at"],
        acknowledged_at=row["acknowledged_at"],
    )
