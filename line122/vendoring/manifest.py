"""The manifest of what others wrote: which file is what, under which licence, with which hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from line122.bootstrap.node import VENDORING

VENDORED: Final = VENDORING.parent / "static/vendor"
"""Where browsers find it."""

MANIFEST: Final = "MANIFEST.json"


@dataclass(frozen=True, slots=True)
class Origin:
    """A package that a file was made of."""

    name: str
    version: str
    licence: str
    """As SPDX names it."""


@dataclass(frozen=True, slots=True)
class VendoredFile:
    """One file that browsers load, or its licences."""

    name: str
    sha256: str
    made_of: tuple[Origin, ...]


def sources_sha256() -> str:
    """Return the hash of all that the files are made from, the lock above all."""
    whole = hashlib.sha256()
    for path in sorted(VENDORING.iterdir()):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def write_manifest(made: Mapping[str, tuple[Origin, ...]]) -> None:
    """Write down what lies in the folder and what it was made of."""
    files = {
        name: {
            "sha256": _sha256_of(VENDORED / name),
            "made_of": [
                {"name": part.name, "version": part.version, "licence": part.licence}
                for part in made[name]
            ],
        }
        for name in sorted(made)
    }
    text = json.dumps({"sources_sha256": sources_sha256(), "files": files}, indent=2)
    (VENDORED / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path = VENDORED) -> tuple[VendoredFile, ...]:
    """Return what the manifest says."""
    said = json.loads((folder / MANIFEST).read_text("utf-8"))
    return tuple(
        VendoredFile(name, told["sha256"], tuple(Origin(**part) for part in told["made_of"]))
        for name, told in said["files"].items()
    )


def faults(folder: Path = VENDORED) -> Iterator[str]:
    """Yield what in the folder is not what its manifest says."""
    told = {file.name: file for file in read_manifest(folder)}
    lying = {path.name for path in folder.iterdir()} - {MANIFEST}
    yield from (f"{name}: not in the manifest" for name in sorted(lying - told.keys()))
    yield from (f"{name}: missing" for name in sorted(told.keys() - lying))
    for name in sorted(lying & told.keys()):
        if _sha256_of(folder / name) != told[name].sha256:
            yield f"{name}: changed by hand"
    said = json.loads((folder / MANIFEST).read_text("utf-8"))
    if said["sources_sha256"] != sources_sha256():
        yield "web/vendoring has changed since; run: bin/line122 vendor"


def _sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
