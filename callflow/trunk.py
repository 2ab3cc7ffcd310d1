"""The channels of a trunk: how many there are, what each is for, and how many may be spent.

A channel is the scarcest thing on a storm day: six of them for four operators. Nobody may wait
on the last ones, or the next person who calls finds a busy tone. So every channel has a purpose,
and what a new call may cost is computed before it is answered, never after.

The rule of thumb behind all of it: K >= S + 2. S channels talk or ring an operator, one holds the
next in line or tells somebody where they stand, one stays open for whoever calls next.

Source: facts of the storm day, `bin/line122 simulate storm-flat --channels 4..8`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SPARE_CHANNELS: Final = 2
"""How many channels a trunk needs beyond its operators."""


class Purpose(StrEnum):
    """What a channel is used for."""

    TALK = "talk"
    """Caller and operator talk, or an operator's telephone rings for the caller."""
    HOLD = "hold"
    """The caller waits on the line, or is on the way there: the deck."""
    MENU = "menu"
    ANNOUNCEMENT = "announcement"
    CALLBACK = "callback"
    """We ring somebody, or they have answered and are not with an operator yet."""
    EMERGENCY = "emergency"
    """A second channel towards 103 or 112; it may take an announcement's or a callback's place."""


@dataclass(frozen=True, slots=True)
class TrunkLoad:
    """How full the trunk is when a call arrives, this call included."""

    channels: int
    """K: how many calls the carrier carries for us at once."""
    in_use: int
    """How many channels are taken, this call's own included."""
    operators: int = 0
    """S: how many operators are at work now, busy or not; observed, never set."""
    holds: int = 0
    """How many callers are held live, or on the way there, besides this call."""
    withheld: int = 0
    """How many other channels callers hold who show no number."""
    is_burst: bool = False
    """Whether the last channel was taken too often in the last minute."""
    is_crowded: bool = False
    """Whether it was taken so often that people are better registered silently than told."""

    @property
    def stays_free(self) -> int:
        """How many channels stay free while this call has one; negative when it has none."""
        return self.channels - self.in_use

    @property
    def is_roomy(self) -> bool:
        """Whether a whole second shift of callers could be held: nobody need be sent away."""
        return self.channels >= 2 * self.operators + SPARE_CHANNELS


def deck_size(load: TrunkLoad) -> int:
    """Return how many callers may be held live in front of the operators; the deck."""
    beyond_talks = load.channels - load.operators
    if beyond_talks - 1 <= 0:
        return 0
    if load.is_roomy:
        return beyond_talks - SPARE_CHANNELS
    return max(1, min(beyond_talks - SPARE_CHANNELS, load.operators))


def channels_to_order(channels: int, operators: int) -> int:
    """Return how many channels are missing for so many operators; 0 when there are enough."""
    return max(0, operators + SPARE_CHANNELS - channels)


def is_preemptible(purpose: Purpose) -> bool:
    """Tell whether a call of this purpose ends when a channel for an emergency is needed."""
    return purpose in {Purpose.ANNOUNCEMENT, Purpose.MENU, Purpose.CALLBACK}
