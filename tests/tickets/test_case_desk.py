"""The case desk: retrials join, recalls open anew, the counter follows the local day.

`tickets/contact.py` decides which it is, `tickets/service.py` keeps the desk.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from base.phone import PhoneNumber
from tests.support.site import ZONE
from tickets.contact import Conclusion, Contact, EndReason, OpenCase, State, Ticket
from tickets.number import TicketNumber
from tickets.service import CaseDesk

ANNA, BORIS = PhoneNumber("+79101234567"), PhoneNumber("+79107654321")
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LAST_SECOND = datetime(2026, 11, 22, 20, 59, 59, tzinfo=UTC)
"""One second before midnight in Moscow."""


class CaseShelf:
    """Contacts and tickets in lists."""

    def __init__(self) -> None:
        self.contacts: list[Contact] = []
        self.tickets: list[Ticket] = []
        self.left_open: tuple[OpenCase, ...] = ()
        self.counters: dict[date, int] = {}

    def write_contact(self, contact: Contact) -> None:
        """Write a row."""
        self.contacts.append(contact)

    def write_ticket(self, ticket: Ticket) -> None:
        """Write a row."""
        self.tickets.append(ticket)

    async def open_cases(self) -> tuple[OpenCase, ...]:
        """Return what was open before."""
        return self.left_open

    async def last_counter(self, day: date) -> int:
        """Return the day's highest counter."""
        return self.counters.get(day, 0)


@pytest.fixture
def shelf() -> CaseShelf:
    """Return an empty shelf."""
    return CaseShelf()


@pytest.fixture
def desk(shelf: CaseShelf) -> CaseDesk:
    """Return a desk that writes to the shelf."""
    return CaseDesk(shelf, ZONE)


