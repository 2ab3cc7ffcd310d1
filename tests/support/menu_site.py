"""The night with its menus: a desk that they ask, a registry that answers as a story says."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from base.calendar import OpeningHours, OpenInterval
from base.ids import ClinicCode, InstitutionCode, TrunkName
from base.instant import Instant
from base.phone import CallerKey, PhoneNumber
from callback.attempt import Wanted
from callback.service import CallbackDesk, DeskDoors
from callers.policy import CallerPolicy
from callers.service import CallerDesk
from callflow.menu_desk.service import MenuDesk, MenuDoors
from ivr.hot_topics import HotTopic
from ivr.nodes import RequestKind
from ivr.ports import Asker, FiledRequest, LookUpAnswer
from ivr.walk import LookUpOutcome, Take
from queues.queue import Rank
from queues.service import Distributor
from storage.memory import MemoryAgentBook
from storage.memory_people import MemoryCallbackBook, MemorySmsOutbox
from tests.callback.stage import POLICY as CALLBACKS
from tests.callback.stage import SMS_POLICY
from tests.integration.storage.values import a_record
from tests.support.night import CHILD, CLINICS, NUMBER, POLICY_NUMBER, Night
from tests.support.site import ADVICE, CALL_POLICY, FLOOR_POLICY, HELPLINE, MAIN, QUEUES
from tests.tickets.cases import ZONE
from tickets.contact import OpenCase
from tickets.directory import Reception, SupportCode

STRANGER = PhoneNumber("+79107654321")
FOUND, NOTHING = LookUpOutcome.FOUND, LookUpOutcome.NOTHING
DENIED, FAILED = LookUpOutcome.DENIED, LookUpOutcome.FAILED
DAYTIME = OpeningHours(ZONE, ((OpenInterval(8 * 60, 20 * 60),),) * 7)
KEYED = {"birth_date": CHILD.isoformat(), "policy": POLICY_NUMBER}
DIRECTORY = replace(
    CLINICS,
    institutions=tuple(
        replace(row, phones=(PhoneNumber("+78442331122"),), support_code=SupportCode("4711"))
        if row.code == InstitutionCode("children")
        else row
        for row in CLINICS.institutions
    ),
    timetables=tuple(
        Reception(
            clinic=ClinicCode("children"),
            speciality="педиатр",
            doctor="Орлова",
            weekday=1,
            begins=begins,
            ends=ends,
        )
        for begins, ends in ((510, 720), (780, 1032))
    ),
)


@dataclass
class Region:
    """A registry that answers as the story says."""

    answer: LookUpAnswer = field(default_factory=lambda: LookUpAnswer(FAILED))
    hangs: bool = False
    asked_by: list[CallerKey | None] = field(default_factory=list)
    asked_for: list[Mapping[str, str]] = field(default_factory=list)

    async def look_up(
        self, name: str, values: Mapping[str, str], caller: CallerKey | None
    ) -> LookUpAnswer:
        self.asked_by.append(caller)
        self.asked_for.append(values)
        assert name
        assert values
        if self.hangs:
            await asyncio.Event().wait()
        return self.answer


@dataclass
class Counted:
    """What was counted."""

    look_ups: list[tuple[str, LookUpOutcome]] = field(default_factory=list)
    requests: list[tuple[RequestKind, bool]] = field(default_factory=list)

    def looked_up(self, name: str, outcome: LookUpOutcome) -> None:
        self.look_ups.append((name, outcome))

    def request_taken(self, kind: RequestKind, *, is_partial: bool) -> None:
        self.requests.append((kind, is_partial))


class Site(Night):
    """The night with its menus."""

    def __init__(self) -> None:
        super().__init__()
        distributor = Distributor(
            clock=self.clock, policy=FLOOR_POLICY, book=MemoryAgentBook(self.clock)
        )
        self.callbacks = CallbackDesk(
            DeskDoors(self.clock, distributor, MemoryCallbackBook(), MemorySmsOutbox()),
            policy=CALLBACKS,
            sms=SMS_POLICY,
            queues=QUEUES,
        )
        self.callers = CallerDesk(
            book=self.books.callers, policy=CallerPolicy(), zone=ZONE, institutions=None
        )
        self.region = Region()
        self.counted = Counted()
        self.topics = list[HotTopic]()
        service = replace(CALL_POLICY.services[HELPLINE], hours=DAYTIME)
        policy = replace(CALL_POLICY, services={HELPLINE: service})
        self.directory.change(DIRECTORY)
        self.menus = MenuDesk(
            MenuDoors(
                cases=self.cases,
                callbacks=self.callbacks,
                callers=self.callers,
                tickets=self.tickets,
                intake=self.desk,
                directory=self.directory,
                registry=self.region,
                topics=lambda: self.topics,
                operators=lambda: 0,
                policy=lambda: policy,
                zone=ZONE,
                witness=self.counted,
            )
        )

    def asker(self, case: OpenCase, number: PhoneNumber | None = NUMBER) -> Asker:
        """Return a new call of the case."""
        record = a_record(case, Instant(0.0))
        self.books.calls.write_call(record)
        return Asker(
            call_id=record.call_id,
            contact_id=case.contact.contact_id,
            ticket_number=str(case.ticket.number),
            number=number,
            service=HELPLINE,
            dialled="122",
            now=self.clock.now(),
        )

    async def visit_of(self, case: OpenCase) -> Asker:
        """Let a visit be asked for, and file it."""
        asker = self.asker(case)
        takes = (Take("what", 1), Take("where", 1))
        request = FiledRequest(kind=RequestKind.HOME_VISIT, values=KEYED, takes=takes)
        await self.menus.file(asker, request)
        await self.desk.file_pending()
        return asker

    def promise(self, case: OpenCase) -> None:
        """Promise the person of the case to ring them."""
        number = case.contact.number
        assert number is not None
        self.callbacks.promise(
            Wanted(
                contact_id=case.contact.contact_id,
                number=PhoneNumber(number),
                queue=ADVICE,
                trunk=TrunkName(MAIN),
                placed_at=case.contact.opened_at,
                rank=Rank.NORMAL,
            )
        )
