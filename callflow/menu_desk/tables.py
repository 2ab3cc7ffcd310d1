"""What everybody may ask: a clinic's telephone and hours, today's topic, and what we promise.

Of clinics only what is certain is told: of the one to which policy and birth date lead, of the one
that a doctor was asked from before by the same number, or of the only one there is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day
from base.ids import ClinicCode
from callback.request import RequestState
from callback.service import CallbackDesk
from callflow.events import ServiceName
from callflow.menu_desk.own_requests import FOUND, NOTHING
from callflow.menu_desk.requests import born_on
from callflow.menu_desk.spoken import open_today, phone_digits, promised_minutes
from callflow.policy import CallPolicy
from ivr.hot_topics import HotTopic, TopicPlace, topics_on_air
from ivr.ports import Asker, LookUpAnswer
from ivr.walk import LookUpOutcome
from tickets.attachment import read_policy
from tickets.directory import Directory
from tickets.directory_desk import DirectoryDesk
from tickets.intake.service import IntakeDesk
from tickets.number import read_ticket_number
from tickets.readings import ByPhone, Sought
from tickets.work.service import TicketDesk

_EARLIER: Final = 5
"""So many tickets of a number are looked through for its clinic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Answers for what everybody may ask."""

    callbacks: CallbackDesk
    tickets: TicketDesk
    intake: IntakeDesk
    desk: DirectoryDesk
    topics: Callable[[], Sequence[HotTopic]]
    operators: Callable[[], int]
    policy: Callable[[], CallPolicy]
    zone: ZoneInfo

    async def clinic(self, asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        """Say the telephone of the caller's clinic."""
        code = await self._clinic_of(asker, values)
        clinic = None if code is None else self._directory.clinic(code)
        if clinic is None:
            return NOTHING
        institution = self._directory.institution(clinic.code)
        phones = clinic.phones or (() if institution is None else institution.phones)
        return _found(phone=phone_digits(phones[0])) if phones else NOTHING

    async def timetable(self, asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        """Say from when to when doctors of the caller's clinic receive today."""
        code = await self._clinic_of(asker, values)
        weekday = local_day(asker.now, self.zone).weekday()
        today = None if code is None else open_today(self._directory, code, weekday)
        return NOTHING if today is None else _found(opens=today.opens, closes=today.closes)

    async def hot_question(self, asker: Asker, _values: Mapping[str, str]) -> LookUpAnswer:
        """Say the newest topic of the day: what most who ask want to hear."""
        topics = self.topics()
        for place in (TopicPlace.REFERENCE, TopicPlace.GREETING):
            on_air = topics_on_air(topics, place, asker.now)
            if on_air:
                return _found(answer=on_air[0].recording)
        return NOTHING

    async def institution(self, _asker: Asker, values: Mapping[str, str]) -> LookUpAnswer:
        """Tell whether an institution has the support code."""
        found = self._directory.by_support_code(values.get("support_code", ""))
        return NOTHING if found is None else FOUND

    async def promise(self, asker: Asker, _values: Mapping[str, str]) -> LookUpAnswer:
        """Say the number of the caller's request, and in how many minutes we ring.

        The number alone where nobody can tell the minutes.
        """
        number = str(read_ticket_number(asker.ticket_number).counter)
        minutes = self._minutes_until_rung(asker)
        return _found(number=number) if minutes is None else _found(number=number, minutes=minutes)

    @property
    def _directory(self) -> Directory:
        return self.desk.directory

    def _minutes_until_rung(self, asker: Asker) -> str | None:
        policy = self.policy()
        service = policy.services.get(ServiceName(asker.service))
        if service is None:
            return None
        now, hours = asker.now, service.hours
        requests = self.callbacks.ledger.requests.values()
        minutes = promised_minutes(
            now,
            now if hours.is_open(now) else hours.opens_at(now),
            ahead=sum(each.state is not RequestState.ENDED for each in requests),
            handle_s=policy.queues[service.queue].handle_s,
            operators=self.operators(),
        )
        return None if minutes is None else str(minutes)

    async def _clinic_of(self, asker: Asker, values: Mapping[str, str]) -> ClinicCode | None:
        policy_number = read_policy(values.get("policy", "")) or ""
        attached = await self.intake.attached_clinic(policy_number, born_on(values))
        if attached is not None:
            return attached
        if len(self._directory.clinics) == 1:
            return self._directory.clinics[0].code
        return await self._clinic_of_earlier_visits(asker)

    async def _clinic_of_earlier_visits(self, asker: Asker) -> ClinicCode | None:
        """Return the clinic of all visits asked for by this number; `None` where they differ."""
        if asker.number is None:
            return None
        page = await self.tickets.search(Sought(by=ByPhone(asker.number)), most=_EARLIER)
        readings = [await self.tickets.get(line.ticket_id) for line in page.tickets]
        clinics = {
            visit.clinic
            for reading in readings
            if reading is not None
            for visit in reading.file.visits
            if visit.clinic is not None
        }
        return clinics.pop() if len(clinics) == 1 else None


def _found(**values: str) -> LookUpAnswer:
    return LookUpAnswer(LookUpOutcome.FOUND, values)
