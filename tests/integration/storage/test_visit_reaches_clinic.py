"""The whole way of a visit: a ticket, its dispatch, a clinic, its report, and the ticket again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from base.ids import TicketId, VisitId
from base.tasks import cancel, spawn
from delivery.policy import DeliveryPolicy
from line122.clinic.reading import Told
from line122.clinic.server import Clinic, Mood, running_clinic
from line122.delivering import wire_delivery
from storage.records.books import Books, open_books
from tests.integration.storage.values import a_case
from tests.support.clinic import HandClock, clinic_at, policy_to
from tests.support.clinic_rows import write_clinics
from tests.tickets.cases import CLINIC, NOON, POLICY, ZONE, a_visit, a_visit_request
from tickets.address import Address
from tickets.category import Kind
from tickets.changes import Actor, ChangeVisit, Role
from tickets.number import TicketNumber
from tickets.readings import Sought, TicketReading
from tickets.report import ReportAnswer, StatusReport
from tickets.ticket_file import Changed
from tickets.visit import VisitState
from tickets.work.service import DeskTools, TicketDesk

OTHER_HOUSE = Address(text="ул. Ленина, 7", street="ул. Ленина", house="7")


class HeardDesk(TicketDesk):
    """A desk that says when it has heard of a visit."""

    heard: asyncio.Event

    async def delivered(self, visit_id: VisitId, now: datetime) -> None:
        """Take that the clinic has the request, and say so."""
        await super().delivered(visit_id, now)
        self.heard.set()

    async def report(self, report: StatusReport, now: datetime) -> ReportAnswer:
        """Take what the clinic says, and say so."""
        answer = await super().report(report, now)
        self.heard.set()
        return answer


class Engine:
    """The part of an engine that works on tickets and carries what others must know."""

    def __init__(self, books: Books, clock: HandClock) -> None:
        self.clock = clock
        self.books = books
        numbers = iter(range(100, 1000))
        tools = DeskTools(
            book=books.tickets,
            deadlines=books.tickets,
            clock=clock,
            zone=ZONE,
            take_number=lambda now: TicketNumber(now.date(), next(numbers)),
        )
        self.tickets = HeardDesk(tools, POLICY)
        self.tickets.heard = asyncio.Event()
        nowhere = policy_to("http://127.0.0.1:1/visits")
        self.delivery = wire_delivery(books.dispatches, self.tickets, clock, nowhere)

    async def asked_for_a_visit(self) -> TicketReading:
        """Let somebody call and need a doctor; return the ticket."""
        case = a_case(1, opened_at=NOON)
        self.books.cases.write_contact(case.contact)
        self.books.cases.write_ticket(case.ticket)
        done = await self.tickets.change(
            case.ticket.ticket_id, a_visit_request(a_visit()), Actor(Role.AGENT)
        )
        assert isinstance(done, Changed), done
        return await self.reading(case.ticket.ticket_id)

    async def reading(self, ticket_id: TicketId) -> TicketReading:
        """Return the ticket as it is now."""
        found = await self.tickets.get(ticket_id)
        assert found is not None
        return found


@asynccontextmanager
async def engine_and_clinic(engine: Engine, mood: Mood) -> AsyncIterator[Clinic]:
    """Carry dispatches to a clinic in that mood, and hear its reports."""
    app = web.Application()
    engine.delivery.let_report(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hooks = f"http://127.0.0.1:{runner.addresses[0][1]}/hooks/region/status"
    clinic = clinic_at(hooks, engine.clock)
    clinic.mood = mood
    async with running_clinic(clinic) as port:
        engine.delivery.change_policy(_to(port))
        jobs = spawn(engine.delivery.carry(engine.books.jobs), name="jobs")
        try:
            yield clinic
        finally:
            await cancel(jobs)
            await runner.cleanup()


def _to(port: int) -> DeliveryPolicy:
    policy = policy_to(f"http://127.0.0.1:{port}/visits")
    return DeliveryPolicy(
        site=policy.site,
        targets=policy.targets,
        clinics={},
        fallback="region",
        retry=policy.retry,
        chase=policy.chase,
    )


@pytest.fixture
async def engine(database_url: str, tmp_path: Path) -> AsyncIterator[Engine]:
    """Open the books of a site; nothing is carried yet."""
    clock = HandClock(NOON)
    await write_clinics(database_url, "north", CLINIC)
    async with open_books(database_url, site="north", clock=clock, directory=tmp_path) as books:
        yield Engine(books, clock)


async def _until(engine: Engine, asked: TicketReading, state: VisitState) -> TicketReading:
    """Wait until the visit of the ticket is there."""
    heard = engine.tickets.heard
    async with asyncio.timeout(60):
        while True:
            heard.clear()
            reading = await engine.reading(asked.file.card.ticket_id)
            if reading.file.visits[0].state is state:
                return reading
            await heard.wait()


@pytest.mark.parametrize(
    ("mood", "state"),
    [
        (Mood.WILLING, VisitState.ACCEPTED),
        (Mood.REPEATING, VisitState.ACCEPTED),
        (Mood.REFUSING, VisitState.REFUSED),
    ],
)
async def test_visit_is_what_its_clinic_says_it_is(
    engine: Engine, mood: Mood, state: VisitState
) -> None:
    async with engine_and_clinic(engine, mood) as clinic:
        asked = await engine.asked_for_a_visit()
        answered = await _until(engine, asked, state)
    (visit,) = answered.file.visits
    (kept,) = clinic.ledger.kept.values()
    assert kept.visit_id == visit.visit_id
    assert visit.acknowledged_at == NOON


async def test_change_reaches_the_clinic_and_is_answered_for_by_its_revision(
    engine: Engine,
) -> None:
    async with engine_and_clinic(engine, Mood.WILLING) as clinic:
        asked = await engine.asked_for_a_visit()
        await _until(engine, asked, VisitState.ACCEPTED)
        (visit,) = asked.file.visits
        done = await engine.tickets.change(
            asked.file.card.ticket_id,
            ChangeVisit(visit_id=visit.visit_id, why="переехали", address=OTHER_HOUSE),
            Actor(Role.AGENT),
        )
        assert isinstance(done, Changed)
        await _all_answered(engine, clinic)
    about = [kept.about for kept in clinic.ledger.kept.values()]
    assert about == ["visit_requested", "visit_changed"]
    kept = clinic.ledger.visits[visit.visit_id]
    assert kept.told == Told(visit.visit_id, done.file.card.revision)
    assert "ул. Ленина, 7" in kept.body.decode()
    reading = await engine.reading(asked.file.card.ticket_id)
    assert reading.file.visits[0].address == OTHER_HOUSE


async def test_request_that_no_clinic_could_take_goes_out_once_with_what_is_so_now(
    engine: Engine,
) -> None:
    async with engine_and_clinic(engine, Mood.FAILING) as clinic:
        asked = await engine.asked_for_a_visit()
        async with asyncio.timeout(60):
            await clinic.asked.wait()
        (visit,) = asked.file.visits
        await engine.tickets.change(
            asked.file.card.ticket_id,
            ChangeVisit(visit_id=visit.visit_id, why="переехали", address=OTHER_HOUSE),
            Actor(Role.AGENT),
        )
        clinic.mood = Mood.WILLING
        engine.clock.at = NOON + timedelta(minutes=6)
        await engine.delivery.desk.look_round()
        await _until(engine, asked, VisitState.ACCEPTED)
    (kept,) = clinic.ledger.kept.values()
    assert (kept.about, "ул. Ленина, 7" in kept.body.decode()) == ("visit_requested", True)


async def _all_answered(engine: Engine, clinic: Clinic) -> None:
    """Wait until the clinic has answered for all that it was told."""
    async with asyncio.timeout(60):
        while True:
            clinic.reported.clear()
            if not await engine.books.dispatches.unanswered():
                return
            await clinic.reported.wait()


async def test_silent_clinic_leaves_a_task_to_a_person_at_the_stated_time(engine: Engine) -> None:
    async with engine_and_clinic(engine, Mood.SILENT):
        asked = await engine.asked_for_a_visit()
        await _until(engine, asked, VisitState.DELIVERED)
        tasks = Sought(kinds=frozenset({Kind.FOLLOW_UP}))
        engine.clock.at = NOON + timedelta(minutes=59)
        await engine.delivery.desk.look_round()
        assert (await engine.tickets.search(tasks)).tickets == ()
        engine.clock.at = NOON + timedelta(minutes=60)
        await engine.delivery.desk.look_round()
        await engine.delivery.desk.look_round()
        (task,) = (await engine.tickets.search(tasks)).tickets
    found = await engine.reading(task.ticket_id)
    assert found.file.card.follow_up is not None
    assert found.file.card.follow_up.cause == asked.file.card.ticket_id
    assert found.file.card.opened_at == NOON + timedelta(hours=1)
