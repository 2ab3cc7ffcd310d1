"""A town's worth of tickets for the bench: names, addresses and words as a region has them.

Some names are common and some are rare, as everywhere; the same seed makes the same town.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day
from base.ids import ClinicCode, new_contact_id, new_ticket_id, new_visit_id
from base.phone import PhoneNumber
from tickets.address import Address
from tickets.category import CategoryCode, Kind
from tickets.changes import File
from tickets.number import TicketNumber
from tickets.ticket import Person, TicketCard
from tickets.ticket_file import TicketFile
from tickets.visit import HomeVisit, Patient

ZONE: Final = ZoneInfo("Europe/Moscow")
PER_DAY: Final = 1000
"""What the busiest line on record files in a day."""


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_ROOTS: Final = _listed("""
    Иван Смирн Кузнец Попов Соколь Лебедь Козл Новик Мороз Петр Волк Соловь Васил Зайц Павл
    Семен Голуб Виноград Богдан Воробь Федор Михайл Бел Комар Орл Киселев Макар Андре
    Ковал Ильин Гусь Титар Кузьм Кудряв Баран Куликов Алексе Степан Яковл Сорок Роман
    Борис Корол Герасим Пономар Григор Лазар Медвед Ерш Никит Собол Рябов Поляк Цветк
""")
_ENDS: Final = _listed("ов ин енко ский ев")
_FIRST: Final = _listed("""
    Мария Анна Елена Ольга Наталья Татьяна Ирина Светлана Галина Людмила Александр Сергей
    Владимир Андрей Николай Дмитрий Алексей Михаил Пётр Виктор Нина Зоя Лидия Степан
""")
_FATHERS: Final = _listed("""
    Ивановна Петровна Сергеевна Николаевна Васильевна Андреевна Иванович Петрович
    Сергеевич Николаевич Фёдоровна Михайловна Егорович Львовна Кузьминична
""")
_TOWNS: Final = _listed("Волжский Дубовка Камышин Калач Урюпинск Суровикино Фролово")
_STREETS: Final = tuple(
    f"{kind} {name}"
    for kind in ("ул.", "пер.", "пр-т")
    for name in _listed("""
        Ленина Мира Чекистов Гагарина Кирова Садовая Победы Пушкина Лесная Рабочая Энгельса
        Советская Зелёная Молодёжная Чапаева Титова Калинина Набережная Степная Заводская
        Космонавтов Шолохова Авиаторов Строителей Дружбы Солнечная Полевая Речная Вокзальная
    """)
)
_COMPLAINTS: Final = _listed("""
    температура кашель насморк одышка давление головная боль слабость рвота сыпь ожог живот
    спина головокружение отёк сердцебиение обморок кровотечение перелом удушье
""")
_WORDS: Final = _listed("""
    просит направить врача повторный вызов лекарство закончилось рецепт инвалид маломобильный
    ребёнок прививка больничный лист анализ результат готов справка нужна регистратура отвечает
    очередь запись талон кардиолог невролог окулист хирург
""")
CLINICS: Final = tuple(ClinicCode(f"gp-{number}") for number in range(1, 31))
_HOME: Final = CategoryCode("home_visit")


@dataclass(frozen=True, slots=True)
class Townsman:
    """Somebody who asks for a doctor."""

    name: str
    phone: PhoneNumber
    address: str
    words: str


class Town:
    """People and their requests, one after another."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 -- It makes up people, no secrets.
        self._surnames = [root + end for root in _ROOTS for end in _ENDS]
        self._dice.shuffle(self._surnames)
        # The hundredth name is borne by a hundredth of those who bear the first.
        weights = (1 / rank for rank in range(1, len(self._surnames) + 1))
        self._weights = list(accumulate(weights))

    def person(self) -> Townsman:
        """Return somebody new."""
        dice = self._dice
        surname = dice.choices(self._surnames, cum_weights=self._weights)[0]
        street, house = dice.choice(_STREETS), dice.randrange(1, 180)
        flat = dice.randrange(1, 200)
        return Townsman(
            name=f"{surname} {dice.choice(_FIRST)} {dice.choice(_FATHERS)}",
            phone=PhoneNumber(f"+79{dice.randrange(10**8, 10**9)}"),
            address=f"город {dice.choice(_TOWNS)}, {street}, д. {house}, кв. {flat}",
            words=" ".join((*dice.sample(_COMPLAINTS, 2), *dice.sample(_WORDS, 4))),
        )

    def request(self, now: datetime) -> File:
        """Return a request of a doctor for somebody new."""
        person = self.person()
        return File(
            kind=Kind.HOME_VISIT,
            category=_HOME,
            person=Person(name=person.name, phone=person.phone),
            text=person.words,
            visits=(self._visit(person, now),),
        )

    def _visit(self, person: Townsman, now: datetime) -> HomeVisit:
        return HomeVisit(
            visit_id=new_visit_id(),
            requested_at=now,
            complaint=person.words,
            address=Address(text=person.address),
            patient=Patient(name=person.name, born_on=date(1960, 5, 9)),
            phone=person.phone,
            clinic=self._dice.choice(CLINICS),
            state_at=now,
        )

    def history(self, tickets: int, until: datetime) -> Iterator[TicketFile]:
        """Yield so many tickets of the past, a thousand a day, the oldest first."""
        days = -(-tickets // PER_DAY)
        began = until - timedelta(days=days)
        for number in range(tickets):
            day, counter = divmod(number, PER_DAY)
            at = began + timedelta(days=day, seconds=counter * 30)
            person = self.person()
            card = TicketCard(
                ticket_id=new_ticket_id(),
                contact_id=new_contact_id(),
                number=TicketNumber(local_day(at, ZONE), counter + 1),
                opened_at=at,
                clock_from=at,
                filed_at=at,
                kind=Kind.HOME_VISIT,
                category=_HOME,
                person=Person(name=person.name, phone=person.phone),
                text=person.words,
            )
            yield TicketFile(card, (self._visit(person, at),))
