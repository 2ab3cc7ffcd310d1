"""Trials of one way through a call: under an even load, and under one that grows until it breaks.

What the engine alone knows, when a caller was queued and when both stood in the bridge, is read
from its records afterwards; all the rest is seen from outside.
"""

import asyncio
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from base.clock import Clock
from line122.bench.attempt import (
    Attempt,
    connected_between,
    keys_to_rings,
    rings_after,
    told_by_name,
)
from line122.bench.figures import Breaking, Step, milliseconds, percentile, verdict
from line122.bench.load import LoadPlan
from line122.bench.report import FlowFigures, Joins, Limit
from line122.bench.telephones import Telephones
from line122.bench.usage import Gauge, Usage
from storage.records.figures import AnsweredCall, Figures

WARM_UP_S: Final = 3.0
RAMP_FACTOR: Final = 1.4
RAMP_STEP_S: Final = 5.0
RAMP_LIMIT: Final = 70.0
"""Calls a second: at more, not every caller would find an operator idle."""

_SETTLED_S: Final = 1.0
_WRITTEN_S: Final = 0.5
"""The engine writes within 20 ms of each step."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One of the ways through the same call."""

    dials: str
    is_engines: bool


ENGINE: Final = Flow("122", is_engines=True)
APP_QUEUE: Final = Flow("queue", is_engines=False)


@dataclass(frozen=True, slots=True)
class EvenFigures:
    """What an even load showed."""

    flow: FlowFigures
    joins: Joins


class Trial:
    """Tries flows at one set of telephones."""

    def __init__(
        self, telephones: Telephones, figures: Figures, gauge: Gauge, clock: Clock
    ) -> None:
        self._telephones = telephones
        self._figures = figures
        self._gauge = gauge
        self._clock = clock

    async def even(self, flow: Flow, *, rate: float, seconds: float) -> EvenFigures:
        """Place calls at an even pace; what the first seconds cost is left out."""
        calls = math.ceil(rate * (seconds + WARM_UP_S))
        plan = LoadPlan(dials=flow.dials, rate=rate, calls=calls)
        window = _Window(self._gauge, self._clock)
        attempts, _ = await asyncio.gather(
            self._telephones.call(plan), window.measure(WARM_UP_S, seconds)
        )
        records = await self._records(flow)
        steady = connected_between(attempts, window.since, window.until)
        rings = rings_after(steady, _queued(flow, attempts, records))
        keys = keys_to_rings(steady)
        used = window.after.per_call_ms(window.before, len(steady))
        return EvenFigures(
            FlowFigures(
                calls_placed=len(attempts),
                calls_connected=_connected(flow, attempts, records),
                ring_after_queue_ms_p50=percentile(rings, 0.5),
                ring_after_queue_ms_p99=percentile(rings, 0.99),
                key_to_ring_ms_p50=percentile(keys, 0.5),
                key_to_ring_ms_p99=percentile(keys, 0.99),
                engine_cpu_ms_per_call=None if used is None else used.engine_s,
                asterisk_cpu_ms_per_call=None if used is None else used.asterisk_s,
                postgres_cpu_ms_per_call=None if used is None else used.postgres_s,
                load_lag_ms_p99=_lag_p99_ms(attempts),
            ),
            _joins(steady, records),
        )

    async def ramp(self, flow: Flow, start: float) -> Limit:
        """Raise the rate step by step until something breaks."""
        held: float | None = None
        for rate in ramp_rates(start):
            why = await self._step(flow, rate)
            if why is Breaking.LOAD_GENERATOR:
                # A hiccup of the machine proves nothing; only a second one in a row counts.
                why = await self._step(flow, rate)
            if why is not None:
                return Limit(held, rate, why)
            held = rate
        return Limit(held, None, None)

    async def _step(self, flow: Flow, rate: float) -> Breaking | None:
        await asyncio.sleep(_SETTLED_S)
        calls = math.ceil(rate * RAMP_STEP_S)
        attempts = await self._telephones.call(LoadPlan(dials=flow.dials, rate=rate, calls=calls))
        records = await self._records(flow)
        rings = rings_after(attempts, _queued(flow, attempts, records))
        return verdict(
            Step(
                rate=rate,
                placed=len(attempts),
                connected=_connected(flow, attempts, records),
                ring_p99_ms=percentile(rings, 0.99),
                lag_p99_ms=_lag_p99_ms(attempts),
            )
        )

    async def _records(self, flow: Flow) -> Mapping[str, AnsweredCall]:
        """Return the engine's records of the calls that were answered, by the caller's number."""
        if not flow.is_engines:
            return {}
        await asyncio.sleep(_WRITTEN_S)
        answered = await self._figures.answered()
        return {call.ani.lstrip("+"): call for call in answered if call.ani}


def ramp_rates(start: float) -> Iterator[float]:
    """Yield the rates of a ramp: each so much more than the one before, up to the limit."""
    rate = start
    while rate < RAMP_LIMIT:
        yield rate
        rate = round(rate * RAMP_FACTOR)
    yield RAMP_LIMIT


class _Window:
    """The steady part of a load, with the usage at both of its ends."""

    before: Usage
    after: Usage
    since: datetime
    until: datetime

    def __init__(self, gauge: Gauge, clock: Clock) -> None:
        self._gauge = gauge
        self._clock = clock

    async def measure(self, warm_up_s: float, seconds: float) -> None:
        await asyncio.sleep(warm_up_s)
        self.before, self.since = self._gauge.read(), self._clock.now()
        await asyncio.sleep(seconds)
        self.after, self.until = self._gauge.read(), self._clock.now()


def _queued(
    flow: Flow, attempts: Sequence[Attempt], records: Mapping[str, AnsweredCall]
) -> Mapping[str, datetime]:
    if not flow.is_engines:
        return told_by_name(attempts)
    return {
        number: call.answered_at - timedelta(seconds=call.wait_s)
        for number, call in records.items()
    }


def _connected(
    flow: Flow, attempts: Sequence[Attempt], records: Mapping[str, AnsweredCall]
) -> int:
    """Count the calls that the telephones saw connected, and the engine too where it is in it."""
    return sum(
        each.is_connected and (not flow.is_engines or each.number in records) for each in attempts
    )


def _joins(attempts: Sequence[Attempt], records: Mapping[str, AnsweredCall]) -> Joins:
    joins = [
        milliseconds(each.picked_up_at, records[each.number].joined_at)
        for each in attempts
        if each.picked_up_at and each.number in records
    ]
    return Joins(
        answer_to_bridge_ms_p50=percentile(joins, 0.5),
        answer_to_bridge_ms_p99=percentile(joins, 0.99),
    )


def _lag_p99_ms(attempts: Sequence[Attempt]) -> float:
    return (percentile((each.lag_s for each in attempts), 0.99) or 0.0) * 1000
