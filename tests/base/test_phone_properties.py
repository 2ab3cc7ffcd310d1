"""What holds for every text that a network could present."""

import unicodedata

from hypothesis import assume, example, given
from hypothesis import strategies as st

from base.phone import (
    MAX_DIGITS,
    NAME_MAX_CHARS,
    RAW_MAX_BYTES,
    NumberKind,
    NumberRules,
    clean_name,
    display,
    masked,
    read_number,
)

RULES = NumberRules(area_code="8442", local_lengths=frozenset({6, 7}))
HOLDING_A_NUMBER = {NumberKind.NATIONAL, NumberKind.LOCAL, NumberKind.FOREIGN}

anything = st.text(st.characters(exclude_categories=()))
nearly_a_number = st.from_regex(r"\+?(8|7|810|380|44)?[0-9 ()-]{0,20}", fullmatch=True)
surely_a_number = st.from_regex(
    r"(\+7|8|7) ?\(?[3489][0-9]{2}\)? ?[0-9]{3}-?[0-9]{4}|810[1-9][0-9]{9}|[2-7][0-9]{5}",
    fullmatch=True,
)
presented = st.one_of(anything, nearly_a_number)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in text)


@given(presented)
@example("\ud800")
def test_every_text_gets_a_reading_whose_parts_agree(text: str) -> None:
    reading = read_number(text, RULES)

    assert (reading.number is not None) == (reading.kind in HOLDING_A_NUMBER)
    assert (reading.short_number is not None) == (reading.kind is NumberKind.SHORT)
    assert len(reading.raw.encode()) <= RAW_MAX_BYTES
    assert not _has_controls(reading.raw)


@given(nearly_a_number)
def test_a_number_is_a_plus_and_at_most_fifteen_digits(text: str) -> None:
    number = read_number(text, RULES).number or "+7"

    assert number[0] == "+"
    assert number[1:].isascii()
    assert number[1:].isdecimal()
    assert len(number) - 1 <= MAX_DIGITS


@given(nearly_a_number)
def test_reading_a_number_again_changes_nothing(text: str) -> None:
    first = read_number(text, RULES)
    second = read_number(first.key, RULES)

    assert second.key == first.key


@given(surely_a_number)
def test_what_is_shown_is_read_back_and_what_is_logged_is_not(text: str) -> None:
    number = read_number(text, RULES).number
    assume(number is not None)
    assert number is not None

    assert read_number(display(number, RULES), RULES).number == number
    assert read_number(masked(number), RULES).number is None


@given(anything)
def test_a_name_is_short_clean_and_stays_what_it_is(text: str) -> None:
    name = clean_name(text)

    assert len(name) <= NAME_MAX_CHARS
    assert not _has_controls(name)
    assert clean_name(name) == name
