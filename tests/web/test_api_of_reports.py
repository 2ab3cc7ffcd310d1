"""Figures of the past over the API, the lists behind them, and the files that people take away.

`web/api/reports.py`, `web/reports/`, `metrics/service.py`, `metrics/storm.py`, `metrics/day.py`
and `line122/reporting.py`.
"""

import csv
from datetime import date, timedelta
from http import HTTPStatus
from io import BytesIO, StringIO
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote
from uuid import UUID
from zipfile import ZipFile

import msgspec
import pytest

from base.ids import ClinicCode, ContactId, TicketId
from callflow.outcome import Outcome
from metrics.day import beside_other_days
from metrics.facts import CallFacts
from metrics.reports import ClinicVisits, DayLine
from queues.policy import QueueName
from staff.role import Role
from tests.metrics.days import call, need
from tests.support.api import CLINIC, ApiStory, Client, bearing
from tests.tickets.cases import NOON
from tests.web.signing_in import Screen
from web.api.scopes import Scope
from web.reports.shown import (
    CallsOfReport,
    ClinicsShown,
    DayShown,
    NeedsOfReport,
    PeopleOfReport,
    ReportShown,
)

TODAY: Final = NOON.date()
PERIOD: Final = f"since={TODAY}&until={TODAY}"
FORMULA: Final = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def story(tmp_path: Path) -> ApiStory:
    """Let three people call: one is answered, one leaves, one dials twice and is refused."""
    story = ApiStory(tmp_path)
    early = NOON - timedelta(hours=1)

    def made(number: int, of_need: int, after_s: float, **facts: object) -> CallFacts:
        at = early + timedelta(seconds=after_s)
        return call(number, of_need, arrived_at=at, dialled="122", **facts)

    def later(seconds: float) -> object:
        return early + timedelta(seconds=seconds)

    story.past_days.kept = [
        made(
            1,
            1,
            0,
            entered_at=later(5),
            answered_at=later(15),
            joined_at=later(16),
            hung_up_at=later(116),
            outcome=Outcome.ANSWERED,
            queue=QueueName("doctors"),
            topic=FORMULA,
            hold_s=12.0,
            clinic=CLINIC,
        ),
        made(
            2,
            2,
            10,
            entered_at=later(12),
            hung_up_at=later(100),
            outcome=Outcome.ABANDONED,
            queue=QueueName("doctors"),
        ),
        made(3, 3, 20, hung_up_at=later(20.05), outcome=Outcome.REFUSED),
        made(4, 3, 60, hung_up_at=later(60.05), outcome=Outcome.REFUSED),
    ]
    story.past_days.needed = [
        need(number, first_dial_at=early + timedelta(seconds=10 * (number - 1)))
        for number in (1, 2, 3)
    ]
    story.past_days.ticket_ids = {
        ContactId(UUID(int=number)): TicketId(UUID(int=100 + number)) for number in (1, 2, 3)
    }
    story.past_days.visits = [
        ClinicVisits(
            clinic=CLINIC,
            name="Поликлиника",
            day=TODAY,
            booked_district=7,
            booked_duty=2,
            waiting_list=1,
            acknowledged=6,
            visited=4,
            refused=0,
            cancelled=1,
        )
    ]
    return story


ShownT = TypeVar("ShownT")


async def read(client: Client, path: str, shown: type[ShownT]) -> ShownT:
    """Return what is answered."""
    answer = await client.get(path)
    assert answer.status == HTTPStatus.OK, await answer.text()
    return msgspec.json.decode(await answer.read(), type=shown)


async def test_people_and_attempts_stand_apart_and_every_number_opens_its_list(
    story: ApiStory,
) -> None:
    async with story.opened() as client:
        path = f"/api/v1/reports/lines?{PERIOD}&grouping=total"
        total = (await read(client, path, ReportShown)).total
        assert total.is_balanced
        assert (total.counts["people"], total.counts["attempts"]) == (3, 4)
        assert total.figures["redial_factor"] == pytest.approx(4 / 3, abs=1e-3)
        assert total.figures["service_level_20s"] == 0.5
        assert total.norms == {
            "112_98_in_20s": False,
            "112_mean_8s": False,
            "90_in_15s": False,
            "80_in_20s": False,
        }
        for counted in ("attempts", "offered", "answered", "abandoned", "blocked", "open"):
            path = f"/api/v1/reports/calls?{PERIOD}&counted={counted}"
            listed = await read(client, path, CallsOfReport)
            assert len(listed.calls) == total.counts[counted], counted
        for counted in ("needs", "served", "told_or_talking", "untold", "first_timers"):
            path = f"/api/v1/reports/contacts?{PERIOD}&counted={counted}"
            people = await read(client, path, NeedsOfReport)
            assert len(people.contacts) == total.counts[counted], counted
        callers = await read(client, f"/api/v1/reports/people?{PERIOD}", PeopleOfReport)
        assert len(callers.people) == total.counts["people"]


