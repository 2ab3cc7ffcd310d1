"""What people write when they ask about a call. `storage/sought.py`."""

from datetime import date
from uuid import UUID

import pytest

from base.phone import HashedNumber, PhoneNumber
from storage.errors import NotSoughtError
from storage.sought import Sought, SoughtCall, SoughtNumber, SoughtTicket, read_sought
from tickets.number import TicketNumber

TODAY = date(2026, 11, 22)
WRITTEN = str(TicketNumber(date(2026, 11, 20), 37))
CALL = UUID("01a20180-6227-75cc-90da-cfea69ec77e5")


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("37", SoughtTicket(TODAY, 37)),
        ("2026-11-20/37", SoughtTicket(date(2026, 11, 20), 37)),
        (WRITTEN, SoughtTicket(date(2026, 11, 20), 37)),
        (WRITTEN.replace("-", ""), SoughtTicket(date(2026, 11, 20), 37)),
        ("+7 910 1234567", SoughtNumber(PhoneNumber("+79101234567"))),
        ("#" + "0f" * 16, SoughtNumber(HashedNumber("#" + "0f" * 16))),
        (str(CALL), SoughtCall(CALL, CALL)),
        (
            "01A20180-6227",
            SoughtCall(
                UUID("01a20180-6227-0000-0000-000000000000"),
                UUID("01a20180-6227-ffff-ffff-ffffffffffff"),
            ),
        ),
    ],
)
def test_every_form_of_what_is_asked_about_is_understood(text: str, sought: Sought) -> None:
    assert read_sought(text, TODAY) == sought


@pytest.mark.parametrize("text", ["", "why", "01a2018", "2026-13-01/37", "2026-11-20/", "x/37"])
def test_what_names_nothing_is_told_how_to_ask(text: str) -> None:
    with pytest.raises(NotSoughtError, match="write the id of a call"):
        read_sought(text, TODAY)
