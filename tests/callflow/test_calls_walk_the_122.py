"""Calls that walk the menu of the product: every branch by keys, at the exchange in process.

Of `callflow/menus.py` and `callflow/menu.py`, with the services themselves.
"""

from dataclasses import replace

import pytest

from asterisk.fake_phones import FakeRing
from base.instant import after
from callflow.call import InMenu, Transferring, Waiting
from callflow.events import DeadlinePassed
from callflow.outcome import Outcome
from callflow.policy import MenuPolicy
from callflow.replay import replay
from callflow.transfer import TransferToNumber
from ivr.nodes import RequestKind
from ivr.ports import LookUpAnswer
from ivr.prompt import PromptKey
from ivr.walk import LookUpOutcome, Take
from tests.support.menu_line import BY_NIGHT, DISPATCHER, WALKING, MenuLine
from tests.support.site import TEXTS, operator
from tickets.contact import EndReason

pytestmark = pytest.mark.looptime


async def test_doctor_is_asked_for_after_the_signs_of_danger() -> None:
    line = MenuLine()
    citizen = await line.greeted()
    assert citizen.last == ("menu.122",)

    await citizen.presses("1", "2", "2")

    assert citizen.phase == "Waiting"
    assert citizen.call.queue == "doctors"
    assert citizen.call.subject == "home_visit"
    assert [phrase[-1] for phrase in citizen.phone.heard] == [
        "recording.refuse",
        "menu.122",
        "danger.question",
        "danger.child",
    ]
    await line.hall.close()


async def test_sign_of_danger_moves_the_person_to_the_front_and_rings_the_dispatcher() -> None:
    line = MenuLine()
    rung: list[str] = []

    def ring(_ring: FakeRing, number: str = DISPATCHER) -> None:
        rung.append(number)

    line.exchange.on_rung_outside = ring
    citizen = await (await line.greeted()).presses("1", "1")
    assert citizen.last == ("danger.offer",)
    contact_id = citizen.call.origin.case.contact_id
    contact = line.hall.cases.contact(contact_id)
    assert contact is not None
    assert contact.is_urgent

    await citizen.presses("1")

    phase = citizen.call.phase
    assert isinstance(phase, Transferring)
    assert isinstance(phase.asked, TransferToNumber)
    assert (phase.asked.number, phase.is_straight) == (DISPATCHER, True)
    assert (rung, citizen.call.queue) == ([DISPATCHER], "doctors")
    await line.hall.close()


async def test_whoever_wants_no_recording_leaves_no_voice() -> None:
    line = MenuLine()
    citizen = await (await line.dial()).presses("8")
    await citizen.waits(1.5)

    assert citizen.phone.heard[1] == ("recording.off",)
    assert not citizen.call.may_record
    await line.hall.close()


async def test_appointment_is_told_to_who_says_who_they_are_and_the_contact_ends() -> None:
    line = MenuLine()
    told = {"appointment": "a-7", "day": "2026-12-05", "time": "09:30", "place": "place.gp1"}
    line.room.answers["registry"] = LookUpAnswer(LookUpOutcome.FOUND)
    line.room.answers["appointment"] = LookUpAnswer(LookUpOutcome.FOUND, told)
    citizen = await (await line.greeted()).presses("2", "2")
    await citizen.presses(*"01021980")
    await citizen.presses("1")
    await citizen.presses(*"1234567890123452")
    await citizen.presses("1")

    assert citizen.last[0] == "appointment.is_on"
    assert line.room.asked[1] == (
        "appointment",
        {"birth_date": "1980-02-01", "policy": "1234567890123452"},
    )
    await citizen.waits(40.0)

    assert citizen.phase == "Ended"
    ended = line.hall.books.ended[-1]
    assert (ended.outcome, ended.subject) == (Outcome.SELF_SERVED, "appointment")
    assert line.hall.books.contacts[-1].end_reason is EndReason.SELF_SERVED
    await line.hall.close()


async def test_who_hangs_up_when_the_answer_was_told_was_served() -> None:
    line = MenuLine()
    line.room.answers["clinic"] = LookUpAnswer(LookUpOutcome.FOUND, {"phone": "78442001122"})
    citizen = await (await line.greeted()).presses("3", "1")
    await citizen.waits(2.0)

    await citizen.leaves()

    assert line.hall.books.ended[-1].outcome is Outcome.SELF_SERVED
    await line.hall.close()


