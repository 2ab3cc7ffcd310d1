"""`sms/service.py` against a service on this machine: rows are sent, tried again and given up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import structlog
from aiohttp import web

from base.clock import SystemClock
from base.tasks import cancel, spawn
from callback.sms import SmsDelivery, SmsId, SmsRefused, SmsRow, SmsSent, SmsState
from sms.policy import BodyForm, ReplyForm, RequestForm, SenderPolicy
from sms.service import SmsService, open_sender
from storage.memory_people import MemorySmsOutbox
from tests.sms.test_sms_request import MESSAGE

CLOCK = SystemClock()
Answers = Callable[[int], web.Response]
"""Which request it is → what the service says."""


@dataclass
class Gateway:
    """A service that takes messages, as the story says."""

    answers: Answers
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Number and id of every request."""

    async def take(self, request: web.Request) -> web.Response:
        """Take a message."""
        message = await request.json()
        self.asked.append((message["to"], message["id"]))
        return self.answers(len(self.asked))


class HeardOutbox(MemorySmsOutbox):
    """An outbox that tells when something was marked in it."""

    def __init__(self) -> None:
        super().__init__()
        self.marked = asyncio.Event()

    def mark(self, message: SmsRow, delivery: SmsDelivery) -> None:
        """Write how a message ended, and tell."""
        super().mark(message, delivery)
        self.marked.set()


class Desk:
    """An outbox with the sender behind it."""

    def __init__(self, policy: SenderPolicy) -> None:
        self.book = HeardOutbox()
        self.sent: list[SmsRow] = []
        self.service = SmsService(
            outbox=self.book,
            queue=self.book,
            clock=CLOCK,
            policy=policy,
            on_sent=self.sent.append,
        )

    def write(self, number: int, age_s: float = 0.0, state: SmsState = SmsState.WAITING) -> SmsRow:
        """Write a message that is so old already."""
        written_at = CLOCK.now() - timedelta(seconds=age_s)
        row = replace(MESSAGE, sms_id=SmsId(UUID(int=number)), written_at=written_at, state=state)
        self.service.write_sms(row)
        return row

    async def delivery(self, row: SmsRow) -> SmsDelivery:
        """Return what became of a message, as soon as it is known."""
        async with asyncio.timeout(10):
            while row.sms_id not in self.book.deliveries:
                self.book.marked.clear()
                await self.book.marked.wait()
        return self.book.deliveries[row.sms_id]


@asynccontextmanager
async def desk_at(gateway: Gateway, *, is_there: bool = True) -> AsyncIterator[Desk]:
    """Send to the gateway while the body runs."""
    app = web.Application()
    app.router.add_post("/send", gateway.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    if not is_there:
        await runner.cleanup()
    policy = SenderPolicy(
        request=RequestForm(
            url=f"http://{host}:{port}/send",
            method="POST",
            headers={"Authorization": "Bearer {token}"},
            body=BodyForm.JSON,
            fields={"to": "{digits}", "text": "{text}", "id": "{id}"},
            token="hush",
        ),
        reply=ReplyForm(statuses={202}, path=(), words=()),
        timeout_s=5.0,
        tries=3,
        pause_s=0.01,
        pause_limit_s=0.02,
        per_minute=6000,
        expires_s=60.0,
    )
    desk = Desk(policy)
    async with open_sender(policy) as sender:
        running = spawn(desk.service.run(sender), name="messages")
        try:
            yield desk
        finally:
            await cancel(running)
            await runner.cleanup()


def accepted(_: int) -> web.Response:
    """Take every message."""
    return web.Response(status=202)


async def test_message_that_the_service_takes_is_sent_and_counts_as_told() -> None:
    gateway = Gateway(accepted)
    async with desk_at(gateway) as desk:
        row = desk.write(1)
        delivery = await desk.delivery(row)

    assert isinstance(delivery, SmsSent)
    assert desk.sent == [row]
    assert gateway.asked == [("79101234567", str(row.sms_id))]


async def test_message_without_a_sender_behind_it_is_never_sent() -> None:
    gateway = Gateway(accepted)
    async with desk_at(gateway) as desk:
        silent = desk.write(1, state=SmsState.NO_SENDER)
        await desk.delivery(desk.write(2))

    assert silent.sms_id not in desk.book.deliveries
    assert len(gateway.asked) == 1


async def test_service_that_is_busy_is_asked_again_with_the_same_id() -> None:
    gateway = Gateway(lambda turn: web.Response(status=503 if turn < 3 else 202))
    async with desk_at(gateway) as desk:
        delivery = await desk.delivery(desk.write(1))

    assert isinstance(delivery, SmsSent)
    assert len(gateway.asked) == 3
    assert len(set(gateway.asked)) == 1


async def test_message_is_given_up_after_its_tries_and_the_next_one_still_goes() -> None:
    gateway = Gateway(lambda turn: web.Response(status=500 if turn <= 3 else 202))
    with structlog.testing.capture_logs() as logs:
        async with desk_at(gateway) as desk:
            first, second = desk.write(1, age_s=2.0), desk.write(2)
            outcomes = [await desk.delivery(first), await desk.delivery(second)]

    assert outcomes[0] == SmsRefused("status 500")
    assert isinstance(outcomes[1], SmsSent)
    assert desk.sent == [second]
    assert [log["event"] for log in logs].count("sms.sending_postponed") == 3


async def test_refusal_is_final_and_its_reason_stands_in_the_row() -> None:
    gateway = Gateway(lambda _: web.Response(status=403, text="no such number 79101234567"))
    async with desk_at(gateway) as desk:
        delivery = await desk.delivery(desk.write(1))

    assert delivery == SmsRefused("status 403")
    assert desk.sent == []
    assert len(gateway.asked) == 1


async def test_message_that_waited_too_long_is_not_sent_any_more() -> None:
    gateway = Gateway(accepted)
    async with desk_at(gateway) as desk:
        delivery = await desk.delivery(desk.write(1, age_s=61.0))

    assert delivery == SmsRefused("expired")
    assert gateway.asked == []


async def test_service_that_is_not_there_fails_without_telling_a_number() -> None:
    gateway = Gateway(accepted)
    async with desk_at(gateway, is_there=False) as desk:
        delivery = await desk.delivery(desk.write(1))

    assert delivery == SmsRefused("ClientConnectorError")
    assert gateway.asked == []
