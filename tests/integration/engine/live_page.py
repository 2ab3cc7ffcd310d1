"""The page of an operator without a browser: what it is told over its WebSocket, and its keys."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp import ClientWebSocketResponse

from agents.agent import Account
from base.ids import new_user_id
from staff.role import Role
from staff.user import User, UserRow
from storage.passwords import Argon2Passwords
from storage.records.connection import Timeouts, open_pool
from storage.records.staff import PostgresStaffBook
from tests.integration.engine.helpline import PATIENCE_S, Helpline
from tests.support.live import Json, Page
from web.live.app import PATH
from web.session.cookie import CSRF_HEADER

_PASSWORD: Final = "дуб над рекой шумит"


@dataclass
class LivePage:
    """One page that is open."""

    url: str
    client: aiohttp.ClientSession
    socket: ClientWebSocketResponse
    csrf: str
    page: Page = field(default_factory=Page)

    async def sees(self, condition: Callable[[Json], bool]) -> Json:
        """Read on until the page shows it."""
        async with asyncio.timeout(PATIENCE_S):
            while not (self.page.state and condition(dict(self.page.state))):
                self.page.take(await self.socket.receive_str())
        assert self.page.gaps == 0, "A page misses nothing."
        return dict(self.page.state)

    async def sees_call(self, state: str) -> Json:
        """Read on until the page shows its call so."""
        seen = await self.sees(lambda shown: (shown["call"] or {}).get("state") == state)
        call: Json = seen["call"]
        return call

    async def press(self, path: str, body: object = None) -> int:
        """Ask for something as a key of the page does, and return the status."""
        headers = {CSRF_HEADER: self.csrf, "Origin": self.url}
        url = f"{self.url}/api/v1{path}"
        async with self.client.post(url, json=body, headers=headers) as answer:
            return answer.status

    async def do(self, path: str, body: object) -> Json:
        """Ask for something that must be done, and return what was answered."""
        headers = {CSRF_HEADER: self.csrf, "Origin": self.url}
        url = f"{self.url}/api/v1{path}"
        async with self.client.post(url, json=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            done: Json = await answer.json()
            return done

    async def read(self, path: str) -> Json:
        """Return what the engine answers to a question."""
        async with self.client.get(f"{self.url}/api/v1{path}") as answer:
            assert answer.status == 200, await answer.text()
            told: Json = await answer.json()
            return told

    async def sign_out(self) -> int | None:
        """Sign out, and return the code by which the page is closed."""
        headers = {CSRF_HEADER: self.csrf, "Origin": self.url}
        await self.client.delete(f"{self.url}/api/v1/session", headers=headers)
        async with asyncio.timeout(PATIENCE_S):
            while (await self.socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        return self.socket.close_code


@asynccontextmanager
async def page_of(
    helpline: Helpline, login: str, account: str, role: Role = Role.OPERATOR
) -> AsyncIterator[LivePage]:
    """Let somebody sign in and open their page."""
    await _add(helpline, login, account, role)
    url = helpline.engine.http_url
    origin = {"Origin": url}
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        sent = {"login": login, "password": _PASSWORD}
        async with client.post(f"{url}/api/v1/session", json=sent, headers=origin) as answer:
            assert answer.status == 200, await answer.text()
            csrf = (await answer.json())["csrf"]
        async with client.ws_connect(f"{url}{PATH}", headers=origin) as socket:
            yield LivePage(url, client, socket, csrf)


async def _add(helpline: Helpline, login: str, account: str, role: Role) -> None:
    user = User(
        user_id=new_user_id(),
        login=login,
        name=login.title(),
        roles=frozenset({role}),
        account=Account(account),
    )
    url, site = helpline.house.database_url, helpline.house.settings.site.id
    async with open_pool(url, timeouts=Timeouts(connect_s=5.0)) as pool:
        row = UserRow(user=user, added_at=helpline.clock.now(), added_by="root")
        await PostgresStaffBook(pool, site).add(row, await Argon2Passwords().hashed(_PASSWORD))
