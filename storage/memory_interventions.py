"""What supervisors did, in memory; see `storage/memory.py`."""

from collections.abc import Sequence

from base.ids import CallId, InterventionId
from callflow.intervention import Deed, Intervention


class MemoryInterventionBook:
    """A `callflow.intervention.InterventionBook`."""

    def __init__(self) -> None:
        self._done: dict[InterventionId, Intervention] = {}

    async def append(self, done: Sequence[Intervention]) -> None:
        """Keep what was done; what is kept already stays as it is."""
        for each in done:
            self._done.setdefault(each.intervention_id, each)

    async def newest(self, most: int) -> tuple[Intervention, ...]:
        """Return what was done last, the newest first."""
        return tuple(reversed(self._in_order()))[:most]

    async def last(self, deed: Deed) -> Intervention | None:
        """Return the last time that this was done; `None` when it never was."""
        same = (each for each in reversed(self._in_order()) if each.deed is deed)
        return next(same, None)

    async def of_call(self, call_id: CallId) -> tuple[Intervention, ...]:
        """Return what was done to the person of a call, the oldest first."""
        return tuple(each for each in self._in_order() if each.call_id == call_id)

    def _in_order(self) -> list[Intervention]:
        return sorted(self._done.values(), key=lambda each: (each.at, each.intervention_id))
