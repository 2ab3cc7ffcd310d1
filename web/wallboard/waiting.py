"""Who waits: on the line, or hung up with a promise; all in the one order of people.

Only the first of them are shown one by one. How many there are, and since when the one has waited
who waits longest, is told of all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from base.ids import CallId, ContactId
from callback.request import CallbackRequest
from callflow.call import Call
from callflow.moment import Moment
from queues.floor import Floor
from queues.promised import Promised
from queues.queue import Entry, Rank, in_order
from web.desk.moments import shown_at, shown_instant
from web.live.delta import Node, State
from web.wallboard.accuracy import Accuracy, error_s_of
from web.wallboard.who import tail_of, who_calls

MOST_LIVE: Final = 12
MOST_PROMISED: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFacts:
    """What is known of those who wait."""

    floor: Floor
    calls: Mapping[CallId, Call]
    requests: Mapping[ContactId, CallbackRequest]
    ticket_of: Callable[[ContactId], str]
    """Returns the ticket of an open contact, as it is read."""
    estimate_s: float | None
    """How long somebody would wait who came now; `None` when nobody can tell."""
    accuracy: Accuracy


def waiting_shown(facts: WaitingFacts, anchor: Moment) -> State:
    """Return who waits; seconds of the estimate are whole ones."""
    floor = facts.floor
    live = [entry for entry in floor.entries.values() if entry.agent_id is None]
    ringing = len(floor.entries) - len(live)
    oldest = min((entry.entered_at for entry in live), default=None)
    return {
        "live": len(live),
        "ringing": ringing,
        "promised": len(facts.requests),
        "oldest_since": shown_instant(oldest, anchor),
        "estimate_s": None if facts.estimate_s is None else round(facts.estimate_s),
        "estimate_error_s": error_s_of(facts.accuracy),
        "estimates": facts.accuracy.count,
        "entries": {str(key): shown for key, shown in _entries(facts, anchor)},
    }


def _entries(facts: WaitingFacts, anchor: Moment) -> Iterable[tuple[ContactId | CallId, Node]]:
    entries = facts.floor.entries
    for entry in islice(in_order(entries.values()), MOST_LIVE):
        call = facts.calls.get(entry.call_id)
        if call is not None:
            yield entry.contact_id or entry.call_id, _live(entry, call, anchor)
    on_line = {entry.contact_id for entry in entries.values()}
    promised = (person for person in facts.floor.promised if person.contact_id not in on_line)
    for person in islice(promised, MOST_PROMISED):
        request = facts.requests.get(person.contact_id)
        if request is not None:
            yield (
                person.contact_id,
                _promised(person, request, facts.ticket_of(person.contact_id), anchor),
            )


def _live(entry: Entry, call: Call, anchor: Moment) -> Node:
    return {
        "state": "live" if entry.agent_id is None else "ringing",
        "call_id": str(entry.call_id),
        "contact_id": str(call.origin.case.contact_id),
        "queue": entry.queue,
        "rank": _RANKS[entry.rank],
        "since": shown_instant(entry.entered_at, anchor),
        "placed_at": shown_instant(entry.placed_at or entry.entered_at, anchor),
        **who_calls(call),
    }


def _promised(person: Promised, request: CallbackRequest, ticket: str, anchor: Moment) -> Node:
    return {
        "state": request.state.value,
        "call_id": None if request.call_id is None else str(request.call_id),
        "contact_id": str(person.contact_id),
        "queue": person.queue,
        "rank": _RANKS[person.rank],
        "since": shown_at(request.opened_at),
        "placed_at": shown_instant(person.placed_at, anchor),
        "ticket": ticket,
        "tail": tail_of(request.number),
        "tries": request.tries,
    }


_RANKS: Final[Mapping[Rank, str]] = {
    Rank.URGENT: "urgent",
    Rank.NORMAL: "normal",
    Rank.LAST: "last",
}
