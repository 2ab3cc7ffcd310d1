"""What was promised against what was done: told once, when the person is joined with an operator.

A talk that is transferred or comes back from the line is the same keeping of the same promise.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from base.ids import CallId, ContactId, TicketId
from callflow.call import Call
from callflow.events import Direction
from callflow.steps import is_placed
from tickets.contact import Contact

_REMEMBERED: Final = 512
"""More people than talk at once, and than are cut off and come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseKept:
    """Somebody who was promised a call talks with an operator, by whichever call."""

    contact_id: ContactId
    ticket_id: TicketId
    call_id: CallId
    direction: Direction
    """Inbound where they called again and were let in."""
    promised_for: datetime
    """What they heard last."""
    served_at: datetime

    @property
    def error_s(self) -> float:
        """How much later than promised; negative for sooner."""
        return (self.served_at - self.promised_for).total_seconds()


class Punctuality:
    """Knows whose promise has been told as kept."""

    def __init__(self) -> None:
        self._told: OrderedDict[ContactId, datetime] = OrderedDict()

    def joined(self, call: Call, contact: Contact | None, now: datetime) -> PromiseKept | None:
        """Return the promise that a talk keeps; `None` where none was made, or it is known."""
        if contact is None or contact.promised_for is None:
            return None
        contact_id, promised_for = contact.contact_id, contact.promised_for
        if self._told.get(contact_id) == promised_for:
            return None
        self._told[contact_id] = promised_for
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        return PromiseKept(
            contact_id=contact_id,
            ticket_id=call.origin.case.ticket_id,
            call_id=call.origin.call_id,
            direction=Direction.OUTBOUND if is_placed(call) else Direction.INBOUND,
            promised_for=promised_for,
            served_at=now,
        )
