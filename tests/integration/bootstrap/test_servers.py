"""The real servers, held by a process of their own that is then ended in every way."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import aiohttp
import asyncpg
import psutil
import pytest
from redis.asyncio import Redis

from asterisk.site import TrunkEndpoint
from line122.bootstrap.asterisk import AsteriskRequest, running_asterisk
from line122.bootstrap.errors import PortBusyError, ServerFailedError, UnusableStateError
from line122.bootstrap.ports import LOOPBACK
from line122.bootstrap.postgres import Postgres, running_postgres
from line122.bootstrap.server import Server, ServerPlan
from line122.bootstrap.servers import all_watched
from line122.bootstrap.tree import AsteriskProgram
from tests.support.databases import Databases

ROOT = Path(__file__).resolve().parents[3]
GONE_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Held:
    """What the holding process has told."""

    database_url: str
    redis_url: str
    ari_url: str
    ari_password: str
    postgres: int
    valkey: int
    asterisk: int

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes of the servers."""
        return (self.postgres, self.valkey, self.asterisk)


class Holder:
    """The process that holds the servers."""

    def __init__(self, state: Path) -> None:
        script = Path(__file__).with_name("hold_servers.py")
        self.running = subprocess.Popen(  # noqa: S603 (our own interpreter)
            [sys.executable, str(script), str(state)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def told(self) -> Held:
        """Wait until the servers run and return where."""
        assert self.running.stdout is not None
        line = self.running.stdout.readline()
        assert line, f"no server runs: {self.running.communicate()[1]}"
        words = json.loads(line)
        return Held(**{field.name: words[field.name] for field in fields(Held)})

    def end(self, how: signal.Signals) -> int:
        """Send the signal and return the exit status."""
        self.running.send_signal(how)
        return self.running.wait(GONE_WITHIN_S)

    def close(self) -> None:
        """End it if it still runs."""
        if self.running.poll() is None:
            self.end(signal.SIGTERM)
        self.running.communicate()


Holding = Callable[[], Holder]


@pytest.fixture
def hold(asterisk_program: AsteriskProgram, tmp_path: Path) -> Iterator[Holding]:
    """Start holders on one state directory; what still runs afterwards is ended."""
    del asterisk_program
    holders: list[Holder] = []

    def start() -> Holder:
        holders.append(Holder(tmp_path / "state"))
        return holders[-1]

    yield start
    for holder in holders:
        holder.close()


def _alive(pids: tuple[int, ...]) -> list[psutil.Process]:
    """Return those that are still there when they have had their time to go."""
    there = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    return psutil.wait_procs(there, timeout=GONE_WITHIN_S)[1]


async def test_every_server_answers_at_the_address_that_is_told(hold: Holding) -> None:
    held = hold().told()
    connection = await asyncpg.connect(held.database_url)
    assert await connection.fetchval("SELECT upper('ёж')") == "ЁЖ"
    assert await connection.fetchval("SELECT current_setting('fsync')") == "on"
    await connection.close()
    async with Redis.from_url(held.redis_url) as client:
        assert await client.ping()
    authorization = {"Authorization": aiohttp.encode_basic_auth("line122", held.ari_password)}
    async with (
        aiohttp.ClientSession(headers=authorization) as client_session,
        client_session.get(f"{held.ari_url}/asterisk/info") as answer,
    ):
        assert (await answer.json())["system"]["version"].startswith("22.")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=str)
def test_no_server_outlives_its_holder(hold: Holding, how: signal.Signals) -> None:
    holder = hold()
    held = holder.told()
    holder.end(how)
    assert _alive(held.pids) == []


def test_orderly_end_by_a_service_manager_tells_the_signal(hold: Holding) -> None:
    holder = hold()
    holder.told()
    assert holder.end(signal.SIGTERM) == 128 + signal.SIGTERM


async def test_committed_rows_survive_the_killing_of_everything(hold: Holding) -> None:
    first = hold()
    held = first.told()
    connection = await asyncpg.connect(held.database_url)
    await connection.execute("CREATE TABLE kept (number integer)")
    await connection.execute("INSERT INTO kept VALUES (122)")
    os.kill(held.postgres, signal.SIGKILL)
    first.end(signal.SIGKILL)
    connection.terminate()
    again = await asyncpg.connect(hold().told().database_url)
    assert await again.fetchval("SELECT number FROM kept") == 122
    await again.close()


def test_second_instance_learns_where_the_first_one_is(hold: Holding) -> None:
    held = hold().told()
    _, complaint = hold().running.communicate()
    assert f"process {psutil.Process(held.asterisk).ppid()} {held.ari_url}" in complaint
    assert _alive_now(held.pids)


def _alive_now(pids: tuple[int, ...]) -> bool:
    return all(psutil.pid_exists(pid) for pid in pids)


def test_server_that_dies_ends_its_holder_with_the_end_of_its_log(hold: Holding) -> None:
    holder = hold()
    held = holder.told()
    os.kill(held.postgres, signal.SIGTERM)
    _, complaint = holder.running.communicate()
    assert holder.running.returncode != 0
    assert "PostgreSQL ended by itself" in complaint
    assert "received smart shutdown request" in complaint
    assert _alive(held.pids) == []


async def test_busy_sip_port_is_told_before_asterisk_is_started(
    asterisk_program: AsteriskProgram, tmp_path: Path
) -> None:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=(LOOPBACK, 0)
    )
    port = transport.get_extra_info("sockname")[1]
    trunk = TrunkEndpoint(name="city", contact="sip:127.0.0.1:9")
    request = AsteriskRequest(trunks=(trunk,), prompts=tmp_path, music=tmp_path, sip_port=port)
    with pytest.raises(PortBusyError, match=f"udp port {port}"):
        async with running_asterisk(asterisk_program, request, tmp_path, logs=tmp_path):
            pytest.fail("Asterisk took a port that is taken")
    transport.close()


