"""Whether an operator may call somebody themselves: one obstacle after another, each named.

Of `callflow/own_calls.py`, and of what is said to it in `callflow/confirmations.py`.
"""

from dataclasses import replace

import pytest

from agents.agent import Activity, Presence
from base.ids import TrunkName
from base.phone import NumberRules, read_number
from callback.facts import FreeChannels, InFlight
from callflow.confirmations import own_call_confirmation
from callflow.own_calls import (
    MayCall,
    MayNotCall,
    OwnCallFacts,
    WhyCalled,
    WhyNotCalled,
    decide_own_call,
)
from tests.callback.stage import POLICY
from tests.support.site import MAIN, PLACED, TEXTS, idle_agent

FACTS = OwnCallFacts(
    agent=idle_agent(1),
    why=WhyCalled.NUMBER,
    reading=read_number("89101234567", NumberRules()),
    in_flight=InFlight.NONE,
    is_on_line=False,
    channels={MAIN: FreeChannels(free=2, reserve=1)},
)
HOLD = POLICY.hold


def test_idle_operator_calls_a_number_of_ours_by_a_trunk_with_room() -> None:
    assert decide_own_call(FACTS, HOLD) == MayCall(PLACED.number, MAIN, WhyCalled.NUMBER)


@pytest.mark.parametrize("activity", [Activity.WRAP_UP, Activity.UNREACHABLE, Activity.IDLE])
@pytest.mark.parametrize("presence", list(Presence))
def test_whoever_no_call_has_may_call(activity: Activity, presence: Presence) -> None:
    agent = replace(idle_agent(1), activity=activity, presence=presence)

    assert isinstance(decide_own_call(replace(FACTS, agent=agent), HOLD), MayCall)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(FACTS, agent=None), WhyNotCalled.NOT_AN_AGENT),
        (
            replace(FACTS, agent=replace(idle_agent(1), activity=Activity.TALKING)),
            WhyNotCalled.AGENT_BUSY,
        ),
        (
            replace(FACTS, agent=replace(idle_agent(1), activity=Activity.RINGING)),
            WhyNotCalled.AGENT_BUSY,
        ),
        (replace(FACTS, reading=None), WhyNotCalled.NOBODY_KNOWN),
        (replace(FACTS, in_flight=InFlight.DIALLING), WhyNotCalled.CALLBACK_IN_FLIGHT),
        (replace(FACTS, in_flight=InFlight.ANSWERED), WhyNotCalled.CALLBACK_IN_FLIGHT),
        (replace(FACTS, is_on_line=True), WhyNotCalled.ON_LINE),
        (replace(FACTS, channels={MAIN: FreeChannels(1, 1)}), WhyNotCalled.NO_CHANNEL),
        (replace(FACTS, channels={}), WhyNotCalled.NO_CHANNEL),
    ],
)
def test_every_obstacle_is_named(facts: OwnCallFacts, reason: WhyNotCalled) -> None:
    decided = decide_own_call(facts, HOLD)

    assert isinstance(decided, MayNotCall)
    assert decided.reason is reason
    assert own_call_confirmation(decided, TEXTS.own_calls) != TEXTS.own_calls.hang_up


@pytest.mark.parametrize(
    ("dialled", "detail"),
    [
        ("103", "number_short"),
        ("8101415551234", "number_foreign"),
        ("12", "number_unusable"),
        ("88095551234", "number_refused"),
        ("83435551234", "number_not_callable"),
    ],
)
def test_number_that_our_trunk_must_not_call_is_refused_with_its_kind(
    dialled: str, detail: str
) -> None:
    reading = read_number(dialled, NumberRules())

    assert decide_own_call(replace(FACTS, reading=reading), HOLD) == MayNotCall(
        WhyNotCalled.NOT_CALLABLE, detail
    )


def test_trunk_without_room_is_passed_over_for_the_next() -> None:
    full_first = {TrunkName("full"): FreeChannels(1, 1), MAIN: FreeChannels(2, 1)}
    decided = decide_own_call(replace(FACTS, channels=full_first), HOLD)

    assert isinstance(decided, MayCall)
    assert decided.trunk == MAIN
