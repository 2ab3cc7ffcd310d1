"""Promises, reminders and offers, word for word, and that none holds a channel too long.

Tells of `ivr/approximate.py` and `ivr/lengths.py` beside the promises of `ivr/speech.py`.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.approximate import sayable_minutes
from ivr.lengths import phrase_s
from ivr.numerals import Case, Gender, Noun, counted
from ivr.prompt import Phrase, PromptKey
from ivr.speech import (
    PAIR_PAUSE,
    say_number_check,
    say_offer,
    say_promise,
    say_reminder,
    say_time_chosen,
    say_whisper,
)
from line122.prompts.lengths import measure_lengths
from tests.ivr.russian import PACK, heard, oracle

LENGTHS = measure_lengths(PACK)
DAY_MINUTES = 1440

PROMISE_S = 12.0
REMINDER_S = 10.0
WHISPER_S = 2.5

EMERGENCY = "Угроза жизни: сто три или сто двенадцать."
FROM_NUMBER = heard((PromptKey("promise.from_number"),))
KEYS = "Хуже: девять, другой телефон: два."


def words(phrase: Phrase) -> str:
    return heard(tuple(key for key in phrase if key != PAIR_PAUSE))


def test_a_promise_names_ticket_time_our_number_and_the_ways_out() -> None:
    assert words(say_promise(37, 40, "2122")) == (
        "Ваша заявка тридцать семь Перезвоним минут через сорок "
        f"{FROM_NUMBER} двадцать один двадцать два {EMERGENCY} {KEYS}"
    )


@pytest.mark.parametrize(
    ("minutes", "when"),
    [
        (None, "Перезвоним завтра утром."),
        (0, "Перезвоним через минуту."),
        (2, "Перезвоним минуты через две"),
        (4, "Перезвоним минуты через четыре"),
        (14, "Перезвоним минут через четырнадцать"),
        (21, "Перезвоним минут через двадцать пять"),
        (41, "Перезвоним минут через сорок пять"),
        (85, "Перезвоним минут через восемьдесят пять"),
        (95, "Перезвоним часа через полтора."),
        (121, "Перезвоним часа через два"),
        (300, "Перезвоним часов через пять"),
        (1229, "Перезвоним часов через двадцать"),
        (1230, "Перезвоним в течение суток."),
        (DAY_MINUTES, "Перезвоним в течение суток."),
        (DAY_MINUTES + 1, "Перезвоним, когда освободится оператор."),
    ],
)
def test_the_time_is_said_as_people_say_about_when(minutes: int | None, when: str) -> None:
    assert words(say_promise(5, minutes)) == f"Ваша заявка пять {when} {EMERGENCY} {KEYS}"


def test_a_brief_promise_leaves_out_the_keys_but_never_the_emergency() -> None:
    assert words(say_promise(5, None, is_brief=True)).endswith(f"утром. {EMERGENCY}")


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("2122", "двадцать один двадцать два"),
        ("+7 495 123-04-00", "ноль четыре ноль ноль"),
        ("122", "один двадцать два"),
        ("7", "семь"),
        ("05", "ноль пять"),
    ],
)
def test_our_number_is_told_by_its_last_digits_in_pairs(ending: str, said: str) -> None:
    assert f" {FROM_NUMBER} {said} {EMERGENCY}" in words(say_promise(1, 10, ending))


def test_the_pairs_of_our_number_are_parted_by_one_pause() -> None:
    assert say_promise(1, 10, "3019").count(PAIR_PAUSE) == 1
    assert say_promise(1, 10, "30").count(PAIR_PAUSE) == 0


@given(st.integers(0, 2 * DAY_MINUTES))
def test_what_is_heard_is_what_was_promised_and_near_the_estimate(minutes: int) -> None:
    promised = sayable_minutes(minutes)
    assert sayable_minutes(promised) == promised
    assert say_promise(1, promised) == say_promise(1, minutes)
    assert abs(promised - minutes) <= max(1, minutes / 5)
    assert promised >= minutes or minutes > 90


@given(st.integers(0, 2 * DAY_MINUTES))
def test_a_longer_estimate_is_never_promised_earlier(minutes: int) -> None:
    assert sayable_minutes(minutes) <= sayable_minutes(minutes + 1)


@given(st.integers(0, DAY_MINUTES))
def test_the_unit_agrees_with_the_number_that_follows_it(minutes: int) -> None:
    wait = sayable_minutes(minutes)
    if wait in (1, 90, DAY_MINUTES):
        return
    in_hours = wait > 90
    noun, count = (Noun.HOUR, wait // 60) if in_hours else (Noun.MINUTE, wait)
    *number, form = counted(count, noun, Case.ACCUSATIVE)
    unit = heard((form,))
    assert words((*say_promise(1, minutes)[2:3], *number)) == (
        f"Перезвоним {unit} через {oracle(count, noun.gender, Case.ACCUSATIVE)}"
    )


def test_a_reminder_tells_the_place_and_the_four_keys() -> None:
    keys = "Хуже: девять, ещё больной: два. Отмена: три, другой телефон: четыре."
    assert words(say_reminder(37, 12)) == (
        f"Ваша заявка тридцать семь в очереди, перед вами двенадцать {keys}"
    )
    assert words(say_reminder(37, 0)) == f"Ваша заявка тридцать семь в очереди первая. {keys}"


@given(st.integers(0, 9999))
def test_an_offer_says_the_wait_in_the_right_case(minutes: int) -> None:
    said = words(say_offer(minutes))
    number = oracle(max(1, minutes), Gender.FEMININE, Case.ACCUSATIVE)
    assert said.startswith(f"Ждать примерно {number} минут")
    assert said.endswith("Чтобы мы перезвонили, нажмите один.")


def test_an_offer_of_one_minute_says_minutu() -> None:
    assert "Ждать примерно двадцать одну минуту Чтобы" in words(say_offer(21))
    assert say_offer(-3) == say_offer(1)


def test_an_operator_is_whispered_the_ticket_and_first_of_all_the_danger() -> None:
    assert words(say_whisper(37)) == "Обратный звонок тридцать семь"
    assert words(say_whisper(2, is_urgent=True)) == "Срочно. Обратный звонок два"


def test_an_entered_number_is_read_back_before_it_is_taken() -> None:
    assert say_number_check("+79101234567")[1:-1][0] == PromptKey("digit.7")
    assert words(say_number_check("112")) == (
        "Ваш номер один один два Если верно, нажмите один. Если нет, нажмите два."
    )


def test_a_chosen_time_is_repeated() -> None:
    assert words(say_time_chosen(18, 30)) == "Перезвоним в восемнадцать часов тридцать минут"
    assert words(say_time_chosen(9, 0, is_tomorrow=True)) == "Перезвоним завтра в девять часов"


def test_no_promise_of_a_busy_day_lasts_longer_than_twelve_seconds() -> None:
    """Every number to 200, every wait to 90 minutes and tomorrow, the longest ending of four."""
    endings = (f"{number:04}" for number in range(10_000))
    ending = max(endings, key=lambda ending: _promise_s(1, 10, ending))
    number = max(range(1, 201), key=lambda number: _promise_s(number, 10, ""))
    slowest = max(_promise_s(number, minutes, ending) for minutes in (None, *range(91)))
    assert slowest <= PROMISE_S


def test_a_brief_promise_is_two_seconds_shorter() -> None:
    brief = phrase_s(say_promise(37, 40, "2122", is_brief=True), LENGTHS)
    assert brief <= _promise_s(37, 40, "2122") - 2


def test_no_reminder_of_a_busy_day_lasts_longer_than_ten_seconds() -> None:
    slowest = max(
        phrase_s(say_reminder(number, ahead), LENGTHS)
        for number in range(1, 201, 3)
        for ahead in range(100)
    )
    assert slowest <= REMINDER_S


def test_no_whisper_of_a_busy_day_keeps_the_citizen_waiting() -> None:
    slowest = max(phrase_s(say_whisper(number), LENGTHS) for number in range(1, 201))
    assert slowest <= WHISPER_S


def test_every_prompt_of_a_promise_has_a_recording() -> None:
    said: set[PromptKey] = set()
    for minutes in (None, *range(DAY_MINUTES + 2)):
        said.update(say_promise(1, minutes, "0123"))
    for phrase in (
        say_promise(1, None, offers_answers=True),
        say_reminder(1, 0),
        say_reminder(1, 1),
        say_reminder(1, 1, is_brief=True),
        say_offer(1),
        say_whisper(1, is_urgent=True),
        say_number_check("1"),
        say_time_chosen(0, 0),
        say_time_chosen(0, 0, is_tomorrow=True),
    ):
        said.update(phrase)
    assert [key for key in said if not PACK.path(key).exists()] == []
    assert {key for key in LENGTHS if key.startswith(("promise.", "reminder.", "offer."))} <= said


def test_an_unknown_prompt_has_no_length() -> None:
    with pytest.raises(KeyError):
        phrase_s((PromptKey("promise.unheard_of"),), LENGTHS)


def _promise_s(number: int, minutes: int | None, ending: str) -> float:
    return phrase_s(say_promise(number, minutes, ending), LENGTHS)
