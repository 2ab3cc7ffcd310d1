"""Who came back for what the menu had settled: `callflow/contained.py`."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from base.ids import ContactId
from base.phone import PhoneNumber
from callflow.contained import Contained, NotContained, ServedByMenu
from tests.support.hall import STARTED_AT
from tickets.contact import Contact

DAY_S = 86_400.0
FIRST = Contact(ContactId(UUID(int=1)), PhoneNumber("+79101234567"), STARTED_AT)
SECOND = replace(FIRST, contact_id=ContactId(UUID(int=2)))
HIDDEN = replace(FIRST, number=None)


def returned(subject: str, after_s: float, *, first: Contact = FIRST) -> list[NotContained]:
    """Return what is told of a person who was served for a timetable and wants this now."""
    told: list[NotContained] = []
    contained = Contained(DAY_S)
    contained.on_return = told.append
    contained.served(first, "reference", STARTED_AT)
    second = replace(SECOND, number=first.number)
    for _ in range(2):
        contained.wanted(second, subject, STARTED_AT + timedelta(seconds=after_s))
    return told


def test_who_comes_back_for_the_same_within_a_day_was_not_served_and_is_told_once() -> None:
    assert returned("reference", 3600.0) == [NotContained(FIRST.contact_id, "reference", 3600.0)]


def test_another_wish_a_later_day_and_a_hidden_number_say_nothing() -> None:
    assert returned("complaint", 3600.0) == []
    assert returned("reference", DAY_S + 1) == []
    assert returned("reference", 60.0, first=HIDDEN) == []


def test_who_was_served_before_a_restart_is_known_when_they_come_back() -> None:
    contained, told = Contained(DAY_S), list[NotContained]()
    contained.on_return = told.append
    assert FIRST.number is not None
    earlier = STARTED_AT - timedelta(hours=1)
    contained.recall(
        [
            ServedByMenu(FIRST.number, ContactId(UUID(int=7)), "complaint", earlier),
            ServedByMenu(FIRST.number, FIRST.contact_id, "reference", STARTED_AT),
        ]
    )
    for subject in ("complaint", "reference"):
        contained.wanted(SECOND, subject, STARTED_AT + timedelta(seconds=60))

    assert told == [NotContained(FIRST.contact_id, "reference", 60.0)]


def test_same_contact_is_no_coming_back() -> None:
    contained, told = Contained(DAY_S), list[NotContained]()
    contained.on_return = told.append
    contained.served(FIRST, "reference", STARTED_AT)
    contained.wanted(FIRST, "reference", STARTED_AT)

    assert told == []
