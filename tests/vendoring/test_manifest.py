"""What others wrote is in the pages as it was taken: line122.vendoring.manifest and .make."""

import shutil
from pathlib import Path

from line122.bootstrap.node import VENDORING
from line122.vendoring.make import LICENCE
from line122.vendoring.manifest import VENDORED, faults, read_manifest

_FREE = frozenset({"MIT", "Apache-2.0", "OFL-1.1", "MPL-2.0"})


def test_every_vendored_file_is_as_the_manifest_says() -> None:
    assert not tuple(faults())


def test_what_was_changed_added_or_removed_by_hand_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "vendor"
    shutil.copytree(VENDORED, folder)
    (folder / "stray.js").write_text("alert()", encoding="utf-8")
    (folder / "preact.js").write_text("alert()", encoding="utf-8")
    (folder / "icons.svg").unlink()
    assert tuple(faults(folder)) == (
        "stray.js: not in the manifest",
        "icons.svg: missing",
        "preact.js: changed by hand",
    )


def test_every_file_of_others_carries_its_licence_and_may_be_passed_on() -> None:
    taken = [file for file in read_manifest() if file.made_of and not file.name.endswith(LICENCE)]
    assert len(taken) > 5
    for file in taken:
        text = (VENDORED / f"{file.name}{LICENCE}").read_text("utf-8")
        for part in file.made_of:
            assert f"{part.name} {part.version}: {part.licence}" in text
            assert part.licence in _FREE


def test_the_lock_names_no_place_that_packages_come_from() -> None:
    lock = (VENDORING / "package-lock.json").read_text("utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
