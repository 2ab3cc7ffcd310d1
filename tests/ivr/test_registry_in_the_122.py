"""The look-ups of the region's registry in the menu of the line 122, walked as citizens do."""

import pytest

from ivr.facts import CallerMark, Facts
from ivr.nodes import HangUpNode, QueueNode
from ivr.script import Script
from ivr.walk import GoReason, LookUpOutcome
from tests.ivr.walks import POLICY, TODAY, Stroll, shipped, when_am_i

SLOT = {"slot": "a-1", "day": "2026-12-05", "time": "09:30", "place": "place.gp1"}


@pytest.fixture(name="script", scope="module")
def script_of_the_line() -> Script:
    return shipped("122")


def free_place(script: Script) -> Stroll:
    """Say who one is, without danger, and hear of the first free place."""
    stroll = Stroll(script).press("2122").find(LookUpOutcome.FOUND)
    stroll.press("010219901").press(POLICY + "1").find(LookUpOutcome.NOTHING)
    return stroll.press("1").find(LookUpOutcome.FOUND, SLOT)


def test_appointment_is_told_to_whom_it_concerns(script: Script) -> None:
    stroll = when_am_i(script).press("01021990").press("1").press(POLICY).press("1")

    assert stroll.asked_up.name == "appointment"
    assert stroll.asked_up.values == {"birth_date": "1990-02-01", "policy": POLICY}
    stroll.find(LookUpOutcome.FOUND, {**SLOT, "appointment": "a-7"})
    assert stroll.says[:4] == ("appointment.is_on", "date.5", "month.12", "appointment.at")
    assert stroll.says[-2:] == ("place.gp1", "appointment.more")


def test_appointment_is_given_back_when_that_is_confirmed(script: Script) -> None:
    stroll = when_am_i(script).press("010219901").press(POLICY + "1")
    stroll.find(LookUpOutcome.FOUND, {**SLOT, "appointment": "a-7"}).press("2")
    assert stroll.says[-1] == "appointment.cancel"
    assert stroll.press("1").asked_up.name == "cancel_appointment"
    assert stroll.asked_up.values["appointment"] == "a-7"
    stroll.find(LookUpOutcome.FOUND, {"number": "37"})
    assert stroll.says[:2] == ("appointment.cancelled", "request.number")


def test_appointment_stays_where_nobody_confirms(script: Script) -> None:
    stroll = when_am_i(script).press("010219901").press(POLICY + "1")
    stroll.find(LookUpOutcome.FOUND, {**SLOT, "appointment": "a-7"}).press("22")
    assert stroll.says == ("appointment.kept", "parting.goodbye")


def test_free_place_of_the_wanted_doctor_is_told_and_the_next_one_when_asked(
    script: Script,
) -> None:
    stroll = free_place(script)

    assert stroll.asked_up.values["speciality"] == "therapist"
    assert "slot" not in stroll.asked_up.values
    assert stroll.says[0] == "booking.free_on"
    assert stroll.says[-2:] == ("place.gp1", "booking.take_or_next")
    assert stroll.press("2").asked_up.values["slot"] == "a-1"


def test_booked_place_is_confirmed_with_day_time_place_and_number(script: Script) -> None:
    stroll = free_place(script).press("1")
    assert stroll.asked_up.name == "book_slot"
    stroll.find(LookUpOutcome.FOUND, {**SLOT, "number": "37"})

    assert stroll.says == (
        *("appointment.is_on", "date.5", "month.12", "appointment.at"),
        *("num.9", "hour.many", "num.30", "minute.many", "place.gp1"),
        *("request.number", "num.30", "num.7", "parting.goodbye"),
    )
    assert stroll.hear().end is not None
    assert stroll.end is not None
    assert isinstance(stroll.end.to, HangUpNode)


def test_place_that_somebody_else_took_is_regretted_and_another_looked_for(
    script: Script,
) -> None:
    stroll = free_place(script).press("1").find(LookUpOutcome.NOTHING)

    assert stroll.says == ("booking.taken",)
    assert stroll.hear().asked_up.name == "free_slot"


@pytest.mark.parametrize("outcome", [LookUpOutcome.NOTHING, LookUpOutcome.FAILED])
def test_no_free_place_and_no_answer_end_at_a_person_after_an_honest_word(
    script: Script, outcome: LookUpOutcome
) -> None:
    stroll = free_place(script).press("2").find(outcome)

    honest = {LookUpOutcome.NOTHING: ("booking.full",), LookUpOutcome.FAILED: ("menu.sorry",)}
    assert stroll.says == honest[outcome]
    assert stroll.hear().end is not None
    assert stroll.end is not None
    assert stroll.end.to == QueueNode(kind="queue", queue="advice")


def test_operator_is_one_key_away_from_a_free_place(script: Script) -> None:
    stroll = free_place(script).press("0")

    assert stroll.end is not None
    assert stroll.end.reason is GoReason.OPERATOR_WANTED


def test_who_has_a_place_already_hears_of_it_before_booking_another(script: Script) -> None:
    stroll = Stroll(script).press("2122").find(LookUpOutcome.FOUND)
    stroll.press("010219901").press(POLICY + "1")
    stroll.find(LookUpOutcome.FOUND, {**SLOT, "appointment": "a-7"})

    assert stroll.says[-1] == "booking.beside"
    assert stroll.press("1").says == ("booking.speciality",)


def test_where_no_registry_is_nobody_keys_a_policy_in_for_nothing(script: Script) -> None:
    booking = Stroll(script).press("2122").find(LookUpOutcome.NOTHING)
    asking = Stroll(script).press("22").find(LookUpOutcome.NOTHING)

    assert booking.end is not None
    assert asking.says == ("reference.none",)


@pytest.mark.parametrize("state", ["test.ready", "test.not_ready"])
def test_whether_a_test_is_ready_is_told_and_nothing_of_its_result(
    script: Script, state: str
) -> None:
    stroll = Stroll(script).press("34").find(LookUpOutcome.FOUND)
    stroll.press("010219901").press(POLICY + "1")
    assert stroll.asked_up.name == "test_result"
    stroll.find(LookUpOutcome.FOUND, {"state": state, "day": "2026-11-20"})

    assert stroll.says == (state, "test.taken_on", "date.20", "month.11", "menu.more")


def test_who_waits_for_our_call_hears_of_a_test_and_keeps_the_promise(script: Script) -> None:
    promised = Facts(today=TODAY, caller=frozenset({CallerMark.PROMISED}))
    stroll = Stroll(script, promised).press("34").find(LookUpOutcome.FOUND)
    stroll.press("010219901").press(POLICY + "1")
    stroll.find(LookUpOutcome.FOUND, {"state": "test.ready", "day": "2026-11-20"})

    assert stroll.says[-1] == "reference.settled"
