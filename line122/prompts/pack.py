"""A prompt pack: the folder of one language with its texts, recordings and licences.

`manifest.yaml` tells what is said, `recordings.json` what each recording was made from, and
`<key with dots as slashes>.wav` is the recording. A pack is complete in itself: another language
or another voice is another folder.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from base.errors import Line122Error
from ivr.prompt import PromptKey

MANIFEST = "manifest.yaml"
SLOT = "{}"
"""Where the text stands in its carrier."""
PACKS = Path(__file__).resolve().parents[2] / "prompts"
"""Where the packs of this product lie."""

_KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_SLOWEST_TEMPO = 0.8
_FASTEST_TEMPO = 1.3
"""Beyond these limits stretched speech sounds broken, and old people lose the thread earlier."""
_PROCESSING = 1
"""Raised when cutting or levelling changes, so that every recording is rendered again."""


class PackError(Line122Error):
    """The prompt pack cannot be read; the text names the file and what to change."""


class Voice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What renders the texts that no announcer has read."""

    engine: Literal["festival"]
    name: str
    packages: tuple[str, ...]
    """The Debian packages that bring the engine, the voice and the converter."""
    respell: dict[str, str] = {}
    """Words that this voice says better when they are spelled otherwise."""

    def spelling(self, text: str) -> str:
        """Return the text as the engine shall read it."""
        return re.sub(r"\w+", lambda word: self.respell.get(word[0], word[0]), text)


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Texts that stand in the same place of a sentence."""

    title: str
    reading: str
    """How the announcer shall read them, in the language of the pack."""
    carrier: str
    """The sentence in which the engine says a text, so that its tone fits its neighbours."""
    texts: dict[str, str]
    tempo: float = 1.0
    """How much faster than its habit the engine says these texts; the pitch stays."""


class Sound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is computed, not said."""

    make: Literal["music", "silence", "tone"]
    seconds: float


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The head of the announcer's sheet, in the language of the pack."""

    title: str
    notes: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one pack."""

    language: str
    voice: Voice
    licences: tuple[str, ...]
    sheet: Sheet
    sections: tuple[Section, ...]
    sounds: dict[str, Sound]


@dataclass(frozen=True, slots=True)
class SpokenPrompt:
    """One text to be said."""

    key: PromptKey
    text: str
    reading: str
    carrier: str
    tempo: float = 1.0

    def text_hash(self) -> str:
        """Return what an announcer's recording depends on."""
        return _hash("text", self.text)

    def engine_hash(self, voice: Voice) -> str:
        """Return what a rendered recording depends on."""
        sentence = voice.spelling(self.carrier.replace(SLOT, self.text))
        tempo = f"{self.tempo:g}"
        return _hash(str(_PROCESSING), voice.engine, voice.name, tempo, self.carrier, sentence)


@dataclass(frozen=True, slots=True)
class ComputedPrompt:
    """One sound to be computed."""

    key: PromptKey
    sound: Sound

    def sound_hash(self) -> str:
        """Return what the sound depends on."""
        return _hash(str(_PROCESSING), self.sound.make, f"{self.sound.seconds:g}")


Prompt = SpokenPrompt | ComputedPrompt


@dataclass(frozen=True, slots=True)
class Pack:
    """One folder with its manifest, read and checked."""

    folder: Path
    manifest: Manifest

    def spoken(self) -> tuple[SpokenPrompt, ...]:
        """Return the texts in the order of the manifest."""
        return tuple(
            SpokenPrompt(
                PromptKey(key),
                " ".join(text.split()),
                section.reading,
                section.carrier,
                section.tempo,
            )
            for section in self.manifest.sections
            for key, text in section.texts.items()
        )

    def computed(self) -> tuple[ComputedPrompt, ...]:
        """Return the sounds in the order of the manifest."""
        sounds = self.manifest.sounds.items()
        return tuple(ComputedPrompt(PromptKey(key), sound) for key, sound in sounds)

    def prompts(self) -> tuple[Prompt, ...]:
        """Return everything that the pack must hold."""
        return self.spoken() + self.computed()

    def path(self, key: PromptKey) -> Path:
        """Return where the recording of a key lies."""
        return (self.folder / key.replace(".", "/")).with_suffix(".wav")


def read_pack(folder: Path) -> Pack:
    """Return the pack of a folder.

    Raises:
        PackError: the manifest is missing or wrong.

    """
    path = folder / MANIFEST
    try:
        raw: object = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        manifest = msgspec.convert(raw, Manifest)
    except FileNotFoundError as error:
        raise PackError(f"{folder} is no prompt pack: it has no {MANIFEST}.") from error
    except YAMLError as error:
        raise PackError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from error
    except msgspec.ValidationError as error:
        raise PackError(f"{path}: {error}.") from error
    _check_keys(path, manifest)
    return Pack(folder, manifest)


def _check_keys(path: Path, manifest: Manifest) -> None:
    keys = [key for section in manifest.sections for key in section.texts]
    keys.extend(manifest.sounds)
    seen: set[str] = set()
    for key in keys:
        if not _KEY.fullmatch(key):
            raise PackError(f"{path}: the key {key!r} must be lower-case words joined by dots.")
        if key in seen:
            raise PackError(f"{path}: the key {key} stands there twice; remove one.")
        seen.add(key)
    for section in manifest.sections:
        if section.carrier.count(SLOT) != 1:
            raise PackError(f"{path}: the carrier of {section.title!r} must hold one {SLOT}.")
        if not _SLOWEST_TEMPO <= section.tempo <= _FASTEST_TEMPO:
            raise PackError(
                f"{path}: the tempo of {section.title!r} must lie between "
                f"{_SLOWEST_TEMPO:g} and {_FASTEST_TEMPO:g}."
            )
        for key, text in section.texts.items():
            if not text.strip():
                raise PackError(f"{path}: the text of {key} is empty.")


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]
