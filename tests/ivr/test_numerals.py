"""Numbers joined from recorded units, held against an independent oracle of Russian grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from ivr.numerals import LARGEST, Case, Gender, Noun, cardinal, counted, ordinal
from tests.ivr.russian import heard, oracle, plural

numbers = st.integers(0, LARGEST)


@given(numbers, st.sampled_from(Gender), st.sampled_from(Case))
def test_a_cardinal_is_said_as_the_grammar_says_it(
    number: int, gender: Gender, case: Case
) -> None:
    assert heard(cardinal(number, gender, case)) == oracle(number, gender, case)


@given(st.integers(1, LARGEST))
def test_a_place_in_the_queue_is_a_neuter_ordinal(number: int) -> None:
    words = num2words(number, lang="ru", to="ordinal", gender="n")
    assert heard(ordinal(number)) == words


@given(numbers, st.sampled_from(Case))
def test_minutes_agree_with_their_number(minutes: int, case: Case) -> None:
    words = heard(counted(minutes, Noun.MINUTE, case)).rsplit(" ", 1)
    one = "минуту" if case is Case.ACCUSATIVE else "минута"
    assert words == [oracle(minutes, Gender.FEMININE, case), plural(minutes, one)]


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_a_number_without_recordings_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="can be said"):
        cardinal(number, Gender.MASCULINE, Case.NOMINATIVE)


def test_nobody_stands_in_place_zero() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        ordinal(0)
