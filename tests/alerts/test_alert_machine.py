"""The machine of alerts: `alerts/machine.py`, with `alerts/policy.py`, `alerts/alert.py`.

Their words: `alerts/message.py`.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.alert import ClearedBecause
from alerts.fact import AlertKey, Facts
from alerts.kind import FALLING, AlertKind, Severity
from alerts.machine import (
    Acknowledged,
    AlertState,
    Cleared,
    Looked,
    News,
    Raised,
    Worsened,
    acknowledge,
    look,
    taken_up,
)
from alerts.message import AlertAbout, about_of
from alerts.policy import AlertPolicy, Rule
from base.ids import new_alert_id

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FULL = AlertKey(AlertKind.CHANNELS_FULL, "main")
FLOOR = AlertKey(AlertKind.TOLD_OR_TALKING)
RULE = Rule(
    threshold=3.0,
    clear_at=1.0,
    raised_after_s=10.0,
    cleared_after_s=30.0,
    worse_by=5.0,
    severity=Severity.CRITICAL,
)
FLOOR_RULE = replace(RULE, threshold=0.8, clear_at=0.9, worse_by=0.1)
POLICY = AlertPolicy({FULL.kind: RULE, FLOOR.kind: FLOOR_RULE})


class Story:
    """Looks at one figure after another, at the second that is told."""

    def __init__(self, key: AlertKey = FULL) -> None:
        self.key = key
        self.state = AlertState()
        self.news: list[tuple[float, News]] = []

    def at(self, second: float, value: float | None, *, is_unknown: bool = False) -> None:
        values = {} if value is None else {self.key: value}
        facts = Facts(values, frozenset({self.key.kind} if is_unknown else ()))
        self._keep(second, look(self.state, facts, _moment(second), POLICY, new_alert_id))

    def seen(self, second: float, by: str = "olga") -> None:
        alert_id = self.state.open[0].alert_id
        self._keep(second, acknowledge(self.state, alert_id, by, _moment(second)))

    def told(self) -> list[tuple[float, type[News]]]:
        return [(second, type(news)) for second, news in self.news]

    def _keep(self, second: float, looked: Looked) -> None:
        self.state = looked.state
        self.news.extend((second, news) for news in looked.news)


def _moment(second: float) -> datetime:
    return NOON + timedelta(seconds=second)


def test_a_figure_that_is_bad_for_long_enough_is_told_once() -> None:
    story = Story()
    for second in range(0, 60, 5):
        story.at(second, 4.0)
    assert story.told() == [(10, Raised)]
    (alert,) = story.state.open
    assert (alert.value, alert.threshold, alert.after_s) == (4.0, 3.0, 10.0)
    assert (alert.key, alert.severity, alert.is_loud) == (FULL, Severity.CRITICAL, True)


def test_one_good_look_begins_the_pause_anew() -> None:
    story = Story()
    for second, value in ((0, 4.0), (9, 2.0), (10, 4.0), (19, 4.0)):
        story.at(second, value)
    assert story.told() == []
    story.at(20, 4.0)
    assert story.told() == [(20, Raised)]


def test_between_the_limits_nothing_is_raised_and_nothing_cleared() -> None:
    story = Story()
    for second in range(100):
        story.at(second, 2.0)
    assert story.told() == []
    for second in range(100, 120):
        story.at(second, 3.0)
    for second in range(120, 300):
        story.at(second, 2.0)
    assert story.told() == [(110, Raised)]


def test_it_is_over_after_being_well_without_a_break() -> None:
    story = Story()
    story.at(0, 4.0)
    story.at(10, 4.0)
    for second, value in ((20, 1.0), (40, 2.0), (41, 1.0), (60, 0.0), (71, 0.0)):
        story.at(second, value)
    assert story.told() == [(10, Raised), (71, Cleared)]
    cleared = story.news[-1][1].alert
    assert (cleared.cleared_at, cleared.cleared_because) == (_moment(71), ClearedBecause.WELL)
    assert (cleared.value, cleared.worst, cleared.is_open) == (0.0, 4.0, False)
    assert story.state == AlertState()


def test_what_is_not_there_any_more_is_cleared_as_gone() -> None:
    story = Story()
    story.at(0, 4.0)
    story.at(10, 4.0)
    story.at(11, None)
    story.at(41, None)
    assert story.news[-1][1].alert.cleared_because is ClearedBecause.GONE


def test_what_nobody_can_measure_changes_nothing_neither_way() -> None:
    story = Story()
    story.at(0, 4.0)
    story.at(5, None, is_unknown=True)
    story.at(10, 4.0)
    assert story.told() == [(10, Raised)]
    for second in range(11, 200):
        story.at(second, None, is_unknown=True)
    assert story.told() == [(10, Raised)]
    assert story.state.open != ()


def test_a_falling_figure_is_bad_below_its_floor() -> None:
    story = Story(FLOOR)
    for second, value in ((0, 0.85), (10, 0.80), (20, 0.75), (30, 0.85), (31, 0.9), (61, 0.95)):
        story.at(second, value)
    assert story.told() == [(20, Raised), (61, Cleared)]
    assert story.news[-1][1].alert.worst == pytest.approx(0.75)


def test_who_has_seen_it_is_not_told_again_before_it_is_worse_by_what_the_rule_says() -> None:
    story = Story()
    story.at(0, 4.0)
    story.at(10, 4.0)
    story.seen(12)
    assert not story.state.open[0].is_loud
    story.at(20, 8.9)
    assert not story.state.open[0].is_loud
    story.at(30, 9.0)
    assert story.told() == [(10, Raised), (12, Acknowledged), (30, Worsened)]
    (back,) = story.state.open
    assert back.is_loud
    assert (back.times_worse, back.worst, back.acknowledged) == (1, 9.0, None)
    story.seen(31, by="ivan")
    story.at(40, 13.9)
    assert story.told()[-1] == (31, Acknowledged)


def test_the_second_person_changes_nothing_and_an_unknown_alert_is_nobodys() -> None:
    story = Story()
    story.at(0, 4.0)
    story.at(10, 4.0)
    story.seen(12)
    story.seen(13, by="ivan")
    seen = story.state.open[0].acknowledged
    assert seen is not None
    assert (seen.by, seen.at, seen.value) == ("olga", _moment(12), 4.0)
    assert acknowledge(story.state, new_alert_id(), "olga", NOON) == Looked(story.state)


def test_raised_anew_it_is_another_alert_that_nobody_has_seen() -> None:
    story = Story()
    for second, value in ((0, 4.0), (10, 4.0)):
        story.at(second, value)
    first = story.state.open[0]
    story.seen(11)
    for second, value in ((20, 0.0), (50, 0.0), (60, 4.0), (70, 4.0)):
        story.at(second, value)
    (second_one,) = story.state.open
    assert second_one.alert_id != first.alert_id
    assert second_one.is_loud


def test_a_kind_without_a_rule_alarms_nobody_and_clears_what_was_open() -> None:
    story = Story()
    story.at(0, 4.0)
    story.at(10, 4.0)
    facts = Facts({FULL: 4.0})
    looked = look(story.state, facts, _moment(11), AlertPolicy({}), new_alert_id)
    assert [news.alert.cleared_because for news in looked.news] == [ClearedBecause.RULE_GONE]
    assert look(AlertState(), facts, NOON, AlertPolicy({}), new_alert_id).news == ()


def test_what_was_open_is_taken_up_after_a_restart_and_ends_in_its_own_time() -> None:
    before = Story()
    before.at(0, 4.0)
    before.at(10, 4.0)
    after = Story()
    after.state = taken_up(before.state.open)
    assert after.state.open == before.state.open
    after.at(100, 4.0)
    after.at(101, 0.0)
    after.at(131, 0.0)
    assert after.told() == [(131, Cleared)]


def test_every_news_has_its_word() -> None:
    story = Story()
    story.at(0, 4.0)
    story.at(10, 4.0)
    story.seen(11)
    story.at(12, 20.0)
    story.at(13, 0.0)
    story.at(43, 0.0)
    assert [about_of(news) for _, news in story.news] == [
        AlertAbout.RAISED,
        AlertAbout.ACKNOWLEDGED,
        AlertAbout.WORSENED,
        AlertAbout.CLEARED,
    ]


@given(
    kind=st.sampled_from(AlertKind),
    values=st.lists(st.one_of(st.none(), st.floats(-10, 10)), max_size=60),
)
def test_raised_and_cleared_take_turns_whatever_is_measured(
    kind: AlertKind, values: list[float | None]
) -> None:
    limits = (1.0, 3.0) if kind in FALLING else (3.0, 1.0)
    rule = replace(RULE, threshold=limits[0], clear_at=limits[1], raised_after_s=2.0)
    state, open_now = AlertState(), 0
    key = AlertKey(kind)
    for second, value in enumerate(values):
        facts = Facts({} if value is None else {key: value})
        looked = look(state, facts, _moment(second), AlertPolicy({kind: rule}), new_alert_id)
        for news in looked.news:
            open_now += {Raised: 1, Cleared: -1}.get(type(news), 0)
            assert open_now in {0, 1}
        state = looked.state
        assert len(state.open) == open_now
