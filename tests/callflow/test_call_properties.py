"""What holds for every call, whatever happens to it and in whatever order.

Of `callflow/steps.py`: the deadline is that of the phase, and one voice speaks at a time. Of
`callflow/replay.py`: the journal leads to the very same call.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from agents.activity import RingOutcome
from base.ids import AgentId
from base.instant import Instant, after
from callflow.call import Call, Ended
from callflow.commands import (
    Answer,
    CallCommand,
    Clear,
    EnterQueue,
    HangUpAgent,
    LeaveQueue,
    Reject,
    ReportRing,
    ReportTalkEnded,
    RingAgent,
    Say,
    StopSaying,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    Arrived,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    DigitPressed,
    EngineFailed,
    Joined,
    JournalEntry,
    Matched,
    Performance,
    PositionRead,
    Reclaimed,
    Ring,
    SayFinished,
    TurnedAway,
    Utterance,
)
from callflow.machine import advance, begin
from callflow.outcome import HangupCause
from callflow.replay import replay
from callflow.steps import CallStep, deadline_of
from ivr.menu import DIGITS, Digit
from queues.messages import TurnAwayReason
from queues.queue import Position
from tests.support.site import ARRIVED, CALL_POLICY, CLOSED, CROWDED, operator
from tests.support.swift import SWIFT

BEGUN_AT = Instant(1000.0)

few = st.integers(1, 4)
agents = st.integers(1, 3).map(operator)
causes = st.sampled_from(HangupCause)
rings = few.map(Ring)

hang_ups = st.builds(CallerHungUp, causes)
events: st.SearchStrategy[CallEvent] = st.one_of(
    st.just(Answered()),
    st.builds(SayFinished, few.map(Utterance), is_said=st.booleans()),
    st.sampled_from(sorted(DIGITS)).map(lambda key: DigitPressed(Digit(key))),
    agents.map(lambda agent: Matched(agent.agent_id, agent.account, "longest_idle")),
    few.map(lambda place: PositionRead(Position(place, place))),
    st.builds(TurnedAway, st.sampled_from(TurnAwayReason)),
    st.builds(AgentRinging, rings),
    st.builds(AgentAnswered, rings),
    st.builds(AgentGone, rings, causes),
    st.builds(Joined, rings),
    st.builds(CommandFailed, st.sampled_from(Performance), st.integers(0, 4)),
    st.builds(Reclaimed, st.booleans()),
    st.just(EngineFailed()),
    st.just(DeadlinePassed("digit_awaited")),
)
pauses = st.sampled_from([0.0, 0.01, 1.0, 3.0, 12.0, 200.0])
happenings = st.lists(st.tuples(pauses, events), max_size=25)
arrivals = st.sampled_from([ARRIVED, ARRIVED, ARRIVED, CLOSED, CROWDED])


@dataclass
class Life:
    """One call driven as its service drives it: one event or its deadline, one after another."""

    arrived: Arrived
    now: Instant = BEGUN_AT
    journal: list[JournalEntry] = field(default_factory=list)
    steps: list[CallStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin."""
        self._take(self.arrived, begin(self.arrived, self.now, CALL_POLICY))

    @property
    def call(self) -> Call:
        """The call as it stands."""
        return self.steps[-1].state

    @property
    def commands(self) -> list[CallCommand]:
        """Everything it asked for so far."""
        return [command for step in self.steps for command in step.commands]

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and the call wake at every deadline on the way."""
        until = after(self.now, seconds)
        while (due := deadline_of(self.call.phase)) is not None and due.at <= until:
            self.now = due.at
            self.happen(DeadlinePassed(due.reason))
        self.now = until

    def happen(self, event: CallEvent) -> None:
        """Let the call take an event."""
        self._take(event, advance(self.call, event, self.now, CALL_POLICY))

    def _take(self, event: CallEvent, step: CallStep) -> None:
        self.steps.append(step)
        entry = JournalEntry(
            self.arrived.call_id, len(self.steps), self.now, event, step.reason, ""
        )
        self.journal.append(entry)
        assert step.deadline == deadline_of(step.state.phase)
        assert step.deadline is None or step.deadline.at >= self.now


def live(arrived: Arrived, story: Sequence[tuple[float, CallEvent]]) -> Life:
    """Return the life of a call to which all this happened."""
    life = Life(arrived)
    for seconds, event in story:
        life.pass_time(seconds)
        life.happen(event)
    return life


@given(arrivals, happenings)
@SWIFT
def test_every_event_is_answered_in_every_phase_and_the_next_wake_is_never_past(
    arrived: Arrived, story: list[tuple[float, CallEvent]]
) -> None:
    life = live(arrived, story)

    assert all(step.reason for step in life.steps)


@given(arrivals, happenings)
@SWIFT
def test_journal_replays_to_the_very_call(
    arrived: Arrived, story: list[tuple[float, CallEvent]]
) -> None:
    life = live(arrived, story)

    assert replay(life.journal, CALL_POLICY) == life.call


@given(arrivals, happenings, happenings)
@SWIFT
def test_ended_call_stays_as_it_ended(
    arrived: Arrived,
    before: list[tuple[float, CallEvent]],
    behind: list[tuple[float, CallEvent]],
) -> None:
    life = live(arrived, [*before, (0.0, CallerHungUp(HangupCause.NORMAL))])
    ended = life.call
    for seconds, event in behind:
        life.pass_time(seconds)
        life.happen(event)

    assert isinstance(ended.phase, Ended)
    assert life.call == ended


@given(arrivals, happenings)
@SWIFT
def test_whatever_happened_a_gone_caller_leaves_nothing_behind(
    arrived: Arrived, story: list[tuple[float, CallEvent]]
) -> None:
    life = live(arrived, [*story, (0.0, CallerHungUp(HangupCause.NORMAL))])

    assert sum(isinstance(command, Clear) for command in life.commands) == 1
    assert _rings_left_on(life) == set()
    assert not _stands_in_line(life.commands)


@given(arrivals, happenings)
@SWIFT
def test_every_match_is_reported_back_exactly_once(
    arrived: Arrived, story: list[tuple[float, CallEvent]]
) -> None:
    life = live(arrived, [*story, (0.0, CallerHungUp(HangupCause.NORMAL))])
    matches = [entry.event for entry in life.journal if isinstance(entry.event, Matched)]

    for agent_id in {match.agent_id for match in matches}:
        reserved = sum(match.agent_id == agent_id for match in matches)
        assert _given_back(life.commands, agent_id) == reserved


@given(arrivals, happenings)
@SWIFT
def test_one_voice_speaks_to_the_caller_at_a_time(
    arrived: Arrived, story: list[tuple[float, CallEvent]]
) -> None:
    life = live(arrived, story)
    speaking: Utterance | None = None
    for entry, step in zip(life.journal, life.steps, strict=True):
        if _silences(entry.event, speaking):
            speaking = None
        for command in step.commands:
            if isinstance(command, StopSaying) and command.utterance == speaking:
                speaking = None
            if isinstance(command, Say):
                assert speaking is None, f"{command} into {speaking}"
                speaking = command.utterance


@given(arrivals, happenings)
@SWIFT
def test_caller_is_answered_or_rejected_and_left_to_themselves_every_phase_ends(
    arrived: Arrived, story: list[tuple[float, CallEvent]]
) -> None:
    life = live(arrived, story)

    first = life.commands[0]
    assert isinstance(first, Answer | Reject)
    assert deadline_of(life.call.phase) is not None or type(life.call.phase).__name__ in {
        "Talking",
        "Ended",
    }


def _silences(event: CallEvent, speaking: Utterance | None) -> bool:
    match event:
        case SayFinished(utterance):
            return utterance == speaking
        case CommandFailed(Performance.SAY, number):
            return number == speaking
        case Reclaimed():
            return True
        case _:
            return False


def _rings_left_on(life: Life) -> set[Ring]:
    """Return the rings whose agent's leg nobody ended, as far as the call could know."""
    left: set[Ring] = set()
    for entry, step in zip(life.journal, life.steps, strict=True):
        if isinstance(entry.event, AgentGone):
            left.discard(entry.event.ring)
        if isinstance(entry.event, CommandFailed) and entry.event.performance is Performance.RING:
            left.discard(Ring(entry.event.number))
        for command in step.commands:
            if isinstance(command, RingAgent):
                left.add(command.ring)
            if isinstance(command, HangUpAgent):
                left.discard(command.ring)
    return left


def _stands_in_line(commands: Sequence[CallCommand]) -> bool:
    """Tell whether the distributor would still hold an entry, by its own rules."""
    stands = False
    for command in commands:
        match command:
            case LeaveQueue() | ReportRing(outcome=RingOutcome.ANSWERED):
                stands = False
            case EnterQueue():
                stands = True
            case _:
                pass
    return stands


def _given_back(commands: Sequence[CallCommand], agent_id: AgentId) -> int:
    """Count the ends of what the agent was reserved for: a ring without answer, or a talk."""
    return sum(
        (isinstance(command, ReportRing) and command.outcome is not RingOutcome.ANSWERED)
        or isinstance(command, ReportTalkEnded)
        for command in commands
        if isinstance(command, ReportRing | ReportTalkEnded) and command.agent_id == agent_id
    )
