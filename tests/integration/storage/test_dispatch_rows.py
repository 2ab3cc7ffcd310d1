"""`storage/dispatches.py`, `storage/jobs.py` and the rows of dispatches, with a real clinic."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from base.ids import new_dispatch_id, new_ticket_id
from base.tasks import cancel, spawn
from delivery.receipts import ReceiptDesk
from line122.clinic.server import Mood, running_clinic
from storage.dispatches import insert_dispatches
from storage.jobs import run_jobs
from storage.records.connection import Timeouts, open_pool
from storage.records.dispatches import PostgresDispatchBook
from tests.integration.storage.ticket_rows import write_ticket
from tests.support.clinic import (
    NOON,
    HandClock,
    Helpline,
    clinic_at,
    hooks_of,
    policy_to,
    request_of,
)
from tickets.dispatch import Dispatch, DispatchAbout, DispatchState
from tickets.report import ReportAnswer, ReportedStatus, StatusReport

_SITE = "vlg"


class House:
    """A helpline whose dispatches lie in PostgreSQL and are carried by its jobs."""

    def __init__(self, url: str, book: PostgresDispatchBook, clock: HandClock) -> None:
        self.url = url
        self.book = book
        self.clock = clock
        self.line = Helpline(book, policy_to("http://127.0.0.1:1/visits"), clock)

    async def write(self, *dispatches: Dispatch, commits: bool = True) -> None:
        """Write tickets and what must be known of them, in one transaction."""
        connection = await asyncpg.connect(self.url)
        transaction = connection.transaction()
        await transaction.start()
        for dispatch in dispatches:
            await write_ticket(connection, dispatch, _SITE)
        await insert_dispatches(connection, _SITE, dispatches)
        await (transaction.commit() if commits else transaction.rollback())
        await connection.close()

    async def states(self) -> set[tuple[DispatchState, int]]:
        """Return the states there are, and how many dispatches are in each."""
        records = await self.book.in_states(list(DispatchState), 1000)
        states = [record.progress.state for record in records]
        return {(state, states.count(state)) for state in states}

    async def live(self, minutes: int) -> None:
        """Let so many minutes pass, and all that is due within each be carried."""
        for _ in range(minutes):
            self.clock.pass_s(60)
            await self.settled()
            await self.line.desk.look_round()

    async def settled(self) -> None:
        """Wait until nothing is due and every job has been run."""
        moved = asyncio.Event()
        connection = await asyncpg.connect(self.url)
        await connection.add_listener("ch_pgqueuer", lambda *_: moved.set())
        async with asyncio.timeout(60):
            while True:
                moved.clear()
                due = await self.book.push_due(self.clock.now())
                if due == 0 and not await connection.fetchval("SELECT count(*) FROM pgqueuer"):
                    break
                await moved.wait()
        await connection.close()


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Open the book; nothing is carried yet."""
    async with open_pool(database_url, timeouts=Timeouts(command_s=5)) as pool:
        yield House(database_url, PostgresDispatchBook(pool, _SITE), HandClock())


@asynccontextmanager
async def carried(house: House) -> AsyncIterator[None]:
    """Run the jobs while the body runs."""
    async with house.line.carrying() as carry:
        jobs = spawn(run_jobs(house.url, carry), name="jobs")
        try:
            yield
        finally:
            await cancel(jobs)


