"""One Asterisk for all stories of this directory; a database and an engine for each helpline."""

import asyncio
import socket
import wave
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from asterisk.site import TrunkEndpoint
from base.clock import SystemClock
from config import load
from config.loading import DEFAULTS
from config.policies import call_policy
from line122.bootstrap.asterisk import Asterisk, AsteriskRequest, running_asterisk
from line122.bootstrap.engine import ROOT
from line122.bootstrap.postgres import Postgres
from line122.bootstrap.servers import ServerAddresses
from line122.bootstrap.tree import AsteriskProgram
from line122.exchange_site import prompt_pack
from line122.house import House
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone
from line122.phones.sockets import PhonePorts, find_phone_ports
from line122.phones.softphone import SoftPhone
from tests.integration.engine.helpline import MUSIC_TONE_HZ, Helpline
from tests.integration.engine.records import Records
from tests.support.databases import Databases

OUTAGE_LIMIT_S = 30
"""Longer than an engine takes to start here: who waits for one is told to turn elsewhere then."""
SPARE_CARRIER = "127.0.0.2"
"""Another address of this machine: by it Asterisk tells the trunks apart."""

_CALLS = 60
_TONES_HZ = (CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, MUSIC_TONE_HZ)
_SETTINGS = {
    # Where the words do not matter they are short.
    "LINE122_MENUS__DIRECTORY": str(Path(__file__).parent / "menus"),
    "LINE122_SERVICES__HELPLINE__SCRIPT": "short",
    "LINE122_MARKS__ENABLED": "false",
    "LINE122_QUEUES__DOCTORS__FIRST_ANNOUNCEMENT_S": "3600",
    "LINE122_AGENTS__WRAP_UP_S": "0.3",
    "LINE122_AGENTS__WRAP_UP_LIMIT_S": "0",
    "LINE122_AGENTS__MISSED_RING_PAUSE_S": "1",
    "LINE122_AGENTS__UNREACHABLE_RETRY_S": "1",
    "LINE122_CALLS__TEXTS__AGENT_AVAILABLE": "digit.1",
    "LINE122_CALLS__TEXTS__OWN_CALL_HANG_UP": "digit.1",
    "LINE122_TRUNKS__MAIN__CHANNELS": str(_CALLS),
    # Administrators of these stories have no telephone that makes codes.
    "LINE122_DESK__SECOND_FACTOR_FOR": "",
}

Opening = Callable[[Mapping[str, str]], AbstractAsyncContextManager[Helpline]]
"""Opens a helpline whose settings differ so; its engine is not running yet."""


@pytest.fixture(scope="session")
def trunk_ports() -> PhonePorts:
    """Where the telephones of citizens and operators listen."""
    return find_phone_ports(calls=_CALLS)


@pytest.fixture(scope="session")
def spare_carrier() -> Iterator[socket.socket]:
    """Hold the place of a second carrier, which says nothing unless a story lets it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as place:
        place.bind((SPARE_CARRIER, 0))
        yield place


@pytest.fixture(scope="session")
def exchange(
    asterisk_program: AsteriskProgram,
    trunk_ports: PhonePorts,
    spare_carrier: socket.socket,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Asterisk]:
    """Run one Asterisk whose music is a tone, and for which any port of ours is the trunk.

    Of its spare trunk it asks every second whether the carrier is there.
    """
    home = tmp_path_factory.mktemp("exchange")
    (home / "music").mkdir()
    with wave.open(str(home / "music/tone.wav"), "wb") as music:
        music.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        music.writeframes(tone(MUSIC_TONE_HZ).samples * 30)
    trunk = TrunkEndpoint(
        name="main",
        contact=f"sip:{trunk_ports.host}:{trunk_ports.sip}",
        addresses=(trunk_ports.host,),
    )
    spare = TrunkEndpoint(
        name="spare",
        contact=f"sip:{SPARE_CARRIER}:{spare_carrier.getsockname()[1]}",
        addresses=(SPARE_CARRIER,),
        qualify_frequency_s=1,
    )
    request = AsteriskRequest(
        trunks=(trunk, spare),
        prompts=prompt_pack(load(DEFAULTS, {}), ROOT),
        music=home / "music",
        outage_limit_s=OUTAGE_LIMIT_S,
        has_browser_phones=True,
    )
    running = running_asterisk(asterisk_program, request, home / "state", logs=home / "logs")
    with asyncio.Runner() as runner:
        yield runner.run(running.__aenter__())
        runner.run(running.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def servers(
    exchange: Asterisk, postgres: Postgres, redis_url: str, server_state: Path
) -> ServerAddresses:
    """Return where the servers of all helplines are found."""
    return ServerAddresses(
        database_url=postgres.url,
        redis_url=redis_url,
        site=exchange.site,
        asterisk_version=exchange.version,
        postgres_pid=postgres.server.pid,
        valkey_pid=0,
        asterisk_pid=exchange.server.pid,
        logs=server_state / "logs",
    )


@pytest.fixture(scope="session")
def opening(
    servers: ServerAddresses,
    databases: Databases,
    trunk_ports: PhonePorts,
    tmp_path_factory: pytest.TempPathFactory,
) -> Opening:
    """Return the way to open a helpline of one's own."""

    @asynccontextmanager
    async def opened(differing: Mapping[str, str]) -> AsyncIterator[Helpline]:
        clock = SystemClock()
        home = tmp_path_factory.mktemp("helpline")
        variables = {**_SETTINGS, **differing}
        settings = load(DEFAULTS, variables)
        has_browsers = differing.get("LINE122_AGENTS__BROWSER_PHONE") == "on"
        async with AsyncExitStack() as stack:
            url = differing.get("DATABASE_URL", "")
            url = url or await stack.enter_async_context(databases.lent())
            own = replace(servers, database_url=url, logs=home / "logs")
            house = House(settings, own, url, variables, home / "state", {})
            records = Records(url, clock, call_policy(settings))
            phone = await stack.enter_async_context(
                SoftPhone(trunk_ports, clock, tones_hz=_TONES_HZ, hears_browsers=has_browsers)
            )
            helpline = Helpline(house, phone, clock, records)
            stack.push_async_callback(helpline.stop_engine)
            yield helpline

    return opened


@pytest.fixture
async def helpline(opening: Opening) -> AsyncIterator[Helpline]:
    """Open a helpline for one story."""
    async with opening({}) as opened:
        await opened.start_engine()
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_helpline(opening: Opening) -> AsyncIterator[Helpline]:
    """Open a helpline for all the stories of a module that hurt nobody."""
    async with opening({}) as opened:
        await opened.start_engine()
        yield opened
