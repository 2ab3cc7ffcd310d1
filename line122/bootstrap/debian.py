"""Fetches a tree of Debian's Asterisk packages, for root and for everybody else in one way.

apt works in directories of its own, with the machine's mirror, keyring and proxies and an empty
list of installed packages; nothing of the machine's package system is touched. The tree is
unpacked beside its place and moved there when it is whole: whatever interrupts it, the next
start goes on with what was already downloaded, and a whole tree never needs the network again.
"""

import asyncio
import fcntl
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from line122.bootstrap.commands import Ended, run_command
from line122.bootstrap.directories import make_private
from line122.bootstrap.errors import (
    AsteriskMissingError,
    NoNetworkError,
    NoSpaceError,
    UnresolvedError,
)

NEEDED_BYTES: Final = 600_000_000
"""Packages (110 MB), their lists (150 MB) and the tree (330 MB), side by side for a moment."""

SUITES: Final = ("forky", "sid")
PACKAGES: Final = ("asterisk", "asterisk-modules", "asterisk-core-sounds-ru-wav", "sip-tester")

_OWN_ASTERISK: Final = "name an Asterisk of your own by LINE122_ASTERISK"
_TREE: Final = "asterisk-22"
_COMPLETE: Final = "COMPLETE"
_KEYRINGS: Final = tuple(
    Path(f"/usr/share/keyrings/debian-archive-keyring.{form}") for form in ("gpg", "pgp")
)
_DOWNLOAD_STATUS: Final = re.compile(r"dlstatus:\d+:([\d.]+):")
_NETWORK_SIGNS: Final = (
    "Failed to fetch",
    "Could not resolve",
    "Temporary failure resolving",
    "Cannot initiate the connection",
    "Could not connect",
    "Connection failed",
    "Connection timed out",
    "Unable to fetch",
)
_SPACE_SIGNS: Final = ("enough free space", "No space left on device", "Disk quota exceeded")
_LOCK_INTERVAL_S: Final = 0.5


