"""The messages of the fake exchange: no sound, only how long somebody spoke and what ended it."""

import asyncio
from collections.abc import Callable
from typing import Final, assert_never

from asterisk.fake_phones import Switch
from asterisk.fake_room import FakeMessage, FakeRoom, loop_instant
from base.instant import elapsed_s
from callflow.commands import DropMessage, RecordMessage, StopMessage
from callflow.message import (
    MessageEnd,
    MessageFailed,
    MessageFault,
    MessageRecorded,
    MessageRef,
)
from callflow.ports import Performed

_BYTES_PER_S: Final = 16_000
"""One side of 8 kHz and 16 bit."""
_LEAST_S: Final = 1.0
"""What lasted so long and lies nowhere was not written."""


class FakeMessages:
    """Records what citizens say; the end of a message is told at once, as that of a recording."""

    def __init__(self, switch: Switch, *, is_disk_full: Callable[[], bool]) -> None:
        self._switch = switch
        self._is_disk_full = is_disk_full

    def perform(
        self, room: FakeRoom, command: RecordMessage | StopMessage | DropMessage
    ) -> Performed:
        """Perform one command."""
        match command:
            case RecordMessage():
                self._record(room, command)
            case StopMessage(message):
                self._stop(room, message)
            case DropMessage(message):
                room.messages.pop(message, None)
            case _:
                assert_never(command)
        return Performed.DONE

    def caller_talks(self, room: FakeRoom, lasts_s: float) -> None:
        """Let a citizen speak for so long, and fall silent."""
        speaking = room.speaking
        if speaking is not None:
            speaking.has_voice = True
            self._end_by_silence(room, speaking, lasts_s + speaking.command.silence_s)

    def _record(self, room: FakeRoom, command: RecordMessage) -> None:
        speaking = room.speaking = FakeMessage(command, loop_instant())
        speaking.end_by_limit = asyncio.get_running_loop().call_later(
            command.limit_s, self._end, room, speaking, MessageEnd.LIMIT
        )
        self._end_by_silence(room, speaking, command.silence_s)

    def _end_by_silence(self, room: FakeRoom, speaking: FakeMessage, after_s: float) -> None:
        if speaking.end_by_silence is not None:
            speaking.end_by_silence.cancel()
        speaking.end_by_silence = asyncio.get_running_loop().call_later(
            after_s, self._end, room, speaking, MessageEnd.SILENCE
        )

    def _stop(self, room: FakeRoom, message: MessageRef) -> None:
        speaking = room.speaking
        if speaking is not None and speaking.command.message == message:
            has_hung_up = room.caller.has_ended
            why = MessageEnd.HUNG_UP if has_hung_up else MessageEnd.STOPPED
            self._end(room, speaking, why)

    def _end(self, room: FakeRoom, speaking: FakeMessage, why: MessageEnd) -> None:
        speaking.end_timers()
        room.speaking = None
        until = room.caller_ended_at
        lasted_s = elapsed_s(speaking.since, loop_instant() if until is None else until)
        message = speaking.command.message
        if self._is_disk_full() and lasted_s >= _LEAST_S:
            failed = MessageFailed(message, MessageFault.NOTHING_THERE)
            self._switch.tell_now(room.call_id, failed)
            return
        kept_s = 0.0 if self._is_disk_full() else lasted_s
        room.messages[message] = kept_s
        size_bytes = round(kept_s * _BYTES_PER_S)
        recorded = MessageRecorded(message, why, size_bytes, kept_s, speaking.has_voice)
        self._switch.tell_now(room.call_id, recorded)
