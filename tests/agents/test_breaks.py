"""Breaks and their reasons. `agents/breaks.py`."""

from dataclasses import replace

import pytest

from agents.agent import Activity, BreakReason, Declared, Presence
from agents.breaks import break_ends_at, may_declare
from base.instant import Instant
from tests.support.site import AGENT_POLICY, idle_agent

LUNCH, TRAINING = BreakReason("lunch"), BreakReason("training")


@pytest.mark.parametrize(
    ("declared", "may"),
    [
        (Declared(Presence.BREAK, LUNCH), True),
        (Declared(Presence.ASIDE, TRAINING), True),
        (Declared(Presence.BREAK), True),
        (Declared(Presence.AVAILABLE), True),
        (Declared(Presence.AVAILABLE, LUNCH), False),
        (Declared(Presence.BREAK, BreakReason("fishing")), False),
    ],
)
def test_only_reasons_of_the_site_are_given_and_only_for_an_absence(
    declared: Declared, *, may: bool
) -> None:
    assert may_declare(declared, AGENT_POLICY) is may


def test_break_is_overdue_after_what_its_reason_allows_and_begins_when_work_is_done() -> None:
    away = replace(idle_agent(1), presence=Presence.BREAK, reason=LUNCH, since=Instant(100.0))
    writing = replace(away, activity=Activity.WRAP_UP)

    assert break_ends_at(away, AGENT_POLICY) == 1900.0
    assert break_ends_at(writing, AGENT_POLICY) is None
    assert break_ends_at(replace(away, reason=TRAINING), AGENT_POLICY) is None
    assert break_ends_at(replace(away, reason=None), AGENT_POLICY) is None
    assert break_ends_at(idle_agent(1), AGENT_POLICY) is None
