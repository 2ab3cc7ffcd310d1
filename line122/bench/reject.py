"""`bench reject`: how soon and how dear a known repeat caller gets the busy tone.

The case is the everyday one of a storm: the person has an open contact, has been told, and the
trunk is short of channels. The engine then takes note of the attempt, commits it, and refuses the
call before answer. Operators hold all channels but one in talks for the whole bench.

Who has been told is written down before the engine starts, by the desk that writes it on a site:
telling hundreds of people over one free channel would take longer than all that is measured.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from base.clock import Clock
from base.errors import Line122Error
from base.phone import PhoneNumber
from base.tasks import cancel, spawn
from callflow.events import Direction
from line122.bench.connect import machine_of
from line122.bench.console import console_of
from line122.bench.figures import percentile
from line122.bench.load import Citizen
from line122.bench.pace import MENUS
from line122.bench.refusals import Flood, Refusal, flooded
from line122.bench.reject_report import FloodFigures, RejectReport
from line122.bench.telephones import Telephones, telephones_at
from line122.bench.usage import Gauge
from line122.bootstrap.instance import Instance
from line122.house import House, HouseOperator, HousePlan, engine_in, opened_house
from line122.phones.sockets import find_phone_ports
from storage.records.books import open_books
from storage.records.connection import Timeouts, open_pool
from storage.records.figures import CallSeen, Figures, open_figures
from tickets.service import CaseDesk

NUMBERS: Final = 400
CHANNELS: Final = 6
TALKS: Final = CHANNELS - 1
KNEE_LIMIT_MS: Final = 50.0
KNEE_STEP_S: Final = 10.0
KNEE_FACTOR: Final = 1.3
KNEE_LIMIT: Final = 1000.0
"""INVITEs a second: what Asterisk itself rejects through its interface on such a machine."""
HANGUP: Final = "busy"

_FIRST_NUMBER: Final = 79_160_000_000
_WARM_UP_S: Final = 3.0
_WRITTEN_S: Final = 1.0
_TALKING_WITHIN_S: Final = 15.0
_POLL_S: Final = 0.1
_MURMUR_S: Final = 5.0
_LAG_LIMIT_MS: Final = 50.0
_VARIABLES: Final = {
    "LINE122_TRUNKS__MAIN__CHANNELS": str(CHANNELS),
    "LINE122_MENUS__DIRECTORY": str(MENUS),
    "LINE122_SERVICES__HELPLINE__SCRIPT": "connect",
    "LINE122_MARKS__ENABLED": "false",
    # Who was told before the bench began stays told for as long as it lasts.
    "LINE122_LADDER__REMIND_EVERY_S": "3600",
    "LINE122_LADDER__LET_IN_BEHIND_DECK": "0",
}


class RejectError(Line122Error):
    """The bench could not go on; the text says why."""


@dataclass(frozen=True, slots=True)
class RejectPlan:
    """What to measure."""

    rate: float
    seconds: float


async def bench_reject(instance: Instance, plan: RejectPlan, clock: Clock) -> RejectReport:
    """Measure and return the report.

    Raises:
        Line122Error: a server is missing, or the telephones could not be set up.

    """
    load_average = os.getloadavg()[0]
    ports = find_phone_ports(TALKS)
    accounts = tuple(f"bench-{number}" for number in range(1, TALKS + 1))
    house_plan = HousePlan(
        database="bench_reject",
        trunk_ports=ports,
        operators=tuple(HouseOperator(account, account) for account in accounts),
        variables=_VARIABLES,
    )
    numbers = tuple(str(_FIRST_NUMBER + number) for number in range(NUMBERS))
    async with opened_house(instance, house_plan, clock) as house:
        await tell_everybody(house, numbers, instance.state / "told", clock)
        await (await console_of(house)).add_extension(HANGUP, "Hangup,17")
        async with (
            engine_in(house) as engine,
            open_figures(house.database_url, site=house.settings.site.id) as figures,
            telephones_at(house, ports, clock) as telephones,
            all_talking(telephones),
        ):
            gauge = Gauge(
                engine=engine.server.pid,
                asterisk=house.servers.asterisk_pid,
                postgres=house.servers.postgres_pid,
            )
            bench = _Bench(telephones, figures, gauge, numbers, clock)
            return await bench.report(house, plan, load_average)


@dataclass(frozen=True, slots=True)
class _Bench:
    telephones: Telephones
    figures: Figures
    gauge: Gauge
    numbers: Sequence[str]
    clock: Clock

    async def report(self, house: House, plan: RejectPlan, load_average: float) -> RejectReport:
        """Run all floods."""
        warm_up = self.flood("122", plan.rate, _WARM_UP_S)
        await flooded(self.telephones.trunk, warm_up, self.clock)
        dialplan = await self.measured(self.flood(HANGUP, plan.rate, plan.seconds))
        began_at = self.clock.now()
        engine = await self.measured(self.flood("122", plan.rate, plan.seconds))
        calls = await self.rows_since(began_at)
        knee = await self.knee(plan.rate)
        fsync, synchronous_commit = await durability_of(house)
        return RejectReport(
            rate=plan.rate,
            seconds=plan.seconds,
            numbers=len(self.numbers),
            channels=CHANNELS,
            talks=TALKS,
            engine=engine,
            dialplan=dialplan,
            rows=len(calls),
            rungs=Counter(call.decision for call in calls),
            knee_cps=knee.held,
            knee_ended_by=knee.ended_by,
            knee_invites=knee.invites,
            knee_rows=knee.rows,
            fsync=fsync,
            synchronous_commit=synchronous_commit,
            machine=machine_of(house, load_average),
        )

    def flood(self, dials: str, rate: float, seconds: float) -> Flood:
        """Return a flood of these numbers."""
        return Flood(dials=dials, numbers=self.numbers, rate=rate, seconds=seconds)

    async def measured(self, flood: Flood) -> FloodFigures:
        """Let a flood pass and return its figures."""
        before = self.gauge.read()
        refusals = await flooded(self.telephones.trunk, flood, self.clock)
        used = self.gauge.read().per_call_ms(before, len(refusals))
        assert used is not None, "A flood has at least one INVITE."
        has_engine = flood.dials != HANGUP
        return FloodFigures(
            invites=len(refusals),
            refused=sum(each.is_refused for each in refusals),
            p50_ms=percentile(_took_ms(refusals), 0.5),
            p99_ms=percentile(_took_ms(refusals), 0.99),
            cpu_ms_per_call=used.asterisk_s + (used.engine_s if has_engine else 0.0),
            asterisk_cpu_ms_per_call=used.asterisk_s,
            engine_cpu_ms_per_call=used.engine_s if has_engine else None,
            postgres_cpu_ms_per_call=used.postgres_s if has_engine else None,
            load_lag_ms_p99=(percentile((each.lag_s for each in refusals), 0.99) or 0.0) * 1000,
        )

    async def knee(self, start: float) -> "_Knee":
        """Raise the rate step by step until it does not hold."""
        knee = _Knee()
        for rate in knee_rates(start):
            why = await self._step(rate, knee)
            if why is not None:
                # A hiccup of the machine proves nothing; only a second one in a row counts.
                why = await self._step(rate, knee)
            if why is not None:
                knee.ended_by = f"{why} at {rate:g}"
                return knee
            knee.held = rate
        return knee

    async def _step(self, rate: float, knee: "_Knee") -> str | None:
        flood = self.flood("122", rate, KNEE_STEP_S)
        began_at = self.clock.now()
        refusals = await flooded(self.telephones.trunk, flood, self.clock)
        knee.invites += len(refusals)
        knee.rows += len(await self.rows_since(began_at))
        return why_broken(refusals)

    async def rows_since(self, began_at: datetime) -> Sequence[CallSeen]:
        """Return the rows of the numbers' calls, once all of them can be there."""
        await asyncio.sleep(_WRITTEN_S)
        seen = await self.figures.interval(began_at, self.clock.now())
        ours = {f"+{number}" for number in self.numbers}
        return [
            call
            for call in seen.calls
            if call.direction is Direction.INBOUND and call.number in ours
        ]


