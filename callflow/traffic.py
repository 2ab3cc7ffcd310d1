"""How many people and how many attempts there were in the last ten minutes.

A fold of bounded size that never looks at anybody twice: the window is kept as counts per half
minute, and each person is counted in the half minute of their last attempt. Whoever calls again
is moved, therefore the sum over the window is the number of different people. It slides by half
minutes; the oldest ones leave together.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

SLOT_S: Final = 30
_SLOTS: Final = 20
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Slot:
    """What was counted in one half minute."""

    people: int = 0
    """Those who did not call later."""
    attempts: int = 0
    first_refused: int = 0


@dataclass(frozen=True, slots=True)
class Traffic:
    """The calls of the last ten minutes."""

    newest: int = 0
    """Which half minute since 1970 the last slot is."""
    slots: tuple[Slot, ...] = (Slot(),) * _SLOTS


def attempt_counted(traffic: Traffic, last_seen_at: datetime | None, now: datetime) -> Traffic:
    """Return the traffic with one more attempt.

    `last_seen_at` is the arrival of the person's attempt before; `None` when there was none, and
    for everybody who cannot be known again.
    """
    slots = _slots_at(traffic, now)
    newest = max(_slot_of(now), traffic.newest)
    if last_seen_at is not None:
        _leave(slots, newest - _slot_of(last_seen_at))
    last = slots[-1]
    slots[-1] = Slot(last.people + 1, last.attempts + 1, last.first_refused)
    return Traffic(newest, tuple(slots))


def first_refused(traffic: Traffic, now: datetime) -> Traffic:
    """Return the traffic after somebody's first attempt was rejected before answer."""
    slots = _slots_at(traffic, now)
    last = slots[-1]
    slots[-1] = Slot(last.people, last.attempts, last.first_refused + 1)
    return Traffic(max(_slot_of(now), traffic.newest), tuple(slots))


def recent(traffic: Traffic, now: datetime) -> Slot:
    """Return the sums over the last ten minutes."""
    slots = _slots_at(traffic, now)
    return Slot(
        sum(slot.people for slot in slots),
        sum(slot.attempts for slot in slots),
        sum(slot.first_refused for slot in slots),
    )


def _slots_at(traffic: Traffic, now: datetime) -> list[Slot]:
    passed = min(max(_slot_of(now) - traffic.newest, 0), _SLOTS)
    return [*traffic.slots[passed:], *(Slot(),) * passed]


def _leave(slots: list[Slot], back: int) -> None:
    """Take a person out of the slot of their earlier attempt, if it is still in the window."""
    if not 0 <= back < _SLOTS:
        return
    earlier = slots[-1 - back]
    # A person known from before a restart was never counted here.
    people = max(0, earlier.people - 1)
    slots[-1 - back] = Slot(people, earlier.attempts, earlier.first_refused)


def _slot_of(moment: datetime) -> int:
    return int((moment - _EPOCH).total_seconds()) // SLOT_S
