"""Feeds the day of the wallboard: whatever calls, contacts and operators do is told here first.

It stands in three ways: as the witness of calls it hears them come and go, as a follower it sees
them enter a queue and be joined, and as the book of cases it sees what becomes of each need. It
passes everything on, and fails nobody: what it does is arithmetic.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import structlog

from base.calendar import local_day
from base.clock import Clock
from base.errors import Line122Error
from base.instant import Instant
from base.phone import CallerKey
from callers.service import CallerDesk
from callflow.call import Call, Times
from callflow.moment import Moment
from callflow.ports import CallWitness
from callflow.punctuality import PromiseKept
from callflow.record import CallRecord, record_of
from callflow.telling import moment_at
from metrics.facts import CallFacts, NeedFacts
from metrics.reports import Facts, FullHour, Period, TrunkChannels
from queues.floor import Floor
from storage.records.board import PostgresBoardBook, StoredDay
from storage.records.reports import PostgresReports
from tickets.contact import Contact, OpenCase, Ticket
from tickets.ports import CaseBook
from web.wallboard.day import BoardDay

if TYPE_CHECKING:
    from base.ids import CallId, ContactId

_HOUR: Final = timedelta(hours=1)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDay:
    """What was written down of a day."""

    read_at: datetime
    facts: Facts
    full_hours: tuple[FullHour, ...]
    stored: StoredDay


@dataclass(frozen=True, slots=True)
class DayBooks:
    """Where the day is written down."""

    board: PostgresBoardBook
    reports: PostgresReports

    async def day(
        self, since: datetime, trunks: tuple[TrunkChannels, ...], now: datetime
    ) -> WrittenDay:
        """Return the day that began at a moment, as far as it has come.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        period = Period(since, now + _HOUR)
        return WrittenDay(
            read_at=now,
            facts=await self.reports.facts(period),
            full_hours=await self.reports.full_hours(period, trunks, now),
            stored=await self.board.day(since),
        )


class DayFeed:
    """Keeps the day so far; a `CallWatcher` and a `FloorWatcher`."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self._clock = clock
        self._zone = zone
        self._numbers: dict[ContactId, str | None] = {}
        self._older: dict[ContactId, str | None] = {}
        """What the contacts of yesterday are known by."""
        self._firsts: set[ContactId] = set()
        """Contacts of people who never called before today."""
        self._times: dict[CallId, Times] = {}
        """Of the calls that last, as they were told last."""
        self._floor = Floor()
        self._day = BoardDay.begun(day_begins_at(clock.now(), zone))

    @property
    def day(self) -> BoardDay:
        """The day so far; at midnight a new one."""
        begins_at = day_begins_at(self._clock.now(), self._zone)
        if begins_at > self._day.begins_at:
            self._day = BoardDay.begun(begins_at)
            self._firsts.clear()
            self._older, self._numbers = self._numbers, {}
            self._seat(self._floor, begins_at)
        return self._day

    async def load(
        self,
        books: DayBooks,
        trunks: tuple[TrunkChannels, ...],
        open_cases: Iterable[OpenCase],
    ) -> None:
        """Take up what the database has of the day; without it the day begins now."""
        for case in open_cases:
            self._numbers[case.contact.contact_id] = case.contact.number
        try:
            written = await books.day(self.day.begins_at, trunks, self._clock.now())
        except Line122Error as error:
            _log.warning("board.loading_failed", cause=str(error))
            return
        self._recall(written)
        facts = written.facts
        _log.info("board.loaded", calls=len(facts.calls), contacts=len(facts.needs))

    def call_changed(self, call: Call) -> None:
        """Take how a call stands now."""
        if self._times.get(call.origin.call_id) != call.times:
            self.call_told(record_of(call))

    def call_told(self, record: CallRecord) -> None:
        """Take a call by its record."""
        if record.outcome is None:
            self._times[record.call_id] = record.times
        else:
            self._times.pop(record.call_id, None)
        moment = Moment(self._clock.now(), self._clock.instant())
        day, contact_id = self.day, record.contact_id
        known = self._numbers if contact_id in self._numbers else self._older
        number = known.get(contact_id, record.ani.number)
        day.put_call(call_facts(record, number, moment))

    def promise_kept(self, kept: PromiseKept) -> None:
        """Take that a promise was kept."""
        self.day.promise_kept(kept.error_s)

    def contact_told(self, contact: Contact, callers: CallerDesk) -> None:
        """Take a contact as it is written down."""
        if contact.contact_id not in self._numbers:
            self._numbers[contact.contact_id] = contact.number
            if contact.number is not None and self._is_new(contact.number, callers):
                self._firsts.add(contact.contact_id)
        is_first = contact.contact_id in self._firsts
        self.day.put_need(need_facts(contact, is_first_contact=is_first))

    def floor_changed(self, floor: Floor) -> None:
        """Take what every agent does from now on."""
        before, self._floor = self._floor, floor
        if before.agents is floor.agents:
            return
        now, day = self._clock.now(), self.day
        for agent_id, agent in floor.agents.items():
            known = before.agents.get(agent_id)
            if known is not agent and (
                known is None
                or (known.presence, known.activity) != (agent.presence, agent.activity)
            ):
                day.figures.put_agent(agent_id, agent.presence, agent.activity, now)

    def _seat(self, floor: Floor, at: datetime) -> None:
        for agent_id, agent in floor.agents.items():
            self._day.figures.put_agent(agent_id, agent.presence, agent.activity, at)

    def _is_new(self, number: CallerKey, callers: CallerDesk) -> bool:
        history = callers.history(number)
        seen_at = None if history is None else history.first_seen_at
        return seen_at is None or seen_at >= self.day.begins_at

    def _recall(self, written: WrittenDay) -> None:
        for need in written.facts.needs:
            self._numbers.setdefault(need.contact_id, need.number)
            if need.is_first_contact:
                self._firsts.add(need.contact_id)
        recall(self.day, written)


@dataclass(frozen=True, slots=True)
class FedWitness:
    """A `callflow.ports.CallWitness` that passes everything on and feeds the day beside."""

    witness: CallWitness
    feed: DayFeed

    def call_arrived(self, record: CallRecord) -> None:
        """Tell that a call arrived."""
        self.feed.call_told(record)
        self.witness.call_arrived(record)

    def call_ended(self, record: CallRecord) -> None:
        """Tell that a call ended."""
        self.feed.call_told(record)
        self.witness.call_ended(record)

    def promise_kept(self, kept: PromiseKept) -> None:
        """Tell that somebody who was promised a call is joined with an operator."""
        self.feed.promise_kept(kept)
        self.witness.promise_kept(kept)


class FedCases:
    """A `tickets.ports.CaseBook` that passes everything on and feeds the day beside."""

    def __init__(self, book: CaseBook, feed: DayFeed) -> None:
        self._book = book
        self._feed = feed
        self.callers: CallerDesk | None = None
        """Knows who calls for the first time; `None` until the engine is joined."""

    def write_contact(self, contact: Contact) -> None:
        """Write the contact's row."""
        self._book.write_contact(contact)
        if self.callers is not None:
            self._feed.contact_told(contact, self.callers)

    def write_ticket(self, ticket: Ticket) -> None:
        """Write the ticket's row."""
        self._book.write_ticket(ticket)

    async def open_cases(self) -> tuple[OpenCase, ...]:
        """Return every contact that has not ended."""
        return await self._book.open_cases()

    async def last_counter(self, day: date) -> int:
        """Return the highest ticket counter of the day."""
        return await self._book.last_counter(day)


