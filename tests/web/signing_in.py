"""How screens of the stories sign in and ask."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, Final

from aiohttp import ClientResponse

from tests.support.api import Client, as_json, at
from tests.support.staff import PASSWORD
from web.session.cookie import COOKIE, CSRF_HEADER

JSON: Final = {"Content-Type": "application/json"}


@dataclass
class Screen:
    """A browser at the engine's pages; the client underneath keeps no cookies of its own."""

    client: Client
    secret: str = ""
    csrf: str = ""

    @property
    def origin(self) -> str:
        """Where the engine's pages come from."""
        return str(self.client.make_url("/").origin())

    async def sign_in(
        self, login: str, password: str = PASSWORD, *, status: int = 200
    ) -> dict[str, Any]:
        """Sign in, and keep the cookie as a browser does."""
        answer = await self.ask("POST", "/session", {"login": login, "password": password})
        assert answer.status == status, await answer.text()
        told: dict[str, Any] = await answer.json(content_type=None)
        self.csrf = told.get("csrf", self.csrf)
        return told

    async def ask(
        self, method: str, path: str, body: object = None, **headers: str | None
    ) -> ClientResponse:
        """Ask as a page of ours does; a header that is `None` is left out."""
        sent: dict[str, str | None] = {
            "Cookie": f"{COOKIE}={self.secret}" if self.secret else None,
            "Origin": self.origin if method != "GET" else None,
            CSRF_HEADER: self.csrf or None,
            **(JSON if body is not None else {}),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        answer = await self.client.request(
            method,
            at(path),
            data=None if body is None else as_json(body),
            headers={name: value for name, value in sent.items() if value is not None},
        )
        for line in answer.headers.getall("Set-Cookie", []):
            self.secret = SimpleCookie(line)[COOKIE].value
        return answer