class FetchProgress(Protocol):
    """Shows a person how far the fetching is."""

    def begin(self, text: str) -> None:
        """Begin a step of unknown length."""
        ...

    def advance(self, share: float) -> None:
        """Tell how much of the step is done, 0 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class _Source:
    """One suite of one mirror."""

    mirror: str
    suite: str


def complete_tree(cache: Path) -> Path | None:
    """Return the whole tree in the cache, or nothing."""
    tree = cache / _TREE
    return tree if (tree / _COMPLETE).exists() else None


async def fetch_tree(
    cache: Path,
    progress: FetchProgress,
    *,
    is_wanted: Callable[[str], bool],
    needed_bytes: int = NEEDED_BYTES,
) -> Path:
    """Return the tree in the cache, fetched when it is not there whole.

    Raises:
        NoSpaceError: the disk has no room.
        NoNetworkError: the mirror does not answer.
        UnresolvedError: the mirror has no Asterisk that is wanted.
        AsteriskMissingError: the machine has no apt or no Debian mirror.

    """
    make_private(cache)
    async with _one_at_a_time(cache / f"{_TREE}.lock", progress):
        tree = complete_tree(cache)
        if tree is not None:
            return tree
        _require_tools()
        work = make_private(cache / f"{_TREE}.partial")
        _require_space(work, needed_bytes)
        options = await _download(work, progress, is_wanted)
        return await _unpack(work, cache / _TREE, options.suite, progress)


def _require_tools() -> None:
    missing = [tool for tool in ("apt-get", "apt-cache", "dpkg-deb") if shutil.which(tool) is None]
    if missing:
        raise AsteriskMissingError(
            f"this machine has no {missing[0]} to fetch Asterisk with; {_OWN_ASTERISK}"
        )


def _require_space(work: Path, needed_bytes: int) -> None:
    held = sum(f.stat().st_size for f in work.rglob("*") if f.is_file() and not f.is_symlink())
    free = shutil.disk_usage(work).free
    if free + held < needed_bytes:
        raise NoSpaceError(_no_space(work, f"{free / 1e6:.0f} MB are free"))


def _no_space(work: Path, found: str) -> str:
    return (
        f"fetching Asterisk needs {NEEDED_BYTES / 1e6:.0f} MB in {work.parent}, {found}; "
        f"free some, name another directory by LINE122_CACHE, or {_OWN_ASTERISK}"
    )


async def _download(
    work: Path, progress: FetchProgress, is_wanted: Callable[[str], bool]
) -> _Source:
    """Download the packages from the first suite that offers what is wanted."""
    refusals: list[str] = []
    for mirror in await _mirrors():
        for suite in SUITES:
            source = _Source(mirror, suite)
            refusal = await _download_from(source, work, progress, is_wanted)
            if refusal is None:
                return source
            refusals.append(f"{suite}: {refusal}")
    raise UnresolvedError(
        f"the machine's Debian mirror offers no usable Asterisk ({'; '.join(refusals)}); "
        f"{_OWN_ASTERISK}"
    )


async def _download_from(
    source: _Source, work: Path, progress: FetchProgress, is_wanted: Callable[[str], bool]
) -> str | None:
    """Download the packages; return why this suite cannot serve, or nothing."""
    options = _apt_options(source, work)
    progress.begin(f"reading the packages of Debian {source.suite}")
    updated = await run_command("apt-get", *options, "update", variables=_UNATTENDED)
    if updated.status != 0:
        _raise_when_hopeless(updated, work)
        return _reason(updated)
    shown = await run_command("apt-cache", *options, "show", "--no-all-versions", "asterisk")
    versions = [line.split()[1] for line in shown.lines if line.startswith("Version:")]
    version = versions[0].partition(":")[2] if versions else ""
    if not is_wanted(version):
        return f"has Asterisk {version}" if version else "has no Asterisk"
    progress.begin(f"downloading Asterisk {version.partition('~')[0].partition('+')[0]}")
    fetched = await run_command(
        *("apt-get", *options, "install", "--yes", "--download-only", *PACKAGES),
        variables=_UNATTENDED,
        on_line=lambda line: _report(line, progress),
    )
    if fetched.status != 0:
        _raise_when_hopeless(fetched, work)
        return _reason(fetched)
    return None


def _report(line: str, progress: FetchProgress) -> None:
    status = _DOWNLOAD_STATUS.match(line)
    if status is not None:
        progress.advance(float(status[1]) / 100)


def _raise_when_hopeless(ended: Ended, work: Path) -> None:
    """Raise what another suite of the mirror would not mend."""
    if ended.says(*_SPACE_SIGNS):
        raise NoSpaceError(_no_space(work, "which the disk does not have"))
    if ended.says(*_NETWORK_SIGNS):
        raise NoNetworkError(
            f"Asterisk cannot be fetched: {_reason(ended)}; "
            f"check the network (and the proxy that apt is told of), or {_OWN_ASTERISK}"
        )


def _reason(ended: Ended) -> str:
    complaints = [line[2:].strip() for line in ended.lines if line.startswith(("E:", "W:"))]
    plain = [line for line in ended.lines if line.strip() and not line.startswith("dlstatus:")]
    return (complaints or plain or ["apt-get gave no reason"])[0]


async def _mirrors() -> tuple[str, ...]:
    """Return the Debian mirrors of the machine's own sources, the likeliest first."""
    listed = await run_command(
        *("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
    )
    # A mirror of security updates alone has neither suite; other vendors' sources as little.
    mirrors = tuple(
        dict.fromkeys(
            line
            for line in listed.lines
            if re.search(r"^\w+:.*/debian/?$", line) and "security" not in line
        )
    )
    if not mirrors:
        raise AsteriskMissingError(
            f"this machine's package sources name no Debian mirror; {_OWN_ASTERISK}"
        )
    return mirrors


_UNATTENDED: Final = {"DEBIAN_FRONTEND": "noninteractive"}


def _apt_options(source: _Source, work: Path) -> tuple[str, ...]:
    """Return apt's options, and write the files that they name."""
    apt = work / "apt"
    for needed in ("state/lists/partial", "cache/archives/partial"):
        (apt / needed).mkdir(parents=True, exist_ok=True)
    (apt / "status").touch()
    keyring = next((f"[signed-by={ring}] " for ring in _KEYRINGS if ring.exists()), "")
    (apt / "sources.list").write_text(f"deb {keyring}{source.mirror} {source.suite} main\n")
    settings = {
        "Dir::Etc::sourcelist": f"{apt}/sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferences": "-",
        "Dir::Etc::preferencesparts": "-",
        "Dir::State": f"{apt}/state",
        "Dir::State::status": f"{apt}/status",
        "Dir::Cache": f"{apt}/cache",
        "APT::Default-Release": "",
        "APT::Install-Recommends": "false",
        "APT::Update::Error-Mode": "any",
        # apt's own unprivileged user could not write below a closed home.
        "APT::Sandbox::User": "root",
        "APT::Status-Fd": "1",
        "Acquire::Check-Valid-Until": "false",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
    }
    return tuple(word for name, value in settings.items() for word in ("-o", f"{name}={value}"))


async def _unpack(work: Path, place: Path, suite: str, progress: FetchProgress) -> Path:
    unfinished = work / "tree"
    shutil.rmtree(unfinished, ignore_errors=True)
    packages = sorted((work / "apt/cache/archives").glob("*.deb"))
    progress.begin(f"unpacking {len(packages)} packages")
    for done, package in enumerate(packages, start=1):
        unpacked = await run_command("dpkg-deb", "-x", str(package), str(unfinished))
        if unpacked.status != 0:
            _raise_when_hopeless(unpacked, work)
            package.unlink(missing_ok=True)
            raise AsteriskMissingError(
                f"{package.name} does not unpack ({_reason(unpacked)}); start again"
            )
        progress.advance(done / len(packages))
    names = "\n".join(package.name for package in packages)
    (unfinished / _COMPLETE).write_text(f"Debian {suite}\n{names}\n")
    shutil.rmtree(place, ignore_errors=True)
    unfinished.rename(place)
    shutil.rmtree(work, ignore_errors=True)
    return place


@asynccontextmanager
async def _one_at_a_time(lock_file: Path, progress: FetchProgress) -> AsyncIterator[None]:
    with lock_file.open("a") as handle:
        is_told = False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not is_told:
                    progress.begin("another start is fetching Asterisk; waiting for it")
                    is_told = True
                await asyncio.sleep(_LOCK_INTERVAL_S)
        yield
