"""Calls that we place, from the first ring to the talk: `callflow/outgoing.py`."""

from dataclasses import replace

import pytest

from agents.activity import RingOutcome
from base.instant import Instant
from callflow.call import Ended
from callflow.commands import (
    AskPosition,
    Clear,
    DialOut,
    EnterQueue,
    HangUp,
    HangUpAgent,
    Join,
    LeaveQueue,
    NoteTopic,
    PlayMusic,
    ReportTalkEnded,
    StopSaying,
    Whisper,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CalledElsewhere,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    Direction,
    FarEndRinging,
    Joined,
    Performance,
    PositionRead,
    Ring,
    TurnedAway,
    Utterance,
    VoiceHeard,
    Whispered,
)
from callflow.outcome import HangupCause, Outcome
from callflow.record import record_of
from ivr.speech import say_whisper
from queues.messages import TurnAwayReason
from queues.policy import QueueName
from queues.queue import Position, Rank
from tests.callflow.stories import FIRST, TICKET_37, matched, pressed, reports, rings, said, says
from tests.callflow.told import (
    LADDER,
    OUR_TURN,
    PICKED_UP_AT,
    dialling,
    far_end_ringing,
    person_asked,
    picked_up,
    whispering,
)
from tests.support.playbook import Because, Committed, Playbook, at, wakes
from tests.support.site import ADVICE, CALL_POLICY, DOCTORS, PLACED, TEXTS, phrase

NORMAL = HangupCause.NORMAL
RING = Ring(1)
DIAL = DialOut(PLACED.number, PLACED.shown, PLACED.ring_timeout_s)


def test_person_is_rung_greeted_handed_to_an_operator_who_knows_who_comes_and_talks() -> None:
    story = (
        Playbook()
        >> PLACED
        << Because("next_in_line")
        << Committed()
        << DIAL
        >> at(3.0)
        >> FarEndRinging()
        << Because("far_end_ringing")
        >> at(8.0)
        >> Answered()
        << Because("picked_up")
        << says(1, LADDER.callback_greeting)
        << EnterQueue(DOCTORS, Instant(8.0), OUR_TURN)
        >> at(9.0)
        >> matched()
        << rings(1)
        >> at(9.5)
        >> AgentRinging(RING)
        >> at(11.0)
        >> AgentAnswered(RING)
        << Whisper(RING, say_whisper(37))
        >> at(12.0)
        >> said(1)
        << PlayMusic()
        >> at(13.0)
        >> Whispered(RING)
        << Because("whispered")
        << Join(RING)
        >> at(13.1)
        >> Joined(RING)
        << reports(RingOutcome.ANSWERED)
        >> at(73.0)
        >> CallerHungUp(NORMAL)
        << HangUpAgent(RING)
        << ReportTalkEnded(FIRST.agent_id)
        << Clear()
    )

    assert story
    call = story.run()
    assert call.phase == Ended(Outcome.ANSWERED, NORMAL)
    assert (call.times.admitted_at, call.times.answered_at) == (8.0, 11.0)


def test_row_of_our_own_call_tells_whom_we_rang_by_which_number_and_why() -> None:
    row = record_of(picked_up().run())

    assert (row.direction, row.ani.number, row.dialled) == (
        Direction.OUTBOUND,
        PLACED.number,
        PLACED.shown,
    )
    assert (row.rung, row.decision, row.leg_id) == (None, "next_in_line", PLACED.leg_id)


@pytest.mark.parametrize(
    "cause",
    [
        HangupCause.BUSY,
        HangupCause.DECLINED,
        HangupCause.NO_ANSWER,
        HangupCause.UNREACHABLE,
        HangupCause.WRONG_NUMBER,
        HangupCause.BLOCKED,
        HangupCause.CONGESTION,
    ],
)
@pytest.mark.parametrize("has_rung", [True, False])
def test_person_who_is_not_reached_is_told_apart_by_the_cause(
    cause: HangupCause, *, has_rung: bool
) -> None:
    story = far_end_ringing() if has_rung else dialling()
    story = story >> at(5.0) >> CallerHungUp(cause) << Clear()

    assert story
    call = story.run()
    assert call.phase == Ended(Outcome.NOT_REACHED, cause)
    assert (call.times.ringing_at is not None) == has_rung


