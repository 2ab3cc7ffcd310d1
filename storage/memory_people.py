"""The books of callers, promises, messages and storms in memory; see `storage/memory.py`.

What callers did is made from the calls and contacts of the other books, as PostgreSQL does it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from base.clock import Clock
from base.ids import CallId, ContactId, TicketId
from base.phone import CallerKey
from callback.attempt import CallbackAttempt
from callback.request import CallbackRequest, RequestState
from callback.sms import SmsDelivery, SmsId, SmsRow, SmsSent, SmsState
from callers.history import CallerHistory
from callers.ports import KeptSilence
from callflow.contained import ServedByMenu
from callflow.events import Direction
from callflow.outcome import Outcome
from callflow.ports import StormSwitch
from callflow.record import CallRecord
from callflow.storm import HourNorm, HourSlot, Norm, ObservedHour
from storage.behaviour import SeenCall, history_of, seen_call, with_place
from storage.moments import Anchor
from storage.storms import norm_of
from tickets.contact import Contact, EndReason, Ticket

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Past:
    """What the other books hold, as it changes."""

    records: Mapping[CallId, CallRecord]
    contacts: Mapping[ContactId, Contact]
    tickets: Mapping[TicketId, Ticket]
    zone: ZoneInfo

    def calls_since(self, since: datetime, clock: Clock) -> Iterator[SeenCall]:
        """Yield the calls that arrived since then, in their order."""
        anchor = Anchor.read(clock)
        seen = (
            seen_call(record, self.contacts[record.contact_id], anchor)
            for record in self.records.values()
        )
        yield from sorted(
            (call for call in seen if call.arrived_at >= since), key=lambda call: call.arrived_at
        )


class MemoryCallerBook:
    """A `callers.ports.CallerBook` and a `callflow.contained.ServedBook`."""

    def __init__(self, past: Past, clock: Clock) -> None:
        self.silences: dict[CallerKey, KeptSilence] = {}
        self._changed_at: dict[CallerKey, datetime] = {}
        self._past = past
        self._clock = clock

    def write_silenced(self, kept: KeptSilence) -> None:
        """Write the number's row, or write it anew."""
        self.silences[kept.number] = kept
        self._changed_at[kept.number] = self._clock.now()

    async def histories(self, since: datetime) -> tuple[CallerHistory, ...]:
        """Return the history of every number that called since then, silences left out."""
        by_number: defaultdict[CallerKey, list[SeenCall]] = defaultdict(list)
        for call in self._past.calls_since(since, self._clock):
            if call.contact.number is not None:
                by_number[call.contact.number].append(call)
        return tuple(
            self._history(number, calls)
            for number, calls in by_number.items()
            if any(call.record.direction is Direction.INBOUND for call in calls)
        )

    async def silenced(self, now: datetime) -> tuple[KeptSilence, ...]:
        """Return the rows whose silence or exemption is still in force."""
        return tuple(kept for _, kept in sorted(self.silences.items()) if _is_in_force(kept, now))

    async def served_by_menu(self, since: datetime) -> tuple[ServedByMenu, ...]:
        """Return whose contact a menu ended since then, the oldest first."""
        last = {
            call.contact.contact_id: call
            for call in self._past.calls_since(datetime.min.replace(tzinfo=UTC), self._clock)
            if call.record.direction is Direction.INBOUND
        }
        served = [
            ServedByMenu(contact.number, contact.contact_id, call.record.subject, contact.ended_at)
            for contact, call in ((call.contact, call) for call in last.values())
            if contact.number is not None
            and contact.ended_at is not None
            and contact.ended_at >= since
            and contact.end_reason is EndReason.SELF_SERVED
            and call.record.outcome is Outcome.SELF_SERVED
        ]
        return tuple(sorted(served, key=lambda each: (each.at, each.contact_id)))

    def _history(self, number: CallerKey, calls: list[SeenCall]) -> CallerHistory:
        kept = self.silences.get(number)
        is_pardoned = kept is not None and kept.silenced is None
        history = history_of(
            number,
            calls,
            zone=self._past.zone,
            pardoned_at=self._changed_at[number] if is_pardoned else None,
        )
        contacts = [c for c in self._past.contacts.values() if c.number == number]
        return with_place(history, contacts, self._past.tickets.values(), calls)


