"""Who was turned away of late and has not heard yet what will happen."""

from collections import OrderedDict
from typing import Final

from base.ids import ContactId
from base.instant import Instant, elapsed_s

_REMEMBERED_S: Final = 120.0
"""Who has not tried again for so long may have given up: nobody is kept short for them."""


class Untold:
    """Remembers them, the latest attempt last."""

    def __init__(self) -> None:
        self._since: OrderedDict[ContactId, Instant] = OrderedDict()

    def add(self, contact_id: ContactId, now: Instant) -> None:
        """Take that somebody was turned away who has heard nothing."""
        self._since.pop(contact_id, None)
        self._since[contact_id] = now

    def remove(self, contact_id: ContactId) -> None:
        """Take that somebody has heard, or needs to hear nothing any more."""
        self._since.pop(contact_id, None)

    def others(self, contact_id: ContactId, now: Instant) -> int:
        """Return how many there are besides this one."""
        while self._since:
            oldest, since = next(iter(self._since.items()))
            if elapsed_s(since, now) <= _REMEMBERED_S:
                break
            del self._since[oldest]
        return len(self._since) - (contact_id in self._since)
