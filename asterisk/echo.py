"""Whether events reach us: Asterisk is asked to tell us a word of ours, and we must hear it.

A socket that lives proves nothing. When a connection is made right after another has ended,
Asterisk may still be cleaning up the one before, and then takes the application away from the new
one (about one in five hundred on 22.10.1 under load); and one on which a write took too long it
leaves silently alone. Both times the socket stays up and answers every ping, REST goes on to work,
and no request tells that the application hears nothing: only an event does.
"""

import asyncio
from typing import Final

from asterisk import wire
from asterisk.client import AriClient, AriError, Gone

INTERVAL_S: Final = 1.0
PATIENCE_S: Final = 2.0
"""Many times what a word takes when both cores are busy (0.2 s in the slowest hundredth)."""

_WORD: Final = "line122.echo"


class DeafError(AriError):
    """Asterisk holds our connection and sends no events on it; it has to be made anew."""

    def __init__(self) -> None:
        super().__init__("Asterisk holds our connection and sends no events on it.")


class Echo:
    """Our own word, sent through Asterisk."""

    def __init__(self, client: AriClient, patience_s: float = PATIENCE_S) -> None:
        self._client = client
        self._patience_s = patience_s
        self._came_back = asyncio.Event()

    async def require(self) -> None:
        """Send the word, and return when it has come back.

        Raises:
            DeafError: it does not come.
            AriError: Asterisk did not take it.

        """
        self._came_back.clear()
        if isinstance(await self._client.call_out(_WORD), Gone):
            raise DeafError
        try:
            async with asyncio.timeout(self._patience_s):
                await self._came_back.wait()
        except TimeoutError:
            raise DeafError from None

    def take(self, event: wire.Event) -> bool:
        """Take an event; return whether it was the word, which is news to nobody."""
        if not isinstance(event, wire.ChannelUserevent) or event.eventname != _WORD:
            return False
        self._came_back.set()
        return True
