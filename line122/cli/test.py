"""`line122 test`: the tests, with all the servers they need."""

import argparse
from pathlib import Path
from typing import Final

from line122.bootstrap.chromium import obtain_chromium
from line122.bootstrap.directories import cache_directory
from line122.bootstrap.node import Packages, obtain_node_packages
from line122.bootstrap.progress import shown_progress
from line122.bootstrap.tree import obtain_asterisk
from line122.cli.running import run_to_end
from line122.cli.second_look import with_second_look
from line122.cli.steps import ROOT, Step, run_steps

NAME = "test"
HELP = (
    "Run the unit and scenario tests on all cores, then the integration tests on two sets of "
    "servers that are started for them; the few of these that fail are run once more, one by "
    "one. Other arguments go to pytest; with a path among them only that runs, one test at a time."
)

_IN_BROWSER: Final = "tests/browser"
_ON_SERVERS: Final = ("tests/contract", "tests/integration", _IN_BROWSER)
"""What shares servers, or a browser."""

_TWO_SETS: Final = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""Each half of the files has servers of its own, which its stories use one at a time. A third set
was tried: with two browsers and a storm at once, two cores were asked for seven times over."""

_FAILED: Final = ROOT / ".pytest_cache/on-servers"
"""Where pytest writes down which stories on servers failed."""

_NOTHING_CHOSEN: Final = 5
"""pytest's status when its arguments choose no test of this part."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare which part runs; pytest's own arguments are handed on."""
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--unit", action="store_true", help="only what needs no server")
    part.add_argument("--integration", action="store_true", help="only what needs servers")
    parser.set_defaults(hands_on=True)


def run(args: argparse.Namespace) -> int:
    """Run the parts and return 0 when all tests pass."""
    wanted: tuple[str, ...] = tuple(args.handed_on)
    steps = _chosen(wanted) if _has_path(wanted) else _parts(args, wanted)
    if any(step.name != "unit" for step in steps):
        # Fetched here, where a person sees how far it is; the tests then find it in the cache.
        run_to_end(_provide_asterisk())
    if not args.unit and (not _has_path(wanted) or any(_IN_BROWSER in word for word in wanted)):
        run_to_end(_provide_browser())
    return run_steps(steps)


def _parts(args: argparse.Namespace, wanted: tuple[str, ...]) -> tuple[Step, ...]:
    good = (0, _NOTHING_CHOSEN) if wanted else (0,)
    spread = ("-q", "-n", "auto", "tests", *(f"--ignore={part}" for part in _ON_SERVERS))
    unit = Step("unit", ("-m", "pytest", *spread, *wanted), good)
    on_servers = ("-q", *_TWO_SETS, *_ON_SERVERS)
    integration = Step("integration", ("-m", "pytest", *on_servers, *wanted), good)
    if not wanted:  # Options may end a run early, and what was not told cannot be told again.
        integration = with_second_look(integration, _FAILED)
    if args.unit:
        return (unit,)
    return (integration,) if args.integration else (unit, integration)


def _chosen(wanted: tuple[str, ...]) -> tuple[Step, ...]:
    return (Step("tests", ("-m", "pytest", *wanted)),)


def _has_path(wanted: tuple[str, ...]) -> bool:
    return any((ROOT / Path(word.partition("::")[0])).exists() for word in wanted)


async def _provide_asterisk() -> int:
    with shown_progress() as progress:
        await obtain_asterisk(cache_directory(), progress)
    return 0


async def _provide_browser() -> int:
    with shown_progress() as progress:
        await obtain_chromium(progress)
        obtain_node_packages(cache_directory(), Packages.CHECKING, progress)
    return 0
