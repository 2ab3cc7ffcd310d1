"""What administrators change, the running engine follows: with telephones on Asterisk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from base.ids import new_user_id
from staff.role import Role
from staff.user import User, UserRow
from storage.passwords import Argon2Passwords
from storage.records.connection import Timeouts, open_pool
from storage.records.staff import PostgresStaffBook
from tests.integration.engine.helpline import PATIENCE_S, Desk, Helpline, new_account, new_number
from web.session.cookie import CSRF_HEADER

_PASSWORD = "river of thirteen words"


@dataclass(frozen=True)
class Office:
    """An administrator who is signed in."""

    url: str
    client: aiohttp.ClientSession
    csrf: str

    async def ask(self, method: str, path: str, sent: object = None) -> Any:  # noqa: ANN401 - JSON.
        """Ask, and return what was answered."""
        headers = {CSRF_HEADER: self.csrf, "Origin": self.url}
        where = f"{self.url}/api/v1{path}"
        async with self.client.request(method, where, json=sent, headers=headers) as answer:
            assert answer.ok, await answer.text()
            return await answer.json()

    async def undo(self, step: Any) -> Any:  # noqa: ANN401 - JSON.
        """Take a step back."""
        return await self.ask("POST", f"/admin/changes/{step['change']['change_id']}/undo")


@asynccontextmanager
async def office_of(helpline: Helpline) -> AsyncIterator[Office]:
    """Let an administrator sign in."""
    user = User(
        user_id=new_user_id(), login="vera", name="Vera", roles=frozenset({Role.ADMINISTRATOR})
    )
    database, site = helpline.house.database_url, helpline.house.settings.site.id
    async with open_pool(database, timeouts=Timeouts(connect_s=5.0)) as pool:
        row = UserRow(user=user, added_at=helpline.clock.now(), added_by="root")
        await PostgresStaffBook(pool, site).add(row, await Argon2Passwords().hashed(_PASSWORD))
    url = helpline.engine.http_url
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        sent = {"login": "vera", "password": _PASSWORD}
        origin = {"Origin": url}
        async with client.post(f"{url}/api/v1/session", json=sent, headers=origin) as answer:
            assert answer.status == 200, await answer.text()
            yield Office(url, client, (await answer.json())["csrf"])


async def test_operators_skills_and_numbers_are_followed_without_a_restart(
    helpline: Helpline,
) -> None:
    async with office_of(helpline) as office:
        account, number = new_account("new"), new_number()
        sent = {"name": "Anna", "skills": {"reference": 1}}
        added = await office.ask("POST", f"/admin/operators/{account}", sent)
        desk = Desk(account, await helpline.plug_in(account, added["secret"]))
        await (await desk.dial("*1")).ends_within(PATIENCE_S)
        await helpline.agent_becomes(account, "idle", "available")

        citizen = await helpline.wait_in_line()
        assert (await helpline.agent(account)).activity == "idle"
        able = {**sent, "skills": {"doctor": 1, "reference": 1}}
        skilled = await office.ask("PUT", f"/admin/operators/{account}", able)
        talk = await helpline.talk(desk, citizen)
        await talk.hang_up()

        order = {"treatment": "human_only", "note": "Cannot use a menu"}
        await office.ask("PUT", f"/admin/numbers/+{number}", order)
        straight = await helpline.wait_in_line(number)
        talk = await helpline.talk(desk, straight)
        await talk.hang_up()
        await helpline.records.are_whole(calls=2)
        ended = {
            str(each["call_id"]): each["decision"]
            for each in await helpline.logged("call.ended", lines=2)
        }
        assert list(ended.values())[-1] == "4_human_only"

        followed = len(helpline.log("orders.followed"))
        weight = await office.ask("PUT", "/admin/queues/doctors", {"priority": 33})
        assert len(await helpline.logged("orders.followed", followed + 1)) == followed + 1
        await office.undo(weight)
        await office.undo(skilled)
        page = await office.ask("GET", "/admin/changes?kind=operator")
        assert [bool(each["undoes"]) for each in page["changes"]] == [True, False, False]
