"""A call's state from its journal: the same machine, the same events, the same decisions."""

from collections.abc import Sequence

from base.instant import Instant
from callflow.call import Call
from callflow.events import Arrived, DeadlinePassed, JournalEntry, Placed
from callflow.machine import advance, begin
from callflow.policy import CallPolicy
from callflow.ports import StoredCall
from callflow.steps import CallStep, deadline_of


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

    The call's own loop keeps the same rule, so what is written down has passed. Its stored moment
    may tell otherwise: it is rounded to microseconds, and on a busy machine a process may stand
    still for milliseconds between its looks at the two clocks. A deadline that seems to have
    passed too soon would not be believed: the caller would stand in their menu for ever.
    """
    deadline = deadline_of(call.phase)
    if deadline is None or entry.event != DeadlinePassed(deadline.reason):
        return entry.at
    return max(entry.at, deadline.at)


def take_up(stored: StoredCall, policy: CallPolicy) -> Call | None:
    """Return a stored call as it stood; `None` when its journal cannot be followed any more.

    Another version may have written it, or its policy is lost and today's lacks what it needs.
    One such call must not keep all others from being taken up.
    """
    try:
        return replay(stored.journal, policy)
    except (ValueError, KeyError):
        return None
