"""What the intake needs from the rooms above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from base.phone import PhoneNumber
from tickets.intake.taken import PendingRequest, TakenRequest
from tickets.intake.urgency import IntakeLine


@dataclass(frozen=True, slots=True)
class PatientOfNumber:
    """That a doctor was asked for somebody through a number."""

    number: PhoneNumber
    patient: str
    """By what the patient is told from others: the policy, else the birth date."""
    at: datetime


class IntakeBook(Protocol):
    """Requests that menus took."""

    def write_request(self, request: TakenRequest) -> None:
        """Write a request, in place of a partial one of its call and kind; returns at once."""
        ...

    async def committed(self) -> None:
        """Wait until all that was written so far is durable, here or in the local journal."""
        ...

    async def pending(self, most: int) -> Sequence[PendingRequest]:
        """Return the oldest that are not filed; a partial one only when its call has ended."""
        ...

    async def filed(self, pending: PendingRequest, now: datetime) -> None:
        """Take that a request is on its ticket."""
        ...

    async def waiting(self) -> Sequence[IntakeLine]:
        """Return every request on whose ticket nobody works yet, the oldest first."""
        ...

    async def patients(self, since: datetime) -> Sequence[PatientOfNumber]:
        """Return for whom doctors were asked through numbers, the oldest first."""
        ...
