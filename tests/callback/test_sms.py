"""What people are told by message, and who is never taken for told."""

from dataclasses import replace
from uuid import UUID

import pytest

from base.phone import PhoneNumber
from callback.sms import (
    NoText,
    SmsFigures,
    SmsId,
    SmsRow,
    SmsState,
    SmsTemplate,
    SmsTextError,
    Text,
    can_read,
    decide_text,
    filled,
    is_told,
)
from tests.callback.stage import NOON, SMS_POLICY, contact, phone

FIGURES = SmsFigures(place=37, minutes=None, shown=PhoneNumber("+78442122122"))
LANDLINE = PhoneNumber("+78442331122")


def test_text_names_the_place_and_the_number_from_which_we_ring() -> None:
    told = decide_text(SmsTemplate.REGISTERED, phone(1), FIGURES, SMS_POLICY)

    assert told == Text(
        phone(1), "122: 37, +78442122122", SmsTemplate.REGISTERED, SmsState.WAITING
    )


def test_what_nobody_can_tell_is_a_dash() -> None:
    assert filled("{minutes}", FIGURES) == "—"


def test_without_a_sender_the_row_says_so_and_nobody_is_told() -> None:
    no_sender = replace(SMS_POLICY, has_sender=False)
    told = decide_text(SmsTemplate.MISSED, phone(1), FIGURES, no_sender)

    assert isinstance(told, Text)
    assert told.state is SmsState.NO_SENDER


@pytest.mark.parametrize("state", SmsState)
def test_only_what_was_sent_counts_as_told(state: SmsState) -> None:
    row = SmsRow(SmsId(UUID(int=1)), contact(1), phone(1), "text", SmsTemplate.SOON, state, NOON)

    assert is_told(row) is (state is SmsState.SENT)


def test_landline_is_never_told_by_message() -> None:
    assert not can_read(LANDLINE, SMS_POLICY)
    assert decide_text(SmsTemplate.SOON, LANDLINE, FIGURES, SMS_POLICY) == NoText("landline")


def test_moment_without_a_text_is_not_told() -> None:
    silent = replace(SMS_POLICY, texts={})

    assert decide_text(SmsTemplate.SOON, phone(1), FIGURES, silent) == NoText("no_text")


@pytest.mark.parametrize("text", ["{name}", "{0}", "{"])
def test_text_that_names_what_it_cannot_is_refused(text: str) -> None:
    with pytest.raises(SmsTextError):
        filled(text, FIGURES)
