"""The API over PostgreSQL: what was sent is found again, by pages, with who has read it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from base.ids import new_ticket_id
from base.instant import Instant
from line122.api_doors import DispatchDoor, ListDoor, PeopleDoor, TokenDoor
from line122.read_audit import ReadAuditDesk
from storage.records.books import Books, open_books
from storage.retention import KEPT_ASKS
from tests.integration.storage.values import NUMBER, a_case, a_record
from tests.support.api import ADMIN, AGENT, ApiStory, Client, OneAgent, at, bearing
from tests.support.clinic_rows import write_clinics
from tests.support.site import ZONE
from tests.tickets.cases import CLINIC, POLICY
from tests.web.asking import VISIT, asked, changed, opened, opened_once, posted, sent
from tickets.work.service import DeskTools, TicketDesk
from web.api.app import add_api
from web.api.scopes import Scope

_SITE = "volgograd"


@asynccontextmanager
async def _opened(story: ApiStory, books: Books) -> AsyncIterator[Client]:
    """Open the API over the rows of a database."""
    tools = DeskTools(
        book=books.tickets,
        deadlines=books.tickets,
        clock=story.clock,
        zone=ZONE,
        take_number=story.cases.take_number,
    )
    audit = ReadAuditDesk(books.reads)
    doors = replace(
        story.doors(),
        tokens=TokenDoor(books.tokens),
        audit=audit,
        tickets=TicketDesk(tools, POLICY),
        asks=books.tickets,
        lists=ListDoor(books.worklists, books.case_files),
        people=PeopleDoor(story.ledger, story.cases, OneAgent(AGENT), books.tickets),
        dispatches=DispatchDoor(books.worklists, books.dispatches),
    )
    for row in await story.tokens.rows():
        await books.tokens.add(row)
    app = web.Application()
    add_api(app, doors, story.pace)
    client: Client = TestClient(TestServer(app), headers=bearing(ADMIN))
    async with client:
        yield client
    await audit.flush()


async def test_what_the_api_is_told_stands_in_the_database(
    database_url: str, tmp_path: Path
) -> None:
    story = ApiStory(tmp_path)
    await story.let_in("desk", ADMIN, Scope.ADMIN)
    await write_clinics(database_url, _SITE, CLINIC)
    async with open_books(
        database_url, site=_SITE, clock=story.clock, directory=tmp_path
    ) as books:
        case = a_case(77)
        books.cases.write_contact(case.contact)
        books.cases.write_ticket(case.ticket)
        for second in range(3):
            books.calls.write_call(a_record(case, Instant(float(second))))
        await books.calls.committed()
        async with _opened(story, books) as client:
            ticket = await opened(client)
            ticket = await changed(client, ticket, {"do": "note", "text": "=1+1<b>'\"; --"})
            more = {"visits": [VISIT, {**VISIT, "clinic": None}]}
            where = f"/tickets/{ticket['number']}/visits"
            await sent(client, "POST", where, more, if_match='"1"', status=409)
            ticket = await sent(client, "POST", where, more, if_match='"2"')
            whole = await asked(client, f"/tickets/{ticket['ticket_id']}")
            assert whole["ticket"] == ticket
            assert whole["history"][1]["facts"] == {"text": "=1+1<b>'\"; --"}

            first = await asked(client, "/visits?most=2&state=requested")
            rest = await asked(client, f"/visits?most=2&after={first['next']}")
            visits = [line["visit_id"] for line in (*first["visits"], *rest["visits"])]
            assert sorted(visits) == sorted(each["visit_id"] for each in ticket["visits"])
            await sent(client, "POST", f"/visits/{visits[0]}/cancel", {"why": "здоров"})

            until = (story.clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
            due = await asked(client, f"/deadlines?until={until}")
            assert [line["ticket_number"] for line in due["tickets"]] == [ticket["number"]]
            number = f"/numbers/{NUMBER}"
            calls = await asked(client, f"{number}/calls?most=2")
            others = await asked(client, f"{number}/calls?most=2&after={calls['next']}")
            assert len(calls["calls"]) == 2
            assert (len(others["calls"]), others["next"]) == (1, None)
            (contact,) = (await asked(client, f"{number}/contacts"))["contacts"]
            assert contact["ticket_number"] == str(case.ticket.number)
            shown = await asked(client, f"/tickets/{case.ticket.number}")
            assert len(shown["calls"]) == 3

            assert (await asked(client, "/dispatches?state=dead"))["dispatches"] == []
            nobody = {"dispatch_ids": [str(new_ticket_id())]}
            await sent(client, "POST", "/dispatches/replay", nobody, status=409)
            lost = await client.get(at("/tickets"), headers=bearing("l122_lost"))
            assert lost.status == 401
    connection = await asyncpg.connect(database_url)
    reads = await connection.fetch("SELECT operation FROM audit_read ORDER BY read_id")
    used = await connection.fetchval("SELECT last_used_at FROM api_token WHERE name = 'desk'")
    await connection.close()
    assert [read["operation"] for read in reads][:3] == [
        "open_ticket",
        "change_ticket",
        "add_visits",
    ]
    assert reads[-1]["operation"] == "get_ticket"
    assert used == story.clock.now()


async def test_repetitions_at_once_open_one_ticket_with_one_dispatch(
    database_url: str, tmp_path: Path
) -> None:
    """Who loses an answer asks again while the first request is still being written."""
    story = ApiStory(tmp_path)
    await story.let_in("desk", ADMIN, Scope.ADMIN)
    await write_clinics(database_url, _SITE, CLINIC)
    async with (
        open_books(database_url, site=_SITE, clock=story.clock, directory=tmp_path) as books,
        _opened(story, books) as client,
    ):
        first, *others = await asyncio.gather(*(opened_once(client, "visit-1") for _ in range(6)))
        assert all(other == first for other in others)
        await posted(client, "/tickets", {"kind": "wish"}, key="visit-1", status=422)

        where, more = f"/tickets/{first['number']}/visits", {"visits": [VISIT]}
        answers = await asyncio.gather(
            *(
                posted(client, where, more, key="visit-2", if_match=seen)
                for seen in 3 * ('"1"', "*")
            )
        )
        assert {answer["revision"] for answer in answers} == {2}
        assert {len(answer["visits"]) for answer in answers} == {2}
        assert len((await asked(client, "/tickets"))["tickets"]) == 1
        story.clock.pass_s(KEPT_ASKS.total_seconds() + 1)
        assert await books.retention.forget_asks(story.clock.now() - KEPT_ASKS, 1) == 1
        assert await books.retention.forget_asks(story.clock.now() - KEPT_ASKS, 9) == 1
        assert (await opened_once(client, "visit-1"))["number"] != first["number"]
    connection = await asyncpg.connect(database_url)
    counted = await connection.fetchrow(
        "SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM dispatch),"
        " (SELECT count(*) FROM ticket_history), (SELECT count(*) FROM api_ask)"
    )
    await connection.close()
    assert counted is not None
    assert tuple(counted) == (2, 3, 3, 1)
