"""The rows of the database as values: what a batch carries, on the wire and in the local journal.

A row is plain JSON by design. The same text is the parameter of one SQL statement, which is the
cheapest way to write many rows of several tables, and a line of the local journal. Such a line
may be older than the program that reads it: a new field needs a default.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

import msgspec

from storage.seldom_rows import Seldom, SeldomRow, text_of


class ContactRow(msgspec.Struct, frozen=True):
    """A contact."""

    contact_id: UUID
    site: str
    number: str | None
    opened_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    revision: int
    topic: str | None = None
    told_at: datetime | None = None
    promised_for: datetime | None = None
    heard_at: datetime | None = None
    is_urgent: bool = False
    callback_to: str | None = None
    cut_off_with: UUID | None = None
    is_shared: bool = False


class TicketRow(msgspec.Struct, frozen=True):
    """A ticket."""

    ticket_id: UUID
    site: str
    contact_id: UUID
    number: str
    ticket_day: date
    counter: int
    opened_at: datetime
    state: str = "new"
    conclusion: str | None = None
    concluded_at: datetime | None = None
    call_revision: int = 0


class CallRow(msgspec.Struct, frozen=True):
    """A call."""

    call_id: UUID
    site: str
    leg_id: str
    contact_id: UUID
    ticket_id: UUID
    trunk: str
    service: str
    ani: str | None
    ani_kind: str
    ani_short: str | None
    ani_raw: str
    ani_flags: tuple[str, ...]
    dialled: str
    arrived_at: datetime
    admitted_at: datetime | None
    entered_at: datetime | None
    matched_at: datetime | None
    ringing_at: datetime | None
    answered_at: datetime | None
    joined_at: datetime | None
    hung_up_at: datetime | None
    queue: str | None
    agent_id: UUID | None
    rings: int
    rings_without_answer: int
    outcome: str | None
    cause: str | None
    policy_id: str | None
    revision: int
    direction: str = "inbound"
    rung: int | None = None
    decision: str = ""
    has_voice: bool = False
    recording_state: str | None = None
    subject: str | None = None
    mark: int | None = None
    hold_s: float = 0.0


class CallEventRow(msgspec.Struct, frozen=True):
    """One entry of a call's journal."""

    call_id: UUID
    sequence: int
    site: str
    at: datetime
    kind: str
    payload: msgspec.Raw
    reason: str
    phase: str


class AgentEventRow(msgspec.Struct, frozen=True):
    """One entry of the agents' journal, which moves the agent's own row along."""

    event_id: UUID
    site: str
    agent_id: UUID
    at: datetime
    presence: str
    activity: str
    revision: int
    reason: str | None = None
    wish: str | None = None
    wish_reason: str | None = None
    paused_for: str | None = None
    missed_rings: int = 0
    phone_trouble: str | None = None
    kept_since: datetime | None = None
    kept_call: UUID | None = None


class DispositionRow(msgspec.Struct, frozen=True):
    """What a call was for its agent, or why they said nothing."""

    call_id: UUID
    agent_id: UUID
    site: str
    at: datetime
    disposition: str
    not_stated: str | None
    revision: int


FrequentRow = ContactRow | TicketRow | CallRow | CallEventRow | AgentEventRow | DispositionRow
"""What nearly every call writes."""

Row = FrequentRow | SeldomRow


class Batch(msgspec.Struct, omit_defaults=True):
    """Rows that are written together; of a row that was written anew only the newest is kept.

    Whoever comes first in it may be relied on by whoever comes later: contacts, their tickets,
    calls, their journals, and what is written seldom.
    """

    contacts: dict[UUID, ContactRow] = msgspec.field(default_factory=dict)
    tickets: dict[UUID, TicketRow] = msgspec.field(default_factory=dict)
    calls: dict[UUID, CallRow] = msgspec.field(default_factory=dict)
    call_events: list[CallEventRow] = msgspec.field(default_factory=list)
    agent_events: list[AgentEventRow] = msgspec.field(default_factory=list)
    dispositions: dict[str, DispositionRow] = msgspec.field(default_factory=dict)
    seldom: Seldom = msgspec.field(default_factory=Seldom)

    def __len__(self) -> int:
        """Return how many rows there are."""
        masters = len(self.contacts) + len(self.tickets) + len(self.calls)
        of_agents = len(self.agent_events) + len(self.dispositions)
        return masters + len(self.call_events) + of_agents + len(self.seldom)

    def add(self, row: Row) -> None:
        """Add a row."""
        match row:
            case CallEventRow():
                self.call_events.append(row)
            case CallRow():
                self.calls[row.call_id] = row
            case AgentEventRow():
                self.agent_events.append(row)
            case ContactRow():
                self.contacts[row.contact_id] = row
            case TicketRow():
                self.tickets[row.ticket_id] = row
            case DispositionRow():
                self.dispositions[f"{row.call_id}.{row.agent_id}"] = row
            case _:
                self.seldom.add(row)

    def rows(self) -> Iterator[Row]:
        """Yield every row, each after those it relies on."""
        yield from self.contacts.values()
        yield from self.tickets.values()
        yield from self.calls.values()
        yield from self.call_events
        yield from self.agent_events
        yield from self.dispositions.values()
        yield from self.seldom.rows()

    def parameters(self) -> tuple[str, ...]:
        """Return the parameters of the statement `write_batch`, in its order."""
        return (
            text_of(list(self.contacts.values())),
            text_of(list(self.tickets.values())),
            text_of(list(self.calls.values())),
            text_of(self.call_events),
            text_of(self.agent_events),
            text_of(list(self.dispositions.values())),
        )


def batch_of(rows: Iterable[Row]) -> Batch:
    """Return a batch of the rows."""
    batch = Batch()
    for row in rows:
        batch.add(row)
    return batch
