"""A running engine answers its API: a call's ticket is found, worked on, and its reads kept."""

import asyncio
import json

import aiohttp
import pytest

from line122.cli.main import OK, main
from tests.integration.engine.helpline import Helpline

_READS = "SELECT operation FROM audit_read ORDER BY read_id"


async def test_the_ticket_of_a_call_is_found_and_changed_over_the_api(
    helpline: Helpline, capsys: pytest.CaptureFixture[str]
) -> None:
    token = await _token(helpline, capsys)
    citizen = await helpline.wait_in_line()
    await citizen.call.hang_up()
    await helpline.records.are_whole(calls=1)

    url = f"{helpline.engine.http_url}/api/v1"
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers) as client:
        async with client.get(f"{url}/tickets", params={"phone": citizen.ani}) as answer:
            (line,) = (await answer.json())["tickets"]
        where = f"{url}/tickets/{line['number']}"
        async with client.get(where) as answer:
            whole, seen = await answer.json(), answer.headers["ETag"]
        assert [call["number"] for call in whole["calls"]] == [citizen.ani]
        note = {"change": {"do": "note", "text": "Перезвонить"}}
        async with client.post(
            f"{where}/changes", json=note, headers={"If-Match": seen}
        ) as answer:
            assert answer.status == 200, await answer.text()
        async with client.get(f"{url}/tickets", headers={"Authorization": ""}) as answer:
            assert answer.status == 401
        async with client.get(f"{url}/reports/day") as answer:
            day = await answer.json()
    await helpline.stop_engine()

    counts = day["total"]["counts"]
    assert day["total"]["is_balanced"]
    assert (counts["people"], counts["attempts"], counts["offered"], counts["open"]) == (
        1,
        1,
        1,
        0,
    )
    assert day["first_lost_unseen"] == 0, "A trunk that nobody fills turns nobody away."

    reads = [row["operation"] for row in await helpline.records.rows(_READS)]
    assert reads == ["list_tickets", "get_ticket", "change_ticket"]


async def _token(helpline: Helpline, capsys: pytest.CaptureFixture[str]) -> str:
    """Return a token that an administrator has made."""
    named = ("tickets:read", "tickets:write", "reports:read")
    scopes = tuple(word for scope in named for word in ("--scope", scope))
    url = ("--database-url", helpline.house.database_url)
    added = await asyncio.to_thread(main, ["token", "add", "portal", *scopes, "--json", *url])
    assert added == OK
    (made,) = json.loads(capsys.readouterr().out)
    token: str = made["token"]
    return token
