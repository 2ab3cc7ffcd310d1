"""What is kept of storms: every switch with its figures, and what is usual in each hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from callflow.storm import HourNorm, HourSlot, Norm, ObservedHour, StormFigures

_HOURS_PER_DAY: Final = 24


@dataclass(frozen=True, slots=True)
class StormSwitch:
    """That a storm began or ended, and by which figures that was told."""

    at: datetime
    entered: bool
    """`False` when it ended."""
    reason: str
    figures: StormFigures


class StormBook(Protocol):
    """Where storms and norms are written down; a write returns at once."""

    def write_switch(self, switch: StormSwitch) -> None:
        """Append to the journal of switches."""
        ...

    def write_norm(self, slot: HourSlot, norm: HourNorm) -> None:
        """Write what is usual in an hour, or write it anew."""
        ...

    async def last_switch(self) -> StormSwitch | None:
        """Return the last switch; `None` when there was never a storm."""
        ...

    async def norm(self) -> Norm | None:
        """Return what is usual in every hour; `None` when nothing was ever learned."""
        ...

    async def observed_hours(self, since: datetime, until: datetime) -> tuple[ObservedHour, ...]:
        """Return how every whole hour went in which anybody called, the oldest first.

        `until` cuts off the hour that is not over; quiet hours are not among them.
        """
        ...


def norm_of(learned: Mapping[HourSlot, HourNorm]) -> Norm | None:
    """Return the norm of the hours that were learned; `None` when there are none."""
    if not learned:
        return None
    nothing = Norm().hours
    slots = (HourSlot(*divmod(index, _HOURS_PER_DAY)) for index in range(len(nothing)))
    return Norm(tuple(map(learned.get, slots, nothing)))
