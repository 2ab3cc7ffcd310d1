"""The norm of the hours, put together from what was kept of each."""

from callflow.storm import HourNorm, HourSlot, Norm


def norm_of(learned: dict[HourSlot, HourNorm]) -> Norm | None:
    """Return the norm of the hours that were learned; `None` when there are none."""
    if not learned:
        return None
    nothing = HourNorm()
    slots = (HourSlot(index // 24, index % 24) for index in range(len(Norm().hours)))
    return Norm(tuple(learned.get(slot, nothing) for slot in slots))
