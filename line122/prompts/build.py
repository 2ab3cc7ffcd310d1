"""Rendering what a pack lacks: every missing or outdated recording, and only those.

An announcer's recording is never overwritten by the engine unless its key is named: of a changed
text it is reported as outdated, to be read again.
"""

from collections.abc import Collection
from dataclasses import dataclass

from ivr.prompt import PromptKey
from line122.prompts.festival import render
from line122.prompts.ledger import (
    Entry,
    Ledger,
    Origin,
    content_hash,
    read_ledger,
    source_hash,
    write_ledger,
)
from line122.prompts.pack import ComputedPrompt, Pack, PackError, Prompt, SpokenPrompt
from line122.prompts.recording import Recording, write_recording
from line122.prompts.sounds import compute


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    made: tuple[PromptKey, ...]
    kept: int
    """Recordings that were current."""
    to_be_read_again: tuple[PromptKey, ...]
    """Announcer's recordings whose text has changed since."""
    removed: tuple[PromptKey, ...]
    """Recordings whose key has left the manifest."""


def build(pack: Pack, again: Collection[str] = ()) -> BuildReport:
    """Make what is missing or outdated, and the keys named in `again` whatever they are.

    Raises:
        PackError: a key in `again` is not in the manifest.
        ToolMissingError: something must be rendered and the engine is not installed.

    """
    prompts = {prompt.key: prompt for prompt in pack.prompts()}
    for key in again:
        if key not in prompts:
            raise PackError(
                f"There is no prompt {key} in {pack.folder}; see: bin/line122 prompts list."
            )
    ledger = read_ledger(pack)
    outdated = [prompt for prompt in prompts.values() if not _is_current(pack, prompt, ledger)]
    rereads = tuple(
        p.key for p in outdated if _is_announced(pack, p, ledger) and p.key not in again
    )
    due = [
        prompt
        for prompt in prompts.values()
        if prompt.key in again or (prompt in outdated and prompt.key not in rereads)
    ]
    for key, recording in _made(pack, due).items():
        write_recording(recording, pack.path(key))
        ledger[key] = _entry(pack, prompts[key])
    removed = tuple(key for key in ledger if key not in prompts)
    for key in removed:
        pack.path(key).unlink(missing_ok=True)
        del ledger[key]
    write_ledger(pack, ledger)
    kept = len(prompts) - len(due) - len(rereads)
    return BuildReport(tuple(prompt.key for prompt in due), kept, rereads, removed)


def _made(pack: Pack, due: list[Prompt]) -> dict[PromptKey, Recording]:
    spoken = [prompt for prompt in due if isinstance(prompt, SpokenPrompt)]
    made = dict(render(spoken, pack.manifest.voice)) if spoken else {}
    for prompt in due:
        if isinstance(prompt, ComputedPrompt):
            made[prompt.key] = compute(prompt.sound)
    return made


def _entry(pack: Pack, prompt: Prompt) -> Entry:
    origin = Origin.COMPUTED if isinstance(prompt, ComputedPrompt) else Origin.ENGINE
    content = content_hash(pack.path(prompt.key))
    return Entry(origin, source_hash(pack, prompt, origin), content)


def _is_current(pack: Pack, prompt: Prompt, ledger: Ledger) -> bool:
    entry = ledger.get(prompt.key)
    if entry is None or not pack.path(prompt.key).exists():
        return False
    return entry.source == source_hash(pack, prompt, entry.origin)


def _is_announced(pack: Pack, prompt: Prompt, ledger: Ledger) -> bool:
    entry = ledger.get(prompt.key)
    announced = entry is not None and entry.origin is Origin.ANNOUNCER
    return announced and pack.path(prompt.key).exists()
