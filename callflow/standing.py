"""Where a caller stands when they call: all that the ladder knows of the person.

The service gathers these facts from the callers' histories, the contacts, the callbacks and the
floor; the decision reads nothing else. They go to the journal with the arrival, so that whoever
asks later why a call was taken as it was gets the answer that was given then.
"""

from dataclasses import dataclass

from base.ids import AgentId
from callback.facts import InFlight
from callers.number import CallerKind
from callers.treatment import Treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of the caller; the defaults are those of a stranger."""

    kind: CallerKind = CallerKind.MOBILE
    is_shared: bool = False
    """Whether several people call from this number: never turned away as a repeat."""
    is_callable: bool = True
    """Whether we may promise to ring this number without asking for another one."""
    is_on_line: bool = False
    """Whether another call of the same contact is being served now."""
    told_s_ago: float | None = None
    """Since the person heard what will happen; `None` when they never did."""
    heard_s_ago: float | None = None
    """Since the person last heard the menu of those who were told."""
    is_urgent: bool = False
    """Whether they gave a danger sign."""
    missed_callback_s_ago: float | None = None
    """Since we rang them in vain, while they may return to the front; `None` afterwards."""
    in_flight: InFlight = InFlight.NONE
    ahead: int = 0
    """How many people stand before them in the one order, live and promised."""
    estimated_wait_s: float = 0.0
    """The honest estimate for them now."""
    has_free_operator: bool = False
    """Whether an operator is idle whom nobody else is about to take."""
    preferred: AgentId | None = None
    """The operator with whom they were cut off."""
    silenced: str = ""
    """Why the number is put last for dead air; empty when it is not."""
    is_challenge_due: bool = False
    """Whether a silenced number may be asked to say something."""
    redials: str = ""
    """By which behaviour the number is an auto-redialler; shown, never held against the person."""
    attempts_today: int = 1
    untold: int = 0
    """How many other people were turned away of late and have not heard what will happen."""
    is_storm: bool = False
    """Whether attempts far exceed people now: what is said is shorter."""
    treatment: Treatment = Treatment.ORDINARY
    """What an administrator ordered for the number."""
