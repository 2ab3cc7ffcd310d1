"""The books and the lock in memory: for a simulation, for tests, and for one process alone.

They promise what PostgreSQL and Redis promise, and one contract suite holds both to it: a row is
written anew by its key, a journal is only appended to, what is open can be read back.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agents.agent import Account, Declared, Operator, Presence
from agents.ports import AgentMove, CallDisposed, Kept, StoredOperator
from base.clock import Clock, SystemClock
from base.ids import AgentId, CallId, ContactId, TicketId
from base.instant import Instant, after
from callflow.events import JournalEntry, PolicyId
from callflow.messages import MessageRecord
from callflow.ports import StoredCall
from callflow.record import CallRecord
from callflow.recording import RecordingRecord
from storage.errors import AccountTakenError
from storage.memory_intake import MemoryIntakeBook
from storage.memory_orders import MemoryHoursBook, MemoryTopicBook
from storage.memory_people import (
    MemoryCallbackBook,
    MemoryCallerBook,
    MemorySmsOutbox,
    MemoryStormBook,
    Past,
)
from storage.memory_tickets import MemoryTicketBook
from storage.moments import GREENWICH
from storage.ports import Held, HeldByOther, LockAnswer
from storage.roster import LastSeen, NewOperator, RosterRow
from tickets.contact import Contact, OpenCase, Ticket


class MemoryCallBook:
    """A `callflow.ports.CallBook`; a `RecordingBook`, `MessageBook` and `PolicyBook`, too."""

    def __init__(self) -> None:
        self._policies: dict[PolicyId, bytes] = {}
        self.records: dict[CallId, CallRecord] = {}
        self.recordings: list[RecordingRecord] = []
        self.messages: list[MessageRecord] = []
        self.journals: dict[CallId, dict[int, JournalEntry]] = {}

    def write_call(self, record: CallRecord) -> None:
        """Write the call's row, or write it anew."""
        self.records[record.call_id] = record

    def write_recording(self, record: RecordingRecord) -> None:
        """Write a recording's row."""
        self.recordings.append(record)

    def write_message(self, record: MessageRecord) -> None:
        """Write a message's row, or that it was taken back."""
        named = (record.call_id, record.message)
        others = (kept for kept in self.messages if (kept.call_id, kept.message) != named)
        self.messages = [*others, record]

    def write_event(self, entry: JournalEntry) -> None:
        """Append to the call's journal; what is in it stays as it is."""
        self.journals.setdefault(entry.call_id, {}).setdefault(entry.sequence, entry)

    async def committed(self) -> None:
        """Return at once: memory is as durable as it gets."""

    async def open_calls(self) -> tuple[StoredCall, ...]:
        """Return every call that has not ended, the oldest first."""
        still_open = [record for record in self.records.values() if record.outcome is None]
        still_open.sort(key=lambda record: (record.times.arrived_at, record.call_id))
        return tuple(StoredCall(record, self._journal(record.call_id)) for record in still_open)

    async def keep_policy(self, policy_id: PolicyId, encoded: bytes) -> None:
        """Keep the text of a policy before the first call names it; harmless when it is kept."""
        self._policies.setdefault(policy_id, encoded)

    async def policies(self, policy_ids: Collection[PolicyId]) -> Mapping[PolicyId, bytes]:
        """Return the texts of the policies that are named and known."""
        return {name: self._policies[name] for name in policy_ids if name in self._policies}

    def _journal(self, call_id: CallId) -> tuple[JournalEntry, ...]:
        journal = self.journals.get(call_id, {})
        return tuple(journal[sequence] for sequence in sorted(journal))


class MemoryCaseBook:
    """A `tickets.ports.CaseBook`."""

    def __init__(self) -> None:
        self.contacts: dict[ContactId, Contact] = {}
        self.tickets: dict[TicketId, Ticket] = {}

    def write_contact(self, contact: Contact) -> None:
        """Write the contact's row, or write it anew."""
        self.contacts[contact.contact_id] = contact

    def write_ticket(self, ticket: Ticket) -> None:
        """Write the ticket's row, or write anew what the end of its contact says of it."""
        self.tickets[ticket.ticket_id] = ticket

    async def open_cases(self) -> tuple[OpenCase, ...]:
        """Return every contact that has not ended, with its tickets, the oldest first."""
        of_contact: defaultdict[ContactId, list[Ticket]] = defaultdict(list)
        for ticket in sorted(self.tickets.values(), key=lambda t: (t.opened_at, t.ticket_id)):
            of_contact[ticket.contact_id].append(ticket)
        still_open = [contact for contact in self.contacts.values() if contact.ended_at is None]
        still_open.sort(key=lambda contact: (contact.opened_at, contact.contact_id))
        return tuple(
            _open_case(contact, *of_contact[contact.contact_id])
            for contact in still_open
            if contact.contact_id in of_contact
        )

    async def last_counter(self, day: date) -> int:
        """Return the highest ticket counter of the day; 0 when there is none."""
        numbers = (ticket.number for ticket in self.tickets.values())
        return max((number.counter for number in numbers if number.day == day), default=0)


def _open_case(contact: Contact, first: Ticket, *others: Ticket) -> OpenCase:
    return OpenCase(contact, first, tuple(each for each in others if each.conclusion is None))


@dataclass(slots=True)
class _Row:
    row: RosterRow
    secret_digest: str


