"""What every command module offers, and the errors that belong to the command line."""

import argparse
from typing import Protocol

from base.errors import Line122Error


class CommandModule(Protocol):
    """A module of `line122.cli` that is a command.

    A command that hands arguments on to another program sets `hands_on=True` among its parser's
    defaults; what the parser does not know is then in `args.handed_on`.
    """

    NAME: str
    """As it is typed: `check-config`."""
    HELP: str
    """The paragraph that its own `--help` opens with."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""
        ...

    def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit status; a `Line122Error` becomes one line and status 1."""
        ...


class UsageError(Line122Error):
    """The arguments do not fit together; the text names the ones that would."""