async def test_clinic_down_for_an_hour_gets_every_request_once(house: House) -> None:
    receipts = ReceiptDesk(house.book, house.line.visits, house.clock, house.line.desk.policy)
    requests = [request_of(house.clock) for _ in range(5)]
    async with hooks_of(receipts, house.clock) as hooks, carried(house):
        clinic = clinic_at(hooks, house.clock)
        async with running_clinic(clinic) as port:
            house.line.desk.policy = policy_to(f"http://127.0.0.1:{port}/visits")
        await house.write(*requests)
        await house.settled()
        await house.live(59)
        assert await house.states() == {(DispatchState.WAITING, 5)}
        assert house.line.tasks.opened == []

        async with running_clinic(clinic, port):
            await house.live(6)
            async with asyncio.timeout(60):
                while len(house.line.visits.reported) < len(requests):
                    house.line.visits.heard.clear()
                    await house.line.visits.heard.wait()
            await house.live(120)

    assert set(clinic.ledger.kept) == {str(request.dispatch_id) for request in requests}
    assert clinic.ledger.requests == len(requests)
    assert {kept.visit_id for kept in clinic.ledger.kept.values()} == set(house.line.visits.taken)
    assert await house.states() == {(DispatchState.ACKNOWLEDGED, 5)}
    # A person was asked at the stated time, one minute before the clinic was back.
    assert {at - NOON for *_, at in house.line.tasks.opened} == {timedelta(hours=1)}
    assert len(house.line.tasks.opened) == len(requests)


async def test_word_of_a_visit_that_was_never_committed_is_never_sent(house: House) -> None:
    clinic = clinic_at(None, house.clock)
    async with running_clinic(clinic) as port, carried(house):
        house.line.desk.policy = policy_to(f"http://127.0.0.1:{port}/visits")
        await house.write(request_of(house.clock), commits=False)
        kept = request_of(house.clock)
        await house.write(kept)
        await house.settled()
    assert list(clinic.ledger.kept) == [str(kept.dispatch_id)]


async def test_jobs_go_on_after_their_connection_was_cut(house: House) -> None:
    clinic = clinic_at(None, house.clock)
    first, second = request_of(house.clock), request_of(house.clock)
    async with running_clinic(clinic) as port, carried(house):
        house.line.desk.policy = policy_to(f"http://127.0.0.1:{port}/visits")
        await house.write(first)
        await house.settled()
        connection = await asyncpg.connect(house.url)
        cut = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'line122' AND datname = current_database()"
        )
        await connection.close()
        await house.write(second)
        await house.settled()
    assert cut
    assert set(clinic.ledger.kept) == {str(first.dispatch_id), str(second.dispatch_id)}


async def test_engine_that_stops_leaves_a_slow_clinic_and_its_claim_runs_out(house: House) -> None:
    clinic = clinic_at(None, house.clock, slow_s=1)
    clinic.mood = Mood.SLOW
    request = request_of(house.clock)
    async with running_clinic(clinic) as port:
        house.line.desk.policy = policy_to(f"http://127.0.0.1:{port}/visits", timeout_s=500)
        async with carried(house):
            await house.write(request)
            async with asyncio.timeout(60):
                await clinic.asked.wait()
    assert await house.states() == {(DispatchState.WAITING, 1)}
    assert await house.book.push_due(house.clock.now()) == 0
    assert await house.book.push_due(house.clock.now() + timedelta(seconds=530)) == 1


async def test_dispatch_that_was_claimed_by_a_process_that_died_is_sent_later(
    house: House,
) -> None:
    request = request_of(house.clock)
    await house.write(request)
    now = house.clock.now()
    until = now + timedelta(seconds=40)
    assert await house.book.claim(request.dispatch_id, now, until) is not None
    assert await house.book.claim(request.dispatch_id, now, until) is None
    assert await house.book.push_due(now) == 0
    assert await house.book.push_due(until) == 1
    again = await house.book.claim(request.dispatch_id, until, until + timedelta(seconds=40))
    assert again is not None
    assert again.progress.attempts == 2


async def test_withdrawal_of_a_visit_waits_for_its_request(house: House) -> None:
    request = request_of(house.clock)
    withdrawal = replace(
        request_of(house.clock),
        dispatch_id=new_dispatch_id(),
        visit_id=request.visit_id,
        about=DispatchAbout.VISIT_CANCELLED,
        written_at=NOON + timedelta(seconds=1),
    )
    await house.write(request, withdrawal)
    now, later = NOON + timedelta(seconds=2), NOON + timedelta(minutes=1)
    assert await house.book.push_due(now) == 1
    assert await house.book.claim(withdrawal.dispatch_id, now, later) is None
    claimed = await house.book.claim(request.dispatch_id, now, later)
    assert claimed is not None
    assert await house.book.push_due(now) == 0
    sent = replace(claimed.progress, state=DispatchState.SENT, sent_at=now)
    await house.book.settle(claimed, sent)
    assert await house.book.push_due(now) == 1
    assert await house.book.claim(withdrawal.dispatch_id, now, later) is not None


