"""Writing messages down: each moment once for a promise, and a row for whatever was decided."""

from collections.abc import Iterable
from datetime import datetime

from base.ids import ContactId, uuid7
from base.phone import PhoneNumber
from callback.ports import SmsOutbox
from callback.sms import NoText, SmsFigures, SmsId, SmsPolicy, SmsRow, SmsTemplate, decide_text


class Texting:
    """What was told by SMS, and the outbox that takes it."""

    def __init__(self, outbox: SmsOutbox, policy: SmsPolicy) -> None:
        self._outbox = outbox
        self._policy = policy
        self._told_soon: set[ContactId] = set()

    def change_policy(self, policy: SmsPolicy) -> None:
        """Write by another policy from now on."""
        self._policy = policy

    @property
    def soon_ahead(self) -> int:
        """So many people before their turn they are told; 0 where nobody is."""
        return self._policy.soon_ahead if self._policy.texts.get(SmsTemplate.SOON) else 0

    def tell(
        self,
        template: SmsTemplate,
        contact_id: ContactId,
        number: PhoneNumber,
        figures: SmsFigures,
        now: datetime,
    ) -> SmsRow | NoText:
        """Write a message to a person, or return why there is none."""
        told = decide_text(template, number, figures, self._policy)
        if isinstance(told, NoText):
            return told
        row = SmsRow(
            sms_id=SmsId(uuid7()),
            contact_id=contact_id,
            number=told.number,
            text=told.text,
            template=told.template,
            state=told.state,
            written_at=now,
        )
        self._outbox.write_sms(row)
        return row

    def newly_soon(self, first: Iterable[ContactId]) -> tuple[ContactId, ...]:
        """Return who of the first in line was not told yet that we ring soon; each once."""
        new = tuple(contact_id for contact_id in first if contact_id not in self._told_soon)
        self._told_soon.update(new)
        return new

    def forget(self, contact_id: ContactId) -> None:
        """Forget a promise that is no more, or will be rung much later."""
        self._told_soon.discard(contact_id)
