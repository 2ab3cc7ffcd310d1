"""Messages of callers as their calls see them: one at a time, judged, kept half-way."""

import pytest

from base.instant import Instant
from callflow.call import Call, Ended, InMenu, RecordingState
from callflow.commands import (
    Clear,
    DropMessage,
    PlayMessage,
    RecordMessage,
    StopMessage,
)
from callflow.events import CallerHungUp, CallEvent, EngineFailed, Reclaimed, Utterance
from callflow.machine import advance
from callflow.message import (
    MessageEnd,
    MessageFailed,
    MessageFault,
    MessageField,
    MessageRecorded,
    MessageRef,
)
from callflow.messages import (
    begin_message,
    drop_message,
    play_message,
    record_of_message,
    running_message,
    stop_message,
)
from callflow.outcome import HangupCause
from callflow.steps import CallStep
from tests.callflow.stories import listening, pressed
from tests.support.site import CALL_POLICY

WHAT, WHERE = MessageField("what_happened"), MessageField("where")
FIRST = MessageRef(WHAT, 1)
BEGUN_AT, ENDED_AT = 8.0, 28.0


def begun(call: Call, field: MessageField = WHAT, at: float = BEGUN_AT) -> Call:
    return begin_message(call, field, Instant(at), limit_s=60.0, silence_s=4.0)[0]


def speaking() -> Call:
    """Return a call whose caller speaks."""
    return begun(listening().run())


def happen(call: Call, event: CallEvent, seconds: float = ENDED_AT) -> CallStep:
    return advance(call, event, Instant(seconds), CALL_POLICY)


def recorded(
    duration_s: float, ended_by: MessageEnd = MessageEnd.SILENCE, message: MessageRef = FIRST
) -> MessageRecorded:
    size_bytes = round(duration_s * 16_000) + 44
    return MessageRecorded(message, ended_by, size_bytes, duration_s, has_voice=True)


def test_message_is_asked_for_in_another_take_each_time_and_one_runs_at_a_time() -> None:
    call = listening().run()

    first, asked = begin_message(call, WHAT, Instant(8.0), limit_s=60.0, silence_s=4.0)
    second, again = begin_message(first, WHAT, Instant(9.0), limit_s=60.0, silence_s=4.0)
    third, other = begin_message(second, WHERE, Instant(9.5), limit_s=30.0, silence_s=4.0)

    second_take = MessageRef(WHAT, 2)
    assert asked == (RecordMessage(FIRST, 60.0, 4.0),)
    assert again == (StopMessage(FIRST), RecordMessage(second_take, 60.0, 4.0))
    assert other == (StopMessage(second_take), RecordMessage(MessageRef(WHERE, 1), 30.0, 4.0))
    running = running_message(third)
    assert running is not None
    assert running.ref == MessageRef(WHERE, 1)


def test_message_as_long_as_it_was_spoken_is_good() -> None:
    call = happen(speaking(), recorded(19.8)).state

    (message,) = call.messages
    assert (message.state, message.ended_by) == (RecordingState.OK, MessageEnd.SILENCE)
    assert running_message(call) is None


def test_message_of_which_a_part_is_missing_is_marked() -> None:
    call = happen(speaking(), recorded(7.0)).state

    assert call.messages[0].state is RecordingState.SHORT


def test_message_that_cannot_be_recorded_leaves_the_caller_where_they_are() -> None:
    before = speaking()

    taken = happen(before, MessageFailed(FIRST, MessageFault.NOTHING_THERE))

    assert isinstance(taken.state.phase, InMenu)
    assert taken.commands == ()
    assert taken.state.messages[0].state is RecordingState.MISSING


@pytest.mark.parametrize("duration_s", [19.5, 2.0])
def test_caller_who_hangs_up_half_way_leaves_what_they_said_and_it_is_kept(
    duration_s: float,
) -> None:
    gone = happen(speaking(), CallerHungUp(HangupCause.NORMAL))

    told = happen(gone.state, recorded(duration_s, MessageEnd.HUNG_UP))

    assert gone.commands.index(StopMessage(FIRST)) < gone.commands.index(Clear())
    record = record_of_message(told.state, told.state.messages[0])
    assert record is not None
    assert (record.ended_by, record.duration_s) == (MessageEnd.HUNG_UP, duration_s)


def test_of_a_leg_found_gone_any_length_is_good() -> None:
    gone = happen(speaking(), CallerHungUp(HangupCause.LOST), 500.0)

    told = happen(gone.state, recorded(19.5, MessageEnd.HUNG_UP), 500.0)

    assert isinstance(told.state.phase, Ended)
    assert told.state.messages[0].state is RecordingState.OK


@pytest.mark.parametrize("event", [pressed("1"), EngineFailed(), Reclaimed(is_agent_here=False)])
def test_whatever_takes_the_caller_out_of_the_menu_ends_their_message(event: CallEvent) -> None:
    menu = speaking()

    taken = happen(menu, event)

    assert StopMessage(FIRST) in taken.commands
    assert running_message(taken.state) is None


def test_news_of_an_older_message_or_of_none_is_late() -> None:
    judged = happen(speaking(), recorded(19.8)).state
    second = begun(judged, at=30.0)

    assert happen(second, recorded(3.0)).state == second
    assert happen(second, MessageFailed(FIRST, MessageFault.NOTHING_THERE)).state == second
    assert happen(listening().run(), recorded(3.0)).reason == "late"


def test_message_is_heard_as_something_said() -> None:
    call, command = play_message(happen(speaking(), recorded(19.8)).state, FIRST)

    assert command == PlayMessage(Utterance(call.utterances), FIRST)
    assert call.is_speaking


def test_message_is_taken_back_once_and_only_when_it_is_over() -> None:
    running = speaking()
    over = happen(running, recorded(19.8)).state

    dropped, commands = drop_message(over, FIRST)

    assert commands == (DropMessage(FIRST),)
    assert dropped.messages[0].is_dropped
    assert drop_message(running, FIRST) == (running, ())
    assert drop_message(dropped, FIRST) == (dropped, ())
    assert drop_message(over, MessageRef(WHERE, 1)) == (over, ())


def test_nothing_is_written_of_a_message_before_it_is_judged() -> None:
    call = speaking()
    stopped, commands = stop_message(call)

    assert commands == (StopMessage(FIRST),)
    assert stop_message(stopped) == (stopped, ())
    assert record_of_message(stopped, stopped.messages[0]) is None


def test_field_that_is_no_word_never_names_a_file() -> None:
    with pytest.raises(AssertionError):
        begun(listening().run(), MessageField("../../etc"))


def test_messages_of_a_call_are_those_of_its_origin() -> None:
    call = happen(speaking(), recorded(19.8)).state
    record = record_of_message(call, call.messages[0])

    assert record is not None
    assert record.call_id == call.origin.call_id
    assert record.contact_id == call.origin.case.contact_id
    assert record.recorded_at == Instant(BEGUN_AT)
