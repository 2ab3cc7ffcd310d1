"""A code that an agent dialled is confirmed aloud: answer, say, hang up.

Such a leg belongs to no call and needs no bridge: nothing is commanded while the prompt plays.
"""

import asyncio
from pathlib import Path
from typing import Final

import structlog

from asterisk.causes import NORMAL_CLEARING
from asterisk.client import AriClient, AriError, ChannelId, Gone, PlaybackId
from asterisk.lease import LeaseKeeper
from asterisk.translate import media_of
from base.ids import LegId
from callflow.ports import Performed
from ivr.prompt import Phrase

LIMIT_S: Final = 20.0
"""The longest that a confirmation takes; the agent is hung up then, whatever was said."""

_log = structlog.get_logger(__name__)


class Confirmations:
    """The legs on which something is being confirmed."""

    def __init__(self, client: AriClient, leases: LeaseKeeper, prompts: Path) -> None:
        self._client = client
        self._leases = leases
        self._prompts = prompts
        self._over: dict[LegId, asyncio.Event] = {}

    async def say(self, leg_id: LegId, phrase: Phrase) -> Performed:
        """Answer the leg, say the phrase to its end, hang up."""
        over = self._over[leg_id] = asyncio.Event()
        try:
            return await self._say(ChannelId(leg_id), phrase, over)
        except AriError as error:
            _log.warning("asterisk.command_failed", command="confirm", reason=str(error))
            return Performed.FAILED
        finally:
            del self._over[leg_id]

    def leg_ended(self, leg_id: LegId) -> None:
        """Take that a leg has ended; it may be anybody's."""
        if leg_id in self._over:
            self._over[leg_id].set()

    def said(self, playback: str) -> None:
        """Take that something has been said; it may be anybody's."""
        for leg_id, over in self._over.items():
            if playback == _playback_on(leg_id):
                over.set()

    async def _say(self, leg: ChannelId, phrase: Phrase, over: asyncio.Event) -> Performed:
        if isinstance(await self._client.answer(leg), Gone):
            return Performed.GONE
        await self._leases.clear(leg)
        media = media_of(phrase, self._prompts)
        await self._client.play_on_channel(leg, _playback_on(LegId(leg)), media)
        try:
            async with asyncio.timeout(LIMIT_S):
                await over.wait()
        except TimeoutError:
            _log.warning("asterisk.confirmation_unended")
        await self._client.hang_up(leg, NORMAL_CLEARING)
        return Performed.DONE


def _playback_on(leg_id: LegId) -> PlaybackId:
    return PlaybackId(f"{leg_id}.confirmation")
