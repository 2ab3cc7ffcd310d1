"""The rows of dispatches and of what was reported back, in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import asyncpg
import msgspec

from base.ids import DispatchId, TicketId, VisitId
from storage.dispatches import push
from storage.records.connection import Pool
from storage.records.statements import statements
from tickets.dispatch import (
    Dispatch,
    DispatchAbout,
    DispatchRecord,
    DispatchState,
    Facts,
    Progress,
    is_answered_by,
)
from tickets.report import ReportAnswer, StatusReport

_AT_ONCE: Final = 500
"""So many rows are read together; the next round reads on."""

_FACTS: Final[msgspec.json.Decoder[Facts]] = msgspec.json.Decoder(dict)


class PostgresDispatchBook:
    """A `delivery.ports.DispatchBook` and a `ReportBook`, and what an administrator asks of it."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def claim(
        self, dispatch_id: DispatchId, now: datetime, until: datetime
    ) -> DispatchRecord | None:
        """Take a dispatch that is due; nobody else gets it until then."""
        async with self._pool.connection() as connection:
            row = await statements.claim_dispatch(
                connection, site=self._site, dispatch_id=dispatch_id, now=now, until=until
            )
        return None if row is None else read_dispatch(row)

    async def settle(self, record: DispatchRecord, progress: Progress) -> None:
        """Write what became of a try, unless it was settled or sent elsewhere meanwhile."""
        async with self._pool.connection() as connection:
            await statements.settle_dispatch(
                connection,
                dispatch_id=record.dispatch.dispatch_id,
                claimed_address=record.progress.address,
                state=progress.state.value,
                next_at=progress.next_at,
                sent_at=progress.sent_at,
                acknowledged_at=progress.acknowledged_at,
                error=progress.error,
            )

    async def push_due(self, now: datetime) -> int:
        """Put jobs for what is due and has none, and return how many dispatches are due."""
        async with self._pool.connection() as connection:
            found = statements.due_dispatches(connection, site=self._site, now=now, most=_AT_ONCE)
            due = [DispatchId(row["dispatch_id"]) async for row in found]
            await push(connection, due)
        return len(due)

    async def unanswered(self) -> tuple[DispatchRecord, ...]:
        """Return what is no person's task yet: the dead, then what awaits an answer."""
        async with self._pool.connection() as connection:
            rows = statements.unanswered_dispatches(connection, site=self._site, most=_AT_ONCE)
            return tuple([read_dispatch(row) async for row in rows])

    async def chase(self, record: DispatchRecord, progress: Progress) -> bool:
        """Write a step of the chase; `False` when the dispatch has changed meanwhile."""
        async with self._pool.connection() as connection:
            is_taken = await statements.chase_dispatch(
                connection,
                dispatch_id=record.dispatch.dispatch_id,
                chases=record.progress.chases,
                was=record.progress.state.value,
                tried=record.progress.attempts,
                state=progress.state.value,
                attempts=progress.attempts,
                next_at=progress.next_at,
                address=progress.address,
                chased_at=progress.chased_at,
                task_at=progress.task_at,
            )
        return bool(is_taken)

    async def replay(
        self, dispatch_ids: Collection[DispatchId], now: datetime
    ) -> frozenset[DispatchId]:
        """Let dead dispatches wait again, and return which do; none of a visit called off."""
        async with self._pool.connection() as connection, connection.transaction():
            rows = statements.replay_dispatches(
                connection, site=self._site, dispatch_ids=list(dispatch_ids), now=now
            )
            replayed = frozenset([DispatchId(row["dispatch_id"]) async for row in rows])
            await push(connection, replayed)
        return replayed

    async def in_states(
        self, states: Collection[DispatchState], most: int
    ) -> tuple[DispatchRecord, ...]:
        """Return the newest dispatches in any of the states."""
        async with self._pool.connection() as connection:
            rows = statements.dispatches_in(
                connection, site=self._site, states=[state.value for state in states], most=most
            )
            return tuple([read_dispatch(row) async for row in rows])

    async def by_id(self, dispatch_id: DispatchId) -> DispatchRecord | None:
        """Return one dispatch."""
        async with self._pool.connection() as connection:
            row = await statements.dispatch_by_id(
                connection, site=self._site, dispatch_id=dispatch_id
            )
        return None if row is None else read_dispatch(row)

    async def visits_of(
        self, codes: Sequence[str], since: datetime, until: datetime
    ) -> tuple[DispatchRecord, ...]:
        """Return the last word on each visit of the clinics: of that time, or unanswered."""
        async with self._pool.connection() as connection:
            rows = statements.visits_dispatched(
                connection, site=self._site, codes=list(codes), since=since, until=until
            )
            return tuple([read_dispatch(row) async for row in rows])

    async def answer_to(self, report: StatusReport) -> ReportAnswer | None:
        """Return what a report of that id was answered with before; `None` for a new one."""
        async with self._pool.connection() as connection:
            answer = await statements.known_report(
                connection, site=self._site, target=report.target, event_id=report.event_id
            )
        return None if answer is None else ReportAnswer(answer)

    async def last_words(self, visit_id: VisitId) -> Mapping[str, DispatchAbout]:
        """Return what each target was told last of the visit, by the code it was told under."""
        async with self._pool.connection() as connection:
            rows = statements.targets_of_visit(connection, site=self._site, visit_id=visit_id)
            return {row["target"]: DispatchAbout(row["about"]) async for row in rows}

    async def keep(
        self, report: StatusReport, answer: ReportAnswer, codes: Collection[str], now: datetime
    ) -> None:
        """Write the report down; an accepted one acknowledges what it answers for."""
        async with self._pool.connection() as connection, connection.transaction():
            await statements.keep_report(
                connection,
                site=self._site,
                target=report.target,
                event_id=report.event_id,
                visit_id=report.visit_id,
                status=report.status.value,
                reason=report.reason,
                revision=report.revision,
                reported_at=report.at,
                received_at=now,
                answer=answer.value,
            )
            if answer is ReportAnswer.ACCEPTED:
                rows = statements.unsettled_of_visit(
                    connection, site=self._site, visit_id=report.visit_id, codes=list(codes)
                )
                told = [read_dispatch(row) async for row in rows]
                answered = [
                    record.dispatch.dispatch_id
                    for record in told
                    if is_answered_by(record, report)
                ]
                await statements.acknowledge_dispatches(connection, dispatch_ids=answered, now=now)


def read_dispatch(row: asyncpg.Record) -> DispatchRecord:
    """Return the dispatch that a row holds."""
    visit_id = row["visit_id"]
    dispatch = Dispatch(
        dispatch_id=DispatchId(row["dispatch_id"]),
        ticket_id=TicketId(row["ticket_id"]),
        visit_id=None if visit_id is None else VisitId(visit_id),
        target=row["target"],
        about=DispatchAbout(row["about"]),
        facts=_FACTS.decode(row["facts"]),
        written_at=row["written_at"],
        not_before=row["not_before"],
    )
    progress = Progress(
        state=DispatchState(row["state"]),
        attempts=row["attempts"],
        next_at=row["next_at"],
        address=row["address"],
        sent_at=row["sent_at"],
        acknowledged_at=row["acknowledged_at"],
        error=row["error"],
        chases=row["chases"],
        chased_at=row["chased_at"],
        task_at=row["task_at"],
        replayed_at=row["replayed_at"],
        awaited_since=row["awaited_since"],
    )
    return DispatchRecord(dispatch, progress)