@pytest.mark.parametrize("has_rung", [True, False])
def test_telephone_that_nobody_picks_up_is_given_up_after_the_ring_and_a_grace(
    *, has_rung: bool
) -> None:
    story = far_end_ringing() if has_rung else dialling()
    story = story >> wakes("dial_timeout") << HangUp() >> CallerHungUp(NORMAL) << Clear()

    assert story
    call = story.run()
    assert call.phase == Ended(Outcome.NOT_REACHED, NORMAL)
    assert call.times.hung_up_at == 30.0


def test_telephone_that_a_mute_trunk_never_said_to_ring_may_be_answered_all_the_same() -> None:
    story = dialling() >> at(8.0) >> Answered() << says(1, LADDER.callback_greeting)

    assert story << EnterQueue(DOCTORS, Instant(8.0), OUR_TURN)


def test_dialling_that_the_exchange_cannot_do_is_a_fault_of_ours_and_not_of_the_person() -> None:
    story = dialling() >> CommandFailed(Performance.DIAL) << HangUp()
    story = story >> CallerHungUp(HangupCause.CONGESTION) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.FAILED, HangupCause.CONGESTION)


@pytest.mark.parametrize("has_rung", [True, False])
def test_person_who_calls_us_while_we_ring_them_is_rung_no_longer(*, has_rung: bool) -> None:
    story = far_end_ringing() if has_rung else dialling()
    story = story >> at(6.0) >> CalledElsewhere() << Because("called_elsewhere") << HangUp()
    story = story >> Answered() << Because("late") >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.NOT_REACHED, NORMAL)


def test_person_who_has_picked_up_is_kept_though_they_seem_to_call_elsewhere() -> None:
    assert picked_up() >> CalledElsewhere() << Because("late")


@pytest.mark.parametrize("event", [VoiceHeard(), pressed("1"), pressed("#")])
def test_voice_or_any_key_where_a_machine_may_answer_leads_to_an_operator(
    event: CallEvent,
) -> None:
    story = person_asked() >> at(11.0) >> event << Because("voice_heard")
    story = story << StopSaying(Utterance(1)) << EnterQueue(DOCTORS, Instant(11.0), OUR_TURN)
    story = story << says(2, LADDER.callback_greeting) >> at(15.0) >> said(2) << PlayMusic()

    assert story
    assert story.run().has_voice


def test_machine_that_says_nothing_costs_no_operator() -> None:
    story = person_asked() >> at(12.0) >> said(1) >> wakes("digit_awaited")
    story = story << Because("nobody_spoke") << HangUp() >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.NOT_REACHED, NORMAL)


def test_machine_that_hangs_up_is_not_a_person_who_was_reached() -> None:
    story = person_asked() >> at(10.0) >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.NOT_REACHED, NORMAL)


def test_person_hears_music_after_the_greeting_and_their_place_but_no_offer_of_a_callback() -> (
    None
):
    story = picked_up() >> at(12.0) >> said(1) << PlayMusic()
    story = story >> wakes("announcement_due") << AskPosition()
    story = story >> PositionRead(Position(2, 3), estimated_wait_s=900.0)

    assert (
        story
        << says(2, phrase("queue.your_place", "ord.2"))
        >> pressed("1")
        << Because("digit_dropped")
    )


def test_person_who_hangs_up_while_waiting_gives_the_place_back() -> None:
    story = picked_up() >> at(20.0) >> CallerHungUp(NORMAL) << LeaveQueue() << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.ABANDONED, NORMAL)


