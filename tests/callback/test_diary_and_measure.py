"""What the hour allows and what the day shows.

Both are in `callback/diary.py` and `callback/measure.py`; what a trunk has left, in
`callback/facts.py`.
"""

import math
from datetime import UTC, datetime

import pytest

from base.calendar import OpeningHours
from base.ids import TrunkName
from base.instant import Instant
from callback.diary import Change, Diary, hours_at, next_midnight, whole_ms
from callback.facts import FreeChannels
from callback.measure import RecentShare, Watch, idle_with_work
from tests.callback.stage import DAYTIME, DIALLING, MAIN, NOON, floor_of, later, request
from tests.support.site import ZONE, idle_agent

CLOSING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
OPENING = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)


def test_diary_closes_in_the_evening_turns_the_day_once_and_opens_in_the_morning() -> None:
    diary = Diary(DAYTIME, NOON)
    assert (diary.is_open, diary.next_change()) == (True, Change(CLOSING, "hours"))

    assert not diary.turn(CLOSING)
    assert (diary.is_open, diary.next_change()) == (False, Change(MIDNIGHT, "day_ends"))
    assert diary.turn(MIDNIGHT)
    assert not diary.turn(MIDNIGHT)
    assert not diary.turn(OPENING)
    assert diary.is_open


def test_paused_trunk_is_not_used_until_the_longer_of_two_pauses_is_over() -> None:
    spare = TrunkName("spare")
    left = {MAIN: FreeChannels(4, 1), spare: FreeChannels(1, 1)}
    diary = Diary(DAYTIME, NOON)
    assert diary.usable(left) is left

    diary.pause(MAIN, later(900))
    diary.pause(MAIN, later(30))
    diary.turn(later(31))
    assert set(diary.usable(left)) == {spare}
    assert diary.next_change() == Change(later(900), "trunk_pause")

    diary.turn(later(900))
    assert set(diary.usable(left)) == {MAIN, spare}


def test_line_that_never_closes_changes_at_midnight_only() -> None:
    round_the_clock = OpeningHours.round_the_clock(ZONE)

    assert hours_at(NOON, round_the_clock).until is None
    assert Diary(round_the_clock, NOON).next_change() == Change(MIDNIGHT, "day_ends")
    assert next_midnight(MIDNIGHT, ZONE) > MIDNIGHT


@pytest.mark.parametrize(("moment", "woken"), [(0.6, 0.6), (0.6000000000000001, 0.601)])
def test_one_is_woken_on_the_millisecond_and_never_too_early(moment: float, woken: float) -> None:
    assert whole_ms(Instant(moment)) == woken


def test_one_is_not_woken_a_rounding_too_early_for_ever() -> None:
    """So near a millisecond that a thousandfold of it is whole, and yet behind it."""
    moment = math.nextafter(11288.826, math.inf)

    assert whole_ms(Instant(moment)) >= moment


def test_channels_for_callbacks_are_what_the_reserve_leaves() -> None:
    assert FreeChannels(free=3, reserve=1).for_callbacks == 2
    assert FreeChannels(free=0, reserve=1).for_callbacks == 0


def test_recent_share_forgets_older_minutes() -> None:
    share = RecentShare(0.0, Instant(0.0)).with_span(1.0, Instant(300.0), 300.0)
    assert share.value == pytest.approx(0.632, abs=0.001)

    assert share.with_span(0.0, Instant(3300.0), 300.0).value < 0.001


def test_operators_idle_with_work_only_while_somebody_could_be_rung() -> None:
    agents = [idle_agent(1), idle_agent(2)]

    assert idle_with_work(floor_of([], agents)) == 0.0
    assert idle_with_work(floor_of([request()], agents)) == 1.0
    assert idle_with_work(floor_of([request()], [])) == 0.0


def test_watch_sees_no_idling_in_the_quiet_hours_and_remembers_vain_dials() -> None:
    floor = floor_of([request()], [idle_agent(1)])
    watch = Watch(DIALLING, Instant(0.0))
    watch.floor_changed(floor, Instant(0.0), is_open=False)
    assert watch.strain(Instant(600.0), 0.1).idle_share == 0.0

    watch.floor_changed(floor, Instant(600.0), is_open=True)
    strain = watch.strain(Instant(1200.0), 0.1)
    assert strain.idle_share > 0.8
    assert strain.loss_share == 0.1

    watch.attempt_over(is_reached=False)
    assert watch.overhead.unreached_share > 0.0
