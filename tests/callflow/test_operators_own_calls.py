"""An operator calls somebody themselves: fetched first, and nobody ever picks up to silence.

Of `callflow/outgoing.py`.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from agents.activity import RingOutcome
from base.instant import Instant
from callflow.call import Call, Ended, Leaving, Talking, Waiting
from callflow.commands import (
    DialOut,
    HangUp,
    HangUpAgent,
    Join,
    ReportTalkEnded,
    ReserveAgent,
    RingAgent,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CallerHungUp,
    CallEvent,
    Joined,
    Matched,
    Preempted,
    Reclaimed,
    Ring,
    TurnedAway,
)
from callflow.machine import advance
from callflow.outcome import HangupCause, Outcome
from callflow.present import channels_of
from queues.messages import TurnAwayReason
from tests.callflow.stories import FIRST, reports, says
from tests.support.playbook import Committed, Playbook, at
from tests.support.site import CALL_POLICY, MAIN, PLACED, TEXTS

OWN = replace(PLACED, caller=FIRST.agent_id, reason="operator")
RING = Ring(1)
ASKED = Matched(FIRST.agent_id, FIRST.account, "asked_for")
RESERVE = ReserveAgent(FIRST.agent_id, is_own=True)
DIAL = DialOut(PLACED.number, PLACED.shown, PLACED.ring_timeout_s)
LET_GO = HangUpAgent(RING), ReportTalkEnded(FIRST.agent_id)


def fetching() -> Playbook:
    """Tell an operator's own call while their telephone rings."""
    story = Playbook() >> OWN << Committed() << RESERVE
    story = story >> at(0.1) >> ASKED << RingAgent(RING, FIRST.account)
    return story >> at(0.2) >> AgentRinging(RING)


def dialling() -> Playbook:
    """Tell it while the person's telephone rings and the operator listens."""
    story = fetching() >> at(3.0) >> AgentAnswered(RING)
    return story << reports(RingOutcome.ANSWERED) << DIAL


def joining() -> Playbook:
    story = dialling() >> at(12.0) >> Answered()
    return story << says(1, TEXTS.ladder.callback_greeting) << Join(RING)


def happen(call: Call, event: CallEvent, seconds: float) -> Call:
    return advance(call, event, Instant(seconds), CALL_POLICY).state


def outcome_of(call: Call) -> Outcome:
    assert isinstance(call.phase, Leaving | Ended)
    return call.phase.outcome


def test_operator_who_calls_somebody_talks_with_them_as_soon_as_they_pick_up() -> None:
    call = (joining() >> at(12.1) >> Joined(RING)).run()

    assert isinstance(call.phase, Talking)
    assert call.agent_id == FIRST.agent_id
    assert call.times.joined_at == Instant(12.1)


def test_no_channel_is_taken_before_the_operator_is_there() -> None:
    assert channels_of(fetching().run(), MAIN) == 0
    assert channels_of(dialling().run(), MAIN) == 1


@pytest.mark.parametrize(
    "event",
    [TurnedAway(TurnAwayReason.NO_AGENTS), CallerHungUp(HangupCause.LOST)],
    ids=["not free", "lost"],
)
def test_nobody_is_rung_when_the_operator_cannot_be_had(event: CallEvent) -> None:
    story = Playbook() >> OWN << Committed() << RESERVE

    assert outcome_of(happen(story.run(), event, 1.0)) is Outcome.NOT_REACHED


def test_operator_who_does_not_pick_up_calls_nobody() -> None:
    call = happen(fetching().run(), AgentGone(RING, HangupCause.NO_ANSWER), 20.0)

    assert outcome_of(call) is Outcome.NOT_REACHED


def test_operator_who_hangs_up_while_it_rings_ends_the_ringing() -> None:
    story = dialling() >> at(8.0) >> AgentGone(RING, HangupCause.NORMAL)
    story = story << LET_GO[0] << LET_GO[1] << HangUp()

    assert outcome_of(story.run()) is Outcome.NOT_REACHED


def test_person_who_does_not_answer_frees_the_operator() -> None:
    call = dialling().run()
    step = advance(call, CallerHungUp(HangupCause.NO_ANSWER), Instant(30.0), CALL_POLICY)

    assert set(LET_GO) <= set(step.commands)
    assert outcome_of(step.state) is Outcome.NOT_REACHED


def test_person_whose_operator_has_vanished_stands_in_line() -> None:
    call = happen(joining().run(), AgentGone(RING, HangupCause.LOST), 12.05)

    assert isinstance(call.phase, Waiting)


def test_operators_own_call_gives_its_channel_up_to_nobody() -> None:
    call = dialling().run()

    assert happen(call, Preempted(), 5.0) is call


@pytest.mark.parametrize("story", [fetching, dialling])
def test_engine_that_was_away_gives_the_operator_back(
    story: Callable[[], Playbook],
) -> None:
    step = advance(story().run(), Reclaimed(is_agent_here=False), Instant(9.0), CALL_POLICY)

    assert HangUpAgent(RING) in step.commands
    assert outcome_of(step.state) is Outcome.NOT_REACHED
