"""A recorded day, to be lived again: its people, their first dials, their gaps, their talks.

What a recording tells is taken from it; what it cannot tell (talks that never came about, belief,
patience) is drawn as the scenario says, by dice of the seed. Numbers stay here: the people of the
trace bear invented ones.

A number is a person until somebody has talked with it; what it dials after that is another need,
and stands as another person. A withheld number is a person for each call, since nobody can tell
them apart. Everybody counts as a first-timer: the day before is not in the file. A robot is a
number that dialled very often, evenly and all day, and with which nobody ever talked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from random import Random
from statistics import fmean, pstdev
from typing import Final

from base.phone import PhoneNumber
from simulation.laws import Exponential, Law, LogNormal, Uniform, dice_of
from simulation.neighbourhood import Trace
from simulation.people import Conversation, Person, RobotPhone
from simulation.recordings import Attempt, Recording, span
from simulation.scenario import Scenario, changed

_ROBOT_ATTEMPTS: Final = 50
_ROBOT_VARIATION: Final = 0.35
"""Standard deviation of the gaps by their mean: even gaps between 20 and 60 s have 0.29."""
_ROBOT_SPAN: Final = 0.5
"""Share of the day through which a robot dials."""
_REDIAL_LIMIT_S: Final = 1800.0
"""A longer gap is no redial."""
_AUTO_GAP_S: Final = 90.0
_HOUR_S: Final = 3600.0
_MOBILE: Final = "+7905{:07d}"
_ROBOT: Final = "+7906{:07d}"


@dataclass(frozen=True, slots=True)
class Observed:
    """Lengths that were seen; each is as likely as the others (`laws.Law`)."""

    seen_s: tuple[float, ...]

    @property
    def mean_s(self) -> float:
        """Return the mean of what was seen."""
        return fmean(self.seen_s)

    def draw_s(self, dice: Random) -> float:
        """Return one of them."""
        return self.seen_s[int(dice.random() * len(self.seen_s))]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPerson:
    """What a recording tells of one need."""

    first_dial_at_s: float
    gaps_s: tuple[float, ...]
    talk_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """What the day itself came to."""

    attempts: int
    answered: int | None
    """`None`: the recording does not tell."""
    asa_s: float | None
    """From the first dial of a need to the operator."""
    sees_full_trunk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDay:
    """A recorded day, ready to be lived again as often as one likes (`run.TraceMaker`)."""

    scenario: Scenario
    people: tuple[RecordedPerson, ...]
    robots: tuple[RecordedPerson, ...]
    withheld: int
    witnessed: Witnessed
    seed: int
    _pool: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Gaps and talks of the whole day, for those of whom the recording tells none."""

    def __call__(self, day: int) -> Trace:
        """Return the people of the day, with the dice of one repetition."""
        people = tuple(
            self._person(number, one, dice_of(self.seed, day, f"recorded/{number}"))
            for number, one in enumerate(self.people)
        )
        robots = tuple(
            RobotPhone(
                number=PhoneNumber(_ROBOT.format(number + 1)),
                first_dial_at_s=one.first_dial_at_s,
                redial=Observed(one.gaps_s),
                dice=dice_of(self.seed, day, f"robot/{number}"),
            )
            for number, one in enumerate(self.robots)
        )
        return Trace(people, robots)

    def _person(self, number: int, one: RecordedPerson, dice: Random) -> Person:
        scenario = self.scenario
        talk_s = self._talk().draw_s(dice) if one.talk_s is None else one.talk_s
        need = Conversation(talk_s, Exponential(scenario.wrap_up_mean_s).draw_s(dice))
        redial = self._redial(one)
        return Person(
            number=PhoneNumber(_MOBILE.format(number + 1)),
            is_mobile=dice.random() < scenario.mobile,
            is_first_contact=True,
            first_dial_at_s=one.first_dial_at_s,
            need=need,
            redial=redial,
            redials_by_itself=redial.mean_s <= _AUTO_GAP_S,
            believes=dice.random() < scenario.believe,
            believes_sms=dice.random() < scenario.believe_sms,
            serves_itself=dice.random() < scenario.self_service,
            dice=dice,
        )

    def _talk(self) -> Law:
        seen_s = self._pool["talks"]
        if seen_s:
            return Observed(seen_s)
        return LogNormal(self.scenario.talk_mean_s, self.scenario.talk_variation)

    def _redial(self, one: RecordedPerson) -> Law:
        seen_s = one.gaps_s or self._pool["gaps"]
        return Observed(seen_s) if seen_s else Uniform(*self.scenario.redial)


