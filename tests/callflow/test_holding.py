"""What an operator does with the talk that they have: hold, silence, keys, hanging up.

Of `callflow/holding.py`, `callflow/held.py`, `callflow/at_hand.py` and `callflow/talk_desk.py`.
"""

from collections.abc import AsyncIterator

import pytest

from agents.agent import Account, Activity
from agents.codes import Disposition
from base.instant import Instant
from callflow.at_hand import MOST_KEYS, agent_at, read_keys
from callflow.call import Call, Ended, Talking, Transferring, TransferStage
from callflow.commands import (
    HangUpAgent,
    Join,
    PlayMusic,
    PutAside,
    ReportTalkEnded,
    RingNumber,
    TakeBack,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    CallEvent,
    DeadlinePassed,
    Joined,
    PhoneHeld,
    Reclaimed,
    Ring,
    VoiceHeard,
)
from callflow.holding import is_on_hold
from callflow.machine import advance
from callflow.outcome import HangupCause, Outcome
from callflow.record import record_of
from callflow.steps import CallStep, step
from callflow.talk_commands import MuteAgent, PressKeys, StopMusic
from callflow.talk_desk import TalkAnswer, TalkDeed, TalkDesk, ToColleague, ToLine, ToOutside
from callflow.transfer import (
    HoldAsked,
    OutsideNumber,
    TransferCancelled,
    TransferCompleted,
    TransferKind,
    TransferToAgent,
    TransferToNumber,
    TransferToQueue,
)
from callflow.wishes import HangUpAsked, Keys, KeysAsked, MuteAsked
from queues.policy import QueueName
from tests.callflow.stories import FIRST, SECOND, matched, pressed, said, talking
from tests.support.hall import Hall
from tests.support.playbook import at, wakes
from tests.support.site import ADVICE, CALL_POLICY, MAIN, PLACED, call_id, operator

AGENT, FAR = Ring(1), Ring(2)
HUNG_UP = HangupCause.NORMAL
HELD_AT, BACK_AT = at(40.0), at(60.0)
ON_HOLD = talking() >> HELD_AT >> HoldAsked() << PutAside(AGENT) << PlayMusic()


def led_on(call: Call, events: tuple[CallEvent, ...], since: float) -> CallStep:
    last = step(call, reason="before")
    for event in events:
        last = advance(last.state, event, Instant(since), CALL_POLICY)
    return last


def then(*events: CallEvent, since: float = 60.0) -> CallStep:
    """Return the last of the steps that these lead to, out of a call on hold."""
    return led_on(ON_HOLD.run(), events, since)


def timed(*told: float | CallEvent) -> Call:
    """Return a talk after moments and what happened in each of them, one after the other."""
    call, now = talking().run(), Instant(0)
    for each in told:
        if isinstance(each, int | float):
            now = Instant(float(each))
        else:
            call = advance(call, each, now, CALL_POLICY).state
    return call


def test_a_person_on_hold_hears_music_until_the_operator_wants_to_be_back() -> None:
    assert ON_HOLD >> BACK_AT >> TransferCancelled() << Join(AGENT) >> at(60.1) >> Joined(AGENT)


def test_the_talk_goes_on_after_a_hold_as_it_was() -> None:
    before, after = talking().run(), then(TransferCancelled(), Joined(AGENT)).state

    assert isinstance(before.phase, Talking)
    assert after.phase == before.phase
    assert after.recordings == before.recordings, "One recording of one talk."


def test_music_has_an_end() -> None:
    assert ON_HOLD >> wakes("transfer_aside_overdue") << Join(AGENT) >> at(221) >> Joined(AGENT)


def test_music_in_a_talk_is_reckoned_as_hold_however_it_came_about() -> None:
    by_page = timed(40, HoldAsked(), 55, TransferCancelled(), 55.5, Joined(AGENT))
    by_key = timed(40, PhoneHeld(AGENT, is_on=True), 52, PhoneHeld(AGENT, is_on=False))
    aside = timed(
        *(40, TransferToAgent(TransferKind.CONSULT, SECOND.agent_id), 41, matched(2)),
        *(45, AgentAnswered(FAR), 65, TransferCompleted(), 66, Joined(FAR)),
    )

    assert [record_of(call).hold_s for call in (by_page, by_key, aside)] == [15, 12, 20]


def test_who_hangs_up_on_hold_was_held_until_then() -> None:
    gone = timed(40, HoldAsked(), 47, CallerHungUp(HUNG_UP))

    assert record_of(gone).hold_s == 7


def test_a_talk_that_begins_anew_has_been_held_for_nothing() -> None:
    in_line_again = timed(40, HoldAsked(), 47, AgentGone(AGENT, HUNG_UP))

    assert record_of(in_line_again).hold_s == 0


def test_an_operator_who_hangs_up_on_hold_gives_the_person_back_to_the_line() -> None:
    gone = then(AgentGone(AGENT, HUNG_UP))

    assert type(gone.state.phase).__name__ == "Waiting"
    assert gone.commands[:3] == (HangUpAgent(AGENT), ReportTalkEnded(FIRST.agent_id), TakeBack())


