"""A topic spoken into a telephone: `callflow/dictation_desk.py`, `line122/topic_studio.py`."""

import asyncio
import wave
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from agents.agent import Presence
from agents.ports import StoredOperator
from asterisk.fake import FakeExchange
from asterisk.fake_dictation import FakeSpeaker
from base.ids import LegId
from callback.policy import HoldPolicy
from callflow.dictation_desk import DictationDesk, DictationDoors
from callflow.events import PolicyId
from callflow.policy import CallPolicy
from callflow.ports import CodeDialled
from ivr.hot_topics import HotTopic, TopicPlace
from ivr.prompt import PromptKey
from line122.order_control import EngineOrders, TopicAsk, TopicAwaited
from line122.orders import OrderBooks, OrderDesk
from line122.prompts.recording import SPEECH_LEVEL_DBFS, read_recording
from line122.topic_meter import TopicMeter
from line122.topic_studio import TopicStudio, dictation_policy
from queues.policy import QueueName
from storage.memory import MemoryBooks
from tests.callback.stage import POLICY as CALLBACK_POLICY
from tests.support.administering import order_steps
from tests.support.hall import STARTED_AT, Hall
from tests.support.site import CALL_POLICY, TEXTS, ZONE, operator
from web.ports import Declined, Done

ANNA = operator(1, doctor=1)
LEG = LegId("code")
POLICY = dictation_policy()
SPOKEN_S: Final = 4

pytestmark = pytest.mark.looptime


class Nobody:
    """A `line122.orders.Followers` of whom nothing is asked here."""

    def change_policy(self, policy: CallPolicy, policy_id: PolicyId, hold: HoldPolicy) -> None:
        """Follow."""

    def close(self, queues: frozenset[QueueName]) -> None:
        """Close nothing."""


@dataclass
class Studio:
    """Operators with telephones, and the orders that their topics become."""

    hall: Hall
    exchange: FakeExchange
    desk: OrderDesk
    orders: EngineOrders
    takes: Path

    async def dials(self, code: str) -> None:
        self.hall.calls.code_dialled(CodeDialled(LEG, ANNA.account, code))
        await self.hall.settle()

    @property
    def phone(self) -> FakeSpeaker:
        return self.exchange.dictaphone.speakers[LEG]

    async def speaks(self) -> None:
        """Hear what to do, speak, and press the key that ends it."""
        await asyncio.sleep(len(self.phone.heard[-1]) + 0.1)
        await asyncio.sleep(SPOKEN_S)
        self.phone.press("#")
        await self.lasting()

    async def presses(self, key: str) -> None:
        self.phone.press(key)
        await self.lasting()

    async def lasting(self) -> None:
        """Let files be written: threads take no time of the story's."""
        await self.hall.settle()
        await asyncio.to_thread(lambda: None)
        await self.hall.settle()

    def topics(self) -> list[HotTopic]:
        return list(self.desk.orders.topics)


@pytest.fixture
async def studio(tmp_path: Path) -> Studio:
    hall, exchange, books = Hall(), FakeExchange(), MemoryBooks()
    hall.books.stored.append(StoredOperator(ANNA, Presence.BREAK, ""))
    await hall.roster.load()
    desk = OrderDesk(
        OrderBooks(books.calls, books.hours, books.topics, order_steps(hall.clock)),
        Nobody(),
        hall.clock,
        planned=CALL_POLICY,
        hold=CALLBACK_POLICY.hold,
        meter=TopicMeter(hall.books, CollectorRegistry()),
    )
    orders = EngineOrders(desk, hall.clock, ZONE, tmp_path / "topics")
    doors = DictationDoors(
        dictaphone=exchange.dictaphone,
        studio=TopicStudio(orders, hall.clock, ZONE),
        clock=hall.clock,
        takes=tmp_path,
    )
    hall.codes.let_dictate(DictationDesk(doors, POLICY))
    return Studio(hall, exchange, desk, orders, tmp_path)


