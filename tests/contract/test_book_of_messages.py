"""A message's row: written once it has been judged, and marked when the caller takes it back."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import asyncpg

from callflow.call import RecordingState
from callflow.message import MessageEnd, MessageField, MessageRef
from callflow.messages import MessageRecord
from callflow.record import CallRecord
from storage.memory import MemoryCallBook
from tests.contract.library import CLOCK, opened_library
from tests.integration.storage.values import a_case, a_record

WHAT = MessageRef(MessageField("what_happened"), 1)


def spoken(call: CallRecord) -> MessageRecord:
    return MessageRecord(
        call_id=call.call_id,
        message=WHAT,
        contact_id=call.contact_id,
        recorded_at=CLOCK.instant(),
        state=RecordingState.OK,
        ended_by=MessageEnd.HUNG_UP,
        size_bytes=160_044,
        duration_s=10.0,
        has_voice=True,
        is_dropped=False,
    )


async def test_message_is_kept_with_what_ended_it_and_stays_taken_back(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_library("postgres", database_url, tmp_path) as library:
        case = a_case(1)
        library.write_case(case)
        call = a_record(case, CLOCK.instant())
        library.calls.write_call(call)
        message = spoken(call)
        failed = replace(
            message,
            message=MessageRef(WHAT.field, 2),
            state=RecordingState.MISSING,
            ended_by=None,
        )
        for record in (message, failed, replace(message, is_dropped=True), message):
            library.spoken.write_message(record)
            await library.calls.committed()

        rows = await _rows(database_url)

    assert [(row["field"], row["take"], row["state"], row["ended_by"]) for row in rows] == [
        ("what_happened", 1, "ok", "hung_up"),
        ("what_happened", 2, "missing", None),
    ]
    assert [row["is_dropped"] for row in rows] == [True, False]
    assert (rows[0]["size_bytes"], rows[0]["duration_s"]) == (160_044, 10.0)


def test_memory_keeps_the_last_word_on_a_message() -> None:
    book = MemoryCallBook()
    record = spoken(a_record(a_case(1), CLOCK.instant()))
    dropped = replace(record, is_dropped=True)

    book.write_message(record)
    book.write_message(dropped)

    assert book.messages == [dropped]


async def _rows(url: str) -> Sequence[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch("SELECT * FROM message ORDER BY field, take")
    finally:
        await connection.close()
