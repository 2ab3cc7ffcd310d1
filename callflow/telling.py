"""A call told from its journal: every turn of the machine as the things that happened in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from agents.activity import RingOutcome
from base.instant import Instant, elapsed_s
from callflow.admission import Admission, Admit, Divert
from callflow.call import (
    AgentAtWork,
    Asking,
    Call,
    Dialling,
    Ended,
    Fetching,
    Gathering,
    HandedOver,
    Joining,
    Leaving,
    Parting,
    Question,
    Ringing,
    Talking,
    Transferring,
    Waiting,
    Whispering,
)
from callflow.commands import (
    AddPatient,
    CallAt,
    CallCommand,
    CallOtherNumber,
    CancelContact,
    EnterQueue,
    NoteDanger,
    NoteSubject,
    NoteTold,
    NoteTopic,
    ReportRing,
    RingAgent,
    RingNumber,
    Say,
    SettleContact,
    Whisper,
)
from callflow.discretion import Discretion
from callflow.events import (
    AgentGone,
    Answered,
    Arrived,
    CalledElsewhere,
    CallerHungUp,
    DigitPressed,
    EngineFailed,
    FarEndRinging,
    Placed,
    PositionRead,
    Preempted,
    Reclaimed,
    Recording,
    RecordingEnded,
    RecordingFailed,
    RecordingStarted,
    TurnedAway,
    VoiceHeard,
)
from callflow.moment import Moment
from callflow.personal import BROKEN, is_callback
from callflow.policy import CallPolicy
from callflow.queueing import CALL_ME_BACK
from callflow.rerun import Turn
from callflow.seen import Seen
from callflow.steering import PutFirst, QueueChosen
from callflow.steps import is_placed
from callflow.story import (
    AgentRung,
    Called,
    CallOver,
    Decided,
    EndedTalk,
    Entered,
    Happening,
    KeyedIn,
    KeyPressed,
    Noted,
    NoteTaken,
    Noticed,
    OutsideRung,
    PositionTold,
    Promised,
    Rang,
    RecordingOver,
    RingOver,
    Said,
    SentAway,
    StoryLine,
    TalkBegan,
    TalkEnded,
)
from callflow.story import Whispered as WhisperHeard
from callflow.telling_menus import hides_digits, is_menu_key, of_menu
from callflow.telling_transfers import IN_TALK, of_transfer, outside_number
from callflow.utterances import SayEnd, UtteranceEnd, text_of, utterance_ends
from ivr.menu import Digit
from ivr.prompt import PromptKey

_SEEN_BY_REASON: Final = {
    "operator_there": Seen.OPERATOR_THERE,
    "operator_gone": Seen.OPERATOR_GONE,
    "operator_not_free": Seen.OPERATOR_NOT_FREE,
}
"""What is seen of an operator's own call, by the reason of the step."""

