"""How the answer of the running engine is told at the terminal."""

import sys
from collections.abc import Callable, Iterable

from line122.cli.main import FAILED, OK
from web.ports import Answer, Declined


def told(answer: Answer, page: Callable[[bytes], Iterable[str]], *, as_json: bool) -> int:
    """Print an answer, or the problems for which it was declined, and return the exit status."""
    if isinstance(answer, Declined):
        sys.stderr.write("".join(f"line122: {problem}\n" for problem in answer.problems))
        return FAILED
    if as_json:
        sys.stdout.write(answer.body.decode() + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in page(answer.body))
    return OK
