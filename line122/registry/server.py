"""The registry's server: three citizens, their appointments, free places and tests, in small.

For demos and tests it has moods: by command it is slow, talks nonsense, says too much, or fails.
What is booked is forgotten when it stops.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from base.clock import Clock

_SLOTS_A_DAY: Final = (time(9, 0), time(11, 30), time(16, 15))
_DAYS_AHEAD: Final = 3
_DOCTORS: Final = {"therapist": "gp1", "pediatrician": "dgp1"}
"""Who receives, and where; nobody else has a place."""
_TOO_MUCH: Final = 1_000_000


class RegistryMood(StrEnum):
    """How the registry behaves from now on."""

    WELL = "well"
    SLOW = "slow"
    """Its answers come when nobody listens any more."""
    NONSENSE = "nonsense"
    """It answers with a page for people."""
    ODD = "odd"
    """Its answers have the right shape and cannot be true."""
    ENDLESS = "endless"
    """Its answers do not stop."""
    FAILING = "failing"


class Person(NamedTuple):
    """Whom the registry knows."""

    birth_date: str
    policy: str


KNOWN: Final = (
    Person("1950-03-08", "7700000000000008"),
    Person("2019-10-21", "3456789012345675"),
    Person("1984-09-30", "7700000000000024"),
)
"""The first one has an appointment and a test that is ready, the last one a test that is not."""


class _Place(msgspec.Struct, frozen=True):
    id: str
    at: datetime
    clinic: str
    speciality: str


Fields: TypeAlias = Mapping[str, str]
_Page: TypeAlias = Callable[[Person, Fields], web.Response]


class RegistryServer:
    """The registry."""

    def __init__(self, *, token: str, clock: Clock, zone: ZoneInfo, slow_s: float = 30.0) -> None:
        self._token = token
        self._clock = clock
        self._slow_s = slow_s
        today = clock.now().astimezone(zone).date()
        self._free = {place.id: place for place in _places(today, zone)}
        self._taken: dict[Person, _Place] = {KNOWN[0]: self._free.pop("therapist-1-1")}
        self._today = today
        self.mood = RegistryMood.WELL

    def app(self) -> web.Application:
        """Return the application that answers look-ups."""
        app = web.Application()
        app.router.add_post("/appointments/mine", self._of_person(self._mine))
        app.router.add_post("/appointments/book", self._of_person(self._book))
        app.router.add_post("/appointments/cancel", self._of_person(self._cancel))
        app.router.add_post("/tests/last", self._of_person(self._test))
        app.router.add_post("/slots", self._slots)
        app.router.add_post("/mood/{mood}", self._change_mood)
        return app

    def _of_person(self, page: _Page) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            if (moody := await self._moody(request)) is not None:
                return moody
            fields = await _fields(request)
            person = Person(fields.get("birth_date", ""), fields.get("policy", ""))
            if person not in KNOWN:
                return web.json_response({}, status=HTTPStatus.FORBIDDEN)
            return page(person, fields)

        return answer

    async def _moody(self, request: web.Request) -> web.Response | None:
        """Return what the mood makes of any question; `None` where it lets it be answered."""
        if request.headers.get("Authorization") != f"Bearer {self._token}":
            return web.json_response({}, status=HTTPStatus.UNAUTHORIZED)
        match self.mood:
            case RegistryMood.SLOW:
                await asyncio.sleep(self._slow_s)
            case RegistryMood.NONSENSE:
                return web.Response(text="<html>Ведутся работы</html>", content_type="text/html")
            case RegistryMood.ENDLESS:
                return web.json_response({"slots": [], "padding": "x" * _TOO_MUCH})
            case RegistryMood.FAILING:
                return web.json_response({}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
            case RegistryMood.ODD:
                place = {"id": "1", "at": "1999-01-01T00:00:00Z", "clinic": "?", "speciality": "?"}
                odd = {**place, "slots": [place], "is_ready": True, "taken_on": "2999-01-01"}
                return web.json_response(odd)
            case RegistryMood.WELL:
                pass
        return None

    def _mine(self, person: Person, _fields: Fields) -> web.Response:
        return _told(self._taken.get(person))

    def _book(self, person: Person, fields: Fields) -> web.Response:
        place = self._free.pop(fields.get("slot", ""), None)
        if place is not None:
            self._give_back(person)
            self._taken[person] = place
        return _told(place)

    def _cancel(self, person: Person, fields: Fields) -> web.Response:
        place = self._taken.get(person)
        if place is None or place.id != fields.get("appointment"):
            return _told(None)
        self._give_back(person)
        return _told(place)

    def _test(self, person: Person, _fields: Fields) -> web.Response:
        if person == KNOWN[1]:
            return _told(None)
        taken_on = self._today - timedelta(days=2)
        is_ready = person == KNOWN[0]
        return web.json_response({"is_ready": is_ready, "taken_on": taken_on.isoformat()})

    async def _slots(self, request: web.Request) -> web.Response:
        if (moody := await self._moody(request)) is not None:
            return moody
        fields = await _fields(request)
        clinic, speciality = fields.get("clinic"), fields.get("speciality")
        fitting = [
            place
            for place in self._free.values()
            if place.speciality == speciality and clinic in {"", place.clinic}
        ]
        return web.Response(
            body=msgspec.json.encode({"slots": fitting}), content_type="application/json"
        )

    def _give_back(self, person: Person) -> None:
        place = self._taken.pop(person, None)
        if place is not None:
            self._free[place.id] = place

    async def _change_mood(self, request: web.Request) -> web.Response:
        try:
            self.mood = RegistryMood(request.match_info["mood"])
        except ValueError:
            return web.json_response({"moods": list(RegistryMood)}, status=HTTPStatus.NOT_FOUND)
        return web.json_response({"mood": self.mood.value})


@asynccontextmanager
async def running_registry(server: RegistryServer, port: int = 0) -> AsyncIterator[int]:
    """Serve the registry on this machine while the body runs, and yield its port."""
    runner = web.AppRunner(server.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _places(today: date, zone: ZoneInfo) -> list[_Place]:
    return [
        _Place(
            f"{speciality}-{day}-{number}",
            datetime.combine(today + timedelta(days=day), at, zone),
            clinic,
            speciality,
        )
        for speciality, clinic in _DOCTORS.items()
        for day in range(1, _DAYS_AHEAD + 1)
        for number, at in enumerate(_SLOTS_A_DAY, 1)
    ]


async def _fields(request: web.Request) -> Fields:
    try:
        return msgspec.json.decode(await request.read(), type=dict[str, str])
    except msgspec.DecodeError:
        return {}


def _told(place: _Place | None) -> web.Response:
    if place is None:
        return web.json_response({}, status=HTTPStatus.NOT_FOUND)
    return web.Response(body=msgspec.json.encode(place), content_type="application/json")
