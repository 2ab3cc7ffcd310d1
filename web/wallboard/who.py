"""Who somebody is on a wall that everybody in the room reads: a ticket, and the end of a number.

A wallboard hangs where visitors pass. It tells people apart, so that two who speak of one mean the
same one, and lets nobody be rung by what it shows. Who may read the number finds it by the ticket.
"""

from callflow.call import Call
from callflow.events import Arrived
from web.live.delta import State

_SHOWN_DIGITS = 4


def tail_of(number: str | None) -> str:
    """Return the end of a number, `45-67`; nothing for somebody who hides theirs."""
    if number is None or not number.startswith("+"):
        return ""
    end = number[-_SHOWN_DIGITS:]
    return f"{end[:2]}-{end[2:]}"


def who_calls(call: Call) -> State:
    """Return whose call it is."""
    origin = call.origin
    number = origin.ani.number if isinstance(origin, Arrived) else origin.number
    return {
        "ticket": origin.case.ticket_number,
        "spoken": origin.case.spoken_number,
        "tail": tail_of(number),
    }
