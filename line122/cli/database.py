"""Which database a command works on, when it is given no engine to ask."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from config import Settings, load, settings_path
from line122.bootstrap.directories import short_path, state_directory
from line122.cli.command import UsageError

_SOCKET: Final = ".s.PGSQL.5432"
_LONGEST: Final = f"{_SOCKET}.lock"


def configure_database(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that name a database and the site in it."""
    parser.add_argument(
        "--database-url",
        metavar="URL",
        help="else DATABASE_URL or the settings' own, else the server that a demo is running",
    )
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="else LINE122_SETTINGS, /etc/line122/settings.yaml, the defaults",
    )


def settings_of(args: argparse.Namespace) -> Settings:
    """Return the settings that the arguments and the environment name.

    Raises:
        SettingsError: they are wrong; every problem is told.

    """
    return load(settings_path(args.settings, os.environ), os.environ)


@contextmanager
def database_url(args: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """Yield the address of the database that is meant.

    Raises:
        UsageError: none is named, and no server of our own runs.

    """
    if args.database_url:
        yield args.database_url
    elif settings.database.url is not None:
        yield settings.database.url.get_secret_value()
    else:
        with _embedded(state_directory()) as url:
            yield url


@contextmanager
def _embedded(state: Path) -> Iterator[str]:
    directory = state / "postgres" / "run"
    if not (directory / _SOCKET).exists():
        raise UsageError(
            "no database is named and none of our own runs; give --database-url, set "
            "DATABASE_URL, or start `line122 demo`"
        )
    with short_path(directory, _LONGEST) as sockets:
        host = quote(str(sockets), safe="/")
        yield f"postgresql://postgres@/line122?host={host}&port=5432"
