"""The desk of alerts: `alerts/service.py`, with its ports and the book in memory."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from alerts.fact import AlertKey, Facts
from alerts.kind import AlertKind, Severity
from alerts.machine import News
from alerts.message import about_of
from alerts.policy import AlertPolicy, Rule
from alerts.service import PAUSE_AFTER_FAULT_S, AlertDesk
from base.ids import new_alert_id
from base.tasks import cancel, spawn
from storage.memory_alerts import MemoryAlertBook
from tests.support.clinic import HandClock

PHONE = AlertKey(AlertKind.PHONE_DEAD, "desk-1")
POLICY = AlertPolicy(
    {
        PHONE.kind: Rule(
            threshold=1,
            clear_at=0,
            raised_after_s=0,
            cleared_after_s=0,
            worse_by=0,
            severity=Severity.WARNING,
        )
    }
)


class Switch:
    """A figure that a story sets."""

    def __init__(self) -> None:
        self.value = 0.0

    def facts(self) -> Facts:
        return Facts({PHONE: self.value})


class Witness:
    """Keeps what it was told, and how the book stood then."""

    def __init__(self, book: MemoryAlertBook) -> None:
        self._book = book
        self.told: list[str] = []

    def alert_changed(self, news: News) -> None:
        assert self._book.alerts[news.alert.alert_id] == news.alert
        self.told.append(about_of(news))


async def test_what_becomes_of_an_alert_is_written_told_and_logged_in_one_turn() -> None:
    book, switch, clock = MemoryAlertBook(), Switch(), HandClock()
    desk = AlertDesk(book, switch, clock, POLICY)
    witness = Witness(book)
    desk.followers.append(witness)
    with capture_logs() as logs:
        desk.look()
        switch.value = 1.0
        desk.look()
        (alert,) = desk.open
        assert await desk.acknowledge(new_alert_id(), "olga") is None
        seen = await desk.acknowledge(alert.alert_id, "olga")
        switch.value = 0.0
        clock.pass_s(1)
        desk.look()
    assert seen is not None
    assert seen.acknowledged is not None
    assert seen.acknowledged.by == "olga"
    assert witness.told == ["raised", "acknowledged", "cleared"]
    assert [entry["event"] for entry in logs] == [
        "alert.raised",
        "alert.acknowledged",
        "alert.cleared",
    ]
    assert desk.open == ()


def how_many(desk: AlertDesk) -> int:
    return len(desk.open)


class Broken:
    """Figures that cannot be measured the first time."""

    def __init__(self) -> None:
        self.looks = 0

    def facts(self) -> Facts:
        self.looks += 1
        if self.looks == 1:
            raise KeyError("main")
        return Facts({PHONE: 1.0})


@pytest.mark.looptime
async def test_a_figure_that_cannot_be_measured_ends_no_engine() -> None:
    desk = AlertDesk(MemoryAlertBook(), Broken(), HandClock(), POLICY)
    looking = spawn(desk.run(), name="looking")
    await asyncio.sleep(PAUSE_AFTER_FAULT_S - 1)
    assert how_many(desk) == 0
    await asyncio.sleep(2)
    assert how_many(desk) == 1
    await cancel(looking)


async def test_an_open_alert_and_who_has_seen_it_survive_a_restart() -> None:
    book, switch, clock = MemoryAlertBook(), Switch(), HandClock()
    switch.value = 1.0
    before = AlertDesk(book, switch, clock, POLICY)
    before.look()
    await before.acknowledge(before.open[0].alert_id, "olga")
    after = AlertDesk(book, switch, clock, POLICY)
    await after.load()
    assert after.open == before.open
    after.look()
    assert after.open == before.open
    clock.pass_s(timedelta(minutes=5).total_seconds())
    switch.value = 0.0
    after.look()
    assert await book.open_alerts() == ()
