"""Telephones that are told to be gone, looked at again until they are there.

Asterisk tells by an event when a telephone comes back. One of those events can be lost: an account
that is written over itself just as its telephone registers was seen to be told gone and never
there again. The telephone would then not be rung until it registers anew, which may be an hour.
So whoever is told gone is looked for in the list of endpoints every few seconds, which Asterisk
keeps by what it knows rather than by what it has said. Nobody gone, nothing asked.

How soon a telephone answers is told by an event when it registers or comes back, though Asterisk
asks it every other second. The manager, who knows the last answer of each, is asked more seldom.
"""

import asyncio
import itertools
from collections.abc import Callable
from typing import Final

import structlog

from agents.phone import Measured, PhoneEvent, Registered, Silent, Unregistered
from asterisk.client import AriClient, AriError
from asterisk.contacts import ASKED, read_contacts

LOOKS_EVERY_S: Final = 3.0
MEASURED_EVERY: Final = 3
"""So many looks make one in which all telephones are measured."""
ONLINE: Final = "online"

_log = structlog.get_logger(__name__)


class PhoneWatch:
    """Knows which telephones were told to be gone; its `tell` tells of those that are not."""

    def __init__(self, client: AriClient, tell: Callable[[str, PhoneEvent], None]) -> None:
        self._client = client
        self._tell = tell
        self._gone: set[str] = set()

    def tell(self, endpoint: str, event: PhoneEvent) -> None:
        """Tell what happened to the telephone of an endpoint, and keep an eye on it."""
        match event:
            case Registered():
                self._gone.discard(endpoint)
            case Silent() | Unregistered():
                self._gone.add(endpoint)
        self._tell(endpoint, event)

    async def run(self) -> None:
        """Look again for ever."""
        for look in itertools.count(1):
            await asyncio.sleep(LOOKS_EVERY_S)
            try:
                await self.look_again()
                if look % MEASURED_EVERY == 0:
                    await self.measure()
            except AriError as error:
                # Asterisk is away; the survey after its return tells how every telephone is.
                _log.debug("phone.look_postponed", reason=str(error))

    async def measure(self) -> None:
        """Tell how soon everybody who is there answered the last time.

        Raises:
            AriError: Asterisk cannot tell.

        """
        for contact in read_contacts(await self._client.ask_ami(ASKED)):
            if contact.endpoint not in self._gone:
                self._tell(contact.endpoint, Measured(contact.rtt_ms))

    async def look_again(self) -> None:
        """Tell of everybody who was told to be gone and is there.

        Raises:
            AriError: Asterisk cannot tell.

        """
        if not self._gone:
            return
        for endpoint in await self._client.endpoints():
            # Gone still, after the answer has been waited for.
            if endpoint.state == ONLINE and endpoint.resource in self._gone:
                _log.info("phone.found_again", endpoint=endpoint.resource)
                self.tell(endpoint.resource, Registered())
