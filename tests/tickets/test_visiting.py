"""A visit that is told otherwise: `tickets/visiting.py`, by values of `tickets/changes.py`.

Whom `tickets/telling.py` tells of it.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from base.ids import ClinicCode
from base.phone import PhoneNumber
from tests.tickets.cases import CLINIC, NOON, POLICY, a_file, a_visit, a_visit_request
from tests.tickets.test_visit import moved
from tickets.address import Address
from tickets.capacity import Shift
from tickets.change import change
from tickets.changes import Cancel, ChangeVisit, Clearable, ReportVisit
from tickets.contact import Conclusion, State
from tickets.dispatch import DispatchAbout
from tickets.ticket import Ending, Priority
from tickets.ticket_file import NotAllowed, TicketFile, Unchanged
from tickets.visit import Booking, VisitReport, VisitState, Window

OTHER_HOUSE = Address(text="ул. Ленина, 7", street="ул. Ленина", house="7")


def requested() -> TicketFile:
    """Return a ticket with a visit that was requested of a clinic."""
    return moved(a_file(), a_visit_request())[0]


def reported(file: TicketFile, state: VisitState, reason: str = "") -> TicketFile:
    """Return the ticket once its clinic has reported."""
    told = VisitReport(state=state, at=NOON, reason=reason)
    return moved(file, ReportVisit(file.visits[0].visit_id, told))[0]


def otherwise(file: TicketFile, **parts: object) -> ChangeVisit:
    """Return the change of the ticket's first visit."""
    return ChangeVisit(visit_id=file.visits[0].visit_id, why="ошиблись домом", **parts)  # type: ignore[arg-type] # Each part is given by its own name.


def refused(file: TicketFile, what: ChangeVisit) -> str:
    """Return why a visit may not be changed so."""
    answer = change(file, what, NOON, POLICY)
    assert isinstance(answer, NotAllowed), answer
    return answer.reason


def test_what_is_not_named_in_a_change_stays_as_it_was_told() -> None:
    before = requested()
    file, _ = moved(before, otherwise(before, address=OTHER_HOUSE))
    assert file.visits == (replace(before.visits[0], address=OTHER_HOUSE),)
    assert file.card.revision == before.card.revision + 1


def test_clinic_that_has_the_visit_hears_of_the_change_and_what_it_is() -> None:
    before = reported(requested(), VisitState.DOCTOR_ASSIGNED)
    window = Window(since=NOON, until=NOON + timedelta(hours=3))
    what = otherwise(before, address=OTHER_HOUSE, window=window, phone=PhoneNumber("+79161112233"))
    file, (dispatch,) = moved(before, what)
    assert (dispatch.about, dispatch.target) == (DispatchAbout.VISIT_CHANGED, CLINIC)
    assert dispatch.facts["changed"] == ["address", "phone", "window"]
    assert dispatch.facts["revision"] == file.card.revision
    assert file.visits[0].state is VisitState.DOCTOR_ASSIGNED


def test_change_before_any_system_has_the_visit_is_a_request_with_the_new_content() -> None:
    before = requested()
    _, (dispatch,) = moved(before, otherwise(before, complaint="сыпь"))
    assert dispatch.about is DispatchAbout.VISIT_REQUESTED
    assert dispatch.facts["what_happened"] == "сыпь"


def test_visit_that_no_clinic_has_yet_is_changed_and_nobody_is_told() -> None:
    before, _ = moved(a_file(), a_visit_request(replace(a_visit(), clinic=None)))
    file, told = moved(before, otherwise(before, address=OTHER_HOUSE))
    assert (file.visits[0].address, told) == (OTHER_HOUSE, ())


def test_spoken_address_that_an_operator_writes_down_brings_a_clinic_with_it() -> None:
    spoken = replace(a_visit(text="см. запись 1.where.1"), clinic=None)
    before, _ = moved(a_file(), a_visit_request(spoken))
    booking = Booking(clinic=CLINIC, day=date(2026, 11, 23), shift=Shift.DUTY)
    file, (dispatch,) = moved(before, otherwise(before, address=OTHER_HOUSE, booking=booking))
    assert (file.visits[0].clinic, file.visits[0].shift) == (CLINIC, Shift.DUTY)
    assert dispatch.about is DispatchAbout.VISIT_REQUESTED


