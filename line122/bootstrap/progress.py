"""Shows on standard error how far the fetching is: a bar on a terminal, lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

from line122.bootstrap.debian import FetchProgress

_WHOLE: Final = 1.0


@contextmanager
def shown_progress() -> Iterator[FetchProgress]:
    """Yield what shows the progress; nothing appears unless something is fetched."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress)


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._step: TaskID | None = None

    def begin(self, text: str) -> None:
        if self._step is not None:
            self._progress.remove_task(self._step)
        self._step = self._progress.add_task(text, total=None)

    def advance(self, share: float) -> None:
        assert self._step is not None, "a step begins before it advances"
        self._progress.update(self._step, total=_WHOLE, completed=share)


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, text: str) -> None:
        self._console.print(f"line122: {text}", highlight=False)

    def advance(self, share: float) -> None:
        """Say nothing: a log is not a terminal."""
