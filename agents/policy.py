"""What a site decides about its agents."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.agent import BreakReason


@dataclass(frozen=True, slots=True)
class BreakRule:
    """One reason for which people are on a break or aside."""

    title: str
    """As operators and supervisors read it."""
    allowed_s: float | None = None
    """How long it may last before it is shown as overdue; nobody is ever called back by force."""


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
    wrap_up_extension_s: float = 0
    """How much longer a wrap-up lasts for who asks for it, once; 0 for not at all."""
    wrap_up_limit_s: float = 0
    """The longest wrap-up of who does not say what the call was; 0 where nobody has to say it."""
    breaks: Mapping[BreakReason, BreakRule] = field(default_factory=dict)
    """The reasons that may be given, in the order in which screens offer them."""
