"""`bench tickets`: finding and opening tickets in a database that has many.

The tickets of the past are copied into the migrated schema, in a server of the bench's own with
the durability that a site has. What is measured goes through the desk that the engine works with:
searches one after another, by number, phone, name, address and text in turn, and requests opened
at an even rate, each with its visit, its history, its deadlines and its row for the clinic.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice
from typing import Final

import asyncpg

from base.calendar import OpeningHours
from base.clock import Clock
from base.instant import elapsed_s
from base.tasks import cancel, spawn
from config.categories import read_categories
from config.tickets import SHIPPED_CATEGORIES
from line122.bench.figures import percentile
from line122.bench.own_database import own_database
from line122.bench.ticket_report import SearchFigures, TicketReport
from line122.bench.ticket_town import CLINICS, ZONE, Town
from line122.bootstrap.instance import Instance
from line122.bootstrap.postgres import running_postgres
from storage.records.books import Books, open_books
from storage.ticket_rows import TicketCardRow, VisitRow, card_row, visit_rows
from tickets.changes import Actor, Role
from tickets.number import TicketNumber
from tickets.policy import TicketPolicy
from tickets.readings import By, ByAddress, ByName, ByNumber, ByPhone, ByText, Sought
from tickets.sla import Clocks
from tickets.ticket_file import TicketFile
from tickets.work.service import DeskTools, TicketDesk

_DATABASE: Final = "bench_tickets"
_SITE: Final = "bench"
_AT_ONCE: Final = 5_000
_WARM_UP: Final = 40
_PAGE: Final = 20
_EVERY: Final = 97
"""One ticket in so many is looked for."""
_NOT_COPIED: Final = frozenset({"evidence"})
_CONTACT: Final = (
    *("contact_id", "site", "number", "opened_at", "ended_at", "end_reason", "revision"),
)
_SEEDS: Final = (1, 2)
"""Of the past, and of those who ask during the bench."""


@dataclass(frozen=True, slots=True)
class TicketsPlan:
    """What to measure."""

    tickets: int
    searches: int
    """Of each kind."""
    rate: float
    """Requests opened a second."""
    seconds: float


async def bench_tickets(instance: Instance, plan: TicketsPlan, clock: Clock) -> TicketReport:
    """Measure and return the report.

    Raises:
        Line122Error: PostgreSQL cannot be started.

    """
    load_average = os.getloadavg()[0]
    async with (
        running_postgres(instance.state, logs=instance.state / "logs") as postgres,
        own_database(postgres, _DATABASE) as url,
    ):
        began = clock.instant()
        sample = await _fill(url, plan.tickets, clock.now())
        filled_s = elapsed_s(began, clock.instant())
        journal = instance.state / "journal"
        async with open_books(url, site=_SITE, clock=clock, directory=journal) as books:
            desk = _desk(books, clock)
            took, searches = await _searched(desk, sample, plan.searches, clock)
            deadlines = spawn(desk.run(), name="ticket work")
            created = await _created(desk, plan, clock)
            await cancel(deadlines)
        settings = await _settings(url)
    return TicketReport(
        tickets=plan.tickets,
        filled_s=filled_s,
        searches=searches,
        search_ms_p50=percentile(took, 0.5),
        search_ms_p99=percentile(took, 0.99),
        rate=plan.rate,
        seconds=plan.seconds,
        created=len(created),
        create_ms_p50=percentile(created, 0.5),
        create_ms_p99=percentile(created, 0.99),
        settings=settings,
        cores=len(os.sched_getaffinity(0)),
        load_average=round(load_average, 2),
    )


async def _fill(url: str, tickets: int, until: datetime) -> list[TicketFile]:
    """Copy the tickets of the past, and return those that are looked for later."""
    connection = await asyncpg.connect(url, command_timeout=600)
    past = Town(_SEEDS[0]).history(tickets, until)
    sample: list[TicketFile] = []
    try:
        await _open_clinics(connection, until)
        # What a site gathers in half a year is copied in a minute; its indexes are made after it.
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes "
            "WHERE tablename = 'ticket' AND indexdef LIKE '%USING gin%'"
        )
        for index in indexes:
            await connection.execute(f'DROP INDEX "{index["indexname"]}"')
        while batch := list(islice(past, _AT_ONCE)):
            await _copy(connection, batch)
            sample += batch[::_EVERY]
        for index in indexes:
            await connection.execute(index["indexdef"])
        await connection.execute("VACUUM (ANALYZE) ticket, visit, contact")
    finally:
        await connection.close()
    return sample


async def _open_clinics(connection: "asyncpg.Connection[asyncpg.Record]", since: datetime) -> None:
    await connection.copy_records_to_table(
        "institution",
        columns=["site", "code", "name", "phones", "address", "changed_at"],
        records=[(_SITE, code, code, [], "", since) for code in CLINICS],
    )
    await connection.copy_records_to_table(
        "clinic",
        columns=[
            *("site", "code", "serves", "same_day_until", "duty_until", "dispatch_targets"),
            *("phones", "changed_at"),
        ],
        records=[(_SITE, code, "both", 720, 1080, [], [], since) for code in CLINICS],
    )


async def _copy(connection: "asyncpg.Connection[asyncpg.Record]", files: list[TicketFile]) -> None:
    await connection.copy_records_to_table(
        "contact",
        columns=[
            "contact_id",
            "site",
            "number",
            "opened_at",
            "ended_at",
            "end_reason",
            "revision",
        ],
        records=[
            (card.contact_id, _SITE, card.person.phone, *(2 * (card.opened_at,)), "served", 1)
            for card in (file.card for file in files)
        ],
    )
    columns = [name for name in TicketCardRow.__struct_fields__ if name not in _NOT_COPIED]
    rows = (card_row(file, Clocks(), _SITE) for file in files)
    await connection.copy_records_to_table(
        "ticket",
        columns=columns,
        records=[tuple(getattr(row, name) for name in columns) for row in rows],
    )
    await connection.copy_records_to_table(
        "visit",
        columns=list(VisitRow.__struct_fields__),
        records=[
            tuple(getattr(row, name) for name in VisitRow.__struct_fields__)
            for file in files
            for row in visit_rows(file, _SITE)
        ],
    )


def _desk(books: Books, clock: Clock) -> TicketDesk:
    counter = count(1)
    tools = DeskTools(
        book=books.tickets,
        deadlines=books.tickets,
        clock=clock,
        zone=ZONE,
        # Days that nobody has lived through: no number of the past is given out again.
        take_number=lambda now: TicketNumber(now.date() + timedelta(days=400), next(counter)),
    )
    policy = TicketPolicy(
        categories=read_categories(SHIPPED_CATEGORIES),
        site_hours=OpeningHours.round_the_clock(ZONE),
    )
    return TicketDesk(tools, policy)


async def _searched(
    desk: TicketDesk, sample: list[TicketFile], searches: int, clock: Clock
) -> tuple[list[float], Mapping[str, SearchFigures]]:
    """Search by everything in turn; return the milliseconds of all, and the figures of each."""
    took: dict[str, list[float]] = {}
    found: dict[str, list[int]] = {}
    turns = islice(_endless(sample), searches + _WARM_UP)
    for turn, file in enumerate(turns):
        for kind, by in _ways_to(file).items():
            began = clock.instant()
            page = await desk.search(Sought(by=by), most=_PAGE)
            took_ms = elapsed_s(began, clock.instant()) * 1000
            if turn >= _WARM_UP:
                took.setdefault(kind, []).append(took_ms)
                found.setdefault(kind, []).append(len(page.tickets))
    figures = {
        kind: SearchFigures(
            searches=len(times),
            found_mean=sum(found[kind]) / len(found[kind]),
            ms_p50=percentile(times, 0.5),
            ms_p99=percentile(times, 0.99),
            ms_max=max(times),
        )
        for kind, times in took.items()
    }
    return [each for times in took.values() for each in times], figures


def _endless(sample: list[TicketFile]) -> Iterator[TicketFile]:
    while True:
        yield from sample


def _ways_to(file: TicketFile) -> Mapping[str, By]:
    """Return what an operator would type to find a ticket."""
    card, visit = file.card, file.visits[0]
    surname, first, _ = card.person.name.split()
    _, street, house, _ = visit.address.text.split(", ")
    assert card.person.phone is not None, "Everybody in that town has a telephone."
    return {
        "number": ByNumber(card.number),
        "phone": ByPhone(card.person.phone),
        "name": ByName(f"{surname} {first}"),
        "surname": ByName(surname),
        "address": ByAddress(f"{street} {house}"),
        "text": ByText(" ".join(card.text.split()[:2])),
    }


async def _created(desk: TicketDesk, plan: TicketsPlan, clock: Clock) -> list[float]:
    """Open requests at an even rate; return the milliseconds of each from its due moment."""
    town = Town(_SEEDS[1])
    took: list[float] = []
    actor = Actor(Role.PARTNER, None, "bench")
    began = clock.instant()

    async def create(number: int) -> None:
        due_s = number / plan.rate
        await desk.open(town.request(clock.now()), actor)
        took.append((elapsed_s(began, clock.instant()) - due_s) * 1000)

    tasks = []
    for number in range(int(plan.rate * plan.seconds)):
        ahead_s = number / plan.rate - elapsed_s(began, clock.instant())
        if ahead_s > 0:
            await asyncio.sleep(ahead_s)
        tasks.append(spawn(create(number), name="create ticket"))
    await asyncio.gather(*tasks)
    return took[_WARM_UP:]


async def _settings(url: str) -> Mapping[str, str]:
    connection = await asyncpg.connect(url)
    try:
        names = ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        return {name: str(await connection.fetchval(f"SHOW {name}")) for name in names}
    finally:
        await connection.close()
