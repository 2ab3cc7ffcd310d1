"""The texts that settings and menus are read from: files, and what a prompt pack can say."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Final

from config.problems import Origin, Problem, SettingsError
from config.source import Document, read_document

PROMPT_PACKS: Final = Path(__file__).parent.parent / "prompts"


def text_of(path: Path) -> str:
    """Return the text of a file.

    Raises:
        SettingsError: it cannot be read, or is not UTF-8.

    """
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        text = "this line is not UTF-8; save the file as UTF-8"
        raise SettingsError([Problem(Origin(str(path), line), "", text)]) from error
    except OSError as error:
        text = f"cannot be read ({error.strerror}); name another file, or make this one readable"
        raise SettingsError([Problem(Origin(str(path)), "", text)]) from error


def prompt_keys_of(manifest: Path) -> Collection[str] | None:
    """Return what a prompt pack can say or play; `None` when there is no such pack."""
    if not manifest.is_file():
        return None
    return _keys_of_text(manifest.read_text("utf-8"), str(manifest))


@lru_cache(maxsize=8)
def _keys_of_text(text: str, name: str) -> Collection[str]:
    """Return the keys of a manifest; every menu of a site asks for the same one."""
    return _keys_in(read_document(text, name))


def _keys_in(manifest: Document) -> Collection[str]:
    sections = manifest.tree.get("sections")
    keys: set[str] = set()
    for section in sections if isinstance(sections, list) else []:
        texts = section.get("texts") if isinstance(section, dict) else None
        keys.update(texts if isinstance(texts, dict) else ())
    sounds = manifest.tree.get("sounds")
    keys.update(sounds if isinstance(sounds, dict) else ())
    return keys
