"""The alerts of a site as one room: `line122/alert_room.py`, `line122/alert_meter.py`."""

import random
from dataclasses import replace
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from alerts.kind import AlertKind
from alerts.service import AlertDesk
from config import load
from config.loading import DEFAULTS
from delivery.alarms import AlarmPost
from line122.alert_room import AlertRoom, BellFollower
from line122.certificate import CertificateWatch
from line122.desk_bell import DeskBell
from line122.slow_gauges import SlowGauges, SlowSources
from storage.memory_alerts import MemoryAlertBook
from tests.line122.test_alert_figures import World
from tests.support.alarms import ALERTS, BLOCKED, SetFigures
from tests.support.clinic import HandClock

TARGET = "LINE122_ALERTS__TARGETS__DUTY__"


def a_room(book: MemoryAlertBook, figures: SetFigures) -> AlertRoom:
    clock, settings = HandClock(), load(DEFAULTS, {})
    world = World()
    sources = SlowSources(disks={}, trunks=(), exchange=world, book=world, clock=clock)
    post = AlarmPost(book, clock, settings.alerts.alarm_policy("north"), random.Random(1))
    desk = AlertDesk(book, figures, clock, ALERTS)
    desk.followers.extend((BellFollower(DeskBell()), post))
    registry = CollectorRegistry()
    watch = CertificateWatch(None, clock, zone=ZoneInfo("Europe/Moscow"), registry=registry)
    return AlertRoom(desk, post, SlowGauges(sources), watch)


async def test_changed_settings_are_judged_and_told_by_at_once() -> None:
    book, figures = MemoryAlertBook(), SetFigures()
    room = a_room(book, figures)
    figures.values[BLOCKED] = 1.0
    room.desk.look()
    assert (len(room.desk.open), room.post.waiting) == (1, 0)
    changed = {
        "LINE122_ALERTS__RULES__CHANNELS_FULL__THRESHOLD": "7",
        f"{TARGET}URL": "https://messenger.example/hook",
        f"{TARGET}SECRET": "sixteen letters or more",
    }
    room.change_settings(load(DEFAULTS, changed))
    assert room.desk.policy.rules[AlertKind.CHANNELS_FULL] == replace(
        ALERTS.rules[AlertKind.CHANNELS_FULL], threshold=7.0
    )
    await room.desk.acknowledge(room.desk.open[0].alert_id, "olga")
    assert room.post.waiting == 1
    again = a_room(book, figures)
    await again.load()
    assert again.desk.open == room.desk.open
    assert again.post.waiting == 1
