"""What the fake exchange promises beyond the contract: watchers, and rings that time out."""

import asyncio

import pytest

from asterisk.fake import FakeExchange
from asterisk.fake_phones import FakeCallee, FakeCaller
from base.ids import CallId, LegId, TrunkName, new_call_id
from base.phone import PhoneNumber
from callflow.commands import (
    Answer,
    Clear,
    DialOut,
    HangUp,
    HangUpAgent,
    Join,
    PlayMusic,
    Reject,
    RingAgent,
    Say,
    StopSaying,
    TelephonyCommand,
)
from callflow.events import CallerHungUp, FarEndRinging, Ring, Utterance
from callflow.outcome import HangupCause, RejectAs
from callflow.ports import IncomingCall
from ivr.prompt import Phrase, PromptKey
from tests.contract.world import DESK, Heard

pytestmark = pytest.mark.looptime

GREETING: Phrase = (PromptKey("greeting"),)
NUMBER = PhoneNumber("+79101112233")
SHOWN = PhoneNumber("+78442122122")
CALL = IncomingCall(
    leg_id=LegId("leg-1"),
    trunk=TrunkName("main"),
    ani="79101234567",
    ani_name="",
    is_ani_withheld=False,
    dialled="122",
    diverted_from="",
)


class Diary:
    """A citizen who writes down what they live through, and hangs up at a word if so minded."""

    def __init__(self, phone: FakeCaller | None = None) -> None:
        self.lines: list[str] = []
        self.leaves_at: str | None = None
        self.phone = phone

    def answered(self) -> None:
        self._write("answered")

    def saying(self, phrase: Phrase) -> None:
        self._write(f"saying {'+'.join(phrase)}")

    def said(self, phrase: Phrase, *, to_the_end: bool) -> None:
        self._write(f"said {'+'.join(phrase)}{'' if to_the_end else ', cut short'}")

    def music(self) -> None:
        self._write("music")

    def joined(self) -> None:
        self._write("joined")

    def left_talk(self) -> None:
        self._write("left talk")

    def ended(self, *, we_hung_up: bool) -> None:
        self._write("hung up on" if we_hung_up else "left")

    def _write(self, line: str) -> None:
        self.lines.append(line)
        if line == self.leaves_at and self.phone is not None:
            self.phone.hang_up()


class Story:
    """One watched citizen at a fake exchange."""

    def __init__(self) -> None:
        self.heard, self.diary = Heard(), Diary()
        self.exchange = FakeExchange()
        self.exchange.listen(self.heard)
        self.call_id: CallId = new_call_id()

    def dial(self) -> None:
        self.diary.phone = self.exchange.dial(CALL, self.diary)
        self.exchange.adopt(self.call_id, CALL.leg_id)

    async def place(self) -> None:
        leg_id = LegId(f"{self.call_id}.citizen")
        self.exchange.prepare(self.call_id, leg_id, TrunkName("main"))
        await self.perform(DialOut(NUMBER, SHOWN, 30.0))

    async def perform(self, *commands: TelephonyCommand) -> None:
        for command in commands:
            await self.exchange.perform(self.call_id, command)


def met_by(story: Story) -> list[FakeCallee]:
    """Return the list in which everybody will stand whom the exchange dials."""
    met: list[FakeCallee] = []
    story.exchange.on_dialled = met.append
    return met


async def test_watcher_is_told_at_once_of_all_that_the_citizen_lives_through() -> None:
    story = Story()
    story.dial()
    story.exchange.plug_in(DESK, lambda ring: ring.answer())

    await story.perform(Answer(), Say(Utterance(1), GREETING))
    await asyncio.sleep(1.5)
    await story.perform(PlayMusic(), PlayMusic(), RingAgent(Ring(1), DESK))
    await asyncio.sleep(0.1)
    await story.perform(Join(Ring(1)), Say(Utterance(2), GREETING), StopSaying(Utterance(2)))
    await story.perform(HangUp())

    assert story.diary.lines == [
        "answered",
        "saying greeting",
        "said greeting",
        "music",
        "joined",
        "saying greeting",
        "said greeting, cut short",
        "hung up on",
    ]


async def test_watcher_is_told_that_the_agent_left() -> None:
    story = Story()
    story.dial()
    story.exchange.plug_in(DESK, lambda ring: ring.answer())
    await story.perform(Answer(), RingAgent(Ring(1), DESK))
    await asyncio.sleep(0.1)

    await story.perform(Join(Ring(1)), HangUpAgent(Ring(1)), Clear())

    assert story.diary.lines == ["answered", "joined", "left talk"]


@pytest.mark.parametrize("moment", ["answered", "saying greeting", "music"])
async def test_watcher_may_hang_up_from_within_what_it_is_told(moment: str) -> None:
    story = Story()
    story.dial()
    story.diary.leaves_at = moment

    await story.perform(Answer(), Say(Utterance(1), GREETING), PlayMusic())

    assert story.diary.lines[-2:] == [moment, "left"]
    assert await story.heard.next(CallerHungUp) == CallerHungUp(HangupCause.NORMAL)
    assert not story.heard.has_now(CallerHungUp)


async def test_rejected_citizen_is_told_so_once() -> None:
    story = Story()
    story.dial()

    await story.perform(Reject(RejectAs.BUSY), HangUp())

    assert story.diary.lines == ["hung up on"]


async def test_citizen_whom_nobody_hears_out_is_given_up_after_the_ring() -> None:
    story = Story()
    met = met_by(story)
    await story.place()
    await asyncio.sleep(29.0)
    (callee,) = met
    assert not callee.has_ended
    await asyncio.sleep(2.0)

    assert (callee.number, callee.shown) == (NUMBER, SHOWN)
    assert not story.heard.has_now(FarEndRinging)
    assert await story.heard.next(CallerHungUp) == CallerHungUp(HangupCause.NO_ANSWER)


async def test_citizen_who_answered_is_not_given_up() -> None:
    story = Story()
    met = met_by(story)
    await story.place()
    await asyncio.sleep(1.0)

    met[0].answer()
    met[0].fail(HangupCause.BUSY)
    await asyncio.sleep(60.0)

    assert not met[0].has_ended


async def test_without_a_telephone_book_nobody_can_be_reached() -> None:
    story = Story()

    await story.place()

    assert await story.heard.next(CallerHungUp) == CallerHungUp(HangupCause.UNREACHABLE)
