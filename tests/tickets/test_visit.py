"""A visit and what clinics report of it: `tickets/visit.py`; `tickets/telling.py` tells others."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.ids import ClinicCode, new_dispatch_id
from base.phone import PhoneNumber
from tests.support.swift import SWIFT
from tests.tickets.cases import CLINIC, NOON, POLICY, ZONE, a_file, a_visit, a_visit_request
from tickets.category import Kind
from tickets.change import change
from tickets.changes import Cancel, Change, ReportVisit, SendVisitTo
from tickets.dispatch import Dispatch, DispatchAbout
from tickets.telling import Telling, dispatches_of
from tickets.ticket_file import Changed, TicketFile
from tickets.visit import Moved, Unfit, Unmoved, VisitReport, VisitState, cancel, report

LATER = NOON + timedelta(hours=1)
TELLING = Telling(
    now=NOON,
    zone=ZONE,
    new_id=new_dispatch_id,
    phone=PhoneNumber("+79101234567"),
    clinic_name=lambda _: "Поликлиника № 3",
    targets={Kind.APPOINTMENT: "region"},
)


def told(state: VisitState, reason: str = "") -> VisitReport:
    """Return a report."""
    return VisitReport(state=state, at=LATER, reason=reason)


def moved(file: TicketFile, what: Change) -> tuple[TicketFile, tuple[Dispatch, ...]]:
    """Return a ticket after a change, and what others are told of it."""
    answer = change(file, what, NOON, POLICY)
    assert isinstance(answer, Changed), answer
    return answer.file, dispatches_of(file, answer.file, TELLING)


def test_visit_is_not_acknowledged_by_being_delivered() -> None:
    delivered = report(a_visit(), told(VisitState.DELIVERED), LATER)
    assert isinstance(delivered, Moved)
    assert not delivered.visit.is_acknowledged
    assert delivered.visit.acknowledged_at is None
    accepted = report(delivered.visit, told(VisitState.ACCEPTED), LATER)
    assert isinstance(accepted, Moved)
    assert accepted.visit.acknowledged_at == LATER


def test_refusal_without_a_reason_is_none() -> None:
    assert isinstance(report(a_visit(), told(VisitState.REFUSED), LATER), Unfit)


def test_clinic_may_take_its_refusal_back() -> None:
    refused = report(a_visit(), told(VisitState.REFUSED, "далеко"), NOON)
    assert isinstance(refused, Moved)
    same_moment = report(refused.visit, told(VisitState.ACCEPTED), LATER)
    assert isinstance(same_moment, Unmoved)
    after_all = VisitReport(state=VisitState.ACCEPTED, at=LATER + timedelta(minutes=1))
    back = report(refused.visit, after_all, LATER)
    assert isinstance(back, Moved)
    assert (back.visit.state, back.visit.reason) == (VisitState.ACCEPTED, "")


def test_doctor_who_came_though_called_off_has_come() -> None:
    called_off = cancel(a_visit(), "лучше", NOON)
    assert isinstance(called_off, Moved)
    assert isinstance(report(called_off.visit, told(VisitState.ACCEPTED), LATER), Unmoved)
    came = report(called_off.visit, told(VisitState.VISITED), LATER)
    assert isinstance(came, Moved)
    assert came.visit.state is VisitState.VISITED


@pytest.mark.parametrize("state", [VisitState.REQUESTED, VisitState.CANCELLED])
def test_clinic_neither_requests_nor_cancels(state: VisitState) -> None:
    assert isinstance(report(a_visit(), told(state, "почему"), LATER), Unfit)


@SWIFT
@given(st.lists(st.sampled_from(VisitState), max_size=12))
def test_reports_in_any_order_do_no_harm_and_told_twice_change_nothing(
    states: list[VisitState],
) -> None:
    visit = a_visit()
    for state in states:
        answer = report(visit, told(state, "почему"), LATER)
        if isinstance(answer, Moved):
            visit = answer.visit
            again = report(visit, told(state, "почему"), LATER)
            assert not isinstance(again, Moved)
    if VisitState.VISITED in states:
        assert visit.state is VisitState.VISITED


def test_clinic_is_told_of_a_request_with_everything_that_a_template_may_say() -> None:
    _, dispatches = moved(a_file(), a_visit_request())
    (dispatch,) = dispatches
    assert (dispatch.about, dispatch.target) == (DispatchAbout.VISIT_REQUESTED, CLINIC)
    assert dispatch.facts["what_happened"] == "температура 39, кашель"
    assert dispatch.facts["clinic"] == {"code": CLINIC, "name": "Поликлиника № 3"}
    assert dispatch.facts["phone"] == "+79161234567"


def test_clinic_is_told_of_a_cancellation_and_not_of_what_it_said_itself() -> None:
    file, _ = moved(a_file(), a_visit_request())
    visit_id = file.visits[0].visit_id
    file, dispatches = moved(file, ReportVisit(visit_id, told(VisitState.ACCEPTED)))
    assert dispatches == ()
    _, dispatches = moved(file, Cancel("лучше"))
    assert [each.about for each in dispatches] == [DispatchAbout.VISIT_CANCELLED]


def test_visit_that_moves_is_called_off_at_one_clinic_and_requested_of_the_other() -> None:
    file, _ = moved(a_file(), a_visit_request())
    _, dispatches = moved(file, SendVisitTo(file.visits[0].visit_id, ClinicCode("gp-9")))
    assert [(each.about, each.target) for each in dispatches] == [
        (DispatchAbout.VISIT_CANCELLED, CLINIC),
        (DispatchAbout.VISIT_REQUESTED, "gp-9"),
    ]