async def test_change_takes_the_place_of_a_request_that_nobody_has_answered(house: House) -> None:
    request = request_of(house.clock)
    changed = replace(
        request,
        dispatch_id=new_dispatch_id(),
        ticket_id=new_ticket_id(),
        facts={**request.facts, "revision": 7},
        written_at=NOON + timedelta(minutes=5),
    )
    again = replace(
        changed,
        dispatch_id=new_dispatch_id(),
        ticket_id=new_ticket_id(),
        about=DispatchAbout.VISIT_CHANGED,
        facts={**request.facts, "revision": 8},
        written_at=NOON + timedelta(minutes=6),
    )
    await house.write(request)
    claimed = await house.book.claim(request.dispatch_id, NOON, NOON + timedelta(minutes=1))
    assert claimed is not None
    await house.write(changed)
    await house.write(again)
    # The try of the first one ends after all, and says nothing any more.
    await house.book.settle(claimed, replace(claimed.progress, state=DispatchState.SENT))
    assert await house.states() == {(DispatchState.SUPERSEDED, 2), (DispatchState.WAITING, 1)}
    (awaited,) = await house.book.unanswered()
    assert (awaited.dispatch, awaited.chased_from) == (again, NOON)
    assert not await house.book.chase(claimed, claimed.progress)
    assert await house.book.replay([request.dispatch_id], NOON) == frozenset()
    (listed,) = await house.book.visits_of(["gp-1"], NOON, NOON + timedelta(days=1))
    assert listed.dispatch == again


async def test_answer_names_the_revision_that_it_speaks_of(house: House) -> None:
    request = request_of(house.clock)
    change = replace(
        request,
        dispatch_id=new_dispatch_id(),
        ticket_id=new_ticket_id(),
        about=DispatchAbout.VISIT_CHANGED,
        facts={**request.facts, "revision": 7},
        written_at=NOON + timedelta(minutes=5),
    )
    assert request.visit_id is not None
    report = StatusReport(
        target="region",
        event_id="e-1",
        visit_id=request.visit_id,
        status=ReportedStatus.ACCEPTED,
        reason=None,
        at=NOON,
        revision=3,
    )
    await house.write(request)
    await house.book.keep(report, ReportAnswer.ACCEPTED, ["gp-1"], NOON)
    await house.write(change)
    await house.book.keep(replace(report, event_id="e-2"), ReportAnswer.ACCEPTED, ["gp-1"], NOON)
    assert [record.dispatch for record in await house.book.unanswered()] == [change]
    newest = replace(report, event_id="e-3", revision=7)
    await house.book.keep(newest, ReportAnswer.ACCEPTED, ["gp-1"], NOON)
    assert await house.states() == {(DispatchState.ACKNOWLEDGED, 2)}


async def test_answer_that_comes_before_our_own_row_is_not_undone_by_it(house: House) -> None:
    request = request_of(house.clock)
    await house.write(request)
    claimed = await house.book.claim(request.dispatch_id, NOON, NOON + timedelta(minutes=1))
    assert claimed is not None
    assert request.visit_id is not None
    report = StatusReport(
        target="region",
        event_id="e-1",
        visit_id=request.visit_id,
        status=ReportedStatus.ACCEPTED,
        reason=None,
        at=NOON,
    )
    await house.book.keep(report, ReportAnswer.ACCEPTED, ["gp-1"], NOON)
    await house.book.keep(report, ReportAnswer.NOT_ALLOWED, ["gp-1"], NOON)
    sent = replace(claimed.progress, state=DispatchState.SENT, sent_at=NOON)
    await house.book.settle(claimed, sent)
    assert await house.states() == {(DispatchState.ACKNOWLEDGED, 1)}
    assert await house.book.answer_to(report) is ReportAnswer.ACCEPTED
    assert await house.book.last_words(request.visit_id) == {"gp-1": DispatchAbout.VISIT_REQUESTED}
    assert await house.book.unanswered() == ()


