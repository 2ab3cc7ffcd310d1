"""Stories of the floor: everybody who waits and everybody who answers, under one writer.

Whom nobody comes for, and when the floor looks again, is in `queues/hall.py`.
"""

import pytest

from agents.activity import RingOutcome
from agents.agent import Activity, Presence
from base.instant import Instant
from base.step import Deadline
from queues.floor import Floor, FloorStep, advance
from queues.messages import (
    AgentDeclared,
    AgentMoved,
    AgentPhoneSeen,
    AgentRemoved,
    AgentSeated,
    CallOver,
    EntryAwaited,
    EntryLeft,
    EntryQueued,
    FloorCommand,
    FloorDeadline,
    FloorEvent,
    PositionAsked,
    RingReported,
    TalkFound,
    TalkReported,
    TellPosition,
    TurnAway,
    TurnAwayReason,
)
from queues.policy import QueueName
from queues.queue import Match, Position
from tests.support.site import ADVICE, DOCTORS, FLOOR_POLICY, call_id, operator

FIRST, SECOND = operator(1, doctor=1), operator(2)


class Day:
    """One floor to which things happen at moments of the story."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.deadline: Deadline | None = None

    def take(self, at: float, event: FloorEvent) -> tuple[FloorCommand, ...]:
        """Let the floor take an event, and return what it asks for but the moves of agents."""
        step: FloorStep = advance(self.floor, event, Instant(at), FLOOR_POLICY)
        self.floor, self.deadline = step.state, step.deadline
        return tuple(command for command in step.commands if not isinstance(command, AgentMoved))

    def activity(self, number: int) -> Activity:
        """Return what the story's agent of this number does."""
        return self.floor.agents[operator(number).agent_id].activity

    def seat(self, at: float, number: int, **skills: int) -> list[tuple[int, str]]:
        """Let an agent sit down, available, and return whom that matched."""
        seated = AgentSeated(operator(number, **skills), Presence.AVAILABLE)
        return matched(self.take(at, seated))

    def enter(self, at: float, number: int, queue: QueueName = ADVICE) -> list[tuple[int, str]]:
        """Let a caller enter, and return whom that matched."""
        return matched(self.take(at, EntryQueued(call_id(number), queue, Instant(at))))

    def report(
        self, at: float, number: int, agent: int, outcome: RingOutcome
    ) -> list[tuple[int, str]]:
        """Let a call report its ring, and return whom that matched."""
        told = RingReported(call_id(number), operator(agent).agent_id, outcome)
        return matched(self.take(at, told))


def matched(commands: tuple[FloorCommand, ...]) -> list[tuple[int, str]]:
    """Return who was matched to whom."""
    return [
        (command.call_id.int, command.account)
        for command in commands
        if isinstance(command, Match)
    ]


def test_caller_and_idle_agent_are_matched_whoever_comes_last() -> None:
    early, late = Day(), Day()
    early.seat(0.0, 1)
    late.enter(0.0, 7)

    assert early.enter(1.0, 7) == [(7, "agent-1")]
    assert late.seat(1.0, 1) == [(7, "agent-1")]
    assert early.activity(1) is Activity.RINGING


def test_missed_ring_goes_on_to_the_next_agent_and_leaves_the_first_in_peace() -> None:
    day = Day()
    day.seat(0.0, 1)
    day.seat(1.0, 2)
    assert day.enter(2.0, 7) == [(7, "agent-1")]

    assert day.report(22.0, 7, 1, RingOutcome.TIMED_OUT) == [(7, "agent-2")]
    assert day.activity(1) is Activity.UNREACHABLE
    assert day.deadline == Deadline(Instant(32.0), "agent_unreachable")


def test_person_nobody_answered_stands_before_those_who_came_later() -> None:
    day = Day()
    day.seat(0.0, 1)
    day.enter(1.0, 7)
    day.enter(2.0, 8)
    day.report(21.0, 7, 1, RingOutcome.TIMED_OUT)

    assert day.seat(25.0, 2) == [(7, "agent-2")]


def test_agent_is_matched_again_when_wrap_up_ends() -> None:
    day = Day()
    day.seat(0.0, 1)
    day.enter(1.0, 7)
    day.report(5.0, 7, 1, RingOutcome.ANSWERED)
    day.enter(6.0, 8)
    assert not day.take(60.0, TalkReported(call_id(7), FIRST.agent_id))
    assert day.deadline == Deadline(Instant(90.0), "agent_wrap_up")

    assert matched(day.take(90.0, FloorDeadline())) == [(8, "agent-1")]


