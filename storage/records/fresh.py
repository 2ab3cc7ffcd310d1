"""A database made anew beside the one that an address names: for demos, benches and tests."""

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from storage.records.connection import Timeouts, connect

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_PATIENT: Final = Timeouts(connect_s=5.0, command_s=60.0)


async def fresh_database(url: str, name: str) -> str:
    """Drop the database of that name if there is one, make it empty, and return its address.

    Raises:
        DatabaseAwayError: PostgreSQL does not answer.
        DatabaseRefusedError: the address is wrong.

    """
    assert _NAME.fullmatch(name), "The name of a database is chosen by us, never by anybody else."
    connection = await connect(url, _PATIENT)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        connection.terminate()
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
