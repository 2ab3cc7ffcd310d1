"""People and attempts of the last ten minutes, against a list of everybody."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from callflow.traffic import SLOT_S, Slot, Traffic, attempt_counted, first_refused, recent

NINE = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def test_a_mother_who_redials_is_one_person() -> None:
    traffic, before = Traffic(), None
    for turn in range(15):
        now = after(30 * turn)
        traffic, before = attempt_counted(traffic, before, now), now

    assert recent(traffic, after(440)) == Slot(people=1, attempts=15)


def test_hidden_callers_are_a_person_each() -> None:
    traffic = Traffic()
    for _ in range(3):
        traffic = attempt_counted(traffic, None, NINE)

    assert recent(traffic, NINE) == Slot(people=3, attempts=3)


def test_after_ten_quiet_minutes_nothing_is_left() -> None:
    traffic = first_refused(attempt_counted(Traffic(), None, NINE), NINE)

    assert recent(traffic, after(570)) == Slot(people=1, attempts=1, first_refused=1)
    assert recent(traffic, after(600)) == Slot()


def test_who_called_before_a_restart_takes_nobody_elses_place() -> None:
    traffic = attempt_counted(Traffic(), after(-60), NINE)

    assert recent(traffic, NINE) == Slot(people=1, attempts=1)


def test_a_clock_set_back_counts_on() -> None:
    traffic = attempt_counted(Traffic(), None, NINE)
    traffic = attempt_counted(traffic, None, after(-120))

    assert recent(traffic, after(-120)) == Slot(people=2, attempts=2)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 8)), max_size=150))
def test_everybody_of_the_window_is_counted_once(story: list[tuple[int, int]]) -> None:
    traffic, passed_s = Traffic(), 0
    calls: list[tuple[int, int]] = []
    last_seen: dict[int, datetime] = {}
    for gap_s, who in story:
        passed_s += gap_s
        now = after(passed_s)
        traffic = attempt_counted(traffic, last_seen.get(who), now)
        last_seen[who] = now
        calls.append((passed_s // SLOT_S, who))

    oldest = passed_s // SLOT_S - 20
    within = [who for slot, who in calls if slot > oldest]
    seen = recent(traffic, after(passed_s))
    assert (seen.people, seen.attempts) == (len(set(within)), len(within))
