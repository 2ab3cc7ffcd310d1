"""A helpline with its rows in memory, and the clinic that it tells of visits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from base.ids import DispatchId
from delivery.policy import BodyKind, DeliveryPolicy
from line122.clinic.server import Clinic, running_clinic
from storage.memory_dispatches import MemoryDispatchBook
from tests.support.clinic import HandClock, Helpline, clinic_at, policy_to
from tickets.dispatch import Dispatch, Progress

_ROUND_S = 5.0


class Story:
    """A helpline with its rows in memory, whose jobs run one after another."""

    def __init__(self, clock: HandClock, policy: DeliveryPolicy) -> None:
        self.clock = clock
        self.jobs = list[DispatchId]()
        self.book = MemoryDispatchBook(self.jobs.append)
        self.line = Helpline(self.book, policy, clock)

    async def run(self) -> None:
        """Look round once and carry everything there is a job for."""
        await self.line.desk.look_round()
        await self.carry()

    async def carry(self) -> None:
        """Carry everything there is a job for, several at once."""
        async with self.line.carrying() as carry:
            jobs, self.jobs[:] = tuple(self.jobs), ()
            await asyncio.gather(*(carry(job) for job in jobs))

    async def live(self, minutes: float) -> None:
        """Let so many minutes pass."""
        until = self.clock.instant() + minutes * 60
        while self.clock.instant() < until:
            self.clock.pass_s(_ROUND_S)
            await self.run()

    def progress(self, dispatch: Dispatch) -> Progress:
        """Return how far a dispatch has come."""
        return self.book.records[dispatch.dispatch_id].progress


@asynccontextmanager
async def told(
    *, kind: BodyKind = BodyKind.JSON, timeout_s: float = 5.0, slow_s: float = 0.0
) -> AsyncIterator[tuple[Story, Clinic]]:
    """Yield a helpline and the clinic that it tells of visits; nothing is reported back."""
    clock = HandClock()
    clinic = clinic_at(None, clock, slow_s=slow_s)
    async with running_clinic(clinic) as port:
        url = f"http://127.0.0.1:{port}/visits"
        yield Story(clock, policy_to(url, timeout_s=timeout_s, kind=kind)), clinic
