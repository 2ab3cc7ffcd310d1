"""A client that lost an answer asks again: `tickets/work/repeats.py`, `web/api/repeats.py`."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.api import ApiStory, Client, as_json, at, bearing
from tests.web.asking import (
    VISIT,
    Json,
    asked,
    changed,
    opened,
    opened_once,
    posted,
    request_of,
    sent,
)
from tickets.work.repeats import AskKey, Repeated
from web.api.scopes import Scope

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


@pytest.fixture
def story(tmp_path: Path) -> ApiStory:
    return ApiStory(tmp_path)


@pytest.fixture
async def client(story: ApiStory) -> AsyncIterator[Client]:
    async with story.opened() as opened_client:
        yield opened_client


async def numbers(client: Client) -> list[str]:
    return [line["number"] for line in (await asked(client, "/tickets"))["tickets"]]


async def test_repeated_request_gets_the_ticket_that_the_first_one_opened(
    client: Client, story: ApiStory
) -> None:
    first = await opened_once(client, KEY)
    story.clock.pass_s(60)
    assert await opened_once(client, KEY) == first
    assert await numbers(client) == [first["number"]]


async def test_same_request_written_otherwise_is_the_same(client: Client) -> None:
    first = await opened_once(client, KEY)
    backwards = dict(reversed(request_of().items()))
    assert await posted(client, "/tickets", backwards, key=KEY) == first


async def test_repetition_is_answered_with_the_ticket_as_it_is_now(client: Client) -> None:
    first = await opened_once(client, KEY)
    noted = await changed(client, first, {"do": "note", "text": "Перезвонил"})
    assert noted["revision"] == 2
    assert await opened_once(client, KEY) == noted


async def test_key_that_served_for_another_request_serves_for_no_second(client: Client) -> None:
    first = await opened_once(client, KEY)
    other = request_of(text="Другой больной")
    problem = await posted(client, "/tickets", other, key=KEY, status=422)
    assert [fault["where"] for fault in problem["errors"]] == ["Idempotency-Key"]
    assert await numbers(client) == [first["number"]]
    where = f"/tickets/{first['number']}/visits"
    await posted(client, where, {"visits": [VISIT]}, if_match="*", key=KEY, status=422)


async def test_each_token_has_keys_of_its_own(client: Client, story: ApiStory) -> None:
    await story.let_in("portal", "l122_portal", Scope.TICKETS_WRITE)
    mine = await opened_once(client, KEY)
    answer = await client.post(
        at("/tickets"),
        data=as_json(request_of()),
        headers={
            **bearing("l122_portal"),
            "Content-Type": "application/json",
            "Idempotency-Key": KEY,
        },
    )
    theirs: Json = await answer.json()
    assert theirs["number"] != mine["number"]


async def test_what_was_refused_leaves_its_key_free(client: Client) -> None:
    await posted(client, "/tickets", request_of(category="nothing"), key=KEY, status=422)
    assert (await opened_once(client, KEY))["revision"] == 1


@pytest.mark.parametrize("key", ["", "ключ", "two words", "x" * 201])
async def test_what_is_no_key_is_told_so_and_opens_nothing(client: Client, key: str) -> None:
    problem = await posted(client, "/tickets", request_of(), key=key, status=422)
    assert [fault["where"] for fault in problem["errors"]] == ["Idempotency-Key"]
    assert await numbers(client) == []


async def test_repeated_visits_are_added_once_whatever_revision_was_seen(client: Client) -> None:
    ticket = await opened(client)
    where, more = f"/tickets/{ticket['number']}/visits", {"visits": [VISIT]}
    first = await posted(client, where, more, if_match='"1"', key=KEY)
    assert len(first["visits"]) == 2
    again = await posted(client, where, more, if_match='"1"', key=KEY)
    read_anew = await posted(client, where, more, if_match='"2"', key=KEY)
    assert again == read_anew == first
    await sent(client, "POST", where, more, if_match='"1"', status=409)


async def test_repeated_step_is_taken_once(client: Client) -> None:
    ticket = await opened(client)
    where, note = f"/tickets/{ticket['number']}/changes", {"do": "note", "text": "Звонил"}
    for _ in range(2):
        await posted(client, where, {"change": note}, if_match="*", key=KEY)
    whole = await asked(client, f"/tickets/{ticket['number']}")
    assert [entry["change"] for entry in whole["history"]] == ["File", "Note"]


async def test_of_repetitions_at_once_all_get_one_ticket(client: Client) -> None:
    ticket = await opened(client)
    where, more = f"/tickets/{ticket['number']}/visits", {"visits": [VISIT]}
    answers = await asyncio.gather(
        *(posted(client, where, more, if_match='"1"', key=KEY) for _ in range(4)),
    )
    assert {len(answer["visits"]) for answer in answers} == {2}
    assert {answer["revision"] for answer in answers} == {2}
    new = await asyncio.gather(*(opened_once(client, "another") for _ in range(4)))
    assert len({answer["number"] for answer in new}) == 1


async def test_digest_tells_what_was_asked_under_a_key(story: ApiStory) -> None:
    ask = AskKey(asker="desk", key=KEY, digest="of something")
    assert await story.books.tickets.done_under(ask) is None
    async with story.opened() as client:
        ticket = await opened_once(client, KEY)
    done = await story.books.tickets.done_under(ask)
    assert isinstance(done, Repeated)
    assert str(done.ticket_id) == ticket["ticket_id"]
    assert done.digest != ask.digest
