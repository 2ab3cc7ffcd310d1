"""One call being served: its machine, its mailbox, its journal; the only writer of that call.

The loop: take one event or the deadline; advance; write; perform every command in order; take the
next. A command that could not be performed comes back as an event. A bug met on the way ends
*this* call kindly, and no other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

import structlog

from base.clock import Clock
from base.instant import Instant
from base.mailbox import Mailbox
from base.step import Deadline
from callflow.call import Call, Ended, RecordingState, Times
from callflow.commands import (
    Answer,
    AskPosition,
    CaseCommand,
    Clear,
    DialOut,
    EnterQueue,
    HangUp,
    Join,
    LeaveQueue,
    MakeRoom,
    PlayMessage,
    PutAside,
    QueueCommand,
    RecordMessage,
    ReportRing,
    ReportTalkEnded,
    ReportTalkFound,
    ReserveAgent,
    RingAgent,
    RingNumber,
    Say,
    StartRecording,
    TakeBack,
    TelephonyCommand,
    Whisper,
)
from callflow.endings import undone
from callflow.events import (
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    DigitPressed,
    EngineFailed,
    JournalEntry,
    Origin,
    Performance,
    RecordingFailed,
)
from callflow.follower_ports import CallWatcher
from callflow.hours import is_closed
from callflow.machine import advance, begin
from callflow.menu import AskTables, KeepRequest, TablesAnswered
from callflow.menu_service import MenuService
from callflow.message import MessageFailed, MessageFault
from callflow.messages import record_of_message, stop_message
from callflow.outcome import HangupCause, Outcome
from callflow.policy import CallPolicy
from callflow.ports import (
    CallBook,
    CaseDoor,
    MessageBook,
    Performed,
    RecordingBook,
    Telephony,
)
from callflow.record import CallRecord, record_of
from callflow.recording import end_recording, record_of_recording
from callflow.steps import CallStep, deadline_of
from ivr.walk import LookUpOutcome
from queues.messages import (
    AgentAsked,
    EntryLeft,
    EntryQueued,
    FloorEvent,
    PositionAsked,
    RingReported,
    TalkFound,
    TalkReported,
)
from queues.service import Distributor

OnOver = Callable[[Call], None]

DIGITS_LIMIT = 16
"""Keys are dropped while so many events wait: whoever leans on the keypad loses keys, no call."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LineDoors:
    """What a line works with; the same for every line."""

    clock: Clock
    telephony: Telephony
    distributor: Distributor
    book: CallBook
    recordings: RecordingBook | None = None
    """Where recordings are written down; `None` where nobody keeps any."""
    messages: MessageBook | None = None
    """As `recordings`, for what callers say after a tone."""
    menus: MenuService | None = None
    """Whom menus ask; `None` where no menu asks for more than a key."""
    watcher: CallWatcher | None = None
    """Who follows every step; `None` where nobody does."""


