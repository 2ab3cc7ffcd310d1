"""Storms come and go by what is seen, are told apart from busy hours, and never flicker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callflow.storm import (
    Calm,
    Enter,
    HourNorm,
    HourSlot,
    Leave,
    Level,
    Norm,
    ObservedHour,
    Stay,
    Storm,
    StormDecision,
    StormFigures,
    StormPolicy,
    StormSign,
    StormState,
    decide_storm,
    learn,
    signs_of,
)

NINE = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
POLICY = StormPolicy()
MONDAY_NINE = HourSlot(0, 9)
USUAL = HourNorm(people=Level(60.0, 5), attempts=Level(120.0, 5))
"""Ten people and twenty attempts in ten minutes: every second call is a redial."""

STORM_MORNING = StormFigures(people=140, attempts=950, channels_full_share=0.35, first_refused=9)
ORDINARY = StormFigures(people=11, attempts=22, channels_full_share=0.0, first_refused=0)
NIGHT = StormFigures(people=0, attempts=0, channels_full_share=0.0, first_refused=0)


def after(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def watched(
    state: StormState, figures: StormFigures, *, seconds: range, norm: HourNorm | None = None
) -> StormDecision:
    """Decide again and again on the same figures, and return the last decision."""
    decision: StormDecision = Stay(state, (), figures)
    for second in seconds:
        decision = decide_storm(decision.state, figures, norm, after(second), POLICY)
        if not isinstance(decision, Stay):
            break
    return decision


def test_the_morning_of_the_bad_day_is_a_storm_within_a_minute_without_any_norm() -> None:
    early = watched(Calm(), STORM_MORNING, seconds=range(0, 60, 10))
    entered = watched(Calm(), STORM_MORNING, seconds=range(0, 61, 10))

    assert isinstance(early, Stay)
    assert isinstance(entered, Enter)
    assert entered.state == Storm(after(60), STORM_MORNING)
    assert entered.reason == (
        "redials,channels_full,first_refused people=140 attempts=950 redial_factor=6.8 "
        "channels_full_share=0.35 first_refused=9"
    )


def test_an_ordinary_hour_is_calm() -> None:
    decision = watched(Calm(), ORDINARY, seconds=range(0, 3600, 10), norm=USUAL)

    assert decision == Stay(Calm(), (), ORDINARY)
    assert decision.reason.startswith("no_signs people=11")


def test_signs_that_pause_have_to_last_a_minute_anew() -> None:
    almost = watched(Calm(), STORM_MORNING, seconds=range(0, 60, 10))
    paused = decide_storm(almost.state, ORDINARY, None, after(60), POLICY)
    again = decide_storm(paused.state, STORM_MORNING, None, after(70), POLICY)

    assert again.state == Calm(after(70))


def test_a_storm_ends_after_a_quarter_of_an_hour_without_signs() -> None:
    storm = Storm(NINE, STORM_MORNING)

    staying = watched(storm, ORDINARY, seconds=range(0, 900, 10))
    left = watched(storm, ORDINARY, seconds=range(0, 901, 10))

    assert isinstance(staying, Stay)
    assert left == Leave(Calm(), NINE, ORDINARY)


def test_a_storm_that_flares_up_again_has_not_ended() -> None:
    fading = watched(Storm(NINE, STORM_MORNING), ORDINARY, seconds=range(0, 890, 10))

    flaring = decide_storm(fading.state, STORM_MORNING, None, after(895), POLICY)

    assert flaring.state == Storm(NINE, STORM_MORNING)


def test_figures_that_would_not_begin_a_storm_keep_one_up() -> None:
    between = replace(STORM_MORNING, people=160, attempts=420, channels_full_share=0.1)
    between = replace(between, first_refused=0)

    assert isinstance(watched(Calm(), between, seconds=range(0, 900, 10)), Stay)
    kept_up = watched(Storm(NINE, STORM_MORNING), between, seconds=range(0, 1800, 10))
    assert kept_up == Stay(Storm(NINE, STORM_MORNING), (StormSign.REDIALS,), between)


def test_a_busy_hour_on_a_trunk_with_room_is_no_storm() -> None:
    epidemic = StormFigures(people=60, attempts=70, channels_full_share=0.0, first_refused=0)

    assert signs_of(epidemic, USUAL, POLICY) == ()


def test_the_same_crowd_on_a_trunk_without_room_is_a_storm() -> None:
    crowd = StormFigures(people=60, attempts=70, channels_full_share=0.02, first_refused=0)

    assert signs_of(crowd, None, POLICY) == ()
    assert signs_of(crowd, USUAL, POLICY) == (
        StormSign.ATTEMPTS_ABOVE_NORM,
        StormSign.PEOPLE_ABOVE_NORM,
    )


def test_one_restless_caller_at_night_is_no_storm() -> None:
    restless = StormFigures(people=1, attempts=20, channels_full_share=0.0, first_refused=0)

    assert signs_of(restless, None, POLICY) == ()


def test_where_everybody_redials_every_day_redials_alone_are_no_sign() -> None:
    redialling = HourNorm(people=Level(60.0, 9), attempts=Level(240.0, 9))
    usual_day = StormFigures(people=10, attempts=40, channels_full_share=0.0, first_refused=0)

    assert signs_of(usual_day, None, POLICY) == (StormSign.REDIALS,)
    assert signs_of(usual_day, redialling, POLICY) == ()
    left = watched(
        Storm(NINE, STORM_MORNING), usual_day, seconds=range(0, 901, 10), norm=redialling
    )
    assert isinstance(left, Leave)


def test_the_night_ends_every_storm() -> None:
    left = watched(Storm(NINE, STORM_MORNING), NIGHT, seconds=range(0, 901, 10), norm=USUAL)

    assert isinstance(left, Leave)


def test_the_first_days_are_averaged_and_believed_from_the_third_on() -> None:
    crowd = StormFigures(people=45, attempts=70, channels_full_share=0.02, first_refused=0)
    norm, seen = Norm(), []
    for people in (50, 60, 70):
        norm = learn(norm, ObservedHour(MONDAY_NINE, people, 2 * people, was_storm=False), POLICY)
        seen.append(bool(signs_of(crowd, norm.at(MONDAY_NINE), POLICY)))

    assert norm.at(MONDAY_NINE) == HourNorm(Level(60.0, 3), Level(120.0, 3))
    assert norm.at(HourSlot(1, 9)) == HourNorm()
    assert seen == [False, False, True]


def test_a_storm_teaches_how_many_people_called_and_not_how_often() -> None:
    norm = learn(Norm(), ObservedHour(MONDAY_NINE, 425, 13_944, was_storm=True), POLICY)

    assert norm.at(MONDAY_NINE) == HourNorm(Level(425.0, 1), Level())


def test_a_region_that_has_changed_is_known_after_some_weeks() -> None:
    norm = Norm()
    for people in [60] * 20 + [120] * 20:
        norm = learn(norm, ObservedHour(MONDAY_NINE, people, people, was_storm=False), POLICY)

    assert norm.at(MONDAY_NINE).people.mean == pytest.approx(120, rel=0.05)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.1])
def test_a_policy_by_which_no_storm_could_end_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="must end"):
        StormPolicy(leave_share=share)


def test_a_policy_that_never_learns_is_refused() -> None:
    with pytest.raises(ValueError, match="must weigh"):
        StormPolicy(norm_weight=0.0)


@st.composite
def any_figures(draw: st.DrawFn) -> StormFigures:
    people = draw(st.integers(0, 500))
    return StormFigures(
        people=people,
        attempts=draw(st.integers(people, 5000)),
        channels_full_share=draw(st.floats(0, 1)),
        first_refused=draw(st.integers(0, people)),
    )


levels = st.builds(Level, st.floats(0, 1000), st.integers(0, 10))
norms = st.none() | st.builds(HourNorm, levels, levels)


@given(any_figures(), norms, st.floats(0.01, 1.0))
def test_whatever_begins_a_storm_also_keeps_it_up(
    figures: StormFigures, norm: HourNorm | None, share: float
) -> None:
    entering = set(signs_of(figures, norm, POLICY))

    assert entering <= set(signs_of(figures, norm, POLICY, share=share))


@given(st.lists(any_figures(), max_size=300), norms, st.integers(1, 120))
def test_storm_and_calm_never_flicker(
    seen: list[StormFigures], norm: HourNorm | None, every_s: int
) -> None:
    state: StormState = Calm()
    switches: list[datetime] = []
    for turn, figures in enumerate(seen):
        now = after(turn * every_s)
        decision = decide_storm(state, figures, norm, now, POLICY)
        assert decision == decide_storm(state, figures, norm, now, POLICY)
        if not isinstance(decision, Stay):
            switches.append(now)
        state = decision.state

    least = timedelta(seconds=POLICY.enter_after_s)
    assert all(later - earlier >= least for earlier, later in pairwise(switches))
    lasted = [left - entered for entered, left in list(pairwise(switches))[::2]]
    assert all(each >= timedelta(seconds=POLICY.leave_after_s) for each in lasted)


observed_hours = st.builds(
    ObservedHour,
    st.builds(HourSlot, st.integers(0, 6), st.integers(0, 23)),
    st.integers(0, 1000),
    st.integers(0, 20_000),
    st.booleans(),
)


@given(st.lists(observed_hours, max_size=30))
def test_a_norm_never_leaves_what_was_observed(hours: list[ObservedHour]) -> None:
    norm = Norm()
    for observed in hours:
        norm = learn(norm, observed, POLICY)

    assert len(norm.hours) == 7 * 24
    for slot in {observed.slot for observed in hours}:
        people = [observed.people for observed in hours if observed.slot == slot]
        level = norm.at(slot).people
        assert level.days == len(people)
        assert min(people) - 1e-6 <= level.mean <= max(people) + 1e-6
