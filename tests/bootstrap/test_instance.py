import os
from pathlib import Path

import pytest

from line122.bootstrap.errors import AlreadyRunningError, UnusableStateError
from line122.bootstrap.instance import only_instance


def test_second_instance_is_refused_with_the_first_ones_address(tmp_path: Path) -> None:
    with only_instance(tmp_path) as first:
        first.announce("http://127.0.0.1:8122")
        with (
            pytest.raises(AlreadyRunningError, match=r"http://127\.0\.0\.1:8122.*LINE122_STATE"),
            only_instance(tmp_path),
        ):
            pytest.fail("two instances share one state directory")


def test_refusal_names_the_first_ones_process_before_it_has_an_address(tmp_path: Path) -> None:
    with (
        only_instance(tmp_path),
        pytest.raises(AlreadyRunningError, match=f"process {os.getpid()};"),
        only_instance(tmp_path),
    ):
        pytest.fail("two instances share one state directory")


def test_state_directory_is_free_again_after_its_instance(tmp_path: Path) -> None:
    with only_instance(tmp_path):
        pass
    with only_instance(tmp_path) as next_one:
        assert next_one.state == tmp_path


def test_state_directory_is_closed_to_others(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with only_instance(state):
        assert state.stat().st_mode & 0o077 == 0


def test_unusable_state_directory_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(UnusableStateError, match=r"file/state.*LINE122_STATE"),
        only_instance(tmp_path / "file" / "state"),
    ):
        pytest.fail("a file served as a directory")
