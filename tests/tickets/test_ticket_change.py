"""What a change makes of a ticket: `tickets/change.py` decides, `tickets/ticket.py` has the table.

With them `tickets/refusal.py`, `tickets/visiting.py`, `tickets/ticket_file.py`, and
`tickets/contact.py` for what the end of a call says.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.ids import CallId, new_agent_id, new_call_id
from tests.support.swift import SWIFT
from tests.tickets.cases import (
    AGENT,
    CLINIC,
    NOON,
    POLICY,
    VISIT,
    a_file,
    a_support_request,
    a_visit,
    a_visit_request,
)
from tickets.category import CategoryCode, Kind
from tickets.change import change
from tickets.changes import (
    AddVisits,
    AskCitizen,
    Begin,
    Cancel,
    CancelVisit,
    Change,
    Close,
    Escalate,
    File,
    GiveBack,
    LinkTo,
    Note,
    Own,
    Refuse,
    Reopen,
    ReportVisit,
    Resolve,
    SendVisitTo,
    SetPriority,
    TakeAnswer,
    TellNotSolvable,
)
from tickets.contact import STATE_AFTER, Conclusion, State
from tickets.follow_up import FollowUp, FollowUpReason
from tickets.refusal import Refusal, RefusalReason, RequiredFact, lacking
from tickets.sla import DeadlineKind
from tickets.ticket import ENDED, REACHABLE, Priority
from tickets.ticket_file import Changed, NotAllowed, TicketFile, Unchanged
from tickets.visit import VisitReport, VisitState

SOLVED = Resolve(is_answered=True, is_solved=True)


def after(file: TicketFile, *changes: Change) -> TicketFile:
    """Return the ticket after changes that are all allowed."""
    for what in changes:
        answer = change(file, what, NOON, POLICY)
        assert isinstance(answer, Changed), answer
        file = answer.file
    return file


def test_every_end_of_the_table_can_be_opened_again_and_no_end_runs_on() -> None:
    assert set(REACHABLE) == set(State)
    for state in ENDED:
        assert REACHABLE[state] - {State.CLOSED} == {State.NEW, State.OWNED}


def test_every_conclusion_leads_into_an_end() -> None:
    assert set(STATE_AFTER) == set(Conclusion)
    assert set(STATE_AFTER.values()) <= ENDED


def test_nobody_works_on_what_nobody_owns() -> None:
    asked = after(a_file(), a_support_request())
    assert isinstance(change(asked, Begin(), NOON, POLICY), NotAllowed)
    assert isinstance(change(asked, AskCitizen("?"), NOON, POLICY), NotAllowed)
    assert after(asked, Own(AGENT), Begin()).card.state is State.IN_PROGRESS


def test_ticket_that_is_given_back_is_anybody_s_and_was_owned_once() -> None:
    given_back = after(a_file(), a_support_request(), Own(AGENT), GiveBack()).card
    assert (given_back.state, given_back.owner) == (State.NEW, None)
    assert given_back.owned_at == NOON


def test_doctor_who_is_expected_keeps_a_ticket_open() -> None:
    file = after(a_file(), a_visit_request(), Own(AGENT))
    assert isinstance(change(file, SOLVED, NOON, POLICY), NotAllowed)
    (visit,) = file.visits
    called_off = after(file, CancelVisit(visit.visit_id, "лучше"))
    assert called_off.card.state is State.CANCELLED


def test_ticket_of_two_patients_ends_with_the_second_visit() -> None:
    file = after(a_file(), a_visit_request(a_visit(), a_visit("Иванов Коля")))
    first, second = file.visits
    visited = VisitReport(state=VisitState.VISITED, at=NOON)
    file = after(file, ReportVisit(first.visit_id, visited))
    assert file.card.state is State.NEW
    file = after(file, ReportVisit(second.visit_id, visited))
    assert file.card.state is State.RESOLVED
    assert file.card.ending is not None
    assert file.card.ending.is_solved


def test_other_clinic_begins_a_visit_anew() -> None:
    file = after(a_file(), a_visit_request())
    (visit,) = file.visits
    refused = VisitReport(state=VisitState.REFUSED, at=NOON, reason="не наш район")
    moved = after(
        file, ReportVisit(visit.visit_id, refused), SendVisitTo(visit.visit_id, CLINIC)
    ).visits[0]
    assert (moved.state, moved.acknowledged_at, moved.reason) == (VisitState.REQUESTED, None, "")


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(reason=RefusalReason.FACTS_NOT_GIVEN, missing=(RequiredFact.SUPPORT_CODE,)),
        Refusal(reason=RefusalReason.TOO_LITTLE_TOLD, at=NOON, told="снимок экрана"),
        Refusal(reason=RefusalReason.NOT_REPRODUCED, at=NOON, told="печать формы"),
        Refusal(reason=RefusalReason.NO_REMOTE_ACCESS, at=NOON),
        Refusal(reason=RefusalReason.DISRESPECT, call_id=CallId(new_call_id())),
        Refusal(reason=RefusalReason.OUT_OF_COMPETENCE, told="юрист учреждения"),
    ],
    ids=lambda refusal: refusal.reason,
)
def test_refusal_needs_the_evidence_of_its_reason(refusal: Refusal) -> None:
    """The six reasons of order 4228 of VOMIAC."""
    asked = after(a_file(), a_support_request())
    assert after(asked, Refuse(refusal)).card.state is State.REFUSED
    unproved = Refusal(reason=refusal.reason)
    assert lacking(unproved, NOON) is not None
    assert isinstance(change(asked, Refuse(unproved), NOON, POLICY), NotAllowed)


def test_agreed_time_that_has_not_come_proves_nothing() -> None:
    later = NOON + timedelta(minutes=1)
    refusal = Refusal(reason=RefusalReason.NO_REMOTE_ACCESS, at=later)
    assert lacking(refusal, NOON) is not None
    assert lacking(refusal, later) is None


@pytest.mark.parametrize(
    "wrong",
    [
        File(kind=Kind.WISH, category=VISIT),
        File(kind=Kind.SUPPORT, category=CategoryCode("nothing")),
        File(kind=Kind.FOLLOW_UP),
        File(kind=Kind.REFERENCE, visits=(a_visit(),)),
        File(kind=Kind.HOME_VISIT, visits=(a_visit(text="  "),)),
        File(
            kind=Kind.WISH,
            follow_up=FollowUp(a_file().card.ticket_id, FollowUpReason.LOW_MARK),
        ),
    ],
)
def test_request_that_contradicts_itself_is_not_filed(wrong: File) -> None:
    assert isinstance(change(a_file(), wrong, NOON, POLICY), NotAllowed)


def test_danger_sign_makes_a_ticket_urgent() -> None:
    visit = replace(a_visit(), danger_signs=("dyspnea",))
    assert after(a_file(), a_visit_request(visit)).card.priority is Priority.URGENT


def test_what_is_not_ours_is_marked_as_that() -> None:
    asked = File(kind=Kind.SUPPORT, category=CategoryCode("support.teaching"))
    card = after(a_file(), asked).card
    assert not card.is_in_scope
    assert card.category_title == "Обучение"


def test_problem_that_nobody_here_can_solve_ends_with_its_reason() -> None:
    asked = after(a_file(), a_support_request(), Own(AGENT))
    ended = after(asked, TellNotSolvable(is_answered=True, note="решает разработчик")).card
    assert ended.ending is not None
    assert (ended.ending.is_answered, ended.ending.is_solved) == (True, False)
    silent = TellNotSolvable(is_answered=True, note=" ")
    assert isinstance(change(asked, silent, NOON, POLICY), NotAllowed)


def _changes() -> st.SearchStrategy[Change]:
    visit = a_visit()
    reports = st.builds(
        VisitReport,
        state=st.sampled_from(VisitState),
        at=st.just(NOON),
        reason=st.sampled_from(["", "далеко"]),
    )
    fixed: list[Change] = [
        a_support_request(),
        a_visit_request(visit),
        Own(AGENT),
        Own(new_agent_id()),
        GiveBack(),
        Begin(),
        AskCitizen("?"),
        TakeAnswer("!"),
        SOLVED,
        TellNotSolvable(is_answered=False, note="нет"),
        Refuse(Refusal(reason=RefusalReason.OUT_OF_COMPETENCE, told="юрист")),
        Cancel("лучше"),
        Close(),
        Reopen("снова"),
        SetPriority(Priority.HIGH),
        Note("слово"),
        LinkTo(a_file().card.ticket_id, "relates"),
        AddVisits((visit,)),
        SendVisitTo(visit.visit_id, CLINIC),
        CancelVisit(visit.visit_id, "лучше"),
        *(Escalate(kind, NOON) for kind in DeadlineKind),
    ]
    told = st.builds(ReportVisit, st.just(visit.visit_id), reports)
    return st.one_of(st.sampled_from(fixed), told)


@SWIFT
@given(st.lists(_changes(), max_size=25))
def test_every_change_is_answered_in_every_state_and_by_the_table(changes: list[Change]) -> None:
    file = a_file()
    for what in changes:
        answer = change(file, what, NOON, POLICY)
        assert answer == change(file, what, NOON, POLICY)
        if not isinstance(answer, Changed):
            assert isinstance(answer, Unchanged | NotAllowed)
            continue
        before, card = file.card, answer.file.card
        assert card.state is before.state or card.state in REACHABLE[before.state]
        assert card.revision == before.revision + 1
        assert (card.ending is not None) == card.is_ended
        assert (card.waiting_since is not None) == (card.state is State.WAITING)
        file = answer.file
