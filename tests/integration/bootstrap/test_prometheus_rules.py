"""The shipped rules of Prometheus, proven by promtool: they parse, and fire when they should."""

import re
from pathlib import Path
from typing import Final

import pytest

from line122.bootstrap.commands import run_command
from line122.bootstrap.directories import cache_directory
from line122.bootstrap.progress import shown_progress
from line122.bootstrap.prometheus import obtain_promtool
from tests.support.rules import ALERTING, FOLDER, RECORDING

STORIES: Final = FOLDER / "line122.test.yml"


@pytest.fixture
async def promtool() -> Path:
    with shown_progress() as progress:
        return await obtain_promtool(cache_directory(), progress)


async def test_rules_are_rules_to_prometheus(promtool: Path) -> None:
    ended = await run_command(str(promtool), "check", "rules", str(RECORDING), str(ALERTING))
    assert ended.status == 0, ended.lines
    assert sum(int(found) for found in re.findall(r"(\d+) rules? found", " ".join(ended.lines)))


async def test_rules_fire_when_they_should_and_are_silent_else(promtool: Path) -> None:
    ended = await run_command(str(promtool), "test", "rules", str(STORIES))
    assert ended.status == 0, ended.lines
