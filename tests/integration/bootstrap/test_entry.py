"""`bin/line122` on a checkout of the test's own, whose lock names one wheel of the test's own."""

import hashlib
import os
import shutil
import signal
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FINISHED_WITHIN_S = 120.0
_MAIN = "import sys, tiny; print(tiny.WORD, *sys.argv[1:])\n"


class Checkout:
    """The smallest thing that the script can start."""

    def __init__(self, directory: Path, wheels: Path) -> None:
        self.root = directory
        self.venv = directory / ".venv"
        self.lock = directory / "requirements.lock"
        self._wheels = wheels
        bootstrap = Path("line122/bootstrap/environment.py")
        for part in (Path("bin/line122"), bootstrap):
            (directory / part).parent.mkdir(parents=True)
            shutil.copy(ROOT / part, directory / part)
        for package in ("line122", "line122/bootstrap"):
            (directory / package / "__init__.py").touch()
        (directory / "line122/__main__.py").write_text(_MAIN)
        self.ask_for("first")

    def ask_for(self, word: str) -> Path:
        """Make the lock name a wheel that says the word; return the wheel."""
        wheel = _wheel(self._wheels, word)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        self.lock.write_text(f"tiny=={len(word)} --hash=sha256:{digest}\n")
        return wheel

    def start(
        self, *words: str, script: Path | None = None, **variables: str
    ) -> subprocess.Popen[str]:
        """Start the script from a directory that has nothing to do with it."""
        machine = {"PATH": os.environ["PATH"], "HOME": str(self._wheels)}
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self._wheels)}
        return subprocess.Popen(  # noqa: S603 (our own script)
            [str(script or self.root / "bin/line122"), *words],
            cwd=self._wheels,
            env=machine | pip | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(
        self, *words: str, script: Path | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the script to its end."""
        running = self.start(*words, script=script, **variables)
        out, err = running.communicate(timeout=FINISHED_WITHIN_S)
        return subprocess.CompletedProcess(running.args, running.returncode, out, err)


def _wheel(directory: Path, word: str) -> Path:
    version = str(len(word))
    wheel = directory / f"tiny-{version}-py3-none-any.whl"
    notes = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", f"WORD = {word!r}\n")
        archive.writestr(
            f"{notes}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n"
        )
        archive.writestr(
            f"{notes}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{notes}/RECORD", "")
    return wheel


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    return Checkout(tmp_path / "check out", wheels)


def test_first_start_makes_the_environment_and_keeps_standard_output_clean(
    checkout: Checkout,
) -> None:
    ended = checkout.run("demo", "--json", "two words")
    assert (ended.returncode, ended.stdout) == (0, "first demo --json two words\n")
    assert "making the environment" in ended.stderr


def test_second_start_says_nothing(checkout: Checkout) -> None:
    checkout.run()
    ended = checkout.run("doctor")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "first doctor\n", "")


def test_script_is_found_through_a_link(checkout: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "line122"
    link.symlink_to("check out/bin/line122")
    assert checkout.run("serve", script=link).stdout == "first serve\n"


def test_changed_lock_makes_the_environment_anew(checkout: Checkout) -> None:
    checkout.run()
    checkout.ask_for("second")
    assert checkout.run().stdout == "second\n"


def test_two_first_starts_at_once_share_one_environment(checkout: Checkout) -> None:
    both = [checkout.start(word) for word in ("one", "two")]
    outputs = [running.communicate(timeout=FINISHED_WITHIN_S) for running in both]
    assert [out for out, _ in outputs] == ["first one\n", "first two\n"]
    assert sum("line122: making the environment" in err for _, err in outputs) == 1


def test_killed_first_start_is_made_good_by_the_next(checkout: Checkout) -> None:
    running = checkout.start()
    assert running.stderr is not None
    assert "making the environment" in running.stderr.readline()
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    assert checkout.run("again").stdout == "first again\n"


def test_machine_wide_constraints_do_not_break_the_hashes(
    checkout: Checkout, tmp_path: Path
) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text("tiny<100\n")
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[global]\nconstraint = {pins}\n")
    ended = checkout.run(PIP_CONFIG_FILE=str(settings), PIP_CONSTRAINT=str(pins))
    assert (ended.returncode, ended.stdout) == (0, "first\n")


def test_package_that_is_not_the_locked_one_is_refused_in_words(checkout: Checkout) -> None:
    wheel = checkout.ask_for("third")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    ended = checkout.run()
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.splitlines()[-1].startswith("line122: the packages of requirements.lock")


def test_machine_without_a_new_python_is_told_what_it_needs(
    checkout: Checkout, tmp_path: Path
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("dirname", "cmp", "readlink", "sh"):
        (programs / name).symlink_to(str(shutil.which(name)))
    ended = checkout.run(PATH=str(programs))
    assert ended.returncode == 1
    assert ended.stderr == (
        "line122: needs Python 3.11 or newer; on Debian: apt-get install python3\n"
    )
