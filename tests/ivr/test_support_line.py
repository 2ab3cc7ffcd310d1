"""The support line of institutions, by night: `ivr/menus/support.yaml`."""

import pytest

from ivr.nodes import HangUpNode
from ivr.script import Script
from ivr.walk import LookUpOutcome
from tests.ivr.walks import BY_NIGHT, Stroll, shipped


@pytest.fixture(scope="module")
def script() -> Script:
    return shipped("support")


def filed(script: Script) -> Stroll:
    """Leave a request of an institution, by its code."""
    stroll = Stroll(script, BY_NIGHT).press("34217#1").find(LookUpOutcome.FOUND)
    return stroll.speak().speak().press("1")


def test_institution_hears_the_number_of_its_request_as_a_complaint_does(script: Script) -> None:
    stroll = filed(script)
    assert stroll.asked_up.name == "promise"
    stroll.find(LookUpOutcome.FOUND, {"number": "37"})
    assert stroll.says == ("night.filed", "request.number", "num.30", "num.7", "parting.goodbye")
    end = stroll.hear().end
    assert end is not None
    assert isinstance(end.to, HangUpNode)
    assert end.to.outcome == "told"


@pytest.mark.parametrize("outcome", [LookUpOutcome.NOTHING, LookUpOutcome.FAILED])
def test_request_whose_number_nobody_can_tell_is_filed_all_the_same(
    script: Script, outcome: LookUpOutcome
) -> None:
    stroll = filed(script).find(outcome)
    assert stroll.says[-2:] == ("night.filed", "parting.goodbye")
