"""When a person who was not reached is dialled again, and when only a human may."""

from datetime import UTC, datetime, timedelta

import pytest

from callback.outcome import AttemptOutcome
from callback.request import RequestState
from callback.schedule import Alarm, At, Exhausted, HumanTask, missed_s, next_attempt
from tests.callback.stage import NOON, POLICY, later, request


@pytest.mark.parametrize(("tries", "pause_s"), [(0, 300), (1, 900), (2, 1800), (3, 3600)])
def test_each_try_in_vain_is_followed_by_a_longer_pause(tries: int, pause_s: float) -> None:
    after = next_attempt(request(tries=tries), AttemptOutcome.NO_ANSWER, NOON, POLICY)

    assert after == At(later(pause_s), "no_answer", is_counted=True)


def test_after_five_tries_of_a_day_the_person_is_unreachable_for_it() -> None:
    after = next_attempt(request(tries=4), AttemptOutcome.NO_ANSWER, NOON, POLICY)

    assert after == Exhausted("no_answer_after_5_tries")


def test_engaged_line_is_tried_again_at_once_and_costs_no_try_until_it_is_too_often() -> None:
    engaged = AttemptOutcome.BUSY

    assert next_attempt(request(), engaged, NOON, POLICY) == At(
        later(25), "busy", is_counted=False
    )
    assert next_attempt(request(busy=2), engaged, NOON, POLICY) == At(
        later(300), "busy", is_counted=True
    )


def test_whoever_presses_the_call_away_is_tried_once_more_and_late() -> None:
    once = next_attempt(request(), AttemptOutcome.DECLINED, NOON, POLICY)
    twice = next_attempt(request(declines=1), AttemptOutcome.DECLINED, NOON, POLICY)

    assert once == At(later(7200), "declined", is_counted=True)
    assert twice == Exhausted("declined_again")


def test_carriers_block_is_an_alarm_and_uses_up_no_try() -> None:
    after = next_attempt(request(tries=4), AttemptOutcome.BLOCKED, NOON, POLICY)

    assert isinstance(after, Alarm)
    assert after.is_alarm
    assert after.until == later(900)


@pytest.mark.parametrize("outcome", [AttemptOutcome.CONGESTION, AttemptOutcome.MUTE])
def test_fault_of_the_trunk_is_no_try_and_rests_the_trunk_for_a_moment(
    outcome: AttemptOutcome,
) -> None:
    after = next_attempt(request(tries=4), outcome, NOON, POLICY)

    assert after == Alarm(str(outcome), later(30), is_alarm=False)


@pytest.mark.parametrize("outcome", [AttemptOutcome.WRONG_NUMBER, AttemptOutcome.CHANGED_NUMBER])
def test_number_that_does_not_exist_is_a_task_for_a_human(outcome: AttemptOutcome) -> None:
    assert next_attempt(request(), outcome, NOON, POLICY) == HumanTask(str(outcome))


def test_retry_that_would_ring_at_night_waits_for_the_morning() -> None:
    evening = datetime(2026, 11, 23, 17, 58, tzinfo=UTC)  # 20:58 in Moscow.

    after = next_attempt(request(), AttemptOutcome.NO_ANSWER, evening, POLICY)

    assert after == At(datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "no_answer", is_counted=True)


def test_own_call_goes_to_the_front_for_two_hours_after_a_missed_one() -> None:
    missed = request(missed_at=NOON)

    assert missed_s(missed, later(7200), POLICY) == 7200
    assert missed_s(missed, later(7201), POLICY) is None
    assert missed_s(request(), NOON, POLICY) is None
    assert missed_s(request(missed_at=NOON, state=RequestState.ENDED), NOON, POLICY) is None


@pytest.mark.parametrize("outcome", AttemptOutcome)
@pytest.mark.parametrize("hour", range(24))
def test_no_outcome_at_any_hour_makes_a_telephone_ring_in_the_quiet_hours(
    outcome: AttemptOutcome, hour: int
) -> None:
    now = datetime(2026, 11, 23, hour, 59, tzinfo=UTC)
    after = next_attempt(request(tries=1), outcome, now, POLICY)

    if isinstance(after, At):
        assert POLICY.hours.is_open(after.moment)
        assert after.moment - now >= timedelta(0)
