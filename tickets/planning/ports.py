"""What the planning of visits needs from the rooms above."""

from datetime import date
from typing import Protocol

from base.ids import ClinicCode
from tickets.work.ports import BookedDay


class BookedVisits(Protocol):
    """How full the days of clinics are."""

    async def booked(self, clinic: ClinicCode, since: date, until: date) -> dict[BookedDay, int]:
        """Return how many visits a clinic has promised on days, the last one included."""
        ...
