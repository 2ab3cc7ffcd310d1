import asyncio
from pathlib import Path

import psutil
import pytest

from line122.bootstrap.commands import run_command
from line122.bootstrap.errors import ServerFailedError


async def test_output_errors_and_status_are_returned() -> None:
    ended = await run_command("/bin/sh", "-c", "echo one; echo two >&2; exit 3")
    assert ended.status == 3
    assert ended.lines == ("one", "two")
    assert ended.says("wo")
    assert not ended.says("three")


async def test_program_that_is_not_there_is_told_by_its_name() -> None:
    with pytest.raises(ServerFailedError, match="cannot run /nowhere/apt-get"):
        await run_command("/nowhere/apt-get")


async def test_program_ends_when_nobody_waits_for_it_any_more(tmp_path: Path) -> None:
    """A Ctrl-C during the fetching must not leave apt behind with its lock held."""
    pids: list[int] = []
    has_begun = asyncio.Event()

    def begin(line: str) -> None:
        pids.append(int(line))
        has_begun.set()

    script = f"echo $$; exec tail -f {tmp_path}/log"
    (tmp_path / "log").touch()
    waiting = asyncio.gather(run_command("/bin/sh", "-c", script, on_line=begin))
    await has_begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not psutil.pid_exists(pids[0])
