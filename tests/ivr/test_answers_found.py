"""What is found for a caller and may be all they called for: `Walk.has_found`."""

from pathlib import Path

import pytest

from ivr.script import Script
from ivr.walk import LookUpOutcome
from tests.ivr.walks import BY_NIGHT, Stroll, shipped, when_am_i, written

_ASKS = """
script: asks
version: 1
languages: [ru]
start: asks
person: person
max_keys_to_person: 4
nodes:
  asks:
    kind: menu
    say: reference.menu
    keys: {{"1": looks}}
    otherwise: person
  looks:
    kind: lookup
    look_up: {look_up}
    brings: [number]
    found: told
    nothing: person
  told:
    kind: menu
    say: reference.menu
    keys: {{"1": looks}}
    otherwise: person
  person: {{kind: queue, queue: advice}}
"""


@pytest.fixture(scope="module")
def script() -> Script:
    return shipped("122")


@pytest.mark.parametrize(
    ("look_up", "is_answer"),
    [("clinic", True), ("request", True), ("promise", False), ("free_slot", False)],
)
def test_when_we_ring_and_which_place_is_free_leave_the_need_as_it_was(
    tmp_path: Path, look_up: str, *, is_answer: bool
) -> None:
    stroll = Stroll(written(tmp_path, _ASKS.format(look_up=look_up))).press("1")
    stroll.find(LookUpOutcome.FOUND, {"number": "37"})
    assert stroll.walk.has_found is is_answer


def test_answer_that_was_told_stays_one_whatever_is_asked_after_it(script: Script) -> None:
    stroll = when_am_i(script).press("01021980").press("1").press("1234567890123452").press("1")
    place = {"appointment": "a-7", "day": "2026-12-05", "time": "09:30", "place": "place.gp1"}
    stroll.find(LookUpOutcome.FOUND, place)
    assert stroll.walk.has_found


def test_night_request_that_was_promised_a_call_is_no_answer(script: Script) -> None:
    stroll = Stroll(script, BY_NIGHT).press("122")
    stroll.speak().press("1").speak().press("1").speak().press("#").press("#").press("#")
    stroll.find(LookUpOutcome.FOUND, {"number": "37", "minutes": "40"})
    assert not stroll.walk.has_found
