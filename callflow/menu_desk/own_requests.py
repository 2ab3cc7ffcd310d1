"""What citizens ask of their own requests: where it stands, cancel it, another phone or time.

Anybody may hear where a request stands who knows its whole number; a short one is too easily
guessed, and tells only whoever it belongs to. Nobody changes what is not theirs: who called from
there, or left that number. Whoever is refused comes to a person, who may ask more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day, next_time_of_day
from base.phone import NumberRules
from callback.request import RequestState
from callback.service import CallbackDesk
from callflow.menu_desk.requests import (
    is_of,
    is_short,
    keyed_phone,
    meant_numbers,
    time_of_day,
)
from callflow.menu_desk.spoken import state_prompt
from ivr.ports import Asker, LookUpAnswer
from ivr.walk import LookUpOutcome
from tickets.changes import CITIZEN, Cancel, Note
from tickets.contact import EndReason, State
from tickets.readings import TicketReading
from tickets.service import CaseDesk
from tickets.ticket_file import Changed, Unchanged
from tickets.work.service import TicketDesk

FOUND: Final = LookUpAnswer(LookUpOutcome.FOUND)
NOTHING: Final = LookUpAnswer(LookUpOutcome.NOTHING)
DENIED: Final = LookUpAnswer(LookUpOutcome.DENIED)

_BY_MENU: Final = "по телефону, голосовым меню"


@dataclass(frozen=True, slots=True)
class OwnRequests:
    """Answers for what citizens ask of their own requests."""

    cases: CaseDesk
    callbacks: CallbackDesk
    tickets: TicketDesk
    zone: ZoneInfo

    async def status(self, asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        """Say where a request stands, and its number."""
        reading = await self._meant(asker, values)
        if reading is None:
            return NOTHING
        if is_short(values.get("ticket")) and not is_of(asker, reading):
            return DENIED
        number = str(reading.file.card.number.counter)
        told = {"number": number, "state": state_prompt(reading.file)}
        return LookUpAnswer(LookUpOutcome.FOUND, told)

    async def cancel(self, asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        """Call a request off, its doctors and the promise to ring included."""
        reading = await self._theirs(asker, values)
        if isinstance(reading, LookUpAnswer):
            return reading
        card = reading.file.card
        if card.state is State.CANCELLED:
            return FOUND
        if card.filed_at is not None:
            done = await self.tickets.change(card.ticket_id, Cancel(_BY_MENU), CITIZEN)
            if not isinstance(done, Changed | Unchanged):
                return NOTHING
        elif self.cases.contact(card.contact_id) is None:
            return NOTHING
        self.cases.end_contact(card.contact_id, EndReason.CANCELLED, asker.now)
        self.callbacks.cancelled(card.contact_id)
        return FOUND

    async def change_phone(
        self, asker: Asker, values: Mapping[str, str], rules: NumberRules
    ) -> LookUpAnswer:
        """Ring the person on another number."""
        reading = await self._theirs(asker, values)
        if isinstance(reading, LookUpAnswer):
            return reading
        card = reading.file.card
        contact = self.cases.contact(card.contact_id)
        phone = keyed_phone(values, rules)
        if contact is None or phone is None:
            return NOTHING
        self.cases.change(replace(contact, callback_to=phone))
        self.callbacks.changed_number(card.contact_id, phone)
        if card.filed_at is not None:
            note = Note(f"Просит звонить на другой номер: {phone} ({_BY_MENU}).")
            await self.tickets.change(card.ticket_id, note, CITIZEN)
        return FOUND

    async def change_time(self, asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        """Ring the person at another time of the day."""
        reading = await self._theirs(asker, values)
        if isinstance(reading, LookUpAnswer):
            return reading
        contact_id = reading.file.card.contact_id
        wanted = time_of_day(values.get("time", ""), asker.now)
        promised = self.callbacks.ledger.find(contact_id)
        if wanted is None or promised is None or promised.state is RequestState.ENDED:
            return NOTHING
        at = next_time_of_day(asker.now, self.zone, *wanted)
        self.callbacks.chose_time(contact_id, at)
        return FOUND

    async def _theirs(
        self, asker: Asker, values: Mapping[str, str]
    ) -> TicketReading | LookUpAnswer:
        reading = await self._meant(asker, values)
        if reading is None:
            return NOTHING
        return reading if is_of(asker, reading) else DENIED

    async def _meant(self, asker: Asker, values: Mapping[str, str]) -> TicketReading | None:
        """Return the ticket that is meant; of two with a short number, theirs goes first."""
        today = local_day(asker.now, self.zone)
        found = [
            reading
            for number in meant_numbers(asker, values.get("ticket"), today)
            if (reading := await self.tickets.by_number(number)) is not None
        ]
        theirs = [reading for reading in found if is_of(asker, reading)]
        return next(iter(theirs or found), None)
