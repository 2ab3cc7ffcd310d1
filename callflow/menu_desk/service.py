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
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import structlog

from base.errors import Line122Error
from base.ids import ContactId, new_visit_id
from base.phone import CallerKey, HashedNumber, NumberRules
from base.tasks import spawn
from callback.service import CallbackDesk
from callers.service import CallerDesk
from callflow.menu_desk.own_requests import OwnRequests
from callflow.menu_desk.ports import MenuWitness, RegistryDoor
from callflow.menu_desk.requests import born_on, is_within_bounds, patient_of, taken_request
from callflow.menu_desk.settled import Settled, settled_by, write_down
from callflow.menu_desk.tables import Tables
from callflow.menu_desk.wanted import wanted_of
from callflow.policy import CallPolicy
from ivr.hot_topics import HotTopic
from ivr.nodes import RequestKind
from ivr.ports import Asker, FiledRequest, LookUpAnswer
from ivr.walk import LookUpOutcome
from tickets.attachment import read_policy
from tickets.contact import Contact
from tickets.directory_desk import DirectoryDesk
from tickets.intake.service import IntakeDesk
from tickets.number import read_ticket_number
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
TOLD_BY_TABLES: Final = frozenset({"clinic", "timetable", "hot_question"})
"""What is told without a registry, and may be all that somebody called for."""
_OTHER: Final = "other"
_PATIENTS_DAYS: Final = 30
_FAILED: Final = LookUpAnswer(LookUpOutcome.FAILED)
_FAULTS: Final = (Line122Error, TimeoutError, OSError, LookupError, ValueError)
_FREE_SLOT: Final = "free_slot"
"""Whoever finds none is without a place in any timetable."""

_ASIDE_S: Final = 0.4
"""So long our own tables may take beside a registry's answer."""
_MOST_TOLD: Final = 10_000
_KINDS: Final[Mapping[str, RequestKind]] = {"test_result": RequestKind.REFERENCE}
"""What people are asked for where the registry could not answer; else for an appointment."""

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
        self._told: dict[ContactId, tuple[Asker, Settled]] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._own = OwnRequests(
            doors.cases, doors.callbacks, doors.tickets, doors.intake.planner, doors.zone
        )
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
            "registry": self._has_registry,
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
        if name in TOLD_BY_TABLES and answer.outcome is LookUpOutcome.FOUND:
            told = settled_by(name, answer.values, self._doors.directory.directory.name_of)
            assert told is not None, "Each of these tells something."
            self._remember_told(asker, told)
        self._doors.witness.looked_up(_OTHER if table is None else name, answer.outcome)
        return answer

    async def file(self, asker: Asker, request: FiledRequest) -> None:
        """Keep a request; it is durable when this returns."""
        await self._keep(asker, request)

    async def _keep(self, asker: Asker, request: FiledRequest, words: str = "") -> None:
        """Keep a request that the words tell of where nobody has spoken."""
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
        await doors.intake.keep(replace(taken, words=words))
        doors.witness.request_taken(request.kind, is_partial=request.is_partial)
        patient = patient_of(taken)
        if patient is not None:
            doors.callers.patient_seen(asker.number, patient, asker.now)

    def served(self, contact: Contact) -> None:
        """Take that what a menu told was enough for a person: their ticket says what it was."""
        told = self._told.pop(contact.contact_id, None)
        if told is None:
            return
        task = spawn(self._write_told(*told), name="write down what was told")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

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

    async def _has_registry(self, _asker: Asker, _values: Mapping[str, str]) -> LookUpAnswer:
        """Tell whether anybody can be asked: nobody keys a policy in for nothing."""
        is_there = self._doors.registry is not None
        return LookUpAnswer(LookUpOutcome.FOUND if is_there else LookUpOutcome.NOTHING)

    async def _ask_registry(
        self, name: str, asker: Asker, values: Mapping[str, str]
    ) -> LookUpAnswer:
        """Ask the registry; where it is away or has no place, people do what it could not."""
        registry = self._doors.registry
        if registry is None:
            return _FAILED
        asked = await self._with_clinic(values) if name == _FREE_SLOT else values
        answer = await registry.look_up(name, asked, _guesser(asker))
        is_full = name == _FREE_SLOT and answer.outcome is LookUpOutcome.NOTHING
        if answer.outcome is LookUpOutcome.FAILED or is_full:
            kind = _KINDS.get(name, RequestKind.APPOINTMENT)
            request = FiledRequest(kind=kind, values=values)
            await self._keep(asker, request, wanted_of(name, values))
        if answer.outcome is not LookUpOutcome.FOUND:
            return answer
        settled = settled_by(name, answer.values, self._doors.directory.directory.name_of)
        return answer if settled is None else await self._settled(asker, answer, settled)

    async def _settled(self, asker: Asker, answer: LookUpAnswer, settled: Settled) -> LookUpAnswer:
        """Write down what was done, and tell the number of its ticket; what was told can wait."""
        if not settled.is_done:
            self._remember_told(asker, settled)
            return answer
        self._told.pop(asker.contact_id, None)
        number = await self._written(asker, settled)
        if number is None:
            # The registry has done it: people see a request that is done, and nobody a lost one.
            request = FiledRequest(kind=RequestKind.APPOINTMENT, values={})
            await self._keep(asker, request, settled.text)
            number = read_ticket_number(asker.ticket_number).counter
        return LookUpAnswer(answer.outcome, {**answer.values, "number": str(number)})

    def _remember_told(self, asker: Asker, settled: Settled) -> None:
        """Keep what was told until the call has shown whether it was enough."""
        self._told[asker.contact_id] = (asker, settled)
        if len(self._told) > _MOST_TOLD:
            del self._told[next(iter(self._told))]

    async def _written(self, asker: Asker, settled: Settled) -> int | None:
        try:
            async with asyncio.timeout(_ASIDE_S):
                return await write_down(self._doors.tickets, asker, settled)
        except _FAULTS as error:
            _log.warning("menu.settled_unwritten", kind=settled.kind, cause=type(error).__name__)
            return None

    async def _write_told(self, asker: Asker, settled: Settled) -> None:
        await self._written(asker, settled)

    async def _with_clinic(self, values: Mapping[str, str]) -> Mapping[str, str]:
        """Return the values with the clinic of the patient; empty where no table knows it."""
        policy_number = read_policy(values.get("policy", "")) or ""
        attached = None
        try:
            async with asyncio.timeout(_ASIDE_S):
                attached = await self._doors.intake.attached_clinic(policy_number, born_on(values))
        except _FAULTS as error:
            _log.warning("menu.clinic_unknown", cause=type(error).__name__)
        return {"clinic": attached or "", **values}

    async def _change_phone(self, asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        return await self._own.change_phone(asker, values, self._rules())

    def _rules(self) -> NumberRules:
        """Return how numbers are written here; all trunks of a site are of one country."""
        return next(iter(self._doors.policy().trunks.values())).rules


def _guesser(asker: Asker) -> CallerKey:
    """Return whose wrong identities are counted: the number's, else those of this need."""
    return asker.number or HashedNumber(f"#{asker.contact_id}")
