"""One server process: started, awaited, watched, stopped; its log is a file.

A server dies with us whatever ends us: an orderly stop reaches it as a signal of its own choice,
and when we are killed the kernel sends the same signal (`setpriv --pdeathsig`).
"""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from line122.bootstrap.directories import make_private
from line122.bootstrap.errors import ServerFailedError

_PROBE_INTERVAL_S: Final = 0.02
_STOP_TIMEOUT_S: Final = 10.0
_TRIES: Final = 75
_RETRY_INTERVAL_S: Final = 0.2
_TAIL_LINES: Final = 12
_TAIL_BYTES: Final = 8192

Probe = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPlan:
    """How a server is run."""

    name: str
    command: tuple[str, ...]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    directory: Path = Path("/")
    privileges: tuple[str, ...] = ()
    """Arguments for `setpriv`: as whom the server runs."""

    variables: Mapping[str, str] = field(default_factory=dict)
    """Added to the environment."""

    own_log: Path | None = None
    """Where the server itself writes most of what it has to say."""

    predecessor_signs: tuple[str, ...] = ()
    """What it says when another one still holds its place."""


class Server:
    """A running server process."""

    def __init__(self, plan: ServerPlan) -> None:
        self.name = plan.name
        self.log = plan.log
        self._stop_signal = plan.stop_signal
        make_private(plan.log.parent)
        self._logs = (plan.log,) if plan.own_log is None else (plan.log, plan.own_log)
        self._logs_began_at = tuple(
            log.stat().st_size if log.exists() else 0 for log in self._logs
        )
        with plan.log.open("ab") as log:
            self._running = subprocess.Popen(  # noqa: S603 (the plan is ours)
                _with_guard(plan),
                cwd=plan.directory,
                env=os.environ | dict(plan.variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A Ctrl-C in the terminal is for us; we stop the servers in their order.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._running.pid

    def has_ended(self) -> bool:
        """Tell whether the process is gone."""
        return self._running.poll() is not None

    async def ready(self, probe: Probe, *, within_s: float) -> None:
        """Wait until the probe says yes.

        Raises:
            ServerFailedError: the server ended, or was not ready in time.

        """
        try:
            async with asyncio.timeout(within_s):
                # No server tells all its clients that it is ready; asking is the only way.
                while not await probe():
                    if self.has_ended():
                        raise self.failure("ended while starting")
                    await asyncio.sleep(_PROBE_INTERVAL_S)
        except TimeoutError as error:
            raise self.failure(f"was not ready within {within_s:.0f} s") from error

    async def ended(self) -> None:
        """Wait until the process is gone."""
        if self.has_ended():
            return
        loop = asyncio.get_running_loop()
        gone = loop.create_future()
        descriptor = os.pidfd_open(self.pid)
        loop.add_reader(descriptor, _resolve, gone)
        try:
            await gone
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)
        self._running.wait()

    async def stop(self) -> None:
        """Stop the server, by force when it takes too long."""
        if self.has_ended():
            return
        self._running.send_signal(self._stop_signal)
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await self.ended()
        except TimeoutError:
            self._running.kill()
            await self.ended()

    def failure(self, what: str) -> ServerFailedError:
        """Return the error that tells what happened, with the end of the log."""
        return ServerFailedError(f"{self.name} {what}; its log {self.log} ends:\n{self.tail()}")

    def says(self, *signs: str) -> bool:
        """Tell whether one of the signs stands in the end of its log."""
        tail = self.tail()
        return any(sign in tail for sign in signs)

    def tail(self) -> str:
        """Return the last lines that this run of the server wrote."""
        written = (_tail(*log) for log in zip(self._logs, self._logs_began_at, strict=True))
        return "\n".join(line for lines in written for line in lines)


async def start(plan: ServerPlan, probe: Probe, *, within_s: float) -> Server:
    """Start the server and return it when the probe says yes.

    A predecessor that was killed a moment ago may not be quite gone: the start is tried again
    for a while.

    Raises:
        ServerFailedError: it ended, was not ready in time, or its place stayed taken.

    """
    for _ in range(_TRIES):
        server = Server(plan)
        async with AsyncExitStack() as unless_ready:
            unless_ready.push_async_callback(server.stop)
            try:
                await server.ready(probe, within_s=within_s)
            except ServerFailedError:
                if not server.says(*plan.predecessor_signs):
                    raise
            else:
                unless_ready.pop_all()
                return server
        await asyncio.sleep(_RETRY_INTERVAL_S)
    raise ServerFailedError(f"another {plan.name} holds its place and does not end; stop it")


def _tail(log: Path, began_at: int) -> list[str]:
    if not log.exists():
        return []
    with log.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(began_at, end - _TAIL_BYTES))
        return file.read().decode(errors="replace").splitlines()[-_TAIL_LINES:]


def _with_guard(plan: ServerPlan) -> Sequence[str]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ServerFailedError("setpriv is missing; install the package util-linux")
    name = plan.stop_signal.name.removeprefix("SIG")
    return (setpriv, "--pdeathsig", name, *plan.privileges, *plan.command)


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
