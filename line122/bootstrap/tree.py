"""Finds an Asterisk that can be used: one's own, the machine's, or a tree of Debian's packages.

A tree is a directory with Debian's packages unpacked in it and nothing configured. Its program
runs through its own loader, so that it fits any distribution.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from asterisk.version import OLDEST, AsteriskVersion, version_in
from line122.bootstrap.commands import run_command
from line122.bootstrap.debian import FetchProgress, complete_tree, fetch_tree
from line122.bootstrap.errors import AsteriskMissingError, ServerFailedError

OWN_ASTERISK_VARIABLE: Final = "LINE122_ASTERISK"

_log = structlog.get_logger(__name__)
_SYSTEM_PLACES: Final = ("/usr/sbin", "/usr/local/sbin", "/opt/asterisk/sbin")
_NEEDED_MODULES: Final = ("res_ari.so", "chan_pjsip.so", "res_stasis.so")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskParts:
    """What belongs to an Asterisk, wherever it lies."""

    command: tuple[str, ...]
    modules: Path
    share: Path
    """Its data: documentation, `rest-api`, sounds."""

    sipp: tuple[str, ...] | None
    """How to run the load generator that came with it."""


@dataclass(frozen=True, slots=True)
class AsteriskProgram:
    """An Asterisk that runs and is new enough."""

    parts: AsteriskParts
    version: AsteriskVersion


async def obtain_asterisk(cache: Path, progress: FetchProgress) -> AsteriskProgram:
    """Return an Asterisk that can be used; a tree is fetched when there is none.

    Raises:
        AsteriskMissingError: there is none; the text tells what to do.

    """
    found = await find_asterisk(cache)
    if found is not None:
        return found
    return await asked(parts_of_tree(await fetch_tree(cache, progress, is_wanted=_is_wanted)))


async def find_asterisk(cache: Path) -> AsteriskProgram | None:
    """Return an Asterisk that is already here, without asking the network.

    Raises:
        AsteriskMissingError: the one that `LINE122_ASTERISK` names cannot be used.

    """
    own = os.environ.get(OWN_ASTERISK_VARIABLE)
    if own:
        program = await asked(parts_of(own))
        if program.version.series != OLDEST.series:
            _log.warning("asterisk.series_not_proven", version=str(program.version))
        return program
    system = shutil.which("asterisk", path=os.pathsep.join((os.defpath, *_SYSTEM_PLACES)))
    if system is not None:
        program_of_system = await _usable_system(system)
        if program_of_system is not None:
            return program_of_system
    tree = complete_tree(cache)
    return None if tree is None else await asked(parts_of_tree(tree))


async def asked(parts: AsteriskParts) -> AsteriskProgram:
    """Return the program, asked for its version.

    Raises:
        AsteriskMissingError: it does not run, or it is too old.

    """
    try:
        answer = await run_command(*parts.command, "-V")
    except ServerFailedError as error:
        raise AsteriskMissingError(str(error)) from error
    version = version_in(" ".join(answer.lines)) if answer.status == 0 else None
    if version is None:
        raise AsteriskMissingError(
            f"{parts.command[-1]} does not run ({' '.join(answer.lines)[:200]}); "
            f"remove it, or name another Asterisk by {OWN_ASTERISK_VARIABLE}"
        )
    if version < OLDEST:
        raise AsteriskMissingError(
            f"{parts.command[-1]} is Asterisk {version}; needs {OLDEST} or newer of series "
            f"{OLDEST.series}, name one by {OWN_ASTERISK_VARIABLE}"
        )
    return AsteriskProgram(parts, version)


def parts_of(named: str) -> AsteriskParts:
    """Return the parts of what a person named: a tree, the prefix of a build, or a program.

    Raises:
        AsteriskMissingError: it is none of them.

    """
    place = Path(named).absolute()
    if (place / "usr/sbin/asterisk").exists() and _loader(place) is not None:
        return parts_of_tree(place)
    binary = place / "sbin/asterisk" if place.is_dir() else place
    if not (binary.is_file() and os.access(binary, os.X_OK)):
        raise AsteriskMissingError(
            f"{OWN_ASTERISK_VARIABLE}={place} is neither a tree with usr/sbin/asterisk "
            "nor a program that can be run"
        )
    return parts_of_binary(binary)


def parts_of_tree(tree: Path) -> AsteriskParts:
    """Return the parts of an unpacked tree.

    Raises:
        AsteriskMissingError: the tree is not whole.

    """
    loader = _loader(tree)
    if loader is None:
        raise AsteriskMissingError(f"{tree} is not whole; remove it and start again")
    through_loader = (str(loader), "--library-path", str(loader.parent))
    sipp = tree / "usr/bin/sipp"
    return AsteriskParts(
        command=(*through_loader, str(tree / "usr/sbin/asterisk")),
        modules=loader.parent / "asterisk/modules",
        share=tree / "usr/share/asterisk",
        sipp=(*through_loader, str(sipp)) if sipp.exists() else None,
    )


def parts_of_binary(binary: Path) -> AsteriskParts:
    """Return the parts of an installed or built Asterisk.

    Raises:
        AsteriskMissingError: its modules are not found.

    """
    prefix = binary.resolve().parent.parent
    places = (*prefix.glob("lib*/asterisk/modules"), *prefix.glob("lib/*/asterisk/modules"))
    modules = next((p for p in places if all((p / m).exists() for m in _NEEDED_MODULES)), None)
    if modules is None:
        raise AsteriskMissingError(
            f"{binary} lacks modules ({', '.join(_NEEDED_MODULES)}); "
            f"name another Asterisk by {OWN_ASTERISK_VARIABLE}"
        )
    shares = (prefix / "share/asterisk", prefix / "var/lib/asterisk", Path("/var/lib/asterisk"))
    share = next((p for p in shares if (p / "documentation").is_dir()), shares[-1])
    sipp = shutil.which("sipp")
    return AsteriskParts(
        command=(str(binary),), modules=modules, share=share, sipp=(sipp,) if sipp else None
    )


async def _usable_system(binary: str) -> AsteriskProgram | None:
    try:
        program = await asked(parts_of_binary(Path(binary)))
    except AsteriskMissingError as error:
        _log.debug("asterisk.system_not_used", reason=str(error))
        return None
    return program if _is_wanted(str(program.version)) else None


def _loader(tree: Path) -> Path | None:
    return next(tree.glob("usr/lib/*/ld-linux*.so.*"), None)


def _is_wanted(version: str) -> bool:
    found = version_in(version)
    return found is not None and found >= OLDEST and found.series == OLDEST.series
