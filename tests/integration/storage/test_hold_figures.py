"""Hold in two ways: as the machine of calls reckons it, and as it was read in old journals."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from base.instant import Instant
from callflow.call import Call
from callflow.events import (
    AgentAnswered,
    CallerHungUp,
    CallEvent,
    Joined,
    JournalEntry,
    PhoneHeld,
    Ring,
    VoiceHeard,
)
from callflow.machine import advance
from callflow.outcome import HangupCause
from callflow.record import record_of
from callflow.transfer import HoldAsked, TransferCancelled, TransferKind, TransferToAgent
from metrics import kpi
from metrics.reports import Counted, NumberAsk, PageAsk, Period, ReportAsk
from storage.records.books import Books, open_books
from storage.records.connection import open_pool
from storage.records.reports import REPORT_TIMEOUTS, REPORT_TUNING, PostgresReports
from storage.records.schema import MIGRATIONS
from tests.callflow.stories import SECOND, matched, talking
from tests.integration.storage.values import a_case
from tests.support.clinic import NOON, HandClock
from tests.support.site import CALL_POLICY, ZONE

SITE: Final = "n"
AGENT, FAR = Ring(1), Ring(2)
ALL: Final = Period(NOON - timedelta(hours=1), NOON + timedelta(hours=1))
TOLD: Final[tuple[tuple[float, CallEvent], ...]] = (
    *((40, HoldAsked()), (41, VoiceHeard()), (55, TransferCancelled()), (56, Joined(AGENT))),
    *((60, PhoneHeld(AGENT, is_on=True)), (72, PhoneHeld(AGENT, is_on=False))),
    *((80, TransferToAgent(TransferKind.CONSULT, SECOND.agent_id)), (81, matched(2))),
    *((85, AgentAnswered(FAR)), (96, TransferCancelled()), (97, Joined(AGENT))),
    *((110, HoldAsked()), (117, CallerHungUp(HangupCause.NORMAL))),
)
HELD_S: Final = 15 + 12 + 11 + 7


@pytest.mark.parametrize("is_of_before", [False, True], ids=["as lived", "of before 0034"])
async def test_reports_tell_the_hold_that_the_machine_reckons(
    database_url: str, tmp_path: Path, *, is_of_before: bool
) -> None:
    clock = HandClock()
    async with open_books(database_url, site=SITE, clock=clock, directory=tmp_path) as books:
        call = _lived(books)
        await books.caught_up()
    assert record_of(call).hold_s == HELD_S
    if is_of_before:
        await _migrated_anew(database_url)
    async with open_pool(database_url, timeouts=REPORT_TIMEOUTS, tuning=REPORT_TUNING) as pool:
        book = PostgresReports(pool, SITE, ZONE)
        report = ReportAsk(period=ALL)
        (line,) = await book.lines(report, clock.now())
        facts = await book.facts(ALL)
        number = NumberAsk(report=report, counted=Counted.ANSWERED, key=None, now=clock.now())
        (listed,) = (await book.calls(number, PageAsk(None, 9))).lines
    talk_s = 117 - 13.1 - HELD_S
    assert kpi.average_hold_time_s(line.tally) == pytest.approx(HELD_S)
    assert kpi.average_talk_time_s(line.tally) == pytest.approx(talk_s)
    assert [each.hold_s for each in facts.calls] == [pytest.approx(HELD_S)]
    assert listed.hold_s == pytest.approx(HELD_S)
    assert listed.talk_s == pytest.approx(talk_s)


async def _migrated_anew(database_url: str) -> None:
    """Forget what was on hold, and let the migration find it in the journals."""
    migration = (MIGRATIONS / "0034-figures-of-needs.sql").read_text()
    found_again = migration[migration.index("UPDATE call") :].partition(";")[0]
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("UPDATE call SET hold_s = 0")
        assert await connection.execute(found_again) == "UPDATE 1"
    finally:
        await connection.close()


def _lived(books: Books) -> Call:
    """Let a call live on from its talk, and write it down as the engine does."""
    call, case = talking().run(), a_case(37, opened_at=NOON)
    entries: list[JournalEntry] = []
    for sequence, (second, event) in enumerate(TOLD, 1):
        step = advance(call, event, Instant(second), CALL_POLICY)
        call, phase = step.state, type(step.state.phase).__name__
        call_id = call.origin.call_id
        entries.append(JournalEntry(call_id, sequence, Instant(second), event, step.reason, phase))
    books.cases.write_contact(case.contact)
    books.cases.write_ticket(case.ticket)
    # Its operator and its policy are not in this database.
    written = replace(
        record_of(call),
        contact_id=case.contact.contact_id,
        ticket_id=case.ticket.ticket_id,
        agent_id=None,
        policy_id=None,
    )
    books.calls.write_call(written)
    for entry in entries:
        books.calls.write_event(entry)
    return call
