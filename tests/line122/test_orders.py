"""An administrator's orders in a running engine: `line122.orders`, `.order_control`."""

import asyncio
import wave
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from base.clock import LoopClock, SystemClock
from base.instant import Instant
from base.tasks import cancel, spawn
from callback.policy import HoldPolicy
from callflow.call import Times
from callflow.events import PolicyId
from callflow.policy import CallPolicy
from callflow.ports import PolicyBook
from callflow.punctuality import PromiseKept
from callflow.record import CallRecord, record_of
from callflow.standing_orders import HoursAsked, HoursOrder
from ivr.hot_topics import HotTopic, TopicEffect, TopicId, TopicPlace
from ivr.prompt import PromptKey
from line122.cli.main import main
from line122.control_socket import served_control
from line122.order_control import EngineOrders, UnreadableMomentError, read_moment
from line122.orders import OrderBooks, OrderDesk
from line122.topic_meter import TopicMeter
from queues.policy import QueueName
from storage.memory import MemoryBooks
from tests.callback.stage import POLICY as CALLBACK_POLICY
from tests.callflow.stories import talking
from tests.line122.test_control_socket import StoryControl
from tests.support.administering import order_steps
from tests.support.site import ADVICE, CALL_POLICY, DOCTORS, HELPLINE, ZONE

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLOSE = HoursOrder(HELPLINE, HoursAsked.CLOSED, NOON, NOON + HOUR, "anna")
FLU = HotTopic(
    TopicId("flu"), "Грипп", PromptKey("/t/flu"), 4.0, TopicPlace.GREETING, NOON, NOON + HOUR, "a"
)


class SilentWitness:
    """A `callflow.ports.CallWitness` that counts what is passed on to it."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def call_arrived(self, record: CallRecord) -> None:
        """Count it."""
        self.told.append(f"arrived {record.call_id}")

    def call_ended(self, record: CallRecord) -> None:
        """Count it."""
        self.told.append(f"ended {record.call_id}")

    def promise_kept(self, kept: PromiseKept) -> None:
        """Count it."""
        self.told.append(f"kept {kept}")


@dataclass
class Story:
    """A desk of orders, and a `line122.orders.Followers` that remembers what it was told."""

    books: MemoryBooks = field(default_factory=MemoryBooks)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    followed: list[CallPolicy] = field(default_factory=list)
    closed: list[frozenset[QueueName]] = field(default_factory=list)

    def change_policy(self, policy: CallPolicy, policy_id: PolicyId, hold: HoldPolicy) -> None:
        """Remember it."""
        assert policy_id
        assert hold == CALLBACK_POLICY.hold
        self.followed.append(policy)

    def close(self, queues: frozenset[QueueName]) -> None:
        """Remember it."""
        self.closed.append(queues)

    def desk(
        self, clock: LoopClock | SystemClock, policies: PolicyBook | None = None
    ) -> OrderDesk:
        """Return a desk over these books, as an engine that starts makes it."""
        self.meter = TopicMeter(SilentWitness(), CollectorRegistry())
        return OrderDesk(
            OrderBooks(
                policies or self.books.calls,
                self.books.hours,
                self.books.topics,
                order_steps(clock),
            ),
            self,
            clock,
            planned=CALL_POLICY,
            hold=CALLBACK_POLICY.hold,
            meter=self.meter,
        )


@pytest.mark.looptime
async def test_closing_a_service_sends_those_away_who_wait_and_ends_at_its_moment() -> None:
    story = Story()
    desk = story.desk(LoopClock(NOON))
    running = spawn(desk.run(), name="orders")
    await desk.order_hours(CLOSE)

    assert story.closed == [frozenset({DOCTORS, ADVICE})]
    assert not story.followed[-1].services[HELPLINE].hours.is_open(NOON)
    await asyncio.sleep(3601)
    assert story.followed[-1] == CALL_POLICY
    await cancel(running)


@pytest.mark.looptime
async def test_orders_are_in_force_again_after_a_restart_and_under_new_settings() -> None:
    story = Story()
    desk = story.desk(LoopClock(NOON))
    await desk.order_hours(CLOSE)
    await desk.add_topic(FLU)

    after = story.desk(LoopClock(NOON))
    await after.load()
    assert after.policy == desk.policy
    assert await story.books.calls.policies([after.policy_id])

    await after.follow(replace(CALL_POLICY, offer_from_s=77.0), CALLBACK_POLICY.hold)
    assert after.policy.offer_from_s == 77.0
    assert after.policy.topics == ("/t/flu",)
    assert not after.policy.services[HELPLINE].hours.is_open(NOON)


@pytest.mark.looptime
async def test_an_order_that_is_undone_leaves_the_policy_of_the_settings() -> None:
    story = Story()
    desk = story.desk(LoopClock(NOON))
    await desk.order_hours(replace(CLOSE, until=None))
    await desk.order_hours(replace(CLOSE, asked=HoursAsked.AS_PLANNED, until=None))

    assert desk.policy == CALL_POLICY
    assert [order.asked for order in story.books.hours.journal] == ["closed", "as_planned"]


class SlowShelf:
    """A `callflow.ports.PolicyBook` on which the first policy lies down late."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may_go_on = asyncio.Event()

    async def keep_policy(self, policy_id: PolicyId, encoded: bytes) -> None:
        """Keep it; the first one when the story lets it."""
        assert policy_id
        assert encoded
        if not self.asked.is_set():
            self.asked.set()
            await self.may_go_on.wait()

    async def policies(self, policy_ids: Collection[PolicyId]) -> Mapping[PolicyId, bytes]:
        """Return none: nobody replays a call here."""
        assert policy_ids
        return {}


