"""The recording of talks: begun with the talk, one file for it, and judged by what is there.

A disk that is full makes no noise: the exchange says "done" and the file is short, or empty, or
not there at all. So nothing is believed but the file's own size and duration, compared with the
length of the talk. A bad recording is an alarm and a mark on the call; the talk itself goes on,
since nobody is hung up on for want of a recording.

The recording belongs to the caller's leg, so that transfers do not touch it. A caller who goes
back to a queue has ended one talk; the next one has a recording of its own.

Nothing here knows where recordings lie: a recording is named by its call and its number.
"""

from dataclasses import dataclass, replace
from typing import Final

from base.ids import AgentId, CallId, ContactId, TicketId
from base.instant import Instant, elapsed_s
from callflow.call import Call, Recorded, RecordingState
from callflow.commands import StartRecording, StopRecording
from callflow.events import Recording, RecordingEnded, RecordingFailed, RecordingStarted
from callflow.policy import CallPolicy, RecordingPolicy
from callflow.steps import CallStep, step

RecordingEvent = RecordingStarted | RecordingEnded | RecordingFailed

_WORST_FIRST: Final = (RecordingState.MISSING, RecordingState.SHORT, RecordingState.OK)


@dataclass(frozen=True, slots=True)
class RecordingRecord:
    """What is written of a recording once it has been judged."""

    call_id: CallId
    recording: Recording
    contact_id: ContactId
    ticket_id: TicketId
    agent_id: AgentId | None
    """With whom the person talked last."""
    started_at: Instant
    ended_at: Instant | None
    """`None` when nobody saw the end of the talk."""
    state: RecordingState
    size_bytes: int
    duration_s: float


def begin_recording(
    call: Call, now: Instant, policy: CallPolicy
) -> tuple[Call, tuple[StartRecording, ...]]:
    """Return the call whose talk is recorded from now on, if it may be and is not already."""
    if not (policy.recording.enabled and call.may_record) or running(call) is not None:
        return call, ()
    begun = Recorded(Recording(len(call.recordings) + 1), started_at=now)
    recorded_call = replace(call, recordings=(*call.recordings, begun))
    return recorded_call, (StartRecording(begun.recording),)


def end_recording(
    call: Call, now: Instant, *, is_end_seen: bool = True
) -> tuple[Call, tuple[StopRecording, ...]]:
    """Return the call whose talk is over, and the command that ends the recording if one runs.

    `is_end_seen` is `False` where the talk ended while nobody looked: its length is unknown then.
    """
    begun = running(call)
    if begun is None:
        return call, ()
    ended = replace(begun, ended_at=now if is_end_seen else None, is_over=True)
    return _with(call, ended), (StopRecording(begun.recording),)


def resume_recording(call: Call) -> tuple[StartRecording, ...]:
    """Return the command that makes sure of a recording of which nobody heard that it began."""
    begun = running(call)
    return () if begun is None or begun.is_begun else (StartRecording(begun.recording),)


def running(call: Call) -> Recorded | None:
    """Return the recording of the talk that is going on; `None` when there is none."""
    last = call.recordings[-1] if call.recordings else None
    return None if last is None or last.is_over else last


def recording_state(call: Call) -> RecordingState | None:
    """Return the mark on the call: its worst recording; `None` while none has been judged."""
    states = {recorded.state for recorded in call.recordings}
    return next((state for state in _WORST_FIRST if state in states), None)


def take_recording(call: Call, event: RecordingEvent, policy: CallPolicy) -> CallStep:
    """Take what became of a recording, in any phase: its end comes after the call's."""
    known = next((r for r in call.recordings if r.recording == event.recording), None)
    if known is None or known.state is not None:
        return step(call, reason="late")
    match event:
        case RecordingStarted():
            return step(_with(call, replace(known, is_begun=True)), reason="recording_started")
        case RecordingFailed():
            failed = replace(known, state=RecordingState.MISSING, is_over=True)
            return step(_with(call, failed), reason="recording_failed")
        case RecordingEnded(size_bytes=size_bytes, duration_s=duration_s):
            lasted_s = None
            if known.ended_at is not None:
                lasted_s = elapsed_s(known.started_at, known.ended_at)
            state = judge(lasted_s, size_bytes, duration_s, policy.recording)
            judged = replace(
                known, state=state, is_over=True, size_bytes=size_bytes, duration_s=duration_s
            )
            return step(_with(call, judged), reason=f"recording_{state}")


def judge(
    lasted_s: float | None, size_bytes: int, duration_s: float, policy: RecordingPolicy
) -> RecordingState:
    """Return what a file is worth as the recording of a talk of that length.

    Of a talk whose end nobody saw, only that there is a recording can be told.
    """
    expected_s = 0.0 if lasted_s is None else lasted_s - policy.slack_s
    is_empty = size_bytes == 0 or duration_s <= 0.0
    if is_empty and (lasted_s is None or expected_s > 0):
        return RecordingState.MISSING
    if duration_s < expected_s * policy.least_share:
        return RecordingState.SHORT
    return RecordingState.OK


def record_of_recording(call: Call, recorded: Recorded) -> RecordingRecord | None:
    """Return what is written of a recording; `None` until it has been judged."""
    if recorded.state is None:
        return None
    case = call.origin.case
    return RecordingRecord(
        call_id=call.origin.call_id,
        recording=recorded.recording,
        contact_id=case.contact_id,
        ticket_id=case.ticket_id,
        agent_id=call.agent_id,
        started_at=recorded.started_at,
        ended_at=recorded.ended_at,
        state=recorded.state,
        size_bytes=recorded.size_bytes,
        duration_s=recorded.duration_s,
    )


def _with(call: Call, changed: Recorded) -> Call:
    recordings = tuple(
        changed if known.recording == changed.recording else known for known in call.recordings
    )
    return replace(call, recordings=recordings)
