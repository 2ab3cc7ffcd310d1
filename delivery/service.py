"""The delivery desk: carries dispatches to other systems, and chases what nobody answers for.

It lives by one rule: the row decides. A job only says "look at this one"; whoever looks claims the
row, sends, and writes what came of it. A job that is lost is put again by the next round, one that
comes twice finds nothing to do, and a process that dies in between leaves a claim that runs out.

So everything is sent at least once, under a key that never changes: the receiver can count it
once. Of one visit and target nothing overtakes what was written before it. What fails is tried
again after growing pauses; what cannot be said, or was refused for good, is dead, and the chase
makes it a person's task at once. A bug of ours is no fault of the dispatch: its claim runs out.

Limits: one round every few seconds, so a pause may be longer by that much. Deliberately absent:
any knowledge of what a visit is; the desk only says what it has heard of one.
"""

import asyncio
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, assert_never

import structlog

from base.aside import Aside
from base.clock import Clock
from base.errors import Line122Error
from base.ids import DispatchId
from base.signature import signed_headers
from delivery.policy import DeliveryPolicy, TargetPolicy
from delivery.ports import DispatchBook, HumanTasks, Visits
from delivery.rendering import CONTENT_TYPES, Rendered, TemplateFault, render
from delivery.schedule import Dead, Failed, RetryAt, next_delivery
from delivery.sender import Message, Rejected, Reply, Taken, TryAgain, WebhookSender
from tickets.chase import HumanTask, Nothing, OtherChannel, SendAgain, next_chase
from tickets.dispatch import Dispatch, DispatchAbout, DispatchRecord, DispatchState, Progress
from tickets.report import ReportedStatus, StatusReport

KEY_HEADER: Final = "Idempotency-Key"
ABOUT_HEADER: Final = "X-Line122-About"

