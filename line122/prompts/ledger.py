"""What each recording of a pack was made from: `recordings.json` beside the manifest.

It tells a changed text from an unchanged one, a rendered recording from an announcer's, and a file
that was altered by hand from the one that was made.
"""

import hashlib
from enum import Enum
from pathlib import Path

import msgspec

from ivr.prompt import PromptKey
from line122.prompts.pack import ComputedPrompt, Pack, PackError, Prompt

LEDGER = "recordings.json"


class Origin(Enum):
    """Who made a recording."""

    ENGINE = "engine"
    ANNOUNCER = "announcer"
    COMPUTED = "computed"


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recording."""

    origin: Origin
    source: str
    """Hash of what it was made from: text, carrier and voice, or the text alone."""
    content: str
    """Hash of the file."""


Ledger = dict[PromptKey, Entry]


def read_ledger(pack: Pack) -> Ledger:
    """Return the entries of a pack; none when it was never built.

    Raises:
        PackError: the file is not what this program wrote.

    """
    path = pack.folder / LEDGER
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=Ledger)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise PackError(f"{path}: {error}; remove it and build the pack again.") from error


def write_ledger(pack: Pack, ledger: Ledger) -> None:
    """Write the entries in a stable order, so that a difference shows what changed."""
    encoded = msgspec.json.encode(dict(sorted(ledger.items())))
    (pack.folder / LEDGER).write_bytes(msgspec.json.format(encoded, indent=1) + b"\n")


def content_hash(path: Path) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def source_hash(pack: Pack, prompt: Prompt, origin: Origin) -> str:
    """Return the hash of what a recording of that origin would be made from today."""
    if isinstance(prompt, ComputedPrompt):
        return prompt.sound_hash()
    if origin is Origin.ANNOUNCER:
        return prompt.text_hash()
    return prompt.engine_hash(pack.manifest.voice)
