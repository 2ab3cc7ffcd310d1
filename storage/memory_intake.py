"""What voice menus took, in memory; see `storage/memory.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from base.ids import CallId, TicketId
from base.phone import PhoneNumber
from callflow.message import MessageRef
from callflow.record import CallRecord
from storage.memory_tickets import MemoryTicketBook
from tickets.category import Kind
from tickets.contact import State
from tickets.intake.filing import recordings_of
from tickets.intake.ports import PatientOfNumber
from tickets.intake.taken import PendingRequest, SpokenField, TakenRequest
from tickets.intake.urgency import IntakeLine
from tickets.readings import Sought, TicketReading
from tickets.ticket import Channel
from tickets.visit import HomeVisit

_ALL: Final = 1_000_000


@dataclass(slots=True)
class _Kept:
    request: TakenRequest
    revision: int
    filed_at: datetime | None = None


class MemoryIntakeBook:
    """A `tickets.intake.ports.IntakeBook`."""

    def __init__(self, calls: Mapping[CallId, CallRecord], tickets: MemoryTicketBook) -> None:
        self._calls = calls
        self._tickets = tickets
        self._kept: dict[tuple[CallId, Kind], _Kept] = {}

    def write_request(self, request: TakenRequest) -> None:
        """Write a request, in place of a partial one of its call and kind."""
        key = (request.call_id, request.kind)
        before = self._kept.get(key)
        if before is None:
            self._kept[key] = _Kept(request, 1)
        elif before.request.is_partial:
            whole = replace(request, visit_id=before.request.visit_id)
            self._kept[key] = _Kept(whole, before.revision + 1)

    async def committed(self) -> None:
        """Return at once: memory is as durable as it gets."""

    def names(self, call_id: CallId, message: MessageRef) -> bool:
        """Tell whether a request has what a caller said in its words."""
        told = SpokenField(message.field, message.take)
        kept = (each.request for each in self._kept.values())
        return any(request.call_id == call_id and told in request.spoken for request in kept)

    async def pending(self, most: int) -> Sequence[PendingRequest]:
        """Return the oldest that are not filed; a partial one only when its call has ended."""
        found = [
            PendingRequest(kept.request, kept.revision)
            for kept in self._kept.values()
            if kept.filed_at is None and self._may_be_filed(kept.request)
        ]
        found.sort(key=lambda each: (each.request.taken_at, each.request.call_id))
        return found[:most]

    async def filed(self, pending: PendingRequest, now: datetime) -> None:
        """Take that a request is on its ticket, unless it was taken anew meanwhile."""
        kept = self._kept[pending.request.call_id, pending.request.kind]
        if kept.revision == pending.revision:
            kept.filed_at = now

    async def waiting(self) -> Sequence[IntakeLine]:
        """Return every request on whose ticket nobody works yet, the oldest first."""
        lines = []
        for kept in self._kept.values():
            reading = await self._tickets.by_number(kept.request.number)
            if reading is not None and _is_waiting(kept, reading):
                lines.append(_line(kept, reading))
        return sorted(lines, key=lambda line: line.taken_at)

    async def patients(self, since: datetime) -> Sequence[PatientOfNumber]:
        """Return for whom doctors were asked through numbers, the oldest first."""
        page = await self._tickets.search(Sought(), None, _ALL)
        found: list[PatientOfNumber] = []
        for line in page.tickets:
            reading = await self._tickets.get(TicketId(line.ticket_id))
            if reading is not None:
                found.extend(_patients_of(reading, since))
        return sorted(found, key=lambda each: each.at)

    def _may_be_filed(self, request: TakenRequest) -> bool:
        call = self._calls.get(request.call_id)
        return call is not None and (not request.is_partial or call.outcome is not None)


def _is_waiting(kept: _Kept, reading: TicketReading) -> bool:
    card = reading.file.card
    is_open = card.state is State.NEW and card.channel is Channel.INTAKE
    return kept.request.kind is not Kind.FOLLOW_UP and (kept.filed_at is None or is_open)


def _line(kept: _Kept, reading: TicketReading) -> IntakeLine:
    request, visit = kept.request, reading.file.visit(kept.request.visit_id)
    return IntakeLine(
        ticket_id=reading.file.card.ticket_id,
        number=request.number,
        kind=request.kind,
        taken_at=request.taken_at,
        is_urgent=request.is_urgent,
        is_partial=request.is_partial,
        is_filed=kept.filed_at is not None,
        called_from=request.called_from,
        phone=request.phone,
        born_on=request.born_on,
        clinic=None if visit is None else visit.clinic,
        recordings=recordings_of(request),
    )


def _patients_of(reading: TicketReading, since: datetime) -> list[PatientOfNumber]:
    number = reading.called_from
    if number is None or number.startswith("#"):
        return []
    return [
        PatientOfNumber(PhoneNumber(number), patient, visit.requested_at)
        for visit in reading.file.visits
        if visit.requested_at >= since and (patient := _name_of(visit))
    ]


def _name_of(visit: HomeVisit) -> str:
    patient = visit.patient
    if patient.policy_number or patient.born_on is None:
        return patient.policy_number
    return patient.born_on.isoformat()
