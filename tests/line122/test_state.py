"""What the running engine says of itself, by a hall at work."""

import json
from collections.abc import AsyncIterator, Mapping

import pytest
from prometheus_client import CollectorRegistry, Counter

from base.clock import LoopClock
from line122.state import EngineState, StateRooms, Trouble
from tests.support.hall import STARTED_AT, Hall
from tests.support.site import operator

pytestmark = pytest.mark.looptime


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall for one story."""
    opened = Hall()
    yield opened
    await opened.close()


def state_of(
    hall: Hall,
    parts: Mapping[str, Trouble] | None = None,
    registry: CollectorRegistry | None = None,
) -> EngineState:
    """Return what the hall says of itself."""
    return EngineState(
        StateRooms(
            calls=hall.calls,
            distributor=hall.distributor,
            roster=hall.roster,
            callbacks=hall.callbacks,
        ),
        clock=LoopClock(STARTED_AT),
        registry=registry or CollectorRegistry(),
        parts=parts or {},
    )


async def test_only_the_parts_that_are_in_trouble_are_told_of(hall: Hall) -> None:
    state = state_of(hall, {"asterisk": lambda: "not connected", "database": lambda: None})

    assert state.troubles() == {"asterisk": "not connected"}


async def test_live_figures_show_the_call_and_the_agent_but_no_number(hall: Hall) -> None:
    hall.seat(operator(1, doctor=1))
    call = await hall.dial("89101234567")
    live = json.loads(state_of(hall).live())

    assert [shown["call_id"] for shown in live["calls"]] == [str(call)]
    assert [shown["account"] for shown in live["agents"]] == ["agent-1"]
    assert live["trunks"] == [
        {"name": "main", "channels": 6, "in_use": 1, "purposes": {"hold": 1}}
    ]
    assert live["calls"][0]["decision"] == "1_roomy_trunk"
    assert live["people"] == {"promised": 0, "in_flight": 0, "unreachable": 0, "is_storm": False}
    assert "9101234567" not in json.dumps(live)


async def test_metrics_are_those_of_the_engines_own_registry(hall: Hall) -> None:
    registry = CollectorRegistry()
    Counter("story_calls", "Calls of the story", registry=registry).inc()

    assert b"story_calls_total 1.0" in state_of(hall, registry=registry).exposition()
