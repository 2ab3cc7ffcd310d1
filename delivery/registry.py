"""A region's registry over HTTP: few seconds, few bytes, and nothing believed that makes no sense.

Every question is a POST with a JSON body, so that nobody's policy stands in the log of a server
on the way. The status says what kind of answer it is: 200 found, 404 nothing, 403 not that person;
everything else, and an answer of another shape, means that nobody knows.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Final, TypeVar

import aiohttp
import msgspec

from base.clock import Clock
from tickets.registry import (
    Answer,
    Appointment,
    Denied,
    Failed,
    Found,
    Identity,
    Nothing,
    Slot,
    TestReadiness,
)

LONGEST_TIMEOUT_S: Final = 3.0
"""A caller listens to silence meanwhile."""

_MOST_BYTES: Final = 32_768
_MOST_SLOTS: Final = 50
_LONGEST_WORD: Final = 200
_FURTHEST: Final = timedelta(days=366)
_ValueT = TypeVar("_ValueT")


@dataclass(frozen=True, slots=True)
class RegistryPolicy:
    """An immutable snapshot."""

    url: str = field(repr=False)
    token: str = field(repr=False)
    timeout_s: float = LONGEST_TIMEOUT_S


class _Place(msgspec.Struct):
    """An appointment or a free place, as a registry writes it."""

    id: str
    at: datetime
    clinic: str
    speciality: str

    def __post_init__(self) -> None:
        words = (self.id, self.clinic, self.speciality)
        if self.at.tzinfo is None or not all(0 < len(word) <= _LONGEST_WORD for word in words):
            raise ValueError("no place in any timetable")


class _Places(msgspec.Struct):
    slots: list[_Place]


class _Test(msgspec.Struct):
    is_ready: bool
    taken_on: date


class HttpRegistry:
    """A `tickets.registry.Registry`; made by `open_registry`."""

    def __init__(
        self, session: aiohttp.ClientSession, policy: RegistryPolicy, clock: Clock
    ) -> None:
        self._session = session
        self._policy = policy
        self._clock = clock

    async def my_appointment(self, identity: Identity) -> Answer[Appointment]:
        """Return the person's next appointment."""
        answer = await self._ask("appointments/mine", _identity(identity), _Place)
        return self._appointment(answer)

    async def free_slots(self, speciality: str, clinic: str) -> Answer[Sequence[Slot]]:
        """Return the next free places, the soonest first."""
        wanted = {"speciality": speciality, "clinic": clinic}
        answer = await self._ask("slots", wanted, _Places)
        if not isinstance(answer, Found):
            return answer
        places = answer.value.slots
        if not all(self._is_ahead(place.at) for place in places):
            return Failed("nonsense")
        slots = [Slot(place.id, place.at, place.clinic, place.speciality) for place in places]
        soonest = sorted(slots, key=lambda slot: slot.at)[:_MOST_SLOTS]
        return Found(soonest) if soonest else Nothing()

    async def book(self, identity: Identity, slot_id: str) -> Answer[Appointment]:
        """Take a place for the person; `Nothing` when somebody was quicker."""
        wanted = {**_identity(identity), "slot": slot_id}
        return self._appointment(await self._ask("appointments/book", wanted, _Place))

    async def cancel(self, identity: Identity, appointment_id: str) -> Answer[Appointment]:
        """Give a place back, and return what it was."""
        wanted = {**_identity(identity), "appointment": appointment_id}
        return self._appointment(await self._ask("appointments/cancel", wanted, _Place))

    async def test_result(self, identity: Identity) -> Answer[TestReadiness]:
        """Return whether the person's last test is ready."""
        answer = await self._ask("tests/last", _identity(identity), _Test)
        if not isinstance(answer, Found):
            return answer
        if answer.value.taken_on > self._clock.now().date() + timedelta(days=1):
            return Failed("nonsense")
        return Found(TestReadiness(answer.value.is_ready, answer.value.taken_on))

    def _appointment(self, answer: Answer[_Place]) -> Answer[Appointment]:
        if not isinstance(answer, Found):
            return answer
        place = answer.value
        if not self._is_ahead(place.at):
            return Failed("nonsense")
        return Found(Appointment(place.id, place.at, place.clinic, place.speciality))

    def _is_ahead(self, at: datetime) -> bool:
        """Tell whether an appointment can be then; one of this morning still counts."""
        now = self._clock.now()
        return now - timedelta(days=1) <= at <= now + _FURTHEST

    async def _ask(
        self, path: str, wanted: Mapping[str, str], shape: type[_ValueT]
    ) -> Answer[_ValueT]:
        timeout_s = min(self._policy.timeout_s, LONGEST_TIMEOUT_S)
        try:
            async with self._session.post(
                f"{self._policy.url.rstrip('/')}/{path}",
                json=wanted,
                headers={"Authorization": f"Bearer {self._policy.token}"},
                timeout=aiohttp.ClientTimeout(total=timeout_s),
                allow_redirects=False,
            ) as reply:
                body = await _short_body(reply)
                return _read(reply.status, body, shape)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return Failed(type(error).__name__)


@asynccontextmanager
async def open_registry(policy: RegistryPolicy, clock: Clock) -> AsyncIterator[HttpRegistry]:
    """Keep a way to the registry while the body runs."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield HttpRegistry(session, policy, clock)


async def _short_body(reply: aiohttp.ClientResponse) -> bytes | None:
    """Return the body; `None` when it is longer than any answer."""
    body = bytearray()
    async for chunk in reply.content.iter_any():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    return bytes(body)


def _read(status: int, body: bytes | None, shape: type[_ValueT]) -> Answer[_ValueT]:
    match status:
        case HTTPStatus.NOT_FOUND:
            return Nothing()
        case HTTPStatus.FORBIDDEN:
            return Denied()
        case HTTPStatus.OK if body is not None:
            try:
                return Found(msgspec.json.decode(body, type=shape))
            except (msgspec.DecodeError, UnicodeDecodeError):
                return Failed("nonsense")
        case HTTPStatus.OK:
            return Failed("too long")
        case _:
            return Failed(f"status {status}")


def _identity(identity: Identity) -> Mapping[str, str]:
    return {"birth_date": identity.born_on.isoformat(), "policy": identity.policy_number}
