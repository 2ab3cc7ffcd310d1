"""A full line raises an alert: people hear of it and see to it, and it outlives the engine.

So does a carrier that does not answer when Asterisk asks it. On the same engine its metrics are
walked: their labels are small closed sets, and every metric that the shipped rules of Prometheus
name is there.
"""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, cast

import msgspec
from aiohttp import web
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from alerts.kind import AlertKind
from base.signature import signature_fault
from line122.control_socket import ask_engine
from line122.phones.sip_text import answer_to, parse
from tests.integration.engine.conftest import SPARE_CARRIER, Opening
from tests.integration.engine.helpline import Helpline
from tests.integration.engine.patience import eventually
from tests.support.rules import named_metrics
from web.api.shown_alerts import AlertShown
from web.ports import Done

TRUNK_DOWN: Final = AlertKind.TRUNK_DOWN
_SPARE: Final = "LINE122_TRUNKS__SPARE__"
_DOWN: Final = "LINE122_ALERTS__RULES__TRUNK_DOWN__"
SPARE_TRUNK: Final = {
    f"{_SPARE}CHANNELS": "2",
    f"{_SPARE}IDENTIFY__ADDRESSES": SPARE_CARRIER,
    f"{_SPARE}OUTGOING_NUMBER": "+78442122123",
    f"{_SPARE}SERVICES__122": "helpline",
    f"{_SPARE}DEFAULT_SERVICE": "helpline",
    f"{_SPARE}QUALIFY_EVERY_S": "1",
    f"{_DOWN}RAISED_AFTER_S": "1",
    f"{_DOWN}CLEARED_AFTER_S": "1",
}
SECRET: Final = "sixteen letters or more"
ANYTHING_OPEN: Final = re.compile(r"\d{5,}|[0-9a-f]{8}-|@|\+")
"""What a number, an id or an address looks like; no label may."""


@dataclass
class Messenger:
    """Whoever is told of alerts; at first it does not answer as it should."""

    faults: int = 2
    heard: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self.faults:
            self.faults -= 1
            return web.Response(status=503)
        sent_at = int(request.headers["X-Line122-Timestamp"])
        assert sent_at > 0
        self.heard.append({"headers": request.headers, "bytes": body, **json.loads(body)})
        return web.Response()

    def words(self, kind: str) -> list[str]:
        """Return what was told, once each: an engine that was killed tells its last word again."""
        once = {told["headers"]["Idempotency-Key"]: told for told in self.heard}
        return [told["about"] for told in once.values() if told["alert"]["kind"] == kind]


