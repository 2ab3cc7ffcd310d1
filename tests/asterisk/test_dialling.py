"""Numbers are written as the trunk wants them, and nothing else is dialled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asterisk.dialling import DialAs, DialForm
from base.phone import PhoneNumber
from tests.support.swift import SWIFT

CITIZEN = PhoneNumber("+79101234567")


@pytest.mark.parametrize(
    ("dial_as", "written"),
    [
        (DialAs.DIGITS, "79101234567"),
        (DialAs.E164, "+79101234567"),
        (DialAs.NATIONAL, "89101234567"),
    ],
)
def test_each_trunk_gets_the_form_that_it_wants(dial_as: DialAs, written: str) -> None:
    assert DialForm(dial_as=dial_as).written(CITIZEN) == written


@pytest.mark.parametrize("service", ["103", "112", "1122"])
def test_service_of_a_short_number_is_dialled_as_it_is_on_every_trunk(service: str) -> None:
    assert {DialForm(dial_as=form).written_outside(service) for form in DialAs} == {service}


@pytest.mark.parametrize("number", ["", "1", "203", "103@x", "12345", "+103"])
def test_what_is_no_number_outside_is_not_dialled(number: str) -> None:
    assert DialForm().written_outside(number) is None


def test_number_abroad_is_dialled_with_the_international_prefix() -> None:
    abroad = PhoneNumber("+375291234567")

    assert DialForm(dial_as=DialAs.NATIONAL).written(abroad) == "810375291234567"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "122",
        "79101234567",
        "+09101234567",
        "+7910123456789012",
        "+79101234567\n",
        "+79101234567@192.0.2.1",
        "+7910&PJSIP/main",
        "sip:x@192.0.2.1",
        "+\u0667\u0669\u0661\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
    ],
)
def test_what_is_no_number_is_not_written_at_all(text: str) -> None:
    assert DialForm().written(PhoneNumber(text)) is None


@SWIFT
@given(text=st.text(), dial_as=st.sampled_from(DialAs))
def test_whatever_is_written_is_digits_and_at_most_one_plus(text: str, dial_as: DialAs) -> None:
    written = DialForm(dial_as=dial_as).written(PhoneNumber(text))

    assert written is None or written.removeprefix("+").isdecimal()
    assert written is None or written.isascii()