def test_first_attempt_opens_a_contact_with_one_ticket_written_at_once(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    case, is_retrial = desk.open_case(ANNA, NOON)

    assert not is_retrial
    assert case.ticket.number == TicketNumber(date(2026, 11, 22), 1)
    assert (shelf.contacts, shelf.tickets) == ([case.contact], [case.ticket])
    assert case.ticket.contact_id == case.contact.contact_id


def test_retrial_joins_the_open_contact_and_adds_no_ticket(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    first, _ = desk.open_case(ANNA, NOON)
    again, is_retrial = desk.open_case(ANNA, NOON + timedelta(days=3))

    assert (again, is_retrial) == (first, True)
    assert len(shelf.tickets) == 1


def test_two_numbers_are_two_contacts(desk: CaseDesk) -> None:
    anna, _ = desk.open_case(ANNA, NOON)
    boris, _ = desk.open_case(BORIS, NOON)

    assert anna.contact.contact_id != boris.contact.contact_id
    assert boris.ticket.number.counter == 2


def test_withheld_callers_are_never_merged(desk: CaseDesk, shelf: CaseShelf) -> None:
    cases = [desk.open_case(None, NOON) for _ in range(3)]

    assert not any(is_retrial for _, is_retrial in cases)
    assert len({case.contact.contact_id for case, _ in cases}) == 3
    assert [ticket.number.counter for ticket in shelf.tickets] == [1, 2, 3]


def test_recall_after_being_served_opens_anew(desk: CaseDesk, shelf: CaseShelf) -> None:
    first, _ = desk.open_case(ANNA, NOON)
    desk.end_contact(first.contact.contact_id, EndReason.SERVED, NOON + timedelta(minutes=5))
    again, is_retrial = desk.open_case(ANNA, NOON + timedelta(minutes=6))

    assert not is_retrial
    assert again.contact.contact_id != first.contact.contact_id
    ended = shelf.contacts[1]
    assert (ended.end_reason, ended.ended_at) == (EndReason.SERVED, NOON + timedelta(minutes=5))


def test_contact_ends_once(desk: CaseDesk, shelf: CaseShelf) -> None:
    case, _ = desk.open_case(ANNA, NOON)
    for _ in range(2):
        desk.end_contact(case.contact.contact_id, EndReason.SERVED, NOON)

    assert len(shelf.contacts) == 2


def test_counter_begins_anew_at_local_midnight(desk: CaseDesk) -> None:
    before, _ = desk.open_case(None, LAST_SECOND)
    behind, _ = desk.open_case(None, LAST_SECOND + timedelta(seconds=1))

    assert str(before.ticket.number).startswith("261122-0001-")
    assert str(behind.ticket.number).startswith("261123-0001-")


def test_clock_set_back_over_midnight_gives_no_number_twice(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    for seconds in (0, 1, 0, 0, 2):
        desk.open_case(None, LAST_SECOND + timedelta(seconds=seconds))

    numbers = [str(ticket.number) for ticket in shelf.tickets]
    assert len(set(numbers)) == len(numbers)


async def test_restart_goes_on_counting_and_knows_who_waits_unserved(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    left, _ = desk.open_case(ANNA, NOON)
    shelf.left_open, shelf.counters = (left,), {date(2026, 11, 22): 41}
    fresh = CaseDesk(shelf, ZONE)
    await fresh.load(NOON)

    known, is_retrial = fresh.open_case(ANNA, NOON)
    new, _ = fresh.open_case(BORIS, NOON)

    assert (known, is_retrial) == (left, True)
    assert new.ticket.number.counter == 42


async def test_restart_on_the_next_day_keeps_yesterdays_contact(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    left, _ = desk.open_case(ANNA, NOON)
    shelf.left_open = (replace(left),)
    fresh = CaseDesk(shelf, ZONE)
    await fresh.load(NOON + timedelta(days=1))

    assert fresh.open_case(ANNA, NOON + timedelta(days=1)) == (left, True)


def test_contact_of_a_withheld_caller_is_forgotten_with_the_call_and_stays_in_the_book(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    case, _ = desk.open_case(None, NOON)
    desk.release(case.contact.contact_id)
    desk.end_contact(case.contact.contact_id, EndReason.SERVED, NOON)

    assert shelf.contacts == [case.contact]


def test_contact_with_a_number_is_never_forgotten_unserved(desk: CaseDesk) -> None:
    case, _ = desk.open_case(ANNA, NOON)
    desk.release(case.contact.contact_id)

    assert desk.open_case(ANNA, NOON) == (case, True)


def test_after_a_start_only_contacts_that_a_call_can_still_find_are_kept(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    known, held, lost = (desk.open_case(number, NOON)[0] for number in (ANNA, None, None))
    desk.release_all_but([held.contact.contact_id])
    for case in (held, lost):
        desk.end_contact(case.contact.contact_id, EndReason.SERVED, NOON)

    ended = [contact.contact_id for contact in shelf.contacts if contact.ended_at is not None]
    assert ended == [held.contact.contact_id]
    assert desk.open_case(ANNA, NOON) == (known, True)


def test_end_of_a_contact_ends_all_its_tickets(desk: CaseDesk, shelf: CaseShelf) -> None:
    case, _ = desk.open_case(ANNA, NOON)
    desk.add_ticket(case.contact.contact_id, NOON)
    shelf.tickets.clear()
    desk.end_contact(case.contact.contact_id, EndReason.SELF_SERVED, NOON)
    assert [ticket.conclusion for ticket in shelf.tickets] == [Conclusion.SELF_SERVED] * 2
    assert {ticket.state for ticket in shelf.tickets} == {State.CLOSED}


def test_end_that_is_taken_back_leaves_a_ticket_that_is_new(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    case, _ = desk.open_case(ANNA, NOON)
    desk.end_contact(case.contact.contact_id, EndReason.SERVED, NOON)
    desk.reopen(case)
    assert shelf.tickets[-1].state is State.NEW


def test_hidden_caller_who_hangs_up_unserved_has_left(desk: CaseDesk, shelf: CaseShelf) -> None:
    case, _ = desk.open_case(None, NOON)
    desk.release(case.contact.contact_id, NOON)
    assert shelf.tickets[-1].conclusion is Conclusion.LEFT


def test_hidden_caller_who_left_a_number_is_still_to_be_rung(
    desk: CaseDesk, shelf: CaseShelf
) -> None:
    case, _ = desk.open_case(None, NOON)
    desk.change(replace(case.contact, callback_to=BORIS))
    desk.release(case.contact.contact_id, NOON)
    desk.release_all_but(())
    assert desk.contact(case.contact.contact_id) is not None
    assert shelf.tickets == [case.ticket]


async def test_after_a_start_the_end_of_a_contact_ends_its_second_ticket_too(
    shelf: CaseShelf,
) -> None:
    before = CaseDesk(shelf, ZONE)
    case, _ = before.open_case(ANNA, NOON)
    second = before.add_ticket(case.contact.contact_id, NOON)
    assert second is not None
    shelf.left_open = before.open_contacts()
    shelf.tickets.clear()

    desk = CaseDesk(shelf, ZONE)
    await desk.load(NOON)
    desk.end_contact(case.contact.contact_id, EndReason.SERVED, NOON)
    ended = {ticket.ticket_id: ticket.conclusion for ticket in shelf.tickets}
    assert ended == dict.fromkeys((case.ticket.ticket_id, second.ticket_id), Conclusion.TALKED)


def test_end_that_is_taken_back_opens_all_tickets_again(desk: CaseDesk, shelf: CaseShelf) -> None:
    case, _ = desk.open_case(ANNA, NOON)
    desk.add_ticket(case.contact.contact_id, NOON)
    (case,) = desk.open_contacts()
    desk.end_contact(case.contact.contact_id, EndReason.SERVED, NOON)
    shelf.tickets.clear()
    desk.reopen(case)
    assert shelf.tickets == list(case.tickets)


def test_hidden_callers_of_an_hour_were_turned_away(desk: CaseDesk) -> None:
    assert desk.unreachable_case(NOON).ticket.conclusion is Conclusion.TURNED_AWAY
