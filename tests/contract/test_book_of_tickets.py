"""What the book of tickets promises, in memory and in PostgreSQL, with the desk that works on it.

The stories go through `tickets/work/service.py` and `tickets/work/drafts.py`: what is saved is
what is really saved.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from base.ids import VisitId, new_call_id
from base.phone import PhoneNumber
from tests.contract.office import ANNA, KINDS, Office, opened_office
from tests.integration.storage.values import a_case
from tests.support.clinic import request_of
from tests.tickets.cases import (
    HOUR_S,
    NOON,
    a_support_request,
    a_visit,
    a_visit_request,
)
from tickets.category import Kind
from tickets.changes import (
    CITIZEN,
    Actor,
    AddVisits,
    AskCitizen,
    Cancel,
    Change,
    Escalate,
    File,
    LinkTo,
    Note,
    Own,
    Refuse,
    Reopen,
    Resolve,
    Role,
    TakeAnswer,
)
from tickets.contact import Conclusion, EndReason, OpenCase, State, concluded
from tickets.follow_up import FollowUpReason
from tickets.readings import (
    By,
    ByAddress,
    ByName,
    ByNumber,
    ByPhone,
    ByText,
    Sought,
)
from tickets.refusal import Refusal, RefusalReason
from tickets.report import ReportAnswer, ReportedStatus, StatusReport
from tickets.sla import DeadlineKind
from tickets.ticket import Person
from tickets.ticket_file import Changed, NotAllowed
from tickets.visit import VisitState
from tickets.work.ports import Stale
from tickets.work.service import NoTicket


@pytest.fixture(params=KINDS)
async def office(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Office]:
    async with opened_office(request.param, database_url, tmp_path) as opened:
        yield opened


async def test_call_s_ticket_becomes_a_visit_with_all_that_was_told(office: Office) -> None:
    case = office.a_call(number=PhoneNumber("+79101234567"))
    mother, child = a_visit(), replace(a_visit("Иванов Коля"), danger_signs=("dyspnea",))
    reading = await office.does(case, a_visit_request(mother, child))
    assert reading.file.visits == (mother, child)
    assert reading.called_from == "+79101234567"
    assert reading.file.card.category_title == "Вызов врача на дом"
    assert reading.file.card.priority == "urgent"
    assert reading.clocks.own_by == NOON + timedelta(seconds=HOUR_S)
    assert reading.file.card.revision == 2


async def test_whoever_changes_an_old_revision_is_told_that_it_is_stale(office: Office) -> None:
    case = office.a_call()
    ticket_id = case.ticket.ticket_id
    await office.does(case, a_support_request())
    first = await office.desk.change(ticket_id, Note("первая"), ANNA, revision=2)
    second = await office.desk.change(ticket_id, Note("вторая"), ANNA, revision=2)
    assert isinstance(first, Changed)
    assert second == Stale(ticket_id)
    words = [getattr(each.what, "text", "") for each in await office.desk.history(ticket_id)]
    assert words == ["Форма отчёта пуста", "первая"]


async def test_history_tells_every_change_with_its_words(office: Office) -> None:
    case = office.a_call()
    refusal = Refusal(reason=RefusalReason.TOO_LITTLE_TOLD, at=NOON, told="снимок экрана")
    changes: list[Change] = [
        a_support_request(),
        Own(office.owner),
        AskCitizen("Пришлите снимок экрана"),
        TakeAnswer("Снимка нет"),
        Refuse(refusal),
    ]
    reading = await office.does(case, *changes)
    history = await office.desk.history(case.ticket.ticket_id)
    assert [each.what for each in history] == changes
    assert [each.state for each in history] == [
        State.NEW,
        State.OWNED,
        State.WAITING,
        State.IN_PROGRESS,
        State.REFUSED,
    ]
    assert reading.file.card.ending is not None
    assert reading.file.card.ending.refusal == refusal


async def test_ticket_that_ended_is_opened_again_within_three_days_only(office: Office) -> None:
    case = office.a_call()
    done = Resolve(is_answered=True, is_solved=True)
    office.clock.at += timedelta(hours=1)
    await office.does(case, a_support_request(), Own(office.owner), done)
    office.clock.at += timedelta(hours=71)
    reading = await office.does(case, Reopen("не помогло"), done)
    assert reading.file.card.rounds == 1
    office.clock.at += timedelta(hours=73)
    late = await office.desk.change(case.ticket.ticket_id, Reopen("опять"), CITIZEN)
    assert isinstance(late, NotAllowed)


async def test_end_of_a_call_ends_a_ticket_that_nobody_filed(office: Office) -> None:
    case = office.a_call()
    office.cases.write_ticket(concluded(case.ticket, EndReason.SELF_SERVED, NOON))
    reading = await office.desk.get(case.ticket.ticket_id)
    assert reading is not None
    assert reading.file.card.state is State.CLOSED
    assert reading.file.card.ending is not None
    assert reading.file.card.ending.conclusion is Conclusion.SELF_SERVED


async def test_end_of_a_call_says_nothing_of_a_ticket_that_somebody_filed(office: Office) -> None:
    case = office.a_call()
    await office.does(case, a_support_request())
    office.cases.write_ticket(concluded(case.ticket, EndReason.SERVED, NOON))
    reading = await office.desk.get(case.ticket.ticket_id)
    assert reading is not None
    assert reading.file.card.state is State.NEW


async def test_talk_may_be_filed_after_its_call_has_ended(office: Office) -> None:
    case = office.a_call()
    office.cases.write_ticket(concluded(case.ticket, EndReason.SERVED, NOON))
    reading = await office.does(case, a_visit_request())
    assert reading.file.card.state is State.NEW
    assert reading.file.card.ending is None


async def test_tickets_are_found_by_whatever_is_known_of_them(office: Office) -> None:
    case = office.a_call(7, number=PhoneNumber("+79101234567"))
    other = office.a_call(8)
    await office.does(case, a_visit_request(a_visit(text="пос. Дубовка, ул. Чекистов, 12, кв. 4")))
    await office.does(other, a_support_request("Пропала форма отчёта"))
    by: list[tuple[By, OpenCase]] = [
        (ByNumber(case.ticket.number), case),
        (ByPhone(PhoneNumber("+79101234567")), case),
        (ByPhone(PhoneNumber("+79161234567")), case),
        (ByName("мария ИВАНОВА"), case),
        (ByName("петров"), case),
        (ByAddress("чекистов 12"), case),
        (ByText("формы отчётов"), other),
        (ByText("температуры"), case),
    ]
    for sought, expected in by:
        found = await office.desk.search(Sought(by=sought))
        assert [each.ticket_id for each in found.tickets] == [expected.ticket.ticket_id], sought
    assert (await office.desk.search(Sought(by=ByAddress("чекистов 2")))).tickets == ()
    assert (await office.desk.search(Sought(by=ByName("100%_\\ '; --")))).tickets == ()
    assert (await office.desk.search(Sought(by=ByName(" . ")))).tickets == ()


async def test_pages_follow_one_another_without_gap_or_repeat(office: Office) -> None:
    cases = [office.a_call(counter) for counter in range(1, 6)]
    seen, cursor = [], None
    while True:
        page = await office.desk.search(Sought(), cursor, 2)
        seen += [each.ticket_id for each in page.tickets]
        cursor = page.next
        if cursor is None:
            break
    assert seen == sorted((case.ticket.ticket_id for case in cases), reverse=True)


async def test_clinic_s_reports_come_twice_and_out_of_order(office: Office) -> None:
    case = office.a_call()
    reading = await office.does(case, a_visit_request())
    (visit,) = reading.file.visits

    async def told(status: ReportedStatus) -> ReportAnswer:
        report = StatusReport(
            target="gp-3",
            event_id=status,
            visit_id=visit.visit_id,
            status=status,
            reason=None,
            at=NOON,
            doctor="Иванова" if status is ReportedStatus.DOCTOR_ASSIGNED else "",
        )
        return await office.desk.report(report, NOON)

    assert await told(ReportedStatus.DOCTOR_ASSIGNED) is ReportAnswer.ACCEPTED
    await office.desk.delivered(visit.visit_id, NOON)
    assert await told(ReportedStatus.ACCEPTED) is ReportAnswer.ACCEPTED
    assert await told(ReportedStatus.REFUSED) is ReportAnswer.NOT_ALLOWED
    found = await office.desk.get(case.ticket.ticket_id)
    assert found is not None
    assert found.file.visits[0].state is VisitState.DOCTOR_ASSIGNED
    assert found.file.visits[0].doctor == "Иванова"
    assert await told(ReportedStatus.VISITED) is ReportAnswer.ACCEPTED
    found = await office.desk.get(case.ticket.ticket_id)
    assert found is not None
    assert found.file.card.state is State.RESOLVED


async def test_visit_that_nobody_knows_is_unknown(office: Office) -> None:
    report = StatusReport(
        target="gp-3",
        event_id="1",
        visit_id=VisitId(new_call_id()),
        status=ReportedStatus.ACCEPTED,
        reason=None,
        at=NOON,
    )
    assert await office.desk.report(report, NOON) is ReportAnswer.UNKNOWN
    ticket = await office.desk.change(a_case(99).ticket.ticket_id, Note("?"), ANNA)
    assert ticket == NoTicket()


async def test_refused_visit_is_a_person_s_task_and_the_ticket_stays_open(office: Office) -> None:
    case = office.a_call()
    reading = await office.does(case, a_visit_request())
    refused = StatusReport(
        target="gp-3",
        event_id="7",
        visit_id=reading.file.visits[0].visit_id,
        status=ReportedStatus.REFUSED,
        reason="не наш район",
        at=NOON,
    )
    assert await office.desk.report(refused, NOON) is ReportAnswer.ACCEPTED
    assert await office.desk.report(refused, NOON) is ReportAnswer.ACCEPTED
    assert await office.tasks() == [FollowUpReason.VISIT_REFUSED]


async def test_same_task_is_given_once(office: Office) -> None:
    case = office.a_call()
    await office.does(case, a_visit_request())
    word = replace(request_of(office.clock), ticket_id=case.ticket.ticket_id, visit_id=None)
    for _ in range(2):
        await office.desk.open_human_task(word, "d.0", "dead", NOON)
    await office.desk.ask_person(case.ticket.ticket_id, FollowUpReason.LOW_MARK, key="call-1")
    assert await office.tasks() == [FollowUpReason.LOW_MARK, FollowUpReason.UNDELIVERED]


async def test_second_clinic_that_keeps_silent_is_a_task_of_its_own(office: Office) -> None:
    case = office.a_call()
    reading = await office.does(case, a_visit_request())
    request = replace(
        request_of(office.clock),
        ticket_id=case.ticket.ticket_id,
        visit_id=reading.file.visits[0].visit_id,
    )
    for key in ("first.2", "second.2", "second.2"):
        await office.desk.open_human_task(request, key, "unanswered", NOON)
    assert await office.tasks() == [FollowUpReason.VISIT_UNACKNOWLEDGED] * 2


async def test_breached_deadline_fires_once_and_gives_a_person_the_task(office: Office) -> None:
    case = office.a_call()
    await office.does(case, a_support_request())
    assert await office.desk.fire_due() == 0
    office.clock.at += timedelta(minutes=50)
    assert await office.desk.fire_due() == 1
    office.clock.at += timedelta(minutes=11)
    assert await office.desk.fire_due() == 1
    assert await office.desk.fire_due() == 0
    assert await office.tasks() == [FollowUpReason.OWN_BREACHED]
    history = await office.desk.history(case.ticket.ticket_id)
    kinds = [each.what.kind for each in history if isinstance(each.what, Escalate)]
    assert kinds == [DeadlineKind.OWN_SOON, DeadlineKind.OWN_BREACHED]


async def test_ticket_that_is_owned_in_time_is_never_called_late(office: Office) -> None:
    case = office.a_call()
    await office.does(case, a_support_request(), Own(office.owner))
    office.clock.at += timedelta(hours=2)
    assert await office.desk.fire_due() == 0


async def test_waiting_for_the_citizen_stops_the_clock(office: Office) -> None:
    case = office.a_call()
    await office.does(case, a_support_request(), Own(office.owner), AskCitizen("какой номер?"))
    office.clock.at += timedelta(hours=30)
    assert await office.desk.fire_due() == 0
    reading = await office.does(case, TakeAnswer("номер 5"))
    assert reading.clocks.resolve_by == NOON + timedelta(hours=40)


async def test_each_question_that_the_citizen_leaves_open_is_a_person_s_task(
    office: Office,
) -> None:
    case = office.a_call()
    await office.does(case, a_support_request(), Own(office.owner))
    for question in ("какой номер?", "какой отчёт?"):
        await office.does(case, AskCitizen(question))
        office.clock.at += timedelta(hours=73)
        await office.desk.fire_due()
        await office.does(case, TakeAnswer("ответ"))
    assert await office.tasks() == [FollowUpReason.CITIZEN_SILENT] * 2


async def test_request_of_the_portal_has_a_contact_that_waits_on_no_line(office: Office) -> None:
    person = Person(phone=PhoneNumber("+79031112233"), region_number="R-88412")
    asked = replace(a_support_request(), person=person)
    opened = await office.desk.open(asked, Actor(Role.PARTNER, None, "portal"))
    assert isinstance(opened, Changed)
    found = await office.desk.search(Sought(by=ByPhone(PhoneNumber("+79031112233"))))
    assert [each.ticket_id for each in found.tickets] == [opened.file.card.ticket_id]
    kept = await office.desk.get(opened.file.card.ticket_id)
    assert kept is not None
    assert kept.file.card.person == person
    assert await office.cases.open_cases() == ()


async def test_citizen_who_needs_no_doctor_calls_all_of_them_off(office: Office) -> None:
    case = office.a_call()
    reading = await office.does(
        case, a_visit_request(), AddVisits((a_visit("Иванов Коля"),)), Cancel("стало лучше")
    )
    assert {visit.state for visit in reading.file.visits} == {VisitState.CANCELLED}
    assert reading.file.card.state is State.CANCELLED


async def test_linked_tickets_know_of_each_other(office: Office) -> None:
    case, other = office.a_call(1), office.a_call(2)
    link = LinkTo(other.ticket.ticket_id, "duplicate")
    reading = await office.does(case, a_support_request(), link)
    assert [link.ticket_id for link in reading.file.card.links] == [other.ticket.ticket_id]


async def test_hostile_words_come_back_as_they_were(office: Office) -> None:
    hostile = "<script>alert('x')</script> =HYPERLINK(\"x\") '; DROP TABLE ticket; -- \\u0000 %s"
    case = office.a_call()
    request = File(kind=Kind.COMPLAINT, person=Person(name=hostile), text=hostile)
    reading = await office.does(case, request)
    assert (reading.file.card.text, reading.file.card.person.name) == (hostile, hostile)


async def test_html_and_formulas_come_back_as_they_were_said(office: Office) -> None:
    text = "<b onclick=1>=SUM(A1)</b> \\u0000 'кавычки' 🤒"
    reading = await office.does(office.a_call(), a_support_request(text), Note(text))
    history = await office.desk.history(reading.file.card.ticket_id)
    assert (reading.file.card.text, history[-1].what) == (text, Note(text))


async def test_what_no_text_can_hold_is_found_nowhere(office: Office) -> None:
    await office.does(office.a_call(), a_support_request("cough"))
    for words in ("cou\x00gh", "cou\ud83dgh"):
        page = await office.desk.search(Sought(by=ByText(words)))
        assert page.tickets == ()


async def test_task_says_what_a_clinic_answered_as_far_as_it_can_be_kept(office: Office) -> None:
    reading = await office.does(office.a_call(), a_visit_request())
    word = replace(request_of(office.clock), ticket_id=reading.file.card.ticket_id, visit_id=None)
    await office.desk.open_human_task(word, "d.0", "нет\x00", NOON)
    assert await office.tasks() == ["undelivered"]
