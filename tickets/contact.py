"""A contact is one need of one person; the calls of that person belong to it until it is met.

A person who calls again unserved has not made a new contact: that is a *retrial*, and it adds no
ticket. A person who was served and calls again opens a new one: that is a *recall*. Callers who
show no number cannot be told from one another, so each of their calls is a contact of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from base.ids import AgentId, ContactId, TicketId
from base.phone import CallerKey, PhoneNumber
from tickets.number import TicketNumber


class EndReason(StrEnum):
    """Why a contact ended; midnight and silence do not end one."""

    SERVED = "served"
    """The person talked with an agent."""
    SELF_SERVED = "self_served"
    """The voice menu was enough."""
    CANCELLED = "cancelled"
    """The person said that they need us no more."""
    GIVEN_UP = "given_up"
    """A person of ours closed it, with a reason."""


class State(StrEnum):
    """Where a ticket stands; `tickets/ticket.py` says which may follow which."""

    NEW = "new"
    OWNED = "owned"
    """Somebody is responsible."""
    IN_PROGRESS = "in_progress"
    WAITING = "waiting_for_citizen"
    """The citizen is to answer: our clock stands still."""
    RESOLVED = "resolved"
    """Done, unless the citizen says otherwise."""
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Conclusion(StrEnum):
    """How a ticket ended, in one word."""

    TALKED = "talked"
    """The person talked with an agent, and nobody wrote down more."""
    SELF_SERVED = "self_served"
    GIVEN_UP = "given_up"
    """A person of ours closed it, with a reason."""
    TURNED_AWAY = "turned_away"
    """One of the hidden callers of an hour whom no channel was left for."""
    LEFT = "left"
    """The person hung up unserved and showed no number: nobody can ring them."""
    RESOLVED = "resolved"
    NOT_SOLVABLE = "not_solvable"
    """Nobody here can solve it, and the person knows."""
    REFUSED = "refused"
    CANCELLED = "cancelled"
    """The person needs us no more."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One need of one person."""

    contact_id: ContactId
    number: CallerKey | None
    """What the person is known again by; `None` when they showed nothing that can be used."""
    opened_at: datetime
    """The first dial: the person's place in the one order, for as long as the contact lasts."""
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    topic: str | None = None
    """The queue that the person chose; they are not asked again."""
    told_at: datetime | None = None
    """When the person had heard, to its end, what will happen."""
    promised_for: datetime | None = None
    """Until when we promised to ring; of the last promise."""
    heard_at: datetime | None = None
    """When the person last heard the short menu."""
    is_urgent: bool = False
    """Whether a danger sign was given."""
    callback_to: PhoneNumber | None = None
    """The number to ring instead of the one that the call came from."""
    cut_off_with: AgentId | None = None
    """The operator with whom the talk broke off; they are tried first."""
    is_shared: bool = False
    """Whether it is a second one of its number: for another person, who said so by a key."""

    @property
    def is_reachable(self) -> bool:
        """Whether a later call can be known as theirs, or one of ours can reach them."""
        return self.number is not None or self.callback_to is not None


@dataclass(frozen=True, slots=True)
class Ticket:
    """The record of what a contact is about."""

    ticket_id: TicketId
    contact_id: ContactId
    number: TicketNumber
    opened_at: datetime
    conclusion: Conclusion | None = None
    """What the end of the contact says of it; `None` while that is open."""
    concluded_at: datetime | None = None

    @property
    def state(self) -> State:
        """Where the ticket stands as far as calls know."""
        return State.NEW if self.conclusion is None else STATE_AFTER[self.conclusion]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A contact that has not ended, with its first ticket."""

    contact: Contact
    ticket: Ticket
    beside: tuple[Ticket, ...] = ()
    """The others that calls opened and that are still open: they end with the contact."""

    @property
    def tickets(self) -> tuple[Ticket, ...]:
        """All that the end of the contact speaks of."""
        return (self.ticket, *self.beside)


@dataclass(frozen=True, slots=True)
class Retrial:
    """The person came back unserved: the same contact, no new ticket."""

    case: OpenCase


@dataclass(frozen=True, slots=True)
class FirstAttempt:
    """No contact is open for the number: a new one, with its ticket."""

    reason: str
    """`number_withheld` or `no_open_contact`."""


STATE_AFTER: Final[Mapping[Conclusion, State]] = {
    Conclusion.TALKED: State.RESOLVED,
    Conclusion.SELF_SERVED: State.CLOSED,
    Conclusion.GIVEN_UP: State.CLOSED,
    Conclusion.TURNED_AWAY: State.CLOSED,
    Conclusion.LEFT: State.CLOSED,
    Conclusion.RESOLVED: State.RESOLVED,
    Conclusion.NOT_SOLVABLE: State.RESOLVED,
    Conclusion.REFUSED: State.REFUSED,
    Conclusion.CANCELLED: State.CANCELLED,
}
"""The state that a conclusion brings a ticket to."""

_CONCLUSIONS: Final[Mapping[EndReason, Conclusion]] = {
    EndReason.SERVED: Conclusion.TALKED,
    EndReason.SELF_SERVED: Conclusion.SELF_SERVED,
    EndReason.CANCELLED: Conclusion.CANCELLED,
    EndReason.GIVEN_UP: Conclusion.GIVEN_UP,
}


def concluded(ticket: Ticket, reason: EndReason, now: datetime) -> Ticket:
    """Return the ticket with what its contact's end says of it."""
    return replace(ticket, conclusion=_CONCLUSIONS[reason], concluded_at=now)


def decide_contact(number: CallerKey | None, open_case: OpenCase | None) -> Retrial | FirstAttempt:
    """Return whether a call belongs to a contact that is open.

    A number that several people call from is no exception: who redials there says by a key that
    it is for another person, or every redial would open one more contact and one more callback.
    """
    if number is None:
        return FirstAttempt("number_withheld")
    if open_case is None:
        return FirstAttempt("no_open_contact")
    return Retrial(open_case)
