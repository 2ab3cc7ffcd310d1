"""Each figure in two ways: counted by PostgreSQL, and folded from the rows; and the lists behind.

The days are made up, one of them with a storm, and not all of their calls have ended.
"""

import json
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from agents.agent import Activity, Presence
from base.ids import AgentId, ContactId, TrunkName
from line122.bench.report_year import SITE, ZONE, Helpline, Row
from line122.bench.reports import copy_rows, open_operators
from line122.cli.main import OK, main
from metrics import kpi
from metrics.facts import CallFacts
from metrics.place import place_of
from metrics.reports import (
    IN_TIME,
    Callers,
    Counted,
    CountedNeed,
    Filters,
    Grouping,
    PeopleAsk,
    Period,
    ReportAsk,
    ReportLine,
    TrunkChannels,
)
from metrics.running import RunningDay
from metrics.storm import Often
from metrics.tally import NeedTally, is_attempt, need_tally, tally_of
from queues.policy import QueueName
from storage.records.connection import open_pool
from storage.records.reports import REPORT_TIMEOUTS, REPORT_TUNING, PostgresReports
from tests.integration.storage.whole_lists import WholeLists, count_of

_FIRST: Final = date(2026, 11, 16)
_DAYS: Final = tuple(_FIRST + timedelta(days=ago) for ago in range(4))
_STORM: Final = _DAYS[-1]
_NOW: Final = datetime.combine(_STORM, time(13, 25, 42), ZONE).astimezone(UTC)
"""Somebody talks then, and somebody else waits."""
_CLINICS: Final = """
WITH named AS (SELECT unnest(ARRAY['gp-1', 'gp-2', 'gp-3']) AS code),
institutions AS (
    INSERT INTO institution (site, code, name, phones, address, changed_at)
    SELECT $1, code, code, '{}', '', now() FROM named
)
INSERT INTO clinic (
    site, code, serves, same_day_until, duty_until, dispatch_targets, phones, changed_at
) SELECT $1, code, 'both', 720, 1200, '{}', '{}', now() FROM named
"""
_VISITS: Final = """
INSERT INTO visit (
    visit_id, site, ticket_id, place, requested_at, complaint, danger_signs, address_text,
    settlement, street, house, flat, entrance, floor, intercom, landmark, patient_name,
    policy_number, clinic, day, shift, is_on_waiting_list, state, state_at, doctor, reason
)
SELECT
    gen_random_uuid(), site, ticket_id, place, opened_at, '', '{}', 'x', '', '', '', '', '', '',
    '', '', '', '',
    CASE WHEN (counter + place) % 9 <> 1 THEN 'gp-' || (counter + place) % 3 + 1 END,
    ticket_day, 'district', false, 'requested', opened_at, '', ''
FROM ticket CROSS JOIN generate_series(1, 2) AS place
WHERE site = $1 AND counter % 4 = 1
"""
"""Of every fourth need come two visits, and of some no clinic is known."""


@dataclass(frozen=True, slots=True)
class Site:
    """A helpline after some days."""

    book: PostgresReports
    lists: WholeLists
    url: str


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    connection = await asyncpg.connect(database_url)
    line = Helpline(seed=7)
    await open_operators(connection, line, _FIRST)
    await connection.execute(_CLINICS, SITE)
    for day in _DAYS:
        rows = line.day(day, 60, redials=30 if day == _STORM else 0)
        tables = dict(rows.tables())
        if day == _STORM:
            tables["call"] = [_as_it_stood(row) for row in rows.call if _by(row, "arrived_at")]
            known = {row["contact_id"] for row in tables["call"]}
            tables["contact"] = [row for row in rows.contact if row["contact_id"] in known]
            tables["ticket"] = [row for row in rows.ticket if row["contact_id"] in known]
            tables["agent_event"] = [row for row in rows.agent_event if _by(row, "at")]
        for table, listed in tables.items():
            await copy_rows(connection, table, listed)
    await connection.execute(_VISITS, SITE)
    await connection.close()
    async with open_pool(database_url, timeouts=REPORT_TIMEOUTS, tuning=REPORT_TUNING) as pool:
        book = PostgresReports(pool, SITE, ZONE)
        yield Site(book, WholeLists(book, _NOW), database_url)


