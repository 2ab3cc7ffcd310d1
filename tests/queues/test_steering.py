"""`queues/steering.py` and `queues/moves.py`: a person given to one agent, out of turn."""

from dataclasses import replace

from agents.activity import PhoneLost, PresenceDeclared, Reserved, RingOutcome
from agents.activity import advance as advance_agent
from agents.agent import Activity, Presence
from agents.phone import PhoneTrouble
from base.instant import Instant
from queues.floor import Floor, advance
from queues.messages import (
    AgentMoved,
    AgentSeated,
    EntryLeft,
    EntryQueued,
    EntrySteered,
    FloorEvent,
    RingReported,
)
from queues.moves import moves
from queues.queue import Match
from queues.steering import STEERED, may_take
from tests.support.site import DOCTORS, FLOOR_POLICY, call_id, operator

NOW = Instant(50.0)
DOCTOR = operator(1, doctor=1)
CLERK = operator(2, reference=1)
FIRST, SECOND = call_id(1), call_id(2)


def after(*events: FloorEvent, floor: Floor | None = None) -> tuple[Floor, list[Match]]:
    floor = floor or Floor()
    matches: list[Match] = []
    for event in events:
        step = advance(floor, event, NOW, FLOOR_POLICY)
        floor = step.state
        matches += [each for each in step.commands if isinstance(each, Match)]
    return floor, matches


def waiting_for_doctors() -> Floor:
    """Two people wait for a doctor, and only a clerk is free, who is none."""
    floor, matches = after(
        AgentSeated(CLERK, Presence.AVAILABLE),
        EntryQueued(FIRST, DOCTORS, Instant(10.0)),
        EntryQueued(SECOND, DOCTORS, Instant(20.0)),
    )
    assert matches == []
    return floor


def test_person_is_given_to_an_agent_out_of_turn_whatever_they_are_skilled_for() -> None:
    floor, matches = after(EntrySteered(SECOND, CLERK.agent_id), floor=waiting_for_doctors())
    assert matches == [Match(SECOND, CLERK.agent_id, CLERK.account, STEERED)]
    assert floor.agents[CLERK.agent_id].activity is Activity.RINGING
    assert floor.entries[SECOND].agent_id == CLERK.agent_id


def test_agent_who_does_not_answer_leaves_the_person_at_their_place() -> None:
    declined = RingReported(SECOND, CLERK.agent_id, RingOutcome.DECLINED)
    floor, _ = after(EntrySteered(SECOND, CLERK.agent_id), declined, floor=waiting_for_doctors())
    assert floor.entries[SECOND].agent_id is None
    assert list(floor.entries) == [FIRST, SECOND]


def test_who_left_and_who_rings_already_is_given_to_nobody() -> None:
    steer = EntrySteered(SECOND, CLERK.agent_id)
    _, gone = after(EntryLeft(SECOND), steer, floor=waiting_for_doctors())
    assert gone == []
    _, twice = after(steer, steer, floor=waiting_for_doctors())
    assert len(twice) == 1


def test_only_for_oneself_is_a_break_no_hindrance() -> None:
    floor, _ = after(AgentSeated(DOCTOR, Presence.BREAK), floor=waiting_for_doctors())
    assert after(EntrySteered(FIRST, DOCTOR.agent_id), floor=floor)[1] == []
    _, own = after(EntrySteered(FIRST, DOCTOR.agent_id, is_own=True), floor=floor)
    assert [match.agent_id for match in own] == [DOCTOR.agent_id]


def test_nobody_takes_a_person_by_a_dead_telephone_or_in_a_talk() -> None:
    floor, _ = after(AgentSeated(CLERK, Presence.AVAILABLE))
    clerk, policy = floor.agents[CLERK.agent_id], FLOOR_POLICY.agents
    assert may_take(clerk, is_own=False)
    dead = advance_agent(clerk, PhoneLost(PhoneTrouble.UNREGISTERED), NOW, policy)
    rung = advance_agent(clerk, Reserved(FIRST), NOW, policy)
    for hindered in (None, dead, rung):
        assert not may_take(hindered, is_own=True)


def test_who_moved_is_told_once_and_who_left_with_their_last_move() -> None:
    floor, _ = after(AgentSeated(CLERK, Presence.AVAILABLE))
    clerk = floor.agents[CLERK.agent_id]
    away = advance_agent(clerk, PresenceDeclared(Presence.BREAK), NOW, FLOOR_POLICY.agents)
    assert moves(floor.agents, floor.agents, floor.agents) == ()
    assert moves(floor.agents, {CLERK.agent_id: away}, {}) == (AgentMoved(away),)
    assert moves(floor.agents, {CLERK.agent_id: clerk}, {CLERK.agent_id: replace(clerk)}) != ()
