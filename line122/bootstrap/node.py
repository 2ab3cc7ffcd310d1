"""Brings the packages that the makers of pages need: tsc, axe, and what is vendored.

Whoever runs the product needs none of it, nor Node. The packages lie in the cache, under the hash
of the lock that names them, so that two checkouts with different locks never meet in one place.
"""

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from line122.bootstrap.debian import FetchProgress
from line122.bootstrap.directories import make_private
from line122.bootstrap.errors import NodeMissingError

VENDORING: Final = Path(__file__).resolve().parents[2] / "web/vendoring"
"""What names the packages: `package.json` and its lock."""

_LOCK: Final = "package-lock.json"
_NAMED_IN: Final = ("package.json", _LOCK, ".npmrc")
_INSTALL: Final = "install them; on Debian: apt-get install nodejs npm"
_OLDEST_NODE: Final = 18
_QUIET: Final = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class Packages(StrEnum):
    """How much of the lock is brought."""

    CHECKING = "checking"
    """What proves the pages: types, accessibility."""

    VENDORING = "vendoring"
    """All of it, with fonts, icons, styles and their compilers."""


@dataclass(frozen=True, slots=True)
class NodePackages:
    """Packages in their place, and the Node that runs them."""

    node: str
    folder: Path
    """Their `node_modules`."""

    def version_of(self, package: str) -> str:
        """Return the version that lies there."""
        return str(self._described(package)["version"])

    def licence_of(self, package: str) -> str:
        """Return the name of its licence as the package gives it (SPDX)."""
        return str(self._described(package)["license"])

    def run(self, script: str, *arguments: str, cwd: Path | None = None) -> str:
        """Run a script of a package by Node and return what it printed.

        Raises:
            NodeMissingError: it failed; its words are in the text.

        """
        return _run((self.node, str(self.folder / script), *arguments), cwd or self.folder)

    def _described(self, package: str) -> dict[str, object]:
        described: dict[str, object] = json.loads(
            (self.folder / package / "package.json").read_text("utf-8")
        )
        return described


def obtain_node_packages(cache: Path, wanted: Packages, progress: FetchProgress) -> NodePackages:
    """Return the packages of the lock, brought by npm when they are not there whole.

    Raises:
        NodeMissingError: Node or npm is missing or too old, or npm could not bring them.

    """
    node = _find("node")
    lock = (VENDORING / _LOCK).read_bytes()
    place = cache / f"node-{wanted}-{hashlib.sha256(lock).hexdigest()[:12]}"
    make_private(cache)
    with _one_at_a_time(place):
        if not place.exists():
            progress.begin("bringing the packages that pages are checked with")
            _bring(place, wanted)
    return NodePackages(node, place / "node_modules")


def _bring(place: Path, wanted: Packages) -> None:
    """Install beside the place and move there, so that what is there is always whole."""
    npm = _find("npm")
    partial = place.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name in _NAMED_IN:
        shutil.copy(VENDORING / name, partial / name)
    without = ("--omit=dev",) if wanted is Packages.CHECKING else ()
    _run((npm, "ci", *without, *_QUIET), partial)
    partial.rename(place)


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise NodeMissingError(
            f"the pages are checked by Node, and {program} is missing; {_INSTALL}"
        )
    if program == "node":
        said = _run((found, "--version"), Path("/"))
        major = said.strip().removeprefix("v").partition(".")[0]
        if not major.isdigit() or int(major) < _OLDEST_NODE:
            raise NodeMissingError(
                f"{found} is {said.strip()}; the pages are checked by Node {_OLDEST_NODE} or newer"
            )
    return found


def _run(command: tuple[str, ...], cwd: Path) -> str:
    ended = subprocess.run(  # noqa: S603 (a program of the lock, arguments of our own)
        command, cwd=cwd, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if ended.returncode != 0:
        words = (ended.stdout + ended.stderr).strip()
        raise NodeMissingError(f"{Path(command[0]).name} {command[1]} failed:\n{words}")
    return ended.stdout


@contextmanager
def _one_at_a_time(place: Path) -> Iterator[None]:
    with place.with_suffix(".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
