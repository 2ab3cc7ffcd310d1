import pytest

from asterisk.causes import cause_of, reason_code_of
from callflow.outcome import HangupCause, RejectAs


@pytest.mark.parametrize(
    ("q850", "sip", "has_rung", "cause"),
    [
        (17, 486, True, HangupCause.BUSY),
        (21, 603, True, HangupCause.DECLINED),
        (21, 403, False, HangupCause.BLOCKED),
        (19, 480, False, HangupCause.UNREACHABLE),
        (19, 480, True, HangupCause.NO_ANSWER),
        (1, 404, False, HangupCause.WRONG_NUMBER),
        (22, 410, False, HangupCause.CHANGED_NUMBER),
        (38, 500, False, HangupCause.CONGESTION),
        (34, 503, False, HangupCause.CONGESTION),
        (127, 487, False, HangupCause.CANCELLED),
    ],
)
def test_sip_answer_tells_more_than_asterisks_cause(
    q850: int, sip: int, *, has_rung: bool, cause: HangupCause
) -> None:
    assert cause_of(q850, sip, has_rung=has_rung) is cause


@pytest.mark.parametrize(
    ("q850", "has_rung", "cause"),
    [
        (None, True, HangupCause.NORMAL),
        (0, True, HangupCause.NORMAL),
        (16, True, HangupCause.NORMAL),
        (17, True, HangupCause.BUSY),
        (19, True, HangupCause.NO_ANSWER),
        (19, False, HangupCause.UNREACHABLE),
        (34, True, HangupCause.CONGESTION),
        (127, True, HangupCause.UNKNOWN),
    ],
)
def test_without_a_sip_answer_the_q850_cause_counts(
    q850: int | None, *, has_rung: bool, cause: HangupCause
) -> None:
    assert cause_of(q850, None, has_rung=has_rung) is cause


def test_refusals_are_sent_by_the_causes_that_asterisk_turns_into_them() -> None:
    assert {word: reason_code_of(word) for word in RejectAs} == {
        RejectAs.BUSY: 17,
        RejectAs.DECLINED: 16,
    }