@pytest.mark.parametrize("is_reload_first", [True, False])
async def test_order_and_reload_at_once_both_hold_whichever_is_kept_last(
    *, is_reload_first: bool
) -> None:
    story, shelf = Story(), SlowShelf()
    desk = story.desk(LoopClock(NOON), shelf)
    new = replace(CALL_POLICY, offer_from_s=77.0)
    ways = [desk.follow(new, CALLBACK_POLICY.hold), desk.order_hours(CLOSE)]
    first, second = ways if is_reload_first else reversed(ways)
    slow = spawn(_done(first), name="first")
    await shelf.asked.wait()
    await second
    shelf.may_go_on.set()
    await slow

    assert desk.policy == story.followed[-1]
    assert desk.policy.offer_from_s == 77.0
    assert not desk.policy.services[HELPLINE].hours.is_open(NOON)


async def _done(work: Awaitable[object]) -> None:
    await work


@pytest.mark.looptime
async def test_a_topic_comes_onto_the_line_and_leaves_it_at_its_moments() -> None:
    story = Story()
    desk = story.desk(LoopClock(NOON))
    running = spawn(desk.run(), name="orders")
    awaited = replace(FLU, starts_at=NOON + HOUR / 2)
    assert await desk.add_topic(awaited)
    assert not await desk.add_topic(awaited)

    assert story.followed == []
    await asyncio.sleep(1801)
    await asyncio.sleep(1800)
    assert [policy.topics for policy in story.followed] == [("/t/flu",), ()]
    assert not await desk.stop_topic(awaited.topic_id)
    await cancel(running)


@pytest.mark.looptime
async def test_what_came_of_a_topic_is_counted_by_the_calls_that_heard_it() -> None:
    story = Story()
    desk = story.desk(LoopClock(NOON))
    await desk.add_topic(FLU)
    row = replace(record_of(talking().run()), policy_id=desk.policy_id)
    lived = Times(Instant(0.0), admitted_at=Instant(1.0), hung_up_at=Instant(20.0))
    for times in (lived, replace(lived, entered_at=Instant(15.0)), Times(Instant(0.0))):
        story.meter.call_ended(replace(row, times=times))
    story.meter.call_ended(replace(row, times=lived, policy_id=PolicyId("before")))

    assert await desk.effects() == {FLU.topic_id: TopicEffect(2, 1)}
    assert await desk.effects() == {FLU.topic_id: TopicEffect(2, 1)}


@pytest.mark.looptime
async def test_a_topic_of_the_reference_menu_is_counted_by_those_who_listened_there() -> None:
    story = Story()
    desk = story.desk(LoopClock(NOON))
    water = replace(FLU, topic_id=TopicId("water"), place=TopicPlace.REFERENCE)
    older = replace(water, topic_id=TopicId("older"), starts_at=NOON - HOUR, lasts_s=3.0)
    await desk.add_topic(water)
    await desk.add_topic(older)
    lived = Times(Instant(0.0), admitted_at=Instant(1.0), hung_up_at=Instant(20.0))
    row = replace(record_of(talking().run()), policy_id=desk.policy_id, times=lived)
    for heard_s in (0.0, 3.9, 4.0, 7.0):
        story.meter.call_ended(replace(row, topics_heard_s=heard_s))
    asked = replace(lived, entered_at=Instant(15.0))
    story.meter.call_ended(replace(row, times=asked, topics_heard_s=9.0))

    assert await desk.effects() == {
        water.topic_id: TopicEffect(3, 2),
        older.topic_id: TopicEffect(2, 1),
    }


