"""The messages of a caller: begun when a menu asks, judged by what lies there, kept half-way.

A menu asks for one answer after another; each is a file of its own, of the caller's voice alone.
Whoever hangs up while speaking has left what they said so far: it is kept, and the mark on it says
so. A message that nobody can record is told to the menu, and the caller goes on.

A message lasts as long as the caller stands in a menu. Whatever takes them out of it, a hang-up,
an operator, an engine that was away, ends the message in the same step; so no talk and no waiting
is ever in one.

As with talks, nothing here knows where files lie; see `callflow/recording.py` for how a file that
is shorter than it should be is told from one that is whole.
"""

from dataclasses import dataclass, replace

from base.ids import CallId, ContactId
from base.instant import Instant, elapsed_s
from callflow.call import Call, Ended, InMenu, Message, RecordingState
from callflow.commands import DropMessage, PlayMessage, RecordMessage, StopMessage
from callflow.events import Utterance
from callflow.message import (
    FIELD_FORM,
    MessageEnd,
    MessageFailed,
    MessageField,
    MessageRecorded,
    MessageRef,
)
from callflow.outcome import HangupCause
from callflow.policy import CallPolicy
from callflow.recording import judge
from callflow.steps import CallStep, preceded, step

MessageEvent = MessageRecorded | MessageFailed


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """What is written of a message once it has been judged, and again when it is taken back."""

    call_id: CallId
    message: MessageRef
    contact_id: ContactId
    recorded_at: Instant
    """When the caller began to speak."""
    state: RecordingState
    ended_by: MessageEnd | None
    """`None` where nothing could be recorded."""
    size_bytes: int
    duration_s: float
    has_voice: bool
    is_dropped: bool


def begin_message(
    call: Call, field: MessageField, now: Instant, *, limit_s: float, silence_s: float
) -> tuple[Call, tuple[StopMessage | RecordMessage, ...]]:
    """Return the call whose caller is recorded from now on, in another take of that field."""
    assert FIELD_FORM.fullmatch(field), "Menus are checked for the words of their fields."
    quiet, stop = stop_message(call)
    takes = sum(message.ref.field == field for message in call.messages)
    begun = Message(MessageRef(field, takes + 1), started_at=now)
    recorded = replace(quiet, messages=(*quiet.messages, begun))
    return recorded, (*stop, RecordMessage(begun.ref, limit_s, silence_s))


def stop_message(call: Call) -> tuple[Call, tuple[StopMessage, ...]]:
    """Return the call in which nobody is recorded, and the command that ends a message."""
    begun = running_message(call)
    if begun is None:
        return call, ()
    return _with(call, replace(begun, is_over=True)), (StopMessage(begun.ref),)


def play_message(call: Call, ref: MessageRef) -> tuple[Call, PlayMessage]:
    """Return the call whose caller hears what they said; its end is told by `SayFinished`."""
    number = Utterance(call.utterances + 1)
    speaking = replace(call, utterances=number, is_speaking=True)
    return speaking, PlayMessage(number, ref)


def drop_message(call: Call, ref: MessageRef) -> tuple[Call, tuple[DropMessage, ...]]:
    """Return the call whose caller took a message back; nothing to do where there is none."""
    kept = next((message for message in call.messages if message.ref == ref), None)
    if kept is None or kept.is_dropped or not kept.is_over:
        return call, ()
    return _with(call, replace(kept, is_dropped=True)), (DropMessage(ref),)


def running_message(call: Call) -> Message | None:
    """Return the message that the caller is speaking; `None` when there is none."""
    last = call.messages[-1] if call.messages else None
    return None if last is None or last.is_over else last


def take_message(call: Call, event: MessageEvent, now: Instant, policy: CallPolicy) -> CallStep:
    """Take what became of a message, in any phase: its end may come after the call's."""
    known = next((kept for kept in call.messages if kept.ref == event.message), None)
    if known is None or known.state is not None:
        return step(call, reason="late")
    match event:
        case MessageFailed():
            failed = replace(known, state=RecordingState.MISSING, is_over=True)
            return step(_with(call, failed), reason="message_failed")
        case MessageRecorded():
            lasted_s = elapsed_s(known.started_at, now) if _is_end_seen(call) else None
            judged = replace(
                known,
                state=judge(lasted_s, event.size_bytes, event.duration_s, policy.recording),
                is_over=True,
                ended_by=event.ended_by,
                size_bytes=event.size_bytes,
                duration_s=event.duration_s,
                has_voice=event.has_voice,
            )
            return step(_with(call, judged), reason=f"message_{judged.state}")


def cut_message(taken: CallStep) -> CallStep:
    """Return the step with the end of a message whose caller stands in a menu no more."""
    if isinstance(taken.state.phase, InMenu) or running_message(taken.state) is None:
        return taken
    quiet, stop = stop_message(taken.state)
    return preceded(replace(taken, state=quiet), *stop)


def record_of_message(call: Call, message: Message) -> MessageRecord | None:
    """Return what is written of a message; `None` until it has been judged."""
    if message.state is None:
        return None
    return MessageRecord(
        call_id=call.origin.call_id,
        message=message.ref,
        contact_id=call.origin.case.contact_id,
        recorded_at=message.started_at,
        state=message.state,
        ended_by=message.ended_by,
        size_bytes=message.size_bytes,
        duration_s=message.duration_s,
        has_voice=message.has_voice,
        is_dropped=message.is_dropped,
    )


def _is_end_seen(call: Call) -> bool:
    """Tell whether somebody saw the message end; of a leg found missing nobody knows when."""
    return not (isinstance(call.phase, Ended) and call.phase.cause is HangupCause.LOST)


def _with(call: Call, changed: Message) -> Call:
    messages = tuple(changed if kept.ref == changed.ref else kept for kept in call.messages)
    return replace(call, messages=messages)
