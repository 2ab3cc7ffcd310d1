"""What holds on the floor whatever is told to it, in whatever order."""

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agents.activity import RingOutcome, is_idle
from agents.agent import Activity, Presence
from base.ids import CallId
from base.instant import Instant, after
from queues.floor import Floor, advance
from queues.messages import (
    AgentDeclared,
    AgentPhoneSeen,
    AgentRemoved,
    AgentSeated,
    EntryAwaited,
    EntryLeft,
    EntryQueued,
    FloorCommand,
    FloorDeadline,
    FloorEvent,
    LineClosing,
    PositionAsked,
    RingReported,
    TalkFound,
    TalkReported,
)
from queues.order import position_of
from queues.policy import QueueName
from queues.queue import Match, in_order
from queues.routing import is_able
from tests.support.site import FLOOR_POLICY, QUEUES, call_id, operator
from tests.support.swift import SWIFT

OPERATORS = {1: operator(1, doctor=1), 2: operator(2, doctor=3), 3: operator(3)}

calls = st.integers(1, 5).map(call_id)
agents = st.sampled_from(sorted(OPERATORS))
agent_ids = agents.map(lambda number: OPERATORS[number].agent_id)
queue_names = st.sampled_from(sorted(QUEUES))
presences = st.sampled_from(Presence)

events: st.SearchStrategy[FloorEvent] = st.one_of(
    st.builds(EntryQueued, calls, queue_names, st.sampled_from([990.0, 1000.0]).map(Instant)),
    st.builds(
        EntryAwaited,
        calls,
        queue_names,
        st.sampled_from([990.0, 1000.0]).map(Instant),
        st.sampled_from([1004.0, 1020.0]).map(Instant),
    ),
    st.builds(EntryLeft, calls),
    st.builds(PositionAsked, calls),
    st.builds(RingReported, calls, agent_ids, st.sampled_from(RingOutcome)),
    st.builds(TalkReported, calls, agent_ids),
    st.builds(TalkFound, calls, agent_ids),
    st.builds(AgentSeated, agents.map(lambda number: OPERATORS[number]), presences),
    st.builds(AgentRemoved, agent_ids),
    st.builds(AgentDeclared, agent_ids, presences),
    st.builds(AgentPhoneSeen, agent_ids),
    st.builds(LineClosing, st.frozensets(queue_names)),
    st.just(FloorDeadline()),
)
days = st.lists(st.tuples(st.sampled_from([0.0, 1.0, 9.0, 70.0]), events), max_size=40)
SEATED = [AgentSeated(row, Presence.AVAILABLE) for row in OPERATORS.values()]


class Watched:
    """A floor driven as the distributor drives it, and looked at after every event."""

    def __init__(self) -> None:
        self.now = Instant(1000.0)
        first = advance(Floor(), FloorDeadline(), self.now, FLOOR_POLICY)
        self.floor, self.deadline = first.state, first.deadline
        self.commands: list[FloorCommand] = []
        for event in SEATED:
            self.take(event)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and the floor wake at every deadline on the way."""
        until = after(self.now, seconds)
        while self.deadline is not None and self.deadline.at <= until:
            self.now = self.deadline.at
            self.take(FloorDeadline())
        self.now = until

    def take(self, event: FloorEvent) -> None:
        """Let the floor take an event."""
        step = advance(self.floor, event, self.now, FLOOR_POLICY)
        again = advance(self.floor, event, self.now, FLOOR_POLICY)
        assert again == step, "The same input gives the same output."
        self.floor, self.deadline = step.state, step.deadline
        self.commands.extend(step.commands)
        assert step.deadline is None or step.deadline.at > self.now
        self._look(step.commands)

    def _look(self, commands: Iterable[FloorCommand]) -> None:
        entries = self.floor.entries.values()
        served = [entry.agent_id for entry in entries if entry.agent_id is not None]
        for match in (command for command in commands if isinstance(command, Match)):
            agent = self.floor.agents[match.agent_id]
            assert (agent.activity, agent.call_id) == (Activity.RINGING, match.call_id)
            assert self.floor.entries[match.call_id].agent_id == match.agent_id
            assert served.count(match.agent_id) == 1
        for agent_id in self.floor.leaving:
            assert self.floor.agents[agent_id].activity in {Activity.RINGING, Activity.TALKING}

    def nobody_idles_beside_someone_they_could_take(self) -> bool:
        """Tell whether every possible match has been made.

        An idle agent may be kept for each person who is about to come back, and no more.
        """
        entries = [entry for entry in self.floor.entries.values() if entry.agent_id is None]
        absent = sum(entry.absent_until is not None for entry in entries)
        could_take = {
            agent.agent_id
            for entry in entries
            for agent in self.floor.agents.values()
            if entry.absent_until is None
            and is_idle(agent)
            and is_able(agent, QUEUES[entry.queue].needs)
        }
        return len(could_take) <= absent


def watched(day: list[tuple[float, FloorEvent]]) -> Watched:
    """Return the floor after this day."""
    floor = Watched()
    for seconds, event in day:
        floor.pass_time(seconds)
        floor.take(event)
    return floor


@given(days)
@SWIFT
def test_every_event_is_answered_and_every_possible_match_is_made_at_once(
    day: list[tuple[float, FloorEvent]],
) -> None:
    assert watched(day).nobody_idles_beside_someone_they_could_take()


@given(days)
@SWIFT
def test_positions_of_a_queue_are_one_to_n_in_order(day: list[tuple[float, FloorEvent]]) -> None:
    entries = watched(day).floor.entries.values()

    for name in QUEUES:
        line = [entry for entry in in_order(entries) if entry.queue == name]
        places = [position_of(entry.call_id, entries) for entry in line]
        assert [place.position for place in places if place] == list(range(1, len(line) + 1))
        assert {place.waiting for place in places if place} <= {len(line)}


@given(days)
@SWIFT
def test_nobody_stands_behind_a_later_equal(day: list[tuple[float, FloorEvent]]) -> None:
    for earlier, later in pairwise(in_order(watched(day).floor.entries.values())):
        assert (-earlier.priority, earlier.entered_at) <= (-later.priority, later.entered_at)


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0, 9.0]), calls, queue_names), max_size=12))
@SWIFT
def test_nobody_is_overtaken_by_a_later_equal_of_their_queue(
    arrivals: list[tuple[float, CallId, QueueName]],
) -> None:
    floor = Watched()
    entered: dict[CallId, tuple[QueueName, Instant]] = {}
    for seconds, call, queue in arrivals:
        floor.pass_time(seconds)
        if call not in entered:
            entered[call] = (queue, floor.now)
            floor.take(EntryQueued(call, queue, floor.now))
    for _ in range(20):
        for entry in list(floor.floor.entries.values()):
            if entry.agent_id is not None:
                agent_id = entry.agent_id
                floor.take(RingReported(entry.call_id, agent_id, RingOutcome.ANSWERED))
                floor.take(TalkReported(entry.call_id, agent_id))
        floor.pass_time(30.0)
    order = [command.call_id for command in floor.commands if isinstance(command, Match)]

    assert set(order) == set(entered)
    for queue in QUEUES:
        served = [entered[call][1] for call in order if entered[call][0] == queue]
        assert served == sorted(served)
