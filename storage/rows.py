"""The rows of the database as values: what a batch carries, on the wire and in the local journal.

A row is plain JSON by design. The same text is the parameter of one SQL statement, which is the
cheapest way to write many rows of several tables, and a line of the local journal. Such a line
may be older than the program that reads it: a new field needs a default.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

_ENCODER: Final = msgspec.json.Encoder()


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


class SilenceRow(msgspec.Struct, frozen=True):
    """Whether a number is silenced."""

    site: str
    number: str
    cause: str | None
    times: int | None
    since: datetime | None
    until: datetime | None
    exempt_until: datetime | None
    changed_at: datetime
    revision: int


class CallbackRequestRow(msgspec.Struct, frozen=True):
    """A promise to ring one person."""

    contact_id: UUID
    site: str
    number: str
    queue: str
    trunk: str
    placed_at: datetime
    opened_at: datetime
    rank: int
    state: str
    tries: int
    dials: int
    busy: int
    declines: int
    days: int
    was_machine: bool
    is_barred: bool
    missed_at: datetime | None
    next_at: datetime | None
    chosen_at: datetime | None
    call_id: UUID | None
    ended_by: str | None
    revision: int


class CallbackAttemptRow(msgspec.Struct, frozen=True):
    """One dialling of a promise."""

    call_id: UUID
    site: str
    contact_id: UUID
    number: str
    trunk: str
    number_of_day: int
    reason: str
    started_at: datetime
    stage: str
    ended_at: datetime | None
    outcome: str | None
    revision: int


class SmsOutboxRow(msgspec.Struct, frozen=True):
    """A message, and how far it has come."""

    sms_id: UUID
    site: str
    contact_id: UUID
    number: str
    template: str
    text: str
    state: str
    written_at: datetime
    sent_at: datetime | None
    error: str | None
    revision: int


class StormSwitchRow(msgspec.Struct, frozen=True):
    """That a storm began or ended."""

    switch_id: UUID
    site: str
    at: datetime
    entered: bool
    reason: str
    figures: msgspec.Raw


class StormNormRow(msgspec.Struct, frozen=True):
    """What is usual in one hour of the week."""

    site: str
    weekday: int
    hour: int
    people_mean: float
    people_days: int
    attempts_mean: float
    attempts_days: int
    revision: int


class RecordingRow(msgspec.Struct, frozen=True):
    """A recorded talk, once its recording has been judged."""

    call_id: UUID
    number: int
    site: str
    contact_id: UUID
    ticket_id: UUID
    agent_id: UUID | None
    started_at: datetime
    ended_at: datetime | None
    state: str
    size_bytes: int
    duration_s: float


class MessageRow(msgspec.Struct, frozen=True):
    """What a caller said in answer to one question, once it has been judged."""

    call_id: UUID
    field: str
    take: int
    site: str
    contact_id: UUID
    recorded_at: datetime
    state: str
    ended_by: str | None
    size_bytes: int
    duration_s: float
    has_voice: bool
    is_dropped: bool


FrequentRow = ContactRow | TicketRow | CallRow | CallEventRow | AgentEventRow
"""What nearly every call writes."""

SeldomRow = (
    SilenceRow
    | CallbackRequestRow
    | CallbackAttemptRow
    | SmsOutboxRow
    | StormSwitchRow
    | StormNormRow
    | RecordingRow
    | MessageRow
)

Row = FrequentRow | SeldomRow


class Seldom(msgspec.Struct, omit_defaults=True):
    """The rows of a batch that most batches have none of."""

    silences: dict[str, SilenceRow] = msgspec.field(default_factory=dict)
    requests: dict[UUID, CallbackRequestRow] = msgspec.field(default_factory=dict)
    attempts: dict[UUID, CallbackAttemptRow] = msgspec.field(default_factory=dict)
    messages: dict[UUID, SmsOutboxRow] = msgspec.field(default_factory=dict)
    switches: list[StormSwitchRow] = msgspec.field(default_factory=list)
    norms: dict[str, StormNormRow] = msgspec.field(default_factory=dict)
    recordings: list[RecordingRow] = msgspec.field(default_factory=list)
    spoken: dict[str, MessageRow] = msgspec.field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return sum(map(len, self._sections()))

    def add(self, row: SeldomRow) -> None:
        """Add a row."""
        match row:
            case SilenceRow():
                self.silences[row.number] = row
            case CallbackRequestRow():
                self.requests[row.contact_id] = row
            case CallbackAttemptRow():
                self.attempts[row.call_id] = row
            case SmsOutboxRow():
                self.messages[row.sms_id] = row
            case StormSwitchRow():
                self.switches.append(row)
            case StormNormRow():
                self.norms[f"{row.weekday}.{row.hour}"] = row
            case RecordingRow():
                self.recordings.append(row)
            case MessageRow():
                self.spoken[f"{row.call_id}.{row.field}.{row.take}"] = row

    def rows(self) -> Iterator[SeldomRow]:
        """Yield every row."""
        for section in self._sections():
            yield from section

    def parameters(self) -> tuple[str, ...]:
        """Return the parameters of the statement `write_seldom`, in its order."""
        return tuple(_text(list(section)) for section in self._sections())

    def _sections(self) -> tuple[Collection[SeldomRow], ...]:
        return (
            self.silences.values(),
            self.requests.values(),
            self.attempts.values(),
            self.messages.values(),
            self.norms.values(),
            self.switches,
            self.recordings,
            self.spoken.values(),
        )


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
    seldom: Seldom = msgspec.field(default_factory=Seldom)

    def __len__(self) -> int:
        """Return how many rows there are."""
        masters = len(self.contacts) + len(self.tickets) + len(self.calls)
        return masters + len(self.call_events) + len(self.agent_events) + len(self.seldom)

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
            case _:
                self.seldom.add(row)

    def rows(self) -> Iterator[Row]:
        """Yield every row, each after those it relies on."""
        yield from self.contacts.values()
        yield from self.tickets.values()
        yield from self.calls.values()
        yield from self.call_events
        yield from self.agent_events
        yield from self.seldom.rows()

    def parameters(self) -> tuple[str, ...]:
        """Return the parameters of the statement `write_batch`, in its order."""
        return (
            _text(list(self.contacts.values())),
            _text(list(self.tickets.values())),
            _text(list(self.calls.values())),
            _text(self.call_events),
            _text(self.agent_events),
        )


def batch_of(rows: Iterable[Row]) -> Batch:
    """Return a batch of the rows."""
    batch = Batch()
    for row in rows:
        batch.add(row)
    return batch


def _text(rows: Sequence[Row]) -> str:
    return _ENCODER.encode(rows).decode() if rows else "[]"
