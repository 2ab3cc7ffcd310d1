"""The post of alerts: tells other systems, a messenger of people among them, what becomes of each.

It lives by two rules. A message is a row before it is sent, and its body is made once: what is
tried again is the same, under the same key, so that a receiver can leave out what it has. And a
target hears in order: "it is over" never comes before "it began", so that of one target only the
oldest message is tried. Targets do not wait for one another.

The post stands in memory and is written behind it: an absent database, which is an alarm itself,
keeps no message back. After a restart whatever was not sent is taken up.

Limits: `MOST_WAITING` messages of a target; the oldest of more are dead. A crash between the
sending and its row sends a message twice.
"""

import asyncio
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, assert_never

import structlog

from alerts.alert import Alert
from alerts.kind import Severity
from alerts.machine import News
from alerts.message import AlertAbout, AlertMessage, MessageState, about_of
from alerts.ports import AlertOutbox
from alerts.russian import sentence_of
from base.clock import Clock
from base.ids import AlertMessageId, new_alert_message_id
from base.signature import signed_headers
from delivery.policy import Address, BodyKind, RetryPolicy
from delivery.rendering import CONTENT_TYPES, TemplateFault, render_json
from delivery.schedule import Dead, Failed, RetryAt, next_delivery
from delivery.sender import Message, Rejected, Reply, Taken, TryAgain, WebhookSender
from delivery.service import ABOUT_HEADER, KEY_HEADER

