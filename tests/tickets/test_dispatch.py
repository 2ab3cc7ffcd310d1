from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from base.ids import new_dispatch_id, new_ticket_id, new_visit_id
from tickets.dispatch import (
    SETTLED,
    Dispatch,
    DispatchAbout,
    DispatchRecord,
    DispatchState,
    first_progress,
    is_answered_by,
    takes_place_of,
)
from tickets.report import ReportedStatus, StatusReport

_NOW = datetime(2026, 1, 9, 8, 30, tzinfo=UTC)
_VISIT = new_visit_id()
_REQUEST = Dispatch(
    dispatch_id=new_dispatch_id(),
    ticket_id=new_ticket_id(),
    visit_id=None,
    target="clinic-1",
    about=DispatchAbout.VISIT_REQUESTED,
    facts={"address": "Lenina 1"},
    written_at=_NOW,
)


def test_dispatch_that_was_just_written_is_due_at_once() -> None:
    progress = first_progress(_REQUEST)
    assert (progress.state, progress.next_at) == (DispatchState.WAITING, _NOW)


def test_dispatch_that_may_not_go_yet_is_due_when_it_may() -> None:
    opens = _NOW + timedelta(hours=2)
    assert first_progress(replace(_REQUEST, not_before=opens)).next_at == opens


def test_only_requests_and_changes_of_visits_wait_for_people_to_answer() -> None:
    answered_for = {about for about in DispatchAbout if about.needs_acknowledgement}
    assert answered_for == {DispatchAbout.VISIT_REQUESTED, DispatchAbout.VISIT_CHANGED}


def told(about: DispatchAbout, minutes: int = 0, **progress: object) -> DispatchRecord:
    """Return a word on the visit that was written so many minutes after noon."""
    dispatch = replace(
        _REQUEST,
        dispatch_id=new_dispatch_id(),
        visit_id=_VISIT,
        about=about,
        facts={"revision": 2 + minutes},
        written_at=_NOW + timedelta(minutes=minutes),
    )
    return DispatchRecord(dispatch, replace(first_progress(dispatch), **progress))  # type: ignore[arg-type] # Each field is given by its own name.


def reported(
    minutes: int,
    *,
    revision: int | None = None,
    status: ReportedStatus = ReportedStatus.ACCEPTED,
) -> StatusReport:
    """Return what the clinic reports so many minutes after noon."""
    return StatusReport(
        target="region",
        event_id="1",
        visit_id=_VISIT,
        status=status,
        reason="далеко",
        at=_NOW + timedelta(minutes=minutes),
        revision=revision,
    )


def test_newer_word_takes_the_place_of_what_nobody_has_answered_for() -> None:
    newer = told(DispatchAbout.VISIT_CHANGED, 9).dispatch
    for state in DispatchState:
        older = told(DispatchAbout.VISIT_REQUESTED, state=state)
        assert takes_place_of(newer, older) == (state not in SETTLED), state


def test_words_on_other_visits_to_other_clinics_and_cancellations_stay_in_their_places() -> None:
    older = told(DispatchAbout.VISIT_REQUESTED)
    newer = told(DispatchAbout.VISIT_CHANGED, 9).dispatch
    assert not takes_place_of(replace(newer, visit_id=new_visit_id()), older)
    assert not takes_place_of(replace(newer, target="clinic-2"), older)
    assert not takes_place_of(replace(newer, about=DispatchAbout.VISIT_CANCELLED), older)
    assert not takes_place_of(newer, told(DispatchAbout.VISIT_CANCELLED))
    assert not takes_place_of(older.dispatch, DispatchRecord(newer, first_progress(newer)))


def test_patience_with_people_is_not_renewed_by_a_newer_word() -> None:
    request = told(DispatchAbout.VISIT_REQUESTED, state=DispatchState.SENT, sent_at=_NOW)
    change = told(DispatchAbout.VISIT_CHANGED, 20).dispatch
    assert DispatchRecord(change, first_progress(change, [request])).chased_from == _NOW
    with_a_person = replace(request, progress=replace(request.progress, task_at=_NOW))
    anew = DispatchRecord(change, first_progress(change, [with_a_person]))
    assert anew.chased_from == change.written_at


def test_report_that_names_a_revision_answers_for_it_and_for_all_before_it() -> None:
    request = told(DispatchAbout.VISIT_REQUESTED, attempts=1)
    change = told(DispatchAbout.VISIT_CHANGED, 9, attempts=1)
    assert is_answered_by(request, reported(10, revision=2))
    assert not is_answered_by(change, reported(10, revision=2))
    assert is_answered_by(change, reported(10, revision=11))


def test_report_without_a_revision_answers_only_for_changes_that_were_there_before_it() -> None:
    change = told(DispatchAbout.VISIT_CHANGED, 9)
    taken = replace(
        change, progress=replace(change.progress, attempts=1, sent_at=_NOW + timedelta(minutes=9))
    )
    assert not is_answered_by(change, reported(20))
    assert not is_answered_by(taken, reported(8))
    assert is_answered_by(taken, reported(9))


def test_request_that_never_left_the_house_is_answered_by_nobody() -> None:
    request = told(DispatchAbout.VISIT_REQUESTED)
    assert not is_answered_by(request, reported(1))
    assert is_answered_by(told(DispatchAbout.VISIT_REQUESTED, attempts=1), reported(1))
    assert is_answered_by(told(DispatchAbout.VISIT_REQUESTED, chases=1), reported(1))


@pytest.mark.parametrize("status", [ReportedStatus.VISITED, ReportedStatus.REFUSED])
def test_clinic_that_has_come_or_refused_owes_no_further_answer(status: ReportedStatus) -> None:
    assert is_answered_by(told(DispatchAbout.VISIT_CHANGED, 9), reported(1, status=status))
