"""Changes of visits as `delivery/service.py` carries them, and `line122/clinic/reading.py`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from base.ids import new_dispatch_id
from delivery.policy import BodyKind
from line122.clinic.reading import Told
from line122.clinic.server import Mood
from tests.delivery.story import told
from tests.support.clinic import NOON, HandClock, request_of
from tickets.dispatch import Dispatch, DispatchAbout, DispatchState
from tickets.report import ReportAnswer, ReportedStatus, StatusReport


def word_on(request: Dispatch, about: DispatchAbout, clock: HandClock, revision: int) -> Dispatch:
    """Return a further word on a visit, written now."""
    return replace(
        request,
        dispatch_id=new_dispatch_id(),
        about=about,
        facts={**request.facts, "revision": revision},
        written_at=clock.now(),
    )


async def test_withdrawal_never_overtakes_the_request_that_it_withdraws() -> None:
    async with told() as (story, clinic):
        clinic.mood = Mood.FAILING
        request = request_of(story.clock)
        story.book.write(request)
        story.clock.pass_s(1)
        story.book.write(word_on(request, DispatchAbout.VISIT_CANCELLED, story.clock, 4))
        await story.carry()
        assert clinic.ledger.requests == 1
        clinic.mood = Mood.WILLING
        await story.live(1)
        assert [kept.about for kept in clinic.ledger.kept.values()] == [
            "visit_requested",
            "visit_cancelled",
        ]


async def test_change_takes_the_place_of_a_request_that_never_arrived() -> None:
    async with told() as (story, clinic):
        clinic.mood = Mood.FAILING
        request = request_of(story.clock)
        story.book.write(request)
        await story.live(1)
        changed = word_on(request, DispatchAbout.VISIT_REQUESTED, story.clock, 4)
        story.book.write(changed)
        clinic.mood = Mood.WILLING
        await story.live(6)
        assert list(clinic.ledger.kept) == [str(changed.dispatch_id)]
        assert story.progress(request).state is DispatchState.SUPERSEDED
        await story.live(120)
    # Nobody answered: the patience is counted from the first request, and there is one task.
    assert [at - NOON for *_, at in story.line.tasks.opened] == [timedelta(hours=1)]


async def test_change_that_nobody_answers_for_comes_to_a_person() -> None:
    async with told() as (story, clinic):
        request = request_of(story.clock)
        story.book.write(request)
        await story.live(1)
        assert request.visit_id is not None
        accepted = StatusReport(
            target="region",
            event_id="1",
            visit_id=request.visit_id,
            status=ReportedStatus.ACCEPTED,
            reason=None,
            at=story.clock.now(),
            revision=3,
        )
        await story.book.keep(accepted, ReportAnswer.ACCEPTED, ["gp-1"], story.clock.now())
        await story.live(60)
        written_at = story.clock.now()
        change = word_on(request, DispatchAbout.VISIT_CHANGED, story.clock, 5)
        story.book.write(change)
        await story.live(61)
    assert [kept.about for kept in clinic.ledger.kept.values()] == [
        "visit_requested",
        "visit_changed",
    ]
    # Once at first, and once more when it was silent.
    assert clinic.ledger.requests == 3
    assert [at - written_at for *_, at in story.line.tasks.opened] == [timedelta(hours=1)]


@pytest.mark.parametrize("kind", list(BodyKind))
async def test_clinic_tells_a_newer_word_on_a_visit_from_an_older_one(kind: BodyKind) -> None:
    async with told(kind=kind) as (story, clinic):
        request = request_of(story.clock)
        assert request.visit_id is not None
        story.book.write(word_on(request, DispatchAbout.VISIT_CHANGED, story.clock, 5))
        await story.carry()
        story.book.write(replace(request, target="region"))
        await story.carry()
        newest = clinic.ledger.visits[request.visit_id]
    assert len(clinic.ledger.kept) == 2
    assert newest.told == Told(request.visit_id, 5)
