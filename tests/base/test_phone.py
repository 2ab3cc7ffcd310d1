"""Every form of a number that a trunk was seen to present, and every oddity."""

import pytest

from base.phone import (
    NAME_MAX_CHARS,
    RAW_MAX_BYTES,
    NumberFlag,
    NumberKind,
    NumberRules,
    PhoneNumber,
    clean_name,
    display,
    masked,
    read_keyed_number,
    read_number,
)

VOLGOGRAD = NumberRules(
    area_code="8442",
    local_lengths=frozenset({6, 7}),
    own_numbers=frozenset({PhoneNumber("+78442122122")}),
)
MOBILE = "+79101234567"


@pytest.mark.parametrize(
    ("presented", "kind", "number"),
    [
        ("+79101234567", NumberKind.NATIONAL, MOBILE),
        ("89101234567", NumberKind.NATIONAL, MOBILE),
        ("79101234567", NumberKind.NATIONAL, MOBILE),
        ("9101234567", NumberKind.NATIONAL, MOBILE),
        ("81079101234567", NumberKind.NATIONAL, MOBILE),
        ("88001234567", NumberKind.NATIONAL, "+78001234567"),
        ("242488", NumberKind.LOCAL, "+78442242488"),
        ("2242488", NumberKind.LOCAL, "+78442242488"),
        ("810380441234567", NumberKind.FOREIGN, "+380441234567"),
        ("+380441234567", NumberKind.FOREIGN, "+380441234567"),
        ("380441234567", NumberKind.FOREIGN, "+380441234567"),
        ("87011234567", NumberKind.FOREIGN, "+77011234567"),
        ("+81312345678", NumberKind.FOREIGN, "+81312345678"),
    ],
)
def test_every_way_to_write_one_number_gives_one_key(
    presented: str, kind: NumberKind, number: str
) -> None:
    reading = read_number(presented, VOLGOGRAD)

    assert reading.kind is kind
    assert reading.number == number
    assert reading.key == number
    assert reading.flags == frozenset()


@pytest.mark.parametrize(
    "presented",
    [
        "+7 910 123-45-67",
        "8 (910) 123-45-67",
        "tel:+79101234567",
        "tel:9101234567;phone-context=+7",
        "sip:+79101234567@carrier.example",
        "\u202e+79101234567",
        "+79101234567\x00",
        " 89101234567\r\n",
    ],
)
def test_a_number_in_wrapping_is_cleaned_and_says_so(presented: str) -> None:
    reading = read_number(presented, VOLGOGRAD)

    assert reading.number == MOBILE
    assert reading.flags == {NumberFlag.CLEANED}


@pytest.mark.parametrize(
    "presented",
    [None, "", " ", "anonymous", "ANONYMOUS", "Unavailable", "Restricted", "unknown", "private"],
)
def test_a_withheld_number_is_nobodys_key(presented: str | None) -> None:
    reading = read_number(presented, VOLGOGRAD)

    assert reading.kind is NumberKind.WITHHELD
    assert reading.number is None
    assert reading.key is None
    assert not reading.is_callable


def test_a_number_whose_presentation_is_restricted_is_not_even_kept_as_raw_text() -> None:
    reading = read_number(MOBILE, VOLGOGRAD, is_withheld=True)

    assert reading.kind is NumberKind.WITHHELD
    assert reading.number is None
    assert reading.raw == ""


@pytest.mark.parametrize(
    ("presented", "flags"),
    [
        ("1" * 79, {NumberFlag.TOO_LONG}),
        ("1" * 300, {NumberFlag.CLEANED, NumberFlag.TOO_LONG}),
        ("+7" + "9" * 20, {NumberFlag.TOO_LONG}),
        ("+" + "4" * 16, {NumberFlag.TOO_LONG}),
        ("810" + "4" * 16, {NumberFlag.TOO_LONG}),
        ("+7910123", {NumberFlag.NOT_A_NUMBER}),
        ("+", {NumberFlag.NOT_A_NUMBER}),
        ("++79101234567", {NumberFlag.NOT_A_NUMBER}),
        ("12345", {NumberFlag.NOT_A_NUMBER}),
        ("+0123456789", {NumberFlag.NOT_A_NUMBER}),
        ("'", {NumberFlag.NOT_A_NUMBER}),
        ("<img src=x onerror=alert(1)>", {NumberFlag.CLEANED, NumberFlag.NOT_A_NUMBER}),
        ("7910\r\nEvent", {NumberFlag.CLEANED, NumberFlag.NOT_A_NUMBER}),
        ("122&PJSIP/trunk/81012345", {NumberFlag.NOT_A_NUMBER}),
        ("${SHELL(id)}", {NumberFlag.CLEANED, NumberFlag.NOT_A_NUMBER}),
        (
            "\u0667\u0669\u0661\u0660\u0661\u0662\u0663\u0664\u0665\u0666",
            {NumberFlag.NOT_A_NUMBER},
        ),
        ("79101234\ufffd\ufffd\ufffd", {NumberFlag.BROKEN_TEXT, NumberFlag.NOT_A_NUMBER}),
        ("\u202e\U0001f691", {NumberFlag.CLEANED, NumberFlag.NOT_A_NUMBER}),
    ],
)
def test_what_is_no_number_is_flagged_and_never_becomes_a_key(
    presented: str, flags: set[NumberFlag]
) -> None:
    reading = read_number(presented, VOLGOGRAD)

    assert reading.kind is NumberKind.UNUSABLE
    assert reading.key is None
    assert reading.flags == flags


