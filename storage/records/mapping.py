"""Between the values of the rooms and the rows of the database."""

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter
from typing import Final

import asyncpg
import msgspec

from base.codec import UnionCodec
from base.ids import AgentId, CallId, ContactId, LegId, TicketId, TrunkName
from base.phone import (
    CallerKey,
    HashedNumber,
    NumberFlag,
    NumberKind,
    NumberReading,
    PhoneNumber,
)
from callflow.call import RecordingState, Times
from callflow.events import (
    CallEvent,
    Direction,
    JournalEntry,
    PolicyId,
    ServiceName,
)
from callflow.messages import MessageRecord
from callflow.outcome import HangupCause, Outcome
from callflow.record import CallRecord
from callflow.recording import RecordingRecord
from queues.policy import QueueName
from storage.moments import Anchor
from storage.rows import (
    CallEventRow,
    CallRow,
    ContactRow,
    TicketRow,
)
from storage.seldom_rows import IntakeRow, MessageRow, RecordingRow
from tickets.contact import Conclusion, Contact, EndReason, OpenCase, Ticket
from tickets.intake.taken import TakenRequest
from tickets.number import TicketNumber

CALL_EVENTS: Final = UnionCodec[CallEvent](CallEvent)


def contact_row(contact: Contact, site: str, revision: int) -> ContactRow:
    """Return the row of a contact."""
    return ContactRow(
        contact_id=contact.contact_id,
        site=site,
        number=contact.number,
        opened_at=contact.opened_at,
        ended_at=contact.ended_at,
        end_reason=contact.end_reason,
        revision=revision,
        topic=contact.topic,
        told_at=contact.told_at,
        promised_for=contact.promised_for,
        heard_at=contact.heard_at,
        is_urgent=contact.is_urgent,
        callback_to=contact.callback_to,
        cut_off_with=contact.cut_off_with,
        is_shared=contact.is_shared,
    )


def ticket_row(ticket: Ticket, site: str, revision: int) -> TicketRow:
    """Return the row of a ticket."""
    return TicketRow(
        ticket_id=ticket.ticket_id,
        site=site,
        contact_id=ticket.contact_id,
        number=str(ticket.number),
        ticket_day=ticket.number.day,
        counter=ticket.number.counter,
        opened_at=ticket.opened_at,
        state=ticket.state,
        conclusion=ticket.conclusion,
        concluded_at=ticket.concluded_at,
        call_revision=revision,
    )


def call_row(record: CallRecord, site: str, anchor: Anchor, revision: int) -> CallRow:
    """Return the row of a call."""
    times = record.times
    return CallRow(
        call_id=record.call_id,
        site=site,
        leg_id=record.leg_id,
        contact_id=record.contact_id,
        ticket_id=record.ticket_id,
        trunk=record.trunk,
        service=record.service,
        ani=record.ani.number,
        ani_kind=record.ani.kind,
        ani_short=record.ani.short_number,
        ani_raw=record.ani.raw,
        ani_flags=tuple(sorted(record.ani.flags)),
        dialled=record.dialled,
        arrived_at=anchor.moment_of(times.arrived_at),
        admitted_at=anchor.moment_if(times.admitted_at),
        entered_at=anchor.moment_if(times.entered_at),
        matched_at=anchor.moment_if(times.matched_at),
        ringing_at=anchor.moment_if(times.ringing_at),
        answered_at=anchor.moment_if(times.answered_at),
        joined_at=anchor.moment_if(times.joined_at),
        hung_up_at=anchor.moment_if(times.hung_up_at),
        queue=record.queue,
        agent_id=record.agent_id,
        rings=record.rings,
        rings_without_answer=record.rings_without_answer,
        outcome=record.outcome,
        cause=record.cause,
        policy_id=record.policy_id,
        revision=revision,
        direction=record.direction,
        rung=record.rung,
        decision=record.decision,
        has_voice=record.has_voice,
        recording_state=record.recording_state,
        subject=record.subject,
        mark=record.mark,
        hold_s=record.hold_s,
    )


def recording_row(record: RecordingRecord, site: str, anchor: Anchor) -> RecordingRow:
    """Return the row of a recorded talk."""
    return RecordingRow(
        call_id=record.call_id,
        number=record.recording,
        site=site,
        contact_id=record.contact_id,
        ticket_id=record.ticket_id,
        agent_id=record.agent_id,
        started_at=anchor.moment_of(record.started_at),
        ended_at=anchor.moment_if(record.ended_at),
        state=record.state,
        size_bytes=record.size_bytes,
        duration_s=record.duration_s,
    )


def message_row(record: MessageRecord, site: str, anchor: Anchor) -> MessageRow:
    """Return the row of a caller's message."""
    return MessageRow(
        call_id=record.call_id,
        field=record.message.field,
        take=record.message.take,
        site=site,
        contact_id=record.contact_id,
        recorded_at=anchor.moment_of(record.recorded_at),
        state=record.state,
        ended_by=record.ended_by,
        size_bytes=record.size_bytes,
        duration_s=record.duration_s,
        has_voice=record.has_voice,
        is_dropped=record.is_dropped,
    )


