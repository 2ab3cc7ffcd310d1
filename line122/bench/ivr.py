"""`bench ivr`: how soon a menu speaks and answers keys, and what a step costs.

So many callers walk the default menu at once, each key pressed while the prompt before it is still
being said, as people do who know the menu. First the engine's menu, then the same menu as plain
dialplan in the same Asterisk. The ear of every caller tells by the sound itself when the right
prompt begins; a key that is answered by another prompt, or by none, counts as unanswered.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from base.clock import Clock
from base.tasks import cancel, spawn
from line122.bench.connect import machine_of
from line122.bench.console import console_of
from line122.bench.figures import milliseconds, percentile
from line122.bench.ivr_report import IvrReport, MenuFigures
from line122.bench.listening import PromptEar
from line122.bench.menu_caller import MenuCaller
from line122.bench.menu_in_dialplan import EXTENSION, write_menu
from line122.bench.menu_way import MAIN, STEPS, WayStep, way
from line122.bench.outgoing import Caller
from line122.bench.usage import Gauge, Usage
from line122.bench.wire import Wire
from line122.bootstrap.instance import Instance
from line122.house import House, HousePlan, engine_in, opened_house
from line122.phones.raw import Address
from line122.phones.sip_text import SipMessage
from line122.phones.sockets import find_phone_ports

SPARE_CHANNELS: Final = 10
"""Beyond the callers, so that the admission lets everybody into the menu."""
CALLS_A_SECOND: Final = 10.0
THINKS_S: Final = (0.7, 1.3)
"""From hearing a prompt to the next key; a prompt lasts longer."""

_FIRST_NUMBER: Final = 79_170_000_000
_GREETED_WITHIN_S: Final = 30.0
_ANSWERED_WITHIN_S: Final = 3.0
_OVER_WITHIN_S: Final = 5.0
_MEDIA_PORTS_EACH: Final = 4
_SIGN_OF_LIFE_S: Final = 5.0
_VARIABLES: Final = {
    # The walk is not to be led to a person by the clock, nor the trunk to be called crowded.
    "LINE122_MENUS__CONNECT_LIMIT_S": "600",
    "LINE122_MENUS__HOLD_LIMIT_S": "600",
    "LINE122_LADDER__BURST_SHARE": "1",
}


@dataclass(frozen=True, slots=True)
class IvrPlan:
    """What to measure."""

    calls: int
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Answered:
    """One step of one caller."""

    key_at: datetime
    heard_at: datetime | None
    """`None`: the prompt was not heard in time."""


@dataclass(slots=True)
class Walked:
    """What one caller came to."""

    first_audio_ms: float | None = None
    """`None`: never answered, or never spoken to."""
    steps: list[Answered] = field(default_factory=list)
    lag_ms: list[float] = field(default_factory=list)
    """How late the telephone took note of each prompt: the bench's own lateness."""


async def bench_ivr(instance: Instance, plan: IvrPlan, clock: Clock) -> IvrReport:
    """Measure and return the report.

    Raises:
        Line122Error: a server is missing, or Asterisk did not take the peer's dialplan.

    """
    load_average = os.getloadavg()[0]
    ports = find_phone_ports(plan.calls)
    channels = str(plan.calls + SPARE_CHANNELS)
    house_plan = HousePlan(
        database="bench_ivr",
        trunk_ports=ports,
        operators=(),
        variables={**_VARIABLES, "LINE122_TRUNKS__MAIN__CHANNELS": channels},
        media_ports=_MEDIA_PORTS_EACH * (plan.calls + SPARE_CHANNELS),
    )
    async with opened_house(instance, house_plan, clock) as house:
        site = house.servers.site
        await write_menu(await console_of(house), site.directories.prompts)
        async with engine_in(house) as engine:
            wire = Wire(Address(site.sip.host, site.sip.port), ports.host, ports.sip, _left_alone)
            gauge = Gauge(
                engine=engine.server.pid,
                asterisk=house.servers.asterisk_pid,
                postgres=house.servers.postgres_pid,
            )
            ear = PromptEar.of_pack(site.directories.prompts)
            chance = random.Random(plan.seed)  # noqa: S311 - people's pauses, not secrets
            crowd = _Crowd(wire, ear, gauge, clock, chance)
            try:
                return await _report(crowd, house, plan, load_average)
            finally:
                wire.close()


async def _report(crowd: "_Crowd", house: House, plan: IvrPlan, load_average: float) -> IvrReport:
    return IvrReport(
        calls=plan.calls,
        steps=STEPS,
        engine=await crowd.walk("122", plan.calls),
        dialplan=await crowd.walk(EXTENSION, plan.calls),
        machine=machine_of(house, load_average),
    )


