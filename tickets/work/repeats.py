"""What is asked of us may come twice: who lost our answer asks again, under the key they chose.

The key is written in the transaction of what it asks for. So a repetition finds either nothing,
and may go on, or what was done already; and of two at once the second waits for the first.
"""

from dataclasses import dataclass
from typing import Protocol

from base.ids import TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskKey:
    """What a change is known by to whoever asks for it."""

    asker: str
    key: str
    """Chosen by them; another asker's same one is another."""
    digest: str
    """Of all that is asked for, so that no key serves for two different things."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """It was done already."""

    ticket_id: TicketId
    digest: str
    """Of what was asked for then."""


class AskBook(Protocol):
    """What was done under which key."""

    async def done_under(self, ask: AskKey) -> Repeated | None:
        """Return what was done under that key; `None` when nothing was."""
        ...
