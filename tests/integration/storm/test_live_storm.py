"""An hour of the storm in a minute, over real SIP: the logs agree, and a killed engine loses none.

The first of them is watched by a supervisor, whose wallboard is right in every second of it.

What is asserted must hold at any speed and on any machine: nothing lost, nothing twice, one
open contact for each number. How well people are served is for the bench to say.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from base.clock import SystemClock
from line122.bench.storm import Onlookers, StormPlan, bench_storm
from line122.bootstrap.instance import Instance, only_instance
from simulation.run import PolicyName
from tests.integration.storm.board_watch import SUPERVISOR, BoardWatch

SPEED = 60.0
_SECONDS = 3600 / SPEED


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """Return the place of a bench's servers."""
    with only_instance(tmp_path / "bench") as instance:
        yield instance


async def test_storm_leaves_nobody_out_and_the_wallboard_is_right_in_every_second(
    instance: Instance,
) -> None:
    plan = StormPlan(speed=SPEED, hours=1.0, policies=(PolicyName.ENGINE,))
    watch = BoardWatch(SystemClock())

    report = await bench_storm(
        instance, plan, SystemClock(), Onlookers((SUPERVISOR,), watch.beside)
    )

    assert len(watch.board) > _SECONDS / 2
    assert watch.board[-1].figures["attempts"] > 0
    assert watch.untrue() == []
    assert watch.forgotten() == [], "A restart finds today's figures as they were."
    outcome = report.outcomes[PolicyName.ENGINE]
    carrier, agreement = outcome.live.day.carrier, outcome.live.agreement
    assert agreement is not None
    assert agreement.is_sound, agreement
    assert agreement.rows == carrier.passed_on > 0
    assert carrier.most_channels <= 6
    assert carrier.attempts == sum(log.attempts for log in outcome.live.day.citizens)
    assert outcome.figures.served
    assert outcome.figures.rung_when_finished == 0


async def test_engine_killed_in_the_storm_loses_no_contact_and_no_place(
    instance: Instance,
) -> None:
    plan = StormPlan(speed=SPEED, hours=1.0, policies=(PolicyName.ENGINE,), is_engine_killed=True)

    report = await bench_storm(instance, plan, SystemClock())

    outcome = report.outcomes[PolicyName.ENGINE]
    agreement = outcome.live.agreement
    assert outcome.live.standstill_s is not None
    assert agreement is not None
    assert (agreement.contacts_lost, agreement.places_lost) == (0, 0)
    assert agreement.is_sound, agreement
    assert outcome.figures.served
