"""Dispatches and reports in memory: for stories without PostgreSQL."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from base.ids import DispatchId, VisitId
from tickets.dispatch import (
    SETTLED,
    Dispatch,
    DispatchAbout,
    DispatchRecord,
    DispatchState,
    Progress,
    first_progress,
    is_answered_by,
    takes_place_of,
)
from tickets.report import ReportAnswer, StatusReport


class MemoryDispatchBook:
    """A `delivery.ports.DispatchBook` and a `ReportBook`."""

    def __init__(self, push: Callable[[DispatchId], None]) -> None:
        self._push = push
        self.records: dict[DispatchId, DispatchRecord] = {}
        self.reports: dict[tuple[str, str], ReportAnswer] = {}
        """By target and event."""

    def write(self, dispatch: Dispatch) -> None:
        """Write a dispatch in the place of those that it makes needless; a known one stays."""
        if dispatch.dispatch_id in self.records:
            return
        replaced = [
            record
            for record in self.records.values()
            if takes_place_of(dispatch, record) and not self._is_withdrawn(record.dispatch)
        ]
        for record in replaced:
            superseded = replace(record.progress, state=DispatchState.SUPERSEDED)
            self._put(record.dispatch, superseded)
        self._put(dispatch, first_progress(dispatch, replaced))
        self._push(dispatch.dispatch_id)

    async def claim(
        self, dispatch_id: DispatchId, now: datetime, until: datetime
    ) -> DispatchRecord | None:
        """Take a dispatch that is due; nobody else gets it until then."""
        record = self.records.get(dispatch_id)
        if record is None or not _is_due(record, now) or self._is_held_up(record.dispatch):
            return None
        progress = record.progress
        taken = replace(progress, attempts=progress.attempts + 1, next_at=until)
        return self._put(record.dispatch, taken)

    async def settle(self, record: DispatchRecord, progress: Progress) -> None:
        """Write what became of a try, unless it was settled or sent elsewhere meanwhile."""
        now = self.records[record.dispatch.dispatch_id].progress
        is_theirs = now.address == record.progress.address
        if now.state is DispatchState.WAITING and is_theirs:
            steps = replace(
                progress, chases=now.chases, chased_at=now.chased_at, task_at=now.task_at
            )
            self._put(record.dispatch, steps)

    async def push_due(self, now: datetime) -> int:
        """Put jobs for what is due and has none, and return how many dispatches are due."""
        due = [
            key
            for key, record in self.records.items()
            if _is_due(record, now) and not self._is_held_up(record.dispatch)
        ]
        for dispatch_id in due:
            self._push(dispatch_id)
        return len(due)

    async def unanswered(self) -> tuple[DispatchRecord, ...]:
        """Return what is no person's task yet: the dead, then what awaits an answer."""
        found = (record for record in self.records.values() if self._is_unanswered(record))
        return tuple(sorted(found, key=_by_need))

    async def chase(self, record: DispatchRecord, progress: Progress) -> bool:
        """Write a step of the chase; `False` when the dispatch has changed meanwhile."""
        now = self.records[record.dispatch.dispatch_id].progress
        is_over = now.state in SETTLED or now.task_at is not None
        if is_over or _step(now) != _step(record.progress):
            return False
        self._put(record.dispatch, replace(progress, sent_at=now.sent_at))
        return True

    async def replay(
        self, dispatch_ids: Collection[DispatchId], now: datetime
    ) -> frozenset[DispatchId]:
        """Let dead dispatches wait again, and return which do."""
        found = (self.records.get(dispatch_id) for dispatch_id in dispatch_ids)
        dead = [
            each
            for each in found
            if each
            and each.progress.state is DispatchState.DEAD
            and not self._is_withdrawn(each.dispatch)
        ]
        for record in dead:
            again = replace(
                record.progress,
                state=DispatchState.WAITING,
                attempts=0,
                next_at=now,
                address=0,
                chased_at=None,
                task_at=None,
                replayed_at=now,
            )
            self._put(record.dispatch, again)
            self._push(record.dispatch.dispatch_id)
        return frozenset(record.dispatch.dispatch_id for record in dead)

    async def answer_to(self, report: StatusReport) -> ReportAnswer | None:
        """Return what a report of that id was answered with before; `None` for a new one."""
        return self.reports.get((report.target, report.event_id))

    async def last_words(self, visit_id: VisitId) -> Mapping[str, DispatchAbout]:
        """Return what each target was told last of the visit, by the code it was told under."""
        told = sorted((record.dispatch for record in self.records.values()), key=_order)
        return {item.target: item.about for item in told if item.visit_id == visit_id}

    async def keep(
        self, report: StatusReport, answer: ReportAnswer, codes: Collection[str], now: datetime
    ) -> None:
        """Write the report down; an accepted one acknowledges what it answers for."""
        self.reports.setdefault((report.target, report.event_id), answer)
        if answer is not ReportAnswer.ACCEPTED:
            return
        for record in tuple(self.records.values()):
            dispatch, progress = record.dispatch, record.progress
            is_theirs = dispatch.visit_id == report.visit_id and dispatch.target in codes
            if is_theirs and is_answered_by(record, report):
                answered = replace(
                    progress,
                    state=DispatchState.ACKNOWLEDGED,
                    acknowledged_at=progress.acknowledged_at or now,
                    sent_at=progress.sent_at or now,
                    error=None,
                )
                self._put(dispatch, answered)

    def _put(self, dispatch: Dispatch, progress: Progress) -> DispatchRecord:
        record = self.records[dispatch.dispatch_id] = DispatchRecord(dispatch, progress)
        return record

    def _is_held_up(self, dispatch: Dispatch) -> bool:
        """Tell whether something earlier of the same visit and target has not gone yet."""
        return any(
            record.progress.state is DispatchState.WAITING
            and dispatch.visit_id is not None
            and record.dispatch.visit_id == dispatch.visit_id
            and record.dispatch.target == dispatch.target
            and _order(record.dispatch) < _order(dispatch)
            for record in self.records.values()
        )

    def _is_unanswered(self, record: DispatchRecord) -> bool:
        dispatch, progress = record.dispatch, record.progress
        if progress.task_at is not None:
            return False
        if progress.state is DispatchState.DEAD:
            return True
        is_withdrawn = self._is_withdrawn(dispatch)
        is_settled = progress.state in SETTLED
        return dispatch.about.needs_acknowledgement and not is_settled and not is_withdrawn

    def _is_withdrawn(self, dispatch: Dispatch) -> bool:
        """Tell whether its target was told afterwards that the visit is not wanted any more."""
        return any(
            other.dispatch.visit_id == dispatch.visit_id
            and other.dispatch.target == dispatch.target
            and other.dispatch.about is DispatchAbout.VISIT_CANCELLED
            and _order(other.dispatch) > _order(dispatch)
            for other in self.records.values()
        )


def _is_due(record: DispatchRecord, now: datetime) -> bool:
    return record.progress.state is DispatchState.WAITING and record.progress.next_at <= now


def _step(progress: Progress) -> tuple[int, DispatchState, int]:
    """Return what changes with each chase, try, answer and replay."""
    return progress.chases, progress.state, progress.attempts


def _by_need(record: DispatchRecord) -> tuple[bool, datetime]:
    return record.progress.state is not DispatchState.DEAD, record.dispatch.written_at


def _order(dispatch: Dispatch) -> tuple[datetime, DispatchId]:
    return dispatch.written_at, dispatch.dispatch_id
