from datetime import UTC, datetime, timedelta

import pytest

from line122.bench.attempt import (
    Attempt,
    connected_between,
    keys_to_rings,
    rings_after,
    told_by_name,
)
from line122.bench.figures import Breaking, Step, percentile, ratio, verdict
from line122.bench.trial import RAMP_LIMIT, ramp_rates

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile([7.0], 0.99) == 7.0
    assert percentile([], 0.5) is None


def test_ratio_to_what_was_not_measured_is_unknown() -> None:
    assert ratio(6.0, 3.0) == 2.0
    assert ratio(None, 3.0) is None
    assert ratio(6.0, None) is None
    assert ratio(6.0, 0.0) is None


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(20, 100, 99, ring_p99_ms=500.0, lag_p99_ms=1.0), None),
        (Step(20, 100, 98, ring_p99_ms=10.0, lag_p99_ms=1.0), Breaking.CALLS_LOST),
        (Step(20, 100, 100, ring_p99_ms=501.0, lag_p99_ms=1.0), Breaking.RING_LATE),
        (Step(20, 100, 100, ring_p99_ms=None, lag_p99_ms=1.0), Breaking.RING_LATE),
        (Step(20, 100, 50, ring_p99_ms=900.0, lag_p99_ms=101.0), Breaking.LOAD_GENERATOR),
    ],
)
def test_step_is_broken_by_lost_calls_late_rings_or_its_own_load(
    step: Step, expected: Breaking | None
) -> None:
    assert verdict(step) is expected


def test_ramp_begins_at_the_even_rate_and_ends_at_the_limit() -> None:
    rates = list(ramp_rates(20))

    assert rates[0] == 20
    assert rates == sorted(set(rates))
    assert rates[-1] == RAMP_LIMIT


def test_ring_is_counted_from_the_moment_the_dialplan_wrote_into_the_shown_name() -> None:
    moment = NOON.timestamp()
    rung = Attempt("79100000001", 0.0, rang_at=NOON, shown_name=f"{moment - 0.25:.6f}")
    unnamed = Attempt("79100000002", 0.0, rang_at=NOON, shown_name="")

    queued = told_by_name([rung, unnamed])

    assert rings_after([rung, unnamed], queued) == [250.0]


def test_only_calls_connected_within_the_window_are_counted() -> None:
    second = timedelta(seconds=1)
    before, within, at_end = (
        Attempt(str(number), 0.0, picked_up_at=NOON + number * second, is_connected=True)
        for number in range(3)
    )
    unanswered = Attempt("9", 0.0, picked_up_at=NOON + second)

    found = connected_between(
        [before, within, at_end, unanswered], NOON + second, NOON + 2 * second
    )

    assert found == [within]


def test_caller_whose_key_rang_nobody_has_no_time_to_ring() -> None:
    later = NOON + timedelta(milliseconds=40)
    served = Attempt("1", 0.0, key_at=NOON, rang_at=later)
    unheard = Attempt("2", 0.0, key_at=NOON)

    assert keys_to_rings([served, unheard]) == [40.0]
