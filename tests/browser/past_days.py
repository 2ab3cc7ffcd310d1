"""A week of a helpline with a storm at its end, as the API of reports answers about it.

The figures are folds of made-up calls, by the code that counts those of a site.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

import msgspec

from agents.agent import Activity, Presence
from base.ids import AgentId, CallId, TicketId, TrunkName
from line122.bench.report_year import ZONE, Helpline, Row
from metrics.day import DayReport, beside_other_days
from metrics.facts import AgentSpan, CallFacts, NeedFacts
from metrics.reports import (
    ClinicVisits,
    Counted,
    CountedNeed,
    Grouping,
    NumberAsk,
    PageAsk,
    PeopleAsk,
    ReportAsk,
    TrunkChannels,
)
from metrics.service import ReportDesk, ReportSite
from metrics.storm import NumberSeen, RangeSeen, StormDiagnosis
from storage.memory_reports import MemoryReports, Spent
from tests.browser.desk_site import DeskSite
from tests.support.clinic import HandClock
from tickets.number import TicketNumber
from web.api.report_ports import Reports
from web.api.reports import day_shown, storm_shown
from web.reports.counts import line_shown
from web.reports.shown import (
    CallsOfReport,
    ClinicsShown,
    ClinicVisitsShown,
    NeedsOfReport,
    PeopleOfReport,
    ReportShown,
)

LAST: Final = date(2026, 11, 22)
FIRST: Final = LAST - timedelta(days=6)
SCOPES: Final = (
    *("desk", "calls:read", "tickets:read", "audit:read", "board:read", "recordings:read"),
    *("reports:read", "visits:read"),
)
_KEPT_DAYS: Final = 7
_CLINICS: Final = (
    ("gp-3", "Поликлиника № 3", 62, 70),
    ("gp-1", "Поликлиника № 1", 48, 50),
    ("dgp-2", "Детская поликлиника № 2", 45, 40),
    ("crb", "Центральная районная больница", 21, None),
)
"""Each with its visits of a day, and how many it can make."""


@dataclass(frozen=True, slots=True)
class Move:
    """What an operator does from a moment on."""

    agent_id: AgentId
    at: datetime
    presence: Presence
    activity: Activity


class PastWeek:
    """The calls of a week, and all that may be asked of them."""

    def __init__(self) -> None:
        self.book = MemoryReports(ZONE)
        self.now = datetime.combine(LAST, time(20, 15), ZONE).astimezone(UTC)
        site = ReportSite(ZONE, _trunks, HandClock(self.now))
        self.reports = Reports(desk=ReportDesk(self.book, site), lists=self.book, capacity=_room)
        line = Helpline(seed=3)
        for ago in range(_KEPT_DAYS, -1, -1):
            day = LAST - timedelta(days=ago)
            rows = line.day(day, 60 + 5 * ago if ago else 90, redials=0 if ago else 25)
            self._keep(rows.call, rows.contact)
            self._spend(rows.agent_event)
        self.book.visits = [
            ClinicVisits(
                clinic=code,
                name=name,
                day=LAST,
                booked_district=booked - 5,
                booked_duty=5,
                waiting_list=max(0, booked - (room or booked)),
                acknowledged=booked - 3,
                visited=booked // 2,
                refused=1,
                cancelled=2,
            )
            for code, name, booked, room in _CLINICS
        ]

    async def report(self, grouping: Grouping) -> ReportShown:
        """Return the week, divided."""
        desk = self.reports.desk
        ask = ReportAsk(period=desk.period(FIRST, LAST), grouping=grouping)
        report = await desk.report(ask)
        return ReportShown(
            since=FIRST,
            until=LAST,
            grouping=grouping.value,
            asked_at=self.now,
            lines=tuple(line_shown(line.key, line.tally) for line in report.lines),
            total=line_shown("", report.total),
        )

    async def day(self) -> DayReport:
        """Return the last day, with what only a database says of its storm."""
        desk = self.reports.desk
        report = await desk.day(LAST)
        days = await self.book.days(desk.period(LAST - timedelta(days=_KEPT_DAYS), LAST))
        return DayReport(
            day=LAST,
            total=report.total,
            hours=report.hours,
            topics=report.topics,
            first_lost_unseen=0.043,
            beside=beside_other_days(LAST, days),
            clinics=report.clinics,
            storm=self.storm(report.storm),
        )

    def storm(self, counted: StormDiagnosis) -> StormDiagnosis:
        """Return who made the attempts."""
        seen = tuple(
            NumberSeen(
                number=f"+79101{place:03d}{7 * place:03d}",
                attempts=58 - 3 * place,
                gap_s=38.0 + place,
                channel_s=190.0 - 9 * place,
                answered=place % 2,
                refused=56 - 3 * place,
                first_at=self.now,
                last_at=self.now,
                newest_call_id=CallId(UUID(int=place)),
            )
            for place in range(1, 9)
        )
        return StormDiagnosis(
            people=counted.people,
            attempts=counted.attempts,
            attempts_of_top_10=counted.attempts_of_top_10,
            attempts_of_top_50=counted.attempts_of_top_50,
            hidden_attempts=counted.hidden_attempts,
            gaps={
                "under_10s": 4,
                "from_10s": 420,
                "from_30s": 930,
                "from_1min": 31,
                "from_5min": 22,
                "from_30min": 9,
            },
            people_by_attempts={
                "once": 14,
                "twice": 11,
                "from_3": 18,
                "from_6": 22,
                "from_11": 51,
                "from_51": 4,
            },
            numbers=seen,
            ranges=(RangeSeen(prefix="+79101", people=88, attempts=1180),),
        )

    def _keep(self, calls: Sequence[Row], contacts: Sequence[Row]) -> None:
        numbers = {row["contact_id"]: row["number"] for row in contacts}
        for row in calls:
            self.book.kept.append(_call(row, numbers[row["contact_id"]]))
        for row in contacts:
            need = _need(row)
            self.book.needed.append(need)
            self.book.ticket_ids[need.contact_id] = TicketId(UUID(int=need.contact_id.int ^ 1))
            number = TicketNumber(need.first_dial_at.date(), len(self.book.needed))
            self.book.ticket_numbers[need.contact_id] = str(number)

    def _spend(self, moves: Sequence[Row]) -> None:
        read = (msgspec.convert(row, Move) for row in moves)
        ordered = sorted(read, key=lambda move: (move.agent_id, move.at))
        for move, then in pairwise(ordered):
            if move.agent_id == then.agent_id:
                seconds = (then.at - move.at).total_seconds()
                span = AgentSpan(move.agent_id, move.presence, move.activity, seconds)
                self.book.spent.append(Spent(move.at, span))


_told: Final[dict[str, bytes]] = {}
"""The answers about the week, made when a test first asks."""


async def a_past_week(site: DeskSite) -> None:
    """Let Vera, who supervises, ask of a week with a storm at its end."""
    if not _told:
        _told.update(await _answers())
    site.scopes = SCOPES
    site.answers |= _told


async def _answers() -> dict[str, bytes]:
    week = PastWeek()
    desk = week.reports.desk
    total = ReportAsk(period=desk.period(FIRST, LAST))
    page, now = PageAsk(None, 50), week.now
    calls = await week.book.calls(
        NumberAsk(report=total, counted=Counted.BLOCKED, key=None, now=now), page
    )
    needs = await week.book.needs(
        NumberAsk(report=total, counted=CountedNeed.UNTOLD, key=None, now=now), page
    )
    people = await week.book.people(PeopleAsk(report=total, key=None), page)
    day = day_shown(await week.day(), week.reports, week.now)
    clinics = tuple(
        msgspec.convert(
            {**msgspec.to_builtins(visits), "capacity": _room(visits.clinic, visits.day)},
            ClinicVisitsShown,
            strict=False,
        )
        for visits in week.book.visits
    )
    return {
        "reports/lines": msgspec.json.encode(await week.report(Grouping.DAY)),
        "reports/day": msgspec.json.encode(day),
        "reports/clinics": msgspec.json.encode(ClinicsShown(clinics=clinics)),
        "reports/storm": msgspec.json.encode(
            storm_shown(week.storm(await week.book.diagnosis(desk.period(LAST, LAST), 50)))
        ),
        "reports/calls": msgspec.json.encode(
            CallsOfReport(
                calls=calls.lines,
                next=None,
            )
        ),
        "reports/people": msgspec.json.encode(PeopleOfReport(people=people.lines, next=None)),
        "reports/contacts": msgspec.json.encode(
            NeedsOfReport(
                contacts=needs.lines,
                next=None,
            )
        ),
    }


def _call(row: Row, number: object) -> CallFacts:
    facts = {**row, "number": number, "topic": row["subject"]}
    return msgspec.convert(facts, CallFacts, strict=False)


def _need(row: Row) -> NeedFacts:
    first = {"first_dial_at": row["opened_at"], "is_first_contact": row["number"] is not None}
    return msgspec.convert({**row, **first}, NeedFacts, strict=False)


def _trunks() -> tuple[TrunkChannels, ...]:
    return (TrunkChannels(TrunkName("carrier"), 6),)


def _room(clinic: str, _day: date) -> int | None:
    return {code: room for code, _, _, room in _CLINICS}[clinic]