async def test_a_silent_take_is_never_put_on_the_line(studio: Studio) -> None:
    await studio.dials("*9")
    await studio.speaks()
    assert studio.phone.heard[-1][1:] == POLICY.review
    await studio.presses("1")

    await asyncio.sleep(1)
    assert studio.phone.heard[-1] == POLICY.not_kept
    assert studio.topics() == []
    assert list(studio.takes.glob("topic-*")) == []


async def test_a_topic_is_spoken_heard_spoken_again_and_kept(studio: Studio) -> None:
    await studio.dials("*9")
    await studio.speaks()
    await studio.presses("2")
    await studio.speaks()
    take = Path(f"{studio.phone.heard[-1][0]}.wav")
    _sing(take)
    await studio.presses("1")
    await asyncio.sleep(1)

    assert studio.phone.heard[-1] == POLICY.kept
    [topic] = studio.topics()
    assert (topic.place, topic.author) == (TopicPlace.GREETING, f"{ANNA.name} ({ANNA.account})")
    assert topic.is_on_air(studio.hall.clock.now())
    assert topic.expires_at - STARTED_AT < timedelta(days=1)
    kept = read_recording(Path(f"{topic.recording}.wav"))
    assert abs(kept.level_dbfs() - SPEECH_LEVEL_DBFS) < 1
    await asyncio.sleep(5)
    assert studio.phone.has_ended
    assert list(studio.takes.glob("topic-*")) == []


async def test_an_announced_topic_is_spoken_by_its_number_once(studio: Studio) -> None:
    asked = TopicAsk("flu", "Грипп", b"", TopicPlace.REFERENCE, None, "2026-11-25T18:00", "ivan")
    answer = await studio.orders.announce_topic(msgspec.json.encode(asked))
    assert isinstance(answer, Done)
    awaited = msgspec.json.decode(answer.body, type=TopicAwaited)
    studio.desk.announced = {}
    # The engine comes back, and still knows of it.
    await studio.desk.load()

    await studio.dials(f"*9{awaited.number}")
    await studio.speaks()
    _sing(Path(f"{studio.phone.heard[-1][0]}.wav"))
    await studio.presses("1")
    await asyncio.sleep(10)
    await studio.dials(f"*9{awaited.number}")

    [topic] = studio.topics()
    assert (topic.topic_id, topic.text, topic.place) == ("flu", "Грипп", TopicPlace.REFERENCE)
    assert studio.hall.switchboard.confirmed == [TEXTS.unknown_code]


async def test_who_hangs_up_while_speaking_leaves_no_topic_and_no_file(studio: Studio) -> None:
    await studio.dials("*9")
    await asyncio.sleep(len(POLICY.begin) + 2)
    studio.phone.hang_up()
    await studio.lasting()

    assert studio.topics() == []
    assert list(studio.takes.glob("topic-*")) == []


async def test_a_topic_that_would_be_over_is_not_announced(studio: Studio) -> None:
    over = TopicAsk("flu", "Грипп", b"", TopicPlace.GREETING, None, "2001-01-01T00:00", "ivan")

    answer = await studio.orders.announce_topic(msgspec.json.encode(over))

    assert isinstance(answer, Declined)
    assert studio.desk.announced == {}


def _sing(take: Path) -> None:
    """Put a sound where the fake exchange has written silence."""
    with wave.open(str(take), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x10\x00\xf0" * (4000 * SPOKEN_S))


def test_every_phrase_of_dictation_is_one_of_the_pack() -> None:
    said = (*POLICY.begin, *POLICY.review, *POLICY.kept, *POLICY.not_kept, *POLICY.thrown_away)
    pack = Path(__file__).parents[2] / "prompts" / "ru"

    missing = [key for key in (*said, *POLICY.too_short) if not _file(pack, key).is_file()]
    assert missing == []


def _file(pack: Path, key: PromptKey) -> Path:
    return pack / f"{key.replace('.', '/')}.wav"
