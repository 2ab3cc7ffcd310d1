"""What is known of one simulated day, by those who saw it: citizens, carrier and operators.

No figure comes from the exchange. It is a witness in its own cause; the citizens know when they
were answered and what they heard, whatever it believes.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from simulation.carrier import CarrierLog


class ChannelUse(StrEnum):
    """What a channel of the trunk is used for."""

    TALK = "talk"
    HELD = "held"
    """Somebody waits on the line."""
    TOLD = "told"
    """Somebody is greeted, told something or sent away."""
    RINGING = "ringing"
    """A citizen's telephone rings."""
    SILENT = "silent"
    """Nobody is at the telephone that holds it."""


class Look(NamedTuple):
    """The trunk at one moment: what has been counted so far, and who holds its channels."""

    at_s: float
    turned_away: int
    rejected: int
    passed_on: int
    uses: tuple[ChannelUse, ...]


@dataclass(slots=True)
class CitizenLog:
    """What one citizen went through; `None` where it has not happened."""

    is_first_contact: bool
    first_dial_at_s: float
    attempts: int = 0
    reached_at_s: float | None = None
    """When the exchange saw the first INVITE of this citizen."""
    was_first_attempt_seen: bool = False
    was_cut_off_with_free_channels: bool = False
    """The first attempt was sent away, by announcement or rejection, although two channels
    besides its own were free when it came."""
    told_at_s: float | None = None
    """When the citizen first heard, or read, what will happen."""
    promised_s: float | None = None
    """The wait that was named then."""
    is_held_after_60s: bool = False
    """A minute after the first dial the citizen was waiting live."""
    answered_at_s: float | None = None
    """When an operator first said hello to somebody who was there."""
    finished_at_s: float | None = None
    """When the need was met."""
    self_served_at_s: float | None = None
    holds: int = 0
    held_s: float = 0.0
    """Time spent waiting live, over all calls."""
    missed_callbacks: int = 0
    cut_offs: int = 0
    """Talks that ended before everything was said."""
    rung_when_finished: int = 0
    """Callbacks that came when nothing was needed any more; none is the only right count."""


@dataclass(slots=True)
class WorkforceLog:
    """What the operators did up to closing time."""

    operators: int
    ring_s: float = 0.0
    talk_s: float = 0.0
    wrap_up_s: float = 0.0
    dead_air_s: float = 0.0
    """Saying hello to nobody."""
    talks: int = 0
    dead_calls: int = 0
    idle_with_work_s: float = 0.0
    most_busy: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLog:
    """One day."""

    closes_at_s: float
    greeting_s: float
    citizens: tuple[CitizenLog, ...]
    carrier: CarrierLog
    workforce: WorkforceLog
    robot_attempts: int = 0
    looks: tuple[Look, ...] = ()
    """At the trunk, once a minute."""
    has_trunk: bool = True
    """False for the bound, which knows no telephones: what concerns them does not apply."""
