"""Finds promtool, by which the shipped rules of Prometheus are proven; else unpacks Debian's.

Only makers of rules need it. The package is downloaded as whoever asks, into the cache, and
nothing of it is installed; the version is whatever the machine's mirror has.
"""

import os
import shutil
from pathlib import Path
from typing import Final

from line122.bootstrap.commands import Ended, run_command
from line122.bootstrap.debian import FetchProgress
from line122.bootstrap.directories import make_private
from line122.bootstrap.errors import PromtoolMissingError

OWN_PROMTOOL_VARIABLE: Final = "LINE122_PROMTOOL"

_NAME: Final = "promtool"
_PACKAGE: Final = "prometheus"
_WHAT_TO_DO: Final = (
    "install it; on Debian: apt-get install prometheus; "
    f"or name the program by {OWN_PROMTOOL_VARIABLE}"
)
_UNATTENDED: Final = {"DEBIAN_FRONTEND": "noninteractive"}
_DOWNLOAD: Final = f'cd "$1" && exec apt-get -o APT::Sandbox::User=root download {_PACKAGE}'
"""apt's own unprivileged user could not write below a closed home."""


def find_promtool(cache: Path) -> Path | None:
    """Return the promtool that is here, or nothing.

    Raises:
        PromtoolMissingError: the one that `LINE122_PROMTOOL` names is no program.

    """
    own = os.environ.get(OWN_PROMTOOL_VARIABLE)
    if own:
        if shutil.which(own) is None:
            raise PromtoolMissingError(
                f"{OWN_PROMTOOL_VARIABLE}={own} is no program; {_WHAT_TO_DO}"
            )
        return Path(own)
    found = shutil.which(_NAME)
    if found:
        return Path(found)
    kept = cache / _NAME
    return kept if kept.exists() else None


async def obtain_promtool(cache: Path, progress: FetchProgress) -> Path:
    """Return promtool, unpacked from Debian's package when there is none.

    Raises:
        PromtoolMissingError: there is none; the text tells what to do.

    """
    present = find_promtool(cache)
    if present is not None:
        return present
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise PromtoolMissingError(
            f"rules are checked by promtool, and there is none; {_WHAT_TO_DO}"
        )
    progress.begin("fetching promtool")
    work = make_private(make_private(cache) / f"{_NAME}.{os.getpid()}")
    try:
        package = await _download(work)
        unpacked = await run_command("dpkg-deb", "-x", str(package), str(work / "tree"))
        program = work / "tree/usr/bin" / _NAME
        if unpacked.status != 0 or not program.exists():
            raise PromtoolMissingError(
                f"{package.name} holds no promtool ({_reason(unpacked)}); {_WHAT_TO_DO}"
            )
        # Whole or not there: another start may look for it at this moment.
        program.rename(cache / _NAME)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return cache / _NAME


async def _download(work: Path) -> Path:
    """Return the package, downloaded; a machine that has no lists of packages yet gets them."""
    # apt downloads into the directory that it is started in.
    command = ("sh", "-c", _DOWNLOAD, "sh", str(work))
    downloaded = await run_command(*command, variables=_UNATTENDED)
    if downloaded.status != 0 and os.geteuid() == 0:
        await run_command("apt-get", "update", variables=_UNATTENDED)
        downloaded = await run_command(*command, variables=_UNATTENDED)
    found = _package_in(work)
    if downloaded.status != 0 or found is None:
        raise PromtoolMissingError(
            f"promtool was not fetched ({_reason(downloaded)}); {_WHAT_TO_DO}"
        )
    return found


def _package_in(work: Path) -> Path | None:
    return next(work.glob(f"{_PACKAGE}_*.deb"), None)


def _reason(ended: Ended) -> str:
    complaints = [line for line in ended.lines if line.startswith("E:")]
    return (complaints or list(ended.lines[-1:]) or ["apt-get gave no reason"])[0]
