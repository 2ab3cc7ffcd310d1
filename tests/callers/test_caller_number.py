"""What a number is good for, by the trunk's rules alone; and the key of a hidden one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.phone import NumberRules, PhoneNumber, read_number
from callers.number import CallerKind, hashed_key, kind_of

RUSSIA = NumberRules(
    area_code="8442",
    local_lengths=frozenset({6}),
    own_numbers=frozenset({PhoneNumber("+78442122122")}),
)
SALT = b"a salt of this site"


@pytest.mark.parametrize(
    ("presented", "kind"),
    [
        ("+79101234567", CallerKind.MOBILE),
        ("89101234567", CallerKind.MOBILE),
        ("242488", CallerKind.LANDLINE),
        ("84951234567", CallerKind.LANDLINE),
        ("88001234567", CallerKind.LANDLINE),
        ("+380441234567", CallerKind.FOREIGN),
        ("87011234567", CallerKind.FOREIGN),
        ("103", CallerKind.WITHHELD),
        ("anonymous", CallerKind.WITHHELD),
        ("<img src=x>", CallerKind.WITHHELD),
        (None, CallerKind.WITHHELD),
        ("122122", CallerKind.WITHHELD),
    ],
)
def test_a_number_is_what_the_rules_of_its_trunk_make_of_it(
    presented: str | None, kind: CallerKind
) -> None:
    assert kind_of(read_number(presented, RUSSIA), RUSSIA) is kind


def test_another_country_has_other_mobile_numbers() -> None:
    elsewhere = NumberRules(
        country_code="375",
        national_length=9,
        foreign_area_codes=("0",),
        mobile_area_codes=("25", "29", "33", "44"),
    )

    mobile = read_number("+375291234567", elsewhere)
    landline = read_number("+375171234567", elsewhere)

    assert kind_of(mobile, elsewhere) is CallerKind.MOBILE
    assert kind_of(landline, elsewhere) is CallerKind.LANDLINE


def test_a_site_without_mobile_numbers_takes_nobody_for_mobile() -> None:
    rules = NumberRules(mobile_area_codes=())

    assert kind_of(read_number("+79101234567", rules), rules) is CallerKind.LANDLINE


def test_a_hidden_number_has_one_key_that_shows_nothing_of_it() -> None:
    key = hashed_key("+79101234567", SALT)

    assert key == hashed_key("+79101234567", SALT)
    assert key.startswith("#")
    assert "4567" not in key


def test_another_site_knows_the_same_hidden_number_by_another_key() -> None:
    assert hashed_key("+79101234567", SALT) != hashed_key("+79101234567", b"another salt")


def test_hiding_numbers_without_a_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="need a salt"):
        hashed_key("+79101234567", b"")


@given(st.text("+0123456789"), st.text("+0123456789"))
def test_two_hidden_numbers_never_share_a_key(one: str, other: str) -> None:
    assert (hashed_key(one, SALT) == hashed_key(other, SALT)) == (one == other)
