"""The chart of the day: every five minutes who called, what channels were for, and who waited.

People and attempts are told apart. Channels are a mean over the time, by purpose; waiting is the
mean number of people who waited on the line, and the longest wait that was seen. What was before
the engine started is made of the rows of the calls: what a channel was used for is known from them
only as a talk, a wait, or neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from callflow.events import Direction
from callflow.trunk import Purpose
from metrics.facts import CallFacts

SLOT_S: Final = 300
SLOTS: Final = 86_400 // SLOT_S
_LONGEST_GAP_S: Final = 10.0
"""Between two looks; what lies further apart was not seen."""


@dataclass(slots=True)
class Slot:
    """Five minutes."""

    attempts: int = 0
    people: set[str] = field(default_factory=set)
    channel_s: dict[Purpose, float] = field(default_factory=dict)
    waiting_s: float = 0.0
    """Seconds that people waited on the line."""
    longest_wait_s: float = 0.0
    full_s: float = 0.0
    """Seconds without a free channel."""
    seen_s: float = 0.0
    """For how much of it that is known."""
    first_timers: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """The line at one moment."""

    at: datetime
    purposes: Mapping[Purpose, int]
    waiting: int
    longest_wait_s: float
    is_full: bool


@dataclass(slots=True)
class DayChart:
    """The slots of one day, as they fill."""

    begins_at: datetime
    slots: list[Slot] = field(default_factory=list)
    _last: Look | None = None

    def arrived(self, call: CallFacts) -> None:
        """Take an attempt."""
        slot = self.slot_at(call.arrived_at)
        if slot is not None and call.direction is Direction.INBOUND:
            slot.attempts += 1
            slot.people.add(call.person)

    def first_dialled(self, at: datetime) -> None:
        """Take that somebody dialled who never had before."""
        slot = self.slot_at(at)
        if slot is not None:
            slot.first_timers += 1

    def looked(self, look: Look) -> None:
        """Take how the line is; until now it was as it was at the last look."""
        last, self._last = self._last, look
        slot = self.slot_at(look.at)
        if slot is None:
            return
        slot.longest_wait_s = max(slot.longest_wait_s, look.longest_wait_s)
        if last is None or last.at >= look.at:
            return
        seconds = min((look.at - last.at).total_seconds(), _LONGEST_GAP_S)
        slot.seen_s += seconds
        slot.waiting_s += last.waiting * seconds
        slot.full_s += seconds if last.is_full else 0.0
        for purpose, channels in last.purposes.items():
            known = slot.channel_s.get(purpose, 0.0)
            slot.channel_s[purpose] = known + channels * seconds

    def recalled(self, calls: Iterable[CallFacts]) -> None:
        """Take the calls of the day that ended before the engine started."""
        for call in calls:
            self.arrived(call)
            for purpose, since, until in _spans(call):
                for slot, seconds in self._over(since, until):
                    slot.channel_s[purpose] = slot.channel_s.get(purpose, 0.0) + seconds
                    slot.waiting_s += seconds if purpose is Purpose.HOLD else 0.0
                if purpose is Purpose.HOLD:
                    slot_then = self.slot_at(until)
                    if slot_then is not None:
                        waited_s = (until - since).total_seconds()
                        slot_then.longest_wait_s = max(slot_then.longest_wait_s, waited_s)

    def known_full(self, since: datetime, until: datetime, share: float) -> None:
        """Take for which share of a time no channel was free, of which no look was taken."""
        for slot, seconds in self._over(since, until):
            slot.seen_s += seconds
            slot.full_s += seconds * share

    def slot_at(self, moment: datetime) -> Slot | None:
        """Return the slot of a moment; `None` for one of another day."""
        index = int((moment - self.begins_at).total_seconds() // SLOT_S)
        if not 0 <= index <= SLOTS:
            return None
        while len(self.slots) <= index:
            self.slots.append(Slot())
        return self.slots[index]

    def _over(self, since: datetime, until: datetime) -> Iterable[tuple[Slot, float]]:
        at = max(since, self.begins_at)
        while at < until:
            passed_s = (at - self.begins_at).total_seconds()
            ends = self.begins_at + timedelta(seconds=(passed_s // SLOT_S + 1) * SLOT_S)
            slot = self.slot_at(at)
            if slot is None:
                return
            yield slot, (min(ends, until) - at).total_seconds()
            at = ends


def _spans(call: CallFacts) -> Iterable[tuple[Purpose, datetime, datetime]]:
    """Return what a call's channel was used for, as far as its row tells."""
    over = call.hung_up_at
    if over is None or over <= call.arrived_at:
        return
    is_ours = call.direction is Direction.OUTBOUND
    entered = over if call.entered_at is None else call.entered_at
    answered = over if call.answered_at is None else call.answered_at
    early = Purpose.CALLBACK if is_ours else Purpose.MENU
    yield early, call.arrived_at, min(entered, over)
    if call.entered_at is not None:
        yield Purpose.CALLBACK if is_ours else Purpose.HOLD, entered, min(answered, over)
    if call.answered_at is not None:
        yield Purpose.TALK, answered, over
