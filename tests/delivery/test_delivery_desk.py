"""`delivery/service.py` and `delivery/sender.py`: a clinic on this machine, well and unwell."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from base.errors import Line122Error
from base.ids import DispatchId
from delivery.policy import BodyKind
from line122.clinic.reading import told_in
from line122.clinic.server import Mood, running_clinic
from storage.memory_dispatches import MemoryDispatchBook
from tests.delivery.story import Story, told
from tests.support.clinic import NOON, HandClock, Helpline, Tasks, clinic_at, policy_to, request_of
from tickets.dispatch import Dispatch, DispatchAbout, DispatchRecord, DispatchState, Progress
from tickets.report import ReportedStatus


@pytest.mark.parametrize("kind", list(BodyKind))
async def test_request_reaches_the_clinic_signed_and_whole(kind: BodyKind) -> None:
    async with told(kind=kind) as (story, clinic):
        request = request_of(story.clock)
        story.book.write(request)
        await story.carry()
    (kept,) = clinic.ledger.kept.values()
    assert (kept.key, kept.about) == (str(request.dispatch_id), "visit_requested")
    assert (kept.visit_id, clinic.ledger.forged) == (request.visit_id, 0)
    assert "Иванова".encode() in kept.body or "Иванова" in json.dumps(kept.body.decode())
    assert story.progress(request).state is DispatchState.SENT
    assert story.line.visits.taken == {request.visit_id: NOON}


async def test_clinic_that_takes_a_visit_which_was_called_off_is_not_heard_by_it() -> None:
    async with told() as (story, clinic):
        request = request_of(story.clock)
        later = replace(
            request,
            dispatch_id=DispatchId(UUID(int=7)),
            about=DispatchAbout.VISIT_CANCELLED,
            written_at=request.written_at + timedelta(seconds=1),
        )
        story.book.write(request)
        story.book.write(later)
        await story.carry()
        assert str(request.dispatch_id) in clinic.ledger.kept
        assert story.line.visits.taken == {}


async def test_job_that_comes_twice_sends_once() -> None:
    async with told() as (story, clinic):
        request = request_of(story.clock)
        story.book.write(request)
        story.jobs *= 3
        await story.carry()
        assert clinic.ledger.requests == 1


async def test_job_of_nothing_does_nothing() -> None:
    async with told() as (story, clinic):
        story.jobs.append(DispatchId(UUID(int=9)))
        await story.carry()
        assert clinic.ledger.requests == 0


async def test_clinic_that_fails_is_asked_after_growing_pauses() -> None:
    async with told() as (story, clinic):
        clinic.mood = Mood.FAILING
        request = request_of(story.clock)
        story.book.write(request)
        await story.live(10)
        # 5, 10, 20, 40, 80, 160 seconds less the jitter, then never more than 300.
        assert 6 <= clinic.ledger.requests <= 9
        assert story.progress(request).error == "status 503"
        clinic.mood = Mood.WILLING
        await story.live(5.1)
        assert story.progress(request).state is DispatchState.SENT
        assert list(clinic.ledger.kept) == [str(request.dispatch_id)]


async def test_reply_that_was_lost_costs_a_repetition_and_no_second_visit() -> None:
    async with told() as (story, clinic):
        clinic.mood = Mood.FORGETTING
        request = request_of(story.clock)
        story.book.write(request)
        await story.carry()
        assert story.progress(request).state is DispatchState.WAITING
        clinic.mood = Mood.WILLING
        await story.live(0.5)
        assert story.progress(request).state is DispatchState.SENT
        assert (clinic.ledger.requests, len(clinic.ledger.kept)) == (2, 1)


async def test_clinic_that_is_too_slow_is_left_and_asked_again() -> None:
    async with told(timeout_s=0.05, slow_s=0.3) as (story, clinic):
        clinic.mood = Mood.SLOW
        request = request_of(story.clock)
        story.book.write(request)
        await story.carry()
        assert story.progress(request).state is DispatchState.WAITING
        assert "Timeout" in str(story.progress(request).error)


async def test_what_the_clinic_cannot_read_is_dead_and_a_persons_task_at_once() -> None:
    async with told() as (story, clinic):
        clinic.mood = Mood.REJECTING
        request = request_of(story.clock)
        story.book.write(request)
        await story.carry()
        assert story.progress(request).state is DispatchState.DEAD
        await story.run()
        assert [(task[1], task[2]) for task in story.line.tasks.opened] == [
            (request.visit_id, "dead: status 422")
        ]
        await story.live(1)
        assert (clinic.ledger.requests, len(story.line.tasks.opened)) == (1, 1)


async def test_template_that_cannot_say_it_kills_the_dispatch_and_not_the_engine() -> None:
    async with told() as (story, clinic):
        region = story.line.desk.policy.targets["region"]
        broken = replace(region, template='{"a": {{ facts.number')
        story.line.desk.policy = replace(story.line.desk.policy, targets={"region": broken})
        request = request_of(story.clock)
        story.book.write(request)
        await story.carry()
        assert str(story.progress(request).error).startswith("template: TemplateSyntaxError")
        assert clinic.ledger.requests == 0


async def test_clinic_that_nobody_serves_becomes_a_persons_task() -> None:
    async with told() as (story, _clinic):
        story.book.write(request_of(story.clock, target="gp-9"))
        await story.carry()
        await story.run()
        assert [task[2] for task in story.line.tasks.opened] == [
            "dead: no target is configured for it"
        ]


async def test_silent_clinic_is_chased_to_its_second_address_and_then_to_a_person() -> None:
    clock = HandClock()
    first, second = clinic_at(None, clock), clinic_at(None, clock)
    async with running_clinic(first) as one, running_clinic(second) as two:
        urls = (f"http://127.0.0.1:{port}/visits" for port in (one, two))
        story = Story(clock, policy_to(*urls))
        request = request_of(clock)
        story.book.write(request)
        await story.live(14.5)
        assert (first.ledger.requests, second.ledger.requests) == (1, 0)
        await story.live(5)
        assert (first.ledger.requests, second.ledger.requests) == (2, 0)
        await story.live(15)
        assert (first.ledger.requests, second.ledger.requests) == (2, 1)
        await story.live(120)
    assert (first.ledger.requests, second.ledger.requests) == (2, 1)
    assert list(first.ledger.kept) == list(second.ledger.kept) == [str(request.dispatch_id)]
    ((_, visit_id, reason, at),) = story.line.tasks.opened
    assert (visit_id, reason) == (request.visit_id, "unanswered")
    assert (at - NOON).total_seconds() == 3600


async def test_visit_that_was_sent_to_a_second_silent_clinic_is_a_second_task() -> None:
    async with told() as (story, _clinic):
        first = request_of(story.clock)
        story.book.write(first)
        await story.live(61)
        second = replace(request_of(story.clock), visit_id=first.visit_id)
        story.book.write(second)
        await story.live(61)
        assert [task[1] for task in story.line.tasks.opened] == [first.visit_id] * 2
        assert len(set(story.line.tasks.keys)) == 2


async def test_request_that_a_person_sends_again_is_chased_from_that_moment() -> None:
    async with told() as (story, clinic):
        clinic.mood = Mood.REJECTING
        request = request_of(story.clock)
        story.book.write(request)
        await story.live(120)
        assert [task[2] for task in story.line.tasks.opened] == ["dead: status 422"]
        clinic.mood = Mood.SILENT
        await story.book.replay([request.dispatch_id], story.clock.now())
        await story.live(14)
        assert clinic.ledger.requests == 2
        await story.live(3)
        assert clinic.ledger.requests == 3
        assert len(story.line.tasks.opened) == 1
        await story.live(45)
    assert [task[2] for task in story.line.tasks.opened] == ["dead: status 422", "unanswered"]


class RefusingTasks(Tasks):
    """Tasks that refuse those of one dispatch."""

    def __init__(self, refused: DispatchId) -> None:
        super().__init__()
        self._refused = refused

    async def open_human_task(
        self, dispatch: Dispatch, key: str, reason: str, now: datetime
    ) -> None:
        if dispatch.dispatch_id == self._refused:
            raise Line122Error("refused")
        await super().open_human_task(dispatch, key, reason, now)


async def test_dispatch_whose_task_is_refused_does_not_hide_the_next_one() -> None:
    async with told() as (story, clinic):
        clinic.mood = Mood.REJECTING
        first, second = request_of(story.clock), request_of(story.clock)
        story.line = Helpline(
            story.book,
            story.line.desk.policy,
            story.clock,
            RefusingTasks(first.dispatch_id),
        )
        for request in (first, second):
            story.book.write(request)
        await story.live(1)
        assert [task[1] for task in story.line.tasks.opened] == [second.visit_id]


class DyingBook(MemoryDispatchBook):
    """A book whose process dies once, before it has written what came of a try."""

    has_died = False

    async def settle(self, record: DispatchRecord, progress: Progress) -> None:
        """Write it, unless this is the moment to die."""
        if not self.has_died:
            self.has_died = True
            raise ConnectionResetError
        await super().settle(record, progress)


async def test_visit_hears_that_it_was_taken_whenever_the_engine_dies() -> None:
    async with told() as (story, clinic):
        story.book = DyingBook(story.jobs.append)
        story.line = Helpline(story.book, story.line.desk.policy, story.clock)
        request = request_of(story.clock)
        story.book.write(request)
        with pytest.raises(ConnectionResetError):
            await story.carry()
        assert list(story.line.visits.taken) == [request.visit_id]
        await story.live(1)
        assert story.progress(request).state is DispatchState.SENT
        assert (clinic.ledger.requests, len(clinic.ledger.kept)) == (2, 1)


async def test_try_that_ends_after_the_chase_went_elsewhere_says_nothing_of_there() -> None:
    async with told() as (story, _clinic):
        request = request_of(story.clock)
        story.book.write(request)
        now = story.clock.now()
        claimed = await story.book.claim(request.dispatch_id, now, now + timedelta(minutes=1))
        assert claimed is not None
        elsewhere = replace(claimed.progress, address=1, chases=1, attempts=0, next_at=now)
        assert await story.book.chase(claimed, elsewhere)
        late = replace(claimed.progress, state=DispatchState.SENT, sent_at=now)
        await story.book.settle(claimed, late)
        assert story.progress(request).address == 1
        assert story.progress(request).state is DispatchState.WAITING


async def test_withdrawn_visit_is_chased_no_more() -> None:
    async with told() as (story, _clinic):
        request = request_of(story.clock)
        story.book.write(request)
        await story.live(1)
        other = replace(
            request_of(story.clock),
            visit_id=request.visit_id,
            about=DispatchAbout.VISIT_CANCELLED,
        )
        story.book.write(other)
        await story.live(90)
        assert story.line.tasks.opened == []


async def test_target_that_never_reports_answers_by_its_reply() -> None:
    async with told() as (story, _clinic):
        region = replace(story.line.desk.policy.targets["region"], reports_back=False)
        story.line.desk.policy = replace(story.line.desk.policy, targets={"region": region})
        request = request_of(story.clock)
        story.book.write(request)
        await story.live(61)
        assert story.progress(request).state is DispatchState.ACKNOWLEDGED
        assert story.line.tasks.opened == []
        assert [(told.visit_id, told.status) for told in story.line.visits.reported] == [
            (request.visit_id, ReportedStatus.ACCEPTED)
        ]


@pytest.mark.parametrize("body", [b"", b"{}", b"<a", b"[1]", b'{"identifier": 1}', b"\xff"])
def test_clinic_finds_no_visit_in_what_is_none(body: bytes) -> None:
    assert told_in(body) is None
