"""How an administrator wants the calls of a number taken, whatever the ladder would say."""

from enum import StrEnum


class Treatment(StrEnum):
    """What was ordered for a number; only a number that calls with itself shown has any."""

    ORDINARY = "ordinary"
    """Nothing: the ladder decides."""
    ALWAYS_ADMITTED = "always_admitted"
    """Never turned away and never only told while the trunk has a channel for the call."""
    HUMAN_ONLY = "human_only"
    """The same, and put through to people: it walks no menu, and no mark is asked for."""