def recall(day: BoardDay, written: WrittenDay) -> None:
    """Let a day know what was written down of it."""
    day.recalled(written.facts.calls, written.facts.needs)
    for move in written.stored.moves:
        day.figures.put_agent(move.agent_id, move.presence, move.activity, move.at)
    for promise in written.stored.promises:
        day.promise_kept((promise.served_at - promise.promised_for).total_seconds())
    for begins_at, share in _full_shares(written.full_hours).items():
        ends_at = min(begins_at + _HOUR, written.read_at)
        # What the book tells is a share of the whole hour, and the last one has not passed yet.
        passed = (ends_at - begins_at) / _HOUR
        if passed > 0:
            day.chart.known_full(begins_at, ends_at, min(1.0, share / passed))


def day_begins_at(now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the local day of a moment began."""
    return datetime.combine(local_day(now, zone), time(), zone).astimezone(UTC)


def call_facts(record: CallRecord, number: str | None, moment: Moment) -> CallFacts:
    """Return the facts of a call by its record, read at a moment."""
    times = record.times
    return CallFacts(
        call_id=record.call_id,
        contact_id=record.contact_id,
        direction=record.direction,
        number=number,
        arrived_at=moment_at(times.arrived_at, moment),
        entered_at=_at(times.entered_at, moment),
        answered_at=_at(times.answered_at, moment),
        joined_at=_at(times.joined_at, moment),
        hung_up_at=_at(times.hung_up_at, moment),
        outcome=record.outcome,
        queue=record.queue,
        agent_id=record.agent_id,
        dialled=record.dialled,
        topic=record.subject,
        hold_s=record.hold_s,
    )


def need_facts(contact: Contact, *, is_first_contact: bool) -> NeedFacts:
    """Return the facts of a contact; what was before it is not told."""
    return NeedFacts(
        contact_id=contact.contact_id,
        number=contact.number,
        first_dial_at=contact.opened_at,
        is_first_contact=is_first_contact,
        told_at=contact.told_at,
        promised_for=contact.promised_for,
        ended_at=contact.ended_at,
        end_reason=contact.end_reason,
    )


def _full_shares(hours: Iterable[FullHour]) -> Mapping[datetime, float]:
    """Return for which share of each hour no trunk had a free channel, at most."""
    shares: dict[datetime, float] = {}
    for hour in hours:
        known = shares.get(hour.begins_at, 1.0)
        shares[hour.begins_at] = min(known, hour.full.full_share)
    return shares


def _at(instant: Instant | None, moment: Moment) -> datetime | None:
    return None if instant is None else moment_at(instant, moment)
