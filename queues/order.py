"""People with a promise, kept in order: a value that is cheap to change and to look into.

A storm leaves hundreds of promises, and every event of the floor looks at them. So the order is
kept, never made: a place is found by bisection, and one person more or less is one copy of a
tuple and of a dictionary, which the interpreter does without running any of our code.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from typing import NamedTuple, TypeVar
from uuid import UUID

from base.ids import CallId, ContactId
from base.instant import Instant
from queues.policy import QueueName
from queues.promised import Promised
from queues.queue import Entry, Place, Position

KeyT = TypeVar("KeyT", bound=tuple[object, ...])


@dataclass(frozen=True, slots=True)
class Order:
    """Promised people in the order in which they are served, queue by queue."""

    lines: Mapping[QueueName, tuple[Place, ...]] = field(default_factory=dict)
    people: Mapping[ContactId, Promised] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many people stand in it."""
        return len(self.people)

    def __iter__(self) -> Iterator[Promised]:
        """Yield everybody, over all queues, the next one first."""
        return self.of(self.lines)

    def of(self, queues: Iterable[QueueName]) -> Iterator[Promised]:
        """Yield everybody of these queues, the next one first; what is not read costs nothing."""
        for place in merge(*(self.lines.get(queue, ()) for queue in queues)):
            yield self.people[ContactId(place.tie)]

    def get(self, contact_id: ContactId | None) -> Promised | None:
        """Return the person, or `None` when they do not stand in it."""
        return None if contact_id is None else self.people.get(contact_id)

    def ahead_of(self, place: Place, queue: QueueName) -> int:
        """Return how many of a queue are served before that place."""
        return bisect_left(self.lines.get(queue, ()), place)

    def waiting(self, queue: QueueName) -> int:
        """Return how many stand in a queue."""
        return len(self.lines.get(queue, ()))

    def with_person(self, person: Promised) -> "Order":
        """Return the order with the person, in the place of whatever it held of them."""
        kept = self.without(person.contact_id)
        line = _inserted(kept.lines.get(person.queue, ()), person.place)
        return Order(
            {**kept.lines, person.queue: line}, {**kept.people, person.contact_id: person}
        )

    def without(self, contact_id: ContactId) -> "Order":
        """Return the order without the person; itself when they do not stand in it."""
        person = self.people.get(contact_id)
        if person is None:
            return self
        line = _removed(self.lines[person.queue], person.place)
        return Order({**self.lines, person.queue: line}, _left(self.people, contact_id))


class Due(NamedTuple):
    """When somebody may be rung again."""

    at: Instant
    tie: UUID


@dataclass(frozen=True, slots=True)
class Deferred:
    """Promised people who are not to be rung yet, the soonest first."""

    moments: tuple[Due, ...] = ()
    people: Mapping[ContactId, Promised] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many people are not due."""
        return len(self.people)

    @property
    def next_at(self) -> Instant | None:
        """When the next of them becomes due; `None` when there is nobody."""
        return self.moments[0].at if self.moments else None

    def get(self, contact_id: ContactId | None) -> Promised | None:
        """Return the person, or `None` when they are not among these."""
        return None if contact_id is None else self.people.get(contact_id)

    def due(self, now: Instant) -> tuple[Promised, ...]:
        """Return those whose moment has come, the longest due first."""
        if not self.moments or self.moments[0].at > now:
            return ()
        come = self.due_by(now)
        return tuple(self.people[ContactId(due.tie)] for due in self.moments[:come])

    def due_by(self, moment: Instant) -> int:
        """Return how many become due until then."""
        return bisect_left(self.moments, Due(moment, _GREATEST))

    def with_person(self, person: Promised) -> "Deferred":
        """Return these with the person, in the place of whatever was known of them."""
        assert person.not_before is not None, "Only who has a moment is deferred to it."
        kept = self.without(person.contact_id)
        moments = _inserted(kept.moments, Due(person.not_before, person.contact_id))
        return Deferred(moments, {**kept.people, person.contact_id: person})

    def without(self, contact_id: ContactId) -> "Deferred":
        """Return these without the person; the same when they are not among them."""
        person = self.people.get(contact_id)
        if person is None:
            return self
        assert person.not_before is not None, "Only who has a moment is deferred to it."
        moments = _removed(self.moments, Due(person.not_before, contact_id))
        return Deferred(moments, _left(self.people, contact_id))


NOBODY = Order()


def position_of(
    call_id: CallId, entries: Iterable[Entry], promised: Order = NOBODY
) -> Position | None:
    """Return where a person on the line stands among all of their queue; `None` if they do not."""
    live = {entry.call_id: entry for entry in entries}
    own = live.get(call_id)
    if own is None:
        return None
    same = [entry for entry in live.values() if entry.queue == own.queue]
    ahead = people_ahead(own.place, own.queue, same, promised, own.contact_id)
    both = sum(_is_promised(entry, own.queue, promised) for entry in same)
    return Position(position=ahead + 1, waiting=len(same) + promised.waiting(own.queue) - both)


def people_ahead(
    place: Place,
    queue: QueueName,
    entries: Iterable[Entry],
    promised: Order,
    contact_id: ContactId | None = None,
) -> int:
    """Return how many people of a queue are served before that place.

    Who is on the line although we promised to ring them is one person, and so is `contact_id`,
    whose place it is: neither counts before themselves.
    """
    ahead = promised.ahead_of(place, queue)
    own = promised.get(contact_id)
    if own is not None and own.queue == queue and own.place < place:
        ahead -= 1
    for entry in entries:
        if entry.queue != queue or (contact_id is not None and entry.contact_id == contact_id):
            continue
        ahead += entry.place < place
        known = promised.get(entry.contact_id)
        if known is not None and known.queue == queue and known.place < place:
            ahead -= 1
    return ahead


def _is_promised(entry: Entry, queue: QueueName, promised: Order) -> bool:
    known = promised.get(entry.contact_id)
    return known is not None and known.queue == queue


_GREATEST = UUID(int=(1 << 128) - 1)


def _inserted(keys: tuple[KeyT, ...], key: KeyT) -> tuple[KeyT, ...]:
    at = bisect_left(keys, key)
    return (*keys[:at], key, *keys[at:])


def _removed(keys: tuple[KeyT, ...], key: KeyT) -> tuple[KeyT, ...]:
    at = bisect_left(keys, key)
    assert keys[at] == key, "Whom the people name stands in the line."
    return keys[:at] + keys[at + 1 :]


def _left(
    people: Mapping[ContactId, Promised], contact_id: ContactId
) -> Mapping[ContactId, Promised]:
    staying = dict(people)
    del staying[contact_id]
    return staying
