"""The rows of tables that most batches write nothing to; see `storage/rows.py`."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

_ENCODER: Final = msgspec.json.Encoder()


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


class IntakeRow(msgspec.Struct, frozen=True):
    """A request that a menu took."""

    call_id: UUID
    kind: str
    site: str
    contact_id: UUID
    ticket_day: date
    counter: int
    visit_id: UUID
    taken_at: datetime
    called_from: str | None
    is_partial: bool
    is_urgent: bool
    takes: tuple[str, ...]
    born_on: date | None
    policy_number: str
    phone: str | None
    institution: str | None
    mark: int | None
    revision: int
    words: str = ""


class AlertRow(msgspec.Struct, frozen=True):
    """An alert, and what became of it."""

    alert_id: UUID
    site: str
    kind: str
    subject: str
    severity: str
    raised_at: datetime
    value: float
    worst: float
    threshold: float
    after_s: float
    times_worse: int
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    acknowledged_value: float | None
    cleared_at: datetime | None
    cleared_because: str | None
    revision: int


class AlertMessageRow(msgspec.Struct, frozen=True):
    """What another system is told of an alert, and how far that has come."""

    message_id: UUID
    site: str
    alert_id: UUID
    target: str
    about: str
    body: str
    written_at: datetime
    state: str
    attempts: int
    next_at: datetime
    sent_at: datetime | None
    error: str | None
    revision: int


SeldomRow = (
    SilenceRow
    | CallbackRequestRow
    | CallbackAttemptRow
    | SmsOutboxRow
    | StormSwitchRow
    | StormNormRow
    | RecordingRow
    | MessageRow
    | IntakeRow
    | AlertRow
    | AlertMessageRow
)


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
    intakes: dict[str, IntakeRow] = msgspec.field(default_factory=dict)
    alerts: dict[UUID, AlertRow] = msgspec.field(default_factory=dict)
    alert_messages: dict[UUID, AlertMessageRow] = msgspec.field(default_factory=dict)

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
            case IntakeRow():
                self._add_intake(row)
            case AlertRow():
                self.alerts[row.alert_id] = row
            case AlertMessageRow():
                self.alert_messages[row.message_id] = row

    def rows(self) -> Iterator[SeldomRow]:
        """Yield every row."""
        for section in self._sections():
            yield from section

    def parameters(self) -> tuple[str, ...]:
        """Return the parameters of the statement `write_seldom`, in its order."""
        return tuple(text_of(list(section)) for section in self._sections())

    def _sections(self) -> tuple[Collection[SeldomRow], ...]:
        return (
            self.silences.values(),
            self.requests.values(),
            self.attempts.values(),
            self.messages.values(),
            self.norms.values(),
            self.switches,
            self.recordings,
            self.intakes.values(),
            self.alerts.values(),
            self.alert_messages.values(),
            self.spoken.values(),
        )

    def _add_intake(self, row: IntakeRow) -> None:
        """Add a request; a whole one stays, and a partial one keeps the id of its visit."""
        key = f"{row.call_id}.{row.kind}"
        before = self.intakes.get(key)
        if before is None:
            self.intakes[key] = row
        elif before.is_partial:
            self.intakes[key] = msgspec.structs.replace(row, visit_id=before.visit_id)


def text_of(rows: Sequence[msgspec.Struct]) -> str:
    """Return the parameter that carries the rows."""
    return _ENCODER.encode(rows).decode() if rows else "[]"
