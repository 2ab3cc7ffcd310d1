"""What a citizen does with the telephone, told step by step."""

from dataclasses import replace

import pytest

from simulation.outside import Dialled, Heard
from simulation.people import Person
from tests.simulation.town import GAP_S, HABITS, PERSON, TALK_S, Town


def test_a_citizen_whom_the_carrier_turns_away_redials_and_nobody_knows() -> None:
    town = Town(channels=0).until(100.0)
    assert town.citizen.log.attempts == 4
    assert town.citizen.log.reached_at_s is None
    assert not town.citizen.log.was_first_attempt_seen


def test_a_citizen_who_is_held_too_long_hangs_up_and_redials() -> None:
    town = Town().until(10.0)
    town.carrier.answer(town.citizen)
    town.carrier.play(town.citizen, Heard.MUSIC)
    town.until(200.0)
    assert town.seen("hung up") == [100.0]
    assert town.seen("called") == [10.0, 100.0 + GAP_S]
    assert town.citizen.log.held_s == 90.0
    assert town.citizen.log.holds == 1


def test_who_believes_what_was_announced_stops_redialling() -> None:
    town = told(Town())
    town.until(20_000.0)
    assert town.citizen.log.attempts == 1
    assert town.citizen.log.told_at_s == 22.0
    assert town.citizen.log.promised_s == 600.0


def test_who_does_not_believe_it_redials() -> None:
    town = told(Town(replace(PERSON, believes=False)))
    assert town.until(100.0).seen("called") == [10.0, 22.0 + GAP_S]


def test_a_silent_rejection_stops_nobody() -> None:
    town = Town().until(10.0)
    town.carrier.reject(town.citizen)
    town.until(11.0 + GAP_S)
    assert town.citizen.log.attempts == 2
    assert town.citizen.log.told_at_s is None


def test_nobody_hears_what_is_told_to_a_telephone_that_dialled_by_itself() -> None:
    town = Town(habits=replace(HABITS, nobody_on_line=1.0)).until(10.0)
    town.carrier.reject(town.citizen)
    town.until(45.0)
    town.carrier.answer(town.citizen)
    assert town.citizen.conversation() is None
    town.carrier.play(town.citizen, Heard.PROMISE, 600.0)
    town.carrier.clear(town.citizen)
    town.until(100.0)
    assert town.citizen.log.told_at_s is None
    assert town.citizen.log.attempts == 3


def test_the_first_dial_is_made_by_a_person() -> None:
    town = Town(habits=replace(HABITS, nobody_on_line=1.0)).until(10.0)
    town.carrier.answer(town.citizen)
    assert town.citizen.conversation() == PERSON.need


def test_a_text_message_is_read_between_two_attempts() -> None:
    town = Town().until(10.0)
    town.carrier.reject(town.citizen)
    town.until(15.0)
    town.carrier.play(town.citizen, Heard.SMS_PROMISE, 900.0)
    town.until(5000.0)
    assert town.citizen.log.attempts == 1
    assert town.citizen.log.told_at_s == 15.0


def test_who_believes_the_text_is_not_unsettled_by_the_voice() -> None:
    town = Town(replace(PERSON, believes=False)).until(10.0)
    town.carrier.answer(town.citizen)
    town.carrier.play(town.citizen, Heard.SMS_PROMISE, 900.0)
    town.carrier.play(town.citizen, Heard.PROMISE, 900.0)
    town.carrier.clear(town.citizen)
    assert town.until(5000.0).citizen.log.attempts == 1


def test_a_landline_reads_no_text_message() -> None:
    town = Town(replace(PERSON, is_mobile=False)).until(10.0)
    town.carrier.reject(town.citizen)
    town.carrier.play(town.citizen, Heard.SMS_PROMISE, 900.0)
    town.until(100.0)
    assert town.citizen.log.told_at_s is None
    assert town.citizen.log.attempts > 1


def test_a_callback_is_picked_up_and_the_need_is_met() -> None:
    town = told(Town()).until(500.0)
    assert town.carrier.ring(town.citizen) is Dialled.RINGING
    town.until(510.0)
    assert town.seen("picked up") == [508.0]
    assert town.seen("spoke") == [508.0]
    assert town.citizen.conversation() == PERSON.need
    town.carrier.play(town.citizen, Heard.OPERATOR_JOINED)
    town.until(510.0 + TALK_S)
    town.carrier.clear(town.citizen)
    assert town.citizen.log.answered_at_s == 510.0
    assert town.citizen.log.finished_at_s == 610.0
    assert town.citizen.log.held_s == pytest.approx(2.0)
    assert town.until(5000.0).citizen.log.attempts == 1


