"""A recording's row: written once it has been judged, beside the mark on its call."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import asyncpg

from base.instant import Instant
from callflow.call import RecordingState
from callflow.events import Recording
from callflow.record import CallRecord
from callflow.recording import RecordingRecord
from storage.memory import MemoryCallBook
from tests.contract.library import CLOCK, opened_library
from tests.integration.storage.values import a_case, a_record


def recorded(call: CallRecord, state: RecordingState) -> RecordingRecord:
    now = CLOCK.instant()
    return RecordingRecord(
        call_id=call.call_id,
        recording=Recording(1),
        contact_id=call.contact_id,
        ticket_id=call.ticket_id,
        agent_id=None,
        started_at=Instant(now - 60.0),
        ended_at=now,
        state=state,
        size_bytes=1_920_044,
        duration_s=60.0,
    )


async def test_recording_is_kept_with_what_it_is_worth_and_a_second_word_changes_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_library("postgres", database_url, tmp_path) as library:
        case = a_case(1)
        library.write_case(case)
        call = replace(a_record(case, CLOCK.instant()), recording_state=RecordingState.SHORT)
        library.calls.write_call(call)
        library.recordings.write_recording(recorded(call, RecordingState.SHORT))
        library.recordings.write_recording(recorded(call, RecordingState.OK))
        await library.calls.committed()
        (stored,) = await library.calls.open_calls()

        rows = await _rows(database_url)

    assert stored.record.recording_state is RecordingState.SHORT
    assert [(row["call_id"], row["number"], row["state"]) for row in rows] == [
        (call.call_id, 1, "short")
    ]
    assert (rows[0]["size_bytes"], rows[0]["duration_s"]) == (1_920_044, 60.0)


def test_memory_remembers_recordings_too() -> None:
    book = MemoryCallBook()
    record = recorded(a_record(a_case(1), CLOCK.instant()), RecordingState.OK)

    book.write_recording(record)

    assert book.recordings == [record]


async def _rows(url: str) -> Sequence[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch("SELECT * FROM recording")
    finally:
        await connection.close()
