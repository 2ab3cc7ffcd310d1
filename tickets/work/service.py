"""The ticket desk: whoever works on tickets does it here, and deadlines come here.

It lives by three rules. A change is decided by a pure function from the ticket as it was read, and
written only if nobody was quicker; who was, is asked to read again. What other systems must know
is written in the same transaction as what they must know of. And a deadline fires in the
transaction of what it brings about, so that it fires once.

Whoever changes a ticket waits for the commit, and is told when the database is away. What a caller
has said must not wait for that: it is kept by the intake desk, on our own disk if need be, and
comes here when the database is back.

Deliberately absent: opening the tickets of calls (`tickets/service.py`), what menus take
(`tickets/intake/`), choosing clinics (`tickets/clinic_choice.py`), sending anything (`delivery/`).
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import structlog

from base.aside import Aside
from base.clock import Clock
from base.errors import Line122Error
from base.ids import (
    ClinicCode,
    ContactId,
    TicketId,
    VisitId,
    new_contact_id,
)
from base.phone import CallerKey
from tickets.change import change
from tickets.changes import ENGINE, Actor, Change, File, ReportVisit, Role
from tickets.contact import Contact, EndReason
from tickets.dispatch import Dispatch, DispatchAbout
from tickets.follow_up import FollowUp, FollowUpReason
from tickets.legible import is_legible
from tickets.number import TicketNumber
from tickets.policy import TicketPolicy
from tickets.readings import Cursor, FoundPage, HistoryEntry, Sought, TicketReading
from tickets.report import ReportAnswer, ReportedStatus, StatusReport
from tickets.ticket_file import Changed, NotAllowed, TicketFile, Unchanged
from tickets.visit import HomeVisit, VisitReport, VisitState
from tickets.work.drafts import Drafts
from tickets.work.ports import DeadlineBook, DueDeadline, Save, Stale, TicketBook
from tickets.work.repeats import AskKey, Repeated

_TRIES: Final = 4
"""So often a change is decided anew that somebody else was quicker than."""
_RETRY_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 30.0
"""A deadline that another process wrote is seen so late at most."""

_log = structlog.get_logger(__name__)


class TicketBusyError(Line122Error):
    """Others were quicker with a ticket each time; tell it again."""


@dataclass(frozen=True, slots=True)
class NoTicket:
    """There is no such ticket."""


OnSaved: TypeAlias = Callable[[Sequence[Save]], None]

Done: TypeAlias = Changed | Unchanged | NotAllowed | Stale | Repeated | NoTicket
"""What became of a change."""


def nobody_listens(saves: Sequence[Save]) -> None:
    """Let what is written be heard by nobody."""
    del saves


def nobody_counts(number: CallerKey | None, patient: str, now: datetime) -> None:
    """Let patients behind numbers be counted by nobody."""
    del number, patient, now


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTools:
    """What the desk works with."""

    book: TicketBook
    deadlines: DeadlineBook
    clock: Clock
    zone: ZoneInfo
    take_number: Callable[[datetime], TicketNumber]
    clinic_name: Callable[[ClinicCode], str] = str
    patient_seen: Callable[[CallerKey | None, str, datetime], None] = nobody_counts
    """Hears for whom a doctor was asked through a number: two make it one of many people."""


class TicketDesk:
    """Changes the tickets of one site, finds them, and lets their deadlines come."""

    def __init__(self, tools: DeskTools, policy: TicketPolicy) -> None:
        self._tools = tools
        self._book = tools.book
        self._drafts = Drafts(policy, tools.zone, tools.take_number, tools.clinic_name)
        self._stirred = asyncio.Event()
        self._aside = Aside[TicketId](tools.clock)
        self._wakes_at: datetime | None = None
        self.on_saved: OnSaved = nobody_listens
        """Hears what is written, once it is committed; returns at once."""

    @property
    def policy(self) -> TicketPolicy:
        """Categories and deadlines in force."""
        return self._drafts.policy

    def change_policy(self, policy: TicketPolicy) -> None:
        """Decide by another policy from the next change on."""
        self._drafts = replace(self._drafts, policy=policy)

    async def get(self, ticket_id: TicketId) -> TicketReading | None:
        """Return a ticket as it is now."""
        return await self._book.get(ticket_id)

    async def by_number(self, number: TicketNumber) -> TicketReading | None:
        """Return the ticket of a number, which people know it by."""
        return await self._book.by_number(number)

    async def history(self, ticket_id: TicketId) -> tuple[HistoryEntry, ...]:
        """Return every change of a ticket."""
        return await self._book.history(ticket_id)

    async def search(
        self, sought: Sought, after: Cursor | None = None, most: int = 50
    ) -> FoundPage:
        """Return the newest tickets that fit, a page at a time."""
        if not is_legible(sought):
            return FoundPage((), None)
        return await self._book.search(sought, after, most)

    async def change(
        self,
        ticket_id: TicketId,
        what: Change,
        actor: Actor,
        *,
        revision: int | None = None,
        ask: AskKey | None = None,
    ) -> Done:
        """Change a ticket; give the revision that was on the screen to be told of newer ones."""
        for _ in range(_TRIES):
            reading = await self._book.get(ticket_id)
            if reading is None:
                return NoTicket()
            if revision is not None and reading.file.card.revision != revision:
                return Stale(ticket_id)
            done = await self._changed(reading, what, actor, ask)
            if not isinstance(done, Stale) or revision is not None:
                return done
        return Stale(ticket_id)

    async def open(
        self,
        what: File,
        actor: Actor,
        *,
        contact_id: ContactId | None = None,
        ask: AskKey | None = None,
    ) -> Changed | NotAllowed | Repeated:
        """Open a ticket that no call has opened: by the portal, or as another one of a contact."""
        now = self._tools.clock.now()
        contact = None
        if contact_id is None:
            # Who asks in writing waits on no line: their need is no person's place in the queue.
            contact = Contact(
                new_contact_id(),
                what.person.phone,
                now,
                ended_at=now,
                end_reason=EndReason.SELF_SERVED,
            )
            contact_id = contact.contact_id
        save = self._drafts.opening(what, actor, contact_id, now)
        if isinstance(save, NotAllowed):
            return save
        hindrance = await self._write([replace(save, contact=contact, ask=ask)])
        if isinstance(hindrance, Repeated):
            return hindrance
        if what.visits:
            number = await self._number_of(save.file, contact)
            self._count_patients((), save.file.visits, number, now)
        return Changed(save.file)

    async def ask_person(
        self, cause: TicketId, reason: FollowUpReason, *, key: str = "", words: str = ""
    ) -> None:
        """Give a person a task about a ticket, once for each cause, reason and key."""
        reading = await self._book.get(cause)
        if reading is None:
            return
        now = self._tools.clock.now()
        follow_up = FollowUp(cause, reason, key)
        await self._write([self._drafts.task(reading.file.card, follow_up, now, words)])

    async def open_human_task(
        self, dispatch: Dispatch, key: str, reason: str, now: datetime
    ) -> None:
        """Give a person the task of a dispatch that no machine could bring through."""
        del now
        is_visit = dispatch.visit_id is not None
        because = FollowUpReason.VISIT_UNACKNOWLEDGED if is_visit else FollowUpReason.UNDELIVERED
        is_change = dispatch.about is DispatchAbout.VISIT_CHANGED
        words = f"Изменение вызова. ({reason})" if is_change else f"({reason})"
        await self.ask_person(dispatch.ticket_id, because, key=key, words=words)

    async def delivered(self, visit_id: VisitId, now: datetime) -> None:
        """Take that the clinic's system has the request of a visit."""
        await self._report(visit_id, VisitReport(state=VisitState.DELIVERED, at=now), ENGINE)

    async def report(self, report: StatusReport, now: datetime) -> ReportAnswer:
        """Take what a clinic says of a visit; twice, late and out of order do no harm.

        Raises:
            TicketBusyError: it is not written down and must be told again.

        """
        told = VisitReport(
            state=_STATES[report.status],
            at=min(report.at, now),
            doctor=report.doctor,
            reason=report.reason or "",
        )
        done = await self._report(report.visit_id, told, Actor(Role.CLINIC, None, report.target))
        match done:
            case NoTicket():
                return ReportAnswer.UNKNOWN
            case NotAllowed():
                return ReportAnswer.NOT_ALLOWED
            case _:
                return ReportAnswer.ACCEPTED

    async def run(self) -> None:
        """Let deadlines come, until cancelled."""
        while True:
            self._stirred.clear()
            try:
                await self.fire_due()
                pause_s = await self._pause_s()
            except Line122Error as error:
                _log.warning("ticket.work_postponed", cause=type(error).__name__)
                await asyncio.sleep(_RETRY_S)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._stirred.wait()

    async def fire_due(self) -> int:
        """Let all deadlines that have come bring about what they do, and return how many."""
        fired = 0
        while True:
            due = await self._tools.deadlines.next_due(self._aside.keys())
            if due is None or due.deadline.due_at > self._tools.clock.now():
                return fired
            fired += await self._aside.attempt(due.ticket_id, self._fire(due))

    async def _fire(self, due: DueDeadline) -> None:
        now = self._tools.clock.now()
        if await self._tools.deadlines.fire(due, now, partial(self._drafts.on_due, now)):
            _log.info(
                "ticket.deadline_came",
                ticket_id=str(due.ticket_id),
                deadline=due.deadline.kind,
                due_at=due.deadline.due_at.isoformat(),
            )

    async def _report(self, visit_id: VisitId, told: VisitReport, actor: Actor) -> Done:
        for _ in range(_TRIES):
            reading = await self._book.of_visit(visit_id)
            if reading is None:
                return NoTicket()
            done = await self._changed(reading, ReportVisit(visit_id, told), actor)
            if not isinstance(done, Stale):
                return done
        raise TicketBusyError("others change the ticket all the time; report the visit again")

    async def _changed(
        self, reading: TicketReading, what: Change, actor: Actor, ask: AskKey | None = None
    ) -> Done:
        now = self._tools.clock.now()
        answer = change(reading.file, what, now, self.policy)
        if not isinstance(answer, Changed):
            return answer
        first, *others = self._drafts.changed(reading, answer.file, what, actor, now)
        hindrance = await self._write([replace(first, ask=ask), *others])
        if hindrance is not None:
            return hindrance
        self._count_patients(reading.file.visits, answer.file.visits, reading.called_from, now)
        return answer

    async def _number_of(self, file: TicketFile, contact: Contact | None) -> CallerKey | None:
        """Return whose number a new ticket is of; what is written stays so, read or unread."""
        if contact is not None:
            return contact.number
        with suppress(Line122Error):
            reading = await self._book.get(file.card.ticket_id)
            return None if reading is None else reading.called_from
        return None

    def _count_patients(
        self,
        before: Sequence[HomeVisit],
        after: Sequence[HomeVisit],
        number: CallerKey | None,
        now: datetime,
    ) -> None:
        known = {visit.visit_id: visit.patient for visit in before}
        for visit in after:
            patient = visit.patient.known_by
            if patient is not None and known.get(visit.visit_id) != visit.patient:
                self._tools.patient_seen(number, patient, now)

    async def _write(self, saves: Sequence[Save]) -> Stale | Repeated | None:
        hindrance = await self._book.save(saves)
        if hindrance is None:
            self._wake_for(saves)
            self.on_saved(saves)
            for save in saves:
                _log.info(
                    "ticket.changed",
                    ticket_id=str(save.file.card.ticket_id),
                    change=type(save.what).__name__,
                    state=save.file.card.state,
                    kind=save.file.card.kind,
                )
        return hindrance

    def _wake_for(self, saves: Sequence[Save]) -> None:
        """Wake the loop for a deadline that comes before it would wake by itself."""
        coming = (deadline.due_at for save in saves for deadline in save.deadlines)
        soonest = min(coming, default=None)
        if soonest is not None and (self._wakes_at is None or soonest < self._wakes_at):
            self._stirred.set()

    async def _pause_s(self) -> float:
        # What is written while the database is asked must wake us: its answer may lack it.
        self._wakes_at = None
        due = await self._tools.deadlines.next_due(self._aside.keys())
        now = self._tools.clock.now()
        latest = now + timedelta(seconds=_LONGEST_PAUSE_S)
        self._wakes_at = latest if due is None else min(max(due.deadline.due_at, now), latest)
        return (self._wakes_at - now).total_seconds()


_STATES: Final = {
    ReportedStatus.ACCEPTED: VisitState.ACCEPTED,
    ReportedStatus.DOCTOR_ASSIGNED: VisitState.DOCTOR_ASSIGNED,
    ReportedStatus.VISITED: VisitState.VISITED,
    ReportedStatus.REFUSED: VisitState.REFUSED,
}
