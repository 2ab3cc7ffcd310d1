"""A page's telephone without a page: a session, its WebSocket, and one REGISTER by digest."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from secrets import token_hex
from typing import Final

from aiohttp import (
    ClientSession,
    ClientWebSocketResponse,
    CookieJar,
    WSMsgType,
    WSServerHandshakeError,
)

from tests.integration.engine.browser_desk import PASSWORD
from tests.integration.engine.helpline import HANG_S
from web.session.cookie import CSRF_HEADER

_CHALLENGE: Final = re.compile(r'(realm|nonce|qop|opaque)="([^"]*)"')
_URI: Final = "sip:story.invalid"


class LineEndedError(Exception):
    """The engine has ended the line before an answer came."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What the engine gives a page to register by."""

    account: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RawBrowserPhone:
    """Somebody signed in by hand."""

    http: ClientSession
    url: str
    csrf: str

    async def secret(self, page: str) -> Secret:
        """Ask for a telephone in this session, as a page that was just loaded."""
        headers = {CSRF_HEADER: self.csrf, "Origin": self.url}
        body = {"page": page, "has_talk": False}
        path = f"{self.url}/api/v1/me/phone"
        async with self.http.post(path, json=body, headers=headers) as answer:
            told = await answer.json()
        return Secret(told["account"], told["secret"])

    async def refusal_of(self, origin: str | None) -> int | None:
        """Open the WebSocket from a page of that origin; return the status of a refusal."""
        try:
            async with self._line(origin):
                return None
        except WSServerHandshakeError as refused:
            return refused.status

    async def registers(self, secret: Secret) -> int:
        """Register by a secret over a line of its own; return the status that ends it."""
        async with asyncio.timeout(HANG_S), self._line(self.url) as socket:
            return await _Registration(socket, secret).status()

    @asynccontextmanager
    async def _line(self, origin: str | None) -> AsyncIterator[ClientWebSocketResponse]:
        headers = {} if origin is None else {"Origin": origin}
        address = f"{self.url}/phone/ws"
        async with self.http.ws_connect(address, protocols=("sip",), headers=headers) as socket:
            yield socket


@asynccontextmanager
async def signed_in_by_hand(url: str, login: str) -> AsyncIterator[RawBrowserPhone]:
    """Sign somebody in without a page."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        body = {"login": login, "password": PASSWORD}
        async with http.post(f"{url}/api/v1/session", json=body) as answer:
            told = await answer.json()
        yield RawBrowserPhone(http, url, told["csrf"])


class _Registration:
    """One REGISTER, asked for its secret.

    What names it in SIP is its own: by a name that was used before, Asterisk takes it for the
    same request sent again, and answers over the line by which that had come, which is closed.
    """

    def __init__(self, socket: ClientWebSocketResponse, secret: Secret) -> None:
        self._socket = socket
        self._secret = secret
        self._name = token_hex(8)

    async def status(self) -> int:
        status, answer = await self._ask(1, {})
        assert status == HTTPStatus.UNAUTHORIZED, answer
        challenge = dict(_CHALLENGE.findall(answer))
        status, _ = await self._ask(2, _proof(self._secret, challenge))
        return status

    async def _ask(self, number: int, more: Mapping[str, str]) -> tuple[int, str]:
        who = f"<sip:{self._secret.account}@story.invalid"
        lines = {
            "Via": f"SIP/2.0/WS story.invalid;branch=z9hG4bK{self._name}{number}",
            "From": f"{who}>;tag={self._name}",
            "To": f"{who}>",
            "Call-ID": self._name,
            "CSeq": f"{number} REGISTER",
            "Contact": f"{who};transport=ws>;expires=60",
            "Max-Forwards": "70",
            **more,
            "Content-Length": "0",
        }
        said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        await self._socket.send_str(f"REGISTER {_URI} SIP/2.0\r\n{said}\r\n")
        async for heard in self._socket:
            # Whether the telephone lives is asked in between.
            if heard.type is WSMsgType.TEXT and heard.data.startswith("SIP/2.0 "):
                return int(heard.data.split(maxsplit=2)[1]), heard.data
        raise LineEndedError


def _proof(secret: Secret, challenge: Mapping[str, str]) -> dict[str, str]:
    """Source: RFC 7616, 3.4."""
    count, own = "00000001", "story"
    known = _md5(f"{secret.account}:{challenge['realm']}:{secret.password}")
    asked = _md5(f"REGISTER:{_URI}")
    proof = _md5(f"{known}:{challenge['nonce']}:{count}:{own}:auth:{asked}")
    told = (
        f'Digest username="{secret.account}", realm="{challenge["realm"]}", '
        f'nonce="{challenge["nonce"]}", uri="{_URI}", response="{proof}", algorithm=MD5, '
        f'qop=auth, nc={count}, cnonce="{own}", opaque="{challenge.get("opaque", "")}"'
    )
    return {"Authorization": told}


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
