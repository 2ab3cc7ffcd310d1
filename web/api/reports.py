"""Reports: figures of a period, the day on one page, and the list behind every number.

They show no person; only the lists behind the numbers do, and who reads one stands in the audit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Annotated, Final, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta

from base.calendar import local_day
from base.ids import AgentId, CallId, InstitutionCode
from metrics.day import DayReport
from metrics.reports import (
    Callers,
    ClinicVisits,
    Counted,
    CountedNeed,
    Filters,
    Grouping,
    NumberAsk,
    PageAsk,
    PeopleAsk,
    ReportAsk,
    Spot,
)
from metrics.storm import Often, StormDiagnosis
from queues.policy import QueueName
from web.api.model import YEARS, Most, Nothing, Place, Sent
from web.api.pages import read_place, written_place
from web.api.ports import Place as PageEnd
from web.api.problems import Problem
from web.api.report_ports import Reports
from web.api.route import JSON, Address, Ask, BodyT, Reply, Route, route
from web.api.scopes import Scope
from web.reports.counts import line_shown
from web.reports.sheet import as_csv, as_workbook
from web.reports.shown import (
    CallsOfReport,
    ClinicsShown,
    ClinicVisitsShown,
    DayShown,
    NeedsOfReport,
    PeopleOfReport,
    ReportShown,
    StormShown,
)

Words = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]
Beginning = Annotated[
    str, Meta(pattern=r"^\+[0-9]{1,5}$", description="A `prefix` of the storm's ranges.")
]
_MOST_DAYS: Final = 3 * 366
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PeriodAsk(Sent, frozen=True, kw_only=True):
    """Which days are meant, both of them in it."""

    since: date
    until: date

    def __post_init__(self) -> None:
        """Refuse days that nobody lives to see, and more than anybody reads."""
        if self.since.year not in YEARS or self.until.year not in YEARS:
            raise ValueError("the year cannot be meant")
        if self.until < self.since:
            raise ValueError("the period ends before it begins")
        if (self.until - self.since).days > _MOST_DAYS:
            raise ValueError("ask for three years at most")


class LinesAsk(PeriodAsk, frozen=True, kw_only=True):
    """A report that is wanted."""

    grouping: Grouping = Grouping.TOTAL
    queue: Words | None = None
    operator: UUID | None = None
    dialled: Words | None = None
    topic: Words | None = None

    def __post_init__(self) -> None:
        """Refuse what would be thousands of lines."""
        # A subclass's hook replaces that of its parent.
        PeriodAsk.__post_init__(self)
        limit = _LONGEST.get(self.grouping)
        if limit is not None and (self.until - self.since).days >= limit:
            raise ValueError(f"ask for {limit} days at most by {self.grouping.value}")


_LONGEST: Final[Mapping[Grouping, int]] = {
    Grouping.QUARTER_HOUR: 7,
    Grouping.HALF_HOUR: 14,
    Grouping.HOUR: 31,
}


class DayAsk(Sent, frozen=True, kw_only=True):
    """Which day is wanted; today where none is named."""

    day: date | None = None

    def __post_init__(self) -> None:
        """Refuse a day that nobody lives to see."""
        if self.day is not None and self.day.year not in YEARS:
            raise ValueError("the year cannot be meant")


class BehindAsk(LinesAsk, frozen=True, kw_only=True):
    """The list behind a number of a report."""

    key: Words | None = None
    """Of the line in which it stands; `null` for the whole report."""
    beginning: Beginning | None = None
    """Of the callers' numbers, so that a range of them opens its list."""
    caller_of: UUID | None = None
    """Only whoever this call was from, so that a number opens its list without being sent."""
    after: Place | None = None
    most: Most = 50


class CallsAsk(BehindAsk, frozen=True, kw_only=True):
    """The calls behind a number."""

    counted: Counted = Counted.ATTEMPTS


class NeedsAsk(BehindAsk, frozen=True, kw_only=True):
    """The needs behind a number."""

    counted: CountedNeed = CountedNeed.NEEDS


class PeopleBehindAsk(BehindAsk, frozen=True, kw_only=True):
    """The people behind a number."""

    often: Often | None = None
    """Only those who dialled so often in the period."""


async def show_lines(ask: Ask[LinesAsk, Nothing]) -> Reply | Problem:
    """Tell the figures of a period, by day, queue, topic, operator, clinic or number dialled."""
    return Reply(shown=await _report(ask))


