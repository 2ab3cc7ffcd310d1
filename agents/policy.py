"""What a site decides about its agents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgentPolicy:
    """An immutable snapshot; a reload swaps it as a whole."""

    wrap_up_s: float
    """How long an agent has after a talk before the next call rings."""
    missed_ring_pause_s: float
    """How long an agent is left alone after a ring without answer, times the misses in a row."""
    missed_ring_pause_limit_s: float
    """The longest such pause; never for ever."""
    unreachable_retry_s: float
    """After how long a telephone that could not be rung is tried again."""
