"""The talks of late: whose they were, for the operator who speaks of the last one by a code."""

from collections import OrderedDict
from typing import Final

from base.ids import CallId
from tickets.contact import OpenCase

REMEMBERED: Final = 200
"""So many ended talks can still be spoken of; an operator speaks of their last one."""


class Talks:
    """Remembers them, the latest last."""

    def __init__(self) -> None:
        self._cases: OrderedDict[CallId, OpenCase] = OrderedDict()

    def remember(self, call_id: CallId, case: OpenCase) -> None:
        """Take whose talk it was, as the case was then."""
        self._cases[call_id] = case
        if len(self._cases) > REMEMBERED:
            self._cases.popitem(last=False)

    def case_of(self, call_id: CallId) -> OpenCase | None:
        """Return whose talk it was; `None` when it is forgotten, or never was one."""
        return self._cases.get(call_id)
