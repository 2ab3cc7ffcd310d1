"""What the API needs of the wallboard."""

from typing import Protocol

from web.wallboard.charted import ChartShown


class Board(Protocol):
    """The day so far."""

    def chart(self) -> ChartShown:
        """Return the day in steps of five minutes."""
        ...