def test_a_moment_is_a_time_of_day_or_a_date_of_the_site() -> None:
    assert read_moment("18:30", NOON, ZONE) == datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert read_moment("9:00", NOON, ZONE) == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert read_moment("24:00", NOON, ZONE) == datetime(2026, 11, 22, 21, tzinfo=UTC)
    assert read_moment("2026-12-01T08:00", NOON, ZONE) == datetime(2026, 12, 1, 5, tzinfo=UTC)
    with pytest.raises(UnreadableMomentError, match="write 18:00"):
        read_moment("tonight", NOON, ZONE)


@dataclass
class Engine:
    """A directory whose engine takes orders."""

    state: Path
    orders: EngineOrders

    async def typed(self, *words: str) -> int:
        """Return the status of a command that is typed while the engine runs."""
        async with served_control(StoryControl(), self.state, self.orders):
            return await asyncio.to_thread(main, words)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("LINE122_STATE", str(tmp_path))
    monkeypatch.setenv("USER", "anna")
    clock = SystemClock()
    return Engine(tmp_path, EngineOrders(Story().desk(clock), clock, ZONE, tmp_path / "topics"))


async def test_hours_are_forced_shown_and_undone_at_the_terminal(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await engine.typed("hours", "force", "helpline", "closed") == 0
    assert "forced closed by" in capsys.readouterr().out
    assert await engine.typed("hours", "undo", "helpline") == 0
    assert "forced" not in capsys.readouterr().out
    assert await engine.typed("hours", "show", "--json") == 0
    shown = msgspec.json.decode(capsys.readouterr().out)
    assert [(one["service"], one["is_open"]) for one in shown] == [("helpline", True)]


async def test_wrong_orders_are_declined_with_what_to_write(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await engine.typed("hours", "force", "hepline", "open") == 1
    assert "write one of: helpline" in capsys.readouterr().err
    assert await engine.typed("hours", "force", "helpline", "open", "--until", "late") == 1
    assert "write 18:00" in capsys.readouterr().err
    assert await engine.typed("topic", "stop", "nothing") == 1
    assert "see topic list" in capsys.readouterr().err


async def test_a_recorded_topic_is_on_the_line_and_off_it_again(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken = _wav(tmp_path / "flu.wav", seconds=3)
    words = ("topic", "add", "flu", "Прививки без записи", "--until", "2099-01-01T00:00")
    assert await engine.typed(*words, "--recording", str(spoken)) == 0
    assert "flu" in capsys.readouterr().out
    assert len(list((tmp_path / "topics").glob("flu-*.wav"))) == 1

    assert await engine.typed("topic", "list", "--json") == 0
    [shown] = msgspec.json.decode(capsys.readouterr().out)
    assert (shown["topic_id"], shown["is_on_air"], shown["heard"]) == ("flu", True, 0)
    assert await engine.typed("topic", "stop", "flu") == 0
    assert await engine.typed(*words, "--recording", str(spoken)) == 1
    assert "take another name" in capsys.readouterr().err


async def test_a_topic_that_is_too_long_nameless_or_over_is_declined(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoken, long = _wav(tmp_path / "short.wav", 3), _wav(tmp_path / "long.wav", 31)
    until = ("--until", "2099-01-01T00:00")
    assert await engine.typed("topic", "add", "x", "Грипп", *until, "--recording", str(long)) == 1
    assert "say it in 30" in capsys.readouterr().err
    assert (
        await engine.typed("topic", "add", "Big!", "Грипп", *until, "--recording", str(spoken))
        == 1
    )
    assert "topic_id" in capsys.readouterr().err
    over = ("--until", "2001-01-01T00:00")
    assert await engine.typed("topic", "add", "x", "Грипп", *over, "--recording", str(spoken)) == 1
    assert "is over before it begins" in capsys.readouterr().err
    nowhere = ("--recording", str(tmp_path / "nowhere.wav"))
    assert await engine.typed("topic", "add", "x", "Грипп", *until, *nowhere) == 1
    assert "is not there" in capsys.readouterr().err


def _wav(path: Path, seconds: int) -> Path:
    samples = b"\x00\x10\x00\xf0" * (4000 * seconds)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples)
    return path
