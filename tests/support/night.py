"""A site at night: calls leave requests, a desk files them, and menus look things up."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from base.ids import ClinicCode, InstitutionCode, new_visit_id
from base.instant import Instant
from base.phone import PhoneNumber
from callflow.outcome import Outcome
from storage.memory import MemoryBooks
from tests.integration.storage.values import a_record
from tests.support.clinic import HandClock
from tests.tickets.cases import POLICY, ZONE
from tickets.attachment import attachment_key
from tickets.category import Category, CategoryCode, CategoryTree, Kind
from tickets.contact import OpenCase
from tickets.directory import AttachmentKey, Clinic, Directory, Institution, Serves
from tickets.directory_desk import DirectoryDesk
from tickets.intake.service import IntakeDesk, IntakeDoors
from tickets.intake.taken import SpokenField, TakenRequest
from tickets.planning.service import PlannerDoors, VisitPlanner
from tickets.readings import TicketReading
from tickets.service import CaseDesk
from tickets.work.service import DeskTools, TicketDesk

NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""Half past two in Moscow, on a Tuesday."""
NUMBER = PhoneNumber("+79101234567")
POLICY_NUMBER = "7700000000000008"
CHILD = date(2024, 3, 8)
SALT = b"a salt of this story, long enough"
CLINICS = Directory(
    institutions=(
        Institution(code=InstitutionCode("children"), name="Детская поликлиника"),
        Institution(code=InstitutionCode("adults"), name="Поликлиника"),
    ),
    clinics=(
        Clinic(code=ClinicCode("children"), serves=Serves.CHILDREN),
        Clinic(code=ClinicCode("adults"), serves=Serves.ADULTS),
    ),
)
TREE = CategoryTree(
    [
        *POLICY.categories,
        Category(code=CategoryCode("home_visit.child"), title="Ребёнку", kind=Kind.HOME_VISIT),
    ]
)


@dataclass
class Attached:
    """Who is attached where."""

    clinics: dict[AttachmentKey, ClinicCode] = field(default_factory=dict)

    async def clinic_of(self, key: AttachmentKey) -> ClinicCode | None:
        return self.clinics.get(key)

    async def salt_mark(self) -> str | None:
        return None


class Night:
    """A site at night: calls leave requests, and the desk files them."""

    def __init__(self) -> None:
        self.clock = HandClock(NIGHT)
        self.books = MemoryBooks(self.clock, ZONE)
        self.cases = CaseDesk(self.books.cases, ZONE)
        self.attached = Attached()
        self.directory = DirectoryDesk(CLINICS)
        tools = DeskTools(
            book=self.books.tickets,
            deadlines=self.books.tickets,
            clock=self.clock,
            zone=ZONE,
            take_number=self.cases.take_number,
        )
        self.tickets = TicketDesk(tools, replace(POLICY, categories=TREE))
        self.planner = VisitPlanner(
            PlannerDoors(
                visits=self.books.tickets,
                directory=self.directory,
                attachments=self.attached,
                clock=self.clock,
                zone=ZONE,
                salt=SALT,
                is_workday=lambda day: day.weekday() < 5,
            )
        )
        self.desk = IntakeDesk(
            IntakeDoors(
                book=self.books.intake,
                tickets=self.tickets,
                planner=self.planner,
                clock=self.clock,
                zone=ZONE,
            )
        )

    def call(self, number: PhoneNumber = NUMBER) -> OpenCase:
        """Let somebody call."""
        case, _ = self.cases.open_case(number, self.clock.now())
        return case

    def request(self, case: OpenCase, kind: Kind = Kind.HOME_VISIT) -> TakenRequest:
        """Return what a new call of the case asks for; the call lasts."""
        record = a_record(case, Instant(0.0))
        self.books.calls.write_call(record)
        return TakenRequest(
            call_id=record.call_id,
            kind=kind,
            contact_id=case.contact.contact_id,
            number=case.ticket.number,
            visit_id=new_visit_id(),
            taken_at=self.clock.now(),
            called_from=NUMBER,
            spoken=(SpokenField("what", 1), SpokenField("where", 2)),
        )

    def hang_up(self, request: TakenRequest) -> None:
        """End the call of a request."""
        record = self.books.calls.records[request.call_id]
        self.books.calls.write_call(replace(record, outcome=Outcome.ABANDONED))

    def attach(self, clinic: str) -> None:
        """Attach the child to a clinic."""
        key = attachment_key(POLICY_NUMBER, CHILD, SALT)
        self.attached.clinics[key] = ClinicCode(clinic)

    async def reading(self, case: OpenCase) -> TicketReading:
        """Return the ticket of the case."""
        found = await self.tickets.by_number(case.ticket.number)
        assert found is not None
        return found
