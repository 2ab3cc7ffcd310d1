"""What became of an attempt, told from what was seen of it."""

import pytest

from callback.outcome import AttemptEnd, AttemptOutcome, LegEnd, read_attempt


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (AttemptEnd(LegEnd.BUSY), AttemptOutcome.BUSY),
        (AttemptEnd(LegEnd.DECLINED, has_rung=True), AttemptOutcome.DECLINED),
        (AttemptEnd(LegEnd.BLOCKED), AttemptOutcome.BLOCKED),
        (AttemptEnd(LegEnd.UNREACHABLE), AttemptOutcome.SWITCHED_OFF),
        (AttemptEnd(LegEnd.WRONG_NUMBER), AttemptOutcome.WRONG_NUMBER),
        (AttemptEnd(LegEnd.CHANGED_NUMBER), AttemptOutcome.CHANGED_NUMBER),
        (AttemptEnd(LegEnd.CONGESTION), AttemptOutcome.CONGESTION),
        (AttemptEnd(LegEnd.NO_ANSWER, has_rung=True), AttemptOutcome.NO_ANSWER),
        (AttemptEnd(LegEnd.UNREACHABLE, has_timed_out=True), AttemptOutcome.MUTE),
        (
            AttemptEnd(LegEnd.CANCELLED, has_rung=True, has_timed_out=True),
            AttemptOutcome.NO_ANSWER,
        ),
        (AttemptEnd(LegEnd.CANCELLED, has_rung=True), AttemptOutcome.CANCELLED),
        (AttemptEnd(LegEnd.LOST, is_answered=True), AttemptOutcome.LOST),
        (AttemptEnd(LegEnd.NORMAL, is_answered=True), AttemptOutcome.MACHINE),
        (AttemptEnd(LegEnd.NORMAL, is_answered=True, is_confirmed=True), AttemptOutcome.LEFT),
    ],
)
def test_the_far_ends_answer_is_read_as_what_the_person_could_have_done(
    end: AttemptEnd, outcome: AttemptOutcome
) -> None:
    """Source: Asterisk 22.10's causes for each answer of a test carrier."""
    assert read_attempt(end) is outcome


@pytest.mark.parametrize("cause", LegEnd)
@pytest.mark.parametrize("is_answered", [False, True])
@pytest.mark.parametrize("has_rung", [False, True])
def test_every_end_has_an_outcome_and_none_without_a_talk_counts_as_served(
    cause: LegEnd, *, is_answered: bool, has_rung: bool
) -> None:
    end = AttemptEnd(cause, has_rung=has_rung, is_answered=is_answered)

    assert read_attempt(end) is not AttemptOutcome.SERVED
