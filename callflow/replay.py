"""A call's state from its journal: the same machine, the same events, the same decisions."""

from collections.abc import Sequence

from callflow.call import Call
from callflow.events import Arrived, JournalEntry, Placed
from callflow.machine import advance, begin
from callflow.policy import CallPolicy
from callflow.ports import StoredCall


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
        call = advance(call, entry.event, entry.at, policy).state
    return call


def take_up(stored: StoredCall, policy: CallPolicy) -> Call | None:
    """Return a stored call as it stood; `None` when its journal cannot be followed any more.

    Another version may have written it, or its policy is lost and today's lacks what it needs.
    One such call must not keep all others from being taken up.
    """
    try:
        return replay(stored.journal, policy)
    except (ValueError, KeyError):
        return None