def test_who_needs_nothing_more_never_picks_up_and_counts_the_rings() -> None:
    town = told(Town()).until(500.0)
    town.carrier.ring(town.citizen)
    town.until(510.0)
    town.carrier.play(town.citizen, Heard.OPERATOR_JOINED)
    town.until(700.0)
    town.carrier.clear(town.citizen)
    town.carrier.ring(town.citizen)
    town.until(800.0)
    assert town.seen("picked up") == [508.0]
    assert town.citizen.log.rung_when_finished == 1


def test_a_missed_callback_is_rung_back() -> None:
    town = told(Town(habits=replace(HABITS, pick_up=0.0, ring_back=1.0))).until(500.0)
    town.carrier.ring(town.citizen)
    town.until(525.0)
    town.carrier.stop_ringing(town.citizen)
    town.until(1000.0)
    assert town.citizen.log.missed_callbacks == 1
    assert town.seen("called") == [10.0, 825.0]


def test_a_callback_that_is_hung_up_before_it_is_picked_up_was_missed() -> None:
    town = told(Town(channels=2, habits=replace(HABITS, pick_up=0.0))).until(500.0)
    town.carrier.ring(town.citizen)
    town.carrier.clear(town.citizen)
    assert town.citizen.log.missed_callbacks == 1
    assert not town.citizen.log.was_cut_off_with_free_channels


def test_who_rings_back_is_at_the_telephone() -> None:
    habits = replace(HABITS, pick_up=0.0, ring_back=1.0, nobody_on_line=1.0)
    town = told(Town(habits=habits)).until(500.0)
    town.carrier.ring(town.citizen)
    town.carrier.stop_ringing(town.citizen)
    town.until(800.0)
    town.carrier.answer(town.citizen)
    assert town.citizen.conversation() == PERSON.need


def test_a_called_back_citizen_waits_for_the_operator_only_so_long() -> None:
    town = told(Town()).until(500.0)
    town.carrier.ring(town.citizen)
    town.until(1000.0)
    assert town.seen("hung up") == [568.0]
    assert town.citizen.log.missed_callbacks == 1


def test_a_telephone_is_engaged_while_it_dials_and_just_after() -> None:
    town = Town().until(10.0)
    assert town.carrier.ring(town.citizen) is Dialled.ENGAGED
    town.carrier.reject(town.citizen)
    assert town.until(14.0).carrier.ring(town.citizen) is Dialled.ENGAGED
    assert town.until(16.0).carrier.ring(town.citizen) is Dialled.RINGING
    assert town.carrier.log.engaged == 2


def test_a_ringing_telephone_does_not_redial() -> None:
    town = Town(replace(PERSON, believes=False), replace(HABITS, pick_up=0.0)).until(10.0)
    town.carrier.reject(town.citizen)
    town.until(20.0)
    town.carrier.ring(town.citizen)
    town.until(60.0)
    town.carrier.stop_ringing(town.citizen)
    assert town.until(100.0).seen("called") == [10.0, 60.0 + GAP_S]


def test_who_is_cut_off_in_talk_calls_again_for_the_rest() -> None:
    town = Town().until(10.0)
    town.carrier.answer(town.citizen)
    town.carrier.play(town.citizen, Heard.OPERATOR_JOINED)
    town.until(40.0)
    town.carrier.clear(town.citizen)
    town.until(40.0 + GAP_S)
    town.carrier.answer(town.citizen)
    rest = town.citizen.conversation()
    assert rest is not None
    assert rest.talk_s == pytest.approx(TALK_S - 30.0)
    assert town.citizen.log.cut_offs == 1
    assert town.citizen.log.finished_at_s is None


@pytest.mark.parametrize(("channels", "was_cut_off"), [(6, True), (3, True), (2, False)])
def test_who_is_sent_away_at_first_though_two_channels_stay_free_was_cut_off(
    channels: int, *, was_cut_off: bool
) -> None:
    town = told(Town(channels=channels))
    assert town.citizen.log.was_cut_off_with_free_channels is was_cut_off


def test_who_is_rejected_at_first_though_channels_are_free_was_cut_off() -> None:
    town = Town().until(10.0)
    town.carrier.reject(town.citizen)
    assert town.until(11.0).citizen.log.was_cut_off_with_free_channels


