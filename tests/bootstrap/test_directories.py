import socket
from pathlib import Path

import pytest

from line122.bootstrap.directories import (
    SOCKET_PATH_LIMIT,
    cache_directory,
    short_path,
    state_directory,
)


def test_environment_names_the_directories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINE122_STATE", "/srv/state")
    monkeypatch.setenv("LINE122_CACHE", "/srv/cache")
    assert state_directory() == Path("/srv/state")
    assert cache_directory() == Path("/srv/cache")


def test_xdg_names_the_directories_when_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("LINE122_STATE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_directory() == tmp_path / "line122"


def test_short_directory_is_used_as_it_is(tmp_path: Path) -> None:
    with short_path(tmp_path / "run", "s") as directory:
        assert directory == tmp_path / "run"


def test_socket_in_a_deep_directory_is_reached_by_a_short_path(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * SOCKET_PATH_LIMIT)
    with (
        short_path(deep, "server.sock") as directory,
        socket.socket(socket.AF_UNIX) as server,
        socket.socket(socket.AF_UNIX) as client,
    ):
        server.bind(str(directory / "server.sock"))
        server.listen()
        client.connect(str(directory / "server.sock"))
        assert [entry.name for entry in deep.iterdir()] == ["server.sock"]
    assert not directory.is_symlink()