class MemoryCallbackBook:
    """A `callback.ports.CallbackBook`."""

    def __init__(self) -> None:
        self.requests: dict[ContactId, CallbackRequest] = {}
        self.attempts: dict[CallId, CallbackAttempt] = {}

    def write_request(self, request: CallbackRequest) -> None:
        """Write the promise's row, or write it anew."""
        self.requests[request.contact_id] = request

    def write_attempt(self, attempt: CallbackAttempt) -> None:
        """Write the attempt's row, or write it anew."""
        self.attempts[attempt.call_id] = attempt

    async def open_requests(self) -> tuple[CallbackRequest, ...]:
        """Return every promise that has not ended, the first dial first."""
        still_open = [r for r in self.requests.values() if r.state is not RequestState.ENDED]
        still_open.sort(key=lambda request: (request.placed_at, request.contact_id))
        return tuple(still_open)


class MemorySmsOutbox:
    """A `callback.ports.SmsOutbox` and a `SmsQueue` beside it."""

    def __init__(self) -> None:
        self.messages: dict[SmsId, SmsRow] = {}
        self.deliveries: dict[SmsId, SmsDelivery] = {}

    def write_sms(self, row: SmsRow) -> None:
        """Write the message's row, or write it anew."""
        self.messages[row.sms_id] = row

    async def waiting(self, limit: int) -> tuple[SmsRow, ...]:
        """Return the oldest messages that nobody has sent yet."""
        waiting = [row for row in self.messages.values() if row.state is SmsState.WAITING]
        waiting.sort(key=lambda row: (row.written_at, row.sms_id))
        return tuple(waiting[:limit])

    def mark(self, message: SmsRow, delivery: SmsDelivery) -> None:
        """Write how a message ended; returns at once."""
        state = SmsState.SENT if isinstance(delivery, SmsSent) else SmsState.FAILED
        self.messages[message.sms_id] = replace(message, state=state)
        self.deliveries[message.sms_id] = delivery


class MemoryStormBook:
    """A `callflow.ports.StormBook`."""

    def __init__(self, past: Past, clock: Clock) -> None:
        self.switches: list[StormSwitch] = []
        self._learned: dict[HourSlot, HourNorm] = {}
        self._past = past
        self._clock = clock

    def write_switch(self, switch: StormSwitch) -> None:
        """Append to the journal of switches."""
        self.switches.append(switch)

    def write_norm(self, slot: HourSlot, norm: HourNorm) -> None:
        """Write what is usual in an hour, or write it anew."""
        self._learned[slot] = norm

    async def last_switch(self) -> StormSwitch | None:
        """Return the last switch; `None` when there was never a storm."""
        return max(self.switches, key=lambda switch: switch.at, default=None)

    async def norm(self) -> Norm | None:
        """Return what is usual in every hour; `None` when nothing was ever learned."""
        return norm_of(self._learned)

    async def observed_hours(self, since: datetime, until: datetime) -> tuple[ObservedHour, ...]:
        """Return how every whole hour went in which anybody called, the oldest first."""
        begins, ends = self._hour_of(since), self._hour_of(until)
        by_hour: defaultdict[datetime, list[SeenCall]] = defaultdict(list)
        for call in self._past.calls_since(begins, self._clock):
            if call.record.direction is Direction.INBOUND and call.arrived_at < ends:
                by_hour[self._hour_of(call.arrived_at)].append(call)
        return tuple(self._observed(hour, calls) for hour, calls in sorted(by_hour.items()))

    def _observed(self, hour: datetime, calls: list[SeenCall]) -> ObservedHour:
        people = {call.contact.number or call.record.call_id for call in calls}
        return ObservedHour(
            slot=HourSlot(hour.weekday(), hour.hour),
            people=len(people),
            attempts=len(calls),
            was_storm=self._was_storm(hour, hour + _HOUR),
        )

    def _was_storm(self, begins: datetime, ends: datetime) -> bool:
        within = [switch for switch in self.switches if switch.at < ends]
        before = [switch for switch in within if switch.at <= begins]
        during = (switch.entered for switch in within if switch.at > begins)
        return any(during) or (bool(before) and before[-1].entered)

    def _hour_of(self, moment: datetime) -> datetime:
        local = moment.astimezone(self._past.zone)
        return local.replace(minute=0, second=0, microsecond=0)


def _is_in_force(kept: KeptSilence, now: datetime) -> bool:
    is_silenced = kept.silenced is not None and kept.silenced.until > now
    return is_silenced or (kept.exempt_until is not None and kept.exempt_until > now)
