"""A request as a voice menu took it, before anybody has looked at it."""

from dataclasses import dataclass
from datetime import date, datetime

from base.ids import CallId, ContactId, InstitutionCode, VisitId
from base.phone import PhoneNumber
from tickets.category import Kind
from tickets.number import TicketNumber


@dataclass(frozen=True, slots=True)
class SpokenField:
    """What a caller said in answer to one question: with the call's id it names a recording."""

    field: str
    take: int

    def __str__(self) -> str:
        """Return it as it is a part of the recording's name."""
        return f"{self.field}.{self.take}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenRequest:
    """What somebody asked a machine for; there is one of each kind in a call."""

    call_id: CallId
    kind: Kind
    """Of the ticket; undetermined where somebody only wants to be rung."""
    contact_id: ContactId
    number: TicketNumber
    """Of the contact's ticket, which the caller may have heard."""
    visit_id: VisitId
    """Of the visit that it may become: chosen at once, so that no repetition makes a second."""
    taken_at: datetime
    called_from: PhoneNumber | None = None
    is_partial: bool = False
    """Whether the caller left before they had said all that is needed."""
    is_urgent: bool = False
    """Whether a danger sign was given."""
    spoken: tuple[SpokenField, ...] = ()
    words: str = ""
    """What they asked for by keys, in sentences for people; empty where the kind says it all."""
    born_on: date | None = None
    policy_number: str = ""
    phone: PhoneNumber | None = None
    """Where they want to be rung; `None` for where they called from."""
    institution: InstitutionCode | None = None
    mark: int | None = None
    """From 0 to 10; only where somebody has to ask what went wrong."""


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """A request that is not on its ticket yet."""

    request: TakenRequest
    revision: int
    """Of its row: one that was taken anew meanwhile is filed anew."""
