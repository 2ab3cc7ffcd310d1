"""`delivery` and `visits` as an administrator types them, against a real database."""

import asyncio
import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from base.clock import SystemClock
from base.ids import DispatchId
from line122.cli.main import FAILED, MISUSED, OK, main
from storage.dispatches import insert_dispatches
from tests.integration.storage.ticket_rows import write_ticket
from tests.support.clinic import HandClock, request_of
from tickets.dispatch import Dispatch

_SITE = "volgograd"


async def _written(url: str, *dispatches: Dispatch) -> None:
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        for dispatch in dispatches:
            await write_ticket(connection, dispatch, _SITE)
        await insert_dispatches(connection, _SITE, dispatches)
    await connection.close()


async def _die(url: str, dispatch_id: DispatchId) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "UPDATE dispatch SET state = 'dead', error = 'status 422' WHERE dispatch_id = $1",
        dispatch_id,
    )
    await connection.close()


class Terminal:
    """Where an administrator types."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._url = url
        self._capsys = capsys

    async def type(self, *words: str, status: int = OK) -> str:
        """Run a command, which ends so, and return what it printed on either output."""
        # In a thread: a command runs a loop of its own.
        ended = await asyncio.to_thread(main, [*words, "--database-url", self._url])
        printed = self._capsys.readouterr()
        assert ended == status, printed.err
        return printed.out if status == OK else printed.err


@pytest.fixture
def terminal(database_url: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return a terminal at the test's database."""
    return Terminal(database_url, capsys)


async def test_dead_letter_is_found_looked_at_and_sent_again(
    terminal: Terminal, database_url: str
) -> None:
    lost, fine = request_of(HandClock()), request_of(HandClock())
    await _written(database_url, lost, fine)
    await _die(database_url, lost.dispatch_id)

    (dead,) = json.loads(await terminal.type("delivery", "list", "--state", "dead", "--json"))
    assert (dead["dispatch_id"], dead["error"]) == (str(lost.dispatch_id), "status 422")
    assert len((await terminal.type("delivery", "list")).splitlines()) == 2
    (shown,) = json.loads(await terminal.type("delivery", "show", dead["dispatch_id"], "--json"))
    assert shown["facts"]["patient"]["name"] == "Иванова Мария Петровна"

    replayed = json.loads(await terminal.type("delivery", "replay", "--all", "--json"))
    assert replayed == [{"replayed": str(lost.dispatch_id)}]
    told = await terminal.type("delivery", "replay", str(lost.dispatch_id), status=FAILED)
    assert "none of them is dead" in told


async def test_wrong_words_are_told_in_one_line(terminal: Terminal) -> None:
    assert "name the dispatches" in await terminal.type("delivery", "replay", status=MISUSED)
    assert "is no dispatch's id" in await terminal.type("delivery", "show", "7", status=MISUSED)
    nobody = str(request_of(HandClock()).dispatch_id)
    assert "no dispatch is called" in await terminal.type(
        "delivery", "show", nobody, status=FAILED
    )
    visits = ("visits", "list", "--clinic", "gp-1")
    assert "is no day" in await terminal.type(*visits, "--day", "today", status=MISUSED)


async def test_visits_are_listed_for_a_spreadsheet_and_a_printer(
    terminal: Terminal, database_url: str
) -> None:
    clock = HandClock(SystemClock().now())
    facts = {"number": "n-1", "what_happened": "=HYPERLINK(0)<b>"}
    today = replace(request_of(clock), facts=facts)
    old = replace(today, dispatch_id=request_of(clock).dispatch_id, facts={"number": "n-2"})
    old = replace(
        old,
        ticket_id=request_of(clock).ticket_id,
        visit_id=request_of(clock).visit_id,
        written_at=clock.now() - timedelta(days=3),
    )
    elsewhere = request_of(clock, target="gp-2")
    await _written(database_url, today, old, elsewhere)

    table = await terminal.type("visits", "list", "--clinic", "gp-1", "--csv")
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["n-2", "n-1"]
    assert rows[2][7] == "'=HYPERLINK(0)<b>"
    page = await terminal.type("visits", "list", "--clinic", "gp-1", "--html")
    assert "=HYPERLINK(0)&lt;b&gt;" in page
    day = f"{clock.now() - timedelta(days=30):%Y-%m-%d}"
    assert "n-1" not in await terminal.type("visits", "list", "--clinic", "gp-1", "--day", day)
