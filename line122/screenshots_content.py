"""What the pictures of pages show: an invented day of an invented region, filed by the API."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import base64
import io
import secrets
import wave
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

import aiohttp
import msgspec

from base.clock import Clock
from base.errors import Line122Error
from line122.house import House, HouseOperator, HouseUser
from staff.role import Role
from storage.records.api import PostgresTokenBook
from storage.records.connection import Timeouts, open_pool
from storage.tokens import TokenRow
from web.api.scopes import TOKEN_PREFIX, Scope, digest_of
from web.api.shown import TicketShown

Json = Mapping[str, object]

_SECRET_BYTES: Final = 32
_WRITER: Final = "portal"

ON_CALLS: Final = (
    HouseOperator("101", "Анна Морозова"),
    HouseOperator("102", "Ирина Соколова"),
    HouseOperator("103", "Светлана Ким"),
    HouseOperator("104", "Дмитрий Орлов"),
)
AWAY: Final = (
    HouseOperator("105", "Ольга Ветрова"),
    HouseOperator("106", "Наталья Панина"),
    HouseOperator("107", "Пётр Лебедев"),
)
"""On a break, aside, and at home."""
SUPERVISOR: Final = HouseOperator("108", "Галина Седова")
"""Has a telephone, and takes no calls."""
USERS: Final = (
    HouseUser(login="morozova", name="Анна Морозова", role=Role.OPERATOR, account="101"),
    HouseUser(login="sokolova", name="Ирина Соколова", role=Role.SENIOR, account="102"),
    HouseUser(
        login="galina",
        name=SUPERVISOR.name,
        role=Role.SUPERVISOR,
        account=SUPERVISOR.account,
    ),
    HouseUser(login="auditor", name="Нина Орлова", role=Role.AUDITOR),
    HouseUser(login="root", name="Администратор", role=Role.ADMINISTRATOR),
)

_SCHOOL: Final = "г. Речной, ул. Школьная, д. 9, кв. 4"
_GARDEN: Final = "г. Речной, ул. Садовая, д. 3, кв. 17, подъезд 2, домофон 17"
_PEACE: Final = "г. Речной, пр-т Мира, д. 40, кв. 112"
_LENIN: Final = "г. Речной, ул. Ленина, д. 12, кв. 5"


def _visit(who: str, born: str, complaint: str, address: str, clinic: str) -> Json:
    return {
        "complaint": complaint,
        "address": {"text": address},
        "patient": {"name": who, "born_on": born},
        "clinic": clinic,
    }


def _home(name: str, phone: str, text: str, *visits: Json) -> Json:
    person = {"name": name, "phone": phone}
    return {
        "kind": "home_visit",
        "category": "home_visit",
        "person": person,
        "text": text,
        "visits": visits,
    }


def _other(category: str, name: str, phone: str, text: str) -> Json:
    kind = category.partition(".")[0]
    person = {"name": name, "phone": phone}
    return {"kind": kind, "category": category, "person": person, "text": text}


TICKETS: Final[Sequence[Json]] = (
    _other(
        "reference.timetable",
        "Кузнецов Олег Иванович",
        "+79170010001",
        "Когда принимает невролог в первой поликлинике",
    ),
    _other(
        "complaint.doctor_did_not_come",
        "Белова Тамара Андреевна",
        "+79170010002",
        "Вызывала врача вчера утром, никто не пришёл и не позвонил",
    ),
    _other(
        "appointment.no_slot",
        "Гусев Павел Сергеевич",
        "+79170010003",
        "Нет мест к кардиологу на ближайшие две недели",
    ),
    _home(
        "Иванова Мария Петровна",
        "+79170010004",
        "Температура второй день, трудно ходить",
        _visit(
            "Иванова Мария Петровна", "1950-03-08", "температура 38,6, слабость", _GARDEN, "gp1"
        ),
    ),
    _home(
        "Сидорова Елена Викторовна",
        "+79170010005",
        "Двое детей заболели",
        _visit("Сидоров Миша", "2019-10-21", "температура 39, кашель", _SCHOOL, "dgp1"),
        _visit("Сидорова Катя", "2022-05-14", "сыпь, температура 37,8", _SCHOOL, "dgp1"),
    ),
    _other(
        "reference.certificate",
        "Фомин Андрей Николаевич",
        "+79170010006",
        "Где получить справку в бассейн",
    ),
    _other(
        "appointment.specialist",
        "Шарипова Гузель Рашидовна",
        "+79170010007",
        "Записать к эндокринологу, направление есть",
    ),
    _home(
        "Панов Виктор Степанович",
        "+79170010008",
        "Просит врача, живёт один",
        _visit("Панов Виктор Степанович", "1944-11-02", "сильная боль в спине", _PEACE, "gp2"),
    ),
    _other(
        "complaint.waiting",
        "Макарова Юлия Олеговна",
        "+79170010009",
        "Полтора часа ждала приёма по записи",
    ),
    _home(
        "Дьячкова Нина Фёдоровна",
        "+79170010010",
        "Кашель третью неделю",
        _visit(
            "Дьячкова Нина Фёдоровна", "1961-07-19", "кашель, одышка при ходьбе", _LENIN, "gp1"
        ),
    ),
)
NOTES: Final = (
    "В гп № 2 до обеда не отвечает регистратура: записывайте вызовы, они перезвонят сами.",
    "Панов, пр-т Мира, 40: дверь открывает соседка из квартиры 113.",
)
STEPS: Final[Sequence[tuple[int, Json]]] = (
    (1, {"do": "own"}),
    (2, {"do": "own"}),
    (2, {"do": "begin"}),
    (4, {"do": "own"}),
    (4, {"do": "begin"}),
    (4, {"do": "note", "text": "Мать просит позвонить за полчаса до врача"}),
    (6, {"do": "own"}),
    (6, {"do": "begin"}),
    (6, {"do": "ask_citizen", "question": "Номер направления"}),
    (7, {"do": "own"}),
)
"""What the operator has done, by the places of the tickets."""
_SPOKEN_HZ: Final = 8000
_SPOKEN_S: Final = 3
_TOPIC: Final = "Прививки от гриппа делают во всех поликлиниках с 8 до 20, без записи"
FORM: Final[Mapping[str, str]] = {
    "p0.complaint": "Температура 38,9 со вчерашнего вечера, сильный кашель",
    "address": "Речной, Садовая 8, кв. 21",
    "p0.name": "Лаптева Софья Игоревна",
    "p0.birth": "14.02.1957",
    "person": "дочь, Марина",
}
"""What an operator has typed when the picture is taken."""


def topic_to_tell() -> Json:
    """Return a topic as a supervisor puts it on the line; its recording is a pause."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(_SPOKEN_HZ)
        recording.writeframes(bytes(2 * _SPOKEN_HZ * _SPOKEN_S))
    return {
        "do": "topic",
        "topic_id": "flu-shots",
        "text": _TOPIC,
        "expires": "20:00",
        "wav": base64.b64encode(sound.getvalue()).decode(),
        "why": "О прививках спрашивает каждый третий",
    }


