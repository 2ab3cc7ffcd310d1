"""Whom menus served, read again after a restart: `callflow.contained.ServedBook`."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from base.instant import after
from base.phone import PhoneNumber
from callflow.contained import ServedByMenu
from callflow.outcome import Outcome
from tests.contract.library import CLOCK, KINDS, Library, opened_library
from tests.integration.storage.values import a_case, a_record
from tickets.contact import EndReason

HOUR = timedelta(hours=1)


@pytest.fixture(params=KINDS)
async def library(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Library]:
    async with opened_library(request.param, database_url, tmp_path) as library:
        yield library


class Caller:
    """A person of a story, who ends with a menu an hour or more ago."""

    def __init__(self, library: Library, counter: int, ended_at: datetime) -> None:
        self.library, self.ended_at = library, ended_at
        number = PhoneNumber(f"+7910123456{counter}")
        self.number = number
        self.case = a_case(counter, number=number, opened_at=ended_at - HOUR)

    def ends(self, reason: EndReason) -> None:
        """Let the contact end."""
        contact = replace(self.case.contact, ended_at=self.ended_at, end_reason=reason)
        self.case = replace(self.case, contact=contact)
        self.library.write_case(self.case)

    def calls(self, outcome: Outcome, subject: str | None, ago_s: float) -> None:
        """Let them call about something."""
        begun = after(CLOCK.instant(), -ago_s)
        record = a_record(self.case, begun)
        over = replace(record.times, hung_up_at=after(begun, 30))
        self.library.calls.write_call(
            replace(record, outcome=outcome, subject=subject, times=over)
        )

    def served(self, subject: str | None) -> ServedByMenu:
        """Return what is known of them."""
        return ServedByMenu(self.number, self.case.contact.contact_id, subject, self.ended_at)


async def test_those_whose_last_call_a_menu_ended_are_known_with_what_they_wanted(
    library: Library,
) -> None:
    now = CLOCK.now()
    first, second = Caller(library, 1, now - 3 * HOUR), Caller(library, 2, now - HOUR)
    for caller in (second, first):
        caller.ends(EndReason.SELF_SERVED)
    first.calls(Outcome.ABANDONED, "complaint", 12_000)
    first.calls(Outcome.SELF_SERVED, "reference", 10_900)
    second.calls(Outcome.SELF_SERVED, None, 3_700)

    found = await library.served.served_by_menu(now - 24 * HOUR)
    assert found == (first.served("reference"), second.served(None))
    assert await library.served.served_by_menu(now - 2 * HOUR) == (second.served(None),)


async def test_nobody_is_counted_as_served_by_a_menu_who_was_served_otherwise(
    library: Library,
) -> None:
    now = CLOCK.now()
    talked, wrote, hidden = (Caller(library, each, now - HOUR) for each in (1, 2, 3))
    talked.ends(EndReason.SERVED)
    talked.calls(Outcome.ANSWERED, "reference", 3_700)
    wrote.ends(EndReason.SELF_SERVED)
    hidden.case = replace(hidden.case, contact=replace(hidden.case.contact, number=None))
    hidden.ends(EndReason.SELF_SERVED)
    hidden.calls(Outcome.SELF_SERVED, "reference", 3_700)

    assert await library.served.served_by_menu(now - 24 * HOUR) == ()
