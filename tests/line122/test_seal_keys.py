"""The keys of second factors: made once, kept for their owner, or set by the site."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from base.ids import new_user_id
from config.desk import Desk
from line122.seal_keys import SealKeyError, seal_ring

_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_a_key_is_made_once_opens_ever_after_and_is_its_owners(tmp_path: Path) -> None:
    vera = new_user_id()
    seal = seal_ring(Desk(), tmp_path / "state").closed(vera, _SECRET)
    assert seal_ring(Desk(), tmp_path / "state").opened(vera, seal) == _SECRET
    assert seal_ring(Desk(), tmp_path / "other").opened(vera, seal) is None
    (kept,) = (tmp_path / "state").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_keys_of_the_site_win_the_first_closes_and_all_open(tmp_path: Path) -> None:
    vera, old, new = new_user_id(), "a" * 64, "b" * 64
    before = seal_ring(_desk(old), tmp_path).closed(vera, _SECRET)
    ring = seal_ring(_desk(f"{new}\n{old}"), tmp_path)
    assert ring.opened(vera, before) == _SECRET
    assert seal_ring(_desk(new), tmp_path).opened(vera, ring.closed(vera, _SECRET)) == _SECRET
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "short", "no hex at all, but long enough for a key"])
def test_a_key_that_cannot_be_read_is_told_and_never_replaced(tmp_path: Path, text: str) -> None:
    seal_ring(Desk(), tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_text(text, "ascii")
    with pytest.raises(SealKeyError):
        seal_ring(Desk(), tmp_path)
    assert kept.read_text("ascii") == text


@pytest.mark.parametrize("keys", ["", "short", "a" * 64 + " short"])
def test_a_key_of_the_site_that_can_be_guessed_is_refused_and_not_told(
    tmp_path: Path, keys: str
) -> None:
    with pytest.raises(SealKeyError, match="second_factor_keys_file") as told:
        seal_ring(_desk(keys), tmp_path)
    assert "short" not in str(told.value)


def _desk(keys: str) -> Desk:
    return Desk(second_factor_keys=SecretStr(keys))
