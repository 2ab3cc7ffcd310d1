"""What a call says of its caller, as the rows of calls and contacts tell it afterwards.

While the engine runs, the calls themselves tell the callers' desk what became of each attempt.
After a restart the histories are made again from what is stored. This is that making, one call at
a time, by the same functions that the desk uses; the statement `histories` says the same in SQL
for a month of calls at once, and the contract suite holds the two together.

What the rows do not tell: which patients were helped, that a number was asked for a sound and was
not answered for, and that a whole trunk was mute (its callers were pardoned, which is stored).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day
from base.phone import CallerKey
from callers.history import (
    AttemptEnd,
    CallerHistory,
    attempt_ended,
    attempt_made,
    nobody_heard,
    voice_heard,
)
from callflow.events import Direction
from callflow.outcome import Outcome
from callflow.personal import BROKEN
from callflow.record import CallRecord
from storage.moments import Anchor
from tickets.contact import Contact, EndReason, Ticket

CHALLENGED: Final = "8_due"
"""The decision to ask a silenced number whether anybody is there."""

_AT_ONCE_S: Final = 2.0
_WRITTEN_WITHIN_S: Final = 5.0
"""The end of a talk and that of its contact are written a moment apart."""


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call with its contact."""

    record: CallRecord
    contact: Contact
    arrived_at: datetime
    over_at: datetime
    """When it ended; its arrival while it lasts."""


def seen_call(record: CallRecord, contact: Contact, anchor: Anchor) -> SeenCall:
    """Return the call as the wall clock saw it."""
    arrived_at = anchor.moment_of(record.times.arrived_at)
    return SeenCall(
        record, contact, arrived_at, anchor.moment_if(record.times.hung_up_at) or arrived_at
    )


def became_of(call: SeenCall) -> AttemptEnd | None:
    """Return what became of an attempt; `None` while it lasts, or where it says nothing."""
    record = call.record
    match record.outcome:
        case Outcome.ANSWERED:
            return _talk(call)
        case None:
            return None
        case _ if record.direction is Direction.OUTBOUND:
            return None
        case Outcome.REFUSED:
            return AttemptEnd.REJECTED
        case Outcome.TOLD:
            return AttemptEnd.TOLD
        case Outcome.SELF_SERVED:
            return AttemptEnd.CANCELLED
        case Outcome.FAILED:
            return AttemptEnd.FAILED
        case Outcome.ABANDONED | Outcome.SHORT_ABANDONED:
            return AttemptEnd.HUNG_UP_AT_ONCE if _left_at_once(record) else AttemptEnd.HELD
        case _:
            is_dead = record.decision == CHALLENGED and not record.has_voice
            return AttemptEnd.DEAD_AIR if is_dead else AttemptEnd.MENU


def history_of(
    number: CallerKey,
    calls: Sequence[SeenCall],
    *,
    zone: ZoneInfo,
    pardoned_at: datetime | None,
) -> CallerHistory:
    """Return the history of a number by its calls, which are given in their order."""
    history = CallerHistory(number=number)
    for call in calls:
        if pardoned_at is not None and call.over_at > pardoned_at:
            history, pardoned_at = replace(history, dead_airs=0), None
        if call.record.direction is Direction.INBOUND:
            day = local_day(call.arrived_at, zone)
            history = attempt_made(history, call.arrived_at, today=day, trunk=call.record.trunk)
        history = _after(history, call)
    return history if pardoned_at is None else replace(history, dead_airs=0)


def with_place(
    history: CallerHistory,
    contacts: Iterable[Contact],
    tickets: Iterable[Ticket],
    calls: Sequence[SeenCall],
) -> CallerHistory:
    """Return the history with what the number's contacts tell of it."""
    known = {contact.contact_id: contact for contact in contacts}
    told = (c.told_at for c in known.values() if c.ended_at is None and c.told_at is not None)
    told_at = min(told, default=None)
    others = (
        ticket.opened_at
        for ticket in tickets
        if ticket.contact_id in known and ticket.opened_at > known[ticket.contact_id].opened_at
    )
    since_told = (
        call
        for call in calls
        if call.record.direction is Direction.INBOUND
        and told_at is not None
        and call.arrived_at > told_at
    )
    return replace(
        history,
        first_seen_at=min(contact.opened_at for contact in known.values()),
        told_at=told_at,
        attempts_since_told=sum(1 for _ in since_told),
        another_person_at=max(others, default=None),
    )


def _after(history: CallerHistory, call: SeenCall) -> CallerHistory:
    record, became = call.record, became_of(call)
    if record.times.joined_at is not None or record.decision == CHALLENGED:
        is_heard = record.has_voice
        history = voice_heard(history, call.over_at) if is_heard else nobody_heard(history)
    return history if became is None else attempt_ended(history, became, call.over_at)


def _talk(call: SeenCall) -> AttemptEnd:
    record, contact = call.record, call.contact
    if record.cause in BROKEN:
        return AttemptEnd.FAILED
    if record.has_voice:
        return AttemptEnd.TALKED
    is_served = (
        contact.end_reason is EndReason.SERVED
        and contact.ended_at is not None
        and (contact.ended_at - call.over_at).total_seconds() <= _WRITTEN_WITHIN_S
    )
    return AttemptEnd.TALKED if is_served else AttemptEnd.DEAD_AIR


def _left_at_once(record: CallRecord) -> bool:
    times = record.times
    if times.admitted_at is None or times.hung_up_at is None:
        return False
    return times.hung_up_at - times.admitted_at < _AT_ONCE_S
