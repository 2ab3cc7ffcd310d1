"""Tickets, visits and a site's policy that stories are told with."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from base.calendar import OpeningHours
from base.ids import ClinicCode, new_agent_id, new_contact_id, new_ticket_id, new_visit_id
from base.phone import PhoneNumber
from tickets.address import Address
from tickets.category import Category, CategoryCode, CategoryTree, Kind
from tickets.changes import File
from tickets.number import TicketNumber
from tickets.policy import TicketPolicy
from tickets.ticket import Person, TicketCard
from tickets.ticket_file import TicketFile
from tickets.visit import HomeVisit, Patient

ZONE = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, noon in Moscow."""
CLINIC = ClinicCode("gp-3")
AGENT = new_agent_id()
VISIT, SUPPORT = CategoryCode("home_visit"), CategoryCode("support")
HOUR_S = 3600.0

POLICY = TicketPolicy(
    categories=CategoryTree(
        [
            Category(
                code=VISIT,
                title="Вызов врача на дом",
                kind=Kind.HOME_VISIT,
                own_within_s=HOUR_S,
                resolve_within_s=10 * HOUR_S,
            ),
            Category(
                code=SUPPORT,
                title="Техническая поддержка",
                kind=Kind.SUPPORT,
                own_within_s=HOUR_S,
                resolve_within_s=10 * HOUR_S,
            ),
            Category(
                code=CategoryCode("support.teaching"),
                title="Обучение",
                kind=Kind.SUPPORT,
                is_in_scope=False,
                answer="Обучение проводит ваша организация.",
            ),
            Category(
                code=CategoryCode("follow_up"),
                title="Задача сотруднику",
                kind=Kind.FOLLOW_UP,
                own_within_s=HOUR_S,
            ),
        ]
    ),
    site_hours=OpeningHours.round_the_clock(ZONE),
)


def a_file(counter: int = 1, opened_at: datetime = NOON) -> TicketFile:
    """Return a ticket as a call leaves it."""
    card = TicketCard(
        ticket_id=new_ticket_id(),
        contact_id=new_contact_id(),
        number=TicketNumber(date(2026, 11, 23), counter),
        opened_at=opened_at,
        clock_from=opened_at,
    )
    return TicketFile(card)


def a_visit(patient: str = "Иванова Мария Петровна", *, text: str = "ул. Ленина, 5") -> HomeVisit:
    """Return a visit that has just been requested of a clinic."""
    return HomeVisit(
        visit_id=new_visit_id(),
        requested_at=NOON,
        complaint="температура 39, кашель",
        address=Address(text=text, street="ул. Ленина", house="5", flat="17"),
        patient=Patient(name=patient, born_on=date(1950, 3, 8)),
        phone=PhoneNumber("+79161234567"),
        clinic=CLINIC,
        state_at=NOON,
    )


def a_visit_request(*visits: HomeVisit) -> File:
    """Return the filing of visits."""
    return File(
        kind=Kind.HOME_VISIT,
        category=VISIT,
        person=Person(name="Иванов Пётр"),
        text="Мать больна, температура",
        visits=visits or (a_visit(),),
    )


def a_support_request(text: str = "Форма отчёта пуста") -> File:
    """Return the filing of a question to the support line."""
    return File(
        kind=Kind.SUPPORT,
        category=SUPPORT,
        person=Person(name="Сидорова Анна", phone=PhoneNumber("+78442248808")),
        text=text,
    )
