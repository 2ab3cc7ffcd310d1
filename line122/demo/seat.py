"""The free seat: whoever looks at the demo sits down and takes calls in the browser.

A simulated operator sings a tone, by which a simulated citizen knows that somebody is there. A
person does not. So the seat looks at the line, learns whom its person talks with, and tells the
citizen; and it remembers the tickets of these talks, which are the person's to write.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from callflow.readings import LiveReading

ACCOUNT: Final = "lidia"

_LOOK_EVERY_S: Final = 0.4
_TALKING: Final = "talking"

ReadLine = Callable[[], Awaitable[LiveReading]]
CallerOf = Callable[[str], Awaitable[str | None]]
"""Returns the number from which the person of a ticket called."""


@dataclass(slots=True)
class Seat:
    """Who is talked with at the free seat."""

    account: str
    tickets: set[str] = field(default_factory=set)
    """Of all talks at the seat."""
    _ticket: str | None = None
    _caller: str | None = None

    def talks_with(self, number: str) -> bool:
        """Tell whether the person at the seat talks with that number now."""
        return self._caller is not None and self._caller.lstrip("+") == number

    async def watch(self, line: ReadLine, caller_of: CallerOf) -> None:
        """Look at the line until cancelled."""
        while True:
            await self.look(await line(), caller_of)
            # A person who says hello is answered soon enough; nothing waits for it.
            await asyncio.sleep(_LOOK_EVERY_S)

    async def look(self, live: LiveReading, caller_of: CallerOf) -> None:
        """Take how the line stands."""
        ticket = self._ticket_in(live)
        if ticket == self._ticket:
            return
        self._ticket, self._caller = ticket, None
        if ticket is not None:
            self.tickets.add(ticket)
            self._caller = await caller_of(ticket)

    def _ticket_in(self, live: LiveReading) -> str | None:
        call_id = next(
            (
                agent.call_id
                for agent in live.agents
                if agent.account == self.account and agent.activity == _TALKING
            ),
            None,
        )
        return next((call.ticket_number for call in live.calls if call.call_id == call_id), None)
