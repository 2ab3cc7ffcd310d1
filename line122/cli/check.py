"""`line122 check`: what must hold for every line of the code."""

import argparse
from typing import Final

from line122.cli.steps import Step, run_steps

NAME = "check"
HELP = (
    "Check format, lint, types, import rules, the types of the pages' scripts (by Node) and the "
    "architecture tests of this checkout."
)

_LINT_IMPORTS: Final = "from importlinter.cli import lint_imports_command as run; run()"
_STEPS: Final = (
    Step("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Step("lint", ("-m", "ruff", "check", "--quiet", ".")),
    Step("types", ("-m", "mypy", ".")),
    Step("imports", ("-c", _LINT_IMPORTS)),
    Step("pages", ("-m", "line122.vendoring.page_types")),
    Step("architecture", ("-m", "pytest", "-q", "tests/architecture")),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments: all of it holds, or it does not."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Run every step and return 0 when all of them hold."""
    del args
    return run_steps(_STEPS)
