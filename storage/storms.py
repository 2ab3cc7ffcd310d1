"""The norm of the hours, put together from what was kept of each."""

from collections.abc import Mapping
from typing import Final

from callflow.storm import HourNorm, HourSlot, Norm

_HOURS_PER_DAY: Final = 24


def norm_of(learned: Mapping[HourSlot, HourNorm]) -> Norm | None:
    """Return the norm of the hours that were learned; `None` when there are none."""
    if not learned:
        return None
    nothing = Norm().hours
    slots = (HourSlot(*divmod(index, _HOURS_PER_DAY)) for index in range(len(nothing)))
    return Norm(tuple(map(learned.get, slots, nothing)))
