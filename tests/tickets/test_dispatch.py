from dataclasses import replace
from datetime import UTC, datetime, timedelta

from base.ids import new_dispatch_id, new_ticket_id
from tickets.dispatch import Dispatch, DispatchAbout, DispatchState, first_progress

_NOW = datetime(2026, 1, 9, 8, 30, tzinfo=UTC)
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


def test_only_the_request_of_a_visit_waits_for_people_to_answer() -> None:
    answered_for = {about for about in DispatchAbout if about.needs_acknowledgement}
    assert answered_for == {DispatchAbout.VISIT_REQUESTED}