def intake_row(request: TakenRequest, site: str, revision: int) -> IntakeRow:
    """Return the row of a request that a menu took."""
    return IntakeRow(
        call_id=request.call_id,
        kind=request.kind,
        site=site,
        contact_id=request.contact_id,
        ticket_day=request.number.day,
        counter=request.number.counter,
        visit_id=request.visit_id,
        taken_at=request.taken_at,
        called_from=request.called_from,
        is_partial=request.is_partial,
        is_urgent=request.is_urgent,
        takes=tuple(map(str, request.spoken)),
        born_on=request.born_on,
        policy_number=request.policy_number,
        phone=request.phone,
        institution=request.institution,
        mark=request.mark,
        revision=revision,
        words=request.words,
    )


def call_event_row(entry: JournalEntry, site: str, at: datetime) -> CallEventRow:
    """Return the row of an entry of a call's journal."""
    kind, payload = CALL_EVENTS.encode(entry.event)
    return CallEventRow(
        call_id=entry.call_id,
        sequence=entry.sequence,
        site=site,
        at=at,
        kind=kind,
        payload=msgspec.Raw(payload),
        reason=entry.reason,
        phase=entry.phase,
    )


def read_call(row: asyncpg.Record, anchor: Anchor) -> CallRecord:
    """Return the call of a row."""
    return CallRecord(
        call_id=CallId(row["call_id"]),
        leg_id=LegId(row["leg_id"]),
        contact_id=ContactId(row["contact_id"]),
        ticket_id=TicketId(row["ticket_id"]),
        trunk=TrunkName(row["trunk"]),
        service=ServiceName(row["service"]),
        ani=_read_ani(row),
        dialled=row["dialled"],
        times=Times(
            arrived_at=anchor.instant_of(row["arrived_at"]),
            admitted_at=anchor.instant_if(row["admitted_at"]),
            entered_at=anchor.instant_if(row["entered_at"]),
            matched_at=anchor.instant_if(row["matched_at"]),
            ringing_at=anchor.instant_if(row["ringing_at"]),
            answered_at=anchor.instant_if(row["answered_at"]),
            joined_at=anchor.instant_if(row["joined_at"]),
            hung_up_at=anchor.instant_if(row["hung_up_at"]),
        ),
        queue=None if row["queue"] is None else QueueName(row["queue"]),
        agent_id=None if row["agent_id"] is None else AgentId(row["agent_id"]),
        rings=row["rings"],
        rings_without_answer=row["rings_without_answer"],
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        cause=None if row["cause"] is None else HangupCause(row["cause"]),
        policy_id=None if row["policy_id"] is None else PolicyId(row["policy_id"]),
        direction=Direction(row["direction"]),
        rung=row["rung"],
        decision=row["decision"],
        has_voice=row["has_voice"],
        recording_state=_state_of(row["recording_state"]),
        subject=row["subject"],
        mark=row["mark"],
        hold_s=row["hold_s"],
    )


def read_entry(row: asyncpg.Record, anchor: Anchor) -> JournalEntry:
    """Return the entry of a row of a call's journal.

    Raises:
        UnreadableEventError: another version wrote it, and this one cannot read it.

    """
    return JournalEntry(
        call_id=CallId(row["call_id"]),
        sequence=row["sequence"],
        at=anchor.instant_of(row["at"]),
        event=CALL_EVENTS.decode(row["kind"], row["payload"]),
        reason=row["reason"],
        phase=row["phase"],
    )


def read_open_cases(rows: Iterable[asyncpg.Record]) -> Iterator[OpenCase]:
    """Yield the open cases of rows, one for each ticket; a contact's rows come together."""
    for _, of_contact in itertools.groupby(rows, key=itemgetter("contact_id")):
        first, *others = of_contact
        beside = tuple(read_ticket(row) for row in others if row["is_open"])
        yield OpenCase(read_contact(first), read_ticket(first), beside)


def read_contact(row: asyncpg.Record) -> Contact:
    """Return the contact of a row."""
    return Contact(
        contact_id=ContactId(row["contact_id"]),
        number=None if row["number"] is None else read_key(row["number"]),
        opened_at=row["opened_at"],
        ended_at=row["ended_at"],
        end_reason=None if row["end_reason"] is None else EndReason(row["end_reason"]),
        topic=row["topic"],
        told_at=row["told_at"],
        promised_for=row["promised_for"],
        heard_at=row["heard_at"],
        is_urgent=row["is_urgent"],
        callback_to=None if row["callback_to"] is None else PhoneNumber(row["callback_to"]),
        cut_off_with=None if row["cut_off_with"] is None else AgentId(row["cut_off_with"]),
        is_shared=row["is_shared"],
    )


def read_ticket(row: asyncpg.Record) -> Ticket:
    """Return the ticket of a row."""
    return Ticket(
        TicketId(row["ticket_id"]),
        ContactId(row["contact_id"]),
        TicketNumber(row["ticket_day"], row["counter"]),
        row["ticket_opened_at"],
        None if row["conclusion"] is None else Conclusion(row["conclusion"]),
        row["concluded_at"],
    )


def read_key(text: str) -> CallerKey:
    """Return what a caller is known by: a number, or what stands for a hidden one."""
    return HashedNumber(text) if text.startswith("#") else PhoneNumber(text)


def _read_ani(row: asyncpg.Record) -> NumberReading:
    return NumberReading(
        kind=NumberKind(row["ani_kind"]),
        raw=row["ani_raw"],
        number=None if row["ani"] is None else PhoneNumber(row["ani"]),
        short_number=row["ani_short"],
        flags=frozenset(map(NumberFlag, row["ani_flags"])),
    )


def _state_of(state: str | None) -> RecordingState | None:
    return None if state is None else RecordingState(state)
