"""What alerts are judged by, on services at work: `line122/alert_figures.py`, `slow_gauges.py`."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from agents.phone import PhoneTrouble
from alerts.fact import AlertKey
from alerts.kind import AlertKind
from base.errors import Line122Error
from line122.alert_figures import AlertFigures, FigureRooms
from line122.calendar_watch import CalendarWatch
from line122.certificate import CertificateWatch
from line122.day_feed import DayFeed
from line122.slow_gauges import BELIEVED, SlowGauges, SlowSources
from storage.records.alerts import Outboxes
from tests.support.clinic import HandClock
from tests.support.hall import STARTED_AT, Hall
from tests.support.site import CALL_POLICY, MAIN, ZONE, operator

NOTHING_WAITS = Outboxes(visits_since=None, visits=0, dispatches_since=None, messages_since=None)


@dataclass
class World:
    """A carrier and a database that a story lets answer, or not."""

    state: str | None = "online"
    waits: Outboxes = NOTHING_WAITS
    is_away: bool = False
    asked: list[str] = field(default_factory=list)

    async def endpoint_states(self) -> Mapping[str, str | None]:
        self.asked.append("exchange")
        if self.is_away:
            raise Line122Error("nobody answers")
        return {"main": self.state}

    async def outboxes(self) -> Outboxes:
        self.asked.append("book")
        if self.is_away:
            raise Line122Error("nobody answers")
        return self.waits


def slow_gauges(world: World, clock: HandClock, *disks: Path) -> SlowGauges:
    return SlowGauges(
        SlowSources(
            disks={path.name: path for path in disks},
            trunks=("main",),
            exchange=world,
            book=world,
            clock=clock,
        )
    )


def is_known(slow: SlowGauges) -> bool:
    return slow.offline is not None or slow.outboxes is not None


class FiguresStory:
    """Figures over a hall, whose machines are well until the story says otherwise."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.world, self.is_direct = World(), True
        self.trouble: str | None = None
        self.feed = DayFeed(hall.clock, ZONE)
        self.slow = SlowGauges(
            SlowSources(
                disks={}, trunks=("main",), exchange=self.world, book=self.world, clock=hall.clock
            )
        )
        registry = CollectorRegistry()
        self.figures = AlertFigures(
            FigureRooms(
                clock=hall.clock,
                calls=hall.calls,
                callbacks=hall.callbacks,
                cases=hall.cases,
                callers=hall.callers,
                roster=hall.roster,
                distributor=hall.distributor,
                feed=self.feed,
                calendar=CalendarWatch(None, hall.clock, zone=ZONE, registry=registry),
                certificate=CertificateWatch(
                    STARTED_AT + timedelta(days=10), hall.clock, zone=ZONE, registry=registry
                ),
                slow=self.slow,
                trouble=lambda: self.trouble,
                is_direct=lambda: self.is_direct,
                unfiled=lambda: 3,
            )
        )

    def value(self, kind: AlertKind, subject: str = "") -> float:
        return self.figures.facts().values[AlertKey(kind, subject)]


@pytest.mark.looptime
async def test_machines_and_desks_are_measured_as_they_are() -> None:
    hall = Hall()
    story = FiguresStory(hall)
    await story.slow.ask()
    facts = story.figures.facts()
    assert facts.unknown == frozenset()
    assert facts.values[AlertKey(AlertKind.CERTIFICATE_EXPIRES)] == pytest.approx(10)
    assert facts.values[AlertKey(AlertKind.REQUESTS_UNFILED)] == 3
    quiet = (AlertKind.EXCHANGE_AWAY, AlertKind.DATABASE_AWAY, AlertKind.PROMISE_OVERDUE)
    assert [facts.values[AlertKey(kind)] for kind in quiet] == [0, 0, 0]
    assert AlertKey(AlertKind.TOLD_OR_TALKING) not in facts.values
    story.is_direct, story.trouble = False, "no connection to Asterisk"
    assert story.value(AlertKind.DATABASE_AWAY) == 1
    assert story.value(AlertKind.EXCHANGE_AWAY) == 1
    await hall.close()


@pytest.mark.looptime
async def test_a_full_trunk_on_which_nobody_is_answered_counts_minutes() -> None:
    one = replace(CALL_POLICY.trunks[MAIN], channels=1)
    hall = Hall(policy=replace(CALL_POLICY, trunks={MAIN: one}))
    story = FiguresStory(hall)
    assert story.value(AlertKind.CHANNELS_FULL, "main") == 0
    hall.seat(operator(1, doctor=1))
    await hall.settle()
    await hall.dial("89101234567")
    assert story.value(AlertKind.CHANNELS_FULL, "main") == 0
    await asyncio.sleep(3)
    assert story.value(AlertKind.CHANNELS_FULL, "main") == pytest.approx(0.05)
    assert story.figures.stuck_s == pytest.approx(3)
    await hall.calls.stop()
    await hall.close()


@pytest.mark.looptime
async def test_the_telephone_of_somebody_at_work_is_dead_and_well_again() -> None:
    hall = Hall()
    story = FiguresStory(hall)
    anna = operator(1, doctor=1)
    hall.seat(anna)
    await hall.settle()
    kind, account = AlertKind.PHONE_DEAD, anna.account
    assert story.value(kind, account) == 0
    hall.distributor.phone_lost(anna.agent_id, PhoneTrouble.UNREACHABLE)
    await hall.settle()
    assert story.value(kind, account) == 1
    assert story.figures.dead_phones == 1
    hall.distributor.phone_seen(anna.agent_id)
    await hall.settle()
    assert story.value(kind, account) == 0
    await hall.close()


@pytest.mark.looptime
async def test_calls_that_the_carrier_forbids_are_known_until_it_is_tried_again() -> None:
    hall = Hall()
    story = FiguresStory(hall)
    until = hall.clock.now() + timedelta(minutes=10)
    assert story.value(AlertKind.CALLS_BLOCKED, "main") == 0
    hall.callbacks.diary.pause(MAIN, until)
    assert story.value(AlertKind.CALLS_BLOCKED, "main") == 0
    hall.callbacks.diary.pause(MAIN, until, is_blocked=True)
    assert story.value(AlertKind.CALLS_BLOCKED, "main") == 1
    hall.callbacks.diary.turn(until)
    assert story.value(AlertKind.CALLS_BLOCKED, "main") == 0
    await hall.close()


async def test_what_could_not_be_asked_is_unknown_after_a_while(tmp_path: Path) -> None:
    world, clock = World(state="offline"), HandClock()
    slow = slow_gauges(world, clock, tmp_path, tmp_path / "nowhere")
    assert not is_known(slow)
    await slow.ask()
    assert slow.offline == frozenset({"main"})
    assert slow.outboxes == NOTHING_WAITS
    assert 0 < (slow.free_share(tmp_path.name) or 0) <= 1
    assert slow.free_share("nowhere") is None
    world.is_away = True
    clock.pass_s(BELIEVED.total_seconds())
    await slow.ask()
    assert slow.offline == frozenset({"main"})
    clock.pass_s(1)
    assert not is_known(slow)
    assert world.asked == ["exchange", "book"] * 2