class MemoryAgentBook:
    """A `agents.ports.AgentBook`, and the roster of an administrator."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.moves: list[AgentMove] = []
        self.disposed: dict[CallId, CallDisposed] = {}
        self._kept: dict[AgentId, Kept | None] = {}
        self._rows: dict[AgentId, _Row] = {}
        self._listeners: set[asyncio.Event] = set()

    async def operators(self) -> tuple[StoredOperator, ...]:
        """Return every agent who is not disabled, by account."""
        working = [stored for stored in self._rows.values() if stored.row.disabled_at is None]
        working.sort(key=lambda stored: stored.row.operator.account)
        return tuple(
            StoredOperator(
                stored.row.operator,
                stored.row.presence,
                stored.secret_digest,
                stored.row.reason,
                self._kept.get(stored.row.operator.agent_id),
            )
            for stored in working
        )

    async def changes(self) -> AsyncIterator[None]:
        """Yield at first, and whenever the rows of agents have changed."""
        changed = asyncio.Event()
        changed.set()
        self._listeners.add(changed)
        try:
            while True:
                await changed.wait()
                changed.clear()
                yield
        finally:
            self._listeners.discard(changed)

    def write_move(self, move: AgentMove) -> None:
        """Append to the agents' journal, and keep the presence."""
        self.moves.append(move)
        stored = self._rows[move.agent_id]
        declared = move.wish or Declared(move.presence, move.reason)
        seen = LastSeen(
            at=self._clock.now(),
            activity=move.activity,
            trouble=move.trouble,
            paused_for=move.paused_for,
            missed_rings=move.missed_rings,
        )
        stored.row = replace(
            stored.row, presence=declared.presence, reason=declared.reason, seen=seen
        )
        self._kept[move.agent_id] = move.kept

    def write_disposition(self, disposed: CallDisposed) -> None:
        """Write what a call was; a later word goes over an earlier one."""
        self.disposed[disposed.call_id] = disposed

    async def rows(self) -> tuple[RosterRow, ...]:
        """Return every agent there ever was, by account."""
        rows = [stored.row for stored in self._rows.values()]
        return tuple(sorted(rows, key=_roster_order))

    async def add(self, operators: Sequence[NewOperator], now: datetime) -> None:
        """Add agents, all or none of them.

        Raises:
            AccountTakenError: an agent who is not disabled holds one of the accounts.

        """
        taken = {stored.operator.account for stored in await self.operators()}
        for new in operators:
            if new.operator.account in taken:
                raise AccountTakenError(
                    f"account {new.operator.account} is taken; choose another, or disable its "
                    "agent first"
                )
            taken.add(new.operator.account)
        for new in operators:
            row = RosterRow(new.operator, Presence.OFFLINE, now, None)
            self._rows[new.operator.agent_id] = _Row(row, new.secret_digest)
        self._tell()

    async def disable(self, account: Account, now: datetime) -> AgentId | None:
        """Disable the agent who holds the account; `None` when nobody does."""
        for agent_id, stored in self._rows.items():
            if stored.row.operator.account == account and stored.row.disabled_at is None:
                stored.row = replace(stored.row, disabled_at=now)
                self._tell()
                return agent_id
        return None

    def administer(self, operator: Operator, secret_digest: str | None, now: datetime) -> None:
        """Let somebody work as an administrator says, under the secret they have or a new one."""
        stored = self._rows.get(operator.agent_id)
        if stored is None:
            assert secret_digest is not None, "Whoever is added has a secret."
            stored = _Row(RosterRow(operator, Presence.OFFLINE, now, None), secret_digest)
            self._rows[operator.agent_id] = stored
        stored.row = replace(stored.row, operator=operator, disabled_at=None)
        stored.secret_digest = secret_digest or stored.secret_digest
        self._tell()

    def _tell(self) -> None:
        for changed in self._listeners:
            changed.set()


class MemoryBooks:
    """The books of a site.

    Give the clock by which the calls are timed and the site's zone if histories are to be read.
    """

    def __init__(self, clock: Clock | None = None, zone: ZoneInfo = GREENWICH) -> None:
        self.calls = MemoryCallBook()
        self.cases = MemoryCaseBook()
        self.agents = MemoryAgentBook(clock or SystemClock())
        past = Past(self.calls.records, self.cases.contacts, self.cases.tickets, zone)
        self.callers = MemoryCallerBook(past, clock or SystemClock())
        self.callbacks = MemoryCallbackBook()
        self.tickets = MemoryTicketBook(self.cases.contacts, self.cases.tickets)
        self.intake = MemoryIntakeBook(self.calls.records, self.tickets)
        self.messages = MemorySmsOutbox()
        self.storms = MemoryStormBook(past, clock or SystemClock())
        self.hours = MemoryHoursBook()
        self.topics = MemoryTopicBook()


class LockTable:
    """What the engines of one process share instead of a Redis."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.holder: str | None = None
        self.lapses_at = Instant(0.0)
        self.fence = 0


class MemoryEngineLock:
    """A `storage.ports.EngineLock`."""

    def __init__(self, table: LockTable, *, engine: str, lease_s: float) -> None:
        self._table = table
        self._engine = engine
        self._lease_s = lease_s

    async def take(self) -> LockAnswer:
        """Take the lock, or prolong it when it is ours already."""
        table = self._table
        now = table.clock.instant()
        holder = table.holder if now < table.lapses_at else None
        if holder is not None and holder != self._engine:
            return HeldByOther(holder)
        if holder is None:
            table.fence += 1
        table.holder, table.lapses_at = self._engine, after(now, self._lease_s)
        return Held(table.fence)

    async def release(self) -> None:
        """Give the lock up if it is ours."""
        if self._table.holder == self._engine:
            self._table.holder = None


def _roster_order(row: RosterRow) -> tuple[str, bool, datetime]:
    """Order by account, the present holder of an account last, as SQL's NULLS LAST does."""
    return row.operator.account, row.disabled_at is None, row.disabled_at or row.added_at