CALLBACK_CHOSEN: Final = "callback"
"""The meaning of the key by which somebody who waits chooses to be rung instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """With what a call is told."""

    moment: Moment
    """By which the instants of its journal become moments."""
    texts: Mapping[PromptKey, str]
    discretion: Discretion
    policy: CallPolicy
    attempt: int
    """Which call of the person it is, from 1; 0 where it was ours."""
    attempts: int


def tell_call(turns: Sequence[Turn], telling: Telling) -> tuple[StoryLine, ...]:
    """Return what happened in a call, in order."""
    ends = utterance_ends(turns)
    return tuple(
        StoryLine(moment_at(turn.entry.at, telling.moment), happening, turn.entry.call_id)
        for turn in turns
        for happening in _of_turn(turn, ends, telling)
    )


def moment_at(instant: Instant, moment: Moment) -> datetime:
    """Return when an instant was, by the wall clock."""
    return moment.now + timedelta(seconds=instant - moment.instant)


def decided_of(arrived: Arrived, admission: Admission, hold_limit_s: float | None) -> Decided:
    """Return a decision with what it rested on."""
    return Decided(
        reason=admission.reason,
        rung=None if isinstance(admission, Divert) else admission.rung,
        load=arrived.load,
        standing=arrived.standing,
        is_retrial=arrived.case.is_retrial,
        hold_limit_s=hold_limit_s,
        instead_of=admission.instead_of if isinstance(admission, Admit) else "",
    )


def _of_turn(
    turn: Turn, ends: Mapping[int, UtteranceEnd], telling: Telling
) -> Iterator[Happening]:
    after = turn.step.state
    if turn.before is None:
        yield from _beginning(after, telling)
    else:
        yield from _of_keys(turn, turn.before, telling)
        yield from _of_event(turn, turn.before)
        yield from of_menu(turn, turn.before, telling.discretion)
        yield from of_transfer(turn, turn.before, telling.discretion)
    said = (_of_command(command, turn, ends, telling) for command in turn.step.commands)
    yield from chain.from_iterable(said)
    if turn.before is not None:
        yield from _of_phase(turn, turn.before)


def _beginning(call: Call, telling: Telling) -> Iterator[Happening]:
    origin = call.origin
    if isinstance(origin, Placed):
        yield Rang(
            number=telling.discretion.number(origin.number),
            shown=origin.shown,
            reason=origin.reason,
            must_confirm=origin.must_confirm,
        )
        return
    yield Called(
        number=telling.discretion.number(origin.ani.number),
        kind=origin.standing.kind,
        trunk=origin.trunk,
        attempt=telling.attempt,
        attempts=telling.attempts,
    )
    assert call.admission is not None, "Whoever calls us is decided about."
    yield decided_of(origin, call.admission, telling.policy.admission.hold_limit_s)


def _of_event(turn: Turn, before: Call) -> Iterator[Happening]:
    if turn.step.reason in _SEEN_BY_REASON and isinstance(before.phase, Fetching | Dialling):
        yield Noticed(_SEEN_BY_REASON[turn.step.reason])
    match turn.entry.event:
        case Preempted() if turn.step.reason == "preempted":
            yield Noticed(Seen.PREEMPTED)
        case PutFirst() if turn.step.reason == "put_first":
            yield Noticed(Seen.PUT_FIRST)
        case QueueChosen() if turn.step.reason == "queue_chosen":
            yield Noticed(Seen.QUEUE_CHOSEN)
        case FarEndRinging():
            yield Noticed(Seen.FAR_END_RINGING)
        case Answered() if is_placed(before):
            yield Noticed(Seen.PICKED_UP)
        case VoiceHeard():
            yield Noticed(Seen.VOICE_HEARD)
        case CalledElsewhere():
            yield Noticed(Seen.CALLED_ELSEWHERE)
        case Reclaimed() if not isinstance(before.phase, Ended):
            yield Noticed(Seen.ENGINE_BACK)
        case EngineFailed():
            yield Noticed(Seen.ENGINE_FAILED)
        case RecordingStarted():
            yield Noticed(Seen.RECORDING_STARTED)
        case RecordingEnded(recording, duration_s=lasted_s):
            yield from _recording_over(turn, recording, lasted_s)
        case RecordingFailed(recording):
            yield from _recording_over(turn, recording, 0.0)
        case TurnedAway(reason) if isinstance(before.phase, Waiting):
            yield SentAway(reason)
        case PositionRead(position, wait_s) if isinstance(before.phase, Waiting):
            yield PositionTold(position.position, position.waiting, wait_s)
        case _:
            pass


def _recording_over(turn: Turn, recording: Recording, lasted_s: float) -> Iterator[Happening]:
    recordings = turn.step.state.recordings
    state = next((kept.state for kept in recordings if kept.recording == recording), None)
    if state is not None:
        yield RecordingOver(state, lasted_s)


def _of_keys(turn: Turn, before: Call, telling: Telling) -> Iterator[Happening]:
    event, phase = turn.entry.event, before.phase
    if isinstance(phase, Gathering):
        yield from _keyed_in(turn, phase, telling)
    elif isinstance(event, DigitPressed) and not is_menu_key(turn, before):
        meaning = _meaning_of(event.digit, before)
        # A key that leads somewhere says no more of the person than where it led.
        key = event.digit if meaning else telling.discretion.keys(event.digit)
        yield KeyPressed(key, meaning)


def _meaning_of(digit: Digit, call: Call) -> str:
    match call.phase:
        case Asking(dialogue=dialogue):
            return dialogue.menu.choices.get(digit, "")
        case Waiting(is_offered=True) if digit == CALL_ME_BACK:
            return CALLBACK_CHOSEN
        case _:
            return ""


def _keyed_in(turn: Turn, phase: Gathering, telling: Telling) -> Iterator[Happening]:
    """Tell what was keyed in once it has been read, or the person went."""
    event, after = turn.entry.event, turn.step.state.phase
    is_asked_again = isinstance(after, Gathering) and after.attempts == phase.attempts + 1
    if isinstance(after, Gathering) and not is_asked_again:
        return
    last = event.digit if isinstance(event, DigitPressed) and event.digit.isdigit() else ""
    digits = phase.digits + last
    if digits:
        is_read = isinstance(after, Asking) and after.question is Question.NUMBER
        is_read = is_read or (isinstance(after, Parting) and turn.step.reason == "time_chosen")
        yield KeyedIn(phase.wanted, telling.discretion.keys(digits), is_read)


def _of_command(
    command: CallCommand, turn: Turn, ends: Mapping[int, UtteranceEnd], telling: Telling
) -> Iterator[Happening]:
    match command:
        case Say():
            yield _said(command, turn, ends, telling)
        case Whisper(_, phrase):
            yield WhisperHeard(text_of(phrase, telling.texts))
        case RingNumber(number=number):
            yield OutsideRung(outside_number(number, telling.discretion))
        case RingAgent(_, account):
            yield AgentRung(account, turn.step.reason)
        case ReportRing(_, outcome) if outcome is not RingOutcome.ANSWERED:
            yield from _ring_over(turn, outcome)
        case EnterQueue(queue, _, turn_):
            yield Entered(queue, turn_.rank)
        case NoteTold(minutes):
            at = moment_at(turn.entry.at, telling.moment)
            yield Promised(minutes, at + timedelta(minutes=minutes))
        case NoteTopic(queue):
            yield NoteTaken(Noted.TOPIC, queue)
        case NoteSubject(subject):
            yield NoteTaken(Noted.SUBJECT, subject)
        case NoteDanger():
            yield NoteTaken(Noted.DANGER)
        case AddPatient():
            yield NoteTaken(Noted.ANOTHER_PERSON)
        case CancelContact():
            yield NoteTaken(Noted.CANCELLED)
        case SettleContact():
            yield NoteTaken(Noted.SETTLED)
        case CallOtherNumber(number):
            yield NoteTaken(Noted.OTHER_NUMBER, telling.discretion.number(number))
        case CallAt(hour, minute):
            yield NoteTaken(Noted.CHOSEN_TIME, f"{hour:02}:{minute:02}")
        case _:
            pass


def _said(command: Say, turn: Turn, ends: Mapping[int, UtteranceEnd], telling: Telling) -> Said:
    phase = turn.step.state.phase
    keyed_in = phase.number if isinstance(phase, Asking) else None
    hides = keyed_in is not None and not telling.discretion.is_shown(keyed_in)
    hides = hides or hides_digits(turn.step.state, telling.discretion)
    text = text_of(command.phrase, telling.texts, hides_digits=hides)
    end = ends.get(command.utterance)
    if end is None:
        return Said(text, SayEnd.LASTING, None)
    return Said(text, end.how, elapsed_s(turn.entry.at, end.at))


def _ring_over(turn: Turn, outcome: RingOutcome) -> Iterator[Happening]:
    before = turn.before
    if before is not None and isinstance(before.phase, Transferring):
        if isinstance(before.phase.far, AgentAtWork):
            yield RingOver(before.phase.far.account, outcome, None)
        return
    agent = None if before is None else _agent_of(before)
    if before is not None and agent is not None and before.times.matched_at is not None:
        yield RingOver(agent.account, outcome, elapsed_s(before.times.matched_at, turn.entry.at))


def _agent_of(call: Call) -> AgentAtWork | None:
    match call.phase:
        case (
            Ringing(agent=agent) | Whispering(agent=agent) | Joining(agent=agent) | Talking(agent)
        ):
            return agent
        case _:
            return None


def _of_phase(turn: Turn, before: Call) -> Iterator[Happening]:
    after, at = turn.step.state, turn.entry.at
    if isinstance(after.phase, Talking) and not isinstance(before.phase, IN_TALK):
        yield TalkBegan(after.phase.agent.account)
    joined_at = before.times.joined_at
    is_over = isinstance(before.phase, IN_TALK) and not isinstance(after.phase, IN_TALK)
    if is_over and joined_at is not None:
        talk_s = elapsed_s(joined_at, at)
        yield TalkEnded(_account_of(before), talk_s, _ended_by(turn, before))
    if isinstance(after.phase, Ended) and not isinstance(before.phase, Ended):
        yield CallOver(
            outcome=after.phase.outcome,
            cause=after.phase.cause,
            lasted_s=elapsed_s(after.times.arrived_at, at),
            is_ours=is_placed(after),
            is_by_us=isinstance(before.phase, Leaving),
            is_own=is_placed(after) and not is_callback(after),
        )


def _account_of(call: Call) -> str:
    """Return the operator of a talk; empty where nobody of ours is in it any more."""
    match call.phase:
        case Talking(agent) | Transferring(agent=AgentAtWork() as agent):
            return agent.account
        case Transferring(far=AgentAtWork() as far):
            return far.account
        case _:
            return ""


def _ended_by(turn: Turn, before: Call) -> EndedTalk:
    if isinstance(turn.step.state.phase, Waiting):
        return EndedTalk.TRANSFERRED
    match turn.entry.event:
        case CallerHungUp(cause):
            return EndedTalk.BROKEN if cause in BROKEN else EndedTalk.CALLER
        case AgentGone() if isinstance(before.phase, HandedOver):
            return EndedTalk.FAR
        case AgentGone():
            return EndedTalk.AGENT
        case _:
            return EndedTalk.UNSEEN
