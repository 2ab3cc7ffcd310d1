"""The files of recordings, and how they go: the sound and all that was ever made of it."""

from collections.abc import Sequence
from pathlib import Path

import structlog

from asterisk.translate import message_name, recording_name
from asterisk.waveform import shadow_of
from base.ids import CallId
from callflow.events import Recording
from callflow.message import MessageField, MessageRef
from storage.retention import OldFile

_log = structlog.get_logger(__name__)


def name_of(file: OldFile) -> str:
    """Return the name of a file, with its ending."""
    call_id = CallId(file.call_id)
    if not file.field:
        return recording_name(call_id, Recording(file.number))
    return message_name(call_id, MessageRef(MessageField(file.field), file.number))


def remove_files(directory: Path, files: Sequence[OldFile]) -> tuple[OldFile, ...]:
    """Remove files with their waveforms, and return those of which nothing lies there any more."""
    gone = []
    for file in files:
        path = directory / name_of(file)
        try:
            # The sound first: nobody draws what is not there.
            path.unlink(missing_ok=True)
            shadow_of(path).unlink(missing_ok=True)
        except OSError as error:
            _log.warning("retention.file_kept", reason=type(error).__name__)
        else:
            gone.append(file)
    return tuple(gone)
