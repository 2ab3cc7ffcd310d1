"""`line122/told.py`: a message that has left us makes its person count as told, and no other."""

from dataclasses import replace

import pytest

from base.clock import LoopClock
from base.phone import PhoneNumber
from callback.sms import SmsTemplate
from line122.told import ToldByMessage
from storage.memory import MemoryBooks
from tests.sms.test_sms_request import MESSAGE
from tests.support.hall import STARTED_AT
from tests.support.site import ZONE
from tickets.service import CaseDesk

pytestmark = pytest.mark.looptime

NUMBER = PhoneNumber("+79101234567")


@pytest.mark.parametrize(
    ("template", "is_told"),
    [(SmsTemplate.REGISTERED, True), (SmsTemplate.SOON, False), (SmsTemplate.MISSED, False)],
)
async def test_only_the_message_that_tells_of_the_place_counts(
    template: SmsTemplate,
    is_told: bool,  # noqa: FBT001 - a case of the story.
) -> None:
    clock = LoopClock(STARTED_AT)
    cases = CaseDesk(MemoryBooks(clock, ZONE).cases, ZONE)
    case, _ = cases.open_case(NUMBER, STARTED_AT)
    contact_id = case.contact.contact_id
    ToldByMessage(cases, clock)(replace(MESSAGE, contact_id=contact_id, template=template))
    contact = cases.contact(contact_id)

    assert contact is not None
    assert (contact.told_at is not None) is is_told


async def test_message_to_somebody_who_was_served_meanwhile_changes_nothing() -> None:
    clock = LoopClock(STARTED_AT)
    books = MemoryBooks(clock, ZONE)
    cases = CaseDesk(books.cases, ZONE)
    ToldByMessage(cases, clock)(MESSAGE)

    assert books.cases.contacts == {}
