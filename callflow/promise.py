"""What a person is promised: in how many minutes we ring, as it is said, never too few."""

from typing import Final

from callflow.call import Call
from callflow.events import Arrived
from ivr.approximate import sayable_minutes

_MINUTE_S: Final = 60.0


def promised_minutes(call: Call) -> int:
    """Return the minutes that the person of this call is told; at least one."""
    origin = call.origin
    if call.estimated_wait_s is not None:
        return minutes_of(call.estimated_wait_s)
    return minutes_of(origin.standing.estimated_wait_s) if isinstance(origin, Arrived) else 1


def minutes_of(wait_s: float) -> int:
    """Return an estimate as it is said: whole minutes, coarser the longer it is."""
    return sayable_minutes(max(1, -int(-wait_s // _MINUTE_S)))
