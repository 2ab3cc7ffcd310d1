"""The pages for machines, asked over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from web.app import THIS_MACHINE, build_app, is_within

Client = TestClient[web.Request, web.Application]


@dataclass(frozen=True, slots=True)
class StoryEngine:
    """An engine that stands as the story says."""

    missing: Mapping[str, str] = field(default_factory=dict)

    def troubles(self) -> Mapping[str, str]:
        """Return what keeps it from taking calls."""
        return self.missing

    def is_alive(self) -> bool:
        """Be alive."""
        return True

    def exposition(self) -> bytes:
        """Return one figure."""
        return b"line122_calls_arrived_total 7.0\n"

    def live(self) -> bytes:
        """Return a line without calls."""
        return '{"calls":[],"name":"Линия"}'.encode()


@pytest.fixture
async def visit() -> AsyncIterator[Callable[[StoryEngine], Awaitable[Client]]]:
    """Open the pages of an engine."""
    opened: list[Client] = []

    async def visit(engine: StoryEngine) -> Client:
        client: Client = TestClient(TestServer(build_app(engine)))
        await client.start_server()
        opened.append(client)
        return client

    yield visit
    for client in opened:
        await client.close()


Visit = Callable[[StoryEngine], Awaitable[Client]]


async def test_metrics_are_text_that_prometheus_reads(visit: Visit) -> None:
    answer = await (await visit(StoryEngine())).get("/metrics")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4"
    assert await answer.text() == "line122_calls_arrived_total 7.0\n"


async def test_engine_that_turns_says_that_it_is_alive_even_in_trouble(visit: Visit) -> None:
    answer = await (await visit(StoryEngine({"asterisk": "away"}))).get("/healthz")

    assert (answer.status, await answer.json()) == (200, {"is_alive": True})


async def test_engine_without_troubles_is_ready(visit: Visit) -> None:
    answer = await (await visit(StoryEngine())).get("/readyz")

    assert (answer.status, await answer.json()) == (200, {"troubles": {}})


async def test_engine_that_cannot_take_calls_says_why(visit: Visit) -> None:
    away = {"asterisk": "The websocket is closed."}
    answer = await (await visit(StoryEngine(away))).get("/readyz")

    assert (answer.status, await answer.json()) == (503, {"troubles": away})


async def test_live_figures_are_json_in_utf_8(visit: Visit) -> None:
    answer = await (await visit(StoryEngine())).get("/api/live")

    assert answer.content_type == "application/json"
    assert await answer.json() == {"calls": [], "name": "Линия"}


@pytest.mark.parametrize("path", ["/", "/api", "/metrics/", "/api/live/1", "/../etc/passwd"])
async def test_there_is_nothing_else(visit: Visit, path: str) -> None:
    assert (await (await visit(StoryEngine())).get(path)).status == 404


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz", "/api/live"])
async def test_nothing_can_be_changed_here(visit: Visit, path: str) -> None:
    assert (await (await visit(StoryEngine())).post(path)).status == 405


@pytest.mark.parametrize(
    ("address", "is_shown"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.5", False),
        ("::ffff:10.0.0.5", False),
        ("fe80::1%eth0", False),
        ("", False),
        (None, False),
    ],
)
def test_figures_are_for_the_networks_of_those_who_watch(
    address: str | None, *, is_shown: bool
) -> None:
    assert is_within(address, THIS_MACHINE) == is_shown


async def test_nobody_else_sees_figures_and_everybody_that_the_engine_lives() -> None:
    async with TestClient(TestServer(build_app(StoryEngine(), watchers=()))) as client:
        for path in ("/metrics", "/readyz", "/api/live"):
            answer = await client.get(path)
            assert answer.status == 403
            assert "http.watchers" in await answer.text()
        assert (await client.get("/healthz")).status == 200
