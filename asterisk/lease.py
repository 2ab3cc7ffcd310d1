"""The lease of each waiting caller: who stops renewing it loses the caller to the dialplan.

Every second Asterisk is told, for each held caller, to take the call back four seconds from now.
An engine that is killed, frozen or cut off says nothing, and so lets go of the callers without
doing anything. Each caller is renewed by a task of its own, so that one that hangs keeps no other
from being renewed. A lease must be cleared before a talk, or it would cut the talk.
"""

import asyncio
from functools import partial
from typing import Final

import structlog

from asterisk.client import AriClient, AriError, ChannelId, Done, Gone
from asterisk.site import LEASE_S
from base.tasks import spawn

RENEWAL_S: Final = 1.0

_TIMEOUT: Final = "TIMEOUT(absolute)"
_NEVER: Final = "0"

_log = structlog.get_logger(__name__)


class LeaseKeeper:
    """Renews the leases of the callers it holds, while `run` runs."""

    def __init__(self, client: AriClient) -> None:
        self._client = client
        self._held: set[ChannelId] = set()
        self._renewals: dict[ChannelId, asyncio.Task[None]] = {}

    def hold(self, channel: ChannelId) -> None:
        """Renew this caller's lease from the next second on."""
        self._held.add(channel)

    async def hold_now(self, channel: ChannelId) -> Done | Gone:
        """Renew this caller's lease at once: it is an earlier engine's, and may be all but over.

        Raises:
            AriError: Asterisk could not do it.

        """
        self.hold(channel)
        return await self._client.set_variable(channel, _TIMEOUT, str(LEASE_S))

    def forget(self, channel: ChannelId) -> None:
        """Renew it no more; an unended caller goes back to the dialplan."""
        self._held.discard(channel)

    async def clear(self, channel: ChannelId) -> Done | Gone:
        """Take the caller's lease away altogether: from here on the call outlives the engine.

        A renewal on its way is awaited first, since Asterisk keeps no order between two commands.
        """
        self._held.discard(channel)
        renewal = self._renewals.get(channel)
        if renewal is not None:
            await asyncio.wait([renewal])
        return await self._client.set_variable(channel, _TIMEOUT, _NEVER)

    async def run(self) -> None:
        """Renew all leases every second, for ever."""
        while True:
            for channel in self._held - self._renewals.keys():
                task = spawn(self._renew(channel), name=f"lease {channel}")
                self._renewals[channel] = task
                task.add_done_callback(partial(self._ended, channel))
            await asyncio.sleep(RENEWAL_S)

    def _ended(self, channel: ChannelId, _renewal: asyncio.Task[None]) -> None:
        del self._renewals[channel]

    async def _renew(self, channel: ChannelId) -> None:
        try:
            renewed = await self._client.set_variable(channel, _TIMEOUT, str(LEASE_S))
        except AriError as error:
            _log.warning("lease.not_renewed", channel=channel, reason=str(error))
            return
        if isinstance(renewed, Gone):
            self._held.discard(channel)
