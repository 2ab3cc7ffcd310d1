"""Taking in an announcer's recordings: all of them, or none.

Every file is converted, trimmed, brought to the one level and verified before the first one is
written into the pack, so that a bad take never leaves the line speaking with two voices.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ivr.prompt import PromptKey
from line122.prompts.festival import RenderingError, convert
from line122.prompts.ledger import Entry, Origin, content_hash, read_ledger, write_ledger
from line122.prompts.pack import Pack, PackError, SpokenPrompt
from line122.prompts.recording import (
    SPEECH_LEVEL_DBFS,
    Recording,
    WrongRecordingError,
    levelled,
    read_recording,
    trimmed,
    write_recording,
)
from line122.prompts.verify import sound_faults

_BEFORE_S = 0.02
_AFTER_S = 0.1
_QUIETEST_TAKE_DBFS = -50.0
_NUMBER = re.compile(r"^[0-9]+[ _-]+")


@dataclass(frozen=True, slots=True)
class Take:
    """One file of the announcer."""

    file: str
    key: PromptKey | None
    """`None` when the name fits no text of the manifest."""
    fault: str
    """Why it cannot be taken; empty when it can."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What became of the directory."""

    takes: tuple[Take, ...]
    missing: tuple[PromptKey, ...]
    """Texts without a recording in the directory."""
    is_taken: bool
    """Whether the pack was changed."""


def take_in(pack: Pack, directory: Path, *, may_be_partial: bool = False) -> IntakeReport:
    """Take the recordings of a directory into the pack when every one of them is good.

    A file is named by its key (`menu.main.wav`, `menu/main.wav`), with or without the number of
    the sheet in front (`02 menu.main.wav`). Unless `may_be_partial`, every text must be there.

    Raises:
        PackError: the directory holds no WAV file.
        ToolMissingError: a file must be converted and sox is not installed.

    """
    files = sorted(path for path in directory.rglob("*") if path.suffix.lower() == ".wav")
    if not files:
        raise PackError(f"{directory} holds no WAV files.")
    texts = {prompt.key: prompt for prompt in pack.spoken()}
    takes: list[Take] = []
    good: dict[PromptKey, Recording] = {}
    for path in files:
        name = str(path.relative_to(directory))
        key = _key_of(name)
        if key not in texts:
            takes.append(Take(name, None, "fits no key of the manifest"))
            continue
        recording, fault = _prepared(path)
        if key in good:
            fault = f"is a second recording of {key}"
        if recording is not None and not fault:
            good[key] = recording
        takes.append(Take(name, key, fault))
    missing = tuple(key for key in texts if key not in good)
    is_taken = not any(take.fault for take in takes) and (may_be_partial or not missing)
    if is_taken:
        _store(pack, texts, good)
    return IntakeReport(tuple(takes), missing, is_taken)


def _key_of(name: str) -> PromptKey:
    stem = name[: -len(".wav")].replace("\\", "/")
    folder, _, last = stem.rpartition("/")
    dotted = ".".join(part for part in (*folder.split("/"), _NUMBER.sub("", last)) if part)
    return PromptKey(dotted)


def _prepared(path: Path) -> tuple[Recording | None, str]:
    """Return the recording as it would be stored, and why it cannot be."""
    try:
        raw = _telephone(path)
    except (WrongRecordingError, RenderingError) as error:
        return None, " ".join(str(error).split())
    if raw.level_dbfs() < _QUIETEST_TAKE_DBFS:
        return None, f"is silent ({raw.level_dbfs():.0f} dBFS)"
    recording = levelled(trimmed(raw, _BEFORE_S, _AFTER_S), SPEECH_LEVEL_DBFS)
    return recording, "; ".join(sound_faults(recording))


def _telephone(path: Path) -> Recording:
    try:
        return read_recording(path)
    except WrongRecordingError:
        with TemporaryDirectory(prefix="line122-prompts-") as scratch:
            target = Path(scratch) / "take.wav"
            convert(path, target)
            return read_recording(target)


def _store(
    pack: Pack, texts: Mapping[PromptKey, SpokenPrompt], good: Mapping[PromptKey, Recording]
) -> None:
    ledger = read_ledger(pack)
    for key, recording in good.items():
        write_recording(recording, pack.path(key))
        source = texts[key].text_hash()
        ledger[key] = Entry(Origin.ANNOUNCER, source, content_hash(pack.path(key)))
    write_ledger(pack, ledger)