class Line:
    """Serves one call until it has ended."""

    def __init__(
        self, doors: LineDoors, cases: CaseDoor, policy: CallPolicy, call: Call, *, written: int
    ) -> None:
        """`written` is how many entries the call's journal has already."""
        self._doors = doors
        self._cases = cases
        self._policy = policy
        self._mailbox: Mailbox[CallEvent] = Mailbox(doors.clock, policy.mailbox_limit)
        self._written = written
        self._has_apologised = False
        self.call = call
        self._row: CallRecord | None = None
        self._row_of: Call | None = None
        self.on_over: OnOver | None = None
        """Told once, in the turn in which the row of the ended call is written."""

    @classmethod
    def begun(
        cls, doors: LineDoors, cases: CaseDoor, policy: CallPolicy, origin: Origin
    ) -> "Line":
        """Return the line of a call that has just begun; `serve` performs its first step."""
        step = begin(origin, doors.clock.instant(), policy)
        line = cls(doors, cases, policy, step.state, written=0)
        line._first = step
        line._record(origin, step, step.state.times.arrived_at)
        doors.book.write_call(line.record)
        return line

    _first: CallStep | None = None

    @property
    def record(self) -> CallRecord:
        """The call's row as it stands; it is made once for all who ask."""
        if self._row is None or self._row_of is not self.call:
            self._row, self._row_of = record_of(self.call), self.call
        return self._row

    def tell(self, event: CallEvent) -> None:
        """Send the call an event; returns at once."""
        is_key = isinstance(event, DigitPressed)
        if is_key and len(self._mailbox) >= DIGITS_LIMIT:
            return
        if not self._mailbox.put(event):
            _log.error("call.mailbox_overflowed", event_kind=type(event).__name__)

    async def serve(self) -> None:
        """Serve the call until it has ended, and what was sent to it before that was known."""
        if self._first is not None:
            step, self._first = self._first, None
            await self._perform_all(step)
        while not isinstance(self.call.phase, Ended) or len(self._mailbox) > 0:
            await self._serve_one()

    def apologise(self) -> bool:
        """End the call kindly after a bug; `False` when that was tried before."""
        if self._has_apologised:
            return False
        self._has_apologised = True
        self.tell(EngineFailed())
        return True

    async def drop(self) -> None:
        """Give the call up without asking its machine: undo, hang up, forget."""
        now = self._doors.clock.instant()
        undo = undone(self.call)
        silent, stop_speaking = stop_message(self.call)
        over, stop = end_recording(silent, now)
        self.call = replace(
            over,
            phase=Ended(Outcome.FAILED, HangupCause.UNKNOWN),
            times=_dropped(self.call.times, now),
        )
        self._write_row()
        for command in (*undo, *stop_speaking, *stop, HangUp(), Clear()):
            await self._perform(command)

    async def _serve_one(self) -> None:
        taken = await self._mailbox.take(deadline_of(self.call.phase))
        now = self._doors.clock.instant()
        event: CallEvent
        if isinstance(taken, Deadline):
            # A coarse clock may wake us a little early; the machine must see the deadline passed.
            event, now = DeadlinePassed(taken.reason), max(now, taken.at)
        else:
            event = taken
        step = advance(self.call, event, now, self._policy)
        before, self.call = self.call, step.state
        if step.state is not before or step.commands:
            self._record(event, step, now)
        if self._doors.watcher is not None and step.state is not before:
            self._doors.watcher.call_changed(step.state)
        if type(step.state.phase) is not type(before.phase):
            self._cases.moved(step.state)
            if _is_milestone(step.state):
                self._write_row()
        if step.state.recordings != before.recordings:
            self._write_recordings(before)
        if step.state.messages != before.messages:
            self._write_messages(before)
        await self._perform_all(step)

    def _write_row(self) -> None:
        self._doors.book.write_call(self.record)
        if self.record.outcome is not None and self.on_over is not None:
            self.on_over(self.call)

    def _write_recordings(self, before: Call) -> None:
        """Write down what has just been judged; a bad recording is an alarm."""
        for recorded in self.call.recordings:
            if recorded.state is None or recorded in before.recordings:
                continue
            if recorded.state is not RecordingState.OK:
                _log.error(
                    "recording.unusable",
                    recording=recorded.recording,
                    state=recorded.state,
                    duration_s=round(recorded.duration_s, 1),
                )
            record = record_of_recording(self.call, recorded)
            if record is not None and self._doors.recordings is not None:
                self._doors.recordings.write_recording(record)
            # The mark on the call; that it is over has been told already.
            self._doors.book.write_call(self.record)

    def _write_messages(self, before: Call) -> None:
        """Write down what has just been judged or taken back; a bad one is an alarm."""
        for message in self.call.messages:
            record = record_of_message(self.call, message)
            if record is None or message in before.messages:
                continue
            if record.state is not RecordingState.OK:
                _log.error(
                    "message.unusable",
                    field=record.message.field,
                    state=record.state,
                    duration_s=round(record.duration_s, 1),
                )
            if self._doors.messages is not None:
                self._doors.messages.write_message(record)

    def _record(self, event: CallEvent, step: CallStep, now: Instant) -> None:
        self._written += 1
        call_id = step.state.origin.call_id
        phase = type(step.state.phase).__name__
        entry = JournalEntry(call_id, self._written, now, event, step.reason, phase)
        self._doors.book.write_event(entry)

    async def _perform_all(self, step: CallStep) -> None:
        # What the contact is told comes first: what was promised is committed before it is said.
        for command in step.commands:
            if isinstance(command, CaseCommand):
                self._cases.note(self.call, command)
            elif isinstance(command, KeepRequest) and self._doors.menus is not None:
                # Before the commit, so that journal and request are kept together or not at all.
                await self._doors.menus.file(self.call, command)
        if step.durable:
            await self._doors.book.committed()
        for command in step.commands:
            if not isinstance(command, CaseCommand | KeepRequest):
                await self._perform(command)

    async def _perform(
        self, command: TelephonyCommand | QueueCommand | AskTables | MakeRoom
    ) -> None:
        match command:
            case AskTables():
                self._look_up(command)
            case MakeRoom(trunk):
                self._cases.make_room(trunk)
            case (
                EnterQueue()
                | LeaveQueue()
                | AskPosition()
                | ReserveAgent()
                | ReportRing()
                | ReportTalkFound()
                | ReportTalkEnded()
            ):
                self._doors.distributor.tell(self._floor_event(command))
            case _:
                await self._perform_telephony(command)

    def _look_up(self, asked: AskTables) -> None:
        if self._doors.menus is None:
            self.tell(TablesAnswered(asked.number, LookUpOutcome.FAILED))
            return
        self._doors.menus.ask(self.call, asked, self.tell)

    async def _perform_telephony(self, command: TelephonyCommand) -> None:
        performed = await self._doors.telephony.perform(self.call.origin.call_id, command)
        if performed is not Performed.FAILED:
            return
        failure = _failure_of(command)
        if failure is not None:
            self.tell(failure)

    def _floor_event(self, command: QueueCommand) -> FloorEvent:
        call_id = self.call.origin.call_id
        match command:
            case EnterQueue(queue, entered_at, turn):
                return EntryQueued(
                    call_id,
                    queue,
                    entered_at,
                    contact_id=turn.contact_id,
                    placed_at=turn.placed_at,
                    rank=turn.rank,
                    preferred=turn.preferred,
                    # By the hours of now: an order may have closed the line since the call began.
                    is_closed=is_closed(self._cases.policy, queue, self._doors.clock.now()),
                )
            case LeaveQueue():
                return EntryLeft(call_id)
            case AskPosition():
                return PositionAsked(call_id)
            case ReserveAgent(agent_id, is_own):
                return AgentAsked(call_id, agent_id, is_own)
            case ReportRing(agent_id, outcome):
                return RingReported(call_id, agent_id, outcome)
            case ReportTalkFound(agent_id):
                return TalkFound(call_id, agent_id)
            case ReportTalkEnded(agent_id):
                return TalkReported(call_id, agent_id)
            case _:
                assert_never(command)