def test_caller_who_gives_up_is_not_matched_and_frees_the_agent() -> None:
    day = Day()
    day.seat(0.0, 1)
    day.enter(1.0, 7)
    day.take(5.0, EntryLeft(call_id(7)))

    assert day.report(5.0, 7, 1, RingOutcome.CANCELLED) == []
    assert day.enter(6.0, 8) == [(8, "agent-1")]


def test_coming_back_after_a_restart_takes_the_old_place() -> None:
    day = Day()
    day.enter(50.0, 8)
    day.take(60.0, EntryQueued(call_id(7), ADVICE, Instant(10.0)))

    assert day.seat(61.0, 2) == [(7, "agent-2")]


def test_entering_twice_is_entering_once() -> None:
    day = Day()
    day.enter(1.0, 7)
    day.enter(9.0, 7)

    assert [place.entered_at for place in day.floor.entries.values()] == [1.0]


def test_position_is_told_to_those_who_wait_and_to_nobody_else() -> None:
    day = Day()
    day.enter(1.0, 7)
    day.enter(2.0, 8)

    (told,) = day.take(3.0, PositionAsked(call_id(8)))
    assert told == TellPosition(call_id(8), Position(position=2, waiting=2))
    assert day.take(3.0, PositionAsked(call_id(9))) == ()


def test_caller_whom_nobody_could_ever_take_is_told_after_a_minute() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.enter(10.0, 7, DOCTORS)
    assert day.deadline == Deadline(Instant(70.0), "hall_empty")

    commands = day.take(70.0, FloorDeadline())

    assert commands == (TurnAway(call_id(7), TurnAwayReason.NO_AGENTS),)
    assert not day.floor.entries


def test_agent_who_logs_in_within_the_minute_keeps_the_caller_waiting_for_them() -> None:
    day = Day()
    day.enter(10.0, 7)
    day.take(40.0, AgentSeated(SECOND, Presence.BREAK))

    assert day.deadline is None
    assert day.take(70.0, FloorDeadline()) == ()


def test_last_agent_who_leaves_starts_the_minute_anew() -> None:
    day = Day()
    day.take(0.0, AgentSeated(SECOND, Presence.BREAK))
    day.enter(10.0, 7)
    day.take(100.0, AgentDeclared(SECOND.agent_id, Presence.OFFLINE))

    assert day.deadline == Deadline(Instant(160.0), "hall_empty")


def test_caller_whose_agent_rings_is_not_told_that_nobody_will_come() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.enter(1.0, 7)
    day.take(2.0, AgentDeclared(SECOND.agent_id, Presence.OFFLINE))

    assert day.take(90.0, FloorDeadline()) == ()
    assert day.report(91.0, 7, 2, RingOutcome.ANSWERED) == []
    assert day.activity(2) is Activity.TALKING


def test_agent_removed_in_a_talk_ends_the_talk_and_takes_no_other() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.enter(1.0, 7)
    day.report(5.0, 7, 2, RingOutcome.ANSWERED)
    day.take(5.0, AgentSeated(FIRST, Presence.BREAK))
    day.take(6.0, AgentRemoved(SECOND.agent_id))
    assert day.activity(2) is Activity.TALKING

    day.enter(7.0, 8)
    day.take(60.0, TalkReported(call_id(7), SECOND.agent_id))
    assert day.take(90.0, FloorDeadline()) == ()
    assert day.floor.entries[call_id(8)].agent_id is None
    assert day.floor.agents.keys() == {FIRST.agent_id}


@pytest.mark.parametrize("outcome", sorted(set(RingOutcome) - {RingOutcome.ANSWERED}))
def test_agent_removed_while_ringing_leaves_when_the_ring_is_over(outcome: RingOutcome) -> None:
    day = Day()
    day.seat(0.0, 2)
    day.enter(1.0, 7)
    day.take(2.0, AgentRemoved(SECOND.agent_id))
    assert day.activity(2) is Activity.RINGING

    assert day.report(9.0, 7, 2, outcome) == []
    assert not day.floor.agents


def test_agent_whose_row_comes_back_during_the_talk_stays_as_the_row_says() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.enter(1.0, 7)
    day.report(5.0, 7, 2, RingOutcome.ANSWERED)
    day.take(6.0, AgentRemoved(SECOND.agent_id))
    day.take(7.0, AgentSeated(SECOND, Presence.AVAILABLE))
    day.take(60.0, TalkReported(call_id(7), SECOND.agent_id))

    assert day.floor.agents[SECOND.agent_id].presence is Presence.AVAILABLE
    assert day.activity(2) is Activity.WRAP_UP


