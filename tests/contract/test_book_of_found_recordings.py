"""The index of recordings, in memory and in PostgreSQL alike.

`storage/recordings.py`, `storage/memory_recordings.py` and `storage/records/recordings.py`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from base.ids import new_contact_id, new_visit_id
from base.instant import Instant
from base.phone import CallerKey, HashedNumber, PhoneNumber
from callflow.call import RecordingState
from callflow.events import Recording
from callflow.message import MessageEnd, MessageField, MessageRef
from callflow.messages import MessageRecord
from callflow.record import CallRecord
from callflow.recording import RecordingRecord
from queues.policy import QueueName
from storage.memory import MemoryBooks
from storage.memory_recordings import MemoryRecordings
from storage.recordings import LegalHold, LetGo, RecordingClass, RecordingsSought
from storage.records.books import Books, open_books
from storage.records.recordings import PostgresRecordings
from storage.records.roster import open_roster
from tests.contract.library import KINDS, ZONE
from tests.integration.storage.values import a_case, a_record, an_operator
from tests.support.clinic import NOON, HandClock
from tests.support.clinic_rows import write_clinics
from tests.tickets.cases import (
    CLINIC,
    POLICY,
    SUPPORT,
    a_support_request,
    a_visit,
    a_visit_request,
)
from tickets.category import Kind
from tickets.changes import ENGINE, Change, File
from tickets.contact import OpenCase
from tickets.intake.taken import SpokenField, TakenRequest
from tickets.work.service import DeskTools, TicketDesk

ANNA: Final = an_operator("101")
CLOCK: Final = HandClock(NOON)
CITIZEN: Final = PhoneNumber("+79101234567")
OTHER: Final = PhoneNumber("+79031112233")


@dataclass(frozen=True)
class Archive:
    """The books of one implementation, and the index over them."""

    books: Books | MemoryBooks
    index: PostgresRecordings | MemoryRecordings

    async def case(self, counter: int, number: CallerKey | None, filed: File) -> OpenCase:
        """Let a case be opened by a call, and its ticket be filed."""
        case = a_case(counter, number=number, opened_at=NOON)
        self.books.cases.write_contact(case.contact)
        self.books.cases.write_ticket(case.ticket)
        await self.books.calls.committed()
        await self.change(case, filed)
        return case

    async def change(self, case: OpenCase, what: Change) -> None:
        """Change the ticket of a case."""
        book = self.books.tickets
        tools = DeskTools(
            book=book,
            deadlines=book,
            clock=CLOCK,
            zone=ZONE,
            take_number=lambda _now: case.ticket.number,
        )
        await TicketDesk(tools, POLICY).change(case.ticket.ticket_id, what, ENGINE)

    async def talk(self, case: OpenCase, at_s: float, lasted_s: float) -> str:
        """Let Anna talk with somebody; return the name of the recording."""
        call = self._called(case, at_s, QueueName("doctors"))
        self.books.calls.write_recording(
            RecordingRecord(
                call_id=call.call_id,
                recording=Recording(1),
                contact_id=call.contact_id,
                ticket_id=call.ticket_id,
                agent_id=ANNA.operator.agent_id,
                started_at=Instant(at_s),
                ended_at=Instant(at_s + lasted_s),
                state=RecordingState.OK,
                size_bytes=round(32_000 * lasted_s),
                duration_s=lasted_s,
            )
        )
        await self.books.calls.committed()
        return f"{call.call_id}.1"

    async def message(
        self, case: OpenCase, at_s: float, *, of_request: bool, field: str = "what"
    ) -> str:
        """Let somebody answer a menu in their own voice; return the name of the recording."""
        call = self._called(case, at_s, None)
        what = MessageRef(MessageField(field), 1)
        record = MessageRecord(
            call_id=call.call_id,
            message=what,
            contact_id=call.contact_id,
            recorded_at=Instant(at_s),
            state=RecordingState.OK,
            ended_by=MessageEnd.SILENCE,
            size_bytes=64_044,
            duration_s=4.0,
            has_voice=True,
            is_dropped=False,
        )
        # What is said again takes the place of what is taken back.
        taken_back = replace(record, message=replace(what, take=2), is_dropped=True)
        self.books.calls.write_message(record)
        self.books.calls.write_message(taken_back)
        if of_request:
            self.books.intake.write_request(
                TakenRequest(
                    call_id=call.call_id,
                    kind=Kind.HOME_VISIT,
                    contact_id=call.contact_id,
                    number=case.ticket.number,
                    visit_id=new_visit_id(),
                    taken_at=NOON,
                    spoken=(SpokenField(field, 1),),
                )
            )
        await self.books.calls.committed()
        return f"{call.call_id}.{field}.1"

    async def found(self, **sought: object) -> list[str]:
        """Return the names of what is found, the newest first."""
        page = await self.index.search(RecordingsSought(**sought), None, 50)  # type: ignore[arg-type]  # Any.
        return [line.name for line in page.lines]

    def _called(self, case: OpenCase, at_s: float, queue: QueueName | None) -> CallRecord:
        call = replace(a_record(case, Instant(at_s)), queue=queue)
        self.books.calls.write_call(call)
        return call


@asynccontextmanager
async def opened(
    kind: str, url: str, directory: Path, site: str = "north"
) -> AsyncIterator[Archive]:
    """Open the archive of that kind, in which Anna works."""
    if kind == "memory":
        books = MemoryBooks(CLOCK, ZONE)
        await books.agents.add([ANNA], NOON)
        yield Archive(books, MemoryRecordings(books, CLOCK))
        return
    async with (
        open_books(url, site=site, clock=CLOCK, directory=directory, zone=ZONE) as kept,
        open_roster(url, site=site) as roster,
    ):
        await roster.add([ANNA], NOON)
        await write_clinics(url, site, CLINIC)
        yield Archive(kept, kept.recordings)


@pytest.fixture(params=KINDS)
def kind_and_url(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return which archive is meant; only PostgreSQL needs a database."""
    kind: str = request.param
    return kind, "" if kind == "memory" else request.getfixturevalue("database_url")


