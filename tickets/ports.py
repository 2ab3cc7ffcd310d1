"""What the cases need from the rooms above."""

from datetime import date
from typing import Protocol

from tickets.contact import Contact, OpenCase, Ticket


class CaseBook(Protocol):
    """Where contacts and tickets are written down; a write returns at once."""

    def write_contact(self, contact: Contact) -> None:
        """Write the contact's row, or write it anew."""
        ...

    def write_ticket(self, ticket: Ticket) -> None:
        """Write the ticket's row, or write anew what the end of its contact says of it.

        It says nothing any more of a ticket that somebody has filed.
        """
        ...

    async def open_cases(self) -> tuple[OpenCase, ...]:
        """Return every contact that has not ended, with its tickets.

        Those beside the first are only the ones that are open and that nobody has filed.
        """
        ...

    async def last_counter(self, day: date) -> int:
        """Return the highest ticket counter of the day; 0 when there is none."""
        ...
