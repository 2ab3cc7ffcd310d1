"""`bench wallboard`: how soon fifty boards know, and what they cost, during the smoke storm.

One storm, sixty times as fast as it was, with the boards open from before its first call: one in
Chromium, one that takes nothing of what it is sent until the end, the others bare sockets. When
it is over, all that one board was told is told again to as many sockets, by the hub and by a bare
broadcast.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import aiohttp

from base.clock import Clock
from line122.bench.board_chromium import BoardSight, opened_wall
from line122.bench.board_fan_out import measure_fan_out
from line122.bench.board_pages import BoardPage, opened_boards
from line122.bench.board_report import BoardFigures, BoardReport
from line122.bench.connect import machine_of
from line122.bench.figures import percentile
from line122.bench.gate import Passed
from line122.bench.replay import Live, replay_engine, storm_of
from line122.bench.storm import SCENARIO, opened_stand
from line122.bootstrap.instance import Instance
from line122.house import HouseUser
from simulation.run import PolicyName
from simulation.scenario import load_scenario
from staff.role import Role

SPEED: Final = 60.0
_LOGIN: Final = "board"
_BEHIND: Final = "line122_viewers_behind_total"
_FAN_OUT_MESSAGES: Final = 200
_NOT_PLAIN: Final = 2
"""One board is in Chromium, one takes nothing while the storm lasts."""


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """What to measure."""

    boards: int
    hours: float
    seed: int = 1


async def bench_wallboard(instance: Instance, plan: BoardPlan, clock: Clock) -> BoardReport:
    """Measure and return the report.

    Raises:
        Line122Error: a server or Chromium is missing, or a board could not be opened.

    """
    load_average = os.getloadavg()[0]
    storm = storm_of(
        load_scenario(SCENARIO),
        hours=plan.hours,
        seed=plan.seed,
        speed=SPEED,
        is_engine_killed=False,
    )
    supervisor = HouseUser(login=_LOGIN, name=_LOGIN, role=Role.SUPERVISOR)
    watching = _Watching(plan.boards - _NOT_PLAIN, clock)
    async with opened_stand(
        instance, storm, PolicyName.ENGINE, clock, users=(supervisor,)
    ) as stand:
        lived = await replay_engine(storm, stand, watching.watch)
        machine = machine_of(stand.house, load_average)
    told = watching.pages[0]
    messages = [each.text for each in told.arrivals if '"is":"beat"' not in each.text]
    fan_out = measure_fan_out(
        tuple(told.states())[-_FAN_OUT_MESSAGES:], messages[-_FAN_OUT_MESSAGES:], plan.boards
    )
    lamps = [took for page in watching.pages for took in page.lamps_ms()]
    return BoardReport(
        boards=plan.boards,
        speed=SPEED,
        hours=plan.hours,
        figures=BoardFigures(
            attempts=sum(passed.is_inbound for passed in watching.passed),
            events=len(lamps) // max(1, len(watching.pages)),
            event_to_socket_ms_p50=percentile(lamps, 0.5),
            event_to_socket_ms_p99=percentile(lamps, 0.99),
            event_to_socket_ms_max=max(lamps, default=None),
            painted_ms_p50=percentile(watching.sight.painted_ms, 0.5),
            painted_ms_p99=percentile(watching.sight.painted_ms, 0.99),
            lamps_painted=len(watching.sight.painted_ms),
            lamps_not_painted=watching.sight.missed,
            messages=len(messages),
            bytes_per_message=sum(map(len, messages)) / max(1, len(messages)),
            messages_missed=sum(page.gaps() for page in watching.pages),
            slow_boards_fell_behind=watching.fell_behind,
            slow_board_began_anew=watching.began_anew,
            cpu_ratio_to_raw_broadcast=fan_out.ratio,
            cpu_ms_per_message=fan_out.ours_ms,
            raw_cpu_ms_per_message=fan_out.raw_ms,
            load_lag_ms_p99=lived.lag_ms_p99,
        ),
        machine=machine,
    )


@dataclass(slots=True)
class _Watching:
    """The boards beside a replay, and what they came to."""

    plain: int
    clock: Clock
    pages: list[BoardPage] = field(default_factory=list)
    sight: BoardSight = field(default_factory=lambda: BoardSight((), 0))
    passed: list[Passed] = field(default_factory=list)
    fell_behind: int = 0
    began_anew: bool = False

    @asynccontextmanager
    async def watch(self, live: Live) -> AsyncIterator[None]:
        """Keep the boards open while the body runs."""
        url, password = live.engine.http_url, live.house.passwords[_LOGIN]
        async with AsyncExitStack() as stack:
            wall = await stack.enter_async_context(opened_wall(url, _LOGIN, password))
            boards = await stack.enter_async_context(
                opened_boards(url, _LOGIN, password, self.plain, self.clock)
            )
            self.pages, self.passed = list(boards.pages), live.gate.log
            yield
            self.sight = await wall.sight()
            self.fell_behind = await _fell_behind(url)
            self.began_anew = await boards.slow.began_anew()


async def _fell_behind(url: str) -> int:
    """Return how often a board was too slow, by the engine's own count."""
    async with aiohttp.ClientSession() as client, client.get(f"{url}/metrics") as answer:
        if answer.status != HTTPStatus.OK:
            return 0
        lines = (await answer.text()).splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if line.startswith(_BEHIND))
