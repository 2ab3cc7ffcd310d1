"""Makes the Python environment that the program runs in, from the one lock.

`bin/line122` runs this file with the machine's own Python when no current environment is there,
so it uses the standard library only and imports nothing of ours. Everything it prints goes to
standard error (the shell sees to that): a command's standard output belongs to the command.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

STAMP = "requirements.lock"
"""The copy of the lock inside an environment; it is written last, so it proves completeness."""

_STRAY_VARIABLES = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_REQUIREMENT",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_DRY_RUN",
    "UV_CONSTRAINT",
    "UV_BUILD_CONSTRAINT",
    "UV_OVERRIDE",
    "UV_EXCLUDE_NEWER",
)
"""What a person may have set for other work and what would lead packages elsewhere."""


class EnvironmentNotMadeError(Exception):
    """The text is the one line that tells the person what to do."""


def make_environment(venv: Path, lock: Path) -> None:
    """Make the environment unless another process has just made it.

    Raises:
        EnvironmentNotMadeError: with the one line for the person.

    """
    venv.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(venv.with_name(f"{venv.name}.lock")):
        if is_current(venv, lock):
            return
        _say(f"making the environment in {venv} (once, about a minute)")
        shutil.rmtree(venv, ignore_errors=True)
        if not _made_by_uv(venv, lock):
            _make_by_pip(venv, lock)
        unfinished = venv / f"{STAMP}.new"
        shutil.copyfile(lock, unfinished)
        unfinished.replace(venv / STAMP)


def is_current(venv: Path, lock: Path) -> bool:
    """Tell whether the environment was completely made from this very lock."""
    stamp = venv / STAMP
    if not (stamp.is_file() and os.access(venv / "bin" / "python", os.X_OK)):
        return False
    return stamp.read_bytes() == lock.read_bytes()


def clean_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for the installers.

    A machine-wide constraint file knows no hashes and would make every requirement fail, so an
    empty one takes its place; indexes, proxies and certificates of the machine stay in force.
    """
    kept = {name: value for name, value in variables.items() if name not in _STRAY_VARIABLES}
    return kept | {
        "PIP_CONSTRAINT": os.devnull,
        "PIP_USER": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def _made_by_uv(venv: Path, lock: Path) -> bool:
    uv = shutil.which("uv")
    if uv is None:
        return False
    python = str(venv / "bin" / "python")
    commands = (
        (uv, "venv", "--quiet", "--python", sys.executable, str(venv)),
        (uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, str(lock)),
    )
    if all(_succeeds(command) for command in commands):
        return True
    # uv does not read pip's settings, and a mirror may be named only there.
    _say("uv could not install the packages; trying pip")
    shutil.rmtree(venv, ignore_errors=True)
    return False


def _make_by_pip(venv: Path, lock: Path) -> None:
    _require_ensurepip()
    if not _succeeds((sys.executable, "-m", "venv", str(venv))):
        raise EnvironmentNotMadeError(f"cannot make {venv}; is there room on the disk?")
    install = (
        str(venv / "bin" / "python"),
        *("-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"),
        *("--requirement", str(lock)),
    )
    if not _succeeds(install):
        raise EnvironmentNotMadeError(
            "the packages of requirements.lock could not be installed (pip tells why above); "
            "check the network and the room on the disk, then start again"
        )


def _require_ensurepip() -> None:
    """Debian keeps the pip of a new environment in a package of its own."""
    if _has_ensurepip():
        return
    package = f"python3.{sys.version_info.minor}-venv"
    apt_get = shutil.which("apt-get")
    if os.geteuid() == 0 and apt_get is not None:
        _say(f"installing {package}, which this Python needs to make environments")
        install = (apt_get, "install", "--yes", "--quiet", "--no-install-recommends", package)
        if not _succeeds(install):
            _succeeds((apt_get, "update", "--quiet"))
            _succeeds(install)
    if not _has_ensurepip():
        raise EnvironmentNotMadeError(
            f"this Python cannot make environments; install {package} "
            f"(as root: apt-get install {package}), or uv, and start again"
        )


def _has_ensurepip() -> bool:
    # A new interpreter looks anew: what was just installed is not seen by this one.
    return _succeeds((sys.executable, "-I", "-c", "import ensurepip, venv"), quiet=True)


def _succeeds(command: Sequence[str], *, quiet: bool = False) -> bool:
    variables = clean_variables(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    sink = subprocess.DEVNULL if quiet else None
    ended = subprocess.run(command, env=variables, stdout=sink, stderr=sink, check=False)  # noqa: S603 (commands of our own)
    return ended.returncode == 0


@contextmanager
def _one_at_a_time(lock_file: Path) -> Iterator[None]:
    with lock_file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("another start is making the environment; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _say(text: str) -> None:
    sys.stderr.write(f"line122: {text}\n")
    sys.stderr.flush()


def _main(arguments: Sequence[str]) -> int:
    venv, lock = (Path(argument) for argument in arguments)
    try:
        make_environment(venv, lock)
    except EnvironmentNotMadeError as error:
        _say(str(error))
        return 1
    except OSError as error:
        _say(f"cannot make the environment in {venv}: {error.strerror or error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
