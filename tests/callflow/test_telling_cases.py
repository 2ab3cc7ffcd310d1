"""What was done to a person's tickets and visits, told among their calls.

`callflow/story_cases.py`, `callflow/telling_cases.py` and `callflow/words_of_cases.py`.
"""

# ruff: noqa: RUF001 -- Russian words look like Latin ones; that is what they are.

from datetime import date, timedelta
from typing import Final, get_args

from base.ids import ClinicCode, new_agent_id
from callflow.story_cases import TicketDeed
from callflow.telling_cases import TicketPast, Told, tell_ticket, tell_told
from callflow.wording import sentence_of
from callflow.words_of_cases import ABOUTS, DEEDS, DELIVERIES, ROLES, VISITS
from tests.support.site import ZONE
from tests.tickets.cases import CLINIC, NOON, a_support_request, a_visit, a_visit_request
from tickets.changes import (
    CITIZEN,
    ENGINE,
    Actor,
    Cancel,
    Change,
    ChangeVisit,
    Note,
    Own,
    ReportVisit,
    Role,
    SendVisitTo,
)
from tickets.contact import State
from tickets.dispatch import DispatchAbout, DispatchState
from tickets.number import TicketNumber
from tickets.readings import HistoryEntry
from tickets.visit import Booking, VisitReport, VisitState

AGENT: Final = new_agent_id()
ANNA: Final = Actor(Role.AGENT, AGENT)
NUMBER: Final = TicketNumber(date(2026, 11, 23), 37)


def told(*deeds: tuple[Actor, Change]) -> list[str]:
    """Return the sentences of what was done, a minute after each other."""
    entries = tuple(
        HistoryEntry(place, NOON + timedelta(minutes=place), actor, State.NEW, what)
        for place, (actor, what) in enumerate(deeds, start=1)
    )
    accounts = {entry.revision: "101" for entry in entries if entry.actor.agent_id == AGENT}
    return [sentence_of(line, ZONE) for line in tell_ticket(TicketPast(NUMBER, entries, accounts))]


def test_work_on_a_ticket_is_told_with_who_did_it_and_without_what_they_wrote() -> None:
    sentences = told(
        (ANNA, a_support_request("Форма отчёта пуста, телефон 8 910 123-45-67")),
        (ANNA, Own(AGENT)),
        (ENGINE, Note("Подробности о здоровье")),
        (CITIZEN, Cancel("передумали")),
        (Actor(Role.PARTNER, None, "city-portal"), Note("ещё")),
    )
    assert sentences == [
        f"Заявка {NUMBER}: записано, о чём обращение (оператор 101).",
        f"Заявка {NUMBER}: назначен ответственный (оператор 101).",
        f"Заявка {NUMBER}: добавлена пометка (программа).",
        f"Заявка {NUMBER}: отменена (тот, кто звонил).",
        f"Заявка {NUMBER}: добавлена пометка (другая система city-portal).",
    ]


def test_a_visit_is_told_from_its_request_to_the_doctor_at_the_door() -> None:
    visit = a_visit()
    assigned = VisitReport(state=VisitState.DOCTOR_ASSIGNED, at=NOON, doctor="Орлова А.")
    other = Booking(clinic=ClinicCode("gp-9"), day=date(2026, 11, 25))
    sentences = told(
        (ANNA, a_visit_request(visit)),
        (ENGINE, ReportVisit(visit.visit_id, assigned)),
        (ANNA, SendVisitTo(visit.visit_id, ClinicCode("gp-7"))),
        (ANNA, ChangeVisit(visit_id=visit.visit_id, why="живут там", booking=other)),
        (
            Actor(Role.CLINIC, None, "gp-9"),
            ReportVisit(visit.visit_id, VisitReport(state=VisitState.VISITED, at=NOON)),
        ),
    )
    assert sentences == [
        f"Заявка {NUMBER}: записано, о чём обращение (оператор 101).",
        f"Оформлен вызов врача, заявка {NUMBER}: поликлиника {CLINIC}.",
        f"Поликлиника {CLINIC}, заявка {NUMBER}: назначен врач: Орлова А.",
        f"Вызов врача переназначен, заявка {NUMBER}: поликлиника gp-7.",
        f"Заявка {NUMBER}: изменён вызов врача (оператор 101).",
        f"Вызов врача переназначен на 25.11.2026, заявка {NUMBER}: поликлиника gp-9.",
        f"Поликлиника gp-9, заявка {NUMBER}: врач был у больного.",
    ]


def test_what_others_were_told_stands_where_it_reached_them() -> None:
    sent_at, answered_at = NOON + timedelta(minutes=1), NOON + timedelta(minutes=9)
    request = Told(
        target=CLINIC,
        about=DispatchAbout.VISIT_REQUESTED,
        state=DispatchState.ACKNOWLEDGED,
        attempts=3,
        written_at=NOON,
        sent_at=sent_at,
        acknowledged_at=answered_at,
    )
    (line,) = tell_told([request])
    assert line.at == answered_at
    assert sentence_of(line, ZONE) == (
        f"Получатель {CLINIC}: вызов врача — передано, квитанция получена, отправлено раз: 3."
    )


def test_every_change_of_a_ticket_is_told_in_some_way() -> None:
    by_visit = {"AddVisits", "SendVisitTo", "ReportVisit"}
    assert len(get_args(Change)) - len(by_visit) == len(TicketDeed)
    assert (set(DEEDS), set(ROLES), set(VISITS)) == (set(TicketDeed), set(Role), set(VisitState))
    assert (set(ABOUTS), set(DELIVERIES)) == (set(DispatchAbout), set(DispatchState))
