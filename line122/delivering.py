"""The delivery of one site, joined to its rows, its jobs and the tickets that hear of it."""

import random
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from base.clock import Clock
from base.ids import DispatchId
from delivery.policy import DeliveryPolicy
from delivery.ports import HumanTasks, Visits
from delivery.receipts import ReceiptDesk
from delivery.sender import open_sender
from delivery.service import DeliveryDesk, DeliveryDoors
from storage.jobs import Jobs
from storage.records.dispatches import PostgresDispatchBook
from web.receipts import add_receipts


class TicketDoor(Visits, HumanTasks, Protocol):
    """The tickets, which hear what becomes of visits and give people their tasks."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Both directions of what clinics and we tell each other."""

    desk: DeliveryDesk
    receipts: ReceiptDesk
    clock: Clock

    def change_policy(self, policy: DeliveryPolicy) -> None:
        """Follow other settings, from the next try and the next report on."""
        self.desk.policy = policy
        self.receipts.policy = policy

    def let_report(self, app: web.Application) -> None:
        """Open the door at which clinics report."""
        add_receipts(app, self.receipts, self.clock)

    async def carry(self, jobs: Jobs) -> None:
        """Carry whatever there is a job for, until cancelled."""
        async with open_sender() as sender:

            async def carry(dispatch_id: DispatchId) -> None:
                await self.desk.deliver(dispatch_id, sender)

            await jobs.run(carry)


def wire_delivery(
    book: PostgresDispatchBook, tickets: TicketDoor, clock: Clock, policy: DeliveryPolicy
) -> Delivery:
    """Return the delivery of the site."""
    # How pauses are spread is no secret; which seed spreads them tells nobody anything.
    dice = random.Random()  # noqa: S311 - As above.
    doors = DeliveryDoors(book, tickets, tickets, clock)
    return Delivery(
        desk=DeliveryDesk(doors, policy, dice),
        receipts=ReceiptDesk(book, tickets, clock, policy),
        clock=clock,
    )
