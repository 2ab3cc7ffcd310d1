"""The trace of a day: the same people for every policy."""

from dataclasses import astuple, replace
from random import Random

import pytest

from simulation.laws import Exponential, LogNormal, Uniform, dice_of
from simulation.people import Person, people_of, robots_of
from simulation.scenario import changed, load_scenario

MORNING = load_scenario("storm-morning")


def test_the_same_seed_and_day_bring_the_same_people() -> None:
    assert told(people_of(MORNING, seed=1, day=4)) == told(people_of(MORNING, seed=1, day=4))


def test_another_day_brings_others() -> None:
    assert told(people_of(MORNING, seed=1, day=4)) != told(people_of(MORNING, seed=1, day=5))


def test_a_parameter_of_behaviour_leaves_needs_and_first_dials_as_they_were() -> None:
    other = changed(MORNING, {"believe": 0.0, "channels": 9, "redial": [5, 9], "mobile": 0.5})
    as_usual, as_changed = (people_of(scenario, seed=1, day=0) for scenario in (MORNING, other))
    assert [(p.first_dial_at_s, p.need) for p in as_usual] == [
        (p.first_dial_at_s, p.need) for p in as_changed
    ]


def test_people_come_in_the_waves_of_their_crowd() -> None:
    people = [person for day in range(20) for person in people_of(MORNING, seed=1, day=day)]
    known = [person for person in people if not person.is_first_contact]
    early = sum(person.first_dial_at_s < 7200.0 for person in known) / len(known)
    assert early == pytest.approx(0.60, abs=0.02)
    assert max(person.first_dial_at_s for person in people) <= MORNING.closes_at_s


def test_every_telephone_has_a_number_of_its_own() -> None:
    scenario = changed(MORNING, {"mobile": 0.5, "robots": 20})
    people = people_of(scenario, seed=1, day=0)
    numbers = [person.number for person in people]
    numbers += [robot.number for robot in robots_of(scenario, seed=1, day=0)]
    assert len(set(numbers)) == 445
    assert {(person.number[:5], person.is_mobile) for person in people} == {
        ("+7905", True),
        ("+7472", False),
    }


def test_a_fifth_of_the_first_timers_dials_again_by_hand() -> None:
    people = [person for day in range(20) for person in people_of(MORNING, seed=1, day=day)]
    by_hand = [person for person in people if not person.redials_by_itself]
    assert all(person.is_first_contact for person in by_hand)
    assert len(by_hand) / (20 * 127) == pytest.approx(0.2, abs=0.02)
    assert {person.redial for person in by_hand} == {Exponential(300.0)}


@pytest.mark.parametrize(
    "law", [Uniform(20.0, 60.0), Exponential(300.0), LogNormal(150.0, 0.8)], ids=repr
)
def test_a_law_s_draws_have_its_mean(law: Uniform | Exponential | LogNormal) -> None:
    dice = dice_of(1, 0, "anybody")
    drawn = [law.draw_s(dice) for _ in range(40_000)]
    assert sum(drawn) / len(drawn) == pytest.approx(law.mean_s, rel=0.02)
    assert min(drawn) >= 0.0


def test_a_talk_varies_as_much_as_it_is_told_to() -> None:
    dice = Random(3)
    drawn = [LogNormal(150.0, 0.8).draw_s(dice) for _ in range(40_000)]
    spread = (sum((value - 150.0) ** 2 for value in drawn) / len(drawn)) ** 0.5
    assert spread / 150.0 == pytest.approx(0.8, rel=0.05)


def told(people: tuple[Person, ...]) -> list[object]:
    """Return what a person is, without the dice, which compare by identity."""
    same = Random(0)
    return [astuple(replace(person, dice=same))[:-1] for person in people]