async def test_dead_letter_is_replayed_under_its_old_key(house: House) -> None:
    clinic = clinic_at(None, house.clock)
    clinic.mood = Mood.REJECTING
    request = request_of(house.clock)
    async with running_clinic(clinic) as port, carried(house):
        house.line.desk.policy = policy_to(f"http://127.0.0.1:{port}/visits")
        await house.write(request)
        await house.settled()
        await house.line.desk.look_round()
        assert await house.states() == {(DispatchState.DEAD, 1)}
        assert [task[2] for task in house.line.tasks.opened] == ["dead: status 422"]
        clinic.mood = Mood.SILENT
        replayed = await house.book.replay([request.dispatch_id], house.clock.now())
        assert replayed == {request.dispatch_id}
        again = await house.book.by_id(request.dispatch_id)
        assert again is not None
        assert (again.since, again.progress.chased_at) == (house.clock.now(), None)
        await house.settled()
    assert await house.states() == {(DispatchState.SENT, 1)}
    assert list(clinic.ledger.kept) == [str(request.dispatch_id)]
    assert await house.book.replay([request.dispatch_id], house.clock.now()) == frozenset()


async def test_request_of_a_visit_that_was_called_off_is_not_sent_again(house: House) -> None:
    """The clinic has taken the word that nobody is needed; a doctor would come for nothing."""
    request = request_of(house.clock)
    called_off = replace(
        request_of(house.clock),
        visit_id=request.visit_id,
        about=DispatchAbout.VISIT_CANCELLED,
        written_at=NOON + timedelta(seconds=1),
    )
    await house.write(request, called_off)
    claimed = await house.book.claim(request.dispatch_id, NOON, NOON + timedelta(minutes=1))
    assert claimed is not None
    dead = replace(claimed.progress, state=DispatchState.DEAD, error="status 422")
    await house.book.settle(claimed, dead)
    replayed = await house.book.replay([request.dispatch_id], NOON + timedelta(minutes=2))
    assert replayed == frozenset()


async def test_dead_letter_comes_before_all_that_merely_waits(house: House) -> None:
    old, fresh = request_of(house.clock), request_of(house.clock)
    await house.write(replace(old, written_at=NOON - timedelta(days=1)), fresh)
    claimed = await house.book.claim(fresh.dispatch_id, NOON, NOON + timedelta(minutes=1))
    assert claimed is not None
    elsewhere = replace(claimed, progress=replace(claimed.progress, address=1))
    dead = replace(claimed.progress, state=DispatchState.DEAD, error="status 422")
    await house.book.settle(elsewhere, dead)
    assert (DispatchState.DEAD, 1) not in await house.states()
    await house.book.settle(claimed, dead)
    found = [record.dispatch.dispatch_id for record in await house.book.unanswered()]
    assert found == [fresh.dispatch_id, old.dispatch_id]


async def test_clinic_finds_its_unanswered_visits_of_before_and_all_of_today(house: House) -> None:
    old, today, elsewhere = (request_of(house.clock) for _ in range(3))
    old = replace(old, written_at=NOON - timedelta(days=2))
    elsewhere = replace(elsewhere, target="gp-2")
    await house.write(old, today, elsewhere)
    morning, evening = NOON.replace(hour=0), NOON.replace(hour=23)
    found = await house.book.visits_of(["gp-1"], morning, evening)
    assert [record.dispatch.dispatch_id for record in found] == [
        old.dispatch_id,
        today.dispatch_id,
    ]
    known = await house.book.by_id(today.dispatch_id)
    assert known is not None
    assert known.dispatch == today