def test_a_person_who_hangs_up_on_hold_has_had_a_talk() -> None:
    over = then(CallerHungUp(HUNG_UP))

    assert isinstance(over.state.phase, Ended)
    assert over.state.phase.outcome is Outcome.ANSWERED
    assert ReportTalkEnded(FIRST.agent_id) in over.commands


def test_an_operator_comes_back_from_hold_after_the_engine_did() -> None:
    back = then(Reclaimed(is_agent_here=False))

    assert isinstance(back.state.phase, Transferring)
    assert back.state.phase.stage is TransferStage.RETURNING
    assert Join(AGENT) in back.commands


def test_nothing_is_completed_on_hold() -> None:
    assert then(TransferCompleted()).reason == "late"


def test_who_is_on_hold_is_not_held_twice() -> None:
    assert then(HoldAsked()).reason == "late"
    assert then(DeadlinePassed("transfer_aside_overdue"), HoldAsked()).reason == "late"


def in_talk(*events: CallEvent) -> CallStep:
    """Return the last of the steps that these lead to, out of a talk."""
    return led_on(talking().run(), events, 40.0)


def test_a_muted_operator_is_heard_by_nobody_and_stays_so_in_a_transfer() -> None:
    muted = in_talk(MuteAsked(FIRST.agent_id, is_on=True))
    assert muted.commands == (MuteAgent(AGENT, is_on=True),)

    asked = in_talk(MuteAsked(FIRST.agent_id, is_on=True), HoldAsked())
    here = agent_at(asked.state, FIRST.agent_id)
    assert here is not None
    assert here.is_muted
    heard = advance(
        asked.state, MuteAsked(FIRST.agent_id, is_on=False), Instant(41.0), CALL_POLICY
    )
    assert heard.commands == (MuteAgent(AGENT, is_on=False),)


def test_only_who_is_in_the_talk_is_muted_or_hung_up() -> None:
    assert in_talk(MuteAsked(SECOND.agent_id, is_on=True)).reason == "late"
    assert in_talk(MuteAsked(FIRST.agent_id, is_on=False)).reason == "late"
    assert in_talk(HangUpAsked(SECOND.agent_id)).reason == "late"
    assert in_talk(HangUpAsked(FIRST.agent_id)).commands == (HangUpAgent(AGENT),)


def test_a_talk_that_the_telephone_holds_by_its_own_key_is_still_the_talk() -> None:
    held = in_talk(PhoneHeld(AGENT, is_on=True))
    here = agent_at(held.state, FIRST.agent_id)
    assert here is not None
    assert here.is_away
    assert (held.commands, held.reason) == ((PlayMusic(),), "phone_held")
    back = in_talk(PhoneHeld(AGENT, is_on=True), PhoneHeld(AGENT, is_on=False))
    assert (back.commands, back.reason) == ((StopMusic(),), "phone_taken_back")
    assert in_talk(PhoneHeld(AGENT, is_on=True), PhoneHeld(AGENT, is_on=True)).reason == "late"
    assert in_talk(PhoneHeld(FAR, is_on=True)).reason == "late"

    gone = in_talk(PhoneHeld(AGENT, is_on=True), AgentGone(AGENT, HUNG_UP))
    assert ReportTalkEnded(FIRST.agent_id) in gone.commands


