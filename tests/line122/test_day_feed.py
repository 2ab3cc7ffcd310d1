"""What the wallboard takes up of a day that began before the engine; of `line122/day_feed.py`."""

from datetime import UTC, datetime, timedelta

import pytest

from base.ids import new_contact_id
from line122.day_feed import WrittenDay, recall
from metrics.facts import NeedFacts
from metrics.kpi import FullTrunk
from metrics.reports import Facts, FullHour
from storage.records.board import StoredDay
from web.wallboard.day import BoardDay

MIDNIGHT = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
NINE = MIDNIGHT + timedelta(hours=9)
HALF_PAST_TEN = MIDNIGHT + timedelta(hours=10.5)


def a_first_dial(at: datetime) -> NeedFacts:
    return NeedFacts(
        contact_id=new_contact_id(), number=None, first_dial_at=at, is_first_contact=True
    )


def full_hour(begins_at: datetime, share: float) -> FullHour:
    return FullHour(begins_at, FullTrunk(first_timers=1, full_share=share))


def written(*hours: FullHour) -> WrittenDay:
    dials = [NINE, NINE + timedelta(minutes=20), NINE + timedelta(minutes=65)]
    return WrittenDay(
        read_at=HALF_PAST_TEN,
        facts=Facts((), tuple(map(a_first_dial, dials))),
        full_hours=hours,
        stored=StoredDay((), ()),
    )


def test_a_restart_keeps_for_how_long_the_trunk_was_full() -> None:
    day = BoardDay.begun(MIDNIGHT)
    recall(day, written(full_hour(NINE, 0.5), full_hour(NINE + timedelta(hours=1), 0.1)))

    # Of the running hour a half has passed, so that a tenth of it is a fifth of what was seen.
    assert day.lost_unseen == pytest.approx((2 * 0.5 + 1 * 0.2) / 3)


def test_callers_were_lost_unseen_only_while_every_trunk_was_full() -> None:
    day = BoardDay.begun(MIDNIGHT)
    recall(day, written(full_hour(NINE, 0.5), full_hour(NINE, 0.0)))

    assert day.lost_unseen == 0.0
