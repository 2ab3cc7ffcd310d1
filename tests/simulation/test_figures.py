"""The figures of a day that is written down by hand, and their means over days."""

from dataclasses import replace

import pytest

from simulation.averages import averages_of, mean_of, ratio_of_means
from simulation.carrier import CarrierLog
from simulation.day import CitizenLog, DayLog, WorkforceLog
from simulation.figures import DayFigures, figures_of

CLOSES_AT_S = 1000.0


def citizen(first_dial_at_s: float, **facts: float | bool) -> CitizenLog:
    log = CitizenLog(is_first_contact=True, first_dial_at_s=first_dial_at_s)
    for name, value in facts.items():
        setattr(log, name, value)
    return log


SERVED_AT_ONCE = citizen(
    0.0, attempts=1, reached_at_s=0.0, was_first_attempt_seen=True, answered_at_s=15.0
)
CALLED_BACK = citizen(
    100.0, attempts=3, reached_at_s=130.0, told_at_s=142.0, promised_s=300.0, answered_at_s=500.0
)
OVERTOOK = citizen(
    200.0, attempts=1, reached_at_s=200.0, was_first_attempt_seen=True, answered_at_s=320.0
)
NEVER_SERVED = citizen(300.0, attempts=5, holds=2, held_s=50.0)
TOO_LATE = citizen(
    900.0, attempts=2, reached_at_s=950.0, is_held_after_60s=True, answered_at_s=1001.0
)

DAY = DayLog(
    closes_at_s=CLOSES_AT_S,
    greeting_s=12.0,
    citizens=(SERVED_AT_ONCE, CALLED_BACK, OVERTOOK, NEVER_SERVED, TOO_LATE),
    carrier=CarrierLog(channel_s=900.0, all_taken_s=100.0, rung=4, picked_up=1),
    workforce=WorkforceLog(
        operators=2,
        ring_s=9.0,
        dead_air_s=11.0,
        talk_s=300.0,
        wrap_up_s=100.0,
        idle_with_work_s=40.0,
    ),
    robot_attempts=10,
)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("citizens", 5),
        ("served", 3),
        ("attempts", 22),
        ("attempts_per_citizen", 12 / 5),
        ("first_attempt_lost", 3 / 5),
        ("told_or_talking_60s", 3 / 5),
        ("unknown_after_60s", 1 / 5),
        ("within_120s", 3 / 5),
        ("answered_in_20s", 1 / 5),
        ("asa_s", (15 + 400 + 120) / 3),
        ("p50_s", 120),
        ("p90_s", 400),
        ("rank_displacement", 2 / 3),
        ("idle_with_work", 0.02),
        ("silence_share", 0.01),
        ("productive_share", 0.2),
        ("channel_s_per_served", 300),
        ("all_channels_taken", 0.1),
        ("callbacks", 4),
        ("callback_connect_rate", 0.25),
        ("live_hold_s_mean", 25),
        ("promise_error_p80_s", 58),
        ("promised_s_mean", 300),
    ],
)
def test_a_figure_is_what_its_docstring_says(figure: str, expected: float) -> None:
    assert getattr(figures_of(DAY), figure) == pytest.approx(expected)


def test_who_is_served_by_the_menu_is_served_but_waits_for_no_operator() -> None:
    helped = citizen(10.0, attempts=1, reached_at_s=10.0, self_served_at_s=42.0)
    figures = figures_of(replace(DAY, citizens=(helped,)))
    assert figures.served == 1
    assert figures.within_120s == 1.0
    assert figures.asa_s is None


def test_an_empty_day_has_no_shares() -> None:
    empty = figures_of(replace(DAY, citizens=(), carrier=CarrierLog(), robot_attempts=0))
    assert empty.served == 0
    assert empty.asa_s is None
    assert empty.first_attempt_lost is None
    assert empty.callback_connect_rate is None
    assert empty.rank_displacement is None


def days(*served: float) -> list[DayFigures]:
    return [replace(figures_of(DAY), served=count) for count in served]


def test_means_come_with_the_width_of_what_is_not_known() -> None:
    averages = averages_of(days(400.0, 420.0, 410.0, 410.0))
    served = averages.figures["served"]
    assert served is not None
    assert served.value == 410.0
    assert served.ci95 == pytest.approx(1.96 * 8.165 / 2, rel=1e-3)


def test_the_shown_figures_have_their_intervals_beside_them() -> None:
    shown = averages_of(days(400.0, 420.0)).to_json()
    assert shown["served"] == 410.0
    intervals = shown["ci95"]
    assert isinstance(intervals, dict)
    assert intervals["citizens"] == 0.0
    assert intervals["served"] == pytest.approx(19.6)


def test_one_day_says_nothing_of_others() -> None:
    served = averages_of(days(400.0)).figures["served"]
    assert served is not None
    assert served.ci95 is None


def test_days_on_which_a_figure_does_not_apply_are_left_out() -> None:
    assert mean_of([None, None]) is None
    mean = mean_of([None, 4.0, 6.0])
    assert mean is not None
    assert mean.value == 5.0


def test_a_ratio_of_policies_that_move_together_is_well_known() -> None:
    ratio = ratio_of_means(days(90.0, 180.0, 45.0), days(100.0, 200.0, 50.0), "served")
    assert ratio is not None
    assert ratio.value == pytest.approx(0.9)
    assert ratio.ci95 == pytest.approx(0.0, abs=1e-9)


def test_a_ratio_to_what_never_applied_is_none() -> None:
    assert ratio_of_means(days(90.0), [replace(days(1.0)[0], served=None)], "served") is None
