"""`bench desk`: how soon thirty pages know who rings, and what they cost.

One house, one run. First the load with no page open; then every operator opens a page, one of them
in Chromium, where somebody types while the same load comes again; last the peer of the pages, a
bare server that sends the same bytes to as many sockets. Every part has its end in time.
"""

import asyncio
import math
import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from base.clock import Clock
from line122.bench.attempt import Attempt, connected_between
from line122.bench.connect import VARIABLES, machine_of
from line122.bench.desk_chromium import PageSight, opened_desk
from line122.bench.desk_pages import LivePage, opened_pages
from line122.bench.desk_raw import raw_broadcast
from line122.bench.desk_report import CallCosts, DeskFigures, DeskReport
from line122.bench.figures import milliseconds, percentile
from line122.bench.load import LoadPlan
from line122.bench.telephones import Telephones, telephones_at
from line122.bench.usage import Gauge, Usage
from line122.bootstrap.instance import Instance
from line122.house import HouseOperator, HousePlan, HouseUser, engine_in, opened_house
from line122.phones.sockets import find_phone_ports
from staff.role import Role

WARM_UP_S: Final = 3.0
WRAP_UP_S: Final = 5.0

_DIALS: Final = "122"
_ROOM: Final = 20
"""More telephone ports than calls that can be up at once at the rates that are allowed."""
_WITHOUT_PAGES_SHARE: Final = 0.5
"""The load without pages takes half of the time: it tells nothing but its cost."""
_VARIABLES: Final[Mapping[str, str]] = {**VARIABLES, "LINE122_AGENTS__WRAP_UP_S": f"{WRAP_UP_S:g}"}


@dataclass(frozen=True, slots=True)
class DeskPlan:
    """What to measure."""

    desks: int
    rate: float
    seconds: float


