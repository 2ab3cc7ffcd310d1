"""What a request of the night is told where nobody can reckon when somebody rings."""

import pytest

from ivr.script import Script
from ivr.walk import (
    LookUpOutcome,
)
from tests.ivr.walks import BY_NIGHT, Stroll, shipped


@pytest.fixture(name="script", scope="module")
def script_of_the_line() -> Script:
    return shipped("122")


@pytest.mark.parametrize(
    ("outcome", "first"), [(LookUpOutcome.NOTHING, ()), (LookUpOutcome.FAILED, ("menu.sorry",))]
)
def test_night_request_is_promised_for_the_morning_where_nobody_can_tell_the_time(
    script: Script, outcome: LookUpOutcome, first: tuple[str, ...]
) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122")
    stroll.speak().press("1").speak().press("1").speak().press("#").press("#").press("#")
    stroll.find(outcome)
    assert stroll.says[: len(first) + 2] == (*first, "night.filed", "promise.tomorrow")
