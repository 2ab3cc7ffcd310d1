"""The socket in the engine's directory by which its owner speaks to it, and the other end of it.

Whoever may enter the directory may ask: it is made for its owner only. No port is opened, so that
neither the network nor a page in a browser reaches what changes things.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiohttp
import msgspec
from aiohttp import web

from base.errors import Line122Error
from line122.bootstrap.directories import make_private, short_path
from web.control import build_control
from web.orders import OrderControl
from web.ports import AlertControl, Answer, Control, Declined, Done

_SOCKET: Final = "engine.sock"
_OWNER_ONLY: Final = 0o600
_EMBEDDED: Final = "engine"
"""Where the engine of a demo keeps its own things."""

_ANSWERS_WITHIN_S: Final = 60.0


class NoEngineError(Line122Error):
    """No engine answers in this directory; start it, or name its directory by LINE122_STATE."""


class _Problems(msgspec.Struct):
    problems: tuple[str, ...]


@asynccontextmanager
async def served_control(
    control: Control,
    state: Path,
    orders: OrderControl | None = None,
    alerts: AlertControl | None = None,
) -> AsyncIterator[None]:
    """Take the administrator's commands while the body runs."""
    runner = web.AppRunner(build_control(control, orders, alerts), access_log=None)
    await runner.setup()
    with short_path(make_private(state), _SOCKET) as directory:
        path = directory / _SOCKET
        # Left behind by an engine that was killed: the lock of the site says that it is gone.
        path.unlink(missing_ok=True)
        try:
            await web.UnixSite(runner, path).start()
            path.chmod(_OWNER_ONLY)
            yield
        finally:
            await runner.cleanup()
            path.unlink(missing_ok=True)


async def ask_engine(state: Path, method: str, path: str, body: bytes = b"") -> Answer:
    """Return what the engine of this directory, or of a demo in it, answers.

    Raises:
        NoEngineError: none is there.

    """
    with _socket_in(state) as socket:
        connector = aiohttp.UnixConnector(path=str(socket))
        timeout = aiohttp.ClientTimeout(total=_ANSWERS_WITHIN_S)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as client:
            try:
                async with client.request(
                    method, f"http://engine{path}", data=body or None
                ) as answer:
                    told = await answer.read()
            except (TimeoutError, aiohttp.ClientError) as error:
                raise _nobody(state) from error
    if answer.status == HTTPStatus.OK:
        return Done(told)
    return Declined(msgspec.json.decode(told, type=_Problems).problems)


@contextmanager
def _socket_in(state: Path) -> Iterator[Path]:
    for directory in (state, state / _EMBEDDED):
        if (directory / _SOCKET).is_socket():
            with short_path(directory, _SOCKET) as short:
                yield short / _SOCKET
            return
    raise _nobody(state)


def _nobody(state: Path) -> NoEngineError:
    return NoEngineError(
        f"no engine answers in {state}; start it, or name its directory by LINE122_STATE"
    )
