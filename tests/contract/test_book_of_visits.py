"""What the book of tickets keeps of a visit that is told otherwise, in memory and PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from base.phone import PhoneNumber
from tests.contract.office import KINDS, Office, opened_office
from tests.tickets.cases import CLINIC, NOON, a_visit, a_visit_request
from tickets.address import Address
from tickets.capacity import Shift
from tickets.changes import ChangeVisit, Clearable
from tickets.readings import ByAddress, ByName, ByPhone, Sought
from tickets.visit import Booking, Patient, Window


@pytest.fixture(params=KINDS)
async def office(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Office]:
    async with opened_office(request.param, database_url, tmp_path) as opened:
        yield opened


async def test_visit_that_is_told_otherwise_is_read_and_found_so_with_its_reason(
    office: Office,
) -> None:
    case = office.a_call()
    visit = a_visit()
    what = ChangeVisit(
        visit_id=visit.visit_id,
        why="ошиблись домом",
        complaint="сыпь",
        danger_signs=("dyspnea",),
        address=Address(text="ул. Мира, 7", street="ул. Мира", house="7"),
        patient=Patient(name="Петрова Анна", age_years=40),
        phone=PhoneNumber("+79031112233"),
        window=Window(since=NOON, until=NOON + timedelta(hours=3)),
        booking=Booking(clinic=CLINIC, day=NOON.date(), shift=Shift.DUTY),
    )
    taken_back = ChangeVisit(
        visit_id=visit.visit_id, why="не нужен", cleared=(Clearable.PHONE, Clearable.WINDOW)
    )
    before = await office.does(case, a_visit_request(visit), what)
    (told,) = before.file.visits
    assert (told.address.house, told.patient.name, told.shift) == ("7", "Петрова Анна", "duty")
    assert (told.phone, told.window) == (what.phone, what.window)
    for by in (ByAddress("мира"), ByName("петрова"), ByPhone(PhoneNumber("+79031112233"))):
        found = await office.desk.search(Sought(by=by))
        assert [each.ticket_id for each in found.tickets] == [case.ticket.ticket_id]
    after = await office.does(case, taken_back)
    assert (after.file.visits[0].phone, after.file.visits[0].window) == (None, None)
    history = await office.desk.history(case.ticket.ticket_id)
    assert [each.what for each in history][1:] == [what, taken_back]
