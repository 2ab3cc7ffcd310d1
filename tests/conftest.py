"""What the tests share. A server is started when the first test of a worker asks for it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest
import structlog

from line122.bootstrap.directories import cache_directory
from line122.bootstrap.postgres import Postgres, running_postgres
from line122.bootstrap.progress import shown_progress
from line122.bootstrap.tree import AsteriskProgram, obtain_asterisk
from line122.bootstrap.valkey import running_valkey
from storage.records.schema import migrate
from tests.support.databases import Databases

_TEMPLATE = "line122_template"
_LONGEST_FIRST = ("storm", "engine", "browser")

# Without this asyncio makes a loop for whoever first asks for the current one, and drops it open
# when a plain test runs a loop of its own; the warning then fails some other test.
asyncio.set_event_loop(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that at the end one set of servers waits for no other."""
    items.sort(key=_turn_of)


def pytest_configure(config: pytest.Config) -> None:
    """Let whoever collects the outcomes tell of each failure when it happens."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(FailuresAtOnce(config))


class FailuresAtOnce:
    """Prints a line for every failure as it comes: a long run need not end to be looked into."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Name the test that failed, and what it said first."""
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if terminal is None or not report.failed:
            return
        crash = getattr(report.longrepr, "reprcrash", None)
        said = str(report.longrepr if crash is None else crash.message).partition("\n")[0]
        terminal.write_line(f"\nFAILED {report.nodeid} ({report.when}): {said}")


def _turn_of(item: pytest.Item) -> int:
    """Return how early the files of a directory are begun; the many short ones fill the end."""
    parts = item.path.parts
    turns = (turn for turn, folder in enumerate(_LONGEST_FIRST) if folder in parts)
    return next(turns, len(_LONGEST_FIRST))


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Set logging back: a command that is run within a test sets it up for its own process."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="session")
def server_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the state directory of the servers that this worker's tests share."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def postgres(server_state: Path) -> Iterator[Postgres]:
    """Run one PostgreSQL for all the tests of this worker."""
    running = running_postgres(server_state, logs=server_state / "logs")
    with asyncio.Runner() as runner:
        yield runner.run(running.__aenter__())
        runner.run(running.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def database_template(postgres: Postgres) -> str:
    """Return a migrated database to copy: a copy takes a quarter of what migrating does."""

    async def make() -> None:
        connection = await asyncpg.connect(postgres.url_of("postgres"))
        await connection.execute(f"CREATE DATABASE {_TEMPLATE}")
        await connection.close()
        await migrate(postgres.url_of(_TEMPLATE))

    # In a thread of its own: the loop of the test that asks first is left as it is.
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, make()).result()
    return _TEMPLATE


@pytest.fixture(scope="session")
def databases(postgres: Postgres, database_template: str) -> Databases:
    """Return the migrated databases of this worker's server."""
    return Databases(postgres, database_template, "test")


@pytest.fixture
async def database_url(databases: Databases) -> AsyncIterator[str]:
    """Give the test a migrated database of its own."""
    async with databases.lent() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(server_state: Path) -> Iterator[str]:
    """Run one Valkey for all the tests of this worker."""
    running = running_valkey(server_state, logs=server_state / "logs")
    with asyncio.Runner() as runner:
        yield runner.run(running.__aenter__()).url
        runner.run(running.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def asterisk_program() -> AsteriskProgram:
    """Return an Asterisk to run, fetched into the cache when the machine has none."""
    with shown_progress() as progress:
        return asyncio.run(obtain_asterisk(cache_directory(), progress))
