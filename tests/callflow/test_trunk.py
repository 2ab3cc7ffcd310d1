"""The channels of a trunk: what they allow, and how many a site should order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callflow.trunk import Purpose, TrunkLoad, channels_to_order, deck_size, is_preemptible
from tests.support.swift import SWIFT


@pytest.mark.parametrize(
    ("channels", "operators", "deck"),
    [
        (4, 4, 0),  # Every channel talks.
        (5, 4, 0),  # The last one stays open for whoever calls next.
        (6, 4, 1),  # The storm day of facts/storm.md: one may wait.
        (7, 4, 1),
        (8, 4, 2),
        (9, 4, 3),
        (10, 4, 4),  # From twice S and two more on, nobody need be sent away.
        (16, 4, 10),
        (30, 10, 18),
        (30, 15, 13),
        (12, 10, 1),
        (2, 0, 0),
        (3, 0, 1),  # Nobody at work yet, and the line is open.
    ],
)
def test_deck_is_what_talks_and_two_spare_channels_leave(
    channels: int, operators: int, deck: int
) -> None:
    assert deck_size(TrunkLoad(channels, in_use=1, operators=operators)) == deck


@given(st.integers(0, 60), st.integers(0, 40))
@SWIFT
def test_full_deck_and_all_talks_leave_a_channel_for_whoever_calls_next(
    channels: int, operators: int
) -> None:
    deck = deck_size(TrunkLoad(channels, in_use=1, operators=operators))

    assert deck >= 0
    assert deck == 0 or deck + operators + 1 <= channels


@pytest.mark.parametrize(
    ("channels", "operators", "missing"),
    [(6, 4, 0), (5, 4, 1), (4, 4, 2), (6, 8, 4), (30, 10, 0), (1, 0, 1), (2, 0, 0)],
)
def test_site_is_told_how_many_channels_to_order(
    channels: int, operators: int, missing: int
) -> None:
    assert channels_to_order(channels, operators) == missing


@given(st.integers(0, 60), st.integers(0, 40))
@SWIFT
def test_trunk_with_the_ordered_channels_lets_somebody_wait_and_somebody_call(
    channels: int, operators: int
) -> None:
    enough = channels + channels_to_order(channels, operators)

    assert channels_to_order(enough, operators) == 0
    assert operators == 0 or deck_size(TrunkLoad(enough, in_use=1, operators=operators)) >= 1


@pytest.mark.parametrize(
    ("purpose", "gives_way"),
    [
        (Purpose.TALK, False),
        (Purpose.HOLD, False),
        (Purpose.MENU, True),
        (Purpose.ANNOUNCEMENT, True),
        (Purpose.CALLBACK, True),
        (Purpose.EMERGENCY, False),
    ],
)
def test_emergency_takes_the_channel_of_who_can_be_told_later_and_never_of_who_talks(
    purpose: Purpose, *, gives_way: bool
) -> None:
    assert is_preemptible(purpose) is gives_way