def test_person_who_hangs_up_at_once_is_a_short_abandon() -> None:
    story = picked_up() >> at(10.0) >> CallerHungUp(NORMAL) << LeaveQueue() << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.SHORT_ABANDONED, NORMAL)


def test_person_for_whom_nobody_comes_hears_the_ticket_and_where_to_turn() -> None:
    story = picked_up() >> at(12.0) >> TurnedAway(TurnAwayReason.NO_AGENTS) << Committed()
    story = story << LeaveQueue() << StopSaying(Utterance(1))

    assert story << says(2, TEXTS.no_agents + TICKET_37)


def test_whisper_ends_the_greeting_only_when_the_operator_joins() -> None:
    story = whispering() >> at(11.5) >> Whispered(RING) << StopSaying(Utterance(1))

    assert story << Join(RING)


@pytest.mark.parametrize("is_overdue", [True, False])
def test_whisper_that_cannot_be_said_or_whose_end_is_lost_keeps_nobody_waiting(
    *, is_overdue: bool
) -> None:
    failed = CommandFailed(Performance.WHISPER, 1)
    story = whispering() >> wakes("whisper_overdue") if is_overdue else whispering() >> failed

    assert story << StopSaying(Utterance(1)) << Join(RING)


def test_whisper_of_another_ring_lets_nobody_in() -> None:
    story = whispering() >> Whispered(Ring(2)) << Because("late")

    assert story >> CommandFailed(Performance.WHISPER, 2) << Because("late")


def test_operator_who_hangs_up_during_the_whisper_leaves_the_person_in_line_with_music() -> None:
    story = whispering() >> at(11.5) >> AgentGone(RING, NORMAL) << reports(RingOutcome.DECLINED)
    story = story >> at(12.0) >> said(1) << PlayMusic() >> at(14.0) >> matched(2)

    assert story << rings(2, agent=2)


def test_person_who_hangs_up_during_the_whisper_frees_the_operator() -> None:
    story = whispering() >> at(14.0) >> CallerHungUp(NORMAL) << LeaveQueue() << HangUpAgent(RING)
    story = story << reports(RingOutcome.CANCELLED) << Clear()

    assert story
    call = story.run()
    assert (call.phase, call.times.answered_at) == (Ended(Outcome.ABANDONED, NORMAL), None)


def test_operator_hears_that_the_person_gave_a_danger_sign_who_stands_at_the_front() -> None:
    urgent = replace(PLACED, is_urgent=True)
    story = Playbook() >> urgent << Committed() << DIAL >> at(8.0) >> Answered()
    story = story << says(1, LADDER.callback_greeting)
    front = replace(OUR_TURN, rank=Rank.URGENT)
    story = story << EnterQueue(DOCTORS, PICKED_UP_AT, front) >> matched() << rings(1)

    assert story >> AgentAnswered(RING) << Whisper(RING, say_whisper(37, is_urgent=True))


def test_site_that_does_not_whisper_joins_at_once() -> None:
    silent = replace(CALL_POLICY, whispers=False)
    story = Playbook(silent) >> PLACED << Committed() << DIAL >> at(8.0) >> Answered()
    story = story << says(1, LADDER.callback_greeting)
    story = story << EnterQueue(DOCTORS, PICKED_UP_AT, OUR_TURN) >> matched() << rings(1)

    assert story >> AgentAnswered(RING) << StopSaying(Utterance(1)) << Join(RING)


def test_person_is_rung_for_the_queue_of_the_service_when_theirs_is_no_more() -> None:
    lost = replace(PLACED, queue=QueueName("vaccination"))
    story = Playbook() >> lost << Committed() << DIAL >> at(8.0) >> Answered()
    story = story << says(1, LADDER.callback_greeting) << NoteTopic(ADVICE)

    assert story << EnterQueue(ADVICE, PICKED_UP_AT, OUR_TURN)
