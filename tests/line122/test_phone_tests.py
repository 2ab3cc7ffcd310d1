"""An operator tests the telephone: `callflow/phone_test.py`, `callflow/phone_test_desk.py`."""

import asyncio
import math
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.agent import Presence
from agents.phone import PhoneTest, PhoneTrouble
from agents.ports import StoredOperator
from asterisk.fake import FakeExchange
from base.ids import LegId
from base.instant import Instant
from callflow.dictation import DeadlinePassed, Heard, HungUp, Keyed, LetGo, TakeEnded
from callflow.phone_test import Phase, PhoneTestEvent, VoiceMeasured, advance, begin_test
from callflow.phone_test_desk import PhoneTestDesk, PhoneTestDoors
from callflow.ports import CodeDialled
from ivr.menu import Digit
from ivr.prompt import Phrase, PromptKey
from line122.phone_tests import LevelEar, phone_test_policy
from tests.support.hall import Hall
from tests.support.site import operator
from tests.support.swift import SWIFT

ANNA = operator(1, doctor=1)
POLICY = phone_test_policy()
LEG = LegId("a telephone")
TAKE = PromptKey("take")


class Testing:
    """Anna's telephone, and the site that tests it."""

    __test__ = False

    def __init__(self, hall: Hall, exchange: FakeExchange, takes: Path) -> None:
        self.hall, self.exchange, self.takes = hall, exchange, takes
        doors = PhoneTestDoors(
            dictaphone=exchange.dictaphone,
            ear=LevelEar(),
            roster=hall.roster,
            clock=hall.clock,
            takes=takes,
        )
        self.desk = PhoneTestDesk(doors, POLICY)
        hall.codes.let_test(self.desk)

    @property
    def heard(self) -> Sequence[Phrase]:
        return self.exchange.dictaphone.speakers[LEG].heard

    @property
    def trouble(self) -> PhoneTrouble | None:
        return self.hall.distributor.floor.agents[ANNA.agent_id].trouble

    @property
    def found(self) -> PhoneTest | None:
        return self.hall.roster.health_of(ANNA.account).test

    async def dials(self) -> None:
        self.hall.calls.code_dialled(CodeDialled(LEG, ANNA.account, "*8"))
        await self.hall.settle()

    async def passes(self, seconds: float) -> None:
        """Let time pass, and files be read, which takes none of it."""
        await asyncio.sleep(seconds)
        for _ in range(3):
            await asyncio.to_thread(lambda: None)
            await self.hall.settle()


@pytest.fixture
async def testing(tmp_path: Path) -> Testing:
    hall = Hall()
    hall.books.stored.append(StoredOperator(ANNA, Presence.AVAILABLE, ""))
    await hall.roster.load()
    return Testing(hall, FakeExchange(), tmp_path)


@pytest.mark.looptime
async def test_silent_microphone_is_told_and_nobody_rings_meanwhile(testing: Testing) -> None:
    await testing.dials()
    during = testing.trouble
    await testing.passes(2.0)
    await testing.passes(POLICY.speak_s)
    asked = testing.heard[-1]
    testing.exchange.dictaphone.speakers[LEG].press("1")
    await testing.passes(0.1)
    await testing.passes(POLICY.longest_phrase_s)

    assert during is PhoneTrouble.IN_USE
    assert asked == POLICY.unheard
    assert testing.heard[-1] == POLICY.over
    assert testing.found is not None
    assert (testing.found.is_heard, testing.found.hears) == (False, True)
    assert testing.trouble is None
    assert list(testing.takes.iterdir()) == []


async def test_ear_hears_a_voice_and_neither_silence_nor_nothing(tmp_path: Path) -> None:
    samples = [round(3000 * math.sin(index / 3)) for index in range(8000)]
    for name, sound in (("voice", samples), ("silence", [0] * 8000)):
        with wave.open(str(tmp_path / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(array("h", sound).tobytes())

    heard = [
        await LevelEar().has_voice(PromptKey(str(tmp_path / name)))
        for name in ("voice", "silence", "nothing")
    ]

    assert heard == [True, False, False]


def test_who_is_heard_and_hears_is_told_that_all_is_well() -> None:
    step = begin_test(TAKE, Instant(0.0), POLICY)
    said = list(step.commands)
    for event in (
        Heard(),
        DeadlinePassed(),
        TakeEnded(TAKE, 4.0),
        VoiceMeasured(has_voice=True),
        Heard(),
        Keyed(Digit("1")),
        Heard(),
    ):
        step = advance(step.state, event, Instant(1.0), POLICY)
        said.extend(step.commands)

    phrases = [command.phrase for command in said if hasattr(command, "phrase")]
    assert phrases == [POLICY.begin, (TAKE, *POLICY.heard), POLICY.well]
    assert said[-1] == LetGo()
    assert (step.state.phase, step.state.is_heard, step.state.hears) == (Phase.OVER, True, True)


events: st.SearchStrategy[PhoneTestEvent] = st.one_of(
    st.just(Heard()),
    st.builds(Keyed, st.sampled_from([Digit("1"), Digit("2")])),
    st.builds(TakeEnded, st.sampled_from([TAKE, PromptKey("other")]), st.just(4.0)),
    st.builds(VoiceMeasured, st.booleans()),
    st.just(DeadlinePassed()),
    st.just(HungUp()),
)


@given(st.lists(events, max_size=15))
@SWIFT
def test_whatever_happens_deadlines_alone_end_every_test(day: list[PhoneTestEvent]) -> None:
    state = begin_test(TAKE, Instant(0.0), POLICY).state
    for event in day:
        state = advance(state, event, Instant(1.0), POLICY).state
    for _ in Phase:
        state = advance(state, DeadlinePassed(), state.deadline, POLICY).state

    assert state.phase is Phase.OVER
