"""`bench storm`: the storm's morning over real SIP, faster than it was, beside its simulation.

The same people, operators and carrier as in the simulation, behind the same rules, call a real
Asterisk with the real engine, and then Asterisk's own queue. What differs from the simulation is
therefore the exchange alone: its processes, its database, its telephones, and what they take.

The replay takes the first hours of the day: the morning wave comes evenly over two hours, the
line opens with nobody waiting, and the pressure is worst at the end.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from base.clock import Clock
from config.loading import DEFAULTS
from ivr.lengths import phrase_s
from line122.bench.pace import paced_settings
from line122.bench.paced_engine import PacedFiles
from line122.bench.replay import (
    Beside,
    Replayed,
    Stand,
    Storm,
    nothing_beside,
    replay_app_queue,
    replay_engine,
    storm_of,
)
from line122.bootstrap.engine import ROOT
from line122.bootstrap.instance import Instance
from line122.exchange_site import prompt_pack
from line122.house import House, HouseOperator, HousePlan, HouseUser, opened_house
from line122.phones.sockets import find_phone_ports
from line122.prompts.lengths import measure_lengths
from line122.prompts.pack import read_pack
from line122.prompts.shortened import shortened_pack
from simulation.app_queue import app_queue_day
from simulation.engine_day import engine_day
from simulation.figures import DayFigures, figures_of
from simulation.run import PolicyName
from simulation.scenario import load_scenario
from simulation.site import Tuning

SCENARIO: Final = "storm-morning"
BOTH: Final = (PolicyName.ENGINE, PolicyName.APP_QUEUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StormPlan:
    """What to replay."""

    speed: float
    hours: float
    policies: tuple[PolicyName, ...] = BOTH
    seed: int = 1
    is_engine_killed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOutcome:
    """One policy, over real SIP and on virtual time."""

    live: Replayed
    figures: DayFigures
    simulated: DayFigures
    """The same people, the same hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StormReport:
    """What a replay came to."""

    plan: StormPlan
    outcomes: Mapping[PolicyName, PolicyOutcome]


@dataclass(frozen=True, slots=True)
class Onlookers:
    """Who watches the replay of the engine, and with which accounts."""

    users: tuple[HouseUser, ...] = ()
    beside: Beside = nothing_beside


async def bench_storm(
    instance: Instance, plan: StormPlan, clock: Clock, onlookers: Onlookers = Onlookers()
) -> StormReport:
    """Replay the storm under every policy, one after another.

    Raises:
        Line122Error: a server is missing, or the telephones could not be set up.

    """
    storm = storm_of(
        load_scenario(SCENARIO),
        hours=plan.hours,
        seed=plan.seed,
        speed=plan.speed,
        is_engine_killed=plan.is_engine_killed,
    )
    lived: dict[PolicyName, Replayed] = {}
    for policy in plan.policies:
        opened = opened_stand(instance, storm, policy, clock, users=onlookers.users)
        async with opened as stand:
            if policy is PolicyName.ENGINE:
                lived[policy] = await replay_engine(storm, stand, onlookers.beside)
            else:
                lived[policy] = await replay_app_queue(storm, stand)
    outcomes = {
        policy: PolicyOutcome(
            live=live,
            figures=figures_of(live.day),
            # Virtual time runs on a loop of its own, which no other loop may surround.
            simulated=await asyncio.to_thread(simulated, storm, policy),
        )
        for policy, live in lived.items()
    }
    return StormReport(plan=plan, outcomes=outcomes)


@asynccontextmanager
async def opened_stand(
    instance: Instance,
    storm: Storm,
    policy: PolicyName,
    clock: Clock,
    *,
    users: tuple[HouseUser, ...] = (),
) -> AsyncIterator[Stand]:
    """Keep the house of one replay, with its faster settings and its shorter pack."""
    ports = find_phone_ports(storm.scenario.channels)
    accounts = tuple(f"storm-{number}" for number in range(1, storm.scenario.operators + 1))
    plan = HousePlan(
        database=f"bench_storm_{policy}",
        trunk_ports=ports,
        operators=tuple(HouseOperator(account, account) for account in accounts),
        users=users,
        variables=_variables(storm),
        queue_members=accounts if policy is PolicyName.APP_QUEUE else (),
    )
    async with opened_house(instance, plan, clock) as house:
        yield Stand(
            house=house,
            ports=ports,
            accounts=accounts,
            files=_files(instance, storm, house),
            clock=clock,
        )


def simulated(storm: Storm, policy: PolicyName) -> DayFigures:
    """Return the same hours on virtual time; app_queue looks as often as the real one does."""
    if policy is PolicyName.APP_QUEUE:
        return figures_of(app_queue_day(storm.scenario, storm.trace(), tick_s=storm.speed))
    lengths = measure_lengths(read_pack(ROOT / "prompts" / "ru"))
    lasts_s = partial(phrase_s, lengths=lengths)
    return figures_of(engine_day(storm.scenario, storm.trace(), tuning=Tuning(), lasts_s=lasts_s))


def _variables(storm: Storm) -> Mapping[str, str]:
    return {
        "LINE122_TRUNKS__MAIN__CHANNELS": str(storm.scenario.channels),
        "LINE122_AGENTS__WRAP_UP_S": str(storm.scenario.wrap_up_mean_s / storm.speed),
        "LINE122_AGENTS__WRAP_UP_LIMIT_S": "0",
    }


def _files(instance: Instance, storm: Storm, house: House) -> PacedFiles:
    place = instance.state / "paced"
    pack = prompt_pack(house.settings, ROOT)
    return PacedFiles(
        settings=paced_settings(DEFAULTS, storm.speed, place / "settings.yaml"),
        prompts=shortened_pack(pack, storm.speed, place / "prompts"),
    )


def policies_named(name: str) -> Sequence[PolicyName]:
    """Return the policies that `both`, or the name of one, stands for."""
    return BOTH if name == "both" else (PolicyName(name),)