def test_who_accepts_an_offered_callback_was_not_cut_off() -> None:
    town = Town(habits=replace(HABITS, accept_offer=1.0)).until(10.0)
    town.carrier.answer(town.citizen)
    town.carrier.play(town.citizen, Heard.MUSIC)
    town.carrier.play(town.citizen, Heard.OFFER)
    assert town.seen("pressed 1") == [10.0]
    town.until(140.0)
    town.carrier.play(town.citizen, Heard.PROMISE, 300.0)
    town.carrier.clear(town.citizen)
    assert town.seen("hung up") == []
    assert not town.citizen.log.was_cut_off_with_free_channels
    assert town.until(5000.0).citizen.log.attempts == 1


def test_nobody_dials_after_closing_time() -> None:
    town = Town(channels=0, habits=replace(HABITS, closes_at_s=50.0)).until(1000.0)
    assert town.citizen.log.attempts == 2


def test_a_person_proves_to_be_one() -> None:
    town = Town().until(10.0)
    town.carrier.answer(town.citizen)
    town.carrier.play(town.citizen, Heard.PROVE_A_PERSON)
    assert town.seen("spoke") == [10.0]


def test_a_minute_after_the_first_dial_it_is_known_who_is_held() -> None:
    town = Town().until(10.0)
    town.carrier.answer(town.citizen)
    town.until(22.0)
    town.carrier.play(town.citizen, Heard.MUSIC)
    assert town.until(70.0).citizen.log.is_held_after_60s


def test_an_exchange_that_remembers_has_work_while_a_known_citizen_is_away() -> None:
    town = told(Town()).until(100.0)
    town.watch.close()
    assert town.work.idle_with_work_s == pytest.approx(2 * (100.0 - 22.0))


def test_an_exchange_that_forgets_has_work_only_while_a_citizen_is_held() -> None:
    town = Town(are_remembered=False).until(10.0)
    town.carrier.answer(town.citizen)
    town.until(22.0)
    town.carrier.play(town.citizen, Heard.MUSIC)
    town.until(30.0)
    town.carrier.clear(town.citizen)
    town.until(35.0).watch.close()
    assert town.work.idle_with_work_s == pytest.approx(2 * (30.0 - 22.0))


def told(town: Town) -> Town:
    """Let the first attempt be answered by the announcement."""
    town.until(10.0)
    town.carrier.answer(town.citizen)
    town.until(22.0)
    town.carrier.play(town.citizen, Heard.PROMISE, 600.0)
    town.carrier.clear(town.citizen)
    return town


HELPED = replace(PERSON, serves_itself=True)


def on_the_line(person: Person) -> Town:
    """Let the first attempt be answered."""
    town = Town(person).until(10.0)
    town.carrier.answer(town.citizen)
    return town


@pytest.mark.parametrize(("person", "key"), [(HELPED, "3"), (PERSON, "0")])
def test_the_menu_is_asked_by_whom_it_can_help_and_the_others_want_an_operator(
    person: Person, key: str
) -> None:
    town = on_the_line(person)
    town.carrier.play(town.citizen, Heard.MENU)
    assert town.seen(f"pressed {key}") == [10.0]


def test_whoever_has_their_answer_hangs_up_and_never_dials_again() -> None:
    town = on_the_line(HELPED)
    town.carrier.play(town.citizen, Heard.REFERENCE)
    town.until(40.0)
    town.carrier.play(town.citizen, Heard.SELF_SERVICE)
    town.carrier.play(town.citizen, Heard.ANYTHING_ELSE)
    town.until(5000.0)
    assert town.seen("pressed 3") == [11.0]
    assert town.seen("hung up") == [40.0]
    assert (town.citizen.log.self_served_at_s, town.citizen.log.finished_at_s) == (40.0, 40.0)
    assert town.citizen.log.attempts == 1


def test_whoever_has_their_answer_after_a_promise_says_that_no_call_is_needed() -> None:
    town = on_the_line(HELPED)
    town.carrier.play(town.citizen, Heard.PROMISE, 600.0)
    town.carrier.play(town.citizen, Heard.ANSWERS_OFFERED)
    town.until(40.0)
    town.carrier.play(town.citizen, Heard.SELF_SERVICE)
    town.carrier.play(town.citizen, Heard.STILL_NEEDED)
    town.until(45.0)
    town.carrier.clear(town.citizen)
    town.until(5000.0)
    assert (town.seen("pressed 3"), town.seen("pressed 1")) == ([11.0], [41.0])
    assert town.citizen.log.finished_at_s == 45.0
    assert town.citizen.log.attempts == 1


def test_answers_are_nothing_to_whom_they_do_not_help() -> None:
    town = on_the_line(PERSON)
    town.carrier.play(town.citizen, Heard.ANSWERS_OFFERED)
    town.until(30.0)
    assert town.seen("pressed 3") == []
