"""Talks are recorded, and a recording is believed by its size and duration alone."""

from dataclasses import replace

import pytest

from base.instant import Instant
from callflow.call import Call, Ended, RecordingState, Talking
from callflow.commands import HangUp, StartRecording, StopRecording
from callflow.events import (
    AgentGone,
    CallerHungUp,
    CallEvent,
    Joined,
    Reclaimed,
    Recording,
    RecordingEnded,
    RecordingFailed,
    RecordingStarted,
    Ring,
)
from callflow.machine import advance
from callflow.outcome import HangupCause, Outcome
from callflow.policy import RecordingPolicy
from callflow.recording import judge, record_of_recording, recording_state
from callflow.steps import CallStep
from tests.callflow.stories import joining
from tests.support.site import CALL_POLICY, CASE, operator

RECORDED = replace(CALL_POLICY, recording=RecordingPolicy(enabled=True))
FIRST = Recording(1)
JOINED_AT = Instant(13.1)
ENDED_AT = Instant(73.1)
WHOLE = RecordingEnded(FIRST, size_bytes=1_920_044, duration_s=60.0)


def happen(call: Call, event: CallEvent, seconds: float) -> CallStep:
    return advance(call, event, Instant(seconds), RECORDED)


def talking() -> Call:
    joined = happen(joining().run(), Joined(Ring(1)), JOINED_AT)
    assert StartRecording(FIRST) in joined.commands
    return happen(joined.state, RecordingStarted(FIRST), JOINED_AT).state


def ended() -> Call:
    return happen(talking(), CallerHungUp(HangupCause.NORMAL), ENDED_AT).state


def test_talk_is_recorded_from_the_join_and_until_the_agent_hangs_up() -> None:
    step = happen(talking(), AgentGone(Ring(1), HangupCause.NORMAL), ENDED_AT)

    stop, hang_up = step.commands.index(StopRecording(FIRST)), step.commands.index(HangUp())
    assert stop < hang_up


def test_nobody_is_recorded_where_the_policy_says_nothing() -> None:
    step = advance(joining().run(), Joined(Ring(1)), JOINED_AT, CALL_POLICY)

    assert isinstance(step.state.phase, Talking)
    assert step.state.recordings == ()


def test_person_who_does_not_want_it_is_not_recorded() -> None:
    step = happen(replace(joining().run(), may_record=False), Joined(Ring(1)), JOINED_AT)

    assert not any(isinstance(command, StartRecording) for command in step.commands)


def test_recording_of_the_whole_talk_is_good_although_the_call_has_ended() -> None:
    call = happen(ended(), WHOLE, 73.2).state

    assert isinstance(call.phase, Ended)
    assert call.phase.outcome is Outcome.ANSWERED
    assert recording_state(call) is RecordingState.OK


def test_recording_that_breaks_off_marks_the_call() -> None:
    short = happen(ended(), replace(WHOLE, duration_s=31.0), 73.2).state

    assert recording_state(short) is RecordingState.SHORT


def test_exchange_that_cannot_record_marks_the_call_at_once_and_the_talk_goes_on() -> None:
    failed = happen(talking(), RecordingFailed(FIRST), 13.2).state
    gone = happen(failed, CallerHungUp(HangupCause.NORMAL), ENDED_AT)

    assert isinstance(failed.phase, Talking)
    assert recording_state(failed) is RecordingState.MISSING
    assert StopRecording(FIRST) not in gone.commands


def test_recording_is_judged_once() -> None:
    judged = happen(ended(), WHOLE, 73.2).state

    again = happen(judged, RecordingEnded(FIRST, 0, 0.0), 73.3)

    assert again.reason == "late"
    assert again.state is judged


def test_talk_that_outlived_the_engine_goes_on_being_recorded() -> None:
    known = happen(talking(), Reclaimed(is_agent_here=True), 40.0)
    unsure = happen(joining().run(), Joined(Ring(1)), JOINED_AT).state
    made_sure = happen(unsure, Reclaimed(is_agent_here=True), 40.0)

    assert not any(isinstance(command, StartRecording) for command in known.commands)
    assert StartRecording(FIRST) in made_sure.commands


def test_recording_of_a_talk_whose_end_nobody_saw_is_not_called_short() -> None:
    unseen = happen(talking(), CallerHungUp(HangupCause.LOST), 900.0)

    assert StopRecording(FIRST) in unseen.commands
    assert recording_state(happen(unseen.state, WHOLE, 900.1).state) is RecordingState.OK


def test_record_names_the_talk_and_what_lies_there() -> None:
    call = happen(ended(), WHOLE, 73.2).state

    record = record_of_recording(call, call.recordings[0])

    assert record is not None
    assert (record.call_id, record.recording) == (call.origin.call_id, FIRST)
    assert record.contact_id == CASE.contact_id
    assert record.agent_id == operator(1).agent_id
    assert (record.started_at, record.ended_at) == (JOINED_AT, ENDED_AT)
    assert (record.size_bytes, record.duration_s) == (1_920_044, 60.0)


@pytest.mark.parametrize(
    ("lasted_s", "size_bytes", "duration_s", "state"),
    [
        (60.0, 1_920_044, 60.0, RecordingState.OK),
        (60.0, 1_900_000, 58.5, RecordingState.OK),
        (60.0, 1_000_000, 31.0, RecordingState.SHORT),
        (60.0, 44, 0.0, RecordingState.MISSING),
        (60.0, 0, 0.0, RecordingState.MISSING),
        (1.0, 0, 0.0, RecordingState.OK),
        (None, 64_044, 2.0, RecordingState.OK),
        (None, 0, 0.0, RecordingState.MISSING),
    ],
    ids=["whole", "late start", "broken off", "empty", "none", "no talk", "unseen", "unseen none"],
)
def test_file_is_judged_by_its_size_and_duration(
    lasted_s: float | None, size_bytes: int, duration_s: float, state: RecordingState
) -> None:
    assert judge(lasted_s, size_bytes, duration_s, RECORDED.recording) is state