async def test_data_of_another_postgres_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(UnusableStateError, match=r"is of PostgreSQL 9, the programs are of \d+"):
        async with running_postgres(tmp_path, logs=tmp_path):
            pytest.fail("PostgreSQL ran on data of another version")


async def test_interrupted_first_start_is_made_good_by_the_next(tmp_path: Path) -> None:
    half_made = tmp_path / "postgres" / "data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    async with running_postgres(tmp_path, logs=tmp_path / "logs") as postgres:
        connection = await asyncpg.connect(postgres.url)
        assert await connection.fetchval("SELECT current_database()") == "line122"
        await connection.close()


async def test_state_directory_too_deep_for_a_socket_serves_all_the_same(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    async with running_postgres(deep, logs=deep / "logs") as postgres:
        connection = await asyncpg.connect(postgres.url)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()


async def test_each_test_has_a_database_of_its_own(postgres: Postgres, database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.close()
    assert name.startswith("test_")
    assert database_url == postgres.url_of(name)


async def test_a_database_is_lent_again_without_the_rows_of_the_last_test(
    databases: Databases,
) -> None:
    async with databases.lent() as url:
        connection = await asyncpg.connect(url)
        await connection.execute(
            "INSERT INTO storm_switch VALUES (gen_random_uuid(), 'x', now(), true, '', '{}')"
        )
        await connection.close()
    async with databases.lent() as again:
        connection = await asyncpg.connect(again)
        assert await connection.fetchval("SELECT count(*) FROM storm_switch") == 0
        await connection.close()
    assert again == url


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE call ADD COLUMN whim text",
        "ALTER TABLE call_event DISABLE TRIGGER call_event_append_only",
        "DELETE FROM _pogo_migration",
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public",
    ],
)
async def test_a_database_that_a_test_has_changed_is_lent_to_no_other(
    databases: Databases, change: str
) -> None:
    async with databases.lent() as url:
        connection = await asyncpg.connect(url)
        await connection.execute(change)
        await connection.close()
    async with databases.lent() as other:
        assert other != url


async def test_server_that_cannot_start_tells_its_last_words(tmp_path: Path) -> None:
    plan = ServerPlan(
        name="Teapot", command=("/bin/sh", "-c", "echo no tea; exit 3"), log=tmp_path / "log"
    )

    async def answers() -> bool:
        await asyncio.sleep(0)
        return False

    with pytest.raises(ServerFailedError, match=r"Teapot ended while starting[\s\S]*no tea"):
        await Server(plan).ready(answers, within_s=GONE_WITHIN_S)


async def test_server_deaf_to_its_signal_is_stopped_by_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("line122.bootstrap.server._STOP_TIMEOUT_S", 0.2)
    script = "trap '' TERM; echo deaf; while :; do read -r _ < /dev/zero; done"
    server = Server(ServerPlan(name="Deaf", command=("/bin/sh", "-c", script), log=tmp_path / "l"))

    async def is_deaf() -> bool:
        await asyncio.sleep(0)
        return "deaf" in server.tail()

    await server.ready(is_deaf, within_s=GONE_WITHIN_S)
    await server.stop()
    assert server.has_ended()


async def test_body_is_cut_short_when_its_server_ends(tmp_path: Path) -> None:
    server = Server(ServerPlan(name="Brief", command=("/bin/true",), log=tmp_path / "log"))
    with pytest.raises(ServerFailedError, match="Brief ended by itself"):
        async with all_watched([server]):
            await asyncio.Event().wait()