@pytest.fixture
async def archive(kind_and_url: tuple[str, str], tmp_path: Path) -> AsyncIterator[Archive]:
    async with opened(*kind_and_url, tmp_path) as found:
        yield found


async def test_a_recording_is_found_by_everything_that_is_known_of_it(archive: Archive) -> None:
    ill = await archive.case(1, CITIZEN, a_visit_request())
    asks = await archive.case(2, OTHER, a_support_request("Пропала форма отчёта"))
    talk = await archive.talk(ill, 60.0, 185.0)
    short = await archive.talk(asks, 120.0, 12.0)
    spoken = await archive.message(ill, 180.0, of_request=True)
    remark = await archive.message(asks, 240.0, of_request=False)

    assert await archive.found() == [remark, spoken, short, talk]
    since = NOON + timedelta(seconds=100)
    assert await archive.found(since=since, until=since + timedelta(seconds=60)) == [short]
    assert await archive.found(agent="101") == [short, talk]
    assert await archive.found(agent="102") == []
    assert await archive.found(number=CITIZEN) == [spoken, talk]
    assert await archive.found(ticket=asks.ticket.number) == [remark, short]
    assert await archive.found(contact_id=ill.contact.contact_id, least_s=100.0) == [talk]
    assert await archive.found(most_s=10.0) == [remark, spoken]
    assert await archive.found(topic="doctors") == [short, talk]
    assert await archive.found(topic=SUPPORT) == [remark, short]
    assert await archive.found(clinic=CLINIC) == [spoken, talk]
    assert await archive.found(text="форма отчёта") == [remark, short]
    assert await archive.found(text="формула") == []
    assert await archive.found(kinds=frozenset({RecordingClass.REQUEST})) == [spoken]
    assert await archive.found(kinds=frozenset({RecordingClass.MESSAGE})) == [remark]
    assert await archive.found(name=talk, number=OTHER) == []

    line = await archive.index.named(talk)
    assert line is not None
    assert (line.agent_name, line.number, line.duration_s) == (
        ANNA.operator.name,
        CITIZEN,
        185.0,
    )
    assert (line.ticket, line.kind, line.begun_at) == (
        ill.ticket.number,
        RecordingClass.TALK,
        NOON + timedelta(seconds=60),
    )
    assert await archive.index.named("../../etc/passwd") is None


