"""What holds for every call, whatever happens to it and in whatever order.

Of `callflow/steps.py`: the deadline is that of the phase, and one voice speaks at a time. Of
`callflow/replay.py`: the journal leads to the very same call. They hold for calls that came to us
by every rung of the ladder and for those that we placed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from agents.activity import RingOutcome
from base.ids import AgentId
from base.instant import Instant, after
from callflow.call import (
    Answering,
    Call,
    Dialling,
    Ended,
    Joining,
    Ringing,
    Waiting,
    Whispering,
)
from callflow.commands import (
    Answer,
    CallAt,
    CallCommand,
    Clear,
    DialOut,
    EnterQueue,
    HangUpAgent,
    Join,
    LeaveQueue,
    NoteTold,
    PlayMusic,
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
    CalledElsewhere,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    DigitPressed,
    EngineFailed,
    FarEndRinging,
    Joined,
    JournalEntry,
    Matched,
    Origin,
    Performance,
    PositionRead,
    Reclaimed,
    Ring,
    SayFinished,
    TurnedAway,
    Utterance,
    VoiceHeard,
    Whispered,
)
from callflow.machine import advance, begin
from callflow.outcome import HangupCause, Outcome
from callflow.replay import replay
from callflow.steps import CallStep, deadline_of
from ivr.menu import DIGITS, Digit
from queues.messages import TurnAwayReason
from queues.queue import Position
from tests.callflow.people import FOREIGN, ROOMY, SILENT, STORM, STRANGER, TOLD
from tests.support.site import ARRIVED, CALL_POLICY, CLOSED, CROWDED, PLACED, operator
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
    st.builds(
        PositionRead,
        few.map(lambda place: Position(place, place)),
        st.sampled_from([None, 60.0, 900.0]),
    ),
    st.builds(TurnedAway, st.sampled_from(TurnAwayReason)),
    st.builds(AgentRinging, rings),
    st.builds(AgentAnswered, rings),
    st.builds(AgentGone, rings, causes),
    st.builds(Joined, rings),
    st.builds(Whispered, rings),
    st.just(VoiceHeard()),
    st.just(FarEndRinging()),
    st.just(CalledElsewhere()),
    st.builds(CommandFailed, st.sampled_from(Performance), st.integers(0, 4)),
    st.builds(Reclaimed, st.booleans()),
    st.just(EngineFailed()),
    st.just(DeadlinePassed("digit_awaited")),
)
pauses = st.sampled_from([0.0, 0.0, 0.0, 0.0, 0.01, 1.0, 3.0, 12.0, 200.0])


@dataclass(frozen=True, slots=True)
class GoOn:
    """What the call waits for happens; a story of chance alone would never come far."""

    key: Digit


Happening = CallEvent | GoOn
Story = list[tuple[float, Happening]]

going_on = st.sampled_from("1111223459#0").map(lambda key: GoOn(Digit(key)))


@st.composite
def happening(draw: st.DrawFn) -> Happening:
    """Draw what leads on four times out of five, else anything at all."""
    leads_on = draw(st.integers(0, 4)) > 0
    return draw(going_on if leads_on else events)


happenings = st.lists(st.tuples(pauses, happening()), min_size=6, max_size=30)
RUNGS: tuple[Origin, ...] = (
    ARRIVED,
    CLOSED,
    CROWDED,
    STRANGER.calls(STORM, free=1),
    FOREIGN.calls(STORM, free=1),
    TOLD.calls(STORM, free=2),
    SILENT.but(is_challenge_due=True).calls(STORM, free=1),
    TOLD.but(is_urgent=True).calls(STORM, free=0),
    STRANGER.calls(ROOMY, free=2),
)
CONFIRMED = replace(PLACED, must_confirm=True)
origins = st.sampled_from([*RUNGS, PLACED, CONFIRMED, PLACED, CONFIRMED])


@dataclass
class Life:
    """One call driven as its service drives it: one event or its deadline, one after another."""

    origin: Origin
    now: Instant = BEGUN_AT
    journal: list[JournalEntry] = field(default_factory=list)
    steps: list[CallStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin."""
        self._take(self.origin, begin(self.origin, self.now, CALL_POLICY))

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

    def happen(self, happening: Happening) -> None:
        """Let the call take an event."""
        event = _awaited(self.call, happening) if isinstance(happening, GoOn) else happening
        self._take(event, advance(self.call, event, self.now, CALL_POLICY))

    def _take(self, event: CallEvent, step: CallStep) -> None:
        self.steps.append(step)
        entry = JournalEntry(
            self.origin.call_id, len(self.steps), self.now, event, step.reason, ""
        )
        self.journal.append(entry)
        assert step.deadline == deadline_of(step.state.phase)
        assert step.deadline is None or step.deadline.at >= self.now