async def bench_desk(instance: Instance, plan: DeskPlan, clock: Clock) -> DeskReport:
    """Measure and return the report.

    Raises:
        Line122Error: a server or Chromium is missing, or a desk could not be set up.

    """
    load_average = os.getloadavg()[0]
    accounts = tuple(f"desk-{number}" for number in range(1, plan.desks + 1))
    ports = find_phone_ports(plan.desks + _ROOM)
    house_plan = HousePlan(
        database="bench_desk",
        trunk_ports=ports,
        operators=tuple(HouseOperator(account, account) for account in accounts),
        users=tuple(
            HouseUser(login=account, name=account, role=Role.OPERATOR, account=account)
            for account in accounts
        ),
        variables=_VARIABLES,
    )
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(opened_house(instance, house_plan, clock))
        engine = await stack.enter_async_context(engine_in(house))
        telephones = await stack.enter_async_context(telephones_at(house, ports, clock))
        gauge = Gauge(
            engine=engine.server.pid,
            asterisk=house.servers.asterisk_pid,
            postgres=house.servers.postgres_pid,
        )
        load = _Load(telephones, gauge, clock)
        before = await load.run(plan.rate, plan.seconds * _WITHOUT_PAGES_SHARE)
        first, *others = house.passwords.items()
        pages = await stack.enter_async_context(opened_pages(engine.http_url, others, clock))
        desk = await stack.enter_async_context(opened_desk(engine.http_url, *first))
        loaded, _ = await asyncio.gather(
            load.run(plan.rate, plan.seconds), desk.type_for(WARM_UP_S + plan.seconds)
        )
        sight = await desk.sight()
        kept = next((page.kept for page in pages), [])
        raw = await raw_broadcast(kept, plan.desks, clock)
        return DeskReport(
            desks=plan.desks,
            rate=plan.rate,
            seconds=plan.seconds,
            figures=figures_of(loaded.attempts, pages, sight, loaded.lasted_s),
            with_pages=loaded.costs,
            without_pages=before.costs,
            raw_ms_p50=percentile(raw, 0.5),
            raw_ms_p99=percentile(raw, 0.99),
            machine=machine_of(house, load_average),
        )


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a load came to."""

    attempts: Sequence[Attempt]
    costs: CallCosts
    lasted_s: float


class _Load:
    """Calls at an even pace, with the usage of the processes at both ends of the steady part."""

    def __init__(self, telephones: Telephones, gauge: Gauge, clock: Clock) -> None:
        self._telephones = telephones
        self._gauge = gauge
        self._clock = clock

    async def run(self, rate: float, seconds: float) -> _Loaded:
        began = self._clock.now()
        calls = math.ceil(rate * (seconds + WARM_UP_S))
        plan = LoadPlan(dials=_DIALS, rate=rate, calls=calls)
        attempts, steady = await asyncio.gather(self._telephones.call(plan), self._steady(seconds))
        talks = connected_between(attempts, steady.since, steady.until)
        return _Loaded(
            attempts,
            _costs(steady.after.per_call_ms(steady.before, len(talks))),
            (self._clock.now() - began).total_seconds(),
        )

    async def _steady(self, seconds: float) -> "_Steady":
        await asyncio.sleep(WARM_UP_S)
        since, before = self._clock.now(), self._gauge.read()
        await asyncio.sleep(seconds)
        return _Steady(since, self._clock.now(), before, self._gauge.read())


@dataclass(frozen=True, slots=True)
class _Steady:
    """The steady part of a load, with what was used at both of its ends."""

    since: datetime
    until: datetime
    before: Usage
    after: Usage


def figures_of(
    attempts: Sequence[Attempt], pages: Sequence[LivePage], sight: PageSight, lasted_s: float
) -> DeskFigures:
    """Return what the pages came to under a load."""
    painted = {pop.number: pop.at for pop in sight.pops if pop.at is not None}
    seen = {number: at for page in pages for number, at in page.pops.items()} | painted
    rung = {each.number: each.rang_at for each in attempts if each.rang_at is not None}
    pops = _between(rung, seen)
    paints = _between(rung, painted)
    told = [took for page in pages for took in page.told_ms]
    slow = sight.slow_tasks_ms
    return DeskFigures(
        calls_placed=len(attempts),
        calls_connected=sum(each.is_connected for each in attempts),
        pops_awaited=len(rung),
        pops_seen=len(pops),
        pop_ms_p50=percentile(pops, 0.5),
        pop_ms_p99=percentile(pops, 0.99),
        pops_painted=len(paints),
        painted_ms_p50=percentile(paints, 0.5),
        painted_ms_max=max(paints, default=None),
        told_ms_p50=percentile(told, 0.5),
        told_ms_p99=percentile(told, 0.99),
        deltas_missed=sum(page.gaps for page in pages),
        kb_per_page_and_minute=_kb_per_minute(pages, lasted_s),
        keys_typed=sight.keys_typed,
        long_tasks_over_50ms=None if slow is None else len(slow),
        longest_task_ms=max(slow or (), default=None),
        page_kb=sight.page_kb,
        first_paint_ms=sight.first_paint_ms,
        first_content_ms=sight.first_content_ms,
        load_lag_ms_p99=percentile((each.lag_s * 1000 for each in attempts), 0.99),
    )


def _between(rung: Mapping[str, datetime], seen: Mapping[str, datetime]) -> list[float]:
    return [milliseconds(at, seen[number]) for number, at in rung.items() if number in seen]


def _kb_per_minute(pages: Sequence[LivePage], lasted_s: float) -> float:
    taken = sum(page.taken_bytes for page in pages)
    return taken / 1000 / max(1, len(pages)) / lasted_s * 60


def _costs(used: Usage | None) -> CallCosts:
    return CallCosts(
        engine_cpu_ms_per_call=None if used is None else used.engine_s,
        asterisk_cpu_ms_per_call=None if used is None else used.asterisk_s,
        postgres_cpu_ms_per_call=None if used is None else used.postgres_s,
    )