def test_last_move_of_an_agent_who_leaves_is_told() -> None:
    floor = Floor()
    for event in (
        AgentSeated(SECOND, Presence.AVAILABLE),
        TalkFound(call_id(7), SECOND.agent_id),
        AgentRemoved(SECOND.agent_id),
    ):
        floor = advance(floor, event, Instant(5.0), FLOOR_POLICY).state
    left = advance(floor, TalkReported(call_id(7), SECOND.agent_id), Instant(60.0), FLOOR_POLICY)

    (move,) = left.commands
    assert isinstance(move, AgentMoved)
    assert (move.agent.presence, move.agent.activity) == (Presence.OFFLINE, Activity.WRAP_UP)


def test_idle_agent_removed_is_no_longer_there() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.take(1.0, AgentRemoved(SECOND.agent_id))

    assert day.enter(2.0, 7) == []


def test_agent_found_talking_after_a_restart_is_not_rung() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.take(0.0, TalkFound(call_id(7), SECOND.agent_id))

    assert day.enter(1.0, 8) == []


def test_changed_row_counts_for_the_next_match_and_keeps_the_activity() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.enter(1.0, 7, DOCTORS)

    assert day.seat(2.0, 2, doctor=1) == [(7, "agent-2")]


@pytest.mark.parametrize(
    "event",
    [
        EntryLeft(call_id(9)),
        PositionAsked(call_id(9)),
        RingReported(call_id(9), FIRST.agent_id, RingOutcome.ANSWERED),
        RingReported(call_id(7), SECOND.agent_id, RingOutcome.ANSWERED),
        TalkReported(call_id(9), FIRST.agent_id),
        TalkReported(call_id(7), FIRST.agent_id),
        TalkFound(call_id(9), operator(9).agent_id),
        AgentRemoved(operator(9).agent_id),
        AgentDeclared(operator(9).agent_id, Presence.BREAK),
        AgentPhoneSeen(operator(9).agent_id),
        FloorDeadline(),
    ],
)
def test_late_report_changes_nothing(event: FloorEvent) -> None:
    day = Day()
    day.seat(0.0, 1)
    day.enter(1.0, 7)
    before = day.floor

    assert day.take(2.0, event) == ()
    assert day.floor == before


def test_who_is_about_to_come_back_is_not_overtaken_by_who_came_back_sooner() -> None:
    day = Day()
    day.take(60.0, EntryAwaited(call_id(1), ADVICE, Instant(10.0), until=Instant(64.0)))
    day.take(60.0, EntryQueued(call_id(2), ADVICE, Instant(20.0)))

    assert day.seat(60.0, 1) == []
    assert matched(day.take(61.0, EntryQueued(call_id(1), ADVICE, Instant(10.0)))) == [
        (1, operator(1).account)
    ]


def test_who_does_not_come_back_keeps_the_others_waiting_for_a_moment_only() -> None:
    day = Day()
    day.take(60.0, EntryAwaited(call_id(1), ADVICE, Instant(10.0), until=Instant(64.0)))
    day.take(60.0, EntryQueued(call_id(2), ADVICE, Instant(20.0)))
    day.seat(60.0, 1)

    assert day.deadline == Deadline(Instant(64.0), "absence")
    assert matched(day.take(64.0, FloorDeadline())) == [(2, operator(1).account)]


def test_nobody_in_the_hall_is_no_reason_to_send_away_who_is_absent() -> None:
    day = Day()
    until = Instant(60.0 + FLOOR_POLICY.queues[ADVICE].empty_hall_s + 1)
    day.take(60.0, EntryAwaited(call_id(1), ADVICE, Instant(10.0), until=until))

    assert day.deadline == Deadline(until, "absence")


def test_caller_of_a_queue_that_the_settings_lost_is_told_and_takes_nobody_down() -> None:
    day = Day()
    lost = EntryQueued(call_id(1), QueueName("closed-down"), Instant(0.0))

    assert day.take(1.0, lost) == (TurnAway(call_id(1), TurnAwayReason.NO_AGENTS),)
    assert not day.floor.entries


def test_agent_who_rings_for_a_call_that_is_over_is_free_again() -> None:
    day = Day()
    day.seat(0.0, 1)
    day.enter(1.0, 1)
    day.take(2.0, CallOver(call_id(1)))

    assert day.activity(1) is Activity.IDLE
    assert not day.floor.entries


def test_agent_who_talked_in_a_call_that_is_over_writes_up() -> None:
    day = Day()
    day.seat(0.0, 1)
    day.enter(1.0, 1)
    day.report(2.0, 1, 1, RingOutcome.ANSWERED)
    day.take(3.0, CallOver(call_id(1)))

    assert day.activity(1) is Activity.WRAP_UP
