"""A call's state from its journal: the same machine, the same events, the same decisions."""

from collections.abc import Sequence
from typing import Final

from base.instant import Instant
from callflow.call import Call
from callflow.events import Arrived, DeadlinePassed, JournalEntry, Placed
from callflow.machine import advance, begin
from callflow.policy import CallPolicy
from callflow.ports import StoredCall
from callflow.steps import CallStep, deadline_of

_ROUNDING_S: Final = 10e-6
"""What storing may make of the time between two moments, with room to spare."""


def replay(journal: Sequence[JournalEntry], policy: CallPolicy) -> Call:
    """Return the call after the last entry of its journal.

    Raises:
        ValueError: the journal does not begin as a call does.

    """
    if not journal or not isinstance(journal[0].event, Arrived | Placed):
        msg = "A call's journal begins with its arrival or its placing; this one does not."
        raise ValueError(msg)
    call = begin(journal[0].event, journal[0].at, policy).state
    for entry in journal[1:]:
        call = follow(call, entry, policy).state
    return call


def follow(call: Call, entry: JournalEntry, policy: CallPolicy) -> CallStep:
    """Return what the next entry of its journal makes of a call."""
    return advance(call, entry.event, _lived_at(call, entry), policy)


def _lived_at(call: Call, entry: JournalEntry) -> Instant:
    """Return when the machine saw the event: a deadline never before its time.

    The call's own loop keeps the same rule. Stored moments are rounded to microseconds, and a
    deadline that seems to have passed a little too soon would not be believed: the caller would
    stand in their menu for ever.
    """
    deadline = deadline_of(call.phase)
    if deadline is None or not isinstance(entry.event, DeadlinePassed):
        return entry.at
    return deadline.at if 0.0 < deadline.at - entry.at < _ROUNDING_S else entry.at


def take_up(stored: StoredCall, policy: CallPolicy) -> Call | None:
    """Return a stored call as it stood; `None` when its journal cannot be followed any more.

    Another version may have written it, or its policy is lost and today's lacks what it needs.
    One such call must not keep all others from being taken up.
    """
    try:
        return replay(stored.journal, policy)
    except (ValueError, KeyError):
        return None
