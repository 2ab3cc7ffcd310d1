"""Recordings of talks: begun by a request to Asterisk's manager, judged by the file itself.

Asterisk mixes nothing here: a recording has the person on the left and what they hear on the
right, sample beside sample. It hangs on the person's channel, so that whoever joins or leaves the
room, it goes on; it ends with the channel, with or without an engine.

Asterisk writes two channels under a header of one. The header is put right when the recording is
over, from the file's own size, so that also the file of a recording that broke off can be played.
"""

import asyncio
import struct
from pathlib import Path
from typing import Final

import structlog

from asterisk.client import AriClient, Done, Gone
from asterisk.room import Room, Tell
from asterisk.translate import recording_name
from callflow.events import Recording, RecordingEnded, RecordingFailed, RecordingStarted

_FILE_VARIABLE: Final = "MIXMONITOR_FILENAME"
BOTH_SIDES: Final = 2
_SAMPLE_BYTES: Final = 2
_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")
"""RIFF, size, WAVE, "fmt ", 16, format, channels, rate, bytes a second, block, bits, data
and its size."""

_log = structlog.get_logger(__name__)


class Recorder:
    """Records talks into one directory, which the engine must be able to read."""

    def __init__(self, client: AriClient, directory: Path | None, tell: Tell) -> None:
        self._client = client
        self._directory = directory
        self._tell = tell

    async def start(self, room: Room, recording: Recording) -> Done | Gone:
        """Record the person's channel; one that an engine before us began goes on.

        Raises:
            AriError: Asterisk could not be asked, or does not record.

        """
        if self._directory is None:
            self._tell(room.call_id, RecordingFailed(recording))
            return Done()
        path = str(self._directory / recording_name(room.call_id, recording))
        if await self._client.variable(room.caller, _FILE_VARIABLE) != path:
            started = await self._client.start_recording(room.caller, path)
            if isinstance(started, Gone):
                return started
        self._tell(room.call_id, RecordingStarted(recording))
        return Done()

    async def stop(self, room: Room, recording: Recording) -> Done | Gone:
        """End the recording, and tell what lies there.

        Raises:
            AriError: Asterisk could not be asked; what lies there is told all the same.

        """
        try:
            return await self._client.stop_recording(room.caller)
        finally:
            size_bytes, duration_s = 0, 0.0
            if self._directory is not None:
                path = self._directory / recording_name(room.call_id, recording)
                size_bytes, duration_s = await asyncio.to_thread(finish, path)
            self._tell(room.call_id, RecordingEnded(recording, size_bytes, duration_s))


def finish(path: Path, sides: int = BOTH_SIDES) -> tuple[int, float]:
    """Put the header of a recording right, and return its size and duration; 0 for no file."""
    try:
        with path.open("r+b") as file:
            head = file.read(_HEADER.size)
            size_bytes = path.stat().st_size
            if min(len(head), size_bytes) < _HEADER.size:
                return size_bytes, 0.0
            rate = _HEADER.unpack(head)[7]
            if rate == 0:
                return size_bytes, 0.0
            right = _header(rate, sides, size_bytes - _HEADER.size)
            if head != right:
                file.seek(0)
                file.write(right)
    except FileNotFoundError:
        return 0, 0.0
    except OSError as error:
        _log.warning("recording.unreadable", reason=type(error).__name__)
        return 0, 0.0
    return size_bytes, (size_bytes - _HEADER.size) / (rate * sides * _SAMPLE_BYTES)


def _header(rate: int, sides: int, sound_bytes: int) -> bytes:
    block = sides * _SAMPLE_BYTES
    return _HEADER.pack(
        b"RIFF",
        sound_bytes + _HEADER.size - 8,
        b"WAVE",
        b"fmt ",
        16,
        1,
        sides,
        rate,
        rate * block,
        block,
        8 * _SAMPLE_BYTES,
        b"data",
        sound_bytes,
    )