def test_keys_are_pressed_for_the_person_or_for_whoever_is_outside() -> None:
    keys = Keys("12,3#")
    outside = TransferToNumber(TransferKind.WARM, OutsideNumber("103"), PLACED.shown, MAIN)

    assert in_talk(KeysAsked(keys)).commands == (PressKeys(keys),)
    assert in_talk(outside, KeysAsked(keys)).commands == (PressKeys(keys),)
    assert in_talk(outside, AgentAnswered(FAR), KeysAsked(keys)).commands == (
        PressKeys(keys, FAR),
    )
    assert in_talk(CallerHungUp(HUNG_UP), KeysAsked(keys)).reason == "late"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0123456789*#", "0123456789*#"),
        ("1,,a", "1,,A"),
        ("", None),
        ("12 3", None),
        ("+7", None),
        ("1" * (MOST_KEYS + 1), None),
        ("٣", None),
    ],
)
def test_only_keys_of_a_telephone_are_pressed(written: str, read: str | None) -> None:
    assert read_keys(written) == read


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall for one story."""
    opened = Hall()
    yield opened
    await opened.close()


@pytest.mark.looptime
async def test_an_operator_works_on_their_own_talk_and_on_no_other(hall: Hall) -> None:
    first, second = operator(1, doctor=1), operator(2, doctor=1)
    hall.seat(first)
    await hall.settle()
    call = await hall.dial("89101234567")
    hall.tell(call, Answered(), said(1), said(2), pressed("1"))
    await hall.settle()
    desk, me, other = TalkDesk(hall.calls, hall.distributor), first.agent_id, second.agent_id
    assert desk.hold(me, call) is TalkAnswer.NOT_YOURS, "It only rings yet."
    hall.tell(call, AgentAnswered(AGENT), Joined(AGENT))
    hall.seat(second)
    await hall.settle()

    assert desk.hold(me, call_id(99)) is TalkAnswer.NO_CALL
    for refused in (
        desk.hold(other, call),
        desk.resume(other, call),
        desk.mute(other, call, is_on=True),
        desk.press(other, call, "1"),
        desk.hang_up(other, call),
        desk.transfer(other, call, TransferToQueue(ADVICE)),
        desk.complete(other, call),
    ):
        assert refused is TalkAnswer.NOT_YOURS
    assert desk.resume(me, call) is TalkAnswer.NOT_NOW
    assert desk.complete(me, call) is TalkAnswer.NOT_NOW
    assert desk.press(me, call, "x") is TalkAnswer.WRONG_KEYS

    assert desk.hold(me, call) is TalkAnswer.TAKEN
    await hall.settle()
    line = hall.calls.board.line(call)
    assert line is not None
    assert is_on_hold(line.call)
    assert desk.complete(me, call) is TalkAnswer.NOT_NOW
    assert desk.resume(me, call) is TalkAnswer.TAKEN
    hall.tell(call, Joined(AGENT))
    await hall.settle()
    assert hall.phase(call) == "Talking"

    assert desk.transfer(me, call, TransferToQueue(QueueName("lost"))) is TalkAnswer.NOT_REACHABLE
    consult = TransferKind.CONSULT
    assert desk.transfer(me, call, TransferToAgent(consult, me)) is TalkAnswer.NOT_REACHABLE
    assert desk.transfer(me, call, TransferToAgent(consult, other)) is TalkAnswer.TAKEN
    await hall.settle()
    assert hall.activity(second) is Activity.RINGING
    assert desk.cancel(me, call) is TalkAnswer.TAKEN
    await hall.settle()
    assert desk.hang_up(me, call) is TalkAnswer.TAKEN
    await hall.settle()
    assert hall.switchboard.asked[-1] == HangUpAgent(AGENT)


@pytest.mark.looptime
async def test_a_mark_counts_that_comes_before_the_person_has_hung_up(hall: Hall) -> None:
    first = operator(1, doctor=1)
    hall.seat(first)
    await hall.settle()
    call = await hall.dial("89101234567")
    hall.tell(call, Answered(), said(1), said(2), pressed("1"))
    await hall.settle()
    desk, me, nobody = TalkDesk(hall.calls, hall.distributor), first.agent_id, Disposition.NOBODY
    assert desk.mark(me, call, nobody, hall.moment()) is TalkAnswer.NOT_YOURS, "It only rings yet."
    hall.tell(call, AgentAnswered(AGENT), Joined(AGENT), VoiceHeard())
    await hall.settle()
    assert desk.mark(me, call, nobody, hall.moment()) is TalkAnswer.NOT_NOW

    hall.tell(call, AgentGone(AGENT, HUNG_UP))
    await hall.settle()
    assert hall.phase(call) == "Leaving"
    assert desk.mark(me, call, nobody, hall.moment()) is TalkAnswer.TAKEN
    hall.tell(call, CallerHungUp(HUNG_UP))
    await hall.settle()

    assert hall.activity(first) is Activity.IDLE
    (case,) = hall.cases.open_contacts()
    assert case.contact.number == "+79101234567", "Nobody was there: we ring again."


@pytest.mark.looptime
async def test_a_talk_is_handed_on_to_whom_people_name(hall: Hall) -> None:
    first, second = operator(1, doctor=1), operator(2, doctor=1)
    hall.seat(first)
    await hall.settle()
    call = await hall.dial("89101234567")
    hall.tell(call, Answered(), said(1), said(2), pressed("1"))
    await hall.settle()
    hall.tell(call, AgentAnswered(AGENT), Joined(AGENT))
    hall.seat(second)
    await hall.settle()
    desk, me, warm = TalkDesk(hall.calls, hall.distributor), first.agent_id, TransferKind.WARM

    for nobody in (
        ToColleague(Account("nobody")),
        ToOutside("+380441234567"),
        ToOutside("12"),
        ToLine(QueueName("lost")),
    ):
        assert desk.hand_on(me, call, warm, nobody) is TalkAnswer.NOT_REACHABLE, nobody
    assert desk.hand_on(second.agent_id, call, warm, ToOutside("103")) is TalkAnswer.NOT_YOURS
    assert desk.hand_on(me, call_id(99), warm, ToOutside("103")) is TalkAnswer.NO_CALL

    assert desk.hand_on(me, call, warm, ToColleague(second.account)) is TalkAnswer.TAKEN
    await hall.settle()
    assert desk.hand_on(me, call, warm, ToOutside("103")) is TalkAnswer.NOT_NOW
    assert desk.do(me, call, TalkDeed.CANCEL) is TalkAnswer.TAKEN
    await hall.settle()
    assert desk.hand_on(me, call, warm, ToOutside("103")) is TalkAnswer.TAKEN
    await hall.settle()
    rung = hall.switchboard.asked[-1]
    assert isinstance(rung, RingNumber)
    assert rung.number == "103"