async def test_who_dialled_stands_once_with_all_attempts_and_the_last_one_first(
    story: ApiStory,
) -> None:
    async with story.opened() as client:
        path = f"/api/v1/reports/people?{PERIOD}"
        third, *others = (await read(client, path, PeopleOfReport)).people
        (often,) = (await read(client, f"{path}&often=twice", PeopleOfReport)).people
        first = await read(client, f"{path}&most=1", PeopleOfReport)
        rest = await read(client, f"{path}&after={first.next}", PeopleOfReport)
    assert (third.attempts, third.answered, third.call_id) == (2, 0, UUID(int=4))
    assert [(each.attempts, each.answered) for each in others] == [(1, 0), (1, 1)]
    assert often == third
    assert [*first.people, *rest.people] == [third, *others]


async def test_a_range_and_a_number_open_their_lists_without_the_number_being_sent(
    story: ApiStory,
) -> None:
    story.past_days.kept.append(
        call(5, 4, number=None, arrived_at=NOON - timedelta(minutes=5), dialled="122")
    )
    story.past_days.ticket_ids[ContactId(UUID(int=4))] = TicketId(UUID(int=104))
    async with story.opened() as client:
        counts = []
        for asked in (
            "",
            "&beginning=%2B79100",
            "&beginning=%2B7910",
            f"&caller_of={UUID(int=4)}",
            f"&caller_of={UUID(int=5)}",
            f"&caller_of={UUID(int=3)}&beginning=%2B79999",
        ):
            path = f"/api/v1/reports/calls?{PERIOD}{asked}"
            counts.append(len((await read(client, path, CallsOfReport)).calls))
            answer = await client.get(f"/api/v1/reports/people?{PERIOD}{asked}")
            assert answer.status == HTTPStatus.OK
        whole = await client.get(f"/api/v1/reports/people?{PERIOD}&beginning=%2B79101234567")
    assert counts == [5, 4, 0, 2, 0, 0]
    assert whole.status == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("grouping", "key", "attempts", "needs"),
    [
        ("queue", "doctors", 2, 2),
        ("queue", "", 2, 1),
        ("topic", FORMULA, 1, 1),
        ("clinic", CLINIC, 1, 1),
        ("dialled", "122", 4, 3),
    ],
)
async def test_people_and_attempts_stand_beside_one_another_in_every_line(
    story: ApiStory, grouping: str, key: str, attempts: int, needs: int
) -> None:
    async with story.opened() as client:
        asked = f"{PERIOD}&grouping={grouping}"
        report = await read(client, f"/api/v1/reports/lines?{asked}", ReportShown)
        line = next(each for each in report.lines if each.key == key)
        behind = f"/api/v1/reports/contacts?{asked}&key={quote(key)}&counted=needs"
        people = await read(client, behind, NeedsOfReport)
    assert (line.counts["attempts"], line.counts["needs"]) == (attempts, needs)
    assert len(people.contacts) == needs


async def test_hold_is_told_apart_from_talk_and_handling_only_where_the_wrap_up_is_known(
    story: ApiStory,
) -> None:
    async with story.opened() as client:
        path = f"/api/v1/reports/lines?{PERIOD}&grouping=clinic"
        report = await read(client, path, ReportShown)
        path = f"/api/v1/reports/calls?{PERIOD}&counted=answered"
        (listed,) = (await read(client, path, CallsOfReport)).calls
    (line,) = (each for each in report.lines if each.key == CLINIC)
    assert line.title == "Поликлиника № 3"
    assert (listed.talk_s, listed.hold_s) == (88, 12)
    assert line.figures["average_talk_time_s"] == 88
    assert line.figures["average_hold_time_s"] == 12
    assert line.figures["average_handling_time_s"] is None


async def test_a_list_goes_on_behind_its_page(story: ApiStory) -> None:
    async with story.opened() as client:
        seen: list[str] = []
        after = ""
        for most in (3, 1):
            path = f"/api/v1/reports/calls?{PERIOD}&most={most}{after}"
            page = await read(client, path, CallsOfReport)
            seen += [str(each.call_id) for each in page.calls]
            after = f"&after={page.next}"
    assert len(set(seen)) == 4
    assert page.next is None


async def test_who_reads_a_list_of_persons_stands_in_the_audit_and_figures_name_nobody(
    story: ApiStory,
) -> None:
    async with story.opened() as client:
        await client.get(f"/api/v1/reports/lines?{PERIOD}&grouping=queue")
        await story.audit.flush()
        assert story.reads.reads == []
        await client.get(f"/api/v1/reports/contacts?{PERIOD}&counted=untold")
        await story.audit.flush()
        await client.get(f"/api/v1/reports/people?{PERIOD}&often=twice")
        await story.audit.flush()
    needs, people = story.reads.reads
    assert needs.operation == "list_contacts_of_report"
    assert TicketId(UUID(int=103)) in needs.ticket_ids
    assert people.operation == "list_people_of_report"
    assert list(people.ticket_ids) == [TicketId(UUID(int=103))]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OPERATOR, HTTPStatus.FORBIDDEN),
        (Role.SENIOR, HTTPStatus.FORBIDDEN),
        (Role.ADMINISTRATOR, HTTPStatus.FORBIDDEN),
        (Role.SUPERVISOR, HTTPStatus.OK),
        (Role.AUDITOR, HTTPStatus.OK),
    ],
)
async def test_figures_are_for_supervisors_and_auditors(
    story: ApiStory, role: Role, status: HTTPStatus
) -> None:
    await story.staff.hire("vera", role)
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("vera")
        for path in ("day", *(f"{of}?{PERIOD}" for of in ("lines", "calls", "people", "storm"))):
            answer = await screen.ask("GET", f"/reports/{path}")
            assert answer.status == status, path


