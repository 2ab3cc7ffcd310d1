"""Several calls and the floor, with mail that takes its time: in every order nothing is lost.

Calls and floor are the pure machines; between them lie mailboxes whose letters keep their order
and arrive whenever the search wants. When every caller has gone and all mail is read, nobody
stands in line and no agent is reserved.
"""

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from agents.agent import Activity, Presence
from base.ids import CallId
from base.instant import Instant
from callflow.call import Call, Ended, Joining, Ringing
from callflow.commands import (
    AskPosition,
    CallCommand,
    EnterQueue,
    LeaveQueue,
    ReportRing,
    ReportTalkEnded,
    ReportTalkFound,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    CallEvent,
    DigitPressed,
    Joined,
    Matched,
    PositionRead,
    Reclaimed,
    SayFinished,
    TurnedAway,
    Utterance,
)
from callflow.machine import advance, begin
from callflow.outcome import HangupCause
from ivr.menu import Digit
from queues.floor import Floor
from queues.floor import advance as advance_floor
from queues.messages import (
    AgentDisposed,
    AgentMoved,
    AgentSeated,
    EntryLeft,
    EntryQueued,
    FloorCommand,
    FloorEvent,
    LineClosing,
    PositionAsked,
    RingReported,
    TalkFound,
    TalkReported,
    TellPosition,
    TurnAway,
)
from queues.queue import Match
from tests.support.site import ADVICE, ARRIVED, CALL_POLICY, FLOOR_POLICY, call_id, operator
from tests.support.swift import SWIFT

NOW = Instant(100.0)
GONE = CallerHungUp(HangupCause.NORMAL)
CALLERS = (call_id(1), call_id(2), call_id(3))

MOVES = ("answer", "press", "read", "agent_answers", "agent_leaves", "joined", "hang_up", "back")
"""What can happen to a call next; `read` lets it read one letter of the floor's."""

moves = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(MOVES), st.sampled_from(CALLERS)),
        st.tuples(st.sampled_from(["floor_reads", "floor_reads", "close"]), st.just(CALLERS[0])),
    ),
    max_size=60,
)


class Post:
    """Calls, the floor, and the mail between them."""

    def __init__(self) -> None:
        self.calls = {caller: begin(ARRIVED, NOW, CALL_POLICY).state for caller in CALLERS}
        self.floor = Floor()
        self.to_floor: deque[FloorEvent] = deque(
            AgentSeated(operator(number), Presence.AVAILABLE) for number in (1, 2)
        )
        self.to_calls: dict[CallId, deque[CallEvent]] = {caller: deque() for caller in CALLERS}

    def move(self, kind: str, caller: CallId) -> None:
        """Let one thing happen."""
        if kind == "floor_reads":
            self.read_floor()
        elif kind == "close":
            self.to_floor.append(LineClosing(frozenset({ADVICE})))
        elif kind == "read":
            self.read_call(caller)
        else:
            self.happen(caller, self._event(kind, self.calls[caller]))

    def happen(self, caller: CallId, event: CallEvent | None) -> None:
        """Let a call take an event and post what it tells the floor."""
        if event is None:
            return
        step = advance(self.calls[caller], event, NOW, CALL_POLICY)
        self.calls[caller] = step.state
        letters = (_letter(caller, command) for command in step.commands)
        self.to_floor.extend(letter for letter in letters if letter is not None)

    def read_call(self, caller: CallId) -> None:
        """Let a call read one letter."""
        if self.to_calls[caller]:
            self.happen(caller, self.to_calls[caller].popleft())

    def read_floor(self) -> None:
        """Let the floor read one letter and post what it tells the calls."""
        if not self.to_floor:
            return
        step = advance_floor(self.floor, self.to_floor.popleft(), NOW, FLOOR_POLICY)
        self.floor = step.state
        for command in step.commands:
            if not isinstance(command, AgentMoved):
                self.to_calls[command.call_id].append(_news(command))

    def settle(self) -> None:
        """Let everybody read everything; that this ends is part of what is shown."""
        for _ in range(500):
            if not self.to_floor and not any(self.to_calls.values()):
                return
            self.read_floor()
            for caller in CALLERS:
                self.read_call(caller)
        raise AssertionError("The mail goes round and round.")

    def _event(self, kind: str, call: Call) -> CallEvent | None:
        agent = call.phase.agent if isinstance(call.phase, Ringing | Joining) else None
        match kind:
            case "answer":
                return Answered()
            case "press":
                said = SayFinished(Utterance(call.utterances), is_said=True)
                is_heard = call.is_speaking and call.utterances < 2
                return said if is_heard else DigitPressed(Digit("2"))
            case "agent_answers" if agent is not None:
                return AgentAnswered(agent.ring)
            case "agent_leaves" if agent is not None:
                return AgentGone(agent.ring, HangupCause.UNREACHABLE)
            case "joined" if agent is not None:
                return Joined(agent.ring)
            case "hang_up":
                return GONE
            case "back":
                return Reclaimed(is_agent_here=False)
            case _:
                return None


@given(moves)
@SWIFT
def test_when_all_have_gone_nobody_stands_in_line_and_no_agent_is_reserved(
    story: list[tuple[str, CallId]],
) -> None:
    post = Post()
    for kind, caller in story:
        post.move(kind, caller)
    for caller in CALLERS:
        post.happen(caller, GONE)
    post.settle()

    assert all(isinstance(call.phase, Ended) for call in post.calls.values())
    assert not post.floor.entries
    busy = {agent.activity for agent in post.floor.agents.values()}
    assert not busy & {Activity.RINGING, Activity.TALKING}


@given(moves)
@SWIFT
def test_reserved_agent_always_has_a_call_that_knows_or_will_read_of_it(
    story: list[tuple[str, CallId]],
) -> None:
    post = Post()
    for kind, caller in story:
        post.move(kind, caller)
    post.settle()

    for agent in post.floor.agents.values():
        if agent.activity is Activity.RINGING:
            assert agent.call_id is not None
            phase = post.calls[agent.call_id].phase
            assert isinstance(phase, Ringing | Joining)
            assert phase.agent.agent_id == agent.agent_id


def _letter(caller: CallId, command: CallCommand) -> FloorEvent | None:
    match command:
        case EnterQueue(queue, entered_at, turn):
            return EntryQueued(
                caller,
                queue,
                entered_at,
                contact_id=turn.contact_id,
                placed_at=turn.placed_at,
                rank=turn.rank,
                preferred=turn.preferred,
            )
        case LeaveQueue():
            return EntryLeft(caller)
        case AskPosition():
            return PositionAsked(caller)
        case ReportRing(agent_id, outcome):
            return RingReported(caller, agent_id, outcome)
        case ReportTalkFound(agent_id):
            return TalkFound(caller, agent_id)
        case ReportTalkEnded(agent_id):
            return TalkReported(caller, agent_id)
        case _:
            return None


def _news(command: FloorCommand) -> CallEvent:
    match command:
        case Match(agent_id=agent_id, account=account, reason=reason):
            return Matched(agent_id, account, reason)
        case TellPosition(position=position):
            return PositionRead(position)
        case TurnAway(reason=reason):
            return TurnedAway(reason)
        case AgentMoved() | AgentDisposed():
            raise AssertionError("No call is told of an agent's move.")
