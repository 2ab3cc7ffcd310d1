"""Finds the Chromium that tests and pictures of pages are made with; root on Debian may fetch it.

Only makers of pages need it. Debian's package brings a font with Cyrillic letters along; the
pages' own font is theirs.
"""

import os
import shutil
from pathlib import Path
from typing import Final

from line122.bootstrap.commands import Ended, run_command
from line122.bootstrap.debian import FetchProgress
from line122.bootstrap.errors import BrowserMissingError

OWN_CHROMIUM_VARIABLE: Final = "LINE122_CHROMIUM"

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WHAT_TO_DO: Final = (
    "install it; on Debian: apt-get install chromium; "
    f"or name the program of one by {OWN_CHROMIUM_VARIABLE}"
)
_UNATTENDED: Final = {"DEBIAN_FRONTEND": "noninteractive"}
_INSTALL: Final = (
    *("apt-get", "install", "--yes", "--no-install-recommends"),
    # Another program may be installing something at this moment.
    *("-o", "DPkg::Lock::Timeout=300", "chromium"),
)
_QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
)
_WITHOUT: Final = (
    # The first hides the addresses by which media flows on a machine that is alone with itself. A
    # browser takes the last list that it is given, so what Playwright leaves out is here too.
    "WebRtcHideLocalIpsWithMdns",
    *("DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"),
    *("MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding"),
    *("PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)
_HEARING: Final = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # Media flows on a machine that is alone with itself.
    "--allow-loopback-in-peer-connection",
    f"--disable-features={','.join(_WITHOUT)}",
)


def chromium_flags() -> tuple[str, ...]:
    """Return what Chromium is started with: it calls nobody, and its microphone is a machine's."""
    # Its sandbox refuses root, whose pages here are only ours.
    return (*(("--no-sandbox",) if os.geteuid() == 0 else ()), *_QUIET, *_HEARING)


def find_chromium() -> Path | None:
    """Return the Chromium that is here, or nothing.

    Raises:
        BrowserMissingError: the one that `LINE122_CHROMIUM` names is no program.

    """
    own = os.environ.get(OWN_CHROMIUM_VARIABLE)
    if own:
        if shutil.which(own) is None:
            raise BrowserMissingError(
                f"{OWN_CHROMIUM_VARIABLE}={own} is no program; {_WHAT_TO_DO}"
            )
        return Path(own)
    found = (shutil.which(name) for name in _NAMES)
    return next((Path(program) for program in found if program), None)


async def obtain_chromium(progress: FetchProgress) -> Path:
    """Return a Chromium, installed by apt when there is none and we are root.

    Raises:
        BrowserMissingError: there is none; the text tells what to do.

    """
    present = find_chromium()
    if present is not None:
        return present
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise BrowserMissingError(
            f"pages are tested in Chromium, and there is none; {_WHAT_TO_DO}"
        )
    progress.begin("installing Chromium")
    installed = await run_command(*_INSTALL, variables=_UNATTENDED)
    if installed.status != 0:
        # A fresh machine has no lists of packages yet.
        await run_command("apt-get", "update", variables=_UNATTENDED)
        installed = await run_command(*_INSTALL, variables=_UNATTENDED)
    program = find_chromium()
    if program is None:
        raise BrowserMissingError(
            f"Chromium was not installed ({_reason(installed)}); {_WHAT_TO_DO}"
        )
    return program


def _reason(ended: Ended) -> str:
    complaints = [line for line in ended.lines if line.startswith("E:")]
    return (complaints or list(ended.lines[-1:]) or ["apt-get gave no reason"])[0]
