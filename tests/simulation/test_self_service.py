"""Days on which the menu of the product serves some: `simulation/reference.py` and its engine."""

import pytest

from line122.cli.scenario_options import menu_for
from line122.prompts.lengths import measure_lengths
from line122.prompts.pack import PACKS, read_pack
from simulation.figures import DayFigures
from simulation.run import Order, PolicyName, live_day
from simulation.scenario import Scenario, changed, load_scenario

SMALL = {
    "hours": 0.7,
    "operators": 1,
    "channels": 3,
    "believe": 1.0,
    "first_timers": {"citizens": 24, "waves": [{"from_s": 0, "until_s": 1800, "share": 1.0}]},
}
ORDINARY = load_scenario("flash-crowd", SMALL)


def lived(scenario: Scenario) -> DayFigures:
    """Return the figures of the engine's day."""
    lengths = measure_lengths(read_pack(PACKS / "ru"))
    order = Order(scenario=scenario, seed=3, lengths=lengths, menu=menu_for(scenario))
    return live_day(order, PolicyName.ENGINE, 0).figures


@pytest.fixture(scope="module")
def eased() -> DayFigures:
    return lived(changed(ORDINARY, {"self_service": 0.5}))


def test_nothing_is_asked_where_the_menu_serves_nobody() -> None:
    assert menu_for(ORDINARY) is None


def test_the_menu_takes_its_share_from_the_operators(eased: DayFigures) -> None:
    plain = lived(ORDINARY)
    assert plain.contained == 0.0
    assert eased.contained is not None
    assert eased.contained > 0.25
    assert (eased.served or 0.0) > (plain.served or 0.0)


def test_nobody_is_rung_who_said_that_their_answer_was_enough(eased: DayFigures) -> None:
    assert eased.callbacks
    assert eased.rung_when_finished == 0
