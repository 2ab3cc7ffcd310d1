"""The connection to Asterisk, PostgreSQL and Valkey fail under calls: the calls go on."""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import psutil
import pytest

from line122.bootstrap.asterisk import Asterisk
from line122.bootstrap.postgres import Postgres, running_postgres
from line122.bootstrap.valkey import running_valkey
from storage.records.schema import migrate
from tests.integration.engine.ari_proxy import AriProxy
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import Helpline, both_hear_more
from tests.integration.engine.patience import PATIENCE_S, eventually
from tests.integration.engine.test_whole_path import GIVEN_UP

Return = Callable[[], Awaitable[None]]
Absence = Callable[[Postgres, Path], AbstractAsyncContextManager[Return]]


@asynccontextmanager
async def _stopped(postgres: Postgres, state: Path) -> AsyncIterator[Return]:
    """Stop PostgreSQL; what is yielded starts it again on the same data."""
    await postgres.server.stop()
    async with AsyncExitStack() as stack:

        async def back() -> None:
            await stack.enter_async_context(_server(state))

        yield back


@asynccontextmanager
async def _frozen(postgres: Postgres, state: Path) -> AsyncIterator[Return]:
    """Freeze PostgreSQL with all its processes; what is yielded lets it go on."""
    del state
    postmaster = psutil.Process(postgres.server.pid)
    frozen = [postmaster, *postmaster.children()]
    for process in frozen:
        process.suspend()

    async def back() -> None:
        for process in frozen:
            process.resume()

    yield back


def _server(state: Path) -> AbstractAsyncContextManager[Postgres]:
    return running_postgres(state, logs=state / "logs")


@pytest.fixture
async def proxy(exchange: Asterisk) -> AsyncIterator[AriProxy]:
    async with AriProxy(exchange.site.ari) as opened:
        yield opened


@pytest.fixture
async def helpline(opening: Opening, proxy: AriProxy) -> AsyncIterator[Helpline]:
    """Open a helpline whose engine reaches Asterisk by the proxy."""
    async with opening({"LINE122_ASTERISK__ARI_URL": proxy.url}) as opened:
        await opened.start_engine()
        yield opened


async def test_cut_connection_to_asterisk_is_made_again_and_the_calls_go_on(
    helpline: Helpline, proxy: AriProxy
) -> None:
    desk = await helpline.on_duty("cut")
    first = await helpline.wait_in_line()
    talk = await helpline.talk(desk, first)
    second = await helpline.wait_in_line()

    proxy.cut()
    await _is_connected_again(helpline)

    assert await both_hear_more(first, talk), "the talk was cut with the connection"
    assert await second.hears_music()
    await talk.hang_up()
    talk = await helpline.talk(desk, second)
    await talk.hang_up()
    await helpline.records.are_whole(calls=2)


async def test_what_happens_while_the_connection_is_away_is_made_up_for(
    helpline: Helpline, proxy: AriProxy
) -> None:
    desk = await helpline.on_duty("away")
    talking = await helpline.wait_in_line()
    talk = await helpline.talk(desk, talking)
    impatient, patient = await helpline.wait_in_line(), await helpline.wait_in_line()

    proxy.is_open = False
    proxy.cut()
    await eventually(lambda: helpline.page("/readyz"), lambda page: page[0] == 503)
    await talking.call.hang_up()
    await impatient.call.hang_up()
    newcomer = await helpline.dial()
    assert await newcomer.hears_music(), "nobody takes the newcomer, and there is no music"
    assert await patient.hears_music()
    proxy.is_open = True
    await _is_connected_again(helpline)

    assert await talk.ends_within(PATIENCE_S), "the operator still sits in a talk with nobody"
    for citizen in (patient, newcomer):
        talk = await helpline.talk(desk, citizen)
        await talk.hang_up()
    stories = await helpline.records.are_whole(calls=4)
    # How long the impatient one had waited is as unknown as why they left.
    gave_up = stories[1].outcome
    assert gave_up in GIVEN_UP
    assert [(story.outcome, story.cause) for story in stories] == [
        ("answered", "lost"),
        (gave_up, "lost"),
        ("answered", "normal"),
        ("answered", "normal"),
    ]


async def test_connection_that_falls_silent_is_noticed_and_replaced(
    helpline: Helpline, proxy: AriProxy
) -> None:
    desk = await helpline.on_duty("silent")
    first = await helpline.wait_in_line()
    talk = await helpline.talk(desk, first)
    second = await helpline.wait_in_line()
    made = proxy.connections

    proxy.silence()
    await _is_connected_again(helpline)

    assert proxy.connections > made
    assert await both_hear_more(first, talk)
    assert await second.hears_music()
    await talk.hang_up()
    talk = await helpline.talk(desk, second)
    await talk.hang_up()
    await helpline.records.are_whole(calls=2)


@pytest.mark.parametrize("away", [_stopped, _frozen], ids=["stopped", "frozen"])
async def test_calls_are_served_while_postgresql_is_away_and_nothing_is_lost_or_doubled(
    away: Absence, opening: Opening, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = tmp_path_factory.mktemp("pg")
    async with _server(state) as first:
        url = first.url
        await migrate(url)
        async with opening({"DATABASE_URL": url}) as helpline:
            await helpline.start_engine()
            desk = await helpline.on_duty("books")
            talking = await helpline.wait_in_line()
            talk = await helpline.talk(desk, talking)

            async with away(first, state) as back:
                assert await both_hear_more(talking, talk)
                await talk.hang_up()
                during = await helpline.dial()
                talk = await helpline.talk(desk, during)
                await talk.hang_up()
                gave_up = await helpline.dial()
                assert await gave_up.call.answered()
                await gave_up.call.hang_up()
                await back()

                after = await helpline.wait_in_line()
                talk = await helpline.talk(desk, after)
                await talk.hang_up()
                stories = await helpline.records.are_whole(calls=4)
            assert [story.ani for story in stories] == [
                citizen.ani for citizen in (talking, during, gave_up, after)
            ]
            outcomes = ["answered", "answered", "abandoned", "answered"]
            assert [story.outcome for story in stories] == outcomes


async def test_calls_go_on_without_valkey(
    opening: Opening, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = tmp_path_factory.mktemp("valkey")
    async with (
        running_valkey(state, logs=state / "logs") as valkey,
        opening({"REDIS_URL": valkey.url}) as helpline,
    ):
        await helpline.start_engine()
        desk = await helpline.on_duty("cache")
        first = await helpline.wait_in_line()
        talk = await helpline.talk(desk, first)
        second = await helpline.wait_in_line()

        os.kill(valkey.server.pid, signal.SIGKILL)
        await valkey.server.ended()

        assert await both_hear_more(first, talk)
        await talk.hang_up()
        for citizen in (second, await helpline.wait_in_line()):
            talk = await helpline.talk(desk, citizen)
            await talk.hang_up()
        await helpline.records.are_whole(calls=3)


async def _is_connected_again(helpline: Helpline) -> None:
    """Wait until the engine has lost its connection, and has surveyed Asterisk over a new one."""

    async def connections() -> int:
        return len(helpline.log("asterisk.connected"))

    await eventually(connections, lambda made: made > 1)
    await helpline.logged("asterisk.disconnected")
