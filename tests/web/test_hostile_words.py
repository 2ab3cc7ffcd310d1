"""Whatever is sent in any field is refused with a sentence, or is a text and nothing else."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Final
from urllib.parse import quote

import pytest
import pytest_asyncio

from staff.role import Role
from tests.support.api import CLINIC, ApiStory, at
from tests.support.filled import Json, Word, filled, variants
from tests.support.hostile import PAYLOADS
from tests.web.signing_in import JSON, Screen
from tickets.legible import is_legible
from web.api.reading import Faulty, read_body
from web.api.route import Route
from web.api.table import ROUTES
from web.session.cookie import COOKIE, CSRF_HEADER

pytestmark = pytest.mark.asyncio(loop_scope="module")

_KINDS: Final = {"application/json", "application/problem+json"}
_SAVED: Final = {
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHANGING: Final = tuple(route for route in ROUTES if route.has_body)
_LOOKING: Final = tuple(
    route
    for route in ROUTES
    if not route.has_body and ("{" in route.path or route.query.__struct_fields__)
)
_WORD: Final = 200
_PARTS: Final = 4
_CODE: Final = re.compile("[A-Za-z_]+")
"""A name that codes may have; a list of them, not their form, tells which are meant."""
_IN_ADDRESS: Final = 100
"""An address that is longer than a server reads is refused before anything of ours sees it."""


def _everywhere(text: str) -> Word:
    return lambda _is_free: text


def _where_any_text_will_do(text: str) -> Word:
    return lambda is_free: text if is_free else "+79101234567"


def _has_texts(route: Route, variant: int) -> bool:
    """Tell whether it matters which text is said."""
    one, other = (json.dumps(filled(route.body, variant, _everywhere(text))) for text in "ab")
    return one != other


def _has_forms(route: Route) -> bool:
    """Tell whether some text has a form of its own."""
    puts = (_everywhere, _where_any_text_will_do)
    one, other = (json.dumps(filled(route.body, 0, put("a"))) for put in puts)
    return one != other


@dataclass(frozen=True)
class Attacker:
    """Somebody who is signed in, may do everything, and means ill."""

    story: ApiStory
    screen: Screen

    async def send(self, method: str, path: str, body: Json = None) -> tuple[int, Json]:
        """Send it and return what is answered: JSON whatever was sent, or a table to save."""
        # Not by the screen's own way: half a character is ASCII in JSON, and no UTF-8.
        content = None if body is None else BytesIO(json.dumps(body).encode())
        headers = {
            **JSON,
            "Cookie": f"{COOKIE}={self.screen.secret}",
            "Origin": self.screen.origin,
            CSRF_HEADER: self.screen.csrf,
            "If-Match": '"1"',
        }
        asking = self.screen.client.request(method, at(path), data=content, headers=headers)
        async with asking as answer:
            assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR, (method, path, body)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if answer.content_type in _SAVED:
                # It is kept on a disk, and never shown as a page of ours.
                assert answer.headers["Content-Disposition"].startswith("attachment"), path
                return answer.status, None
            assert answer.content_type in _KINDS, (path, answer.content_type)
            return answer.status, await answer.json(content_type=None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def attacker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Attacker]:
    story = ApiStory(tmp_path_factory.mktemp("recordings"))
    roles = (Role.OPERATOR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
    await story.staff.hire("anna", *roles, account="desk-1")
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("anna")
        yield Attacker(story, screen)


async def test_there_are_two_hundred_of_them() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) == 200


@pytest.mark.parametrize("route", _CHANGING, ids=lambda route: route.name)
async def test_every_field_of_every_change_takes_a_text_or_says_why_not(
    attacker: Attacker, route: Route
) -> None:
    nowhere = _path(route, "01a20249-22bf-73dc-a8cf-581e58c3a6b8")
    told = [each for each in range(variants(route.body)) if _has_texts(route, each)]
    for payload in PAYLOADS:
        for variant in told:
            body = filled(route.body, variant, _where_any_text_will_do(payload))
            await attacker.send(route.method, nowhere, body)


@pytest.mark.parametrize(
    "route", [route for route in _CHANGING if _has_forms(route)], ids=lambda route: route.name
)
async def test_no_field_with_a_form_of_its_own_is_read_as_another(route: Route) -> None:
    for payload in PAYLOADS:
        sent = json.dumps(filled(route.body, 0, _everywhere(payload))).encode()
        read = read_body(route.body, sent)
        assert read is None or isinstance(read, Faulty) or _CODE.fullmatch(payload), payload


@pytest.mark.parametrize("route", _LOOKING, ids=lambda route: route.name)
async def test_every_part_of_every_address_finds_nothing_or_says_why_not(
    attacker: Attacker, route: Route
) -> None:
    # Every route takes a part of them, and every one of them goes through many routes.
    for payload in PAYLOADS[_LOOKING.index(route) % _PARTS :: _PARTS]:
        text = payload[:_IN_ADDRESS].encode(errors="replace")
        asked = filled(route.query, 0, _everywhere(quote(text, safe="")))
        query = "&".join(
            f"{name}={value[0] if isinstance(value, list) else value}"
            for name, value in asked.items()
            if value is not None
        )
        # aiohttp's client takes dots and slashes for its own, as browsers do.
        path = _path(route, quote(text, safe="").replace(".", "%2E"))
        await attacker.send(route.method, f"{path}?{query}")


async def test_what_is_taken_is_given_back_letter_by_letter(attacker: Attacker) -> None:
    taken = 0
    for payload in PAYLOADS:
        status, told = await attacker.send("POST", "/tickets", _request(payload))
        is_text = is_legible(payload) and len(payload) <= _WORD and payload.strip() != ""
        assert (status == HTTPStatus.CREATED) == is_text, (payload[:80], told)
        if not is_text:
            continue
        taken += 1
        _, whole = await attacker.send("GET", f"/tickets/{told['number']}")
        (visit,) = whole["ticket"]["visits"]
        assert whole["ticket"]["text"] == visit["complaint"] == payload
        assert visit["patient"]["name"].strip() == payload.strip()
        assert visit["danger_signs"] == [payload]
    assert taken > len(PAYLOADS) * 0.9


def _path(route: Route, value: str) -> str:
    return route.path.format_map(_Everywhere(value))


class _Everywhere(dict[str, str]):
    def __init__(self, value: str) -> None:
        super().__init__()
        self._value = value

    def __missing__(self, name: str) -> str:
        return self._value


def _request(payload: str) -> Json:
    names = ("text", "flat", "entrance", "floor", "intercom", "landmark")
    return {
        "kind": "home_visit",
        "category": "home_visit",
        "person": {"name": payload},
        "text": payload,
        "visits": [
            {
                "complaint": payload,
                "address": dict.fromkeys(names, payload),
                "patient": {"name": payload, "policy_number": payload},
                "danger_signs": [payload],
                "clinic": CLINIC,
            }
        ],
    }
