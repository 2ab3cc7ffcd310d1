"""Machines that dial are known by what they do, and only dead air costs a place in order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.phone import PhoneNumber
from callers.history import (
    AttemptEnd,
    CallerHistory,
    SilenceCause,
    Silenced,
    attempt_ended,
    attempt_made,
    challenged,
    pardoned,
    silenced,
)
from callers.policy import CallerPolicy
from callers.redialler import (
    AutoRedialler,
    Ordinary,
    RediallerSign,
    decide_silence,
    is_challenge_due,
    is_silenced,
    judge,
)

NEW = CallerHistory(number=PhoneNumber("+79101234567"))
NINE = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
MIDNIGHT = NINE + timedelta(hours=15)
TODAY = date(2026, 11, 23)
POLICY = CallerPolicy()
SILENCE = Silenced(SilenceCause.DEAD_AIR, 2, NINE, MIDNIGHT)


def calls(gaps_s: Sequence[float], end: AttemptEnd, history: CallerHistory = NEW) -> CallerHistory:
    now = NINE
    for gap_s in [0.0, *gaps_s]:
        now += timedelta(seconds=gap_s)
        history = attempt_made(history, now, today=TODAY, trunk="main")
        history = attempt_ended(history, end, now)
    return history


def test_a_person_who_redials_by_hand_is_ordinary() -> None:
    history = calls([21, 58, 33, 47, 25, 60, 39, 28], AttemptEnd.REJECTED)

    assert judge(history, NINE, POLICY) == Ordinary()


def test_a_machine_that_dials_by_the_clock_is_known_by_its_gaps() -> None:
    history = calls([30, 31, 30, 29, 30, 30, 31], AttemptEnd.REJECTED)

    verdict = judge(history, NINE, POLICY)

    assert isinstance(verdict, AutoRedialler)
    assert verdict.sign is RediallerSign.REGULAR_GAPS
    assert verdict.times == 7
    assert verdict.reason == "regular_gaps times=7 gap_s=30.1 variation=0.02"


def test_a_few_regular_gaps_tell_nothing() -> None:
    assert judge(calls([30] * 5, AttemptEnd.REJECTED), NINE, POLICY) == Ordinary()


def test_a_person_who_tries_again_every_hour_is_ordinary() -> None:
    assert judge(calls([3600] * 12, AttemptEnd.REJECTED), NINE, POLICY) == Ordinary()


def test_only_the_latest_run_of_gaps_counts() -> None:
    history = calls([30] * 8 + [4000], AttemptEnd.REJECTED)

    assert judge(history, NINE, POLICY) == Ordinary()


def test_who_hangs_up_at_every_answer_is_a_machine() -> None:
    history = calls([17, 200, 44], AttemptEnd.HUNG_UP_AT_ONCE)

    verdict = judge(history, NINE, POLICY)

    assert verdict == AutoRedialler(RediallerSign.HANG_UPS_AT_ONCE, 4)
    assert verdict.reason == "hang_ups_at_once times=4"


def test_who_listens_once_in_between_is_no_machine() -> None:
    history = calls([17, 200], AttemptEnd.HUNG_UP_AT_ONCE)
    history = calls([], AttemptEnd.MENU, history)
    history = calls([41], AttemptEnd.HUNG_UP_AT_ONCE, history)

    assert judge(history, NINE, POLICY) == Ordinary()


def test_who_goes_on_dialling_despite_the_promise_is_told_with_the_count() -> None:
    told = calls([], AttemptEnd.TOLD)
    history = calls([21, 158, 33, 247, 25, 60, 139, 28, 50], AttemptEnd.REJECTED, told)

    verdict = judge(history, NINE, POLICY)

    assert verdict == AutoRedialler(RediallerSign.DESPITE_PROMISE, 10)


def test_the_first_dead_air_silences_nobody() -> None:
    history = calls([], AttemptEnd.DEAD_AIR)

    assert decide_silence(history, NINE, MIDNIGHT, POLICY) is None


def test_dead_air_again_and_again_silences_until_midnight() -> None:
    history = calls([40], AttemptEnd.DEAD_AIR)

    silence = decide_silence(history, NINE, MIDNIGHT, POLICY)

    assert silence == SILENCE
    assert judge(silenced(history, SILENCE), NINE, POLICY) == SILENCE


def test_a_silence_ends_at_midnight() -> None:
    history = silenced(NEW, SILENCE)

    assert is_silenced(history, MIDNIGHT - timedelta(microseconds=1))
    assert not is_silenced(history, MIDNIGHT)
    assert judge(history, MIDNIGHT, POLICY) == Ordinary()


def test_who_was_pardoned_is_neither_silenced_nor_called_a_machine_that_day() -> None:
    history = pardoned(calls([30] * 9, AttemptEnd.DEAD_AIR), MIDNIGHT)
    history = calls([30] * 9, AttemptEnd.DEAD_AIR, history)

    assert decide_silence(history, NINE, MIDNIGHT, POLICY) is None
    assert judge(history, NINE, POLICY) == Ordinary()
    assert decide_silence(history, MIDNIGHT, MIDNIGHT + timedelta(days=1), POLICY) is not None


@pytest.mark.parametrize(("after_s", "is_due"), [(0, False), (599, False), (600, True)])
def test_every_ten_minutes_one_attempt_is_asked_whether_anybody_is_there(
    after_s: int, *, is_due: bool
) -> None:
    silent = silenced(NEW, SILENCE)
    asked = challenged(silent, NINE + timedelta(hours=1))

    assert is_challenge_due(silent, NINE + timedelta(seconds=after_s), POLICY) is is_due
    later = NINE + timedelta(hours=1, seconds=after_s)
    assert is_challenge_due(asked, later, POLICY) is is_due


def test_nobody_is_asked_without_a_silence() -> None:
    assert not is_challenge_due(NEW, NINE + timedelta(hours=1), POLICY)
    assert not is_challenge_due(silenced(NEW, SILENCE), MIDNIGHT, POLICY)


harmless_ends = st.sampled_from([end for end in AttemptEnd if end is not AttemptEnd.DEAD_AIR])


@given(st.lists(st.tuples(st.integers(0, 7200), harmless_ends), max_size=40))
def test_nobody_is_silenced_for_anything_but_dead_air(
    story: list[tuple[int, AttemptEnd]],
) -> None:
    history, now = NEW, NINE
    for gap_s, end in story:
        now += timedelta(seconds=gap_s)
        history = attempt_made(history, now, today=TODAY, trunk="main")
        history = attempt_ended(history, end, now)

    assert decide_silence(history, now, MIDNIGHT, POLICY) is None
    assert not isinstance(judge(history, now, POLICY), Silenced)


@given(st.lists(st.integers(1, 119), min_size=1, max_size=20), st.sampled_from([2, 4, 8]))
def test_slow_clocks_and_fast_clocks_are_judged_alike(gaps_s: list[int], times: int) -> None:
    slower = replace(POLICY, regular_gap_limit_s=POLICY.regular_gap_limit_s * times)

    plain = judge(calls(gaps_s, AttemptEnd.REJECTED), NINE, POLICY)
    slow = judge(calls([gap * times for gap in gaps_s], AttemptEnd.REJECTED), NINE, slower)

    assert isinstance(plain, AutoRedialler) is isinstance(slow, AutoRedialler)