MOST_WAITING: Final = 500
_LONGEST_PAUSE_S: Final = 5.0
"""Settings that change are followed so soon."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTarget:
    """Who is told of alerts."""

    address: Address
    template: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout_s: float
    least: Severity = Severity.WARNING
    """Of lesser ones it hears nothing."""
    hears_all: bool = True
    """Whether it also hears that somebody sees to it, and that it is over."""


@dataclass(frozen=True, slots=True)
class AlarmPolicy:
    """An immutable snapshot."""

    site: str
    targets: Mapping[str, AlarmTarget]
    retry: RetryPolicy


def wants(target: AlarmTarget, alert: Alert, about: AlertAbout) -> bool:
    """Tell whether a target is told of something."""
    if target.least is Severity.CRITICAL and alert.severity is not Severity.CRITICAL:
        return False
    return target.hears_all or about in {AlertAbout.RAISED, AlertAbout.WORSENED}


def told_of(
    alert: Alert, about: AlertAbout, site: str, message_id: AlertMessageId
) -> Mapping[str, object]:
    """Return what a template may name."""
    seen = alert.acknowledged
    cleared_at = alert.cleared_at
    return {
        "message_id": str(message_id),
        "about": about.value,
        "site": site,
        "text": sentence_of(alert, about),
        "alert_id": str(alert.alert_id),
        "kind": alert.key.kind.value,
        "subject": alert.key.subject,
        "severity": alert.severity.value,
        "value": round(alert.value, 3),
        "worst": round(alert.worst, 3),
        "threshold": alert.threshold,
        "raised_at": alert.raised_at.isoformat(),
        "acknowledged_by": None if seen is None else seen.by,
        "cleared_at": None if cleared_at is None else cleared_at.isoformat(),
        "cleared_because": alert.cleared_because,
    }


class AlarmPost:
    """An `alerts.ports.AlertFollower`: what was told, and what is still to be."""

    def __init__(
        self, outbox: AlertOutbox, clock: Clock, policy: AlarmPolicy, dice: random.Random
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._dice = dice
        self._waiting: dict[str, deque[AlertMessage]] = {}
        self._written = asyncio.Event()
        self.policy = policy
        """May be replaced; the next try goes by it."""

    @property
    def waiting(self) -> int:
        """How many messages are still to be sent."""
        return sum(map(len, self._waiting.values()))

    def oldest_s(self, now: datetime) -> float:
        """Return for how long the oldest of them has waited; 0 when none does."""
        heads = (queue[0].written_at for queue in self._waiting.values() if queue)
        oldest = min(heads, default=now)
        return max(0.0, (now - oldest).total_seconds())

    async def load(self) -> None:
        """Take up what was not sent before the engine ended.

        Raises:
            Line122Error: the database does not answer.

        """
        for message in await self._outbox.waiting():
            self._waiting.setdefault(message.target, deque()).append(message)

    def alert_changed(self, news: News) -> None:
        """Write to everybody who wants to hear of it."""
        about = about_of(news)
        for name, target in self.policy.targets.items():
            if wants(target, news.alert, about):
                self._write(name, target, news.alert, about)

    async def run(self, sender: WebhookSender) -> None:
        """Send what waits, and whatever is written, until cancelled."""
        while True:
            self._written.clear()
            if await self.send_due(sender):
                continue
            try:
                async with asyncio.timeout(self._pause_s()):
                    await self._written.wait()
            except TimeoutError:
                continue

    async def send_due(self, sender: WebhookSender) -> int:
        """Try the oldest message of every target, where it is due; return how many were tried."""
        heads = self._due()
        await asyncio.gather(*(self._try(message, sender) for message in heads))
        return len(heads)

    def _write(self, name: str, target: AlarmTarget, alert: Alert, about: AlertAbout) -> None:
        now, message_id = self._clock.now(), new_alert_message_id()
        made = render_json(told_of(alert, about, self.policy.site, message_id), target.template)
        message = AlertMessage(
            message_id=message_id,
            alert_id=alert.alert_id,
            target=name,
            about=about,
            body="" if isinstance(made, TemplateFault) else made.body.decode(),
            written_at=now,
            next_at=now,
        )
        if isinstance(made, TemplateFault):
            self._settle(replace(message, state=MessageState.DEAD, error=made.reason))
            return
        queue = self._waiting.setdefault(name, deque())
        queue.append(message)
        self._outbox.write_message(message)
        if len(queue) > MOST_WAITING:
            left = replace(queue.popleft(), state=MessageState.DEAD, error="too many wait")
            self._settle(left)
        self._written.set()

    def _due(self) -> list[AlertMessage]:
        now = self._clock.now()
        return [queue[0] for queue in self._waiting.values() if queue and queue[0].next_at <= now]

    def _pause_s(self) -> float:
        now = self._clock.now()
        waits = [
            (queue[0].next_at - now).total_seconds() for queue in self._waiting.values() if queue
        ]
        return max(0.01, min([_LONGEST_PAUSE_S, *waits]))

    async def _try(self, message: AlertMessage, sender: WebhookSender) -> None:
        target = self.policy.targets.get(message.target)
        reply: Reply = Rejected("no target is configured for it")
        if target is not None:
            reply = await sender.send(self._signed(message, target))
        after = self._after(replace(message, attempts=message.attempts + 1), reply)
        queue = self._waiting[message.target]
        if not queue or queue[0].message_id != message.message_id:
            return  # Too many waited, and it was given up meanwhile.
        if after.state is MessageState.WAITING:
            queue[0] = after
            self._outbox.write_message(after)
            _log.warning("alert.sending_postponed", target=after.target, error=after.error)
            return
        queue.popleft()
        self._settle(after)

    def _signed(self, message: AlertMessage, target: AlarmTarget) -> Message:
        body = message.body.encode()
        headers = {
            **target.headers,
            "Content-Type": CONTENT_TYPES[BodyKind.JSON],
            KEY_HEADER: str(message.message_id),
            ABOUT_HEADER: f"alert_{message.about}",
            **signed_headers(target.address.secret, self._clock.now(), body),
        }
        return Message(target.address.url, headers, body, target.timeout_s)

    def _after(self, message: AlertMessage, reply: Reply) -> AlertMessage:
        now = self._clock.now()
        match reply:
            case Taken():
                return replace(message, state=MessageState.SENT, sent_at=now, error=None)
            case Rejected(error):
                return replace(message, state=MessageState.DEAD, error=error)
            case TryAgain(error):
                failed = Failed(message.attempts, message.written_at)
                match next_delivery(failed, now, self.policy.retry, dice=self._dice.random()):
                    case RetryAt(at):
                        return replace(message, next_at=at, error=error)
                    case Dead(reason):
                        return replace(
                            message, state=MessageState.DEAD, error=f"{reason}, the last: {error}"
                        )
            case _:
                assert_never(reply)

    def _settle(self, message: AlertMessage) -> None:
        self._outbox.write_message(message)
        about = {"target": message.target, "about": message.about, "attempts": message.attempts}
        if message.state is MessageState.SENT:
            _log.info("alert.sent", **about)
        else:
            _log.error("alert.unsent", error=message.error, **about)
