"""The share of the last minute without a free channel, against a count of every moment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.instant import Instant
from callflow.occupancy import SLOT_S, WINDOW_S, Occupancy, full_share, is_burst, observe

ZERO = Instant(731_204.7)
"""Clocks start anywhere."""


def at(seconds: float) -> Instant:
    return Instant(ZERO + seconds)


def test_a_trunk_with_room_is_never_full() -> None:
    occupancy = observe(Occupancy(ZERO), 3, at(10))

    assert full_share(occupancy, at(100)) == 0.0
    assert not is_burst(occupancy, at(100), 0.01)


def test_the_last_channel_taken_for_a_second_of_a_minute_is_a_burst() -> None:
    taken = observe(Occupancy(ZERO), 0, at(10))
    freed = observe(taken, 1, at(11))

    assert full_share(freed, at(11)) == pytest.approx(1 / 60)
    assert is_burst(freed, at(11), 0.01)
    assert is_burst(freed, at(60), 0.01)
    assert not is_burst(freed, at(80), 0.01)


def test_a_reject_in_fifty_milliseconds_is_no_burst() -> None:
    taken = observe(Occupancy(ZERO), 0, at(10))
    freed = observe(taken, 1, at(10.05))

    assert not is_burst(freed, at(10.05), 0.01)


def test_a_trunk_that_stays_full_is_so_all_the_time() -> None:
    taken = observe(Occupancy(ZERO), 0, at(0))

    assert full_share(taken, at(30)) == pytest.approx(0.5)
    assert full_share(taken, at(3600)) == pytest.approx(1.0)


def test_a_look_back_in_time_changes_nothing() -> None:
    taken = observe(Occupancy(ZERO), 0, at(10))

    assert full_share(taken, at(5)) == 0.0
    assert observe(taken, 1, at(5)).at == at(10)


@given(st.lists(st.tuples(st.floats(0.001, 30), st.integers(0, 2)), max_size=60))
def test_the_share_is_off_by_one_slot_at_most(story: list[tuple[float, int]]) -> None:
    occupancy, now = Occupancy(ZERO), 0.0
    full: list[tuple[float, float]] = []
    for gap_s, free in story:
        if occupancy.is_full:
            full.append((now, now + gap_s))
        now += gap_s
        occupancy = observe(occupancy, free, at(now))

        exact_s = sum(max(0.0, min(b, now) - max(a, now - WINDOW_S)) for a, b in full)
        share = full_share(occupancy, at(now))
        assert 0.0 <= share <= 1.0
        assert abs(share * WINDOW_S - exact_s) <= SLOT_S + 1e-6
        assert len(occupancy.full_s) == len(Occupancy(ZERO).full_s)
