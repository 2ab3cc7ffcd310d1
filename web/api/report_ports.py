"""What the API's reports speak to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from metrics.ports import ReportLists
from metrics.service import ReportDesk


@dataclass(frozen=True, slots=True)
class Reports:
    """Figures of the past, and the lists behind them."""

    desk: ReportDesk
    lists: ReportLists
    capacity: Callable[[str, date], int | None]
    """How many visits a clinic can make on a day; `None` where it sets no limit."""
