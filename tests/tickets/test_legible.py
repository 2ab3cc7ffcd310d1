"""Texts that cannot be kept are refused with a reason; all others stay as they are.

`tickets/legible.py` and the actor of `tickets/changes.py`; that the database takes the others is
told in the contract of the book.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.ids import new_visit_id
from tests.tickets.cases import NOON, POLICY, a_file, a_support_request, a_visit, a_visit_request
from tickets.address import Address
from tickets.change import change
from tickets.changes import Actor, AddVisits, Cancel, Change, File, Note, ReportVisit, Role
from tickets.legible import ILLEGIBLE, is_legible, made_legible
from tickets.ticket import Person
from tickets.ticket_file import Changed, NotAllowed
from tickets.visit import Patient, VisitReport, VisitState
from tickets.why_not import WhyNot

BAD = ("before\x00after", "before\ud83dafter")
"""A NUL, and the first half of a pair."""


def carriers(text: str) -> dict[str, Change]:
    """Return changes that carry a text in all the places where people write one."""
    visit = a_visit()
    return {
        "text": a_support_request(text),
        "name": replace(a_support_request(), person=Person(name=text)),
        "remark": Note(text),
        "reason": Cancel(text),
        "address": a_visit_request(replace(visit, address=Address(text=text))),
        "landmark": AddVisits((replace(visit, address=Address(text="дом", landmark=text)),)),
        "patient": AddVisits((replace(visit, patient=Patient(name=text)),)),
        "danger sign": AddVisits((replace(visit, danger_signs=("одышка", text)),)),
        "clinic's reason": ReportVisit(
            new_visit_id(), VisitReport(state=VisitState.REFUSED, at=NOON, reason=text)
        ),
    }


@pytest.mark.parametrize("where", list(carriers("")))
@pytest.mark.parametrize("text", BAD)
def test_text_that_no_database_could_keep_is_refused_wherever_it_stands(
    where: str, text: str
) -> None:
    answer = change(a_file(), carriers(text)[where], NOON, POLICY)
    assert answer == NotAllowed(WhyNot.ILLEGIBLE, ILLEGIBLE)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "=HYPERLINK(1)", "'; DROP TABLE ticket; --", "🤒\t\u202e"],
)
def test_html_formulas_and_odd_characters_stay_as_they_were_said(text: str) -> None:
    answer = change(a_file(), a_support_request(text), NOON, POLICY)
    assert isinstance(answer, Changed)
    assert answer.file.card.text == text


@given(st.text(st.characters()))
def test_what_another_system_says_is_kept_as_far_as_it_can_be(text: str) -> None:
    kept = made_legible(text)
    assert is_legible(kept)
    assert len(kept) == len(text)
    assert kept == text or not is_legible(text)


def test_filing_without_any_text_is_legible() -> None:
    assert is_legible(File(kind=a_support_request().kind))


@pytest.mark.parametrize("name", ["gp\x00-3", "gp\ud800"])
def test_nobody_acts_under_a_name_that_no_history_could_keep(name: str) -> None:
    with pytest.raises(ValueError, match="NUL or half a character"):
        Actor(Role.CLINIC, None, name)
