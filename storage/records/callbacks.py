"""The books of promises, of their attempts and of messages, in PostgreSQL."""

import asyncpg

from base.ids import CallId, ContactId, TrunkName
from base.phone import PhoneNumber
from callback.attempt import CallbackAttempt
from callback.request import CallbackRequest, EndedBy, RequestState
from callback.sms import SmsDelivery, SmsId, SmsRefused, SmsRow, SmsSent, SmsState, SmsTemplate
from queues.policy import QueueName
from queues.queue import Rank
from storage.records.shelf import Shelf
from storage.records.statements import statements
from storage.seldom_rows import CallbackAttemptRow, CallbackRequestRow, SmsOutboxRow


class PostgresCallbackBook:
    """A `callback.ports.CallbackBook`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def write_request(self, request: CallbackRequest) -> None:
        """Write the promise's row, or write it anew."""
        shelf = self._shelf
        shelf.writer.add(_request_row(request, shelf.site, shelf.next_revision()))

    def write_attempt(self, attempt: CallbackAttempt) -> None:
        """Write the attempt's row, or write it anew."""
        shelf = self._shelf
        row = CallbackAttemptRow(
            call_id=attempt.call_id,
            site=shelf.site,
            contact_id=attempt.contact_id,
            number=attempt.number,
            trunk=attempt.trunk,
            number_of_day=attempt.number_of_day,
            reason=attempt.reason,
            started_at=attempt.started_at,
            stage=attempt.stage,
            ended_at=attempt.ended_at,
            outcome=attempt.outcome,
            revision=shelf.next_revision(),
        )
        shelf.writer.add(row)

    async def open_requests(self) -> tuple[CallbackRequest, ...]:
        """Return every promise that has not ended, the first dial first."""
        async with self._shelf.reading() as connection:
            rows = statements.open_requests(connection, site=self._shelf.site)
            return tuple([read_request(row) async for row in rows])


class PostgresSmsOutbox:
    """A `callback.ports.SmsOutbox` and a `SmsQueue` beside it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def write_sms(self, row: SmsRow) -> None:
        """Write the message's row, or write it anew."""
        self._shelf.writer.add(self._row(row, row.state, None))

    async def waiting(self, limit: int) -> tuple[SmsRow, ...]:
        """Return the oldest messages that nobody has sent yet."""
        async with self._shelf.reading() as connection:
            rows = statements.waiting_messages(connection, site=self._shelf.site, most=limit)
            return tuple([read_message(row) async for row in rows])

    def mark(self, message: SmsRow, delivery: SmsDelivery) -> None:
        """Write how a message ended; returns at once."""
        state = SmsState.SENT if isinstance(delivery, SmsSent) else SmsState.FAILED
        self._shelf.writer.add(self._row(message, state, delivery))

    def _row(self, message: SmsRow, state: SmsState, delivery: SmsDelivery | None) -> SmsOutboxRow:
        return SmsOutboxRow(
            sms_id=message.sms_id,
            site=self._shelf.site,
            contact_id=message.contact_id,
            number=message.number,
            template=message.template,
            text=message.text,
            state=state,
            written_at=message.written_at,
            sent_at=delivery.at if isinstance(delivery, SmsSent) else None,
            error=delivery.error if isinstance(delivery, SmsRefused) else None,
            revision=self._shelf.next_revision(),
        )


def read_request(row: asyncpg.Record) -> CallbackRequest:
    """Return the promise of a row."""
    return CallbackRequest(
        contact_id=ContactId(row["contact_id"]),
        number=PhoneNumber(row["number"]),
        queue=QueueName(row["queue"]),
        trunk=TrunkName(row["trunk"]),
        placed_at=row["placed_at"],
        opened_at=row["opened_at"],
        rank=Rank(row["rank"]),
        state=RequestState(row["state"]),
        tries=row["tries"],
        dials=row["dials"],
        busy=row["busy"],
        declines=row["declines"],
        days=row["days"],
        was_machine=row["was_machine"],
        is_barred=row["is_barred"],
        missed_at=row["missed_at"],
        next_at=row["next_at"],
        chosen_at=row["chosen_at"],
        call_id=None if row["call_id"] is None else CallId(row["call_id"]),
        ended_by=None if row["ended_by"] is None else EndedBy(row["ended_by"]),
    )


def read_message(row: asyncpg.Record) -> SmsRow:
    """Return the message of a row."""
    return SmsRow(
        sms_id=SmsId(row["sms_id"]),
        contact_id=ContactId(row["contact_id"]),
        number=PhoneNumber(row["number"]),
        text=row["text"],
        template=SmsTemplate(row["template"]),
        state=SmsState(row["state"]),
        written_at=row["written_at"],
    )


def _request_row(request: CallbackRequest, site: str, revision: int) -> CallbackRequestRow:
    return CallbackRequestRow(
        contact_id=request.contact_id,
        site=site,
        number=request.number,
        queue=request.queue,
        trunk=request.trunk,
        placed_at=request.placed_at,
        opened_at=request.opened_at,
        rank=request.rank,
        state=request.state,
        tries=request.tries,
        dials=request.dials,
        busy=request.busy,
        declines=request.declines,
        days=request.days,
        was_machine=request.was_machine,
        is_barred=request.is_barred,
        missed_at=request.missed_at,
        next_at=request.next_at,
        chosen_at=request.chosen_at,
        call_id=request.call_id,
        ended_by=request.ended_by,
        revision=revision,
    )
