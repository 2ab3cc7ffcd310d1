"""callflow.effects: what an intervention would change, by the queue's own estimate."""

import pytest

from agents.agent import Presence
from base.ids import new_contact_id
from base.instant import Instant
from callflow.effects import (
    effect_of_agent,
    effect_of_giving,
    effect_of_moving,
    effect_of_putting_first,
    effect_of_storm,
    waits,
)
from queues.estimate import estimate_wait
from queues.floor import Floor, advance
from queues.messages import AgentSeated, EntryQueued, FloorEvent, PromisePut
from queues.promised import Promised
from queues.queue import Entry
from queues.readings import Person
from tests.support.site import ADVICE, DOCTORS, FLOOR_POLICY, call_id, operator

NOW = Instant(600.0)
ANNA, BORIS, CLERK = operator(1, doctor=1), operator(2, doctor=1), operator(3, reference=1)


def floor_after(*events: FloorEvent) -> Floor:
    floor = Floor()
    for event in events:
        floor = advance(floor, event, NOW, FLOOR_POLICY).state
    return floor


def crowd(people: int = 6) -> Floor:
    """Anna is at work, Boris on a break, and people wait for doctors: the first one rings Anna."""
    return floor_after(
        AgentSeated(ANNA, Presence.AVAILABLE),
        AgentSeated(BORIS, Presence.BREAK),
        *map(_waits, range(1, people + 1)),
    )


def test_one_operator_more_is_told_by_the_estimate_of_everybody_who_waits() -> None:
    floor = crowd()
    effect = effect_of_agent(floor, BORIS.agent_id, Presence.AVAILABLE, NOW, FLOOR_POLICY)

    assert (effect.before.people, effect.before.operators, effect.after.operators) == (5, 1, 2)
    assert effect.before.mean_s is not None
    assert effect.after.mean_s is not None
    assert effect.after.mean_s < effect.before.mean_s
    told = [
        estimate_wait(floor, _person(entry), NOW, FLOOR_POLICY).wait_s
        for entry in floor.entries.values()
        if entry.agent_id is None
    ]
    assert effect.before.mean_s == pytest.approx(sum(filter(None, told)) / len(told))


def test_without_the_last_operator_nobody_can_tell() -> None:
    effect = effect_of_agent(crowd(), ANNA.agent_id, Presence.OFFLINE, NOW, FLOOR_POLICY)
    assert (effect.after.operators, effect.after.mean_s) == (0, None)


def test_whoever_is_put_first_passes_those_before_and_the_mean_stays() -> None:
    effect = effect_of_putting_first(crowd(), call_id(6), NOW, FLOOR_POLICY)
    assert effect.moved_behind == 4
    assert effect.person_before_s is not None
    assert effect.person_after_s is not None
    assert effect.person_after_s < effect.person_before_s


def test_whoever_is_moved_to_an_empty_queue_waits_less() -> None:
    floor = advance(crowd(), AgentSeated(CLERK, Presence.AVAILABLE), NOW, FLOOR_POLICY).state
    effect = effect_of_moving(floor, call_id(6), ADVICE, NOW, FLOOR_POLICY)
    assert effect.person_before_s is not None
    assert effect.person_after_s is not None
    assert effect.person_after_s < effect.person_before_s


def test_whoever_is_given_to_somebody_is_connected_at_once() -> None:
    effect = effect_of_giving(crowd(), call_id(4), NOW, FLOOR_POLICY, connect_s=3.0)
    assert (effect.person_after_s, effect.moved_behind) == (3.0, 2)


def test_who_was_promised_a_call_waits_as_well() -> None:
    promised = Promised(new_contact_id(), DOCTORS, 0, Instant(5.0))
    floor = advance(crowd(), PromisePut(promised), NOW, FLOOR_POLICY).state
    assert waits(floor, NOW, FLOOR_POLICY).people == 6


def test_what_is_done_to_nobody_changes_nothing() -> None:
    floor, gone = crowd(), call_id(99)
    for effect in (
        effect_of_putting_first(floor, gone, NOW, FLOOR_POLICY),
        effect_of_moving(floor, gone, ADVICE, NOW, FLOOR_POLICY),
        effect_of_giving(floor, gone, NOW, FLOOR_POLICY, connect_s=3.0),
        effect_of_moving(floor, call_id(6), "nowhere", NOW, FLOOR_POLICY),
    ):
        assert effect.before == effect.after
        assert effect.person_after_s is None


def test_of_a_storm_only_channels_are_told() -> None:
    effect = effect_of_storm(crowd(), (), NOW, FLOOR_POLICY)
    assert (effect.channels, effect.before) == (0, effect.after)
    assert effect.moved_behind == 0


def _waits(number: int) -> EntryQueued:
    since = Instant(10.0 * number)
    return EntryQueued(call_id(number), DOCTORS, since, contact_id=new_contact_id())


def _person(entry: Entry) -> Person:
    return Person(entry.queue, entry.place.placed_at, entry.rank, entry.contact_id)
