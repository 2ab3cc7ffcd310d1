"""The number of a ticket: what people misread is found, what they write is understood."""

from datetime import date, timedelta

import pytest

from tickets.number import TicketNumber, TicketNumberError, damm_digit, read_ticket_number

NUMBERS = [
    str(TicketNumber(date(2026, 1, 1) + timedelta(days=41 * step), counter))
    for step, counter in enumerate((1, 2, 9, 10, 37, 99, 122, 1000, 4711, 9999, 10_000, 123_456))
]


def test_number_is_the_day_the_counter_and_a_check_digit() -> None:
    assert str(TicketNumber(date(2026, 11, 22), 37)) == f"261122-0037-{damm_digit('2611220037')}"


def test_check_digit_is_damms() -> None:
    """Source: H. Michael Damm's thesis; the example 572 → 4 is the one in common use."""
    assert damm_digit("572") == 4
    assert damm_digit("5724") == 0


def test_counter_beyond_four_digits_grows_and_is_still_read() -> None:
    number = TicketNumber(date(2026, 11, 22), 12_345)

    assert str(number).startswith("261122-12345-")
    assert read_ticket_number(str(number)) == number


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_is_read_back_with_and_without_dashes_and_blanks(number: str) -> None:
    assert str(read_ticket_number(number)) == number
    assert str(read_ticket_number(number.replace("-", ""))) == number
    assert str(read_ticket_number(f"  {number.replace('-', ' - ')} ")) == number


@pytest.mark.parametrize("number", NUMBERS)
def test_every_single_wrong_digit_is_found(number: str) -> None:
    digits = number.replace("-", "")
    for place, right in enumerate(digits):
        for wrong in set("0123456789") - {right}:
            with pytest.raises(TicketNumberError):
                read_ticket_number(digits[:place] + wrong + digits[place + 1 :])


@pytest.mark.parametrize("number", NUMBERS)
def test_every_swap_of_two_neighbours_is_found(number: str) -> None:
    digits = number.replace("-", "")
    for place in range(len(digits) - 1):
        one, two = digits[place], digits[place + 1]
        if one != two:
            with pytest.raises(TicketNumberError):
                read_ticket_number(digits[:place] + two + one + digits[place + 2 :])


def test_every_pair_of_digits_is_told_from_its_swap_after_every_beginning() -> None:
    for beginning in "0123456789":
        for one in "0123456789":
            for two in "0123456789":
                if one != two:
                    swapped = damm_digit(beginning + two + one)
                    assert damm_digit(beginning + one + two) != swapped


@pytest.mark.parametrize(
    "text",
    ["", "-", "261122", "2611220037", "номер 261122-0037-4", "²61122-0037-4", "+261122-0037-4"],
)
def test_what_is_no_ticket_number_is_told_so(text: str) -> None:
    with pytest.raises(TicketNumberError):
        read_ticket_number(text)


@pytest.mark.parametrize("digits", ["2613010001", "2602300001", "2611220000"])
def test_day_that_is_none_and_counter_zero_are_refused_even_with_a_fitting_check(
    digits: str,
) -> None:
    with pytest.raises(TicketNumberError):
        read_ticket_number(f"{digits}{damm_digit(digits)}")
