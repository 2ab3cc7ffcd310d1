"""What an agent dials on the telephone itself."""

import pytest

from agents.agent import Presence
from agents.codes import (
    CallWanted,
    CodeAccepted,
    CodeUnknown,
    Disposition,
    DispositionMarked,
    NotAnAgent,
    PhoneTestWanted,
    TopicWanted,
    read_code,
)


@pytest.mark.parametrize(
    ("code", "presence"),
    [
        ("*1", Presence.AVAILABLE),
        ("*2", Presence.BREAK),
        ("*6", Presence.ASIDE),
        ("*0", Presence.OFFLINE),
    ],
)
def test_code_declares_its_presence(code: str, presence: Presence) -> None:
    assert read_code(code, is_agent=True) == CodeAccepted(presence)


@pytest.mark.parametrize("code", ["", "*", "*88", "1", "**1", "112"])
def test_anything_else_declares_nothing(code: str) -> None:
    assert read_code(code, is_agent=True) == CodeUnknown()


def test_wish_to_test_the_telephone_is_read() -> None:
    assert read_code("*8", is_agent=True) == PhoneTestWanted()
    assert read_code("*8", is_agent=False) == NotAnAgent()


def test_telephone_of_nobody_declares_nothing() -> None:
    assert read_code("*1", is_agent=False) == NotAnAgent()


@pytest.mark.parametrize(
    ("code", "disposition"),
    [("*3", Disposition.NOBODY), ("*4", Disposition.WRONG_PERSON), ("*5", Disposition.DONE)],
)
def test_mark_of_the_last_call_is_read(code: str, disposition: Disposition) -> None:
    assert read_code(code, is_agent=True) == DispositionMarked(disposition)


@pytest.mark.parametrize("number", ["", "89101234567", "+79101234567", "103"])
def test_wish_to_call_somebody_is_read_with_the_number_as_it_was_dialled(number: str) -> None:
    assert read_code(f"*7{number}", is_agent=True) == CallWanted(number)
    assert read_code(f"*7{number}", is_agent=False) == NotAnAgent()


@pytest.mark.parametrize("rest", ["*1", "a", "+", "8910#", "\u0661"])
def test_what_cannot_be_a_number_is_no_wish_to_call(rest: str) -> None:
    assert read_code(f"*7{rest}", is_agent=True) == CodeUnknown()


@pytest.mark.parametrize("number", ["", "1", "4711"])
def test_wish_to_dictate_a_topic_is_read_with_its_number(number: str) -> None:
    assert read_code(f"*9{number}", is_agent=True) == TopicWanted(number)
    assert read_code(f"*9{number}", is_agent=False) == NotAnAgent()
    assert read_code("*9x", is_agent=True) == CodeUnknown()