def live(origin: Origin, story: Story) -> Life:
    """Return the life of a call to which all this happened."""
    life = Life(origin)
    for seconds, event in story:
        life.pass_time(seconds)
        life.happen(event)
    return life


@given(origins, happenings)
@SWIFT
def test_every_event_is_answered_in_every_phase_and_the_next_wake_is_never_past(
    origin: Origin, story: Story
) -> None:
    life = live(origin, story)

    assert all(step.reason for step in life.steps)


@given(origins, happenings)
@SWIFT
def test_journal_replays_to_the_very_call(origin: Origin, story: Story) -> None:
    life = live(origin, story)

    assert replay(life.journal, CALL_POLICY) == life.call


@given(origins, happenings, happenings)
@SWIFT
def test_ended_call_stays_as_it_ended(
    origin: Origin,
    before: Story,
    behind: Story,
) -> None:
    life = live(origin, [*before, (0.0, CallerHungUp(HangupCause.NORMAL))])
    ended = life.call
    for seconds, event in behind:
        life.pass_time(seconds)
        life.happen(event)

    assert isinstance(ended.phase, Ended)
    assert life.call == ended


@given(origins, happenings)
@SWIFT
def test_whatever_happened_a_gone_caller_leaves_nothing_behind(
    origin: Origin, story: Story
) -> None:
    life = live(origin, [*story, (0.0, CallerHungUp(HangupCause.NORMAL))])

    assert sum(isinstance(command, Clear) for command in life.commands) == 1
    assert _rings_left_on(life) == set()
    assert not _stands_in_line(life.commands)


@given(origins, happenings)
@SWIFT
def test_every_match_is_reported_back_exactly_once(origin: Origin, story: Story) -> None:
    life = live(origin, [*story, (0.0, CallerHungUp(HangupCause.NORMAL))])
    matches = [entry.event for entry in life.journal if isinstance(entry.event, Matched)]

    for agent_id in {match.agent_id for match in matches}:
        reserved = sum(match.agent_id == agent_id for match in matches)
        assert _given_back(life.commands, agent_id) == reserved


@given(origins, happenings)
@SWIFT
def test_one_voice_speaks_to_the_caller_at_a_time(origin: Origin, story: Story) -> None:
    life = live(origin, story)
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


@given(origins, happenings)
@SWIFT
def test_call_is_answered_rejected_or_dialled_and_left_to_itself_every_phase_ends(
    origin: Origin, story: Story
) -> None:
    life = live(origin, story)

    first = life.commands[0]
    assert isinstance(first, Answer | Reject | DialOut)
    assert deadline_of(life.call.phase) is not None or type(life.call.phase).__name__ in {
        "Talking",
        "Ended",
    }


@given(origins, happenings)
@SWIFT
def test_whoever_waits_hears_music_or_words(origin: Origin, story: Story) -> None:
    life = live(origin, story)
    has_music = False
    for step in life.steps:
        for command in step.commands:
            if isinstance(command, PlayMusic):
                has_music = True
            if isinstance(command, Say | Join):
                has_music = False
        if isinstance(step.state.phase, Waiting | Ringing | Whispering):
            assert has_music or step.state.is_speaking, step


@given(origins, happenings)
@SWIFT
def test_whoever_waits_stands_in_line_and_nobody_else_does(origin: Origin, story: Story) -> None:
    life = live(origin, story)
    commands: list[CallCommand] = []
    for step in life.steps:
        commands.extend(step.commands)
        waits = isinstance(step.state.phase, Waiting | Ringing | Whispering | Joining)
        assert _stands_in_line(commands) == waits, step


@given(origins, happenings)
@SWIFT
def test_whoever_counts_as_told_was_told(origin: Origin, story: Story) -> None:
    life = live(origin, [*story, (0.0, CallerHungUp(HangupCause.NORMAL))])

    assert isinstance(life.call.phase, Ended)
    if life.call.phase.outcome is Outcome.TOLD:
        knew = isinstance(origin, Arrived) and origin.standing.told_s_ago is not None
        assert knew or any(isinstance(note, NoteTold | CallAt) for note in life.commands)


def _awaited(call: Call, go_on: GoOn) -> CallEvent:
    """Return the event that leads the call on."""
    ring = Ring(call.rings)
    match call.phase:
        case Answering() | Dialling():
            return Answered()
        case Waiting():
            agent = operator(1)
            return Matched(agent.agent_id, agent.account, "longest_idle")
        case Ringing():
            return AgentAnswered(ring)
        case Whispering():
            return Whispered(ring)
        case Joining():
            return Joined(ring)
        case _ if call.is_speaking:
            return SayFinished(Utterance(call.utterances), is_said=True)
        case _:
            return DigitPressed(go_on.key)


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
