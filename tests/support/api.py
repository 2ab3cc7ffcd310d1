"""The API over books in memory, and whoever asks it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, get_args

import msgspec
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from alerts.service import AlertDesk
from base.clock import Clock
from base.ids import AgentId, ClinicCode, ContactId, InstitutionCode, new_agent_id
from base.phone import CallerKey, PhoneNumber
from callback.policy import HoldPolicy
from callback.request import CallbackRequest
from callflow.events import PolicyId
from callflow.policy import CallPolicy
from callflow.storm import HourNorm
from callflow.story_deeds import DeedHappening
from line122.api_doors import DispatchDoor, ListDoor, PeopleDoor, RegionDoor, TokenDoor
from line122.case_files import CaseFileDoor, CrewOfFloor
from line122.new_secrets import SecretMaker
from line122.order_control import EngineOrders
from line122.order_steps import OrderSteps
from line122.orders import OrderBooks, OrderDesk
from line122.past import RecordingDoor
from line122.read_audit import ReadAuditDesk, ReadersOfBook
from line122.reporting import Capacities
from line122.topic_meter import TopicMeter
from metrics.calls import CallMeter
from metrics.service import ReportDesk, ReportSite
from queues.policy import QueueName
from staff.lease_desk import LeaseDesk
from staff.service import SignInPolicy
from storage.memory import MemoryBooks
from storage.memory_administration import MemoryAdministrationBook
from storage.memory_alerts import MemoryAlertBook
from storage.memory_api import MemoryAuditBook, MemoryTokenBook
from storage.memory_case_files import MemoryCaseFiles
from storage.memory_directory import MemoryDirectoryBook
from storage.memory_dispatches import MemoryDispatchBook
from storage.memory_drafts import MemoryDraftBook
from storage.memory_recordings import MemoryRecordings
from storage.memory_reports import MemoryReports
from storage.memory_shared_work import MemoryHandoverBook, MemoryLeaseBook
from storage.memory_worklists import MemoryWorklists
from storage.tokens import TokenRow
from tests.callback.stage import POLICY as CALLBACKS
from tests.support.administering import Office
from tests.support.alarms import ALERTS, SetFigures
from tests.support.attending import OwnFloor
from tests.support.browsers import QuietExchange, browser_phones
from tests.support.clinic import HandClock
from tests.support.site import CALL_POLICY, ZONE
from tests.support.staff import StaffStory
from tests.support.supervising import OneTalk, WrittenDeeds
from tests.support.talks import NobodyTalks
from tests.tickets.cases import NOON, POLICY
from tickets.directory import Clinic, Directory, Dispatcher, Institution, Reception, Serves
from tickets.directory_desk import DirectoryDesk
from tickets.intake.service import IntakeDesk, IntakeDoors
from tickets.planning.service import PlannerDoors, VisitPlanner
from tickets.service import CaseDesk
from tickets.work.service import DeskTools, TicketDesk
from web.api.app import add_api
from web.api.casework_ports import Casework
from web.api.limits import Pace
from web.api.past_ports import Past
from web.api.ports import Doors, Talks
from web.api.report_ports import Reports
from web.api.scopes import Scope, digest_of
from web.api.shown_desk import DeskShown, PatientLink
from web.api.shown_past import TimelineShown
from web.api.supervise_ports import Supervising
from web.api.table import PREFIX
from web.wallboard.chart import DayChart
from web.wallboard.charted import ChartShown, chart_shown

Client = TestClient[web.Request, web.Application]

ADMIN: Final = "l122_admin"
AGENT: Final = new_agent_id()
CLINIC: Final = "gp-3"
REGION: Final = Directory(
    institutions=(
        Institution(
            code=InstitutionCode(CLINIC),
            name="Поликлиника № 3",
            phones=(PhoneNumber("+78442000003"),),
        ),
        Institution(code=InstitutionCode("hosp-1"), name="<b>Больница</b>"),
    ),
    clinics=(Clinic(code=ClinicCode(CLINIC), serves=Serves.BOTH),),
    dispatchers=(Dispatcher(code="d-1", name="Подстанция 1", phone=PhoneNumber("+78442000103")),),
    timetables=tuple(
        Reception(
            clinic=ClinicCode(CLINIC),
            speciality="Терапевт",
            doctor="Орлова Анна",
            weekday=weekday,
            begins=8 * 60,
            ends=14 * 60,
        )
        for weekday in range(5)
    ),
)


DESK: Final = DeskShown(
    links=(
        PatientLink(
            name="rmis",
            title="РМИС",
            url="https://rmis.example/find?policy={policy}&born={birth_date}&who={name}",
        ),
    ),
    danger_signs=("без сознания", "задыхается", "боль в груди"),
)


@dataclass
class Ledger:
    """Open promises, as the story says."""

    requests: dict[ContactId, CallbackRequest] = field(default_factory=dict)


@dataclass
class Timelines:
    """What happened to people, as the story says."""

    told: dict[ContactId, TimelineShown] = field(default_factory=dict)

    async def of_contact(
        self, contact_id: ContactId, *, shows_deeds: bool
    ) -> TimelineShown | None:
        """Return what the story says of a contact."""
        told = self.told.get(contact_id)
        if told is None or shows_deeds:
            return told
        deeds = {kind.__name__ for kind in get_args(DeedHappening)}
        lines = tuple(line for line in told.lines if line.what not in deeds)
        return msgspec.structs.replace(told, lines=lines)


@dataclass(frozen=True)
class OneAgent:
    """The staff of a site with one agent."""

    agent_id: AgentId

    def is_agent(self, agent_id: AgentId) -> bool:
        """Tell whether it is that one."""
        return agent_id == self.agent_id


class NobodyOnTheLine:
    """A `line122.orders.Followers` of a line without calls."""

    def __init__(self) -> None:
        self.policy = CALL_POLICY

    def change_policy(self, policy: CallPolicy, policy_id: PolicyId, hold: HoldPolicy) -> None:
        """Follow another policy."""
        assert policy_id
        assert hold == CALLBACKS.hold
        self.policy = policy

    def close(self, queues: frozenset[QueueName]) -> None:
        """Send nobody away."""


@dataclass(frozen=True, slots=True)
class QuietBoard:
    """A `web.api.board.Board` of a day on which nobody called."""

    clock: Clock

    def chart(self) -> ChartShown:
        """Return the empty day."""
        now = self.clock.now()
        return chart_shown(DayChart(now), (HourNorm(),) * 24, 6, now)


@dataclass
class ApiStory:
    """An engine's API without an engine: all of it product code, over books in memory."""

    recordings: Path
    pace: Pace = field(default_factory=lambda: Pace(per_s=1e6, burst=1e6))
    clock: HandClock = field(default_factory=lambda: HandClock(NOON))
    ledger: Ledger = field(default_factory=Ledger)
    talks: Talks = field(default_factory=NobodyTalks)
    patients: list[tuple[CallerKey | None, str, datetime]] = field(default_factory=list)
    """For whom doctors were asked through which numbers."""
    sign_in: SignInPolicy = field(default_factory=SignInPolicy)

    def __post_init__(self) -> None:
        """Open the books."""
        self.books = MemoryBooks(self.clock, ZONE)
        self.dispatches = MemoryDispatchBook(lambda _: None)
        self.tokens = MemoryTokenBook()
        self.reads = MemoryAuditBook()
        self.drafts = MemoryDraftBook()
        self.past_days = MemoryReports(ZONE)
        self.regional = MemoryDirectoryBook()
        self.notes = MemoryHandoverBook()
        self.recorded = MemoryRecordings(self.books, self.clock)
        self.timelines = Timelines()
        self.audit = ReadAuditDesk(self.reads)
        self.staff = StaffStory(self.clock, {"desk-1": AGENT}, self.sign_in)
        self.floor = OwnFloor(self.clock)
        self.supervisors, self.deeds = OneTalk(), WrittenDeeds()
        self.office = Office(
            MemoryAdministrationBook(self.books.agents, self.staff.book, self.regional),
            self.clock,
        )
        self.cases = CaseDesk(self.books.cases, ZONE)
        self.books.tickets.on_dispatch = self.dispatches.write
        self.directory = DirectoryDesk(REGION)
        self.tools = DeskTools(
            book=self.books.tickets,
            deadlines=self.books.tickets,
            clock=self.clock,
            zone=ZONE,
            take_number=self.cases.take_number,
            patient_seen=lambda *seen: self.patients.append(seen),
        )
        self.desk = TicketDesk(self.tools, POLICY)
        self.planner = VisitPlanner(
            PlannerDoors(
                visits=self.books.tickets,
                directory=self.directory,
                attachments=MemoryDirectoryBook(),
                clock=self.clock,
                zone=ZONE,
                salt=b"salt",
                is_workday=lambda day: day.weekday() < 5,
            )
        )
        self.figures = SetFigures()
        self.alerts = AlertDesk(MemoryAlertBook(), self.figures, self.clock, ALERTS)
        self.intake = IntakeDesk(
            IntakeDoors(
                book=self.books.intake,
                tickets=self.desk,
                planner=self.planner,
                clock=self.clock,
                zone=ZONE,
            )
        )

    def doors(self) -> Doors:
        """Return all that the API speaks to."""
        registry = CollectorRegistry()
        orders = OrderDesk(
            OrderBooks(
                self.books.calls,
                self.books.hours,
                self.books.topics,
                OrderSteps(self.office.book, self.clock),
            ),
            NobodyOnTheLine(),
            self.clock,
            planned=CALL_POLICY,
            hold=CALLBACKS.hold,
            meter=TopicMeter(CallMeter(registry), registry),
        )
        lists = MemoryWorklists(self.books, self.dispatches, self.clock)
        return Doors(
            clock=self.clock,
            tokens=TokenDoor(self.tokens),
            sign_in=self.staff.desk,
            audit=self.audit,
            readers=ReadersOfBook(self.reads),
            tickets=self.desk,
            asks=self.books.tickets,
            lists=ListDoor(lists, self.files()),
            morning=self.intake,
            talks=self.talks,
            attendance=self.floor.door(self.recordings),
            people=PeopleDoor(self.ledger, self.cases, OneAgent(AGENT), self.books.tickets),
            region=RegionDoor(self.directory, MemoryDirectoryBook()),
            planner=self.planner,
            dispatches=DispatchDoor(lists, self.dispatches),
            orders=EngineOrders(orders, self.clock, ZONE, self.recordings),
            phones=browser_phones(QuietExchange(), self.staff.desk, self.clock, is_on=False),
            drafts=self.drafts,
            administration=self.office.desk(orders),
            secrets=SecretMaker(self.staff.passwords),
            desk=DESK,
            supervising=Supervising(self.supervisors, self.deeds),
            casework=self.casework(),
            board=QuietBoard(self.clock),
            reports=self.reports(),
            alerts=self.alerts,
            past=Past(
                recordings=RecordingDoor(self.recorded, self.recordings),
                timelines=self.timelines,
            ),
        )

    def reports(self) -> Reports:
        """Return the figures of the past, over a book in memory."""
        site = ReportSite(ZONE, tuple, self.clock)
        return Reports(
            desk=ReportDesk(self.past_days, site),
            lists=self.past_days,
            capacity=Capacities(self.directory, lambda day: day.weekday() < 5).of,
        )

    def casework(self) -> Casework:
        """Return the work that people share, over books in memory."""
        return Casework(
            leases=LeaseDesk(MemoryLeaseBook(self.staff.book)),
            handover=self.notes,
            files=CaseFileDoor(self.files(), self.recordings),
            crew=CrewOfFloor(self.floor.distributor),
        )

    def files(self) -> MemoryCaseFiles:
        """Return what belongs to the cases, over the books in memory."""
        return MemoryCaseFiles(self.books, self.dispatches, self.clock)

    async def let_in(self, name: str, token: str, *scopes: Scope) -> None:
        """Give somebody a token."""
        await self.tokens.add(
            TokenRow(
                name=name,
                digest=digest_of(token),
                scopes=frozenset(scopes),
                added_at=self.clock.now(),
                added_by="anna",
            )
        )

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Client]:
        """Open the API to somebody who may do everything."""
        await self.let_in("desk", ADMIN, Scope.ADMIN)
        async with self.visited(bearing(ADMIN)) as client:
            yield client

    @asynccontextmanager
    async def visited(self, headers: Mapping[str, str] | None = None) -> AsyncIterator[Client]:
        """Open the API to whoever comes, with what they always say."""
        app = web.Application()
        add_api(app, self.doors(), self.pace)
        client: Client = TestClient(TestServer(app), cookie_jar=DummyCookieJar(), headers=headers)
        async with client:
            yield client


def bearing(token: str) -> Mapping[str, str]:
    """Return the header of whoever holds a token."""
    return {"Authorization": f"Bearer {token}"}


def at(path: str) -> str:
    """Return where a path of the API is."""
    return f"{PREFIX}{path}"


def as_json(value: object) -> bytes:
    """Return a value as it is sent."""
    return msgspec.json.encode(value)
