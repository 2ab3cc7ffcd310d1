"""The board of the calls that are served now, by call, by leg and by number."""

from collections.abc import Collection, Iterator, Sequence

from base.ids import CallId, ContactId, LegId, TrunkName
from base.phone import PhoneNumber
from callback.facts import OnLine
from callflow.call import Call, Ended, Leaving
from callflow.events import Arrived, Origin
from callflow.line import Line
from callflow.present import channels_of


class Board:
    """Finds every line that is being served."""

    def __init__(self) -> None:
        self._lines: dict[CallId, Line] = {}
        self._by_leg: dict[LegId, CallId] = {}
        self._numbers: dict[PhoneNumber, int] = {}
        self._contacts: dict[ContactId, list[CallId]] = {}
        self.on_line = OnLine(self._numbers.keys(), self._contacts.keys())
        """Who has a call with us, theirs or ours; a view that follows."""

    @property
    def lines(self) -> Collection[Line]:
        """Every line."""
        return self._lines.values()

    @property
    def call_ids(self) -> Collection[CallId]:
        """The ids of every call."""
        return self._lines.keys()

    @property
    def legs(self) -> tuple[tuple[LegId, CallId], ...]:
        """Every person's leg with its call, as they are at this moment."""
        return tuple(self._by_leg.items())

    def calls(self) -> Iterator[Call]:
        """Yield every call as it stands."""
        return (line.call for line in self._lines.values())

    def line(self, call_id: CallId) -> Line | None:
        """Return the line of a call; `None` when it is over."""
        return self._lines.get(call_id)

    def call_of(self, leg_id: LegId) -> CallId | None:
        """Return the call to which a leg belongs."""
        return self._by_leg.get(leg_id)

    def calls_of(self, contact_id: ContactId) -> Sequence[CallId]:
        """Return the calls of a contact, the oldest first."""
        return self._contacts.get(contact_id, ())

    def in_use(self, trunk: TrunkName) -> int:
        """Return how many calls hold a channel; one that is being hung up is as good as gone."""
        return sum(
            channels_of(call, trunk)
            for call in self.calls()
            if not isinstance(call.phase, Leaving | Ended)
        )

    def add(self, line: Line) -> None:
        """Put a line on the board."""
        origin = line.call.origin
        self._lines[origin.call_id] = line
        self._by_leg[origin.leg_id] = origin.call_id
        self._contacts.setdefault(origin.case.contact_id, []).append(origin.call_id)
        number = _number_of(origin)
        if number is not None:
            self._numbers[number] = self._numbers.get(number, 0) + 1

    def remove(self, line: Line) -> None:
        """Take a line off the board; twice is harmless."""
        origin = line.call.origin
        if self._lines.pop(origin.call_id, None) is None:
            return
        self._by_leg.pop(origin.leg_id, None)
        of_contact = self._contacts[origin.case.contact_id]
        of_contact.remove(origin.call_id)
        if not of_contact:
            del self._contacts[origin.case.contact_id]
        number = _number_of(origin)
        if number is not None:
            self._numbers[number] -= 1
            if not self._numbers[number]:
                del self._numbers[number]


def _number_of(origin: Origin) -> PhoneNumber | None:
    return origin.ani.number if isinstance(origin, Arrived) else origin.number
