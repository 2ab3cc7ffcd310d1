"""A contact is one need of one person; the calls of that person belong to it until it is met.

A person who calls again unserved has not made a new contact: that is a *retrial*, and it adds no
ticket. A person who was served and calls again opens a new one: that is a *recall*. Callers who
show no number cannot be told from one another, so each of their calls is a contact of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from base.ids import ContactId, TicketId
from base.phone import PhoneNumber
from tickets.number import TicketNumber


class EndReason(StrEnum):
    """Why a contact ended; midnight and silence do not end one."""

    SERVED = "served"
    """The person talked with an agent."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One need of one person."""

    contact_id: ContactId
    number: PhoneNumber | None
    """`None` when the caller showed none that can be used."""
    opened_at: datetime
    ended_at: datetime | None = None
    end_reason: EndReason | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """The record of what a contact is about."""

    ticket_id: TicketId
    contact_id: ContactId
    number: TicketNumber
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A contact that has not ended, with its first ticket."""

    contact: Contact
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Retrial:
    """The person came back unserved: the same contact, no new ticket."""

    case: OpenCase


@dataclass(frozen=True, slots=True)
class FirstAttempt:
    """No contact is open for the number: a new one, with its ticket."""

    reason: str
    """`number_withheld` or `no_open_contact`."""


def decide_contact(
    number: PhoneNumber | None, open_case: OpenCase | None
) -> Retrial | FirstAttempt:
    """Return whether a call belongs to a contact that is open."""
    if number is None:
        return FirstAttempt("number_withheld")
    if open_case is None:
        return FirstAttempt("no_open_contact")
    return Retrial(open_case)
