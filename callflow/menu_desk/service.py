"""The desk of menus: what callers look up by keys, and what they leave for people.

It lives by three rules. A look-up never raises and never lasts: whatever happens to a table or a
registry, the answer comes within `LONGEST_S`, and "failed" leads the caller to a person. Nothing
is told to whoever cannot show that it is theirs. And a request is kept before anything is said of
it, without asking the database.

Limits: values that no telephone could have keyed in are not looked up. Deliberately absent: the
walk through a menu (`ivr/`), filing requests on tickets (`tickets/intake/`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import structlog

from base.errors import Line122Error
from base.ids import new_visit_id
from base.phone import CallerKey, HashedNumber, NumberRules
from callback.service import CallbackDesk
from callers.service import CallerDesk
from callflow.menu_desk.own_requests import OwnRequests
from callflow.menu_desk.ports import MenuWitness, RegistryDoor
from callflow.menu_desk.requests import is_within_bounds, patient_of, taken_request
from callflow.menu_desk.tables import Tables
from callflow.policy import CallPolicy
from ivr.hot_topics import HotTopic
from ivr.nodes import RequestKind
from ivr.ports import Asker, FiledRequest, LookUpAnswer
from ivr.walk import LookUpOutcome
from tickets.directory_desk import DirectoryDesk
from tickets.intake.service import IntakeDesk
from tickets.service import CaseDesk
from tickets.work.service import TicketDesk

LONGEST_S: Final = 3.8
"""A menu waits four seconds; an answer that comes after that is nobody's."""

OF_REGISTRY: Final = (
    "appointment",
    "test_result",
    "free_slot",
    "book_slot",
    "cancel_appointment",
)
_OTHER: Final = "other"
_PATIENTS_DAYS: Final = 30
_FAILED: Final = LookUpAnswer(LookUpOutcome.FAILED)
_FAULTS: Final = (Line122Error, TimeoutError, OSError, LookupError, ValueError)
_WITHOUT_PLACE: Final = frozenset({"free_slot", "book_slot"})
"""What leaves the caller without a place in a timetable when it finds none."""

_Table: TypeAlias = Callable[[Asker, Mapping[str, str]], Awaitable[LookUpAnswer]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuDoors:
    """What the desk works with."""

    cases: CaseDesk
    callbacks: CallbackDesk
    callers: CallerDesk
    tickets: TicketDesk
    intake: IntakeDesk
    directory: DirectoryDesk
    registry: RegistryDoor | None
    """`None` where a region has none: an operator answers what it would."""
    topics: Callable[[], Sequence[HotTopic]]
    operators: Callable[[], int]
    """How many are at work now."""
    policy: Callable[[], CallPolicy]
    """In force now."""
    zone: ZoneInfo
    witness: MenuWitness


class MenuDesk:
    """A site's `ivr.ports.LookUps` and `ivr.ports.RequestDesk`."""

    def __init__(self, doors: MenuDoors) -> None:
        self._doors = doors
        self._own = OwnRequests(doors.cases, doors.callbacks, doors.tickets, doors.zone)
        tables = Tables(
            callbacks=doors.callbacks,
            tickets=doors.tickets,
            intake=doors.intake,
            desk=doors.directory,
            topics=doors.topics,
            operators=doors.operators,
            policy=doors.policy,
            zone=doors.zone,
        )
        self._tables: Mapping[str, _Table] = {
            "clinic": tables.clinic,
            "timetable": tables.timetable,
            "hot_question": tables.hot_question,
            "institution": tables.institution,
            "promise": tables.promise,
            "request": self._own.status,
            "cancel_request": self._own.cancel,
            "change_phone": self._change_phone,
            "change_time": self._own.change_time,
            **{name: partial(self._ask_registry, name) for name in OF_REGISTRY},
        }

    async def load(self, now: datetime) -> None:
        """Take up for whom the numbers asked: two patients make a number one of many people."""
        doors = self._doors
        for each in await doors.intake.patients(now - timedelta(days=_PATIENTS_DAYS)):
            doors.callers.patient_seen(each.number, each.patient, each.at)

    async def look_up(self, asker: Asker, name: str, values: Mapping[str, str]) -> LookUpAnswer:
        """Return what is known by the values, within `LONGEST_S`; never raises."""
        table = self._tables.get(name)
        answer = await self._asked(table, name, asker, values)
        self._doors.witness.looked_up(_OTHER if table is None else name, answer.outcome)
        return answer

    async def file(self, asker: Asker, request: FiledRequest) -> None:
        """Keep a request; it is durable when this returns."""
        doors = self._doors
        contact = doors.cases.contact(asker.contact_id)
        taken = taken_request(
            asker,
            request,
            visit_id=new_visit_id(),
            rules=self._rules(),
            directory=doors.directory.directory,
            is_urgent=contact is not None and contact.is_urgent,
        )
        await doors.intake.keep(taken)
        doors.witness.request_taken(request.kind, is_partial=request.is_partial)
        patient = patient_of(taken)
        if patient is not None:
            doors.callers.patient_seen(asker.number, patient, asker.now)

    async def _asked(
        self, table: _Table | None, name: str, asker: Asker, values: Mapping[str, str]
    ) -> LookUpAnswer:
        if table is None or not is_within_bounds(values):
            _log.warning("menu.look_up_failed", look_up=name[:40], cause="unknown")
            return _FAILED
        try:
            async with asyncio.timeout(LONGEST_S):
                return await table(asker, values)
        except _FAULTS as error:
            _log.warning("menu.look_up_failed", look_up=name, cause=type(error).__name__)
            return _FAILED

    async def _ask_registry(
        self, name: str, asker: Asker, values: Mapping[str, str]
    ) -> LookUpAnswer:
        """Ask the registry; where it is away or has no place, people do what it could not."""
        registry = self._doors.registry
        if registry is None:
            return _FAILED
        answer = await registry.look_up(name, values, _guesser(asker))
        is_full = name in _WITHOUT_PLACE and answer.outcome is LookUpOutcome.NOTHING
        if answer.outcome is LookUpOutcome.FAILED or is_full:
            await self.file(asker, FiledRequest(kind=RequestKind.APPOINTMENT, values=values))
        return answer

    async def _change_phone(self, asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        return await self._own.change_phone(asker, values, self._rules())

    def _rules(self) -> NumberRules:
        """Return how numbers are written here; all trunks of a site are of one country."""
        return next(iter(self._doors.policy().trunks.values())).rules


def _guesser(asker: Asker) -> CallerKey:
    """Return whose wrong identities are counted: the number's, else those of this need."""
    return asker.number or HashedNumber(f"#{asker.contact_id}")
