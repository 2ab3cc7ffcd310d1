"""The owner of the engine's directory speaks to it by a socket there, and nobody else does."""

import asyncio
import stat
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from callflow.readings import AgentReading
from line122.cli.main import main
from line122.control_socket import NoEngineError, ask_engine, served_control
from web.ports import Answer, Declined, Done

SHOWN = (
    b'{"number":"+79101234567","first_seen_at":"2026-11-22T06:00:00Z",'
    b'"last_seen_at":"2026-11-22T06:05:00Z","attempts_today":7,"silenced":"dead_air times=2",'
    b'"silenced_until":"2026-11-22T21:00:00Z","exempt_until":null,"verdict":"ordinary",'
    b'"is_shared":false,"is_on_line":true,"cases":[{"ticket":"261122-0037-4",'
    b'"opened_at":"2026-11-22T06:00:00Z","told_at":"2026-11-22T06:00:30Z",'
    b'"promised_for":"2026-11-22T06:40:30Z","is_urgent":true,"callback":"due","tries":1}]}'
)
CALL_MADE = (
    b'{"call_id":"00000000-0000-0000-0000-00000000ca12","number":"+79101234567",'
    b'"ticket":"261122-0037-4","is_known":true,"reason":"own_call_number"}'
)


class StoryControl:
    """A `web.ports.Control` that does nothing but answer."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def reload(self) -> Answer:
        """Refuse."""
        self.asked.append("reload")
        return Declined(("settings.yaml:7: trunks.main.channels: write digits",))

    def show_caller(self, number: str) -> Answer:
        """Show one."""
        self.asked.append(f"show {number}")
        return Done(SHOWN)

    def silence_caller(self, number: str) -> Answer:
        """Silence one."""
        self.asked.append(f"silence {number}")
        return Done(SHOWN)

    def call_person(self, account: str, number: str) -> Answer:
        """Let the first operator call, and no other."""
        self.asked.append(f"call {account} {number}")
        if account != "desk-1":
            return Declined((f"no operator has the account {account}; see agent list",))
        return Done(CALL_MADE)

    def show_agents(self) -> Answer:
        """Show one, whose telephone answers."""
        self.asked.append("agents")
        standing = AgentReading("desk-1", "Anna", "available", "talking", 12.0, None)
        return Done(msgspec.json.encode([replace(standing, wish="break", rtt_ms=12.5)]))

    def undo_silence(self, number: str) -> Answer:
        """Know nobody."""
        self.asked.append(f"undo {number}")
        return Declined((f"{number} is not silenced; nothing is to be undone",))


async def typed(state: Path, control: StoryControl, *words: str) -> int:
    """Return the status of a command that is typed while the engine runs."""
    async with served_control(control, state):
        return await asyncio.to_thread(main, words)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the engine's directory, far too deep for the path of a socket."""
    deep = tmp_path.joinpath(*["a directory with a long name"] * 5)
    monkeypatch.setenv("LINE122_STATE", str(deep))
    return deep


async def test_number_is_shown_with_its_silence_and_its_promise(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    control = StoryControl()
    status = await typed(state, control, "caller", "show", "8 (910) 123-45-67")
    lines = capsys.readouterr().out.splitlines()

    assert status == 0
    assert control.asked == ["show 8 (910) 123-45-67"]
    assert any("dead_air times=2" in line for line in lines)
    assert any("261122-0037-4" in line and "urgent" in line for line in lines)


async def test_operators_call_is_told_with_its_ticket(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    control = StoryControl()
    status = await typed(state, control, "call", "desk-1", "8 (910) 123-45-67")
    told = capsys.readouterr().out

    assert (status, control.asked) == (0, ["call desk-1 8 (910) 123-45-67"])
    assert "desk-1 is rung now, and +79101234567 when they have picked up" in told
    assert "261122-0037-4, open already" in told


async def test_operators_call_that_is_not_made_says_why_in_one_line(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = await typed(state, StoryControl(), "call", "desk-9", "103")

    assert status == 1
    assert capsys.readouterr().err == (
        "line122: no operator has the account desk-9; see agent list\n"
    )


async def test_undo_that_finds_nothing_is_one_line(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = await typed(state, StoryControl(), "caller", "undo", "#key")

    assert status == 1
    assert capsys.readouterr().err == ("line122: #key is not silenced; nothing is to be undone\n")


async def test_wrong_settings_are_told_by_the_engine_with_file_and_line(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = await typed(state, StoryControl(), "reload")

    assert status == 2
    assert capsys.readouterr().err.startswith("settings.yaml:7: ")


async def test_socket_belongs_to_its_owner_and_goes_with_the_engine(state: Path) -> None:
    async with served_control(StoryControl(), state):
        mode = stat.S_IMODE((state / "engine.sock").stat().st_mode)
    gone = not (state / "engine.sock").exists()

    assert (mode, gone) == (0o600, True)
    with pytest.raises(NoEngineError, match="LINE122_STATE"):
        await ask_engine(state, "POST", "/reload")


@pytest.fixture
def left_behind(state: Path) -> Path:
    """Return the directory of an engine that was killed."""
    state.mkdir(parents=True)
    (state / "engine.sock").touch()
    return state


async def test_socket_that_a_killed_engine_left_behind_is_in_nobodys_way(
    left_behind: Path,
) -> None:
    state = left_behind
    async with served_control(StoryControl(), state):
        answer = await ask_engine(state, "GET", "/callers/122")

    assert answer == Done(SHOWN)


def test_without_an_engine_the_command_says_so(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["caller", "show", "122"]) == 1
    assert f"no engine answers in {state}" in capsys.readouterr().err
