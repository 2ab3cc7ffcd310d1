"""Whether a pack is fit to be played: one finding for each thing that is not in order.

What the ear would notice is measured: a recording that is missing, empty, too loud, too quiet,
with long silence at its ends, or that says an older text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.prompt import PromptKey
from line122.prompts.ledger import LEDGER, Entry, content_hash, read_ledger, source_hash
from line122.prompts.pack import ComputedPrompt, Pack, Prompt
from line122.prompts.recording import (
    PEAK_DBFS,
    SPEECH_LEVEL_DBFS,
    Recording,
    WrongRecordingError,
    read_recording,
)
from line122.prompts.sounds import level_dbfs

LEVEL_TOLERANCE_DB = 1.0
LONGEST_SILENT_END_S = 0.3
SHORTEST_S = 0.15
SLOWEST_S_PER_LETTER = 0.25
"""A letter takes some 0.08 s; a recording three times as slow says something else as well."""

_SLACK_S = 1.0
"""A short word may be said slowly."""
_LENGTH_TOLERANCE = 0.1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order."""

    subject: str
    """The key, or the file that belongs to no key."""
    fault: str


def verify(pack: Pack) -> tuple[Finding, ...]:
    """Return what is not in order with the pack; nothing when it can be played.

    Raises:
        PackError: the ledger of the pack cannot be read.

    """
    ledger = read_ledger(pack)
    findings: list[Finding] = []
    for prompt in pack.prompts():
        faults = _faults(pack, prompt, ledger.get(prompt.key))
        findings.extend(Finding(prompt.key, fault) for fault in faults)
    findings.extend(_strangers(pack))
    findings.extend(_licence_faults(pack))
    return tuple(findings)


def sound_faults(recording: Recording, wanted_level_dbfs: float = SPEECH_LEVEL_DBFS) -> list[str]:
    """Return what is wrong with the sound of a recording, whatever it says."""
    faults: list[str] = []
    if recording.seconds < SHORTEST_S:
        return [f"lasts {recording.seconds:.2f} s, less than any word"]
    level = recording.level_dbfs()
    if abs(level - wanted_level_dbfs) > LEVEL_TOLERANCE_DB:
        faults.append(f"has a level of {level:.1f} dBFS instead of {wanted_level_dbfs:.0f}")
    peak = recording.peak_dbfs()
    if peak > PEAK_DBFS + 0.1:
        faults.append(f"has a peak of {peak:.1f} dBFS, above {PEAK_DBFS:.0f}")
    before_s, after_s = recording.silent_ends_s()
    if max(before_s, after_s) > LONGEST_SILENT_END_S:
        faults.append(f"has {before_s:.2f} s of silence before and {after_s:.2f} s after")
    return faults


def _faults(pack: Pack, prompt: Prompt, entry: Entry | None) -> Iterator[str]:
    path = pack.path(prompt.key)
    if not path.exists():
        yield "has no recording; run: bin/line122 prompts build"
        return
    try:
        recording = read_recording(path)
    except WrongRecordingError as error:
        yield str(error)
        return
    if isinstance(prompt, ComputedPrompt):
        yield from _computed_faults(prompt, recording)
    else:
        yield from sound_faults(recording)
        if recording.seconds > _SLACK_S + SLOWEST_S_PER_LETTER * len(prompt.text):
            yield f"lasts {recording.seconds:.1f} s, too long for its text"
    if entry is None:
        yield f"is not in {LEDGER}; take it in with: bin/line122 prompts import"
        return
    if entry.content != content_hash(path):
        yield "was altered by hand; take it in with: bin/line122 prompts import"
    if entry.source != source_hash(pack, prompt, entry.origin):
        yield f"says an older text (by the {entry.origin.value})"


def _computed_faults(prompt: ComputedPrompt, recording: Recording) -> Iterator[str]:
    if abs(recording.seconds - prompt.sound.seconds) > _LENGTH_TOLERANCE * prompt.sound.seconds:
        yield f"lasts {recording.seconds:.1f} s instead of {prompt.sound.seconds:g}"
    level = level_dbfs(prompt.sound)
    if level is not None:
        yield from sound_faults(recording, level)


def _strangers(pack: Pack) -> Iterator[Finding]:
    known = {pack.path(prompt.key) for prompt in pack.prompts()}
    for path in sorted(pack.folder.rglob("*.wav")):
        if path not in known:
            name = str(path.relative_to(pack.folder))
            yield Finding(name, "belongs to no key of the manifest; remove it")
    for key in sorted(set(read_ledger(pack)) - {prompt.key for prompt in pack.prompts()}):
        yield Finding(
            PromptKey(key),
            f"has left the manifest but not {LEDGER}; run: bin/line122 prompts build",
        )


def _licence_faults(pack: Pack) -> Iterator[Finding]:
    if not pack.manifest.licences:
        yield Finding("licences", "are not named in the manifest")
    for name in pack.manifest.licences:
        path = pack.folder / name
        if not path.exists() or not path.read_text(encoding="utf-8").strip():
            yield Finding(name, "is named as a licence but is missing or empty")
