"""What citizens ask of their own requests: where it stands, cancel it, another phone or time.

Anybody may hear where a request stands who knows its whole number; a short one is too easily
guessed, and tells only whoever it belongs to. Nobody changes what is not theirs: who called from
there, or left that number. Whoever is refused comes to a person, who may ask more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day, next_time_of_day
from base.phone import NumberRules, PhoneNumber
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
from tickets.capacity import VisitWish
from tickets.changes import CITIZEN, Cancel, ChangeVisit, Note
from tickets.contact import EndReason, State
from tickets.planning.service import Turn, VisitPlanner
from tickets.readings import TicketReading
from tickets.service import CaseDesk
from tickets.ticket import TicketCard
from tickets.ticket_file import Changed, TicketFile, Unchanged
from tickets.visit import Booking, HomeVisit, Window
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
    planner: VisitPlanner
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
        """Ring the person on another number; a doctor who is expected rings there as well."""
        reading = await self._theirs(asker, values)
        if isinstance(reading, LookUpAnswer):
            return reading
        card = reading.file.card
        contact = self.cases.contact(card.contact_id)
        phone = keyed_phone(values, rules)
        expected = _expected(reading.file)
        if phone is None or (contact is None and not expected):
            return NOTHING
        for visit in expected:
            if not await self._told_otherwise(card, visit, phone=phone):
                return NOTHING
        if contact is not None:
            self.cases.change(replace(contact, callback_to=phone))
            self.callbacks.changed_number(card.contact_id, phone)
        if card.filed_at is not None and not expected:
            note = Note(f"Просит звонить на другой номер: {phone} ({_BY_MENU}).")
            await self.tickets.change(card.ticket_id, note, CITIZEN)
        return FOUND

    async def change_time(self, asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        """Ring the person at another time of the day.

        Who is promised no call and expects a doctor tells when they are at home: from then on.
        """
        reading = await self._theirs(asker, values)
        if isinstance(reading, LookUpAnswer):
            return reading
        card = reading.file.card
        wanted = time_of_day(values.get("time", ""), asker.now)
        if wanted is None:
            return NOTHING
        at = next_time_of_day(asker.now, self.zone, *wanted)
        promised = self.callbacks.ledger.find(card.contact_id)
        if promised is not None and promised.state is not RequestState.ENDED:
            self.callbacks.chose_time(card.contact_id, at)
            return FOUND
        expected = _expected(reading.file)
        for visit in expected:
            if not await self._told_otherwise(card, visit, at_home_from=at):
                return NOTHING
        return FOUND if expected else NOTHING

    async def _told_otherwise(
        self,
        card: TicketCard,
        visit: HomeVisit,
        *,
        phone: PhoneNumber | None = None,
        at_home_from: datetime | None = None,
    ) -> bool:
        """Change a visit, so that its clinic hears it, and tell whether it is so now."""
        window = None if at_home_from is None else _rest_of_day(at_home_from, self.zone)
        async with self.planner.turn() as plans:
            booking = None if window is None else await self._booking_on(visit, window, plans)
            what = ChangeVisit(
                visit_id=visit.visit_id, why=_BY_MENU, phone=phone, window=window, booking=booking
            )
            done = await self.tickets.change(card.ticket_id, what, CITIZEN)
        return isinstance(done, Changed | Unchanged)

    async def _booking_on(self, visit: HomeVisit, window: Window, plans: Turn) -> Booking | None:
        """Return when the clinic comes on the day of a window; `None` where the day stays."""
        day = local_day(window.since, self.zone)
        if visit.clinic is None or visit.day is None or visit.day == day:
            return None
        wish = VisitWish(wanted_on=day, is_urgent=bool(visit.danger_signs))
        plan = await plans.plan(visit.patient, visit.address, wish, clinic=visit.clinic)
        booking = plan.booking
        if booking is None or booking.clinic != visit.clinic or booking.day is None:
            return None
        return booking

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


def _expected(file: TicketFile) -> tuple[HomeVisit, ...]:
    """Return the visits that no doctor has made yet and nobody has called off."""
    return tuple(visit for visit in file.visits if not visit.is_ended)


def _rest_of_day(since: datetime, zone: ZoneInfo) -> Window:
    """Return the window from a moment until the end of its local day."""
    tomorrow = local_day(since, zone) + timedelta(days=1)
    return Window(since=since, until=datetime.combine(tomorrow, time(), zone))