_ROUND_S: Final = 5.0
_CLAIM_MARGIN_S: Final = 30.0
"""Longer than writing what came of a try may take."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeliveryDoors:
    """What the desk works through."""

    book: DispatchBook
    visits: Visits
    tasks: HumanTasks
    clock: Clock


class DeliveryDesk:
    """Sends, sends again, chases and gives up."""

    def __init__(self, doors: DeliveryDoors, policy: DeliveryPolicy, dice: random.Random) -> None:
        self._doors = doors
        self._dice = dice
        self._aside = Aside[DispatchId](doors.clock)
        self.policy = policy

    async def run(self) -> None:
        """Look round every few seconds, until cancelled."""
        while True:
            try:
                await self.look_round()
            except Line122Error as error:
                _log.warning("dispatch.round_postponed", cause=str(error))
            await asyncio.sleep(_ROUND_S)

    async def look_round(self) -> None:
        """Put jobs for what is due, and take every step of the chase that is."""
        await self._doors.book.push_due(self._doors.clock.now())
        aside = self._aside.keys()
        for record in await self._doors.book.unanswered():
            if record.dispatch.dispatch_id not in aside:
                await self._aside.attempt(record.dispatch.dispatch_id, self._chase(record))

    async def deliver(self, dispatch_id: DispatchId, sender: WebhookSender) -> None:
        """Try to send a dispatch, if it is due, and write what came of it."""
        now = self._doors.clock.now()
        until = now + timedelta(seconds=self._longest_s() + _CLAIM_MARGIN_S)
        record = await self._doors.book.claim(dispatch_id, now, until)
        if record is None:
            return
        target = self.policy.target_of(record.dispatch.target)
        reply = await self._sent(record, target, sender)
        progress = self._after(record, reply, target)
        if isinstance(reply, Taken) and target is not None:
            # Before the row: a process that dies in between sends once more, under the same key.
            await self._let_visit_hear(record.dispatch, target)
        await self._doors.book.settle(record, progress)
        _tell(record.dispatch, progress)

    async def _let_visit_hear(self, dispatch: Dispatch, target: TargetPolicy) -> None:
        """Tell the visit that its request was taken; where no reports come, that is the answer."""
        visit_id, now = dispatch.visit_id, self._doors.clock.now()
        if visit_id is None or dispatch.about is not DispatchAbout.VISIT_REQUESTED:
            return
        last_words = await self._doors.book.last_words(visit_id)
        if last_words.get(dispatch.target) is DispatchAbout.VISIT_CANCELLED:
            # It is another clinic's by now, which answers for itself, or nobody's.
            return
        if target.reports_back:
            await self._doors.visits.delivered(visit_id, now)
            return
        answer = StatusReport(
            target=target.name,
            event_id=str(dispatch.dispatch_id),
            visit_id=visit_id,
            status=ReportedStatus.ACCEPTED,
            reason=None,
            at=now,
        )
        await self._doors.visits.report(answer, now)

    async def _sent(
        self, record: DispatchRecord, target: TargetPolicy | None, sender: WebhookSender
    ) -> Reply:
        if target is None:
            return Rejected("no target is configured for it")
        made = render(record.dispatch, self.policy.site, target.template, target.kind)
        if isinstance(made, TemplateFault):
            return Rejected(made.reason)
        return await sender.send(self._message(record, target, made))

    def _message(self, record: DispatchRecord, target: TargetPolicy, made: Rendered) -> Message:
        address = target.addresses[min(record.progress.address, len(target.addresses) - 1)]
        headers = {
            **target.headers,
            "Content-Type": CONTENT_TYPES[target.kind],
            KEY_HEADER: str(record.dispatch.dispatch_id),
            ABOUT_HEADER: record.dispatch.about.value,
            **signed_headers(address.secret, self._doors.clock.now(), made.body),
        }
        return Message(address.url, headers, made.body, target.timeout_s)

    def _after(
        self, record: DispatchRecord, reply: Reply, target: TargetPolicy | None
    ) -> Progress:
        """Return how far the dispatch has come by this try."""
        progress, now = record.progress, self._doors.clock.now()
        match reply:
            case Taken():
                taken = replace(progress, sent_at=progress.sent_at or now, error=None)
                if target is not None and target.reports_back:
                    return replace(taken, state=DispatchState.SENT)
                return replace(taken, state=DispatchState.ACKNOWLEDGED, acknowledged_at=now)
            case Rejected(error):
                return replace(progress, state=DispatchState.DEAD, error=error)
            case TryAgain(error):
                since = max(record.since, progress.chased_at or record.since)
                failed = Failed(progress.attempts, since)
                policy = self.policy.retry
                match next_delivery(failed, now, policy, dice=self._dice.random()):
                    case RetryAt(at):
                        return replace(progress, next_at=at, error=error)
                    case Dead(reason):
                        error = f"{reason} after {progress.attempts} tries, the last: {error}"
                        return replace(progress, state=DispatchState.DEAD, error=error)
            case _:
                assert_never(reply)

    async def _chase(self, record: DispatchRecord) -> None:
        now = self._doors.clock.now()
        target = self.policy.target_of(record.dispatch.target)
        addresses = 0 if target is None else len(target.addresses)
        step = next_chase(record, addresses, now, self.policy.chase)
        chased = replace(record.progress, chases=record.progress.chases + 1, chased_at=now)
        again = replace(chased, state=DispatchState.WAITING, attempts=0, next_at=now)
        match step:
            case Nothing():
                return
            case SendAgain():
                is_taken = await self._doors.book.chase(record, again)
            case OtherChannel(address):
                is_taken = await self._doors.book.chase(record, replace(again, address=address))
            case HumanTask(reason):
                is_taken = await self._hand_over(record, chased, reason, now)
            case _:
                assert_never(step)
        if is_taken:
            _log.warning(
                "dispatch.chased",
                dispatch_id=str(record.dispatch.dispatch_id),
                target=record.dispatch.target,
                step=type(step).__name__,
                reason=step.reason,
            )

    async def _hand_over(
        self, record: DispatchRecord, chased: Progress, reason: str, now: datetime
    ) -> bool:
        """Let a person see to it; after a crash in between they are asked under the same key."""
        key = f"{record.dispatch.dispatch_id}.{record.progress.chases}"
        await self._doors.tasks.open_human_task(record.dispatch, key, reason, now)
        return await self._doors.book.chase(record, replace(chased, task_at=now))

    def _longest_s(self) -> float:
        return max((target.timeout_s for target in self.policy.targets.values()), default=0.0)


def _tell(dispatch: Dispatch, progress: Progress) -> None:
    about = {
        "dispatch_id": str(dispatch.dispatch_id),
        "target": dispatch.target,
        "about": dispatch.about.value,
        "attempts": progress.attempts,
    }
    match progress.state:
        case DispatchState.SENT | DispatchState.ACKNOWLEDGED:
            _log.info("dispatch.sent", **about)
        case DispatchState.WAITING:
            _log.warning("dispatch.sending_postponed", error=progress.error, **about)
        case DispatchState.SUPERSEDED:
            # A try ends otherwise; what took its place meanwhile is told of by itself.
            pass
        case DispatchState.DEAD:
            _log.error("dispatch.died", error=progress.error, **about)
        case _:
            assert_never(progress.state)
