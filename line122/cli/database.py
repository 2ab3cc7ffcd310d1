"""Which database a command works on, when it is given no engine to ask."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import Settings, load, settings_path
from line122.bootstrap.directories import state_directory
from line122.bootstrap.postgres import url_of_running
from line122.cli.command import UsageError


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
        with url_of_running(state_directory()) as url:
            if url is None:
                raise UsageError(
                    "no database is named and none of our own runs; give --database-url, set "
                    "DATABASE_URL, or start `line122 demo`"
                )
            yield url
