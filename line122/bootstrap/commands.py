"""Runs another program to its end; it does not outlive the wait for it."""

import asyncio
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from line122.bootstrap.errors import ServerFailedError

_PLAIN_WORDS: Final = {"LC_ALL": "C.UTF-8", "LANGUAGE": ""}
"""We read what programs say, so they say it in one language."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A program that ran to its end."""

    status: int
    lines: tuple[str, ...]
    """What it wrote, errors included."""

    def says(self, *signs: str) -> bool:
        """Tell whether one of the signs stands in what it wrote."""
        return any(sign in line for line in self.lines for sign in signs)


async def run_command(
    *command: str,
    variables: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
) -> Ended:
    """Run a program and return how it ended.

    Raises:
        ServerFailedError: there is no such program.

    """
    try:
        running = await asyncio.create_subprocess_exec(
            *command,
            cwd="/",
            env=os.environ | _PLAIN_WORDS | dict(variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise ServerFailedError(f"cannot run {command[0]} ({error.strerror})") from error
    assert running.stdout is not None, "a pipe was asked for"
    lines: list[str] = []
    try:
        async for raw in running.stdout:
            line = raw.decode(errors="replace").rstrip()
            lines.append(line)
            if on_line is not None:
                on_line(line)
        return Ended(await running.wait(), tuple(lines))
    except BaseException:
        if running.returncode is None:
            running.terminate()
            await running.wait()
        raise