async def test_a_token_needs_the_scope_of_reports(story: ApiStory) -> None:
    await story.let_in("region", "l122_region", Scope.CALLS_READ)
    await story.let_in("ministry", "l122_ministry", Scope.REPORTS_READ)
    async with story.visited() as client:
        path = "/api/v1/reports/day"
        refused = await client.get(path, headers=bearing("l122_region"))
        given = await client.get(path, headers=bearing("l122_ministry"))
    assert (refused.status, given.status) == (HTTPStatus.FORBIDDEN, HTTPStatus.OK)


async def test_the_day_stands_beside_its_weekday_and_the_records(story: ApiStory) -> None:
    async with story.opened() as client:
        day = await read(client, "/api/v1/reports/day", DayShown)
    assert day.day == TODAY
    assert day.total.counts["attempts"] == 4
    assert {each.name: each.record for each in day.beside}["attempts"] == 4
    assert [line.counts["attempts"] for line in day.hours] == [4]
    assert day.storm.people == 3
    (clinic,) = day.clinics
    assert (clinic.booked_district, clinic.waiting_list) == (7, 1)


def test_usual_is_the_middle_of_the_same_weekday_and_no_later_day() -> None:
    monday = date(2026, 11, 23)
    days = [
        DayLine(monday - timedelta(weeks=3), 10, 20, 8, 1, 0),
        DayLine(monday - timedelta(weeks=2), 30, 40, 9, 1, 0),
        DayLine(monday - timedelta(weeks=1), 20, 30, 7, 1, 0),
        DayLine(monday - timedelta(days=3), 900, 9000, 10, 1, 0),
        DayLine(monday, 25, 50, 11, 1, 0),
        DayLine(monday + timedelta(weeks=1), 1, 1, 1, 1, 0),
    ]
    people, attempts, *_ = beside_other_days(monday, days)
    assert (people.value, people.usual, people.record) == (25, 20, 900)
    assert (attempts.value, attempts.usual, attempts.record_day) == (
        *(50, 30),
        monday - timedelta(days=3),
    )


def test_a_day_without_calls_or_weeks_before_has_nothing_usual() -> None:
    people, *_ = beside_other_days(TODAY, [])
    assert (people.value, people.usual, people.record, people.record_day) == (0, None, 0, TODAY)


async def test_visits_stand_against_what_a_clinic_can_make(story: ApiStory) -> None:
    async with story.opened() as client:
        shown = await read(client, f"/api/v1/reports/clinics?{PERIOD}", ClinicsShown)
    known = story.directory.directory.clinic(ClinicCode(CLINIC))
    assert known is not None
    (clinic,) = shown.clinics
    limits = (known.workday.district, known.workday.duty)
    assert clinic.capacity == (None if None in limits else sum(each or 0 for each in limits))


async def test_a_table_opens_in_a_spreadsheet_and_no_text_is_a_formula(story: ApiStory) -> None:
    async with story.opened() as client:
        path = f"/api/v1/reports/lines.csv?{PERIOD}&grouping=topic"
        answer = await client.get(path)
        content = await answer.read()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    keys = [row[0] for row in rows[2:]]
    assert f"'{FORMULA}" in keys
    assert FORMULA not in keys
    assert {len(row) for row in rows[1:]} == {len(rows[1])}


async def test_a_table_names_its_lines_in_words(story: ApiStory) -> None:
    async with story.opened() as client:
        answer = await client.get(f"/api/v1/reports/lines.csv?{PERIOD}&grouping=queue")
        text = (await answer.read()).decode("utf-8-sig")
    names = [row[0] for row in csv.reader(StringIO(text), delimiter=";")][2:4]
    assert names == ["не указано", "врачи"]


async def test_a_workbook_holds_the_lines_and_no_formula(story: ApiStory) -> None:
    async with story.opened() as client:
        path = f"/api/v1/reports/lines.xlsx?{PERIOD}&grouping=topic"
        content = await (await client.get(path)).read()
    with ZipFile(BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "HYPERLINK" in texts


@pytest.mark.parametrize(
    "query",
    [
        "since=2026-11-02&until=2026-11-01",
        "since=1026-11-02&until=2026-11-01",
        "since=2020-01-01&until=2026-01-01",
        "since=2026-01-01&until=2026-06-01&grouping=quarter_hour",
        "since=2026-01-01&until=2026-01-02&grouping=weather",
        "since=2026-01-01",
    ],
)
async def test_what_nobody_could_read_is_refused_with_a_reason(
    story: ApiStory, query: str
) -> None:
    async with story.opened() as client:
        answer = await client.get(f"/api/v1/reports/lines?{query}")
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
