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


def left_by_night(script: Script) -> Stroll:
    """Leave a request by night, until its promise is looked up."""
    stroll = Stroll(script, BY_NIGHT).press("122")
    return stroll.speak().press("1").speak().press("1").speak().press("#").press("#").press("#")


def test_night_request_is_promised_for_the_morning_where_nothing_is_known(script: Script) -> None:
    stroll = left_by_night(script).find(LookUpOutcome.FAILED)
    assert stroll.says[:3] == ("menu.sorry", "night.filed", "promise.tomorrow")


def test_number_of_a_night_request_is_told_where_nobody_can_tell_the_minutes(
    script: Script,
) -> None:
    stroll = left_by_night(script)
    stroll.find(LookUpOutcome.FOUND, {"number": "37"}).find(LookUpOutcome.FOUND, {"number": "37"})
    assert stroll.says[:2] == ("night.filed", "request.number")
    assert "promise.tomorrow" in stroll.says
