"""Requests that menus took, on their tickets and in the order of the morning.

`tickets/intake/filing.py`, `tickets/intake/urgency.py`, `tickets/intake/taken.py` and the desk
`tickets/intake/service.py` over the books in memory.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import NoReturn

import pytest

from base.errors import Line122Error
from base.ids import (
    ClinicCode,
    new_agent_id,
    new_call_id,
    new_ticket_id,
)
from base.phone import PhoneNumber
from tests.support.night import CHILD, NIGHT, NUMBER, POLICY_NUMBER, Night
from tickets.capacity import Shift
from tickets.category import CategoryCode, Kind
from tickets.changes import CITIZEN, Note, Own, Resolve
from tickets.directory import AttachmentKey
from tickets.follow_up import FollowUpReason
from tickets.intake.urgency import IntakeLine, by_urgency
from tickets.number import TicketNumber
from tickets.readings import Sought
from tickets.ticket import Channel, Priority
from tickets.ticket_file import Changed


class Unreadable(dict[AttachmentKey, ClinicCode]):
    """Attachments of which none can be read."""

    def get(self, key: AttachmentKey, default: object = None, /) -> NoReturn:
        """Fail as a refused row does."""
        raise Line122Error(f"{key} is refused; there is no {default} either")


@pytest.fixture
def night() -> Night:
    return Night()


async def test_request_of_the_night_stands_on_the_ticket_whose_number_was_told(
    night: Night,
) -> None:
    case = night.call()
    request = night.request(case)

    await night.desk.keep(request)
    assert await night.desk.file_pending() == 1

    card = (await night.reading(case)).file.card
    (visit,) = (await night.reading(case)).file.visits
    assert (card.kind, card.channel, card.category) == (
        Kind.HOME_VISIT,
        Channel.INTAKE,
        CategoryCode("home_visit"),
    )
    assert visit.visit_id == request.visit_id
    assert visit.clinic is None
    assert visit.phone == NUMBER
    assert f"{request.call_id}.where.2" in visit.address.text
    assert f"{request.call_id}.what.1" in card.text


async def test_child_whose_policy_was_keyed_in_gets_the_clinic_of_the_attachment(
    night: Night,
) -> None:
    night.attach("children")
    case = night.call()
    keyed = replace(night.request(case), born_on=CHILD, policy_number=POLICY_NUMBER)

    await night.desk.keep(keyed)
    await night.desk.file_pending()

    reading = await night.reading(case)
    (visit,) = reading.file.visits
    assert visit.clinic == ClinicCode("children")
    assert (visit.day, visit.shift) == (date(2026, 11, 24), Shift.DISTRICT)
    assert reading.file.card.category == CategoryCode("home_visit.child")


async def test_half_of_a_request_goes_to_no_clinic_and_waits_for_the_end_of_its_call(
    night: Night,
) -> None:
    night.attach("children")
    case = night.call()
    half = replace(
        night.request(case), born_on=CHILD, policy_number=POLICY_NUMBER, is_partial=True
    )
    await night.desk.keep(half)
    assert await night.desk.file_pending() == 0

    night.hang_up(half)
    assert await night.desk.file_pending() == 1

    reading = await night.reading(case)
    (visit,) = reading.file.visits
    assert visit.clinic is None
    assert "неполная" in reading.file.card.text


async def test_whole_request_takes_the_place_of_the_half_one_and_stays(night: Night) -> None:
    case = night.call()
    whole = night.request(case)
    half = replace(whole, spoken=whole.spoken[:1], is_partial=True)

    for request in (half, whole, half):
        await night.desk.keep(request)
    await night.desk.file_pending()

    reading = await night.reading(case)
    assert "неполная" not in reading.file.card.text
    assert len(reading.file.visits) == 1


async def test_filing_that_was_interrupted_is_done_again_without_a_second_visit(
    night: Night,
) -> None:
    case = night.call()
    request = night.request(case)
    await night.desk.keep(request)
    (pending,) = await night.books.intake.pending(10)
    await night.desk.file_pending()

    # As after a crash between the ticket and the mark on the request.
    kept = night.books.intake._kept[request.call_id, request.kind]
    kept.filed_at = None
    await night.desk.file_pending()

    reading = await night.reading(case)
    assert len(reading.file.visits) == 1
    assert reading.file.card.revision == 2
    assert pending.request == request


async def test_request_that_cannot_be_filed_does_not_stop_the_next_one(night: Night) -> None:
    bad, good = night.call(), night.call(PhoneNumber("+79161110000"))
    night.attached.clinics = Unreadable()
    keyed = replace(night.request(bad), born_on=CHILD, policy_number=POLICY_NUMBER)
    await night.desk.keep(keyed)
    await night.desk.keep(night.request(good))
    await night.desk.file_pending()
    assert (await night.reading(good)).file.card.filed_at is not None
    assert await night.desk.file_pending() == 0


async def test_second_request_of_a_person_is_added_to_what_stands_there(night: Night) -> None:
    case = night.call()
    first, second = night.request(case), night.request(case)
    for request in (first, second):
        await night.desk.keep(request)
        await night.desk.file_pending()
    complaint = night.request(case, Kind.COMPLAINT)
    await night.desk.keep(complaint)
    await night.desk.file_pending()

    reading = await night.reading(case)
    visits = {visit.visit_id for visit in reading.file.visits}
    history = await night.tickets.history(reading.file.card.ticket_id)
    notes = [entry.what for entry in history if isinstance(entry.what, Note)]
    assert visits == {first.visit_id, second.visit_id}
    assert len(notes) == 1
    assert f"{complaint.call_id}.what.1" in notes[0].text


async def test_what_comes_to_a_ticket_that_has_ended_is_noted_there(night: Night) -> None:
    case = night.call()
    await night.desk.keep(night.request(case, Kind.COMPLAINT))
    await night.desk.file_pending()
    ticket_id = (await night.reading(case)).file.card.ticket_id
    done = await night.tickets.change(
        ticket_id, Resolve(is_answered=True, is_solved=True), CITIZEN
    )
    assert isinstance(done, Changed)

    await night.desk.keep(night.request(case))
    await night.desk.file_pending()

    assert await night.books.intake.pending(10) == []
    history = await night.tickets.history(ticket_id)
    assert isinstance(history[-1].what, Note)


async def test_low_mark_gives_a_person_one_task(night: Night) -> None:
    case = night.call()
    low = replace(night.request(case, Kind.FOLLOW_UP), mark=3, spoken=())
    for _ in range(2):
        await night.desk.keep(low)
        await night.desk.file_pending()

    tasks = await night.tickets.search(Sought(kinds=frozenset({Kind.FOLLOW_UP})))
    (task,) = tasks.tickets
    found = await night.tickets.get(task.ticket_id)
    assert found is not None
    assert found.file.card.follow_up is not None
    assert found.file.card.follow_up.reason is FollowUpReason.LOW_MARK
    assert "Оценка 3" in found.file.card.text


async def test_danger_sign_makes_the_ticket_urgent(night: Night) -> None:
    case = night.call()
    await night.desk.keep(replace(night.request(case), is_urgent=True))
    await night.desk.file_pending()

    reading = await night.reading(case)
    assert reading.file.card.priority is Priority.URGENT
    assert reading.file.visits[0].danger_signs == ("назван клавишей в меню",)


async def test_morning_list_shows_what_nobody_owns_even_before_it_is_filed(
    night: Night,
) -> None:
    first, second = night.call(), night.call(PhoneNumber("+79107654321"))
    await night.desk.keep(night.request(first))
    await night.desk.file_pending()
    night.clock.pass_s(60)
    await night.desk.keep(replace(night.request(second), is_urgent=True))

    listed = await night.desk.morning_list()
    assert [line.number for line in listed] == [second.ticket.number, first.ticket.number]
    assert [line.is_filed for line in listed] == [False, True]

    await night.desk.file_pending()
    for line in listed:
        await night.tickets.change(line.ticket_id, Own(new_agent_id()), CITIZEN)
    assert await night.desk.morning_list() == ()


def test_danger_goes_first_then_the_smallest_children_then_time() -> None:
    today = date(2026, 11, 24)
    grown_up = a_line(1, minutes=0)
    infant = a_line(2, minutes=30, born_on=date(2026, 2, 1))
    toddler = a_line(3, minutes=20, born_on=date(2024, 12, 1))
    pupil = a_line(4, minutes=10, born_on=date(2015, 12, 1))
    danger = a_line(5, minutes=40, is_urgent=True)
    later = a_line(6, minutes=50, born_on=date(1950, 1, 1))

    ordered = by_urgency([grown_up, infant, toddler, pupil, danger, later], today)

    assert [line.number.counter for line in ordered] == [5, 2, 3, 4, 1, 6]


async def test_patients_of_a_number_are_told_apart_by_policy_or_birth_date(
    night: Night,
) -> None:
    case = night.call()
    await night.desk.keep(replace(night.request(case), policy_number=POLICY_NUMBER))
    night.clock.pass_s(1)
    await night.desk.keep(replace(night.request(case), born_on=CHILD))
    await night.desk.keep(night.request(case))
    await night.desk.file_pending()

    patients = await night.books.intake.patients(NIGHT - timedelta(days=30))
    assert [(each.number, each.patient) for each in patients] == [
        (NUMBER, POLICY_NUMBER),
        (NUMBER, "2024-03-08"),
    ]


def a_line(
    counter: int, *, minutes: int, born_on: date | None = None, is_urgent: bool = False
) -> IntakeLine:
    return IntakeLine(
        ticket_id=new_ticket_id(),
        number=TicketNumber(date(2026, 11, 24), counter),
        kind=Kind.HOME_VISIT,
        taken_at=NIGHT + timedelta(minutes=minutes),
        is_urgent=is_urgent,
        is_partial=False,
        is_filed=True,
        called_from=NUMBER,
        phone=None,
        born_on=born_on,
        clinic=None,
        recordings=(f"{new_call_id()}.what.1",),
    )
