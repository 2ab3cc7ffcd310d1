"""What the demo's operators write down after a talk: a doctor's visit, through the public API."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import aiohttp
import msgspec

from base.clock import Clock
from line122.demo.stage import Hall
from storage.records.api import PostgresTokenBook
from storage.records.connection import Timeouts, open_pool
from storage.records.figures import Figures
from storage.tokens import TokenRow
from web.api.scopes import TOKEN_PREFIX, Scope, digest_of
from web.api.shown import TicketWhole, VisitPage

_PATIENCE: Final = Timeouts(connect_s=5.0, command_s=10.0)
_SECRET_BYTES: Final = 32
_LOOKED_AT: Final = 50
_ROUND_S: Final = 0.5
_ANSWERED: Final = "answered"
_OFFICE: Final = "demo-office"
_SCOPES: Final = frozenset(
    {Scope.TICKETS_READ, Scope.TICKETS_WRITE, Scope.VISITS_READ, Scope.VISITS_WRITE}
)
_PATIENTS: Final = (
    ("Иванова Мария Петровна", "1950-03-08", "город Речной, ул. Садовая, д. 3, кв. 17", "gp1"),
    ("Сидоров Миша", "2019-10-21", "город Речной, ул. Школьная, д. 9, кв. 4", "dgp1"),
)
"""Nobody real: of the invented region."""


@dataclass(slots=True)
class VisitTally:
    """The visits of the demo."""

    asked: int = 0
    acknowledged: int = 0
    """Those that their clinic has answered for."""


@dataclass(slots=True)
class Office:
    """Writes a visit on every ticket whose person has talked with an operator."""

    http_url: str
    figures: Figures
    client: aiohttp.ClientSession
    left_alone: Collection[str]
    """Numbers of tickets that a person writes; it grows."""
    _written: set[str] = field(default_factory=set)

    async def work(self) -> None:
        """Write down what operators heard, until cancelled."""
        while True:
            for ticket in await self.figures.last_tickets(_LOOKED_AT):
                if ticket.last_outcome == _ANSWERED and self._is_to_be_written(ticket.number):
                    await self._write(ticket.number)
            # People write when they have time; nothing waits for it.
            await asyncio.sleep(_ROUND_S)

    async def tally(self) -> VisitTally:
        """Count the visits, and those that their clinics answered for."""
        async with self.client.get(f"{self.http_url}/api/v1/visits?most=200") as answer:
            if answer.status != HTTPStatus.OK:
                return VisitTally()
            page = msgspec.json.decode(await answer.read(), type=VisitPage)
        known = [visit.acknowledged_at is not None for visit in page.visits]
        return VisitTally(asked=len(known), acknowledged=sum(known))

    async def caller_of(self, number: str) -> str | None:
        """Return from where the person of a ticket called; `None` where nobody knows."""
        async with self.client.get(f"{self.http_url}/api/v1/tickets/{number}") as answer:
            if answer.status != HTTPStatus.OK:
                return None
            return msgspec.json.decode(await answer.read(), type=TicketWhole).ticket.called_from

    def _is_to_be_written(self, number: str) -> bool:
        return number not in self._written and number not in self.left_alone

    async def _write(self, number: str) -> None:
        body = {"change": {"do": "file", "ticket": _filed(len(self._written))}}
        url = f"{self.http_url}/api/v1/tickets/{number}/changes"
        async with self.client.post(url, json=body, headers={"If-Match": "*"}) as answer:
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                self._written.add(number)


@asynccontextmanager
async def opened_office(hall: Hall, clock: Clock, figures: Figures) -> AsyncIterator[Office]:
    """Open the office with a token of its own."""
    site = hall.house.settings.site.id
    token = TOKEN_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    async with open_pool(hall.house.database_url, timeouts=_PATIENCE) as pool:
        row = TokenRow(
            name=_OFFICE,
            digest=digest_of(token),
            scopes=_SCOPES,
            added_at=clock.now(),
            added_by="demo",
            expires_at=None,
        )
        await PostgresTokenBook(pool, site).add(row)
    headers = {"Authorization": f"Bearer {token}"}
    timeout = aiohttp.ClientTimeout(total=5.0)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as client:
        yield Office(hall.engine.http_url, figures, client, hall.seat.tickets)


def _filed(count: int) -> Mapping[str, object]:
    name, born_on, address, clinic = _PATIENTS[count % len(_PATIENTS)]
    return {
        "kind": "home_visit",
        "category": "home_visit",
        "person": {"name": name},
        "text": "Температура, кашель",
        "visits": [
            {
                "complaint": "температура 39, кашель",
                "address": {"text": address},
                "patient": {"name": name, "born_on": born_on},
                "clinic": clinic,
            }
        ],
    }