def _dropped(times: Times, now: Instant) -> Times:
    """Return the times of a call that is given up; an agent whom nobody heard did not answer."""
    answered_at = times.answered_at if times.joined_at is not None else None
    return replace(times, answered_at=answered_at, hung_up_at=now)


def _failure_of(command: TelephonyCommand) -> CallEvent | None:
    """Return what the call is told of a command that failed; `None` when it needs not know."""
    match command:
        case Answer():
            return CommandFailed(Performance.ANSWER)
        case TakeBack():
            return CommandFailed(Performance.TAKE_BACK)
        case Say(utterance) | PlayMessage(utterance):
            return CommandFailed(Performance.SAY, utterance)
        case DialOut():
            return CommandFailed(Performance.DIAL)
        case Whisper(ring):
            return CommandFailed(Performance.WHISPER, ring)
        case RingAgent(ring) | RingNumber(ring=ring):
            return CommandFailed(Performance.RING, ring)
        case Join(ring) | PutAside(ring):
            return CommandFailed(Performance.JOIN, ring)
        case StartRecording(recording):
            return RecordingFailed(recording)
        case RecordMessage(message):
            return MessageFailed(message, MessageFault.NOT_STARTED)
        case _:
            return None


def _is_milestone(call: Call) -> bool:
    """Tell whether the call's row is worth writing anew: the talk began, or the call ended."""
    return isinstance(call.phase, Ended) or call.times.joined_at is not None
