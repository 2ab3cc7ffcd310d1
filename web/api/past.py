"""The past of a contact: everything that happened, as it is told to whoever complains."""

from typing import Final

import msgspec

from base.ids import ContactId, TicketId
from web.api.model import Nothing
from web.api.problems import Problem, missing
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope, allows
from web.api.shown_past import TimelineShown
from web.api.work import named_ticket, read_uuid


async def show_timeline(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Tell all that happened to a contact, by its id or by a ticket of it."""
    contact_id = await _contact(ask)
    timeline = None
    if contact_id is not None:
        timelines, shows_deeds = ask.doors.past.timelines, _may_see_deeds(ask)
        timeline = await timelines.of_contact(contact_id, shows_deeds=shows_deeds)
    if contact_id is None or timeline is None:
        return missing("contact; give its id, or the number of a ticket digit by digit")
    if allows(ask.bearer.scopes, Scope.RECORDINGS_READ):
        recordings = await ask.doors.past.recordings.of_contact(contact_id)
        timeline = msgspec.structs.replace(timeline, recordings=tuple(recordings))
    tickets = tuple(TicketId(ticket.ticket_id) for ticket in timeline.tickets)
    return Reply(shown=timeline, tickets=tickets)


def _may_see_deeds(ask: Ask[Nothing, Nothing]) -> bool:
    """Tell whether what supervisors did is shown: not to operators who were listened to."""
    granted = ask.bearer.scopes
    return allows(granted, Scope.SUPERVISE) or allows(granted, Scope.AUDIT_READ)


async def _contact(ask: Ask[Nothing, Nothing]) -> ContactId | None:
    """Return the contact that is meant, by a ticket or by its own id."""
    named = ask.path["contact"]
    reading = await named_ticket(ask.doors, named)
    if reading is not None:
        return reading.file.card.contact_id
    contact_id = read_uuid(named)
    return None if contact_id is None else ContactId(contact_id)


PAST_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/contacts/{contact}/timeline", scope=Scope.CALLS_READ),
        show_timeline,
        query=Nothing,
        body=Nothing,
        shown=TimelineShown,
    ),
)
"""The operations of this page; part of the one table."""
