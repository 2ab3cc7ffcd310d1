"""`line122 doctor`: what is found, what is missing, and how to get it."""

import argparse
from typing import Final

from rich.console import Console
from rich.table import Table

from line122.bootstrap.diagnosis import Finding, Verdict, diagnose
from line122.cli.running import run_to_end
from line122.cli.steps import ROOT

NAME = "doctor"
HELP = "Tell what the program finds on this machine, what is missing and how to get it."

_COLOURS: Final = {Verdict.FOUND: "green", Verdict.LATER: "yellow", Verdict.MISSING: "red"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Take no arguments: everything is looked at."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Print the findings and return 0 when the demo could run."""
    del args
    return run_to_end(_doctor())


async def _doctor() -> int:
    findings = await diagnose(ROOT)
    Console(highlight=False).print(_table(findings))
    return 1 if any(finding.verdict is Verdict.MISSING for finding in findings) else 0


def _table(findings: tuple[Finding, ...]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        colour = _COLOURS[finding.verdict]
        table.add_row(f"[{colour}]{finding.verdict}[/{colour}]", finding.subject, finding.text)
    return table
