"""A page's telephone without a page: a session, its WebSocket, and one REGISTER by digest."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
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
        """Register by a secret; return the status that ends it.

        Asterisk leaves a line silent now and then, with its answer unsent ("PJ_EUNKNOWN" in its
        log). The engine ends such a line as soon as nothing comes back over it, and a page opens
        another.
        """
        async with asyncio.timeout(HANG_S):
            while True:
                with suppress(LineEndedError):
                    async with self._line(self.url) as socket:
                        return await _registered(socket, secret)

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


async def _registered(socket: ClientWebSocketResponse, secret: Secret) -> int:
    status, answer = await _ask(socket, secret.account, 1, {})
    assert status == HTTPStatus.UNAUTHORIZED, answer
    challenge = dict(_CHALLENGE.findall(answer))
    status, _ = await _ask(socket, secret.account, 2, _proof(secret, challenge))
    return status


async def _ask(
    socket: ClientWebSocketResponse, account: str, number: int, more: Mapping[str, str]
) -> tuple[int, str]:
    lines = {
        "Via": f"SIP/2.0/WS story.invalid;branch=z9hG4bK{number}",
        "From": f"<sip:{account}@story.invalid>;tag=1",
        "To": f"<sip:{account}@story.invalid>",
        "Call-ID": "story",
        "CSeq": f"{number} REGISTER",
        "Contact": f"<sip:{account}@story.invalid;transport=ws>;expires=60",
        "Max-Forwards": "70",
        **more,
        "Content-Length": "0",
    }
    said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    await socket.send_str(f"REGISTER {_URI} SIP/2.0\r\n{said}\r\n")
    async for heard in socket:
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
