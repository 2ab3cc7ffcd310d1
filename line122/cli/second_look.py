"""Stories that failed among all the others are told once more, one at a time.

Source: `docs/decisions/0022-a-second-look-at-failed-stories.md`.
"""

import json
import shutil
from pathlib import Path
from typing import Final

from rich.console import Console

from line122.cli.steps import Step

_TESTS_FAILED: Final = 1
"""pytest's status when it ran to its end and something failed. Any other is no story's fault."""

_AT_MOST: Final = 8
"""More stories than this do not fail by accident."""


def with_second_look(step: Step, notes: Path) -> Step:
    """Return a step of pytest whose few failures are looked at again, on servers of their own.

    `notes` is the directory in which pytest writes down what failed, emptied before it runs.
    """
    shutil.rmtree(notes, ignore_errors=True)

    def another(status: int) -> Step | None:
        failed = _failed(notes) if status == _TESTS_FAILED else ()
        if not 0 < len(failed) <= _AT_MOST:
            return None
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(
            "line122: these failed among all the others; each of them is a fault to find"
        )
        for story in failed:
            console.print(f"line122:   {story}", markup=False)
        return Step("second look", ("-m", "pytest", "-q", *failed))

    arguments = (*step.arguments, "-o", f"cache_dir={notes}")
    return Step(step.name, arguments, step.good_statuses, another)


def _failed(notes: Path) -> tuple[str, ...]:
    """Return what failed; nothing if a file could not even be read, which is kept by its path."""
    kept = notes / "v/cache/lastfailed"
    failed = tuple(json.loads(kept.read_bytes())) if kept.exists() else ()
    return failed if all("::" in story for story in failed) else ()
