"""A call's state from its journal: the same machine, the same events, the same decisions."""

from collections.abc import Sequence

from callflow.call import Call
from callflow.events import Arrived, JournalEntry
from callflow.machine import advance, begin
from callflow.policy import CallPolicy


def replay(journal: Sequence[JournalEntry], policy: CallPolicy) -> Call:
    """Return the call after the last entry of its journal.

    Raises:
        ValueError: the journal does not begin with the arrival.

    """
    if not journal or not isinstance(journal[0].event, Arrived):
        msg = "A call's journal begins with its arrival; this one does not."
        raise ValueError(msg)
    call = begin(journal[0].event, journal[0].at, policy).state
    for entry in journal[1:]:
        call = advance(call, entry.event, entry.at, policy).state
    return call
