"""callflow.storm_order: a supervisor's word goes over the figures, until it is taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from callflow.storm import (
    Calm,
    Enter,
    Leave,
    Stay,
    Storm,
    StormDecision,
    StormFigures,
    StormPolicy,
    StormSign,
    StormState,
    decide_storm,
)
from callflow.storm_order import StormOrder, under_order

NINE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
QUIET = StormFigures(people=3, attempts=4, channels_full_share=0.0, first_refused=0)
WILD = StormFigures(people=40, attempts=400, channels_full_share=0.5, first_refused=9)
STORM = Storm(NINE, WILD)


def decided(state: StormState, figures: StormFigures, order: StormOrder) -> StormDecision:
    now = NINE + timedelta(minutes=30)
    return under_order(decide_storm(state, figures, None, now, StormPolicy()), state, order, now)


def test_storm_that_is_ordered_begins_at_once_and_says_by_whose_word() -> None:
    begun = decided(Calm(), QUIET, StormOrder.ON)
    assert isinstance(begun, Enter)
    assert begun.signs == (StormSign.ORDERED,)
    assert begun.reason.startswith("ordered ")


def test_storm_that_is_ordered_outlasts_all_calm() -> None:
    calm_for_long = Storm(NINE, WILD, calm_since=NINE)
    kept = decided(calm_for_long, QUIET, StormOrder.ON)
    assert kept == Stay(Storm(NINE, WILD), (StormSign.ORDERED,), QUIET)


def test_storm_that_is_forbidden_ends_at_once_and_none_begins() -> None:
    assert decided(STORM, WILD, StormOrder.OFF) == Leave(Calm(), NINE, WILD)
    waiting_to_begin = Calm(signs_since=NINE)
    assert decided(waiting_to_begin, WILD, StormOrder.OFF) == Stay(Calm(), (), WILD)


@pytest.mark.parametrize("state", [Calm(), Calm(signs_since=NINE), STORM])
def test_without_an_order_the_figures_decide(state: StormState) -> None:
    now = NINE + timedelta(minutes=30)
    seen = decide_storm(state, WILD, None, now, StormPolicy())
    assert decided(state, WILD, StormOrder.AUTO) == seen
