"""What a caller's room hears: prompts one after another, and music.

What is cut off makes way for what follows, which waits in Asterisk behind it. About once in three
thousand keys Asterisk takes a stop, answers that it is done, and goes on saying the prompt to
its end: the caller has pressed a key and hears what they wanted to be over. So whatever was
told to stop and has not ended soon after is looked at again. If it is still being said, the caller
is put into the room anew, which ends all that is said there, and what was to follow is said again.

Limits: `_STUBBORN_S`, which the caller waits in vain. Beside an operator nothing is mended: a talk
is not to be interrupted for a prompt.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from asterisk.client import AriClient, AriError, BridgeId, Done, Gone, PlaybackId
from asterisk.room import Again, Room, Words
from asterisk.translate import Media, playback_of, room_of
from base.tasks import spawn
from callflow.events import Utterance

MUSIC: Final = "line122"

_BEGUN_AGAIN_AFTER_S: Final = (0.01, 0.05)
_STUBBORN_S: Final = 0.5
"""Many times what the end of a prompt takes that is cut off (20 ms), also when cores are busy."""
_ENDS_WITHIN_S: Final = 1.0

_log = structlog.get_logger(__name__)


class Prompter:
    """Says and silences; of one room never two things at a time."""

    def __init__(self, client: AriClient) -> None:
        self._client = client

    async def say(self, room: Room, utterance: Utterance, media: Sequence[Media]) -> Done | Gone:
        """Say something once what is being said has ended; its end is told by an event.

        Raises:
            AriError: Asterisk could not do it.

        """
        async with room.speech:
            await self.stop_music(room)
            started = await self._begin(room, utterance, media)
            if isinstance(started, Done):
                room.words = Words(utterance, media)
            return started

    async def stop(self, room: Room, utterance: Utterance) -> Done:
        """Silence an utterance; nothing happens where it has ended.

        Raises:
            AriError: Asterisk did not answer; whether it is silent will be seen.

        """
        async with room.speech:
            if room.words is not None and room.words.utterance == utterance:
                room.words = None
            # Before asking: its end may be told before the answer arrives.
            room.cut_off.add(utterance)
            try:
                await self._client.stop_playback(playback_of(room.call_id, utterance))
            finally:
                # Whatever the answer: only the end itself tells that it is silent.
                if utterance in room.cut_off:
                    loop = asyncio.get_running_loop()
                    loop.call_later(_STUBBORN_S, self._look, room, utterance)
            return Done()

    async def play_music(self, room: Room) -> Done | Gone:
        """Play music until it is stopped; it goes on where it plays already.

        Raises:
            AriError: Asterisk could not do it.

        """
        if room.has_music:
            return Done()
        started = await self._client.start_bridge_music(room_of(room.call_id), MUSIC)
        room.has_music = isinstance(started, Done)
        return started

    async def stop_music(self, room: Room) -> None:
        """Stop the music, if any plays.

        Raises:
            AriError: Asterisk could not do it.

        """
        if room.has_music:
            room.has_music = False
            await self._client.stop_bridge_music(room_of(room.call_id))

    async def _begin(
        self, room: Room, utterance: Utterance, media: Sequence[Media]
    ) -> Done | Gone:
        playback = playback_of(room.call_id, utterance)
        started = await self._play(room_of(room.call_id), playback, media)
        # Not before: who asked in between whether it is still being said would be told that not.
        if isinstance(started, Done):
            room.saying = utterance
        return started

    async def _play(
        self, bridge: BridgeId, playback: PlaybackId, media: Sequence[Media]
    ) -> Done | Gone:
        """Begin a playback, in spite of the one before.

        What plays in a bridge is a channel of its own, and Asterisk uses the one that is there.
        While that one is leaving, since a key has just cut it off, Asterisk answers 500; a moment
        later it makes another. Seen once in some 2,500 prompts that were cut off.
        """
        for pause_s in _BEGUN_AGAIN_AFTER_S:
            try:
                return await self._client.play_on_bridge(bridge, playback, media)
            except AriError as error:
                if not error.is_refusal:
                    raise
            await asyncio.sleep(pause_s)
        return await self._client.play_on_bridge(bridge, playback, media)

    def _look(self, room: Room, utterance: Utterance) -> None:
        if utterance in room.cut_off:
            spawn(self._silence(room, utterance), name=f"silence {room.call_id}")

    async def _silence(self, room: Room, utterance: Utterance) -> None:
        """End what goes on although it was cut off, and say again what waits behind it."""
        room.cut_off.discard(utterance)
        try:
            async with room.speech:
                if not await self._client.has_playback(playback_of(room.call_id, utterance)):
                    return
                if room.leg.joined or room.leg.has_ended:
                    return
                _log.warning("prompt.not_silenced", call_id=str(room.call_id))
                await self._begin_anew(room)
        except AriError as error:
            _log.warning("asterisk.command_failed", command="silence", reason=str(error))

    async def _begin_anew(self, room: Room) -> None:
        words = room.words
        room.again = None if words is None else Again(words.utterance)
        try:
            entered = await self._client.add_to_bridge(room_of(room.call_id), room.caller)
            if isinstance(entered, Gone):
                return
            if room.has_music:
                await self._client.start_bridge_music(room_of(room.call_id), MUSIC)
            if words is not None and room.again is not None:
                await _ended(room.again)
                await self._begin(room, words.utterance, words.media)
        finally:
            room.again = None


def take_end(room: Room, utterance: Utterance) -> bool:
    """Take that something has ended; tell whether the call is to know."""
    room.cut_off.discard(utterance)
    if room.saying == utterance:
        room.saying = None
    if room.again is not None and room.again.utterance == utterance:
        room.again.has_ended.set()
        return False
    if room.words is not None and room.words.utterance == utterance:
        room.words = None
    return True


async def _ended(again: Again) -> None:
    """Wait until Asterisk has let go of what is to be said again, by the same name."""
    try:
        async with asyncio.timeout(_ENDS_WITHIN_S):
            await again.has_ended.wait()
    except TimeoutError:
        # No events arrive: whether it can be said again, Asterisk will tell.
        return