async def test_who_hangs_up_at_a_free_place_has_none_and_was_not_served() -> None:
    line = MenuLine()
    free = {"slot": "s-1", "day": "2026-12-05", "time": "09:30", "place": "place.gp1"}
    line.room.answers |= {
        "registry": LookUpAnswer(LookUpOutcome.FOUND),
        "appointment": LookUpAnswer(LookUpOutcome.NOTHING),
        "free_slot": LookUpAnswer(LookUpOutcome.FOUND, free),
    }
    citizen = await (await line.greeted()).presses("2", "1", "2", "2")
    await citizen.presses(*"01021980")
    await citizen.presses("1")
    await citizen.presses(*"1234567890123452")
    await citizen.presses("1", "1")
    assert citizen.last[0] == "booking.free_on"

    await citizen.leaves()

    assert line.hall.books.ended[-1].outcome is Outcome.ABANDONED
    await line.hall.close()


async def test_hot_topics_are_said_at_the_head_of_the_reference_menu() -> None:
    line = MenuLine(replace(WALKING, reference_topics=(PromptKey("/t/water"),)))
    citizen = await (await line.greeted()).presses("3")

    assert citizen.last == ("/t/water", "reference.menu")
    await line.hall.close()


@pytest.mark.parametrize(("listens_s", "heard_s"), [(1.5, 1.5), (4.0, 2.0)])
async def test_row_tells_for_how_long_topics_were_heard_whoever_ends_it(
    listens_s: float, heard_s: float
) -> None:
    line = MenuLine(replace(WALKING, reference_topics=(PromptKey("/t/water"),)))
    citizen = await (await line.greeted()).presses("3")
    await citizen.waits(listens_s)
    await citizen.leaves()

    assert line.hall.books.ended[-1].topics_heard_s == pytest.approx(heard_s, abs=0.3)
    await line.hall.close()


@pytest.mark.parametrize("fault", ["away", "hangs"])
async def test_table_that_fails_or_hangs_ends_in_an_honest_sentence_and_a_person(
    fault: str,
) -> None:
    line = MenuLine()
    line.room.is_away, line.room.hangs = fault == "away", fault == "hangs"
    citizen = await (await line.greeted()).presses("3", "2")
    await citizen.waits(6.0)

    assert citizen.phone.heard[-1] == ("menu.sorry",) or citizen.phase == "Waiting"
    await citizen.waits(3.0)

    assert (citizen.phase, citizen.call.queue) == ("Waiting", "advice")
    await line.hall.close()


async def test_complaint_is_recorded_field_by_field_and_filed_before_the_next_word() -> None:
    line = MenuLine()
    citizen = await (await line.greeted()).presses("4", "1")
    await citizen.says("complaint.what", keep="1")
    await citizen.says("night.who")
    await citizen.waits(2.0)
    await citizen.presses("#")
    await citizen.waits(1.0)

    (request,) = line.room.filed
    assert (request.kind, request.is_partial) == (RequestKind.COMPLAINT, False)
    assert request.takes == (Take("what", 1), Take("who", 1))
    assert request.topic == "complaint"
    assert line.room.askers[0].number == "+79101234567"
    assert citizen.last == ("night.filed", "parting.goodbye")
    await line.hall.close()


async def test_status_of_a_request_is_asked_by_its_number_and_it_can_be_cancelled() -> None:
    line = MenuLine()
    told = LookUpAnswer(LookUpOutcome.FOUND, {"number": "37", "state": "menu.moment"})
    line.room.answers |= {"request": told, "cancel_request": LookUpAnswer(LookUpOutcome.FOUND)}
    citizen = await (await line.greeted()).presses("5")
    await citizen.presses(*"37#")
    await citizen.presses("1", "1", "1")
    await citizen.waits(1.0)

    assert [name for name, _ in line.room.asked] == ["request", "cancel_request"]
    assert citizen.last == ("cancel.done",)
    await line.hall.close()


async def test_operator_is_reached_by_0_and_by_silence() -> None:
    line = MenuLine()
    by_key = await (await line.greeted("89101234501")).presses("0")
    assert (by_key.phase, by_key.call.queue) == ("Waiting", "advice")
    by_silence = await (await line.greeted("89101234502")).waits(20.0)

    assert (by_silence.phase, by_silence.call.queue) == ("Waiting", "advice")
    await line.hall.close()