async def test_pages_go_on_where_the_one_before_ended(archive: Archive) -> None:
    case = await archive.case(1, HashedNumber("#0123456789abcdef"), a_visit_request())
    names = [await archive.talk(case, float(at_s), 10.0) for at_s in (0, 0, 5, 9)]
    first = await archive.index.search(RecordingsSought(), None, 3)
    assert first.next is not None
    rest = await archive.index.search(RecordingsSought(), first.next, 3)
    assert rest.next is None
    seen = [line.name for line in (*first.lines, *rest.lines)]
    assert seen == [names[3], names[2], *sorted(names[:2], reverse=True)]


async def test_what_is_held_is_told_apart_and_what_somebody_let_go_is_found_no_more(
    archive: Archive,
) -> None:
    held = await archive.case(1, CITIZEN, a_visit_request())
    other = await archive.case(2, OTHER, a_support_request())
    kept = await archive.talk(held, 0.0, 30.0)
    talk = await archive.talk(other, 1.0, 30.0)
    spoken = await archive.message(other, 2.0, of_request=True)
    hold = LegalHold(
        contact_id=held.contact.contact_id, at=NOON, by="vera", why="Прокуратура, 14/2"
    )
    assert await archive.index.hold(hold)
    assert not await archive.index.hold(hold)
    assert not await archive.index.hold(replace(hold, contact_id=new_contact_id()))
    assert await archive.found(is_held=True) == [kept]
    assert await archive.found(is_held=False) == [spoken, talk]

    page = await archive.index.search(RecordingsSought(is_held=False), None, 9)
    await archive.index.removed(page.lines, LetGo(at=NOON, by="vera", why="По просьбе"))
    assert await archive.found() == [kept]
    assert [await archive.index.removed_at(name) for name in (talk, spoken, kept, "x")] == [
        *(NOON, NOON),
        *(None, None),
    ]

    assert await archive.index.release(held.contact.contact_id, NOON, "vera")
    assert not await archive.index.release(held.contact.contact_id, NOON, "vera")
    assert await archive.found(is_held=True) == []


async def test_nothing_that_people_read_names_a_voice_that_is_gone(
    database_url: str, tmp_path: Path
) -> None:
    async with opened("postgres", database_url, tmp_path) as archive:
        case = await archive.case(1, CITIZEN, a_support_request())
        name = await archive.message(case, 0.0, of_request=True)
        kept = await archive.message(case, 1.0, of_request=True)
        told = f"Записано: что — запись {name}, ещё — запись {kept}."
        visit = replace(a_visit(text=f"см. запись {name}"), complaint=f"см. запись {name}")
        filed = replace(a_visit_request(visit), text=told)
        await archive.change(case, filed)
        line = await archive.index.named(name)
        assert line is not None
        await archive.index.removed([line], LetGo(at=NOON, by="vera", why="По просьбе"))
        connection = await asyncpg.connect(database_url)
        takes = await connection.fetch("SELECT takes FROM intake ORDER BY cardinality(takes)")
        words = await connection.fetchrow(
            "SELECT text, complaint, address_text, addresses"
            " FROM ticket JOIN visit USING (ticket_id)"
        )
        written = await connection.fetchrow("SELECT name, removed_by FROM recording_removal")
        await connection.close()
    assert [row["takes"] for row in takes] == [[], ["what.1"]]
    assert words is not None
    assert tuple(words) == (
        f"Записано: что — запись (удалена 12.01.2026), ещё — запись {kept}.",
        "см. запись (удалена 12.01.2026)",
        "см. запись (удалена 12.01.2026)",
        " см запись удалена 12.01.2026 ",
    )
    assert written is not None
    assert tuple(written) == (name, "vera")
