"""A pack that is over sooner: what a day replayed many times faster plays.

Nobody listens to it. Each recording keeps its beginning for its share of the time, so that the
announcements of a replay hold their channels as long as the rest of it demands. It lies in a
state directory and is no pack to be checked or shipped.
"""

import shutil
from pathlib import Path

from line122.prompts.pack import MANIFEST, Pack, Sound, read_pack
from line122.prompts.recording import cut, read_recording, write_recording

SHORTEST_S = 0.02
"""One frame of the telephone network; nothing shorter can be played."""


def shortened_pack(pack: Path, factor: float, into: Path) -> Path:
    """Write the pack with every prompt shortened by the factor, and return its folder.

    Music on hold, which has no end, stays as it is.

    Raises:
        PackError: `pack` is no prompt pack.
        WrongRecordingError: a recording is not of the telephone's form.
        ValueError: the factor is below 1.

    """
    if factor < 1:
        msg = f"A pack is shortened by a factor of 1 or more, not {factor:g}."
        raise ValueError(msg)
    source = read_pack(pack)
    into.mkdir(parents=True, exist_ok=True)
    for name in (MANIFEST, *source.manifest.licences):
        shutil.copyfile(pack / name, into / name)
    target = Pack(into, source.manifest)
    for prompt in source.prompts():
        recording = read_recording(source.path(prompt.key))
        if not _is_endless(source.manifest.sounds.get(prompt.key)):
            recording = cut(recording, 0.0, max(SHORTEST_S, recording.seconds / factor))
        write_recording(recording, target.path(prompt.key))
    return into


def _is_endless(sound: Sound | None) -> bool:
    return sound is not None and sound.make == "music"
