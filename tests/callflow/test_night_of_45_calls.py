"""A whole night at the exchange in process: 45 citizens call, 45 requests wait in the morning."""

from dataclasses import replace

import pytest

from base.ids import CallId, ContactId, TicketId
from callflow.menu_desk.service import MenuDesk, MenuDoors
from callflow.record import CallRecord
from storage.memory_intake import MemoryIntakeBook
from storage.memory_tickets import MemoryTicketBook
from tests.support.menu_line import BY_NIGHT, MenuLine
from tests.support.menu_site import DAYTIME, Counted
from tests.support.night import CLINICS, SALT, Attached
from tests.support.site import HELPLINE
from tests.tickets.cases import POLICY, ZONE
from tickets.contact import Contact, Ticket
from tickets.directory_desk import DirectoryDesk
from tickets.intake.service import IntakeDesk, IntakeDoors
from tickets.planning.service import PlannerDoors, VisitPlanner
from tickets.work.service import DeskTools, TicketDesk

pytestmark = pytest.mark.looptime

_CALLS = 45
OPENS_AGAIN = replace(
    BY_NIGHT, services={HELPLINE: replace(BY_NIGHT.services[HELPLINE], hours=DAYTIME)}
)
"""By which the promise is reckoned: the line is closed, and opens in the morning."""

_BORN = "05062020"


class Night:
    """The line 122 by night, with a real desk behind its menu."""

    def __init__(self) -> None:
        self.line = MenuLine(BY_NIGHT)
        self._contacts = dict[ContactId, Contact]()
        self._tickets = dict[TicketId, Ticket]()
        self._calls = dict[CallId, CallRecord]()
        hall, books = self.line.hall, MemoryTicketBook(self._contacts, self._tickets)
        tickets = TicketDesk(
            DeskTools(
                book=books,
                deadlines=books,
                clock=hall.clock,
                zone=ZONE,
                take_number=hall.cases.take_number,
            ),
            POLICY,
        )
        directory = DirectoryDesk(CLINICS)
        planner = VisitPlanner(
            PlannerDoors(
                visits=books,
                directory=directory,
                attachments=Attached(),
                clock=hall.clock,
                zone=ZONE,
                salt=SALT,
                is_workday=lambda day: day.weekday() < 5,
            )
        )
        self.desk = IntakeDesk(
            IntakeDoors(
                book=MemoryIntakeBook(self._calls, books),
                tickets=tickets,
                planner=planner,
                clock=hall.clock,
                zone=ZONE,
            )
        )
        menus = MenuDesk(
            MenuDoors(
                cases=hall.cases,
                callbacks=hall.callbacks,
                callers=hall.callers,
                tickets=tickets,
                intake=self.desk,
                directory=directory,
                registry=None,
                topics=tuple,
                operators=lambda: 0,
                policy=lambda: OPENS_AGAIN,
                zone=ZONE,
                witness=Counted(),
            )
        )
        self.line.room.stand_in = menus

    async def files_everything(self) -> int:
        """File what was kept, now that the books have what the calls wrote."""
        books = self.line.hall.books
        self._contacts |= {contact.contact_id: contact for contact in books.contacts}
        self._tickets |= {ticket.ticket_id: ticket for ticket in books.tickets}
        self._calls |= {record.call_id: record for record in books.ended}
        return await self.desk.file_pending()


async def test_45_night_calls_are_45_requests_also_where_callers_hang_up_half_way() -> None:
    night = Night()
    told = []
    for number in range(_CALLS):
        citizen = await (await night.line.greeted(f"8910123{number:04d}")).presses("1", "2", "2")
        await citizen.says("night.what", keep="1")
        if number % 3 == 0:
            await citizen.hears("night.where", "record.begin", "tone.beep")
            await citizen.waits(4.0)
            await citizen.leaves()
            continue
        await citizen.says("night.where", keep="1")
        await citizen.says("night.who")
        await citizen.hears("night.birth_date")
        await citizen.presses(*("#" if number % 3 == 1 else f"{_BORN}1"))
        for question in ("night.policy", "night.phone"):
            await citizen.hears(question)
            await citizen.presses("#")
        await citizen.waits(1.0)
        told.append(citizen.last[:2])
        await citizen.waits(15.0)

    assert await night.files_everything() == _CALLS
    listed = await night.desk.morning_list()

    assert len({line.number for line in listed}) == _CALLS
    assert sum(line.is_partial for line in listed) == _CALLS // 3
    assert all(line.recordings[0].endswith(".what.1") for line in listed)
    # Children first: their birth dates were keyed in.
    assert [line.born_on is not None for line in listed[:15]] == [True] * 15
    assert set(told) == {("night.filed", "request.number")}
    await night.line.hall.close()
