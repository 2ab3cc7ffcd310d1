"""A call may ask for one agent and no other: they are reserved as by a match, or it is told no."""

from agents.activity import RingOutcome
from agents.agent import Activity, Presence
from base.instant import Instant
from queues.floor import Floor, advance
from queues.messages import (
    AgentAsked,
    AgentDeclared,
    AgentMoved,
    AgentSeated,
    EntryQueued,
    FloorCommand,
    FloorEvent,
    RingReported,
    TalkReported,
    TurnAway,
    TurnAwayReason,
)
from queues.queue import Match
from tests.support.site import ADVICE, FLOOR_POLICY, call_id, operator

AGENT = operator(1)
ASKED = AgentAsked(call_id(7), AGENT.agent_id)
OWN = AgentAsked(call_id(7), AGENT.agent_id, is_own=True)
NO = TurnAway(call_id(7), TurnAwayReason.NO_AGENTS)


def take(floor: Floor, event: FloorEvent) -> tuple[Floor, list[FloorCommand]]:
    step = advance(floor, event, Instant(0.0), FLOOR_POLICY)
    return step.state, [told for told in step.commands if not isinstance(told, AgentMoved)]


def seated() -> Floor:
    return take(Floor(), AgentSeated(AGENT, Presence.AVAILABLE))[0]


def test_idle_agent_is_reserved_and_taken_by_nobody_else() -> None:
    floor, told = take(seated(), ASKED)
    _, later = take(floor, EntryQueued(call_id(8), ADVICE, Instant(0.0)))

    assert told == [Match(call_id(7), AGENT.agent_id, AGENT.account, "asked_for")]
    assert floor.agents[AGENT.agent_id].activity is Activity.RINGING
    assert later == []


def test_agent_who_does_not_answer_is_given_back_as_after_any_ring() -> None:
    floor, _ = take(seated(), ASKED)

    floor, _ = take(floor, RingReported(call_id(7), AGENT.agent_id, RingOutcome.CANCELLED))

    assert floor.agents[AGENT.agent_id].activity is Activity.IDLE


def test_agent_on_a_break_can_be_had_for_a_call_of_their_own_only() -> None:
    away, _ = take(seated(), AgentDeclared(AGENT.agent_id, Presence.BREAK))

    assert take(away, ASKED)[1] == [NO]
    floor, told = take(away, OWN)
    assert told == [Match(call_id(7), AGENT.agent_id, AGENT.account, "asked_for")]
    back, _ = take(floor, RingReported(call_id(7), AGENT.agent_id, RingOutcome.CANCELLED))
    assert back.agents[AGENT.agent_id].presence is Presence.BREAK


def test_agent_who_writes_up_can_be_had_for_a_call_of_their_own_before_the_next_caller() -> None:
    floor, _ = take(seated(), EntryQueued(call_id(8), ADVICE, Instant(0.0)))
    floor, _ = take(floor, RingReported(call_id(8), AGENT.agent_id, RingOutcome.ANSWERED))
    assert take(floor, OWN)[1] == [NO]
    floor, _ = take(floor, TalkReported(call_id(8), AGENT.agent_id))
    floor, _ = take(floor, EntryQueued(call_id(9), ADVICE, Instant(0.0)))

    floor, told = take(floor, OWN)

    assert told == [Match(call_id(7), AGENT.agent_id, AGENT.account, "asked_for")]
    assert floor.agents[AGENT.agent_id].activity is Activity.RINGING


def test_agent_who_is_not_idle_is_refused() -> None:
    busy, _ = take(seated(), EntryQueued(call_id(8), ADVICE, Instant(0.0)))

    assert take(busy, ASKED)[1] == [NO]
    assert take(Floor(), ASKED)[1] == [NO]