async def test_night_takes_a_request_and_tells_when_somebody_calls() -> None:
    line = MenuLine(BY_NIGHT)
    citizen = await (await line.greeted()).presses("1", "2", "2")
    await citizen.says("night.what", keep="1")
    await citizen.says("night.where", keep="1")
    await citizen.says("night.who")
    for question in ("night.birth_date", "night.policy", "night.phone"):
        await citizen.hears(question)
        await citizen.presses("#")
    await citizen.waits(1.0)

    (request,) = line.room.filed
    assert (request.kind, request.is_partial) == (RequestKind.HOME_VISIT, False)
    assert [take.field for take in request.takes] == ["what", "where", "who"]
    assert citizen.last[:2] == ("night.filed", "promise.tomorrow")
    await citizen.waits(10.0)
    assert line.hall.books.ended[-1].outcome is Outcome.TOLD
    assert line.hall.books.ended[-1].decision == "1_night_menu"
    await line.hall.close()


async def test_what_somebody_said_by_night_is_kept_when_they_hang_up_in_the_middle() -> None:
    line = MenuLine(BY_NIGHT)
    citizen = await (await line.greeted()).presses("1", "2", "2")
    await citizen.says("night.what", keep="1")
    await citizen.hears("night.where", "record.begin", "tone.beep")
    await citizen.waits(4.0)

    await citizen.leaves()

    (request,) = line.room.filed
    assert request.is_partial
    assert request.takes == (Take("what", 1), Take("where", 1))
    await line.hall.close()


async def test_full_disk_by_night_is_told_and_the_request_kept() -> None:
    line = MenuLine(BY_NIGHT)
    line.exchange.fill_disk()
    citizen = await (await line.greeted()).presses("1", "2", "2")
    await citizen.says("night.what")
    await citizen.waits(6.0)

    assert ("record.failed",) in citizen.phone.heard
    assert [(request.is_partial, request.takes) for request in line.room.filed] == [(True, ())]
    await line.hall.close()


async def test_menu_that_lasts_too_long_goes_on_to_a_person() -> None:
    brief = replace(WALKING, menu=MenuPolicy(connect_limit_s=20, hold_limit_s=20))
    line = MenuLine(brief)
    citizen = await (await line.greeted()).presses("3")
    for _ in range(8):
        await citizen.presses("*", "3")
        await citizen.waits(0.5)

    assert (citizen.phase, citizen.call.queue) == ("Waiting", "advice")
    await line.hall.close()


async def test_nobody_waits_by_night_who_chooses_the_operator_before_103() -> None:
    line = MenuLine(BY_NIGHT)
    line.hall.seat(operator(2))
    citizen = await (await line.greeted()).presses("1", "1")
    assert citizen.last == ("danger.offer",)

    await citizen.presses("2")
    await citizen.waits(0.5)

    assert (citizen.phase, citizen.last[:2]) == ("Parting", (*TEXTS.closing, *TEXTS.ticket))
    contact = line.hall.cases.contact(citizen.call.origin.case.contact_id)
    assert contact is not None
    assert contact.is_urgent
    await line.hall.close()


async def test_journal_of_a_walk_replays_to_the_very_call() -> None:
    line = MenuLine()
    citizen = await (await line.greeted()).presses("4", "1")
    await citizen.says("complaint.what", keep="2")

    assert isinstance(citizen.call.phase, InMenu)
    assert replay(citizen.journal, WALKING) == citizen.call
    await line.hall.close()


@pytest.mark.parametrize("too_soon_s", [1e-6, 0.02])
async def test_deadline_that_was_stored_a_little_too_soon_has_passed_all_the_same(
    too_soon_s: float,
) -> None:
    line = MenuLine()
    citizen = await line.greeted()
    while citizen.phase != "Waiting":
        await citizen.waits(1.0)
    *before, last = citizen.journal
    assert isinstance(last.event, DeadlinePassed)

    rounded = replace(last, at=after(last.at, -too_soon_s))

    assert isinstance(replay([*before, rounded], WALKING).phase, Waiting)
    await line.hall.close()


async def test_request_that_no_desk_takes_waits_and_the_caller_goes_on() -> None:
    line = MenuLine()
    line.room.is_away = True
    citizen = await (await line.greeted()).presses("4", "1")
    await citizen.says("complaint.what", keep="1")
    await citizen.says("night.who")
    await citizen.waits(2.0)
    await citizen.presses("#")
    await citizen.waits(1.0)

    assert citizen.last == ("menu.sorry", "night.filed", "parting.goodbye")
    assert not line.room.filed
    await line.hall.close()


async def test_who_is_known_is_not_asked_by_day() -> None:
    line = MenuLine()
    line.hall.seat(operator(1))
    first = await (await line.greeted()).presses("0")
    await first.leaves()
    again = await line.dial()

    assert again.last == ("greeting.short",)
    await again.waits(1.5)
    assert again.call.queue == "advice"
    await line.hall.close()