def test_change_that_belongs_to_another_clinic_is_called_off_at_the_first() -> None:
    before = reported(requested(), VisitState.ACCEPTED)
    booking = Booking(clinic=ClinicCode("gp-9"))
    file, told = moved(before, otherwise(before, address=OTHER_HOUSE, booking=booking))
    assert [(each.about, each.target) for each in told] == [
        (DispatchAbout.VISIT_CANCELLED, CLINIC),
        (DispatchAbout.VISIT_REQUESTED, "gp-9"),
    ]
    assert (file.visits[0].state, file.visits[0].acknowledged_at) == (VisitState.REQUESTED, None)


def test_another_day_at_the_same_clinic_is_a_change_and_no_new_request() -> None:
    before = reported(requested(), VisitState.ACCEPTED)
    booking = Booking(clinic=CLINIC, day=date(2026, 11, 24), shift=Shift.DISTRICT)
    file, (dispatch,) = moved(before, otherwise(before, booking=booking))
    assert dispatch.facts["changed"] == ["day"]
    assert file.visits[0].state is VisitState.ACCEPTED


def test_phone_and_window_can_be_taken_back() -> None:
    before = requested()
    file, _ = moved(before, otherwise(before, cleared=(Clearable.PHONE, Clearable.WINDOW)))
    assert (file.visits[0].phone, file.visits[0].window) == (None, None)


def test_danger_sign_that_is_told_later_makes_the_ticket_urgent() -> None:
    before = requested()
    file, _ = moved(before, otherwise(before, danger_signs=("dyspnea",)))
    assert file.card.priority is Priority.URGENT


def test_visit_that_has_ended_is_changed_no_more_and_says_what_to_do() -> None:
    visited = reported(requested(), VisitState.VISITED)
    assert refused(visited, otherwise(visited, address=OTHER_HOUSE)) == (
        "the visit is visited, and nobody hears of it any more; request another one"
    )
    cancelled, _ = moved(requested(), Cancel("лучше"))
    assert "cancelled" in refused(cancelled, otherwise(cancelled, complaint="сыпь"))


def test_visit_that_a_clinic_refused_is_changed_together_with_who_shall_come() -> None:
    before = reported(requested(), VisitState.REFUSED, "нет такого дома")
    assert "choose a clinic" in refused(before, otherwise(before, address=OTHER_HOUSE))
    booking = Booking(clinic=CLINIC)
    file, (dispatch,) = moved(before, otherwise(before, address=OTHER_HOUSE, booking=booking))
    assert (file.visits[0].state, file.visits[0].reason) == (VisitState.REQUESTED, "")
    assert dispatch.about is DispatchAbout.VISIT_REQUESTED


def test_visit_of_a_ticket_that_has_ended_waits_for_the_ticket_to_be_opened_again() -> None:
    before = reported(requested(), VisitState.REFUSED, "далеко")
    ending = Ending(conclusion=Conclusion.RESOLVED, at=NOON)
    ended = replace(before, card=replace(before.card, state=State.RESOLVED, ending=ending))
    what = otherwise(ended, booking=Booking(clinic=CLINIC))
    assert "open it again first" in refused(ended, what)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"address": Address(text=" ")}, "a doctor needs an address"),
        ({"complaint": " "}, "say what happened"),
    ],
)
def test_change_never_empties_what_a_doctor_needs(parts: dict[str, object], why: str) -> None:
    file = requested()
    assert refused(file, otherwise(file, **parts)) == why


def test_change_says_why_and_says_something_new() -> None:
    file = requested()
    visit_id = file.visits[0].visit_id
    assert "why" in refused(file, ChangeVisit(visit_id=visit_id, why=" ", complaint="сыпь"))
    same = change(file, otherwise(file, address=file.visits[0].address), NOON, POLICY)
    assert isinstance(same, Unchanged)
    stranger = change(a_file(), otherwise(file, complaint="сыпь"), NOON, POLICY)
    assert isinstance(stranger, NotAllowed)


def test_report_that_only_moves_a_visit_tells_the_clinic_nothing() -> None:
    before = reported(requested(), VisitState.DELIVERED)
    assigned = VisitReport(state=VisitState.DOCTOR_ASSIGNED, at=NOON, doctor="Орлова")
    file, told = moved(before, ReportVisit(before.visits[0].visit_id, assigned))
    assert (file.visits[0].doctor, told) == ("Орлова", ())