@pytest.mark.parametrize("presented", ["103", "112", "122"])
def test_a_service_number_is_short_and_names_itself(presented: str) -> None:
    reading = read_number(presented, VOLGOGRAD)

    assert reading.kind is NumberKind.SHORT
    assert reading.number is None
    assert reading.key == presented
    assert not reading.is_callable


def test_a_number_outside_the_numbering_plan_is_flagged_and_still_used() -> None:
    reading = read_number("80001234567", VOLGOGRAD)

    assert reading.number == "+70001234567"
    assert reading.flags == {NumberFlag.INVALID_PLAN}
    assert reading.is_callable


def test_a_country_that_does_not_exist_is_flagged_and_does_not_stop_the_reading() -> None:
    reading = read_number("+99912345678", VOLGOGRAD)

    assert reading.kind is NumberKind.FOREIGN
    assert reading.flags == {NumberFlag.INVALID_PLAN}


def test_a_caller_who_shows_our_own_number_is_not_called_back() -> None:
    reading = read_number("122122", VOLGOGRAD)

    assert reading.kind is NumberKind.LOCAL
    assert NumberFlag.OWN_NUMBER in reading.flags
    assert not reading.is_callable


def test_home_numbers_are_callable_and_foreign_ones_are_not() -> None:
    assert read_number(MOBILE, VOLGOGRAD).is_callable
    assert read_number("242488", VOLGOGRAD).is_callable
    assert not read_number("+380441234567", VOLGOGRAD).is_callable
    assert not read_number("+77011234567", VOLGOGRAD).is_callable


def test_the_auditors_text_has_no_control_characters_and_at_most_256_bytes() -> None:
    reading = read_number("\u202e\r\n\x00" + "ы" * 300, VOLGOGRAD)

    assert reading.raw == "ы" * (RAW_MAX_BYTES // 2)


def test_without_an_area_code_a_city_number_is_not_guessed() -> None:
    assert read_number("242488", NumberRules()).kind is NumberKind.UNUSABLE


def test_rules_that_cannot_complete_a_local_number_are_refused() -> None:
    with pytest.raises(ValueError, match="area code of at least 4 digits"):
        NumberRules(area_code="844", local_lengths=frozenset({6}))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+79101234567", "8 (910) 123-45-67"),
        ("+78442242488", "8 (8442) 24-24-88"),
        ("+78001234567", "8 (800) 123-45-67"),
        ("+380441234567", "+380441234567"),
        ("+77011234567", "+77011234567"),
    ],
)
def test_numbers_are_shown_as_people_write_them(number: str, shown: str) -> None:
    assert display(PhoneNumber(number), VOLGOGRAD) == shown


def test_a_small_towns_number_is_shown_with_its_long_area_code() -> None:
    rules = NumberRules(area_code="84457", local_lengths=frozenset({5}))

    assert display(PhoneNumber("+78445731234"), rules) == "8 (84457) 3-12-34"


def test_a_masked_number_tells_only_its_length_and_its_end() -> None:
    assert masked(PhoneNumber(MOBILE)) == "+*********67"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (None, ""),
        ("Иванова  Мария", "Иванова Мария"),
        ("И" * 300, "И" * NAME_MAX_CHARS),
        ("Андреи\u0306", "Андрей"),
        ("\u202e Надежда\r\n\x00", "Надежда"),
        ("${SHELL(id)}", "${SHELL(id)}"),
        ("<img src=x>", "<img src=x>"),
        ("\ufffd\ufffd\ufffd", "\ufffd\ufffd\ufffd"),
    ],
)
def test_a_callers_name_is_made_fit_for_a_screen(given: str | None, name: str) -> None:
    assert clean_name(given) == name


@pytest.mark.parametrize(
    ("keyed", "number"),
    [
        ("9101234567", MOBILE),
        ("89101234567", MOBILE),
        ("79101234567", MOBILE),
        ("8442242488", "+78442242488"),
        ("2242488", None),
        ("7011234567", None),
        ("5101234567", None),
        ("122", None),
        ("", None),
    ],
)
def test_a_keyed_number_is_one_of_ours_with_its_area_code_or_none(
    keyed: str, number: str | None
) -> None:
    assert read_keyed_number(keyed, VOLGOGRAD) == number
