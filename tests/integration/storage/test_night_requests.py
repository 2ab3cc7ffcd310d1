"""A night over PostgreSQL: 45 calls leave 45 requests; a visit comes to its clinic and back."""

import asyncio
import csv
import io
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from base.ids import ClinicCode, new_visit_id
from base.phone import PhoneNumber
from base.tasks import cancel, spawn
from callflow.outcome import Outcome
from line122.bootstrap.postgres import Postgres, running_postgres
from line122.cli.main import OK, main
from line122.clinic.server import Mood
from storage.records.books import Books, open_books
from storage.records.connection import Timeouts
from storage.records.schema import migrate
from storage.records.writer import WriterLimits
from tests.integration.storage.test_visit_reaches_clinic import Engine as Deliverer
from tests.integration.storage.test_visit_reaches_clinic import engine_and_clinic
from tests.integration.storage.values import a_record
from tests.support.clinic import HandClock
from tests.support.clinic_rows import write_clinics
from tests.support.night import CHILD, CLINICS, NIGHT, POLICY_NUMBER, SALT, Attached
from tests.tickets.cases import ZONE
from tickets.attachment import attachment_key
from tickets.category import Kind
from tickets.directory_desk import DirectoryDesk
from tickets.intake.service import IntakeDesk, IntakeDoors
from tickets.intake.taken import SpokenField, TakenRequest
from tickets.planning.service import PlannerDoors, VisitPlanner
from tickets.service import CaseDesk
from tickets.visit import VisitState

_CALLS = 45
_LIMITS = WriterLimits(retry_s=0.05, timeouts=Timeouts(connect_s=0.5, command_s=0.5))


class Site:
    """The desks of a night over PostgreSQL."""

    def __init__(self, books: Books, clock: HandClock) -> None:
        self.books, self.clock = books, clock
        self.cases = CaseDesk(books.cases, ZONE)
        self.deliverer = Deliverer(books, clock)
        self.tickets = self.deliverer.tickets
        attached = Attached({attachment_key(POLICY_NUMBER, CHILD, SALT): ClinicCode("children")})
        planner = VisitPlanner(
            PlannerDoors(
                visits=books.tickets,
                directory=DirectoryDesk(CLINICS),
                attachments=attached,
                clock=clock,
                zone=ZONE,
                salt=SALT,
                is_workday=lambda day: day.weekday() < 5,
            )
        )
        self.desk = IntakeDesk(
            IntakeDoors(
                book=books.intake,
                tickets=self.tickets,
                planner=planner,
                clock=clock,
                zone=ZONE,
            )
        )

    async def call(self, number: int, **keyed: object) -> TakenRequest:
        """Let somebody call, leave a request and hang up; every third hangs up half-way."""
        phone = PhoneNumber(f"+7910000{number:04d}")
        case, _ = self.cases.open_case(phone, self.clock.now())
        record = replace(a_record(case, self.clock.instant()), outcome=Outcome.SELF_SERVED)
        self.books.calls.write_call(record)
        is_partial = number % 3 == 0
        spoken = (SpokenField("what", 1), SpokenField("where", 1))
        request = TakenRequest(
            call_id=record.call_id,
            kind=Kind.HOME_VISIT,
            contact_id=case.contact.contact_id,
            number=case.ticket.number,
            visit_id=new_visit_id(),
            taken_at=self.clock.now(),
            called_from=phone,
            is_partial=is_partial,
            spoken=spoken[: 1 if is_partial else 2],
        )
        request = replace(request, **keyed)  # type: ignore[arg-type]  # A story names the fields.
        await self.desk.keep(request)
        return request


@asynccontextmanager
async def opened_site(url: str, state: Path) -> AsyncIterator[Site]:
    clock = HandClock(NIGHT)
    await write_clinics(url, "volgograd", *(clinic.code for clinic in CLINICS.clinics))
    async with open_books(
        url, site="volgograd", clock=clock, directory=state / "journal", limits=_LIMITS
    ) as books:
        yield Site(books, clock)


async def test_45_night_calls_are_45_requests_though_the_database_was_away(
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    state = tmp_path_factory.mktemp("pg")
    async with running_postgres(state, logs=state / "logs") as postgres:
        await migrate(postgres.url)
        async with opened_site(postgres.url, state) as site:
            for number in range(_CALLS):
                if number == 10:
                    freeze(postgres, signal.SIGSTOP)
                await site.call(number, is_urgent=number == 44)
            freeze(postgres, signal.SIGCONT)
            await site.books.caught_up()
            while await site.desk.file_pending():
                pass
            listed = await site.desk.morning_list()
            first = await site.desk.morning_page(None, 30)
            rest = await site.desk.morning_page(first.next, 30)
            assert (*first.lines, *rest.lines) == listed
            assert rest.next is None
            lengths = await site.books.worklists.lengths(site.clock.now() + timedelta(days=3))

        assert len({line.number for line in listed}) == _CALLS
        assert lengths.night == _CALLS
        assert (lengths.due, lengths.unacknowledged) == (_CALLS, _CALLS)
        assert sum(line.is_partial for line in listed) == _CALLS // 3
        assert all(line.is_filed for line in listed)
        assert listed[0].is_urgent

        capsys.readouterr()  # What was logged so far.
        status = await asyncio.to_thread(
            main, ["intake", "list", "--csv", "--database-url", postgres.url]
        )
        table = list(csv.reader(io.StringIO(capsys.readouterr().out), delimiter=";"))
        assert (status, len(table)) == (OK, _CALLS + 1)
        assert table[1][3] == "yes"


async def test_visit_that_a_call_left_is_acknowledged_by_its_clinic_and_told(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_site(database_url, tmp_path) as site:
        filing = spawn(site.desk.run(), name="intake")
        try:
            async with engine_and_clinic(site.deliverer, Mood.WILLING) as clinic:
                taken = await site.call(
                    1, born_on=CHILD, policy_number=POLICY_NUMBER, words="Хочет к педиатру."
                )
                visit_state = await acknowledged(site, taken)
                reading = await site.tickets.by_number(taken.number)
        finally:
            await cancel(filing)
    (kept,) = clinic.ledger.kept.values()
    assert visit_state is VisitState.ACCEPTED
    assert reading is not None
    assert reading.file.card.text.startswith("Хочет к педиатру. Записано")
    assert kept.visit_id == taken.visit_id


async def acknowledged(site: Site, taken: TakenRequest) -> VisitState:
    """Wait until a clinic has answered for the visit."""
    heard = site.tickets.heard
    async with asyncio.timeout(60):
        while True:
            heard.clear()
            reading = await site.tickets.by_number(taken.number)
            assert reading is not None
            states = [each.state for each in reading.file.visits if each.is_acknowledged]
            if states:
                return states[0]
            await heard.wait()


def freeze(postgres: Postgres, how: signal.Signals) -> None:
    """Stop every process of the server, or let them go on."""
    server = psutil.Process(postgres.server.pid)
    for process in (server, *server.children(recursive=True)):
        with suppress(ProcessLookupError):
            os.kill(process.pid, how)
