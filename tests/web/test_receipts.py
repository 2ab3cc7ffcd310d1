"""`web/receipts.py` and `delivery/receipts.py`: reports of clinics, honest and otherwise."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from base.ids import VisitId, new_dispatch_id, new_visit_id
from base.signature import signed_headers
from delivery.receipts import ReceiptDesk
from line122.clinic.server import Mood, running_clinic
from storage.errors import DatabaseAwayError
from storage.memory_dispatches import MemoryDispatchBook
from tests.support.clinic import (
    NOON,
    SECRET,
    HandClock,
    HeardVisits,
    Helpline,
    clinic_at,
    hooks_of,
    policy_to,
    request_of,
)
from tickets.dispatch import Dispatch, DispatchAbout, DispatchState
from tickets.report import ReportedStatus


class Door:
    """The hooks of a helpline that has told the region of one visit."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.book = MemoryDispatchBook(lambda _: None)
        self.visits = HeardVisits()
        self.request: Dispatch = request_of(self.clock)
        self.book.write(self.request)
        self.tried(self.request)
        policy = policy_to("http://127.0.0.1:1/visits")
        self.desk = ReceiptDesk(self.book, self.visits, self.clock, policy)
        self.url = ""

    @property
    def visit(self) -> VisitId:
        assert self.request.visit_id is not None
        return self.request.visit_id

    def body(self, **changed: object) -> bytes:
        """Return a report, changed as the story wants."""
        report = {
            "event_id": "e-1",
            "visit_id": str(self.visit),
            "status": "accepted",
            "at": NOON.isoformat(),
        }
        return json.dumps({**report, **changed}).encode()

    async def send(
        self, body: bytes, headers: dict[str, str] | None = None, target: str = "region"
    ) -> int:
        """Return the status of the answer; the report is signed unless headers are given."""
        signed = signed_headers(SECRET, self.clock.now(), body) if headers is None else headers
        url = self.url.replace("region", target)
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=body, headers=signed) as answer,
        ):
            return answer.status

    def tried(self, dispatch: Dispatch, *, is_taken: bool = False) -> None:
        """Take that a dispatch has left the house, and perhaps that the region has it."""
        record = self.book.records[dispatch.dispatch_id]
        progress = replace(record.progress, attempts=1)
        if is_taken:
            now = self.clock.now()
            progress = replace(progress, state=DispatchState.SENT, sent_at=now)
        self.book.records[dispatch.dispatch_id] = replace(record, progress=progress)

    def heard(self) -> list[str]:
        """Return what the visits have heard."""
        return [report.status.value for report in self.visits.reported]

    def state(self) -> DispatchState:
        """Return how far the request has come."""
        return self.book.records[self.request.dispatch_id].progress.state


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """Serve the hooks while the test runs."""
    door = Door()
    async with hooks_of(door.desk, door.clock) as url:
        door.url = url
        yield door


async def test_accepted_visit_is_acknowledged(door: Door) -> None:
    assert await door.send(door.body()) == 200
    assert (door.heard(), door.state()) == (["accepted"], DispatchState.ACKNOWLEDGED)


async def test_answer_to_the_request_is_none_to_the_change_that_came_after_it(
    door: Door,
) -> None:
    door.tried(door.request, is_taken=True)
    assert await door.send(door.body(revision=3)) == 200
    door.clock.pass_s(60)
    change = replace(
        door.request,
        dispatch_id=new_dispatch_id(),
        about=DispatchAbout.VISIT_CHANGED,
        facts={"revision": 5},
        written_at=door.clock.now(),
    )
    door.book.write(change)
    door.tried(change, is_taken=True)
    late = door.body(event_id="e-2", status="doctor_assigned", revision=3)
    assert await door.send(late) == 200
    assert [each.dispatch for each in await door.book.unanswered()] == [change]
    assert await door.send(door.body(event_id="e-3", revision=5)) == 200
    assert await door.book.unanswered() == ()


async def test_refusal_is_an_answer_and_needs_its_reason(door: Door) -> None:
    assert await door.send(door.body(status="refused")) == 422
    assert await door.send(door.body(status="refused", reason="не наш участок")) == 200
    assert (door.heard(), door.state()) == (["refused"], DispatchState.ACKNOWLEDGED)


async def test_doctor_who_comes_is_named_in_the_report(door: Door) -> None:
    sent = door.body(status="doctor_assigned", event_id="assigned", doctor=" Иванова Л. П. ")
    assert await door.send(sent) == 200
    assert await door.send(door.body(status="visited", event_id="over")) == 200
    assert [told.doctor for told in door.visits.reported] == ["Иванова Л. П.", ""]


async def test_forged_report_is_refused_and_changes_nothing(door: Door) -> None:
    body = door.body()
    forged = signed_headers(b"another secret", door.clock.now(), body)
    signed = signed_headers(SECRET, door.clock.now(), body)
    assert await door.send(body, forged) == 401
    assert await door.send(body, {}) == 401
    assert await door.send(door.body(status="visited"), signed) == 401
    assert await door.send(body, signed, target="nobody") == 401
    assert (door.heard(), door.state()) == ([], DispatchState.WAITING)