async def test_database_and_fold_count_alike_by_every_day_and_over_all(site: Site) -> None:
    periods = [*(_days(day, day) for day in _DAYS), _days(_FIRST, _STORM)]
    for period in periods:
        facts = await site.book.facts(period)
        folded = tally_of(_placed_in(facts.calls, period), (), (), _NOW)
        of_needs = tally_of(facts.calls, facts.needs, (), _NOW).needs
        (line,) = await site.book.lines(ReportAsk(period=period), _NOW)
        counted = line.tally
        assert counted.people == folded.people
        assert counted.queue == folded.queue
        assert counted.outside == folded.outside
        assert _close(counted.calls, folded.calls)
        assert _close(counted.needs, of_needs)
        assert kpi.is_balanced(counted)
        assert counted.needs.needs > 0
    assert counted.queue.open > 0
    assert counted.needs.promises_broken > 0


async def test_day_that_runs_along_counts_as_the_database_does(site: Site) -> None:
    period = _days(_STORM, _STORM)
    facts = await site.book.facts(period)
    running = RunningDay(period.since)
    for call in facts.calls:
        running.put_call(call)
    for need in facts.needs:
        running.put_need(need)
    for row in await _moves(site.url):
        presence, activity = Presence(row["presence"]), Activity(row["activity"])
        running.put_agent(AgentId(row["agent_id"]), presence, activity, row["at"])
    ran = running.tally(_NOW)
    (line,) = await site.book.lines(ReportAsk(period=period), _NOW)
    for figure in kpi.FIGURES:
        value = figure(line.tally)
        assert value is None or figure(ran) == pytest.approx(value), figure.__name__
    assert kpi.occupancy(ran) is not None
    assert _close(line.tally.agents, ran.agents)


async def test_lines_of_every_grouping_add_up_to_the_whole(site: Site) -> None:
    period = _days(_FIRST, _STORM)
    (total,) = await site.book.lines(ReportAsk(period=period), _NOW)
    for grouping in Grouping:
        lines = await site.book.lines(ReportAsk(period=period, grouping=grouping), _NOW)
        assert all(kpi.is_balanced(line.tally) for line in lines)
        assert sum(line.tally.calls.attempts for line in lines) == total.tally.calls.attempts
        assert sum(line.tally.needs.needs for line in lines) == total.tally.needs.needs
        talk_s = sum(line.tally.calls.talk_s for line in lines)
        assert talk_s == pytest.approx(total.tally.calls.talk_s)
        assert sum(line.tally.calls.hold_s for line in lines) == pytest.approx(
            total.tally.calls.hold_s
        )
        agents_s = sum(line.tally.agents.talk_s for line in lines)
        assert agents_s == pytest.approx(total.tally.agents.talk_s) or agents_s == 0


async def test_each_line_counts_what_a_fold_of_its_calls_counts(site: Site) -> None:
    period = _days(_FIRST, _STORM)
    calls = _placed_in((await site.book.facts(period)).calls, period)
    keys: Mapping[Grouping, Callable[[CallFacts], str]] = {
        Grouping.QUEUE: lambda call: call.queue or "",
        Grouping.TOPIC: lambda call: call.topic or "",
        Grouping.OPERATOR: lambda call: "" if call.agent_id is None else str(call.agent_id),
        Grouping.DIALLED: lambda call: call.dialled,
        Grouping.CLINIC: lambda call: call.clinic or "",
        Grouping.HOUR_OF_DAY: lambda call: f"{call.arrived_at.astimezone(ZONE):%H}",
        Grouping.WEEKDAY: lambda call: f"{call.arrived_at.astimezone(ZONE).isoweekday()}",
        Grouping.QUARTER_HOUR: lambda call: _quarter(call.arrived_at),
    }
    for grouping, key_of in keys.items():
        of_key: dict[str, list[CallFacts]] = {}
        for call in calls:
            of_key.setdefault(key_of(call), []).append(call)
        lines = await site.book.lines(ReportAsk(period=period, grouping=grouping), _NOW)
        counted = {line.key: line.tally for line in lines if _has_calls(line)}
        assert counted.keys() == of_key.keys()
        for key, listed in of_key.items():
            folded = tally_of(listed, (), (), _NOW)
            assert (counted[key].people, counted[key].queue) == (folded.people, folded.queue)
            assert _close(counted[key].calls, folded.calls)


