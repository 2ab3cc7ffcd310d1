"""What the delivery needs: where dispatches stand, and who hears of them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from base.ids import DispatchId, VisitId
from tickets.dispatch import Dispatch, DispatchAbout, DispatchRecord, Progress
from tickets.report import ReportAnswer, StatusReport


class DispatchBook(Protocol):
    """The rows of dispatches; the one truth about them."""

    async def claim(
        self, dispatch_id: DispatchId, now: datetime, until: datetime
    ) -> DispatchRecord | None:
        """Take a dispatch that is due; nobody else gets it until then.

        `None` when it is not due, is settled, or must wait for an earlier one of its visit.
        """
        ...

    async def settle(self, record: DispatchRecord, progress: Progress) -> None:
        """Write what became of the try that claimed the record.

        Nothing is written where the dispatch was settled meanwhile, or sent to another address:
        what one address said tells nothing of the next. A person's task changes neither.
        """
        ...

    async def push_due(self, now: datetime) -> int:
        """Put jobs for what is due and has none, and return how many dispatches are due."""
        ...

    async def unanswered(self) -> tuple[DispatchRecord, ...]:
        """Return what is no person's task yet: the dead, then what awaits an answer."""
        ...

    async def chase(self, record: DispatchRecord, progress: Progress) -> bool:
        """Write a step of the chase; `False` when the dispatch has changed meanwhile."""
        ...

    async def last_words(self, visit_id: VisitId) -> Mapping[str, DispatchAbout]:
        """Return what each target was told last of the visit, by the code it was told under."""
        ...


class ReportBook(Protocol):
    """What targets have reported."""

    async def answer_to(self, report: StatusReport) -> ReportAnswer | None:
        """Return what a report of that id was answered with before; `None` for a new one."""
        ...

    async def last_words(self, visit_id: VisitId) -> Mapping[str, DispatchAbout]:
        """Return what each target was told last of the visit, by the code it was told under."""
        ...

    async def keep(
        self, report: StatusReport, answer: ReportAnswer, codes: Collection[str], now: datetime
    ) -> None:
        """Write the report down; an accepted one acknowledges what it answers for."""
        ...


class Visits(Protocol):
    """The visits themselves, which hear what becomes of them."""

    async def delivered(self, visit_id: VisitId, now: datetime) -> None:
        """Hear that the clinic's system has taken the request."""
        ...

    async def report(self, report: StatusReport, now: datetime) -> ReportAnswer:
        """Hear what the clinic says; reports may come twice and out of order."""
        ...


class HumanTasks(Protocol):
    """Where a person of ours finds what no machine could do."""

    async def open_human_task(
        self, dispatch: Dispatch, key: str, reason: str, now: datetime
    ) -> None:
        """Open a follow-up, once for each key, also where an earlier one has ended.

        A key names one end of one chase: whoever was interrupted asks for the same key again.
        """
        ...