class Together:
    """The time in which all callers walk, with the usage at both of its ends."""

    def __init__(
        self, calls: int, usage: Callable[[], Usage], now: Callable[[], datetime]
    ) -> None:
        self._left_to_begin = calls
        self._usage = usage
        self._now = now
        self.since: datetime | None = None
        self.until: datetime | None = None
        self.before: Usage | None = None
        self.after: Usage | None = None

    def began(self) -> None:
        """Take that one more caller walks, or never will."""
        self._left_to_begin -= 1
        if not self._left_to_begin and self.until is None:
            self.since, self.before = self._now(), self._usage()

    def ended(self) -> None:
        """Take that a caller is done; the first one ends the time."""
        if self.until is None:
            self.until, self.after = self._now(), self._usage()

    def used_ms(self, steps: Sequence[Answered]) -> Usage | None:
        """Return the milliseconds of each process for each step of that time."""
        if not (self.since and self.until and self.before and self.after):
            return None
        within = [
            step for step in steps if step.heard_at and self.since <= step.heard_at < self.until
        ]
        return self.after.per_call_ms(self.before, len(within))


class _Crowd:
    """Callers who walk the menu at once."""

    def __init__(
        self, wire: Wire, ear: PromptEar, gauge: Gauge, clock: Clock, chance: random.Random
    ) -> None:
        self._wire = wire
        self._ear = ear
        self._gauge = gauge
        self._clock = clock
        self._chance = chance
        self._numbers = _FIRST_NUMBER

    async def walk(self, dials: str, calls: int) -> MenuFigures:
        """Let so many callers walk, and return what they and the processes came to."""
        together = Together(calls, self._gauge.read, self._clock.now)
        walks = [Walked() for _ in range(calls)]
        tasks: list[asyncio.Task[None]] = []
        for walked in walks:
            tasks.append(spawn(self._call(dials, walked, together), name="bench.walk"))
            await asyncio.sleep(1 / CALLS_A_SECOND)
        await asyncio.gather(*tasks)
        return figures_of(walks, together)

    async def _call(self, dials: str, walked: Walked, together: Together) -> None:
        async with self._caller(dials) as caller:
            main_at = await caller.hears(MAIN.prompt, _GREETED_WITHIN_S)
            if caller.answered_at and caller.first_heard_at:
                walked.first_audio_ms = milliseconds(caller.answered_at, caller.first_heard_at)
            together.began()
            try:
                if main_at is not None:
                    await self._walk(caller, walked)
            finally:
                together.ended()
            caller.hang_up()
            await caller.ends(_OVER_WITHIN_S)

    async def _walk(self, caller: MenuCaller, walked: Walked) -> None:
        for step in way():
            await asyncio.sleep(self._chance.uniform(*THINKS_S))
            answered = await self._step(caller, step)
            walked.steps.append(answered)
            if answered.heard_at is None:
                return
            walked.lag_ms.append(milliseconds(answered.heard_at, self._clock.now()))

    async def _step(self, caller: MenuCaller, step: WayStep) -> Answered:
        key_at = caller.press(step.key)
        return Answered(key_at, await caller.hears(step.prompt, _ANSWERED_WITHIN_S))

    @asynccontextmanager
    async def _caller(self, dials: str) -> AsyncIterator[MenuCaller]:
        self._numbers += 1
        who = Caller(str(self._numbers), dials)
        caller = MenuCaller(self._wire, self._ear, who, self._clock)
        living = spawn(_live(caller), name="bench.sign_of_life")
        try:
            yield caller
        finally:
            await cancel(living)
            caller.hang_up()
            caller.close()


def figures_of(walks: Sequence[Walked], together: Together) -> MenuFigures:
    """Return what a crowd came to."""
    first = [each.first_audio_ms for each in walks if each.first_audio_ms is not None]
    steps = [step for each in walks for step in each.steps]
    answers = [milliseconds(step.key_at, step.heard_at) for step in steps if step.heard_at]
    used = together.used_ms(steps)
    return MenuFigures(
        keys_pressed=len(steps),
        keys_answered=len(answers),
        first_audio_ms_p50=percentile(first, 0.5),
        first_audio_ms_p99=percentile(first, 0.99),
        key_to_prompt_ms_p50=percentile(answers, 0.5),
        key_to_prompt_ms_p99=percentile(answers, 0.99),
        engine_cpu_ms_per_step=None if used is None else used.engine_s,
        asterisk_cpu_ms_per_step=None if used is None else used.asterisk_s,
        postgres_cpu_ms_per_step=None if used is None else used.postgres_s,
        ear_lag_ms_p99=percentile((lag for each in walks for lag in each.lag_ms), 0.99),
    )


async def _live(caller: MenuCaller) -> None:
    while True:
        await asyncio.sleep(_SIGN_OF_LIFE_S)
        caller.sign_of_life()


def _left_alone(_message: SipMessage, _at: datetime) -> None:
    """Leave what belongs to a call that is over unanswered; the far end gives up by itself."""
