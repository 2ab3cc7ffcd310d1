"""Digits that people key in, the words said with them, and the branches taken by facts.

Of `ivr/keyed.py`, `ivr/phrases.py` and `ivr/facts.py`.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.facts import CallerMark, Facts, Hours, branch_target
from ivr.keyed import has_check_digit, read_keyed
from ivr.nodes import BranchNode, Check, KeyedField, Question
from ivr.phrases import phrase_from
from tests.support.swift import SWIFT
from tickets.number import TicketNumber

TODAY = date(2026, 11, 22)


def read(digits: str, check: Check) -> str | None:
    return read_keyed(digits, KeyedField(kind="keyed", say=("x",), into="x", check=check), TODAY)


@pytest.mark.parametrize(
    ("check", "digits", "value"),
    [
        (Check.FREE, "007", "007"),
        (Check.BIRTH_DATE, "29022024", "2024-02-29"),
        (Check.BIRTH_DATE, "22112026", "2026-11-22"),
        (Check.BIRTH_DATE, "23112026", None),
        (Check.BIRTH_DATE, "29022023", None),
        (Check.BIRTH_DATE, "01011900", None),
        (Check.BIRTH_DATE, "0101199", None),
        (Check.PHONE, "9045551122", "9045551122"),
        (Check.PHONE, "89045551122", "9045551122"),
        (Check.PHONE, "79045551122", "9045551122"),
        (Check.PHONE, "29045551122", None),
        (Check.PHONE, "77011234567", None),
        (Check.PHONE, "5045551122", None),
        (Check.PHONE, "0000000000", None),
        (Check.TICKET, "37", "37"),
        (Check.TICKET, "0", None),
        (Check.TICKET, "12345", None),
        (Check.SUPPORT_CODE, "4711", "4711"),
        (Check.SUPPORT_CODE, "47", None),
        (Check.MARK, "10", "10"),
        (Check.MARK, "11", None),
        (Check.POLICY, "0000000000000000", None),
    ],
)
def test_keyed_digits_mean_what_they_are_checked_for(
    check: Check, digits: str, value: str | None
) -> None:
    assert read(digits, check) == value


def test_whole_number_of_a_ticket_is_taken_with_its_check_digit() -> None:
    number = TicketNumber(TODAY, 37)
    digits = str(number).replace("-", "")
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)

    assert read(digits, Check.TICKET) == str(number)
    assert read(wrong, Check.TICKET) is None


@given(st.text("0123456789", min_size=15, max_size=15))
@SWIFT
def test_control_digit_of_a_policy_is_that_of_the_rule(body: str) -> None:
    """The rule in its own words: odd places from the right doubled as one number, and so on."""
    doubled = str(2 * int(body[::-2]))
    total = sum(int(digit) for digit in body[-2::-2] + doubled)
    control = -total % 10

    assert has_check_digit(f"{body}{control}")
    assert not has_check_digit(f"{body}{(control + 1) % 10}")


@pytest.mark.parametrize(
    ("on", "case"),
    [
        (Question.HOURS, "closing_soon"),
        (Question.ESTIMATE, "10"),
        (Question.STORM, "yes"),
        (Question.CHANNELS, "2"),
        (Question.CALLER, "recall"),
        (Question.DIALLED, "+78442122122"),
        (Question.LANGUAGE, "en"),
        (Question.FILED, "yes"),
    ],
)
def test_branch_takes_the_case_that_fits_and_else_the_other_way(on: Question, case: str) -> None:
    branch = BranchNode(kind="branch", on=on, cases={case: "there"}, otherwise="elsewhere")
    fitting = Facts(
        today=TODAY,
        hours=Hours.CLOSING_SOON,
        estimate_minutes=10,
        is_storm=True,
        channels_free=2,
        caller=frozenset({CallerMark.RECALL}),
        dialled="+78442122122",
    )

    assert branch_target(branch, fitting, "en", has_filed=True) == "there"
    assert branch_target(branch, Facts(today=TODAY), "ru", has_filed=False) == "elsewhere"


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        (("a.b", "{n:number}"), ("a.b", "num.30", "num.7")),
        (("{n}",), ("digit.3", "digit.7")),
        (("{day:date}",), ("date.5", "month.12")),
        (("{at:time}",), ("num.9", "hour.many", "num.30", "minute.many")),
        (("{key:prompt}",), ("request.state.sent",)),
        (("{n:minutes}",), ("promise.minutes_many", "num.40")),
        (("{missing}",), None),
        (("{key:time}",), None),
        (("{topic:prompt}",), ("/var/lib/line 122/topics/flu-shots-20261122120000",)),
        (("{bad:prompt}",), None),
        (("{worse:prompt}",), None),
        (("{long}",), None),
    ],
)
def test_words_are_said_with_their_values_or_not_at_all(
    words: tuple[str, ...], phrase: tuple[str, ...] | None
) -> None:
    values = {
        "n": "37",
        "day": "2026-12-05",
        "at": "09:30",
        "key": "request.state.sent",
        "topic": "/var/lib/line 122/topics/flu-shots-20261122120000",
        "bad": "../../etc",
        "worse": "/var/../etc",
        "long": "1" * 40,
    }

    assert phrase_from(words, values) == phrase