@dataclass(slots=True)
class _Knee:
    """How far the ramp has come."""

    held: float | None = None
    ended_by: str | None = None
    invites: int = 0
    rows: int = 0


def knee_rates(start: float) -> Iterator[float]:
    """Yield the rates of the ramp: each so much more than the one before, up to the limit."""
    rate = start
    while rate < KNEE_LIMIT:
        yield rate
        rate = round(rate * KNEE_FACTOR)
    yield KNEE_LIMIT


def why_broken(refusals: Sequence[Refusal]) -> str | None:
    """Return why a step of the ramp did not hold; `None` when it did."""
    others = Counter(each.status or "no answer" for each in refusals if not each.is_refused)
    if others:
        return ", ".join(f"{count} lost ({status})" for status, count in others.most_common())
    lag_ms = (percentile((each.lag_s for each in refusals), 0.99) or 0.0) * 1000
    if lag_ms > _LAG_LIMIT_MS:
        return f"load generator {lag_ms:.0f} ms late"
    p99_ms = percentile(_took_ms(refusals), 0.99)
    if p99_ms is None or p99_ms > KNEE_LIMIT_MS:
        return f"p99 {p99_ms or 0:.0f} ms"
    return None


async def tell_everybody(
    house: House, numbers: Sequence[str], directory: Path, clock: Clock
) -> None:
    """Write down that everybody has an open contact and has been told, before an engine starts."""
    site = house.settings.site
    async with open_books(
        house.database_url, site=site.id, clock=clock, directory=directory, zone=site.zone
    ) as books:
        desk = CaseDesk(books.cases, site.zone)
        now = clock.now()
        await desk.load(now)
        for number in numbers:
            case, _ = desk.open_case(PhoneNumber(f"+{number}"), now)
            desk.change(replace(case.contact, told_at=now, heard_at=now))
        await books.caught_up()


