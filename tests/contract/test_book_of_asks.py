"""What is known of requests that come twice, in both books: `tickets/work/repeats.py`."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract.office import ANNA, KINDS, Office, opened_office
from tests.tickets.cases import a_support_request, a_visit, a_visit_request
from tickets.changes import AddVisits, Note
from tickets.readings import Sought
from tickets.ticket_file import Changed
from tickets.work.ports import Stale
from tickets.work.repeats import AskKey, Repeated

ASK = AskKey(asker="portal", key="k-1", digest=64 * "a")


@pytest.fixture(params=KINDS)
async def office(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Office]:
    async with opened_office(request.param, database_url, tmp_path) as opened:
        yield opened


async def test_ticket_is_opened_once_under_one_key(office: Office) -> None:
    first = await office.desk.open(a_visit_request(a_visit()), ANNA, ask=ASK)
    assert isinstance(first, Changed)
    done = Repeated(first.file.card.ticket_id, ASK.digest)
    other = replace(ASK, digest=64 * "b")
    assert await office.desk.open(a_visit_request(a_visit()), ANNA, ask=ASK) == done
    assert await office.desk.open(a_support_request(), ANNA, ask=other) == done
    assert await office.asks.done_under(other) == done
    assert await office.asks.done_under(replace(ASK, asker="desk")) is None
    assert len((await office.desk.search(Sought())).tickets) == 1


async def test_of_requests_at_once_one_is_done_and_all_learn_of_it(office: Office) -> None:
    answers = await asyncio.gather(
        *(office.desk.open(a_visit_request(a_visit()), ANNA, ask=ASK) for _ in range(5))
    )
    (done,) = (answer for answer in answers if isinstance(answer, Changed))
    repeated = Repeated(done.file.card.ticket_id, ASK.digest)
    assert answers.count(repeated) == 4


async def test_change_is_made_once_under_one_key(office: Office) -> None:
    case = office.a_call()
    ticket_id = case.ticket.ticket_id
    await office.does(case, a_visit_request(a_visit()))
    more = AddVisits((a_visit("Иванов Коля"),))
    done = await office.desk.change(ticket_id, more, ANNA, ask=ASK)
    assert isinstance(done, Changed)
    again = AddVisits((a_visit("Иванов Коля"),))
    assert await office.desk.change(ticket_id, again, ANNA, ask=ASK) == Repeated(
        ticket_id, ASK.digest
    )
    reading = await office.desk.get(ticket_id)
    assert reading is not None
    assert len(reading.file.visits) == 2


async def test_change_that_was_too_late_leaves_its_key_free(office: Office) -> None:
    case = office.a_call()
    ticket_id = case.ticket.ticket_id
    await office.does(case, a_support_request(), Note("раньше"))
    late = await office.desk.change(ticket_id, Note("поздно"), ANNA, revision=2, ask=ASK)
    assert late == Stale(ticket_id)
    assert await office.asks.done_under(ASK) is None
    assert isinstance(await office.desk.change(ticket_id, Note("снова"), ANNA, ask=ASK), Changed)
