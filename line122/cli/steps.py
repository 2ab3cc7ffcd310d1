"""Runs the steps of a command one after another and tells how each of them ended."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from base.clock import SystemClock
from base.instant import elapsed_s

ROOT: Final = Path(__file__).resolve().parents[2]
"""The checkout."""

_COMPILES_ANEW: Final = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True, slots=True)
class Step:
    """One run of the environment's Python on the checkout."""

    name: str
    arguments: tuple[str, ...]
    """Python's: a tool is run as a module, so that the machine's own is never taken for it."""

    good_statuses: tuple[int, ...] = (0,)

    after_failing: "Callable[[int], Step | None] | None" = None
    """Returns from its bad status what decides in its place, or None where it has failed."""


def run_steps(steps: Sequence[Step]) -> int:
    """Run every step, also after one has failed, and return 0 when all went well."""
    console = Console(stderr=True, highlight=False)
    failed = [step for step in steps if not _succeeds(step, console)]
    return 1 if failed else 0


def _succeeds(step: Step, console: Console) -> bool:
    clock = SystemClock()
    began_at = clock.instant()
    status = subprocess.run(  # noqa: S603 (commands of our own)
        (sys.executable, *step.arguments),
        cwd=ROOT,
        env=_environment(),
        check=False,
    ).returncode
    took_s = elapsed_s(began_at, clock.instant())
    is_good = status in step.good_statuses
    verdict = "[green]ok[/green]" if is_good else "[red]failed[/red]"
    console.print(f"line122: {step.name}: {verdict} ({took_s:.1f} s)")
    if is_good or step.after_failing is None:
        return is_good
    another = step.after_failing(status)
    return another is not None and _succeeds(another, console)


def _environment() -> dict[str, str]:
    """Return ours, without the wish that some shells and images have to compile everything anew.

    The tests start hundreds of Pythons, each of which would compile all the modules it imports.
    """
    passed_on = {name: value for name, value in os.environ.items() if name != _COMPILES_ANEW}
    return passed_on | {"PYTHONPATH": str(ROOT)}
