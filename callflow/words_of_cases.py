"""The work on tickets and visits in sentences."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Mapping
from typing import Final, assert_never

from callflow.story_cases import (
    CaseHappening,
    TargetTold,
    TicketDeed,
    TicketWorked,
    VisitAsked,
    VisitReported,
)
from tickets.changes import Role
from tickets.dispatch import DispatchAbout, DispatchState
from tickets.visit import VisitState

DEEDS: Final[Mapping[TicketDeed, str]] = {
    TicketDeed.FILED: "записано, о чём обращение",
    TicketDeed.OWNED: "назначен ответственный",
    TicketDeed.GIVEN_BACK: "возвращена в общий список",
    TicketDeed.BEGUN: "взята в работу",
    TicketDeed.CITIZEN_ASKED: "задан вопрос тому, кто обратился",
    TicketDeed.CITIZEN_ANSWERED: "получен ответ на вопрос",
    TicketDeed.RESOLVED: "решена",
    TicketDeed.NOT_SOLVABLE: "признана нерешаемой здесь",
    TicketDeed.REFUSED: "отклонена с указанием причины",
    TicketDeed.CANCELLED: "отменена",
    TicketDeed.CLOSED: "закрыта",
    TicketDeed.REOPENED: "открыта снова",
    TicketDeed.PRIORITY_SET: "изменена срочность",
    TicketDeed.NOTED: "добавлена пометка",
    TicketDeed.LINKED: "связана с другой заявкой",
    TicketDeed.VISIT_CHANGED: "изменён вызов врача",
    TicketDeed.VISIT_CANCELLED: "отменён вызов врача",
    TicketDeed.DEADLINE_NEAR: "подошёл или прошёл срок",
}
ROLES: Final[Mapping[Role, str]] = {
    Role.CITIZEN: "тот, кто звонил",
    Role.AGENT: "оператор",
    Role.CLINIC: "поликлиника",
    Role.PARTNER: "другая система",
    Role.ENGINE: "программа",
}
VISITS: Final[Mapping[VisitState, str]] = {
    VisitState.REQUESTED: "вызов снова ждёт ответа",
    VisitState.DELIVERED: "вызов доставлен, ответа людей ещё нет",
    VisitState.ACCEPTED: "вызов принят",
    VisitState.DOCTOR_ASSIGNED: "назначен врач",
    VisitState.VISITED: "врач был у больного",
    VisitState.REFUSED: "от вызова отказались, причина записана в заявке",
    VisitState.CANCELLED: "вызов отменён",
}
ABOUTS: Final[Mapping[DispatchAbout, str]] = {
    DispatchAbout.VISIT_REQUESTED: "вызов врача",
    DispatchAbout.VISIT_CHANGED: "изменение вызова врача",
    DispatchAbout.VISIT_CANCELLED: "отмена вызова врача",
    DispatchAbout.TICKET_OPENED: "новая заявка",
    DispatchAbout.TICKET_CHANGED: "изменение заявки",
    DispatchAbout.TICKET_CLOSED: "закрытие заявки",
}
DELIVERIES: Final[Mapping[DispatchState, str]] = {
    DispatchState.WAITING: "отправка ещё не удалась",
    DispatchState.SENT: "передано, квитанции людей ещё нет",
    DispatchState.ACKNOWLEDGED: "передано, квитанция получена",
    DispatchState.DEAD: "передать не удалось, задача у сотрудника",
    DispatchState.SUPERSEDED: "заменено более новым сообщением",
}


def case_sentence(happening: CaseHappening) -> str:
    """Say what was done to a ticket or a visit."""
    match happening:
        case TicketWorked(ticket, deed, role, by):
            who = f"{ROLES[role]} {by}".strip()
            return f"Заявка {ticket}: {DEEDS[deed]} ({who})."
        case VisitAsked():
            return _asked(happening)
        case VisitReported(ticket, clinic, state, doctor):
            whose = f"Поликлиника {clinic}" if clinic else "Поликлиника"
            whom = (
                f": {doctor.removesuffix('.')}"
                if doctor and state is VisitState.DOCTOR_ASSIGNED
                else ""
            )
            return f"{whose}, заявка {ticket}: {VISITS[state]}{whom}."
        case TargetTold(target, about, state, attempts):
            tries = f", отправлено раз: {attempts}" if attempts > 1 else ""
            return f"Получатель {target}: {ABOUTS[about]} — {DELIVERIES[state]}{tries}."
        case _:
            assert_never(happening)


def _asked(happening: VisitAsked) -> str:
    verb = "Вызов врача переназначен" if happening.is_elsewhere else "Оформлен вызов врача"
    if not happening.clinic:
        return f"{verb}, заявка {happening.ticket}: поликлинику ещё должен выбрать сотрудник."
    day = "" if happening.day is None else f" на {happening.day:%d.%m.%Y}"
    waits = ", в лист ожидания" if happening.is_on_waiting_list else ""
    return f"{verb}{day}, заявка {happening.ticket}: поликлиника {happening.clinic}{waits}."
