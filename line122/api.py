"""The API of one site, joined to the services and books of its engine."""

from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from administration.service import AdministrationDesk
from base.clock import Clock
from base.ids import AgentId
from callflow.lost_phones import LostPhones
from callflow.phone_test_desk import PhoneTestDesk
from callflow.presence_desk import PresenceDesk
from callflow.talk_desk import TalkDesk
from line122.api_doors import DispatchDoor, ListDoor, PeopleDoor, RegionDoor, TokenDoor
from line122.attendance import AttendanceDoor
from line122.board_door import DayChartDoor
from line122.browser_phones import BrowserPhones, PhoneDoors, PhoneSite
from line122.case_files import CaseFileDoor, CrewOfFloor
from line122.explaining import prompt_texts
from line122.new_secrets import SecretMaker
from line122.past import RecordingDoor, TimelineDoor
from line122.read_audit import ReadAuditDesk, ReadersOfBook
from line122.talk_door import TalkDoor
from line122.wiring import Engine
from queues.service import Distributor
from staff.lease_desk import LeaseDesk
from staff.seal import SealRing
from staff.service import SignInDesk, SignInPolicy, StaffDoors
from storage.passwords import Argon2Passwords
from web.api.alert_ports import Alerts
from web.api.app import add_api
from web.api.casework_ports import Casework
from web.api.past_ports import Past
from web.api.ports import Doors
from web.api.report_ports import Reports
from web.api.shown_desk import DeskShown
from web.api.supervise_ports import Supervising
from web.orders import OrderControl
from web.phone.socket import add_phone_socket


@dataclass(frozen=True, slots=True)
class FloorStaff:
    """Who may answer, by the floor."""

    distributor: Distributor

    def is_agent(self, agent_id: AgentId) -> bool:
        """Tell whether that is an agent who works here."""
        return agent_id in self.distributor.floor.agents

    def agent_of(self, account: str) -> AgentId | None:
        """Return whom the floor knows by an account."""
        agents = self.distributor.floor.agents.values()
        return next((each.agent_id for each in agents if each.operator.account == account), None)


@dataclass(frozen=True, slots=True)
class ScreenSite:
    """What the screens of a site show besides its books."""

    desk: DeskShown
    recordings: Path
    """Where talks and messages lie."""
    administration: AdministrationDesk
    """Where what changes weekly is changed."""
    language: str
    """In which callers hear the prompts."""
    sign_in: SignInPolicy
    seals: SealRing
    """Under which secrets of second factors lie in the database."""
    alerts: Alerts
    supervising: Supervising
    reports: Reports


@dataclass(frozen=True, slots=True)
class Api:
    """What other systems and the screens ask."""

    doors: Doors
    audit: ReadAuditDesk
    phones: BrowserPhones

    def let_ask(self, app: web.Application) -> None:
        """Let the application answer the API."""
        add_api(app, self.doors)
        add_phone_socket(app, self.phones, self.doors.sign_in)

    async def settle(self) -> None:
        """Write who has read what, once nobody reads any more."""
        await self.audit.settle()


def wire_api(
    engine: Engine,
    orders: OrderControl,
    clock: Clock,
    browsers: PhoneSite,
    *,
    tests: PhoneTestDesk,
    screens: ScreenSite,
) -> Api:
    """Return the API over the services of the site."""
    books = engine.books
    audit = ReadAuditDesk(books.reads)
    floor = FloorStaff(engine.distributor)
    passwords = Argon2Passwords()
    sign_in = SignInDesk(
        StaffDoors(
            users=books.staff,
            sessions=books.staff,
            second_factors=books.second_factors,
            seals=screens.seals,
            passwords=passwords,
            telephones=floor,
            clock=clock,
        ),
        screens.sign_in,
    )
    phones = _phones(engine, sign_in, clock, browsers)
    people = PeopleDoor(
        promises=engine.callbacks.ledger,
        cases=engine.cases,
        staff=floor,
        tickets=books.tickets,
    )
    doors = Doors(
        clock=clock,
        tokens=TokenDoor(books.tokens),
        sign_in=sign_in,
        audit=audit,
        readers=ReadersOfBook(books.reads),
        tickets=engine.tickets,
        asks=books.tickets,
        lists=ListDoor(books.worklists, books.case_files),
        morning=engine.menus.intake,
        people=people,
        talks=TalkDoor(TalkDesk(engine.calls, engine.distributor), engine.own_calls, clock),
        attendance=AttendanceDoor(
            desk=PresenceDesk(engine.roster, engine.distributor),
            tests=tests,
            distributor=engine.distributor,
            clock=clock,
        ),
        region=RegionDoor(engine.directory.desk, books.directory),
        planner=engine.menus.planner,
        dispatches=DispatchDoor(books.worklists, books.dispatches),
        orders=orders,
        phones=phones,
        drafts=books.drafts,
        administration=screens.administration,
        secrets=SecretMaker(passwords),
        desk=screens.desk,
        supervising=screens.supervising,
        alerts=screens.alerts,
        casework=_casework(engine, screens.recordings),
        past=_past(engine, screens),
        board=DayChartDoor(engine, clock),
        reports=screens.reports,
    )
    return Api(doors, audit, phones)


def _phones(
    engine: Engine, sign_in: SignInDesk, clock: Clock, browsers: PhoneSite
) -> BrowserPhones:
    doors = PhoneDoors(
        accounts=engine.telephony.accounts,
        exchange=engine.telephony,
        sessions=sign_in,
        talks=LostPhones(engine.calls),
        clock=clock,
        sip_url=browsers.sip_url,
    )
    return BrowserPhones(doors, browsers.policy)


def _past(engine: Engine, screens: ScreenSite) -> Past:
    books = engine.books
    return Past(
        recordings=RecordingDoor(books.recordings, screens.recordings),
        timelines=TimelineDoor(
            dossiers=books.dossiers,
            zone=engine.zone,
            texts=prompt_texts(screens.language),
        ),
    )


def _casework(engine: Engine, recordings: Path) -> Casework:
    books = engine.books
    return Casework(
        leases=LeaseDesk(books.leases),
        handover=books.handover,
        files=CaseFileDoor(books.case_files, recordings),
        crew=CrewOfFloor(engine.distributor),
    )
