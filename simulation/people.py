"""The people of a day: who they are before anything happens, the same for every policy.

This is the trace. All that does not depend on what the exchange does is drawn here, in one fixed
order, from each person's own dice; the dice then go with the person through the day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from base.phone import PhoneNumber
from simulation.laws import Exponential, Law, LogNormal, Uniform, dice_of
from simulation.scenario import Crowd, Scenario, Wave

_MOBILE = "+7905{:07d}"
_LANDLINE = "+74722{:06d}"
_ROBOT = "+7906{:07d}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """What an operator has to do for somebody."""

    talk_s: float
    wrap_up_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A citizen before the first dial."""

    number: PhoneNumber
    is_mobile: bool
    is_first_contact: bool
    first_dial_at_s: float
    need: Conversation
    redial: Law
    redials_by_itself: bool
    """The telephone redials; its owner may be elsewhere when the line answers."""
    believes: bool
    """Stops redialling after hearing what will happen."""
    believes_sms: bool
    serves_itself: bool
    """The menu itself answers the question."""
    dice: Random


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotPhone:
    """A telephone that nobody holds and nothing stops."""

    number: PhoneNumber
    first_dial_at_s: float
    redial: Law
    dice: Random


def people_of(scenario: Scenario, *, seed: int, day: int) -> tuple[Person, ...]:
    """Return the citizens of a day, first-timers first."""
    kinds = [True] * scenario.first_timers.citizens + [False] * scenario.known.citizens
    return tuple(
        _person(scenario, index, dice_of(seed, day, f"person/{index}"), is_first_contact=is_new)
        for index, is_new in enumerate(kinds)
    )


def robots_of(scenario: Scenario, *, seed: int, day: int) -> Iterator[RobotPhone]:
    """Yield the robots of a day."""
    for index in range(scenario.robots):
        dice = dice_of(seed, day, f"robot/{index}")
        yield RobotPhone(
            number=PhoneNumber(_ROBOT.format(index + 1)),
            first_dial_at_s=Uniform(*scenario.robot_starts).draw_s(dice),
            redial=Uniform(*scenario.robot_redial),
            dice=dice,
        )


def _person(scenario: Scenario, index: int, dice: Random, *, is_first_contact: bool) -> Person:
    crowd = scenario.first_timers if is_first_contact else scenario.known
    talk = LogNormal(scenario.talk_mean_s, scenario.talk_variation)
    first_dial_at_s = _first_dial_s(crowd, scenario.closes_at_s, dice)
    need = Conversation(talk.draw_s(dice), Exponential(scenario.wrap_up_mean_s).draw_s(dice))
    redials_by_itself = dice.random() < crowd.auto_redial
    by_hand = Exponential(scenario.manual_redial_mean_s)
    is_mobile = dice.random() < scenario.mobile
    return Person(
        number=PhoneNumber((_MOBILE if is_mobile else _LANDLINE).format(index + 1)),
        is_mobile=is_mobile,
        is_first_contact=is_first_contact,
        first_dial_at_s=first_dial_at_s,
        need=need,
        redial=Uniform(*scenario.redial) if redials_by_itself else by_hand,
        redials_by_itself=redials_by_itself,
        believes=dice.random() < scenario.believe,
        believes_sms=dice.random() < scenario.believe_sms,
        serves_itself=dice.random() < scenario.self_service,
        dice=dice,
    )


def _first_dial_s(crowd: Crowd, closes_at_s: float, dice: Random) -> float:
    """Return when the first dial is; always two throws, so that what follows does not shift."""
    wave_drawn, place_drawn = dice.random(), dice.random()
    wave = Wave(0.0, closes_at_s, 1.0)
    for wave in crowd.waves:
        wave_drawn -= wave.share
        if wave_drawn < 0:
            break
    return wave.from_s + (wave.until_s - wave.from_s) * place_drawn
