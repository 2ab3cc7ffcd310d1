"""What is known of a telephone, told in whatever order. `agents/phone.py`."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.phone import (
    Measured,
    PageClosed,
    PageMissed,
    PageNeeded,
    PageOpened,
    PhoneEvent,
    PhoneHealth,
    PhoneTrouble,
    Rang,
    Registered,
    Silent,
    Unregistered,
    advance,
)
from base.instant import Instant
from tests.support.swift import SWIFT

OLD, NEW = "sip:desk-1@10.0.0.1", "sip:desk-1@10.0.0.2"


UNKNOWN = PhoneHealth()


def told(*events: PhoneEvent, phone: PhoneHealth = UNKNOWN, at: float = 1.0) -> PhoneHealth:
    """Return what is known after these events at one moment."""
    for event in events:
        phone = advance(phone, event, Instant(at))
    return phone


def test_nothing_known_is_no_trouble() -> None:
    assert PhoneHealth().trouble is None


@pytest.mark.parametrize(
    ("event", "trouble"),
    [(Silent(OLD), PhoneTrouble.UNREACHABLE), (Unregistered(OLD), PhoneTrouble.UNREGISTERED)],
)
def test_telephone_is_well_again_as_soon_as_it_answers(
    event: PhoneEvent, trouble: PhoneTrouble
) -> None:
    dead = told(Registered(OLD, 12.0), event)
    back = told(Registered(OLD, 9.0), phone=dead)

    assert (dead.trouble, dead.rtt_ms) == (trouble, None)
    assert (back.trouble, back.rtt_ms) == (None, 9.0)


def test_round_trip_is_kept_current_while_the_telephone_answers() -> None:
    measured = told(Registered(OLD, 12.0), Measured(80.5))

    assert (measured.rtt_ms, measured.contact, measured.trouble) == (80.5, OLD, None)
    assert told(Registered(OLD, 12.0), Silent(OLD), Measured(80.5)).rtt_ms is None


@pytest.mark.parametrize("order", list(permutations([Registered(NEW, 5.0), Unregistered(OLD)])))
def test_telephone_that_moves_is_there_in_whatever_order_it_is_told(
    order: tuple[PhoneEvent, ...],
) -> None:
    moved = told(Registered(OLD, 12.0), *order)

    assert (moved.trouble, moved.rtt_ms) == (None, 5.0)


def test_last_good_ring_is_remembered_through_trouble() -> None:
    phone = told(Silent(OLD), phone=told(Rang(), at=7.0))

    assert phone.last_rung_at == 7.0


def test_page_that_comes_back_in_time_was_never_missed() -> None:
    closed = told(PageOpened(), PageNeeded(is_needed=True), PageClosed(), at=3.0)
    back = told(PageOpened(), PageMissed(Instant(3.0)), phone=closed)
    gone = told(PageMissed(Instant(3.0)), phone=closed)

    assert back.trouble is None
    assert gone.trouble is PhoneTrouble.PAGE_GONE
    assert told(PageOpened(), phone=gone).trouble is None


def test_one_of_two_pages_is_enough_and_who_declared_by_telephone_needs_none() -> None:
    two = told(PageOpened(), PageOpened(), PageNeeded(is_needed=True), PageClosed(), at=3.0)
    none = told(PageClosed(), PageMissed(Instant(3.0)), phone=two, at=3.0)

    assert told(PageMissed(Instant(3.0)), phone=two).trouble is None
    assert none.trouble is PhoneTrouble.PAGE_GONE
    assert told(PageNeeded(is_needed=False), phone=none).trouble is None


contacts = st.sampled_from([None, OLD, NEW])
events: st.SearchStrategy[PhoneEvent] = st.one_of(
    st.builds(Registered, contacts, st.sampled_from([None, 4.0])),
    st.builds(Silent, contacts),
    st.builds(Unregistered, contacts),
    st.just(Rang()),
    st.just(PageOpened()),
    st.just(PageClosed()),
    st.builds(PageMissed, st.just(Instant(1.0))),
    st.builds(PageNeeded, st.booleans()),
)


@given(st.lists(events, max_size=20))
@SWIFT
def test_whatever_happened_a_telephone_that_answers_and_its_page_make_it_well(
    day: list[PhoneEvent],
) -> None:
    phone = told(*day)

    assert phone.pages >= 0
    assert (
        (phone.trouble is None)
        or phone.is_registered is not True
        or (phone.is_answering is False or phone.needs_page)
    )
    assert told(Registered(NEW, 4.0), PageOpened(), phone=phone).trouble is None