def recorded_day(
    recording: Recording, scenario: Scenario, *, seed: int, keep_hours: bool = False
) -> RecordedDay:
    """Return the day of a recording on the site of a scenario.

    The line is open during the full hours of the recording, or, where `keep_hours`, as long as
    the scenario says; what lies outside is left out.
    """
    opens, closes = span(recording.attempts)
    if keep_hours:
        hour, minute = map(int, scenario.opens_at.split(":"))
        opens = opens.replace(hour=hour, minute=minute)
    else:
        hours = min(24.0, (closes - opens).total_seconds() / _HOUR_S)
        scenario = changed(scenario, {"opens_at": f"{opens:%H:%M}", "hours": hours})
    within = [
        attempt
        for attempt in recording.attempts
        if 0 <= (attempt.at - opens).total_seconds() < scenario.closes_at_s
    ]
    people: list[RecordedPerson] = []
    robots: list[RecordedPerson] = []
    for calls in _by_number(within):
        if _is_robot(calls, scenario.closes_at_s):
            robots.append(_need(calls, opens))
        else:
            people.extend(_need(need, opens) for need in _needs(calls))
    return RecordedDay(
        scenario=scenario,
        people=tuple(sorted(people, key=lambda one: one.first_dial_at_s)),
        robots=tuple(robots),
        withheld=sum(not attempt.number for attempt in within),
        witnessed=_witnessed(recording, within),
        seed=seed,
        _pool={
            "gaps": tuple(gap for one in people for gap in one.gaps_s),
            "talks": tuple(one.talk_s for one in people if one.talk_s),
        },
    )


def _by_number(attempts: Sequence[Attempt]) -> list[list[Attempt]]:
    calls: dict[str, list[Attempt]] = {}
    for place, attempt in enumerate(attempts):
        calls.setdefault(attempt.number or f"withheld/{place}", []).append(attempt)
    return list(calls.values())


def _needs(calls: Sequence[Attempt]) -> list[list[Attempt]]:
    """Return the calls of a number, parted behind each talk."""
    needs: list[list[Attempt]] = [[]]
    for call in calls:
        if needs[-1] and needs[-1][-1].talk_s is not None:
            needs.append([])
        needs[-1].append(call)
    return needs


def _need(calls: Sequence[Attempt], opens: datetime) -> RecordedPerson:
    return RecordedPerson(
        first_dial_at_s=(calls[0].at - opens).total_seconds(),
        gaps_s=tuple(gap for gap in _gaps_s(calls) if 0 < gap <= _REDIAL_LIMIT_S),
        talk_s=calls[-1].talk_s or None,
    )


def _gaps_s(calls: Sequence[Attempt]) -> list[float]:
    return [(after.at - before.at).total_seconds() for before, after in pairwise(calls)]


def _is_robot(calls: Sequence[Attempt], day_s: float) -> bool:
    if len(calls) < _ROBOT_ATTEMPTS or any(call.talk_s is not None for call in calls):
        return False
    gaps_s = _gaps_s(calls)
    is_even = pstdev(gaps_s) <= _ROBOT_VARIATION * fmean(gaps_s)
    return is_even and sum(gaps_s) >= _ROBOT_SPAN * day_s


def _witnessed(recording: Recording, within: Sequence[Attempt]) -> Witnessed:
    waits_s = [
        (need[-1].at - need[0].at).total_seconds() + need[-1].wait_s
        for calls in _by_number(within)
        for need in _needs(calls)
        if need[-1].wait_s is not None
    ]
    return Witnessed(
        attempts=len(within),
        answered=(
            sum(attempt.talk_s is not None for attempt in within)
            if recording.knows_answers
            else None
        ),
        asa_s=fmean(waits_s) if waits_s else None,
        sees_full_trunk=recording.sees_full_trunk,
    )
