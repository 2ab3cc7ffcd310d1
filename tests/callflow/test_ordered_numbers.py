"""Numbers that an administrator has ordered taken (`callers/treatment.py`), on the ladder."""

from dataclasses import replace

import pytest

from base.instant import Instant
from base.phone import PhoneNumber
from callback.facts import InFlight
from callers.treatment import Treatment
from callflow.admission import (
    Admit,
    AdmitReason,
    Divert,
    DivertReason,
    Refuse,
    RefuseReason,
    Rung,
    decide_admission,
)
from callflow.call import Greeting, InMenu, Waiting
from callflow.events import Answered
from callflow.machine import advance, begin
from tests.callflow.people import ROOMY, STORM, STRANGER, TOLD, Person
from tests.support.hall import Hall
from tests.support.site import ARRIVED, CALL_POLICY

WARD = PhoneNumber("+79100000001")
POLICY = CALL_POLICY.admission
WELCOME = STRANGER.but(treatment=Treatment.ALWAYS_ADMITTED)
DEAF = STRANGER.but(treatment=Treatment.HUMAN_ONLY)


@pytest.mark.parametrize(
    "person",
    [
        WELCOME,
        replace(WELCOME, is_retrial=True).but(told_s_ago=30.0, heard_s_ago=30.0),
        WELCOME.but(is_on_line=True),
        WELCOME.but(in_flight=InFlight.ANSWERED),
        WELCOME.but(silenced="dead_air times=4"),
    ],
)
def test_number_that_is_always_admitted_takes_even_the_last_channel(person: Person) -> None:
    admission = decide_admission(person.calls(STORM, free=0, is_crowded=True), POLICY)
    assert admission == Admit(AdmitReason.ALWAYS_ADMITTED, Rung.HOLD)


def test_only_a_trunk_without_a_channel_turns_it_away() -> None:
    assert isinstance(decide_admission(WELCOME.calls(STORM, free=-1), POLICY), Refuse)
    told = decide_admission(TOLD.calls(STORM, free=0), POLICY)
    assert told == Refuse(RefuseReason.TOLD_ALREADY, Rung.KEEP_PLACE)


def test_outside_the_hours_it_is_answered_as_everybody_is() -> None:
    closed = replace(WELCOME, is_open=False).calls(ROOMY, free=9)
    assert decide_admission(closed, POLICY) == Divert(DivertReason.CLOSED)
    night = replace(closed, has_night_menu=True)
    assert decide_admission(night, POLICY) == Admit(AdmitReason.NIGHT_MENU)
    nobody_there = replace(night, standing=DEAF.standing)
    assert decide_admission(nobody_there, POLICY) == Divert(DivertReason.CLOSED)


@pytest.mark.parametrize(("person", "phase"), [(WELCOME, InMenu), (DEAF, Greeting)])
def test_only_human_only_numbers_go_to_people_without_a_menu(
    person: Person, phase: type[InMenu] | type[Greeting]
) -> None:
    arrived = replace(ARRIVED, standing=person.standing)
    begun = begin(arrived, Instant(0.0), CALL_POLICY).state
    answered = advance(begun, Answered(), Instant(0.2), CALL_POLICY).state
    assert isinstance(answered.phase, phase)


async def test_orders_about_a_number_are_followed_from_its_next_call_on() -> None:
    hall = Hall()
    try:
        before = await hall.dial(WARD)
        hall.callers.change_treatments({WARD: Treatment.HUMAN_ONLY})
        during = await hall.dial(WARD)
        admissions = {line.call.origin.call_id: line.call.admission for line in hall.calls.lines}
        first = admissions[before]
        assert isinstance(first, Admit)
        assert first.reason is not AdmitReason.HUMAN_ONLY
        assert admissions[during] == Admit(AdmitReason.HUMAN_ONLY, Rung.LET_IN)
        hall.tell(during, Answered())
        await hall.settle()
        assert hall.phase(during) in {Greeting.__name__, Waiting.__name__}
    finally:
        await hall.close()
