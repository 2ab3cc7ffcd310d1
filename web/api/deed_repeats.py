"""Deeds that were asked for under a key: done once, and answered alike when asked for again.

They are remembered in memory and for the last ones only: a deed is of this moment, and whoever
repeats one after a restart finds that nothing changes any more.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import msgspec

from tickets.work.repeats import AskKey

REMEMBERED: Final = 1000


@dataclass(frozen=True, slots=True)
class UsedOtherwise:
    """The key was used for something else."""


class RepeatedDeeds:
    """What was answered to the last asks that had keys."""

    def __init__(self) -> None:
        self._answered: OrderedDict[tuple[str, str], tuple[str, msgspec.Struct]] = OrderedDict()

    def answered(self, key: AskKey | None) -> msgspec.Struct | UsedOtherwise | None:
        """Return what was answered under the key; `None` when nothing was."""
        known = None if key is None else self._answered.get((key.asker, key.key))
        if key is None or known is None:
            return None
        digest, shown = known
        return shown if digest == key.digest else UsedOtherwise()

    def keep(self, key: AskKey | None, shown: msgspec.Struct) -> None:
        """Answer so whenever it is asked again under the key."""
        if key is None:
            return
        self._answered[key.asker, key.key] = (key.digest, shown)
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
