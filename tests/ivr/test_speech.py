"""What the line says with numbers in it, word for word, and that all of it was recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.numerals import LARGEST, Case, Gender, Noun, cardinal, counted, ordinal
from ivr.speech import (
    PAUSE,
    say_cardinal,
    say_digits,
    say_hours,
    say_minutes,
    say_position,
    say_ticket_number,
    say_time,
    say_wait,
)
from tests.ivr.russian import PACK, heard, oracle, plural


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_the_day_can_be_said(hour: int, minute: int) -> None:
    words = heard(say_time(hour, minute))
    assert words.startswith(oracle(hour, Gender.MASCULINE, Case.ACCUSATIVE) + " час")
    if minute:
        said = oracle(minute, Gender.FEMININE, Case.ACCUSATIVE)
        assert words.endswith(f" {said} {plural(minute, 'минуту')}")
    else:
        assert "минут" not in words


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (10, 40, "десять часов сорок минут"),
        (21, 0, "двадцать один час"),
        (1, 1, "один час одну минуту"),
        (22, 22, "двадцать два часа двадцать две минуты"),
        (0, 5, "ноль часов пять минут"),
    ],
)
def test_a_time_stands_as_after_v(hour: int, minute: int, words: str) -> None:
    assert heard(say_time(hour, minute)) == words


@pytest.mark.parametrize(("hour", "minute"), [(24, 0), (-1, 0), (10, 60), (10, -1)])
def test_what_is_no_time_of_day_is_refused(hour: int, minute: int) -> None:
    with pytest.raises(ValueError, match="no time of day"):
        say_time(hour, minute)


def test_the_first_in_the_queue_is_told_to_be_the_next() -> None:
    assert heard(say_position(1)) == "Ваш звонок будет следующим."


def test_any_other_place_is_said_without_a_gender_for_the_caller() -> None:
    assert heard(say_position(23)) == "Ваше место в очереди двадцать третье"
    assert heard(say_position(120)) == "Ваше место в очереди сто двадцатое"


def test_a_wait_of_less_than_a_minute_is_said_as_one_minute() -> None:
    assert heard(say_wait(0)) == "Примерное время ожидания одна минута"
    assert heard(say_wait(43)) == "Примерное время ожидания сорок три минуты"


def test_minutes_are_said_as_after_through_when_asked() -> None:
    assert heard(say_minutes(1)) == "одна минута"
    assert heard(say_minutes(21, Case.ACCUSATIVE)) == "двадцать одну минуту"


def test_a_number_alone_is_masculine() -> None:
    assert heard(say_cardinal(1002)) == "одна тысяча два"


def test_hours_agree_with_their_number() -> None:
    assert heard(say_hours(2)) == "два часа"
    assert heard(say_hours(11, Case.ACCUSATIVE)) == "одиннадцать часов"


@given(st.from_regex(r"[0-9]{6}-[0-9]{4,7}-[0-9]", fullmatch=True))
def test_every_digit_of_a_ticket_number_is_said_in_order(number: str) -> None:
    said = [key.removeprefix("digit.") for key in say_ticket_number(number)[1:] if key != PAUSE]
    assert "".join(said) == number.replace("-", "")


@given(st.text(max_size=40))
def test_groups_of_digits_are_short_and_parted_by_one_pause(text: str) -> None:
    phrase = say_digits(text)
    groups = " ".join(phrase).split(PAUSE) if phrase else []
    assert all(1 <= len(group.split()) <= 4 for group in groups)


@pytest.mark.parametrize(
    ("digits", "sizes"),
    [("122", [3]), ("0001", [4]), ("261122", [3, 3]), ("4957777", [3, 2, 2]), ("", [])],
)
def test_a_run_of_digits_is_divided_as_people_write_it_down(digits: str, sizes: list[int]) -> None:
    phrase = say_digits(digits)
    groups = " ".join(phrase).split(PAUSE) if phrase else []
    assert [len(group.split()) for group in groups] == sizes


def test_every_key_that_can_be_said_has_a_text_and_a_recording() -> None:
    """All numbers, all forms: nothing may be left to be discovered in a call."""
    keys = {PAUSE, *say_digits("0123456789"), *say_ticket_number("1")}
    keys.update(say_position(1), say_position(2), say_wait(1))
    for number in range(LARGEST + 1):
        for case in Case:
            for gender in Gender:
                keys.update(cardinal(number, gender, case))
            for noun in Noun:
                keys.update(counted(number, noun, case))
        if number:
            keys.update(ordinal(number))
    in_manifest = {prompt.key for prompt in PACK.prompts()}
    assert keys <= in_manifest
    missing = [PACK.path(key) for key in keys if not PACK.path(key).exists()]
    assert missing == []