async def test_needs_stand_in_the_line_in_which_a_fold_of_their_calls_puts_them(
    site: Site,
) -> None:
    period = _days(_FIRST, _STORM)
    facts = await site.book.facts(period)
    of_need: dict[ContactId, list[CallFacts]] = {}
    for call in facts.calls:
        of_need.setdefault(call.contact_id, []).append(call)
    for grouping in set(Grouping) - IN_TIME:
        folded: dict[str, NeedTally] = {}
        for need in facts.needs:
            calls = of_need.get(need.contact_id, [])
            key = str(getattr(place_of(calls), grouping.value) or "")
            folded[key] = folded.get(key, NeedTally()) + need_tally(need, calls, _NOW)
        lines = await site.book.lines(ReportAsk(period=period, grouping=grouping), _NOW)
        counted = {line.key: line.tally.needs for line in lines if line.tally.needs.needs}
        assert counted.keys() == folded.keys(), grouping
        assert len(counted) > 1, grouping
        assert all(_close(counted[key], folded[key]) for key in folded), grouping


async def test_every_count_opens_a_list_of_so_many(site: Site) -> None:
    period = _days(_FIRST, _STORM)
    for grouping in (Grouping.TOTAL, Grouping.QUEUE, Grouping.OPERATOR, Grouping.CLINIC):
        ask = ReportAsk(period=period, grouping=grouping)
        lines = await site.book.lines(ask, _NOW)
        for line in (lines[0], lines[-1]):
            people = PeopleAsk(report=ask, key=line.key)
            assert len(await site.lists.people(people)) == line.tally.people, line.key
            for counted in Counted:
                listed = await site.lists.calls(ask, counted, line.key)
                assert len(listed) == count_of(line.tally, counted), (counted, line.key)
            for need in set(CountedNeed) - {CountedNeed.UNTOLD}:
                found = await site.lists.needs(ask, need, line.key)
                assert len(found) == getattr(line.tally.needs, need.value), (need, line.key)
            untold = await site.lists.needs(ask, CountedNeed.UNTOLD, line.key)
            needs = line.tally.needs
            assert len(untold) == needs.judged_60s - needs.told_or_talking


async def test_filters_hold_for_a_report_and_for_its_lists(site: Site) -> None:
    filters = Filters(queue=QueueName("doctor"), topic="reference", dialled="122")
    ask = ReportAsk(period=_days(_FIRST, _STORM), filters=filters)
    (line,) = await site.book.lines(ask, _NOW)
    listed = await site.lists.calls(ask, Counted.OFFERED, None)
    assert len(listed) == line.tally.calls.offered > 0
    found = await site.lists.needs(ask, CountedNeed.NEEDS, None)
    assert len(found) == line.tally.needs.needs > 0


async def test_storm_is_told_by_its_numbers_and_their_pauses(site: Site) -> None:
    period = _days(_STORM, _STORM)
    calls = _placed_in((await site.book.facts(period)).calls, period)
    told = await site.book.diagnosis(period, 10)
    attempts = [call for call in calls if is_attempt(call)]
    known = [call for call in attempts if call.number is not None]
    assert (told.attempts, told.people) == (len(attempts), len({each.person for each in attempts}))
    assert told.hidden_attempts == len(attempts) - len(known)
    assert sum(each.attempts for each in told.numbers) == told.attempts_of_top_10
    assert sum(told.people_by_attempts.values()) == len({each.number for each in known})
    assert sum(told.gaps.values()) == len(known) - len({each.number for each in known})
    assert told.numbers[0].gap_s is not None
    assert 20 <= told.numbers[0].gap_s <= 60
    assert sum(each.attempts for each in told.ranges) == len(known)


async def test_numbers_and_ranges_of_a_storm_open_lists_of_so_many(site: Site) -> None:
    period = _days(_FIRST, _STORM)
    told = await site.book.diagnosis(period, 10)
    ask = ReportAsk(period=period)
    everybody = await site.lists.people(PeopleAsk(report=ask, key=None))
    assert len(everybody) == told.people
    assert sum(each.attempts for each in everybody) == told.attempts
    for often in Often:
        people = await site.lists.people(PeopleAsk(report=ask, key=None, often=often))
        assert len(people) == told.people_by_attempts[often.value], often
        assert all(each.number and each.attempts in often.attempts for each in people), often
    for seen in told.ranges:
        callers = Callers(beginning=seen.prefix)
        people = await site.lists.people(PeopleAsk(report=ask, key=None, callers=callers))
        calls = await site.lists.calls(ask, Counted.ATTEMPTS, None, callers)
        assert (len(people), len(calls)) == (seen.people, seen.attempts), seen.prefix
    for number in told.numbers:
        callers = Callers(same_as=number.newest_call_id)
        (person,) = await site.lists.people(PeopleAsk(report=ask, key=None, callers=callers))
        assert (person.number, person.attempts) == (number.number, number.attempts)
        assert (person.first_at, person.last_at) == (number.first_at, number.last_at)
        for counted, value in (
            (Counted.ATTEMPTS, number.attempts),
            (Counted.ANSWERED, number.answered),
            (Counted.BLOCKED, number.refused),
        ):
            listed = await site.lists.calls(ask, counted, None, callers)
            assert len(listed) == value, (number.number, counted)


