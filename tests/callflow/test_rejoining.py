"""A talk whose operator's telephone breaks off: music, and the same talk again.

Of `callflow/rejoining.py` and `callflow/lost_phones.py`.
"""

from base.instant import Instant
from callflow.call import Call, Talking, Transferring, TransferStage, Waiting
from callflow.commands import (
    HangUpAgent,
    Join,
    PlayMusic,
    ReportTalkEnded,
    RingAgent,
    TakeBack,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    CallerHungUp,
    CallEvent,
    DeadlinePassed,
    Joined,
    LegLost,
    Reclaimed,
    Ring,
)
from callflow.machine import advance
from callflow.outcome import HangupCause, Outcome
from callflow.rejoining import TRIES
from callflow.steps import CallStep, step
from callflow.transfer import HoldAsked
from tests.callflow.stories import FIRST, talking
from tests.support.playbook import at, wakes
from tests.support.site import CALL_POLICY

AGENT, AGAIN = Ring(1), Ring(2)
LOST = talking() >> at(40) >> LegLost(AGENT) << HangUpAgent(AGENT) << TakeBack() << PlayMusic()
RUNG = LOST >> wakes("transfer_pausing_overdue") << RingAgent(AGAIN, FIRST.account)


def then(call: Call, *events: CallEvent) -> CallStep:
    last = step(call, reason="before")
    for event in events:
        last = advance(last.state, event, Instant(60.0), CALL_POLICY)
    return last


def test_a_person_whose_operators_page_is_loaded_anew_hears_music_and_then_the_same_operator() -> (
    None
):
    assert (
        RUNG
        >> at(41.5)
        >> AgentRinging(AGAIN)
        >> at(41.6)
        >> AgentAnswered(AGAIN)
        << Join(AGAIN)
        >> at(41.7)
        >> Joined(AGAIN)
    )


def test_the_talk_that_goes_on_is_the_one_that_it_was() -> None:
    before = talking().run()
    after = then(RUNG.run(), AgentAnswered(AGAIN), Joined(AGAIN)).state

    assert isinstance(before.phase, Talking)
    assert isinstance(after.phase, Talking)
    assert after.phase.agent.agent_id == before.phase.agent.agent_id
    assert after.recordings == before.recordings, "One recording of one talk."
    assert after.times.joined_at == before.times.joined_at


def test_the_leg_that_was_lost_has_no_say_any_more() -> None:
    last = then(LOST.run(), AgentGone(AGENT, HangupCause.NORMAL))

    assert (last.reason, last.commands) == ("late", ())


def test_a_telephone_that_is_not_there_yet_is_tried_again_until_it_is_given_up() -> None:
    call = RUNG.run()
    for number in range(1, TRIES):
        call = then(call, AgentGone(Ring(number + 1), HangupCause.UNREACHABLE)).state
        assert isinstance(call.phase, Transferring)
        assert call.phase.stage is TransferStage.PAUSING
        call = then(call, DeadlinePassed("due")).state
    last = then(call, AgentGone(Ring(TRIES + 1), HangupCause.UNREACHABLE))

    assert isinstance(last.state.phase, Waiting)
    assert ReportTalkEnded(FIRST.agent_id) in last.commands
    assert TakeBack() in last.commands


def test_an_operator_who_turns_their_own_talk_away_has_lost_it() -> None:
    last = then(RUNG.run(), AgentRinging(AGAIN), AgentGone(AGAIN, HangupCause.BUSY))

    assert isinstance(last.state.phase, Waiting)
    assert ReportTalkEnded(FIRST.agent_id) in last.commands


def test_a_page_that_is_lost_again_while_it_is_rung_is_rung_again() -> None:
    last = then(RUNG.run(), AgentAnswered(AGAIN), LegLost(AGAIN), DeadlinePassed("due"))

    assert RingAgent(Ring(3), FIRST.account) in last.commands


def test_who_hangs_up_meanwhile_was_served_and_their_operator_is_free() -> None:
    last = then(RUNG.run(), CallerHungUp(HangupCause.NORMAL))

    assert ReportTalkEnded(FIRST.agent_id) in last.commands
    assert HangUpAgent(AGAIN) in last.commands
    assert getattr(last.state.phase, "outcome", None) is Outcome.ANSWERED


def test_a_page_that_is_lost_during_a_hold_brings_the_operator_back_into_the_talk() -> None:
    held = then(talking().run(), HoldAsked()).state
    after = then(held, LegLost(AGENT), DeadlinePassed("due"), AgentAnswered(AGAIN), Joined(AGAIN))

    assert isinstance(after.state.phase, Talking)


def test_a_new_engine_gives_the_person_their_place_when_nobody_is_with_them() -> None:
    reclaimed = Reclaimed(is_agent_here=False)

    assert isinstance(then(RUNG.run(), reclaimed).state.phase, Waiting)
