"""What the book of alerts promises, in memory as in PostgreSQL; of `alerts/ports.py`."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from alerts.alert import Acknowledgement, Alert, ClearedBecause
from alerts.fact import AlertKey
from alerts.kind import AlertKind, Severity
from alerts.message import AlertAbout, AlertMessage, MessageState
from alerts.ports import AlertsWanted
from base.ids import new_alert_id, new_alert_message_id
from storage.memory_alerts import MemoryAlertBook
from storage.records.alerts import PostgresAlertBook
from storage.records.books import open_books
from tests.contract.library import CLOCK, KINDS
from tests.integration.storage.values import NOON

Book: TypeAlias = MemoryAlertBook | PostgresAlertBook


@pytest.fixture(params=KINDS)
async def book(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Book]:
    if request.param == "memory":
        yield MemoryAlertBook()
        return
    async with open_books(database_url, site="north", clock=CLOCK, directory=tmp_path) as books:
        yield books.alerts


def an_alert(
    minute: int, kind: AlertKind = AlertKind.PHONE_DEAD, subject: str = "desk-1"
) -> Alert:
    return Alert(
        alert_id=new_alert_id(),
        key=AlertKey(kind, subject),
        severity=Severity.WARNING,
        raised_at=NOON + timedelta(minutes=minute),
        value=1.0,
        worst=1.5,
        threshold=1.0,
        after_s=20.0,
    )


def a_message(alert: Alert) -> AlertMessage:
    return AlertMessage(
        message_id=new_alert_message_id(),
        alert_id=alert.alert_id,
        target="duty",
        about=AlertAbout.RAISED,
        body='{"text":"Телефон desk-1 не отвечает"}',
        written_at=alert.raised_at,
        next_at=alert.raised_at,
    )


async def test_an_open_alert_comes_back_with_who_has_seen_it_until_it_is_cleared(
    book: Book,
) -> None:
    alert = an_alert(0)
    seen = replace(alert, acknowledged=Acknowledgement("olga", NOON + timedelta(minutes=2), 1.0))
    for state in (alert, seen):
        book.write_alert(state)
        assert await book.open_alerts() == (state,)
        assert await book.find(alert.alert_id) == state
    back = replace(seen, acknowledged=None, times_worse=1, worst=9.0)
    book.write_alert(back)
    assert await book.open_alerts() == (back,)
    over = replace(
        back, cleared_at=NOON + timedelta(minutes=5), cleared_because=ClearedBecause.WELL
    )
    book.write_alert(over)
    assert await book.open_alerts() == ()
    assert await book.find(alert.alert_id) == over
    assert await book.find(new_alert_id()) is None


async def test_history_is_told_a_page_at_a_time_the_newest_first(book: Book) -> None:
    alerts = [an_alert(minute, subject=f"desk-{minute}") for minute in range(5)]
    full = an_alert(9, AlertKind.CHANNELS_FULL, "main")
    for alert in (*alerts, full):
        book.write_alert(alert)
    first = await book.history(AlertsWanted(most=3))
    assert first == (full, alerts[4], alerts[3])
    rest = await book.history(AlertsWanted(behind=first[-1]))
    assert rest == (alerts[2], alerts[1], alerts[0])
    assert await book.history(AlertsWanted(kind=AlertKind.CHANNELS_FULL)) == (full,)


async def test_a_message_waits_until_it_is_sent_or_dead(book: Book) -> None:
    alert = an_alert(0)
    book.write_alert(alert)
    first, second = a_message(alert), a_message(alert)
    for message in (second, first):
        book.write_message(message)
    in_order = tuple(sorted((first, second), key=lambda message: message.message_id))
    assert await book.waiting() == in_order
    tried = replace(in_order[0], attempts=1, error="status 503", next_at=NOON + timedelta(hours=1))
    book.write_message(tried)
    assert await book.waiting() == (tried, in_order[1])
    book.write_message(replace(tried, state=MessageState.SENT, sent_at=NOON, error=None))
    book.write_message(replace(in_order[1], state=MessageState.DEAD, error="gave_up"))
    assert await book.waiting() == ()
