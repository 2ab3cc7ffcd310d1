"""`delivery/schedule.py`: when something is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delivery.policy import RetryPolicy
from delivery.schedule import Dead, Failed, RetryAt, next_delivery

_NOW = datetime(2026, 1, 9, 8, 30, tzinfo=UTC)
_POLICY = RetryPolicy(pause_s=5, pause_limit_s=300, jitter=0.2, give_up_after_s=86_400)


def _pause_s(attempts: int, dice: float = 0.0) -> float:
    answer = next_delivery(Failed(attempts, _NOW), _NOW, _POLICY, dice=dice)
    assert isinstance(answer, RetryAt)
    return (answer.at - _NOW).total_seconds()


def test_pauses_double_up_to_their_limit() -> None:
    assert [_pause_s(attempts) for attempts in range(1, 9)] == [5, 10, 20, 40, 80, 160, 300, 300]


def test_those_that_failed_together_come_back_apart() -> None:
    assert (_pause_s(3, dice=0.0), _pause_s(3, dice=0.5), _pause_s(3, dice=1.0)) == (20, 18, 16)


def test_last_try_falls_on_the_moment_of_giving_up() -> None:
    gives_up_at = _NOW + timedelta(seconds=86_400)
    almost = gives_up_at - timedelta(seconds=1)
    assert next_delivery(Failed(99, _NOW), almost, _POLICY, dice=0.0) == RetryAt(gives_up_at)
    assert next_delivery(Failed(99, _NOW), gives_up_at, _POLICY, dice=0.0) == Dead("gave_up")


@given(st.integers(0, 10_000), st.floats(0, 100_000), st.floats(0, 1))
def test_next_try_is_always_ahead_or_never(attempts: int, passed_s: float, dice: float) -> None:
    now = _NOW + timedelta(seconds=passed_s)
    answer = next_delivery(Failed(attempts, _NOW), now, _POLICY, dice=dice)
    assert isinstance(answer, Dead) or answer.at > now
