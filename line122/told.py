"""What a message that has left us changes: the person counts as told."""

from dataclasses import replace

from base.clock import Clock
from callback.sms import SmsRow, SmsTemplate
from tickets.service import CaseDesk


class ToldByMessage:
    """Notes on the contact that its person was told by a message."""

    def __init__(self, cases: CaseDesk, clock: Clock) -> None:
        self._cases = cases
        self._clock = clock

    def __call__(self, message: SmsRow) -> None:
        """Take that a message was sent; only one that tells of the place counts."""
        contact = self._cases.contact(message.contact_id)
        if message.template is not SmsTemplate.REGISTERED or contact is None:
            return
        if contact.told_at is None:
            self._cases.change(replace(contact, told_at=self._clock.now()))
