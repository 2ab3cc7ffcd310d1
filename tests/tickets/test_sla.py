"""The two clocks of a ticket, and what their deadlines bring about.

`tickets/sla.py` reckons, `tickets/due.py` tells what follows, `tickets/follow_up.py` the tasks,
`tickets/policy.py` whose hours count; `tickets/category.py` is the tree.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from base.calendar import OpeningHours, OpenInterval
from tests.tickets.cases import (
    AGENT,
    NOON,
    POLICY,
    SUPPORT,
    ZONE,
    a_file,
    a_support_request,
    a_visit_request,
)
from tickets.category import CategoryCode
from tickets.change import change
from tickets.changes import AskCitizen, Change, Own, Reopen, Resolve, TakeAnswer
from tickets.due import escalation
from tickets.follow_up import FollowUp, FollowUpReason, task_text
from tickets.policy import TicketPolicy
from tickets.sla import DeadlineKind, TicketDeadline, clocks_of, deadlines_of
from tickets.ticket import Priority
from tickets.ticket_file import Changed, TicketFile

# 8:30 to 17:12 on workdays: the hours of order 4228.
OFFICE = OpeningHours(ZONE, ((OpenInterval(510, 1032),),) * 5 + ((), ()))
OFFICE_POLICY = replace(POLICY, hours={SUPPORT: OFFICE})


def after(
    file: TicketFile, at: datetime, *changes: Change, policy: TicketPolicy = OFFICE_POLICY
) -> TicketFile:
    """Return the ticket after changes at that moment."""
    for what in changes:
        answer = change(file, what, at, policy)
        assert isinstance(answer, Changed), answer
        file = answer.file
    return file


def test_clock_of_a_question_runs_in_the_hours_of_its_service() -> None:
    """On Friday at 16:42 half an hour is left; the other half hour is Monday's."""
    friday = datetime(2026, 11, 27, 13, 42, tzinfo=UTC)
    file = after(a_file(opened_at=friday), friday, a_support_request())
    clocks = clocks_of(file.card, OFFICE_POLICY)
    assert clocks.own_by == datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


def test_clock_of_a_visit_runs_in_the_hours_of_the_site() -> None:
    file = after(a_file(), NOON, a_visit_request())
    assert clocks_of(file.card, OFFICE_POLICY).own_by == NOON + timedelta(hours=1)


def test_night_in_which_we_wait_for_the_citizen_costs_them_nothing_and_us_neither() -> None:
    file = after(a_file(), NOON, a_support_request(), Own(AGENT))
    due_before = clocks_of(file.card, OFFICE_POLICY).resolve_by
    file = after(file, NOON + timedelta(hours=1), AskCitizen("?"))
    assert clocks_of(file.card, OFFICE_POLICY).resolve_by is None
    # From 13:00 until the next day at 13:00: 8 h 42 min of working time.
    file = after(file, NOON + timedelta(hours=25), TakeAnswer("!"))
    assert file.card.waited_s == 31_320
    assert due_before == datetime(2026, 11, 24, 10, 18, tzinfo=UTC)
    later = clocks_of(file.card, OFFICE_POLICY).resolve_by
    assert later == datetime(2026, 11, 25, 10, 18, tzinfo=UTC)


def test_ticket_that_is_opened_again_has_its_time_anew() -> None:
    solved = Resolve(is_answered=True, is_solved=True)
    file = after(a_file(), NOON, a_support_request(), Own(AGENT), solved, policy=POLICY)
    monday = NOON + timedelta(days=1)
    file = after(file, monday, Reopen("снова"), policy=POLICY)
    assert clocks_of(file.card, POLICY).resolve_by == monday + timedelta(hours=10)
    kinds = {deadline.kind for deadline in deadlines_of(file.card, POLICY)}
    assert kinds == {DeadlineKind.RESOLVE_SOON, DeadlineKind.RESOLVE_BREACHED}
    assert {deadline.round for deadline in deadlines_of(file.card, POLICY)} == {1}


def test_ticket_without_a_category_is_never_late() -> None:
    assert deadlines_of(a_file().card, POLICY) == ()


def test_near_deadline_presses_and_a_missed_one_is_a_person_s_task() -> None:
    file = after(a_file(), NOON, a_support_request())
    soon = TicketDeadline(DeadlineKind.OWN_SOON, 0, NOON)
    brought = escalation(file, soon, NOON, POLICY)
    assert brought is not None
    assert (brought.file.card.priority, brought.task) == (Priority.HIGH, None)
    missed = escalation(file, TicketDeadline(DeadlineKind.OWN_BREACHED, 0, NOON), NOON, POLICY)
    assert missed is not None
    assert missed.file.card.priority is Priority.URGENT
    assert missed.task == FollowUp(file.card.ticket_id, FollowUpReason.OWN_BREACHED, "0")


def test_deadline_of_an_earlier_round_means_nothing() -> None:
    file = after(a_file(), NOON, a_support_request())
    again = replace(file, card=replace(file.card, rounds=1))
    old = TicketDeadline(DeadlineKind.OWN_BREACHED, 0, NOON)
    assert escalation(again, old, NOON, POLICY) is None


def test_task_that_is_late_makes_no_task_about_itself() -> None:
    task = FollowUp(a_file().card.ticket_id, FollowUpReason.LOW_MARK)
    file = replace(a_file(), card=replace(a_file().card, follow_up=task))
    missed = escalation(file, TicketDeadline(DeadlineKind.OWN_BREACHED, 0, NOON), NOON, POLICY)
    assert missed is not None
    assert missed.task is None


def test_task_names_its_ticket() -> None:
    task = FollowUp(a_file().card.ticket_id, FollowUpReason.LOW_MARK)
    assert task_text(task, "261123-0001-5", "оценка 2") == (
        "Низкая оценка: обращение 261123-0001-5. оценка 2"
    )


def test_category_is_found_with_all_around_it() -> None:
    path = POLICY.categories.path(CategoryCode("support.teaching"))
    assert [category.code for category in path] == ["support", "support.teaching"]
    assert POLICY.categories.path(CategoryCode("nothing")) == ()