@asynccontextmanager
async def all_talking(telephones: Telephones) -> AsyncIterator[None]:
    """Keep every operator in a talk while the body runs.

    Raises:
        RejectError: not all of them came to talk.

    """
    held = await telephones.hold("122", TALKS)
    await _until_all_talk(held)
    murmuring = spawn(_murmur(telephones, held), name="murmur")
    try:
        yield
    finally:
        await cancel(murmuring)
        await telephones.let_go(held)


async def _until_all_talk(held: Sequence[Citizen]) -> None:
    try:
        async with asyncio.timeout(_TALKING_WITHIN_S):
            # They tell nobody when they come to talk; the bench is content to look.
            for citizen in held:
                while not citizen.attempt.is_connected:  # noqa: ASYNC110 - as said above
                    await asyncio.sleep(_POLL_S)
    except TimeoutError as error:
        talking = sum(citizen.attempt.is_connected for citizen in held)
        raise RejectError(f"only {talking} of {TALKS} operators came to talk in time") from error


async def _murmur(telephones: Telephones, held: Sequence[Citizen]) -> None:
    while True:
        for citizen in held:
            citizen.murmur(_MURMUR_S)
        telephones.pickup.murmur(_MURMUR_S)
        await asyncio.sleep(_MURMUR_S)


async def durability_of(house: House) -> tuple[str, str]:
    """Return PostgreSQL's `fsync` and `synchronous_commit`, as it tells them itself."""
    timeouts = Timeouts(connect_s=5.0, command_s=5.0)
    async with open_pool(house.database_url, timeouts=timeouts) as pool, pool.connection() as lent:
        fsync = await lent.fetchval("SHOW fsync")
        synchronous_commit = await lent.fetchval("SHOW synchronous_commit")
    return str(fsync), str(synchronous_commit)


def _took_ms(refusals: Sequence[Refusal]) -> Iterator[float]:
    return (each.took_ms for each in refusals if each.took_ms is not None)