@asynccontextmanager
async def listening() -> AsyncIterator[Messenger]:
    messenger, app = Messenger(), web.Application()
    app.router.add_post("/hook", messenger.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    messenger.url = f"http://{host}:{port}/hook"
    try:
        yield messenger
    finally:
        await runner.cleanup()


class Carrier(asyncio.DatagramProtocol):
    """Says that it is there whenever it is asked."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # What asyncio hands over is a datagram transport by what it does, not by its class.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        asked = parse(data)
        if asked is not None and asked.method == "OPTIONS":
            self._transport.sendto(answer_to(asked, HTTPStatus.OK, "carrier").encode(), addr)


@asynccontextmanager
async def answering(place: socket.socket) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Carrier, sock=place.dup())
    try:
        yield
    finally:
        transport.close()


async def _alerts(helpline: Helpline, path: str = "/alerts") -> list[AlertShown]:
    answer = await ask_engine(helpline.house.state, "GET", path)
    assert isinstance(answer, Done)
    return msgspec.json.decode(answer.body, type=list[AlertShown])


async def _until(
    helpline: Helpline,
    is_right: Callable[[AlertShown], bool],
    path: str = "/alerts",
    kind: AlertKind = AlertKind.CHANNELS_FULL,
) -> AlertShown:
    """Wait for the alert of its kind to be so: of the full line, if nothing else is meant."""

    async def found() -> AlertShown | None:
        return next((each for each in await _alerts(helpline, path) if each.kind == kind), None)

    alert = await eventually(found, lambda alert: alert is not None and is_right(alert))
    assert alert is not None
    return alert


async def _over(helpline: Helpline, kind: AlertKind) -> AlertShown:
    """Wait until the newest alert of a kind is over."""
    path = "/alerts/newest?most=9"
    return await _until(helpline, lambda alert: alert.cleared_at is not None, path, kind)


async def test_a_full_line_is_told_seen_to_and_outlives_the_engine(
    opening: Opening, spare_carrier: socket.socket
) -> None:
    async with listening() as messenger:
        rule = "LINE122_ALERTS__RULES__CHANNELS_FULL__"
        settings = {
            "LINE122_TRUNKS__MAIN__CHANNELS": "2",
            f"{rule}THRESHOLD": "0.01",
            f"{rule}CLEARED_AFTER_S": "2",
            f"{rule}WORSE_BY": "0",
            "LINE122_ALERTS__TARGETS__DUTY__URL": messenger.url,
            "LINE122_ALERTS__TARGETS__DUTY__SECRET": SECRET,
            "LINE122_ALERTS__PAUSE_S": "0.1",
            **SPARE_TRUNK,
        }
        async with opening(settings) as helpline:
            await helpline.start_engine()
            desks = [await helpline.on_duty("alarm"), await helpline.on_duty("relief")]
            talks = [await helpline.talk(desk, await helpline.wait_in_line()) for desk in desks]

            raised = await _until(helpline, lambda alert: alert.value > 0)
            assert (raised.subject, raised.severity) == ("main", "critical")
            path = f"/alerts/{raised.alert_id}/acknowledge?by=olga"
            assert isinstance(await ask_engine(helpline.house.state, "POST", path), Done)

            await helpline.kill_engine()
            await helpline.start_engine()
            after = await _until(helpline, lambda alert: alert.acknowledged_by is not None)
            assert (after.alert_id, after.acknowledged_by) == (raised.alert_id, "olga")
            assert after.raised_at == raised.raised_at

            await _names_no_person(helpline, [desk.account for desk in desks])
            down = await _until(helpline, lambda alert: alert.value > 0, kind=TRUNK_DOWN)
            assert (down.subject, down.severity) == ("spare", "critical")

            await asyncio.gather(*(talk.hang_up() for talk in talks))
            async with answering(spare_carrier):
                over = await _over(helpline, AlertKind.CHANNELS_FULL)
                up = await _over(helpline, TRUNK_DOWN)
            assert (over.alert_id, over.cleared_because) == (raised.alert_id, "well")
            assert (up.alert_id, up.cleared_because) == (down.alert_id, "well")
            await eventually(
                lambda: asyncio.sleep(0, messenger.words("channels_full")),
                lambda words: words == ["raised", "acknowledged", "cleared"],
            )
        for told in messenger.heard:
            now = helpline.clock.now()
            assert signature_fault(SECRET.encode(), told["headers"], told["bytes"], now) is None
        texts = [told["text"] for told in messenger.heard]
        assert any(each.startswith("Тревога: все каналы транка main заняты") for each in texts)


async def _names_no_person(helpline: Helpline, accounts: list[str]) -> None:
    """Check that all metrics are there that rules name, and that no label knows anybody."""

    async def shown() -> list[Metric]:
        status, text = await helpline.page("/metrics")
        assert status == HTTPStatus.OK
        return list(text_string_to_metric_families(text.decode()))

    # Some are measured in a rhythm of their own, and not yet after a start.
    families = await eventually(
        shown, lambda families: named_metrics() <= {family.name for family in families}
    )
    for sample in (sample for family in families for sample in family.samples):
        for label, value in sample.labels.items():
            is_open = label != "le" and (ANYTHING_OPEN.search(value) or value in accounts)
            assert not is_open, f"{sample.name} {label}={value}"
