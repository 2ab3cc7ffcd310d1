"""In a clean tree the tests of this folder find nothing; here they are shown what they seek."""

import ast
from pathlib import Path

import pytest

from tests.architecture import test_log_events, test_one_place_each, test_rooms, test_sizes
from tests.architecture.source_tree import Source


def written(text: str) -> Source:
    """Return a file of the program that holds this text."""
    return Source(Path("queues/somewhere.py"), text, ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.monotonic()",
        "import time as t\nt.time_ns()",
        "from time import perf_counter as p\np()",
        "from datetime import datetime\ndatetime.now(UTC)",
        "import datetime\ndatetime.date.today()",
        "import asyncio\nasyncio.get_running_loop().time()",
        "self._loop.time()",
    ],
)
def test_every_way_to_read_a_clock_is_seen(text: str) -> None:
    assert list(test_one_place_each._clock_readings(written(text)))


@pytest.mark.parametrize("text", ["time_s = clock.instant()", "now.time()", "import time"])
def test_what_only_looks_like_a_clock_is_let_be(text: str) -> None:
    assert not list(test_one_place_each._clock_readings(written(text)))


@pytest.mark.parametrize(
    "text",
    [
        "try: a()\nexcept: b()",
        "try: a()\nexcept Exception: b()",
        "try: a()\nexcept (ValueError, BaseException) as e: b()",
        "with contextlib.suppress(Exception): a()",
    ],
)
def test_every_way_to_swallow_a_failure_is_seen(text: str) -> None:
    assert list(test_one_place_each._swallowers(written(text)))


@pytest.mark.parametrize(
    "text",
    ["try: a()\nexcept BaseException:\n    b()\n    raise", "try: a()\nexcept ValueError: b()"],
)
def test_a_handler_that_hides_nothing_is_let_be(text: str) -> None:
    assert not list(test_one_place_each._swallowers(written(text)))


def test_a_name_put_together_at_run_time_is_no_event_s_name() -> None:
    [call] = test_log_events._logged(written('_log.info(f"call.{what}")'))
    assert not test_log_events._is_static_name(call.args[0])


def test_a_docstring_does_not_make_a_function_long() -> None:
    [function] = written('def f():\n    """One.\n\n    Two.\n    """\n    return 1').tree.body
    assert isinstance(function, ast.FunctionDef)
    assert test_sizes._length_without_docstring(function) == 2


def test_a_port_does_nothing_that_could_be_tested() -> None:
    port = 'class Door(Protocol):\n    def open(self):\n        """Open."""\n        ...'
    assert not test_rooms._does_something(written(port))
    assert test_rooms._does_something(written("def open(door):\n    return door.key + 1"))
