from collections.abc import Callable
from pathlib import Path

import pytest

from line122.bootstrap.errors import NodeMissingError
from line122.bootstrap.node import NodePackages, Packages, obtain_node_packages
from line122.bootstrap.progress import shown_progress

_NPM = """
echo "$@" >> {folder}/asked
/bin/mkdir -p node_modules/preact
echo '{{"version": "11.2.0", "license": "MIT"}}' > node_modules/preact/package.json
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Return how to lay a program where the machine's are looked for; at first there is none."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def lay(name: str, script: str) -> None:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return lay


def _obtain(cache: Path, wanted: Packages = Packages.CHECKING) -> NodePackages:
    with shown_progress() as progress:
        return obtain_node_packages(cache, wanted, progress)


def test_packages_are_brought_once_and_by_the_lock(
    program: Callable[[str, str], None], tmp_path: Path
) -> None:
    program("node", "echo v20.20.2")
    program("npm", _NPM.format(folder=tmp_path))
    packages = _obtain(tmp_path / "cache")
    assert packages.version_of("preact") == "11.2.0"
    assert packages.licence_of("preact") == "MIT"
    assert _obtain(tmp_path / "cache") == packages
    assert (packages.folder.parent / "package-lock.json").is_file()
    asked = (tmp_path / "asked").read_text().splitlines()
    assert len(asked) == 1
    assert asked[0].startswith("ci --omit=dev --ignore-scripts")


def test_what_vendors_has_a_place_of_its_own(
    program: Callable[[str, str], None], tmp_path: Path
) -> None:
    program("node", "echo v20.20.2")
    program("npm", _NPM.format(folder=tmp_path))
    checking = _obtain(tmp_path / "cache")
    vendoring = _obtain(tmp_path / "cache", Packages.VENDORING)
    assert checking.folder != vendoring.folder


def test_a_machine_without_node_is_told_what_to_install(
    program: Callable[[str, str], None], tmp_path: Path
) -> None:
    program("npm", "exit 1")
    with pytest.raises(NodeMissingError, match="apt-get install nodejs npm"):
        _obtain(tmp_path / "cache")


def test_a_node_that_is_too_old_is_refused(
    program: Callable[[str, str], None], tmp_path: Path
) -> None:
    program("node", "echo v12.22.12")
    with pytest.raises(NodeMissingError, match=r"v12\.22\.12"):
        _obtain(tmp_path / "cache")


def test_what_was_brought_by_half_is_not_taken_for_whole(
    program: Callable[[str, str], None], tmp_path: Path
) -> None:
    program("node", "echo v20.20.2")
    program("npm", "/bin/mkdir node_modules; echo no network >&2; exit 1")
    with pytest.raises(NodeMissingError, match="no network"):
        _obtain(tmp_path / "cache")
    program("npm", _NPM.format(folder=tmp_path))
    assert _obtain(tmp_path / "cache").version_of("preact") == "11.2.0"
