"""Which pack of recordings a phrase is said from: the caller's language, or the site's own."""

from pathlib import Path
from typing import Final

from ivr.prompt import Phrase

_MANIFEST: Final = "manifest.yaml"
"""What makes a directory a pack."""


class Packs:
    """The site's pack and those of other languages beside it, as they were at the start.

    A phrase is never said in two languages: where the caller's pack lacks one of its recordings,
    the whole phrase comes from the site's. Packs that only Asterisk can read are not seen here.
    """

    def __init__(self, site: Path) -> None:
        self._site = site
        beside = site.parent.iterdir() if site.parent.is_dir() else ()
        self._others = {
            folder.name: _keys_in(folder)
            for folder in beside
            if (folder / _MANIFEST).is_file() and folder.name != site.name
        }

    def folder(self, phrase: Phrase, language: str) -> Path:
        """Return where the recordings of a phrase lie; an empty language is the site's."""
        keys = self._others.get(language)
        if keys is None or not keys.issuperset(key for key in phrase if not key.startswith("/")):
            return self._site
        return self._site.parent / language


def _keys_in(folder: Path) -> frozenset[str]:
    return frozenset(
        ".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.wav")
    )