async def save_table(ask: Ask[LinesAsk, Nothing]) -> Reply | Problem:
    """Give the figures of a period as a table of comma-separated values."""
    return _saved(as_csv(await _report(ask)), ask.query, "csv")


async def save_workbook(ask: Ask[LinesAsk, Nothing]) -> Reply | Problem:
    """Give the figures of a period as a workbook."""
    return _saved(as_workbook(await _report(ask)), ask.query, "xlsx")


async def show_day_report(ask: Ask[DayAsk, Nothing]) -> Reply | Problem:
    """Tell a day on one page, beside what is usual on its weekday and the records."""
    reports, now = ask.doors.reports, ask.doors.clock.now()
    day = ask.query.day or local_day(now, reports.desk.zone)
    report = await reports.desk.day(day)
    return Reply(shown=day_shown(report, reports, now))


async def show_clinics(ask: Ask[PeriodAsk, Nothing]) -> Reply | Problem:
    """Tell the visits of clinics by day, against what their doctors can make."""
    reports, query = ask.doors.reports, ask.query
    visits = await reports.desk.clinics(reports.desk.period(query.since, query.until))
    return Reply(shown=ClinicsShown(clinics=_clinics(reports, visits)))


async def show_storm(ask: Ask[PeriodAsk, Nothing]) -> Reply | Problem:
    """Tell who made the attempts of a period: which numbers, how often, after what pauses."""
    desk, query = ask.doors.reports.desk, ask.query
    return Reply(shown=storm_shown(await desk.storm(desk.period(query.since, query.until))))


async def list_calls_of_report(ask: Ask[CallsAsk, Nothing]) -> Reply | Problem:
    """List the calls that a number of a report counts, the newest first."""
    page = _page(ask)
    if isinstance(page, Problem):
        return page
    found = await ask.doors.reports.lists.calls(_number(ask, ask.query.counted), page)
    return Reply(
        shown=CallsOfReport(
            calls=found.lines,
            next=_next(found.next),
        ),
        tickets=tuple(dict.fromkeys(call.ticket_id for call in found.lines)),
    )


async def list_people_of_report(ask: Ask[PeopleBehindAsk, Nothing]) -> Reply | Problem:
    """List the people that a report counts, who dialled last first, each once."""
    page = _page(ask)
    if isinstance(page, Problem):
        return page
    query = ask.query
    number = PeopleAsk(report=_asked(ask), key=query.key, callers=_callers(ask), often=query.often)
    found = await ask.doors.reports.lists.people(number, page)
    return Reply(
        shown=PeopleOfReport(people=found.lines, next=_next(found.next)),
        tickets=tuple(dict.fromkeys(person.ticket_id for person in found.lines)),
    )


async def list_contacts_of_report(ask: Ask[NeedsAsk, Nothing]) -> Reply | Problem:
    """List the needs that a number of a report counts, the newest first."""
    page = _page(ask)
    if isinstance(page, Problem):
        return page
    found = await ask.doors.reports.lists.needs(_number(ask, ask.query.counted), page)
    return Reply(
        shown=NeedsOfReport(
            contacts=found.lines,
            next=_next(found.next),
        ),
        tickets=tuple(dict.fromkeys(need.ticket_id for need in found.lines)),
    )


LinesT = TypeVar("LinesT", bound=LinesAsk)
BehindT = TypeVar("BehindT", bound=BehindAsk)
CountedT = TypeVar("CountedT", Counted, CountedNeed)


def _asked(ask: Ask[LinesT, BodyT]) -> ReportAsk:
    query = ask.query
    return ReportAsk(
        period=ask.doors.reports.desk.period(query.since, query.until),
        grouping=query.grouping,
        filters=Filters(
            queue=None if query.queue is None else QueueName(query.queue),
            operator=None if query.operator is None else AgentId(query.operator),
            dialled=query.dialled,
            topic=query.topic,
        ),
    )


def _number(ask: Ask[BehindT, Nothing], counted: CountedT) -> NumberAsk[CountedT]:
    return NumberAsk(
        report=_asked(ask),
        counted=counted,
        key=ask.query.key,
        now=ask.doors.clock.now(),
        callers=_callers(ask),
    )


def _callers(ask: Ask[BehindT, Nothing]) -> Callers:
    known = ask.query.caller_of
    return Callers(beginning=ask.query.beginning, same_as=None if known is None else CallId(known))


