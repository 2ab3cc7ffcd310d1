from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from base.ids import DispatchId, TicketId, VisitId
from tickets.chase import (
    ChasePolicy,
    ChaseStep,
    HumanTask,
    Nothing,
    OtherChannel,
    SendAgain,
    next_chase,
)
from tickets.dispatch import Dispatch, DispatchAbout, DispatchRecord, DispatchState, Progress

_NOW = datetime(2026, 1, 9, 8, 30, tzinfo=UTC)
_LATER = _NOW + timedelta(minutes=40)
_POLICY = ChasePolicy(again_after_s=900, other_channel_after_s=1800, person_after_s=3600)
_REQUEST = Dispatch(
    dispatch_id=DispatchId(UUID(int=1)),
    ticket_id=TicketId(UUID(int=2)),
    visit_id=VisitId(UUID(int=3)),
    target="gp-1",
    about=DispatchAbout.VISIT_REQUESTED,
    facts={},
    written_at=_NOW,
)
_SENT = Progress(state=DispatchState.SENT, attempts=1, next_at=_NOW, sent_at=_NOW)
_STUCK = Progress(attempts=9, next_at=_NOW, error="status 503")


def _step(
    progress: Progress, minutes: float, *, addresses: int = 2, request: Dispatch = _REQUEST
) -> ChaseStep:
    now = _NOW + timedelta(minutes=minutes)
    return next_chase(DispatchRecord(request, progress), addresses, now, _POLICY)


def test_silent_clinic_hears_again_then_elsewhere_then_from_a_person() -> None:
    again = replace(_SENT, chases=1, chased_at=_NOW)
    elsewhere = replace(again, chases=2, address=1)
    assert _step(_SENT, 14.9) == Nothing("not_yet")
    assert _step(_SENT, 15) == SendAgain("unanswered")
    assert _step(again, 29) == Nothing("not_yet")
    assert _step(again, 30) == OtherChannel(1, "unanswered")
    assert _step(elsewhere, 59.9) == Nothing("not_yet")
    assert _step(elsewhere, 60) == HumanTask("unanswered")
    assert _step(replace(elsewhere, task_at=_NOW), 600) == Nothing("a_person_has_it")


def test_clinic_that_is_down_is_tried_elsewhere_and_not_merely_again() -> None:
    assert _step(_STUCK, 15) == Nothing("not_yet")
    assert _step(_STUCK, 30) == OtherChannel(1, "undelivered")
    assert _step(_STUCK, 60) == HumanTask("undelivered")


def test_clinic_with_one_address_comes_to_a_person_at_the_same_time() -> None:
    assert _step(_SENT, 45, addresses=1) == Nothing("not_yet")
    assert _step(_SENT, 60, addresses=1) == HumanTask("unanswered")


def test_answered_request_is_chased_no_more() -> None:
    answered = replace(_SENT, state=DispatchState.ACKNOWLEDGED, acknowledged_at=_NOW)
    assert _step(answered, 600) == Nothing("nothing_is_awaited")


def test_dead_dispatch_of_any_kind_is_a_task_at_once() -> None:
    dead = replace(_STUCK, state=DispatchState.DEAD, error="status 422")
    change = replace(_REQUEST, about=DispatchAbout.VISIT_CHANGED)
    assert _step(dead, 0) == HumanTask("dead: status 422")
    assert _step(dead, 0, request=change) == HumanTask("dead: status 422")


def test_word_that_needs_no_answer_is_not_chased() -> None:
    withdrawal = replace(_REQUEST, about=DispatchAbout.VISIT_CANCELLED)
    assert _step(_SENT, 600, request=withdrawal) == Nothing("nothing_is_awaited")


def test_change_that_nobody_answers_for_is_chased_as_a_request_is() -> None:
    change = replace(_REQUEST, about=DispatchAbout.VISIT_CHANGED)
    assert _step(_SENT, 15, request=change) == SendAgain("unanswered")
    assert _step(_SENT, 60, request=change) == HumanTask("unanswered")


def test_change_of_a_request_that_nobody_answered_is_chased_from_the_request_on() -> None:
    change = replace(_REQUEST, about=DispatchAbout.VISIT_CHANGED, written_at=_LATER)
    sent = replace(_SENT, sent_at=_LATER, awaited_since=_NOW)
    assert _step(sent, 60, request=change) == HumanTask("unanswered")
    assert _step(replace(sent, awaited_since=None), 60, request=change) == SendAgain("unanswered")


def test_word_whose_place_a_newer_one_took_is_chased_no_more() -> None:
    superseded = replace(_SENT, state=DispatchState.SUPERSEDED)
    assert _step(superseded, 600) == Nothing("nothing_is_awaited")


def test_night_request_is_chased_from_when_it_could_be_sent() -> None:
    tomorrow = replace(_REQUEST, not_before=_NOW + timedelta(hours=9))
    assert _step(_SENT, 60, request=tomorrow) == Nothing("not_yet")
    assert _step(_SENT, 10 * 60, request=tomorrow) == HumanTask("unanswered")