class ContentRefusedError(Line122Error):
    """The engine did not take what the pictures are to show; the text has its answer."""


@asynccontextmanager
async def opened_writer(
    house: House, http_url: str, clock: Clock
) -> AsyncIterator[aiohttp.ClientSession]:
    """Keep a client that may file tickets."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    async with open_pool(house.database_url, timeouts=Timeouts(connect_s=5.0)) as pool:
        row = TokenRow(
            name=_WRITER,
            digest=digest_of(token),
            scopes=frozenset({Scope.TICKETS_WRITE, Scope.VISITS_WRITE}),
            added_at=clock.now(),
            added_by=_WRITER,
            expires_at=None,
        )
        await PostgresTokenBook(pool, house.settings.site.id).add(row)
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(http_url, headers=headers) as client:
        yield client


async def file_tickets(client: aiohttp.ClientSession, tickets: Sequence[Json]) -> list[str]:
    """File them and return their numbers.

    Raises:
        ContentRefusedError: one was not taken.

    """
    numbers: list[str] = []
    for ticket in tickets:
        key = {"Idempotency-Key": secrets.token_hex(16)}
        async with client.post("/api/v1/tickets", json=ticket, headers=key) as answer:
            if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
                raise ContentRefusedError(f"a ticket was refused: {await answer.text()}")
            numbers.append(msgspec.json.decode(await answer.read(), type=TicketShown).number)
    return numbers
