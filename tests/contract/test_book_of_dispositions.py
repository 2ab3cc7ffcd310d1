"""What agents said of their calls, and how they stood: alike in memory and in PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from agents.agent import Account, Activity, NotStated, Presence
from agents.codes import Disposition
from agents.ports import AgentBook, AgentMove, CallDisposed, Kept
from base.clock import SystemClock
from base.ids import AgentId, CallId
from base.instant import after
from storage.case_files import CaseFiles
from storage.memory import MemoryBooks
from storage.memory_case_files import MemoryCaseFiles
from storage.memory_dispatches import MemoryDispatchBook
from storage.records.books import open_books
from storage.records.roster import open_roster
from storage.roster import AgentRoster
from storage.worklists import Page, Place
from tests.contract.library import KINDS, ZONE
from tests.integration.storage.values import NOON, NUMBER, a_case, a_record, an_operator

CLOCK = SystemClock()


@dataclass(frozen=True)
class Shelf:
    """One implementation's books, with an agent who has had a call."""

    agents: AgentBook
    files: CaseFiles
    agent_id: AgentId
    call_id: CallId
    ticket_number: str

    def says(self, disposition: Disposition | None, why: NotStated | None = None) -> None:
        said = CallDisposed(self.agent_id, self.call_id, CLOCK.instant(), disposition, why)
        self.agents.write_disposition(said)


@pytest.fixture(params=KINDS)
async def shelf(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Shelf]:
    async with opened(request.param, database_url, tmp_path) as shelf:
        yield shelf


@asynccontextmanager
async def opened(kind: str, url: str, directory: Path) -> AsyncIterator[Shelf]:
    case, new = a_case(1), an_operator("desk-201")
    call = a_record(case, after(CLOCK.instant(), -60))
    agent_id = new.operator.agent_id
    if kind == "memory":
        books = MemoryBooks(CLOCK, ZONE)
        await books.agents.add([new], NOON)
        books.cases.write_contact(case.contact)
        books.cases.write_ticket(case.ticket)
        books.calls.write_call(call)
        files = MemoryCaseFiles(books, MemoryDispatchBook(lambda _: None), CLOCK)
        yield Shelf(books.agents, files, agent_id, call.call_id, str(case.ticket.number))
        return
    async with (
        open_books(url, site="north", clock=CLOCK, directory=directory, zone=ZONE) as kept,
        open_roster(url, site="north") as roster,
    ):
        await _hire(roster, agent_id, account="desk-201")
        kept.cases.write_contact(case.contact)
        kept.cases.write_ticket(case.ticket)
        kept.calls.write_call(call)
        number = str(case.ticket.number)
        yield Shelf(kept.agents, kept.case_files, agent_id, call.call_id, number)


async def _hire(roster: AgentRoster, agent_id: AgentId, *, account: str) -> None:
    new = an_operator(account)
    operator = replace(new.operator, agent_id=agent_id, account=Account(account))
    await roster.add([replace(new, operator=operator)], NOON)


async def test_call_that_nobody_spoke_of_is_listed_until_somebody_does(shelf: Shelf) -> None:
    yesterday = CLOCK.now() - timedelta(days=1)
    shelf.says(None, NotStated.LIMIT)
    await shelf.agents.operators()
    (listed,) = (await shelf.files.undisposed(yesterday, None, 10)).lines
    shelf.says(Disposition.WRONG_PERSON)
    await shelf.agents.operators()

    assert (listed.call_id, listed.why, listed.operator) == (
        shelf.call_id,
        NotStated.LIMIT,
        "Анна Ёлкина",
    )
    assert (listed.ticket_number, listed.called_from) == (
        shelf.ticket_number,
        NUMBER,
    )
    assert await shelf.files.undisposed(yesterday, None, 10) == Page(())


async def test_list_of_the_morning_goes_on_behind_a_place_and_forgets_the_day_before(
    shelf: Shelf,
) -> None:
    shelf.says(None, NotStated.OWN_CALL)
    await shelf.agents.operators()

    (listed,) = (await shelf.files.undisposed(NOON, None, 10)).lines
    behind = Place(listed.at, listed.call_id)
    assert await shelf.files.undisposed(NOON, behind, 10) == Page(())
    tomorrow = CLOCK.now() + timedelta(days=1)
    assert await shelf.files.undisposed(tomorrow, None, 10) == Page(())


async def test_what_an_agent_did_and_owed_outlives_a_restart(shelf: Shelf) -> None:
    since = after(CLOCK.instant(), -300.0)
    writing = AgentMove(
        shelf.agent_id,
        CLOCK.instant(),
        Presence.AVAILABLE,
        Activity.WRAP_UP,
        kept=Kept(since, shelf.call_id),
    )
    (unmoved,) = await shelf.agents.operators()
    shelf.agents.write_move(writing)
    (stored,) = await shelf.agents.operators()
    shelf.agents.write_move(replace(writing, activity=Activity.TALKING, kept=None))
    (talking,) = await shelf.agents.operators()

    assert (unmoved.kept, talking.kept) == (None, None)
    assert stored.kept is not None
    assert stored.kept.since == pytest.approx(since, abs=0.05)
    assert stored.kept.owes_of == shelf.call_id