async def test_report_taken_from_the_wire_is_worthless(door: Door) -> None:
    body = door.body()
    signed = signed_headers(SECRET, door.clock.now(), body)
    assert await door.send(body, signed) == 200
    assert await door.send(body, signed) == 200
    door.clock.pass_s(301)
    assert await door.send(body, signed) == 401
    assert door.heard() == ["accepted"]


async def test_repeated_report_is_answered_as_before_and_counts_once(door: Door) -> None:
    assert await door.send(door.body(visit_id=str(new_visit_id()))) == 404
    assert await door.send(door.body()) == 404
    assert door.heard() == []


async def test_reports_out_of_order_are_left_to_the_visit(door: Door) -> None:
    earlier = (NOON - timedelta(minutes=3)).isoformat()
    assert await door.send(door.body(event_id="e-2", status="visited")) == 200
    assert await door.send(door.body(event_id="e-1", at=earlier)) == 409
    assert door.heard() == ["visited"]


async def test_clinic_may_not_speak_of_a_visit_that_it_was_not_told_of(door: Door) -> None:
    other = request_of(door.clock, target="gp-9")
    door.book.write(other)
    assert await door.send(door.body(visit_id=str(other.visit_id))) == 404


async def test_clinic_that_lost_the_visit_cannot_answer_for_the_one_that_has_it(
    door: Door,
) -> None:
    door.clock.pass_s(1)
    moved = replace(
        request_of(door.clock), visit_id=door.visit, about=DispatchAbout.VISIT_CANCELLED
    )
    door.book.write(moved)
    now_theirs = replace(request_of(door.clock, target="gp-9"), visit_id=door.visit)
    door.book.write(now_theirs)
    assert await door.send(door.body()) == 409
    assert (door.heard(), await door.book.last_words(door.visit)) == (
        [],
        {"gp-1": DispatchAbout.VISIT_CANCELLED, "gp-9": DispatchAbout.VISIT_REQUESTED},
    )
    assert await door.send(door.body(event_id="e-2", status="visited")) == 200
    theirs = door.book.records[now_theirs.dispatch_id]
    assert theirs.progress.state is DispatchState.WAITING
    assert theirs in await door.book.unanswered()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"event_id": 1}',
        b"[" * 20_000,
    ],
)
async def test_nonsense_is_refused_with_its_reason(door: Door, body: bytes) -> None:
    assert await door.send(body) == 422


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "lost"},
        {"status": None},
        {"visit_id": "17"},
        {"event_id": ""},
        {"event_id": "e" * 201},
        {"at": "2026-01-12T09:00:00"},
        {"at": "yesterday"},
        {"reason": "r" * 1001},
        {"doctor": "d" * 201},
    ],
)
async def test_report_that_makes_no_sense_is_refused(
    door: Door, changed: dict[str, object]
) -> None:
    assert await door.send(door.body(**changed)) == 422
    assert door.heard() == []


async def test_report_longer_than_any_is_not_read(door: Door) -> None:
    assert await door.send(door.body(note="x" * 70_000)) == 413


class AwayBook(MemoryDispatchBook):
    """The book while its database is away."""

    async def last_words(self, visit_id: VisitId) -> Mapping[str, DispatchAbout]:
        raise DatabaseAwayError(f"PostgreSQL does not answer for {visit_id}; start it")


async def test_report_that_cannot_be_written_shall_come_again(door: Door) -> None:
    door.desk._book = AwayBook(lambda _: None)
    assert await door.send(door.body()) == 503
    door.desk._book = door.book
    assert await door.send(door.body()) == 200


@asynccontextmanager
async def helpline_and_clinic(mood: Mood) -> AsyncIterator[tuple[Helpline, MemoryDispatchBook]]:
    """Yield a helpline whose clinic reports to it."""
    clock = HandClock()
    book = MemoryDispatchBook(lambda _: None)
    line = Helpline(book, policy_to("http://127.0.0.1:1/visits"), clock)
    receipts = ReceiptDesk(book, line.visits, clock, line.desk.policy)
    async with hooks_of(receipts, clock) as hooks:
        clinic = clinic_at(hooks, clock)
        clinic.mood = mood
        async with running_clinic(clinic) as port:
            url = f"http://127.0.0.1:{port}/visits"
            line.desk.policy = replace(policy_to(url))
            yield line, book


@pytest.mark.parametrize(
    ("mood", "status"),
    [
        (Mood.WILLING, ReportedStatus.ACCEPTED),
        (Mood.REPEATING, ReportedStatus.ACCEPTED),
        (Mood.REFUSING, ReportedStatus.REFUSED),
    ],
)
async def test_clinic_that_was_told_answers_by_itself(mood: Mood, status: ReportedStatus) -> None:
    async with helpline_and_clinic(mood) as (line, book), line.carrying() as carry:
        request = request_of(line.clock)
        book.write(request)
        await carry(request.dispatch_id)
        async with asyncio.timeout(10):
            await line.visits.heard.wait()
    assert [report.status for report in line.visits.reported] == [status]
