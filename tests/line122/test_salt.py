"""The salt of hidden numbers: made once, kept for its owner, or set by the site."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.people import Callers
from line122.salt import SaltError, hiding_salt


def test_salt_is_made_once_and_is_the_same_ever_after(tmp_path: Path) -> None:
    first = hiding_salt(Callers(), tmp_path)

    assert len(first) == 32
    assert hiding_salt(Callers(), tmp_path) == first
    assert hiding_salt(Callers(), tmp_path / "other") != first


def test_nobody_but_its_owner_can_read_the_salt(tmp_path: Path) -> None:
    hiding_salt(Callers(), tmp_path)
    (kept,) = tmp_path.iterdir()

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_salt_of_the_site_wins_and_is_not_written_down(tmp_path: Path) -> None:
    callers = Callers(salt=SecretStr("0123456789abcdef"))

    assert hiding_salt(callers, tmp_path) == b"0123456789abcdef"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "short", "no hex at all, but long enough for a salt"])
def test_salt_that_cannot_be_read_is_told_and_never_replaced(tmp_path: Path, text: str) -> None:
    hiding_salt(Callers(), tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_text(text, "ascii")

    with pytest.raises(SaltError):
        hiding_salt(Callers(), tmp_path)
    assert kept.read_text("ascii") == text


@pytest.mark.parametrize("salt", ["too short", "x" * 65])
def test_salt_of_the_site_has_a_sensible_length(tmp_path: Path, salt: str) -> None:
    with pytest.raises(SaltError, match=r"16 to 64 bytes"):
        hiding_salt(Callers(salt=SecretStr(salt)), tmp_path)
