"""What feeds alerts: `alerts/recent.py`, `alerts/fullness.py`; words: `alerts/russian.py`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.alert import Acknowledgement, Alert
from alerts.fact import AlertKey
from alerts.fullness import Fullness, answered, looked, stuck_minutes
from alerts.kind import AlertKind, Severity
from alerts.message import AlertAbout
from alerts.recent import LEAST, Counted, Recent, counted, share
from alerts.russian import sentence_of
from base.ids import new_alert_id
from base.instant import Instant

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_share_is_of_the_last_quarter_of_an_hour_alone() -> None:
    recent = Recent()
    for minute in range(61):
        # One person a minute; until half past all were well, then nobody.
        well = min(minute, 30)
        recent = counted(
            recent, Counted(NOON + timedelta(minutes=minute), 100 + well, 200 + minute)
        )
    assert share(recent) == 0.0
    assert len(recent.counts) <= 17


def test_of_few_people_nothing_is_said() -> None:
    recent = counted(Recent(), Counted(NOON, 50, 60))
    assert share(Recent()) is None
    recent = counted(recent, Counted(NOON + timedelta(minutes=1), 50, 60 + LEAST - 1))
    assert share(recent) is None
    recent = counted(recent, Counted(NOON + timedelta(minutes=2), 56, 60 + LEAST))
    assert share(recent) == pytest.approx(0.6)


def test_a_new_day_begins_the_window_anew() -> None:
    recent = counted(Recent(), Counted(NOON, 900, 1000))
    recent = counted(recent, Counted(NOON + timedelta(minutes=1), 0, 1))
    assert share(recent) is None
    recent = counted(recent, Counted(NOON + timedelta(minutes=2), 10, 11))
    assert share(recent) == 1.0


def test_a_full_trunk_is_stuck_since_it_is_full_or_somebody_was_answered() -> None:
    trunk = looked(Fullness(), Instant(100.0), is_full=True)
    assert stuck_minutes(trunk, Instant(220.0)) == pytest.approx(2.0)
    trunk = answered(looked(trunk, Instant(220.0), is_full=True), Instant(190.0))
    assert stuck_minutes(trunk, Instant(220.0)) == pytest.approx(0.5)
    assert stuck_minutes(answered(trunk, Instant(90.0)), Instant(220.0)) == pytest.approx(0.5)
    free = looked(trunk, Instant(230.0), is_full=False)
    assert stuck_minutes(free, Instant(900.0)) == 0.0
    again = looked(free, Instant(1000.0), is_full=True)
    assert stuck_minutes(again, Instant(1060.0)) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("about", AlertAbout)
def test_every_alert_has_a_sentence_for_people(kind: AlertKind, about: AlertAbout) -> None:
    alert = Alert(
        alert_id=new_alert_id(),
        key=AlertKey(kind, "main"),
        severity=Severity.WARNING,
        raised_at=NOON,
        value=0.5,
        worst=0.25,
        threshold=1.0,
        after_s=0.0,
        acknowledged=Acknowledgement("olga", NOON, 0.5),
    )
    sentence = sentence_of(alert, about)
    assert "{" not in sentence
    assert sentence.partition(": ")[2] != ""


def test_a_sentence_tells_the_figure_and_at_the_end_the_worst_one() -> None:
    alert = Alert(
        alert_id=new_alert_id(),
        key=AlertKey(AlertKind.CHANNELS_FULL, "main"),
        severity=Severity.CRITICAL,
        raised_at=NOON,
        value=3.2,
        worst=7.0,
        threshold=3.0,
        after_s=0.0,
    )
    said = "все каналы транка main заняты, {} мин никому не ответили"
    assert sentence_of(alert, AlertAbout.RAISED) == f"Тревога: {said.format(3)}"
    assert sentence_of(alert, AlertAbout.CLEARED) == f"Прошло: {said.format(7)}"
    seen = replace(alert, acknowledged=Acknowledgement("olga", NOON, 3.2))
    assert sentence_of(seen, AlertAbout.ACKNOWLEDGED).startswith("Принято (olga): ")
