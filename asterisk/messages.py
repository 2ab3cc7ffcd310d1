"""Messages of callers: their own voice alone, in one file for each question that they answer.

A message is recorded as a talk is (`asterisk/recorder.py`), by the manager and on the caller's
channel, since only so it lies where recordings lie, whatever directory that is; measured, it
begins within 2 ms as a rule, is complete 1 ms after its end, and makes no command wait. Only what
comes from the caller is written: neither our prompts nor music are ever in it. Asterisk's own
detection of talking tells when the caller has fallen silent.

Asterisk never says that a disk is full: a file in which nothing lies after a second of recording
is the sign of it.
"""

import asyncio
from pathlib import Path
from typing import Final

import structlog

from asterisk.client import AriClient, AriError, Done, Gone
from asterisk.recorder import finish
from asterisk.room import Room, Speaking, Tell
from asterisk.translate import Media, message_name
from base.tasks import spawn
from callflow.commands import RecordMessage
from callflow.message import (
    MessageEnd,
    MessageFailed,
    MessageFault,
    MessageRecorded,
    MessageRef,
)

MONITOR: Final = "MESSAGE_MONITOR"
"""The channel's variable that names what records a message; the dialplan ends that, too."""

LEAST_S: Final = 1.0
"""A message that lasted so long and of which nothing lies there was not written."""

_LISTEN: Final = "TALK_DETECT(set)"
_STOP_LISTENING: Final = "TALK_DETECT(remove)"
_ONE_SIDE: Final = 1

_log = structlog.get_logger(__name__)


class MessageRecorder:
    """Records messages into one directory, which the engine must be able to write."""

    def __init__(self, client: AriClient, directory: Path | None, tell: Tell) -> None:
        self._client = client
        self._directory = directory
        self._tell = tell

    async def record(self, room: Room, command: RecordMessage) -> Done | Gone:
        """Record what the caller says, until somebody or something ends it.

        Raises:
            AriError: Asterisk could not be asked, or does not record.

        """
        message = command.message
        path = self._path(room, message)
        if path is None:
            self._tell(room.call_id, MessageFailed(message, MessageFault.NOT_STARTED))
            return Done()
        silence_ms = round(command.silence_s * 1000)
        listening = await self._client.set_variable(room.caller, _LISTEN, f"{silence_ms},")
        if isinstance(listening, Gone):
            return listening
        only_what_comes = f"r({path})i({MONITOR})"
        started = await self._client.start_recording(room.caller, options=only_what_comes)
        if isinstance(started, Gone):
            return started
        loop = asyncio.get_running_loop()
        speaking = room.speaking = Speaking(message)
        speaking.timers = [
            loop.call_later(LEAST_S, speaking.last),
            loop.call_later(command.limit_s, self._end_soon, room, speaking, MessageEnd.LIMIT),
            loop.call_later(command.silence_s, self._begin_or_end, room, speaking),
        ]
        return started

    async def stop(self, room: Room, message: MessageRef) -> Done | Gone:
        """End a message, also one that an engine before us began, and tell what lies there.

        Raises:
            AriError: Asterisk could not be asked; what lies there is told all the same.

        """
        speaking = room.speaking
        if speaking is not None and speaking.message != message:
            return Done()  # It has ended, and another one is under way.
        if speaking is None and room.last_spoken == message:
            return Done()  # Ended a second time it could cut off the one that follows.
        why = MessageEnd.HUNG_UP if room.leg.has_ended else MessageEnd.STOPPED
        return await self._end(room, message, why)

    async def drop(self, room: Room, message: MessageRef) -> Done | Gone:
        """Throw a message away."""
        path = self._path(room, message)
        if path is not None:
            try:
                await asyncio.to_thread(path.unlink, missing_ok=True)
            except OSError as error:
                _log.error("message.not_dropped", reason=type(error).__name__)
        return Done()

    def media_of(self, room: Room, message: MessageRef) -> tuple[Media, ...]:
        """Return what plays a message; nothing is said where nobody keeps any."""
        path = self._path(room, message)
        return () if path is None else (Media(f"sound:{path.with_suffix('')}"),)

    def voice_began(self, room: Room) -> bool:
        """Take that the caller makes a sound; tell whether it is in a message."""
        if room.speaking is not None:
            room.speaking.has_voice = True
        return room.speaking is not None

    def voice_ended(self, room: Room) -> None:
        """Take that the caller has been silent for as long as the message allows."""
        speaking = room.speaking
        if speaking is not None and speaking.has_voice:
            self._end_soon(room, speaking, MessageEnd.SILENCE)

    def _begin_or_end(self, room: Room, speaking: Speaking) -> None:
        if not speaking.has_voice:
            self._end_soon(room, speaking, MessageEnd.SILENCE)

    def _end_soon(self, room: Room, speaking: Speaking, why: MessageEnd) -> None:
        if room.speaking is speaking:
            ending = self._end_by_itself(room, speaking.message, why)
            spawn(ending, name=f"message {room.call_id}")

    async def _end_by_itself(self, room: Room, message: MessageRef, why: MessageEnd) -> None:
        try:
            await self._end(room, message, why)
        except AriError as error:
            _log.warning("asterisk.command_failed", command="stop_message", reason=str(error))

    async def _end(self, room: Room, message: MessageRef, why: MessageEnd) -> Done | Gone:
        """End what is being recorded; whoever else ends it meanwhile finds nothing to end."""
        speaking, room.speaking, room.last_spoken = room.speaking, None, message
        if speaking is not None:
            speaking.end_timers()
        try:
            return await self._end_recording(room)
        finally:
            await self._tell_end(room, message, why, speaking)

    async def _end_recording(self, room: Room) -> Done | Gone:
        named = await self._client.variable(room.caller, MONITOR)
        if not named:
            return Done()
        await self._client.set_variable(room.caller, MONITOR, "")
        await self._client.set_variable(room.caller, _STOP_LISTENING, "")
        return await self._client.stop_recording(room.caller, named)

    async def _tell_end(
        self, room: Room, message: MessageRef, why: MessageEnd, speaking: Speaking | None
    ) -> None:
        path = self._path(room, message)
        size_bytes, duration_s = 0, 0.0
        if path is not None:
            size_bytes, duration_s = await asyncio.to_thread(finish, path, _ONE_SIDE)
        # What an engine before us began has lasted at least as long as its absence.
        if duration_s <= 0.0 and (speaking is None or speaking.has_lasted):
            self._tell(room.call_id, MessageFailed(message, MessageFault.NOTHING_THERE))
            return
        has_voice = speaking is None or speaking.has_voice
        recorded = MessageRecorded(message, why, size_bytes, duration_s, has_voice)
        self._tell(room.call_id, recorded)

    def _path(self, room: Room, message: MessageRef) -> Path | None:
        if self._directory is None:
            return None
        return self._directory / message_name(room.call_id, message)
