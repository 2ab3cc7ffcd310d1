"""What holds for every call, whatever happens to it and in whatever order.

Of `callflow/steps.py`: the deadline is that of the phase, and one voice speaks at a time. Of
`callflow/replay.py`: the journal leads to the very same call. They hold for calls that came to us
by every rung of the ladder and for those that we placed.
"""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given

from agents.activity import RingOutcome
from base.ids import AgentId
from callflow.call import (
    Ended,
    InMenu,
    Joining,
    Marking,
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
    PlayMessage,
    PlayMusic,
    Reject,
    ReportRing,
    ReportTalkEnded,
    ReserveAgent,
    RingAgent,
    RingNumber,
    Say,
    StartRecording,
    StopRecording,
    StopSaying,
)
from callflow.events import (
    AgentGone,
    Arrived,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    Matched,
    Origin,
    Performance,
    Reclaimed,
    Ring,
    SayFinished,
    Utterance,
)
from callflow.menu import KeepRequest
from callflow.outcome import HangupCause, Outcome
from callflow.replay import replay
from callflow.steps import deadline_of
from ivr.intake import partial_request
from tests.callflow.lives import (
    LIFE_POLICY,
    WALKED,
    Life,
    Story,
    happenings,
    live,
    origins,
    walkers,
    walks,
)
from tests.support.swift import SWIFT


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

    assert replay(life.journal, LIFE_POLICY) == life.call


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
    later = replace(life.call, recordings=ended.recordings, messages=ended.messages)
    assert later == ended
    assert len(life.call.recordings) == len(ended.recordings)


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
            if isinstance(command, Say | PlayMessage):
                assert speaking is None, f"{command} into {speaking}"
                speaking = command.utterance


@given(origins, happenings)
@SWIFT
def test_call_is_answered_rejected_or_dialled_and_left_to_itself_every_phase_ends(
    origin: Origin, story: Story
) -> None:
    life = live(origin, story)

    first = life.commands[0]
    assert isinstance(first, Answer | Reject | DialOut | ReserveAgent)
    assert deadline_of(life.call.phase) is not None or type(life.call.phase).__name__ in {
        "Talking",
        "HandedOver",
        "Transferring",
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
        was_told = any(isinstance(note, NoteTold | CallAt) for note in life.commands)
        assert knew or was_told or origin.service == WALKED, "A menu tells by its last words."


@given(walkers, walks)
@SWIFT
def test_whatever_takes_a_caller_out_of_a_request_what_they_gave_is_kept(
    origin: Origin, story: Story
) -> None:
    life = live(origin, story)
    phase = life.call.phase
    life.happen(CallerHungUp(HangupCause.NORMAL))

    in_request = isinstance(phase, InMenu) and partial_request(phase.walk) is not None
    kept = [c for c in life.steps[-1].commands if isinstance(c, KeepRequest)]
    assert [keep.request.is_partial for keep in kept] == [True] * in_request
    assert life.steps[-1].durable == in_request


@given(walkers, walks)
@SWIFT
def test_whoever_walks_a_menu_comes_out_of_it_when_they_press_nothing_more(
    origin: Origin, story: Story
) -> None:
    life = live(origin, story)
    life.pass_time(5_000.0)

    assert not isinstance(life.call.phase, InMenu | Marking)


@given(origins, happenings)
@SWIFT
def test_every_recording_is_ended_once_and_only_one_runs_at_a_time(
    origin: Origin, story: Story
) -> None:
    life = live(origin, [*story, (0.0, CallerHungUp(HangupCause.NORMAL))])
    begun = [c.recording for c in life.commands if isinstance(c, StartRecording)]
    stopped = [c.recording for c in life.commands if isinstance(c, StopRecording)]
    failed = {r.recording for r in life.call.recordings if r.recording not in stopped}

    assert sorted(set(begun)) == [r.recording for r in life.call.recordings]
    assert len(stopped) == len(set(stopped))
    assert all(r.is_over for r in life.call.recordings)
    assert set(begun) - set(stopped) == failed


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
            if isinstance(command, RingAgent | RingNumber):
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