async def test_trunk_of_one_channel_is_full_while_anybody_talks(site: Site) -> None:
    trunks = (TrunkChannels(TrunkName("carrier"), 1),)
    hours = await site.book.full_hours(_days(_FIRST, _STORM), trunks, _NOW)
    lost = kpi.first_attempt_lost_unseen([hour.full for hour in hours])
    assert lost is not None
    assert 0 < lost <= 1
    roomy = (TrunkChannels(TrunkName("carrier"), 1000),)
    hours = await site.book.full_hours(_days(_FIRST, _STORM), roomy, _NOW)
    assert kpi.first_attempt_lost_unseen([hour.full for hour in hours]) == 0


async def test_days_stand_beside_one_another(site: Site) -> None:
    days = await site.book.days(_days(_FIRST, _STORM))
    lines = await site.book.lines(
        ReportAsk(period=_days(_FIRST, _STORM), grouping=Grouping.DAY), _NOW
    )
    assert [str(day.day) for day in days] == [line.key for line in lines]
    assert [day.people for day in days] == [line.tally.people for line in lines]
    assert [day.attempts for day in days] == [line.tally.calls.attempts for line in lines]


async def test_report_never_writes(site: Site) -> None:
    tuning = {"application_name": "reports", **REPORT_TUNING}
    connection = await asyncpg.connect(site.url, server_settings=tuning)
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await connection.execute("UPDATE contact SET told_at = now()")
    await connection.close()


def _days(first: date, last: date) -> Period:
    until = datetime.combine(last + timedelta(days=1), time(), ZONE)
    return Period(datetime.combine(first, time(), ZONE).astimezone(UTC), until.astimezone(UTC))


def _by(row: Row, name: str) -> bool:
    at = row[name]
    return isinstance(at, datetime) and at <= _NOW


def _as_it_stood(row: Row) -> Row:
    """Return a call as it stood in the middle of the day: what comes later is not known yet."""
    moments = ("entered_at", "matched_at", "ringing_at", "answered_at", "joined_at", "hung_up_at")
    seen = dict(row) | {name: row[name] if _by(row, name) else None for name in moments}
    return seen if seen["hung_up_at"] else seen | {"outcome": None, "cause": None}


def _placed_in(calls: Iterable[CallFacts], period: Period) -> list[CallFacts]:
    return [call for call in calls if period.since <= call.arrived_at < period.until]


def _quarter(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{local:%Y-%m-%dT%H}:{local.minute // 15 * 15:02d}"


def _has_calls(line: ReportLine) -> bool:
    return line.tally.calls.attempts + line.tally.calls.placed > 0


def _close(counted: object, folded: object) -> bool:
    names: tuple[str, ...] = type(counted).__match_args__  # type: ignore[attr-defined]  # Sums.
    return all(
        getattr(counted, name) == pytest.approx(getattr(folded, name), abs=1e-3) for name in names
    )


async def _moves(url: str) -> "list[asyncpg.Record]":
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT * FROM agent_event ORDER BY at, event_id")
    await connection.close()
    return rows


async def test_terminal_tells_what_the_database_counts_and_saves_it(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINE122_SITE__ID", SITE)
    monkeypatch.setenv("LINE122_SITE__TIME_ZONE", ZONE.key)
    # So wide that no heading is broken into two lines.
    monkeypatch.setenv("COLUMNS", "200")
    days = ["--since", str(_FIRST), "--until", str(_STORM), "--database-url", site.url]
    assert await to_thread(main, ["report", *days, "--by", "day", "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    period = _days(_FIRST, _STORM)
    (total,) = await site.book.lines(ReportAsk(period=period), _NOW)
    assert told["total"]["counts"]["attempts"] == total.tally.calls.attempts
    assert [line["key"] for line in told["lines"]] == [str(day) for day in _DAYS]
    assert await to_thread(main, ["report", *days, "--by", "hour_of_day"]) == OK
    assert "told 60 s" in capsys.readouterr().out
    for name in ("days.csv", "days.xlsx"):
        file = tmp_path / name
        assert await to_thread(main, ["report", *days, "--by", "day", "--save", str(file)]) == OK
        assert file.stat().st_size > 1000
