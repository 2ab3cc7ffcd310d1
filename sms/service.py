"""The sender: takes messages from the outbox, one after another, and writes what became of each.

It lives by one rule: a message is a row first. Nothing counts as sent before the service has said
that it took it, and what it said otherwise stands in the row. A message is tried a few times with
longer and longer pauses; while the service is away all of them wait, because they would fail as
well. One that waited too long is not sent any more: "we ring you soon" would be a lie by then.

Limits: one message at a time, and not more in a minute than the contract allows. A crash between
the sending and its row sends the message twice; its id is the same, so that the service can tell.
Deliberately absent: receipts of delivery. Nobody can know that anybody has read a message.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final, assert_never

import aiohttp
import structlog

from base.clock import Clock
from base.errors import Line122Error
from callback.ports import SmsOutbox, SmsQueue
from callback.sms import SmsDelivery, SmsId, SmsRefused, SmsRow, SmsSent, SmsState
from sms.policy import SenderPolicy
from sms.request import (
    Rejected,
    Reply,
    Taken,
    TryAgain,
    read_reply,
    request_of,
    without_secrets,
)

OnSent = Callable[[SmsRow], None]
"""Told of every message that the service has taken."""

_AT_ONCE: Final = 50
"""So many rows are read together."""

_READ_BYTES: Final = 65_536
_log = structlog.get_logger(__name__)


class HttpSender:
    """Sends one message by one request; made by `open_sender`."""

    def __init__(self, session: aiohttp.ClientSession, policy: SenderPolicy) -> None:
        self._session = session
        self._policy = policy

    async def send(self, message: SmsRow) -> Reply:
        """Return what the service said, or why it said nothing."""
        wanted = request_of(message, self._policy.request)
        try:
            async with self._session.request(
                wanted.method,
                wanted.url,
                headers=wanted.headers,
                data=wanted.body,
                allow_redirects=False,
            ) as answer:
                body = await answer.content.read(_READ_BYTES)
                return read_reply(answer.status, body, self._policy.reply)
        except (aiohttp.ClientError, TimeoutError) as error:
            # The error's own text may hold the address, and with it number and token.
            return TryAgain(type(error).__name__)


@asynccontextmanager
async def open_sender(policy: SenderPolicy) -> AsyncIterator[HttpSender]:
    """Keep a sender while the body runs."""
    timeout = aiohttp.ClientTimeout(total=policy.timeout_s)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield HttpSender(session, policy)


class SmsService:
    """The outbox with somebody behind it."""

    def __init__(
        self,
        *,
        outbox: SmsOutbox,
        queue: SmsQueue,
        clock: Clock,
        policy: SenderPolicy,
        on_sent: OnSent,
    ) -> None:
        self._outbox = outbox
        self._queue = queue
        self._clock = clock
        self.policy = policy
        self._on_sent = on_sent
        self._written = asyncio.Event()
        self._tries: dict[SmsId, int] = {}
        self._faults = 0
        """Faults in a row."""

    def write_sms(self, row: SmsRow) -> None:
        """Write the message's row, or write it anew, and send it soon."""
        self._outbox.write_sms(row)
        if row.state is SmsState.WAITING:
            self._written.set()

    async def run(self, sender: HttpSender) -> None:
        """Send what waits, and whatever is written, until cancelled."""
        while True:
            self._written.clear()
            if await self._is_emptied(sender):
                await self._written.wait()
            else:
                await asyncio.sleep(self._pause_s())

    async def _is_emptied(self, sender: HttpSender) -> bool:
        """Send what waits; tell whether nothing is left, or a fault made it stop."""
        try:
            waiting = await self._queue.waiting(_AT_ONCE)
        except Line122Error as error:
            self._faults += 1
            _log.warning("sms.reading_postponed", cause=str(error))
            return False
        for message in waiting:
            if not await self._is_settled(sender, message):
                return False
            await asyncio.sleep(self.policy.gap_s)
        if len(waiting) == _AT_ONCE:
            self._written.set()
        return True

    async def _is_settled(self, sender: HttpSender, message: SmsRow) -> bool:
        """Tell whether the message was sent or given up; `False` after a passing fault."""
        if self._clock.now() - message.written_at > timedelta(seconds=self.policy.expires_s):
            self._settle(message, SmsRefused("expired"))
            return True
        reply = await sender.send(message)
        match reply:
            case Taken():
                self._faults = 0
                self._settle(message, SmsSent(self._clock.now()))
                self._on_sent(message)
                return True
            case Rejected(error):
                self._faults = 0
                self._settle(message, SmsRefused(self._told(error, message)))
                return True
            case TryAgain(error):
                return self._is_given_up(message, self._told(error, message))
            case _:
                assert_never(reply)

    def _is_given_up(self, message: SmsRow, error: str) -> bool:
        tries = self._tries[message.sms_id] = self._tries.get(message.sms_id, 0) + 1
        self._faults += 1
        _log.warning("sms.sending_postponed", sms_id=str(message.sms_id), tries=tries, error=error)
        if tries < self.policy.tries:
            return False
        self._settle(message, SmsRefused(error))
        return True

    def _settle(self, message: SmsRow, delivery: SmsDelivery) -> None:
        self._tries.pop(message.sms_id, None)
        self._queue.mark(message, delivery)
        about = {"sms_id": str(message.sms_id), "template": message.template.value}
        if isinstance(delivery, SmsSent):
            _log.info("sms.sent", **about)
        else:
            _log.warning("sms.failed", error=delivery.error, **about)

    def _told(self, error: str, message: SmsRow) -> str:
        return without_secrets(error, message, self.policy.request.token)

    def _pause_s(self) -> float:
        policy = self.policy
        return min(policy.pause_limit_s, policy.pause_s * 2.0 ** min(30, self._faults - 1))
