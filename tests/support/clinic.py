"""A helpline and a clinic on this machine, with a clock that a story turns by hand."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web

from base.clock import Clock
from base.ids import DispatchId, TicketId, VisitId, new_dispatch_id, new_ticket_id, new_visit_id
from base.instant import Instant
from delivery.example import FACTS, shipped_template
from delivery.policy import Address, BodyKind, DeliveryPolicy, RetryPolicy, TargetPolicy
from delivery.ports import DispatchBook
from delivery.receipts import ReceiptDesk
from delivery.sender import open_sender
from delivery.service import DeliveryDesk, DeliveryDoors
from line122.clinic.reports import Reporter
from line122.clinic.server import Clinic
from tickets.chase import ChasePolicy
from tickets.dispatch import Dispatch, DispatchAbout
from tickets.report import ReportAnswer, StatusReport
from web.receipts import add_receipts

SECRET = b"shared with the region's system"
NOON = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


class HandClock:
    """A clock that stands until the story moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def instant(self) -> Instant:
        return Instant((self.at - NOON).total_seconds())

    def pass_s(self, seconds: float) -> None:
        """Let so much time pass."""
        self.at += timedelta(seconds=seconds)


@dataclass
class HeardVisits:
    """The visits, as what they hear; a visit that was visited is not accepted any more."""

    taken: dict[VisitId, datetime] = field(default_factory=dict)
    reported: list[StatusReport] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def delivered(self, visit_id: VisitId, now: datetime) -> None:
        self.taken.setdefault(visit_id, now)

    async def report(self, report: StatusReport, now: datetime) -> ReportAnswer:
        latest = [item.at for item in self.reported if item.visit_id == report.visit_id]
        if report.at > now or (latest and max(latest) > report.at):
            return ReportAnswer.NOT_ALLOWED
        self.reported.append(report)
        self.heard.set()
        return ReportAnswer.ACCEPTED


@dataclass
class Tasks:
    """What people of ours were asked to see to."""

    opened: list[tuple[TicketId, VisitId | None, str, datetime]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def open_human_task(
        self, dispatch: Dispatch, key: str, reason: str, now: datetime
    ) -> None:
        if key not in self.keys:
            self.keys.append(key)
            self.opened.append((dispatch.ticket_id, dispatch.visit_id, reason, now))


def request_of(clock: Clock, target: str = "gp-1") -> Dispatch:
    """Return the request of a visit that is written now."""
    return Dispatch(
        dispatch_id=new_dispatch_id(),
        ticket_id=new_ticket_id(),
        visit_id=new_visit_id(),
        target=target,
        about=DispatchAbout.VISIT_REQUESTED,
        facts=FACTS,
        written_at=clock.now(),
    )


def policy_to(
    *urls: str, timeout_s: float = 5.0, kind: BodyKind = BodyKind.JSON
) -> DeliveryPolicy:
    """Return a policy by which everything goes to these addresses."""
    region = TargetPolicy(
        name="region",
        addresses=tuple(Address(url, SECRET) for url in urls),
        kind=kind,
        template=shipped_template(kind),
        timeout_s=timeout_s,
    )
    return DeliveryPolicy(
        site="vlg",
        targets={"region": region},
        clinics={"gp-1": "region"},
        fallback=None,
        retry=RetryPolicy(pause_s=5, pause_limit_s=300, jitter=0.2, give_up_after_s=86_400),
        chase=ChasePolicy(again_after_s=900, other_channel_after_s=1800, person_after_s=3600),
    )


class Helpline:
    """The delivery desk with what it speaks through."""

    def __init__(
        self,
        book: DispatchBook,
        policy: DeliveryPolicy,
        clock: HandClock,
        tasks: Tasks | None = None,
    ) -> None:
        self.clock = clock
        self.visits = HeardVisits()
        self.tasks = tasks or Tasks()
        doors = DeliveryDoors(book, self.visits, self.tasks, clock)
        self.desk = DeliveryDesk(doors, policy, random.Random(7))

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[Callable[[DispatchId], Awaitable[None]]]:
        """Yield what carries a dispatch."""
        async with open_sender() as sender:
            yield lambda dispatch_id: self.desk.deliver(dispatch_id, sender)


@asynccontextmanager
async def hooks_of(receipts: ReceiptDesk, clock: HandClock) -> AsyncIterator[str]:
    """Serve the door of reports and yield its address."""
    app = web.Application()
    add_receipts(app, receipts, clock)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hooks/region/status"
    finally:
        await runner.cleanup()


def clinic_at(hooks: str | None, clock: HandClock, *, slow_s: float = 30.0) -> Clinic:
    """Return a clinic that reports to the hooks."""
    reporter = None if hooks is None else Reporter(url=hooks, secret=SECRET, clock=clock)
    return Clinic(secret=SECRET, clock=clock, reporter=reporter, slow_s=slow_s)
