"""`line122 alerts`: what is alarming, told at the terminal by the running engine's socket."""

import asyncio
import json
from pathlib import Path

import pytest

from alerts.service import AlertDesk
from line122.alert_control import AlertOfficer
from line122.cli.main import main
from line122.control_socket import served_control
from storage.memory_alerts import MemoryAlertBook
from tests.line122.test_control_socket import StoryControl
from tests.support.alarms import ALERTS, BLOCKED, SetFigures
from tests.support.clinic import HandClock


class Terminal:
    """An engine with alerts, and somebody who types beside it."""

    def __init__(self, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._state, self._capsys = state, capsys
        self.figures, self.clock = SetFigures(), HandClock()
        self.desk = AlertDesk(MemoryAlertBook(), self.figures, self.clock, ALERTS)

    def look(self, value: float) -> None:
        self.figures.values[BLOCKED] = value
        self.desk.look()

    async def types(self, *words: str, status: int = 0) -> str:
        """Return what the command says, in the order of saying."""
        officer = AlertOfficer(self.desk)
        self._capsys.readouterr()
        async with served_control(StoryControl(), self._state, alerts=officer):
            assert await asyncio.to_thread(main, ("alerts", *words)) == status
        said = self._capsys.readouterr()
        return said.out if status == 0 else said.err


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("LINE122_STATE", str(tmp_path))
    return Terminal(tmp_path, capsys)


async def test_open_alerts_are_listed_with_their_figures_and_acknowledged_by_name(
    terminal: Terminal,
) -> None:
    assert await terminal.types("list") == "No alert is open.\n"
    terminal.look(1.0)
    (alert,) = terminal.desk.open
    listed = await terminal.types("list")
    assert listed.startswith(f"{alert.alert_id}  critical  calls_blocked main\n")
    assert "1 now, 1 at worst, alarming at 1" in listed
    said = await terminal.types("ack", str(alert.alert_id), "--by", "olga")
    assert said.endswith(f"{alert.alert_id} acknowledged by olga\n")
    assert "by olga" in await terminal.types("list")
    assert await terminal.types("ack", "all") == ""


async def test_what_is_over_is_listed_by_kind_and_as_json(terminal: Terminal) -> None:
    assert await terminal.types("list", "--all") == "There was none.\n"
    terminal.look(1.0)
    assert (await terminal.types("ack", "all")).count("acknowledged by terminal") == 1
    terminal.look(0.0)
    terminal.clock.pass_s(901)
    terminal.look(0.0)
    assert "over since" in await terminal.types("list", "--all")
    told = json.loads(await terminal.types("list", "--kind", "calls_blocked", "--json"))
    assert [alert["cleared_because"] for alert in told] == ["well"]
    assert await terminal.types("list", "--kind", "disk_low") == "There was none.\n"


async def test_what_is_no_alert_is_told_in_one_line(terminal: Terminal) -> None:
    said = await terminal.types("ack", "nothing", status=1)
    assert said == "line122: nothing is no open alert; see alerts list\n"
    said = await terminal.types("list", "--kind", "noise", status=1)
    assert said == "line122: there is no alert noise; the settings name all kinds\n"
