from pathlib import Path

import pytest

from asterisk.version import AsteriskVersion, version_in
from line122.bootstrap.errors import AsteriskMissingError
from line122.bootstrap.tree import find_asterisk


def _asterisk_that_says(directory: Path, answer: str) -> Path:
    """Build the smallest thing that looks like an installed Asterisk."""
    binary = directory / "sbin" / "asterisk"
    modules = directory / "lib" / "asterisk" / "modules"
    binary.parent.mkdir(parents=True)
    modules.mkdir(parents=True)
    for module in ("res_ari.so", "chan_pjsip.so", "res_stasis.so"):
        (modules / module).touch()
    binary.write_text(f"#!/bin/sh\n{answer}\n")
    binary.chmod(0o755)
    return directory


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        ("Asterisk 22.10.1~dfsg+~cs6.17.60671434-1", AsteriskVersion(22, 10, 1)),
        ("Asterisk 22.11.0-rc1", AsteriskVersion(22, 11, 0)),
        ("Asterisk 23.1", AsteriskVersion(23, 1, 0)),
        ("Asterisk certified/20.7-cert3", AsteriskVersion(20, 7, 0)),
    ],
)
def test_version_is_read_from_every_form_of_it(answer: str, version: AsteriskVersion) -> None:
    assert version_in(answer) == version


def test_text_without_a_version_has_none() -> None:
    assert version_in("Asterisk GIT-master") is None


async def test_own_asterisk_that_is_too_old_is_refused_with_both_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = _asterisk_that_says(tmp_path / "own", "echo Asterisk 22.9.3")
    monkeypatch.setenv("LINE122_ASTERISK", str(own))
    with pytest.raises(AsteriskMissingError, match=r"22\.9\.3; needs 22\.10\.1"):
        await find_asterisk(tmp_path)


async def test_own_asterisk_of_a_prefix_is_found_with_its_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = _asterisk_that_says(tmp_path / "own", "echo Asterisk 22.12.0")
    monkeypatch.setenv("LINE122_ASTERISK", str(own))
    program = await find_asterisk(tmp_path)
    assert program is not None
    assert program.version == AsteriskVersion(22, 12, 0)
    assert program.parts.modules == own / "lib/asterisk/modules"


async def test_own_asterisk_that_does_not_run_is_told_with_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = _asterisk_that_says(tmp_path / "own", "echo libpj.so is missing; exit 127")
    monkeypatch.setenv("LINE122_ASTERISK", str(own / "sbin/asterisk"))
    with pytest.raises(AsteriskMissingError, match=r"libpj\.so is missing"):
        await find_asterisk(tmp_path)


async def test_own_asterisk_that_is_nowhere_is_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINE122_ASTERISK", str(tmp_path / "nowhere"))
    with pytest.raises(AsteriskMissingError, match="nowhere is neither"):
        await find_asterisk(tmp_path)


async def test_asterisk_without_the_modules_we_need_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = _asterisk_that_says(tmp_path / "own", "echo Asterisk 22.12.0")
    (own / "lib/asterisk/modules/res_ari.so").unlink()
    monkeypatch.setenv("LINE122_ASTERISK", str(own))
    with pytest.raises(AsteriskMissingError, match=r"res_ari\.so"):
        await find_asterisk(tmp_path)