async def _report(ask: Ask[LinesAsk, Nothing]) -> ReportShown:
    report = await ask.doors.reports.desk.report(_asked(ask))
    titles = _titles(ask, [line.key for line in report.lines])
    lines = (line_shown(line.key, line.tally) for line in report.lines)
    return ReportShown(
        since=ask.query.since,
        until=ask.query.until,
        grouping=ask.query.grouping.value,
        asked_at=report.asked_at,
        lines=tuple(
            msgspec.structs.replace(line, title=titles.get(line.key, "")) for line in lines
        ),
        total=line_shown("", report.total),
    )


def _titles(ask: Ask[LinesAsk, Nothing], keys: Sequence[str]) -> Mapping[str, str]:
    """Return the names of operators or clinics, where lines are theirs."""
    match ask.query.grouping:
        case Grouping.OPERATOR:
            return {str(agent.agent_id): agent.name for agent in ask.doors.casework.crew.agents()}
        case Grouping.CLINIC:
            known = map(ask.doors.region.directory.institution, map(InstitutionCode, keys))
            return {str(clinic.code): clinic.name for clinic in known if clinic is not None}
        case _:
            return {}


def _saved(content: bytes, query: LinesAsk, kind: str) -> Reply:
    name = f"line122_{query.since}_{query.until}_{query.grouping.value}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(shown=Nothing(), headers=headers, content=content)


def _page(ask: Ask[BehindT, BodyT]) -> PageAsk | Problem:
    place = read_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    return PageAsk(None if place is None else Spot(place.at, place.key), ask.query.most)


def _next(spot: Spot | None) -> str | None:
    return None if spot is None else written_place(PageEnd(spot.at, spot.key))


def day_shown(report: DayReport, reports: Reports, asked_at: datetime) -> DayShown:
    """Return a day as it is answered."""
    return DayShown(
        day=report.day,
        asked_at=asked_at,
        total=line_shown("", report.total),
        hours=tuple(line_shown(line.key, line.tally) for line in report.hours),
        topics=tuple(line_shown(line.key, line.tally) for line in report.topics),
        first_lost_unseen=report.first_lost_unseen,
        beside=report.beside,
        clinics=_clinics(reports, report.clinics),
        storm=storm_shown(report.storm),
    )


def _clinics(reports: Reports, visits: tuple[ClinicVisits, ...]) -> tuple[ClinicVisitsShown, ...]:
    return tuple(
        ClinicVisitsShown(**asdict(each), capacity=reports.capacity(each.clinic, each.day))
        for each in visits
    )


def storm_shown(storm: StormDiagnosis) -> StormShown:
    """Return a diagnosis as it is answered: a figure of the line, with nobody's number in it."""
    numbers = tuple(replace(each, number=_masked(each.number)) for each in storm.numbers)
    return msgspec.convert(replace(storm, numbers=numbers), StormShown, from_attributes=True)


def _masked(number: str) -> str:
    """Return a number by its beginning and end; nothing of one that is kept under a hash."""
    if not number.startswith("+"):
        return ""
    return f"{number[:_BEGINNING]} ••• •• {number[-2:]}"


_BEGINNING: Final = 5
"""The country and the operator's or the town's digits."""


def _get(path: str, media: str = JSON) -> Address:
    return Address(method="GET", path=f"/reports/{path}", scope=Scope.REPORTS_READ, media=media)


REPORT_ROUTES: Final[tuple[Route, ...]] = (
    route(_get("lines"), show_lines, query=LinesAsk, body=Nothing, shown=ReportShown),
    route(_get("lines.csv", _CSV), save_table, query=LinesAsk, body=Nothing, shown=Nothing),
    route(_get("lines.xlsx", _XLSX), save_workbook, query=LinesAsk, body=Nothing, shown=Nothing),
    route(_get("day"), show_day_report, query=DayAsk, body=Nothing, shown=DayShown),
    route(_get("clinics"), show_clinics, query=PeriodAsk, body=Nothing, shown=ClinicsShown),
    route(_get("storm"), show_storm, query=PeriodAsk, body=Nothing, shown=StormShown),
    route(_get("calls"), list_calls_of_report, query=CallsAsk, body=Nothing, shown=CallsOfReport),
    route(
        _get("people"),
        list_people_of_report,
        query=PeopleBehindAsk,
        body=Nothing,
        shown=PeopleOfReport,
    ),
    route(
        _get("contacts"),
        list_contacts_of_report,
        query=NeedsAsk,
        body=Nothing,
        shown=NeedsOfReport,
    ),
)
"""The operations of this page; part of the one table."""
