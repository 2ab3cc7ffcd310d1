"""A desk of tickets, opened on one implementation of its book for a story of the contract."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from agents.agent import Account, Operator
from base.clock import SystemClock
from base.ids import AgentId, new_agent_id
from base.instant import Instant
from base.phone import PhoneNumber
from storage.memory import MemoryBooks
from storage.records.books import open_books
from storage.records.roster import open_roster
from storage.roster import NewOperator
from tests.integration.storage.values import a_case
from tests.support.clinic_rows import write_clinics
from tests.tickets.cases import CLINIC, NOON, POLICY, ZONE
from tickets.category import Kind
from tickets.changes import Actor, Change, Role
from tickets.contact import OpenCase
from tickets.number import TicketNumber
from tickets.ports import CaseBook
from tickets.readings import Sought, TicketReading
from tickets.ticket_file import Changed
from tickets.work.repeats import AskBook
from tickets.work.service import DeskTools, TicketDesk

KINDS: Final = ("memory", "postgres")
ANNA: Final = Actor(Role.AGENT)


class MovedClock(SystemClock):
    """A wall clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def instant(self) -> Instant:
        """Return the monotonic time."""
        return Instant(0.0)

    def now(self) -> datetime:
        """Return the moment at which it stands."""
        return self.at


@dataclass
class Office:
    """A desk, the clock that hangs over it, and the line that opens tickets."""

    desk: TicketDesk
    cases: CaseBook
    clock: MovedClock
    owner: AgentId
    asks: AskBook

    def a_call(self, counter: int = 1, number: PhoneNumber | None = None) -> OpenCase:
        """Let somebody call, and return what the call left."""
        case = a_case(counter, number=number, opened_at=NOON)
        self.cases.write_contact(case.contact)
        self.cases.write_ticket(case.ticket)
        return case

    async def does(self, case: OpenCase, *changes: Change) -> TicketReading:
        """Let changes be made, each of which must be allowed; return the ticket afterwards."""
        for what in changes:
            done = await self.desk.change(case.ticket.ticket_id, what, ANNA)
            assert isinstance(done, Changed), done
        reading = await self.desk.get(case.ticket.ticket_id)
        assert reading is not None
        return reading

    async def tasks(self) -> list[str]:
        """Return the reasons of all tasks that people have been given."""
        found = await self.desk.search(Sought(kinds=frozenset({Kind.FOLLOW_UP})))
        readings = [await self.desk.get(each.ticket_id) for each in found.tickets]
        return sorted(
            each.file.card.follow_up.reason.value
            for each in readings
            if each is not None and each.file.card.follow_up is not None
        )


@asynccontextmanager
async def opened_office(kind: str, url: str, directory: Path) -> AsyncIterator[Office]:
    """Open a desk on that kind of book; the one in memory needs neither address nor directory."""
    clock = MovedClock(NOON)
    operator = NewOperator(Operator(new_agent_id(), Account("desk-1"), "Анна", {}), "digest")
    owner = operator.operator.agent_id
    numbers = iter(range(100, 1000))

    def number(now: datetime) -> TicketNumber:
        return TicketNumber(now.date(), next(numbers))

    if kind == "memory":
        books = MemoryBooks(clock, ZONE)
        tools = DeskTools(
            book=books.tickets,
            deadlines=books.tickets,
            clock=clock,
            zone=ZONE,
            take_number=number,
        )
        yield Office(TicketDesk(tools, POLICY), books.cases, clock, owner, books.tickets)
        return
    await write_clinics(url, "north", CLINIC)
    async with (
        open_books(url, site="north", clock=clock, directory=directory) as kept,
        open_roster(url, site="north") as roster,
    ):
        await roster.add([operator], NOON)
        tools = DeskTools(
            book=kept.tickets, deadlines=kept.tickets, clock=clock, zone=ZONE, take_number=number
        )
        yield Office(TicketDesk(tools, POLICY), kept.cases, clock, owner, kept.tickets)
