"""The demo on stage: citizens call and operators answer on real telephones, until it is over."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import aiohttp
import msgspec
import psutil

from base.clock import Clock
from base.errors import Line122Error
from base.tasks import cancel, spawn
from callflow.readings import LiveReading
from ivr.nodes import SayNode
from ivr.phrases import prompts_of
from line122.bootstrap.engine import Engine
from line122.demo.cast import OPERATORS, CitizenRole, OperatorRole, citizens
from line122.demo.seat import Seat
from line122.house import House
from line122.phones.audio import Sound, read_wav
from line122.phones.citizen import CitizenPlan, KeyPress, answer_callback, play_citizen
from line122.phones.operator import AVAILABLE_CODE, Operator, OperatorPlan
from line122.phones.report import Ending, PartyReport
from line122.phones.softphone import SoftPhone

VARIABLES: Final[Mapping[str, str]] = {
    # A minute is short: pauses that are right for a shift would fill it.
    "LINE122_AGENTS__WRAP_UP_S": "4",
    # Its telephones do not say what a call was.
    "LINE122_AGENTS__WRAP_UP_LIMIT_S": "0",
    "LINE122_AGENTS__MISSED_RING_PAUSE_S": "5",
    "LINE122_QUEUES__DOCTORS__RING_TIMEOUT_S": "6",
    "LINE122_QUEUES__ADVICE__RING_TIMEOUT_S": "6",
    "LINE122_QUEUES__DOCTORS__HANDLE_S": "14",
    "LINE122_QUEUES__ADVICE__HANDLE_S": "14",
    "LINE122_CALLBACKS__DIALLING__RING_TIMEOUT_S": "10",
    # Its telephones hang up when the talk is over.
    "LINE122_MARKS__ENABLED": "false",
    # A site leaves it off for Asterisk's sake; the demo may stand still.
    "LINE122_AGENTS__BROWSER_PHONE": "on",
    # The demo keeps its promises at night as well: its citizens are awake.
    "LINE122_CALLBACKS__HOURS__WORKDAYS": "00:00-24:00",
    "LINE122_CALLBACKS__HOURS__WEEKEND": "00:00-24:00",
}
"""Settings of the demo that differ from the defaults."""
UNHURRIED: Final[Mapping[str, str]] = {
    # A person looks for the button, listens, and writes with two fingers.
    "LINE122_QUEUES__DOCTORS__RING_TIMEOUT_S": "20",
    "LINE122_QUEUES__ADVICE__RING_TIMEOUT_S": "20",
    "LINE122_AGENTS__WRAP_UP_EXTENSION_S": "300",
}
"""Besides, in a demo without an end, at whose free seat somebody may sit down."""

_VOICES: Final = Path(__file__).parent / "voices"
_DIALLED: Final = "122"
_LAST_CALL_BEFORE_END_S: Final = 22.0
"""Who calls later could not be served to the end."""
_BETWEEN_KEYS_S: Final = 1.0
"""Longer than a key may follow another one and still belong to the question before."""
_LAST_RING_BEFORE_END_S: Final = 2.0
"""Whose telephone rings before that is still talked with; the others are called another day."""

_FRAMES: Final = "line122_asterisk_frames_per_joined_call"


class DemoError(Line122Error):
    """The demo could not go on; the text says why."""


@dataclass(slots=True)
class Testimony:
    """What the telephones reported so far."""

    citizens: list[PartyReport] = field(default_factory=list)
    operators: list[PartyReport] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hall:
    """Where the demo is played."""

    house: House
    engine: Engine
    seat: Seat


class Stage:
    """The people of the demo, at their telephones."""

    def __init__(self, hall: Hall, phone: SoftPhone, clock: Clock, random: Random) -> None:
        self.testimony = Testimony()
        self._house = hall.house
        self._engine = hall.engine
        self._seat = hall.seat
        self._phone = phone
        self._clock = clock
        self._random = random
        self._begun_at = clock.instant()
        self.first_call_after_s: float | None = None
        """From the start of this process to the first citizen's INVITE."""
        self._calls: set[asyncio.Task[None]] = set()
        self._ends_at_s: float | None = None

    @property
    def elapsed_s(self) -> float:
        """Seconds since the first person entered."""
        return self._clock.instant() - self._begun_at

    async def play(self, for_s: float | None) -> None:
        """Let everybody play; returns when the time is over and the last call has ended."""
        self._ends_at_s = for_s
        working = [spawn(self._work(role), name=f"operator {role.account}") for role in OPERATORS]
        try:
            await self._let_citizens_call(for_s)
            if self._calls:
                await asyncio.wait(self._calls)
        finally:
            for task in (*self._calls, *working):
                await cancel(task)

    async def live(self, client: aiohttp.ClientSession) -> LiveReading:
        """Return what the engine shows now.

        Raises:
            DemoError: the engine does not answer.

        """
        return msgspec.json.decode(await self._page(client, "/api/live"), type=LiveReading)

    async def frames_per_call(self, client: aiohttp.ClientSession) -> float | None:
        """Return how many websocket frames a connected call took; `None` without any call.

        Raises:
            DemoError: the engine does not answer.

        """
        text = (await self._page(client, "/metrics")).decode()
        samples = {
            line.split()[0]: float(line.split()[1])
            for line in text.splitlines()
            if line.startswith(_FRAMES)
        }
        count = samples.get(f"{_FRAMES}_count", 0.0)
        return samples[f"{_FRAMES}_sum"] / count if count else None

    async def _page(self, client: aiohttp.ClientSession, path: str) -> bytes:
        try:
            async with client.get(f"{self._engine.http_url}{path}") as answer:
                return await answer.read()
        except aiohttp.ClientError as error:
            raise DemoError(
                f"the engine gives no {path}; see {self._engine.server.log}"
            ) from error

    async def _work(self, role: OperatorRole) -> None:
        await self._until(role.comes_at_s)
        plan = OperatorPlan(
            account=role.account,
            server=self._house.sip,
            secret=self._house.secrets[role.account],
            ignores_rings=role.ignores_rings,
            answer_after_s=role.answers_after_s,
            talk_for_s=role.talks_for_s,
            speech=_voice("operator-hello"),
        )
        operator = Operator(self._phone, plan, self._clock, self.testimony.operators.append)
        if not await operator.declare(AVAILABLE_CODE):
            raise DemoError(f"{role.name} dialled {AVAILABLE_CODE} and heard no confirmation")
        await operator.work()

    async def _let_citizens_call(self, for_s: float | None) -> None:
        greeting_s = _greeting_s(self._house)
        last_s = None if for_s is None else max(1.0, for_s - _LAST_CALL_BEFORE_END_S)
        for role in citizens(greeting_s, self._random):
            if last_s is not None and role.comes_at_s > last_s:
                return
            await self._until(role.comes_at_s)
            task = spawn(self._call(role), name=f"citizen {role.number}")
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)

    async def _call(self, role: CitizenRole) -> None:
        if self.first_call_after_s is None:
            started_at = psutil.Process().create_time()
            self.first_call_after_s = round(self._clock.now().timestamp() - started_at, 1)
        plan = CitizenPlan(
            number=role.number,
            dials=_DIALLED,
            trunk=self._house.sip,
            presses=tuple(
                KeyPress(role.presses_at_s + number * _BETWEEN_KEYS_S, key)
                for number, key in enumerate(role.presses)
            ),
            patience_s=role.patience_s,
            speech=_voice(role.voice),
        )
        report = await self._tried(plan)
        if _is_let_go(report) and role.redials_after_s is not None:
            # Citizens have habits, and nothing tells them when to dial.
            await asyncio.sleep(role.redials_after_s)
            report = await self._tried(plan)
        if _is_let_go(report):
            await self._called_back(role, plan)

    async def _tried(self, plan: CitizenPlan) -> PartyReport:
        report = await play_citizen(
            self._phone,
            plan,
            self._clock,
            has_person=lambda: self._seat.talks_with(plan.number),
        )
        self.testimony.citizens.append(report)
        return report

    async def _called_back(self, role: CitizenRole, plan: CitizenPlan) -> None:
        """Stay by the telephone until we call, or the demo is over."""
        last_s = None if self._ends_at_s is None else self._ends_at_s - _LAST_RING_BEFORE_END_S
        report = await answer_callback(
            self._phone,
            plan,
            self._clock,
            rings_within_s=None if last_s is None else max(0.0, last_s - self.elapsed_s),
            picks_up_after_s=role.picks_up_after_s,
            has_person=lambda: self._seat.talks_with(plan.number),
        )
        if report is not None:
            self.testimony.citizens.append(report)

    async def _until(self, at_s: float) -> None:
        """Wait for an entrance; the demo lives in real time, like its telephones."""
        await asyncio.sleep(max(0.0, at_s - self.elapsed_s))


@asynccontextmanager
async def page_client() -> AsyncIterator[aiohttp.ClientSession]:
    """Keep a client for the engine's pages while the body runs."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2.0)) as client:
        yield client


def _is_let_go(report: PartyReport) -> bool:
    """Tell whether the line turned the citizen away, or told them something and hung up."""
    return report.ending in {Ending.REFUSED, Ending.DISMISSED}


def _voice(name: str) -> Sound:
    return read_wav(_VOICES / f"{name}.wav")


def _greeting_s(house: House) -> float:
    """Return how long the greeting of the demo's line lasts, by its recordings."""
    prompts = house.servers.site.directories.prompts
    service = house.settings.trunks["main"].default_service
    script = house.settings.scripts[house.settings.services[service].script]
    greeting = script.nodes[script.start]
    assert isinstance(greeting, SayNode), "The demo's menu begins with its greeting."
    keys = prompts_of(greeting.say)
    return sum(read_wav(prompts / f"{key.replace('.', '/')}.wav").duration_s for key in keys)
