"""The intake desk: what a machine took becomes a ticket that people and clinics know of.

It lives by two rules. A request is kept first and filed after: keeping needs no database, only
the local journal, so whoever hears a number has it whatever happens next. And filing may be
repeated: the visit's id was chosen when the request was taken, and words that stand on a ticket
are not written again; so what was interrupted is simply done once more.

A partial request waits for the end of its call: the caller may still say the rest.

Limits: a request that was taken by a call is filed one after another, `AT_ONCE` in a round; after
a fault all wait a second. Deliberately absent: taking requests (`ivr/`), telling clinics
(`delivery/`).
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from base.aside import Aside
from base.calendar import local_day
from base.clock import Clock
from base.errors import Line122Error
from base.ids import CallId, ClinicCode, TicketId
from tickets.capacity import VisitWish
from tickets.category import Kind
from tickets.changes import CITIZEN, Change, Note
from tickets.follow_up import FollowUpReason
from tickets.intake.filing import (
    addition_of,
    filing_of,
    keyed_patient,
    spoken_address,
    visit_of,
    words_of,
)
from tickets.intake.ports import IntakeBook, PatientOfNumber
from tickets.intake.taken import PendingRequest, TakenRequest
from tickets.intake.urgency import (
    IntakeLine,
    MorningPage,
    UrgencyPlace,
    by_urgency,
    page_by_urgency,
)
from tickets.planning.service import Turn, VisitPlanner
from tickets.readings import TicketReading
from tickets.ticket_file import NotAllowed
from tickets.visit import HomeVisit
from tickets.work.ports import Stale
from tickets.work.service import TicketDesk

AT_ONCE: Final = 100
_PAUSE_S: Final = 5.0
"""What came by the local journal, and partial requests of calls that have ended, are seen so."""
_RETRY_S: Final = 1.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDoors:
    """What the desk works with."""

    book: IntakeBook
    tickets: TicketDesk
    planner: VisitPlanner
    clock: Clock
    zone: ZoneInfo


class IntakeDesk:
    """Keeps what menus took, files it, and lists what waits for people."""

    def __init__(self, doors: IntakeDoors) -> None:
        self._doors = doors
        self.planner = doors.planner
        self._stirred = asyncio.Event()
        self._aside = Aside[tuple[CallId, Kind]](doors.clock)

    async def keep(self, request: TakenRequest) -> None:
        """Keep a request; when this returns it is durable, also while the database is away."""
        self._doors.book.write_request(request)
        await self._doors.book.committed()
        _log.info(
            "intake.kept",
            call_id=str(request.call_id),
            kind=request.kind,
            is_partial=request.is_partial,
            is_urgent=request.is_urgent,
        )
        self._stirred.set()

    async def morning_list(self) -> tuple[IntakeLine, ...]:
        """Return what waits for people, the most urgent first."""
        return by_urgency(await self._doors.book.waiting(), self._today())

    async def morning_page(self, after: UrgencyPlace | None, most: int) -> MorningPage:
        """Return a part of what waits for people, behind the place."""
        waiting = await self._doors.book.waiting()
        return page_by_urgency(waiting, after, most, self._today())

    async def patients(self, since: datetime) -> Sequence[PatientOfNumber]:
        """Return for whom doctors were asked through numbers, the oldest first."""
        return await self._doors.book.patients(since)

    async def run(self) -> None:
        """File what was kept, until cancelled."""
        while True:
            self._stirred.clear()
            try:
                filed = await self.file_pending()
            except Line122Error as error:
                _log.warning("intake.filing_postponed", cause=type(error).__name__)
                await asyncio.sleep(_RETRY_S)
                continue
            if filed >= AT_ONCE:
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(_PAUSE_S):
                    await self._stirred.wait()

    async def file_pending(self) -> int:
        """File what is kept and may be filed, and return how many those were."""
        aside = self._aside.keys()
        # What is aside is the oldest, and must not fill the round.
        pending = await self._doors.book.pending(AT_ONCE + len(aside))
        tried = [each for each in pending if _key(each) not in aside]
        for each in tried:
            await self._aside.attempt(_key(each), self._file(each))
        return len(tried)

    async def attached_clinic(self, policy_number: str, born_on: date | None) -> ClinicCode | None:
        """Return the clinic to which somebody is attached, as far as the tables tell."""
        return await self._doors.planner.attached_clinic(policy_number, born_on)

    def _today(self) -> date:
        return local_day(self._doors.clock.now(), self._doors.zone)

    async def _file(self, pending: PendingRequest) -> None:
        if await self._is_filed(pending.request):
            await self._doors.book.filed(pending, self._doors.clock.now())

    async def _is_filed(self, request: TakenRequest) -> bool:
        """File a request; `False` where others were quicker each time, and it is still due."""
        tickets = self._doors.tickets
        reading = await tickets.by_number(request.number)
        if reading is None:
            # Its ticket's row was refused by the database: the log told so then, and loudly.
            _log.error("intake.ticket_missing", ticket=str(request.number))
            return True
        ticket_id = reading.file.card.ticket_id
        if request.kind is Kind.FOLLOW_UP:
            await self._ask_person(ticket_id, request)
            return True
        async with self._doors.planner.turn() as plans:
            what = await self._change(request, reading, plans)
            if what is None:
                return True
            done = await tickets.change(ticket_id, what, CITIZEN)
        if isinstance(done, NotAllowed):
            _log.error("intake.noted_only", ticket=str(request.number), reason=done.reason)
            done = await tickets.change(ticket_id, Note(words_of(request)), CITIZEN)
        if isinstance(done, Stale):
            return False
        _log.info("intake.filed", ticket=str(request.number), kind=request.kind)
        return True

    async def _ask_person(self, ticket_id: TicketId, request: TakenRequest) -> None:
        words = "" if request.mark is None else f"Оценка {request.mark} из 10."
        key = str(request.call_id)
        await self._doors.tickets.ask_person(
            ticket_id, FollowUpReason.LOW_MARK, key=key, words=words
        )

    async def _change(
        self, request: TakenRequest, reading: TicketReading, plans: Turn
    ) -> Change | None:
        file = reading.file
        visits = await self._visits(request, plans)
        if file.card.filed_at is None:
            today = local_day(request.taken_at, self._doors.zone)
            return filing_of(request, visits, self._doors.tickets.policy.categories, today)
        history = await self._doors.tickets.history(file.card.ticket_id)
        return addition_of(request, visits, file, history)

    async def _visits(self, request: TakenRequest, plans: Turn) -> tuple[HomeVisit, ...]:
        if request.kind is not Kind.HOME_VISIT:
            return ()
        if request.is_partial:
            # Half of the request is missing: only a person may decide by it.
            return (visit_of(request, None),)
        wish = VisitWish(is_urgent=request.is_urgent)
        patient, address = keyed_patient(request), spoken_address(request)
        plan = await plans.plan(patient, address, wish)
        return (visit_of(request, plan.booking),)


def _key(pending: PendingRequest) -> tuple[CallId, Kind]:
    return pending.request.call_id, pending.request.kind
