"""The trunks as lamps: one for every channel, coloured by what the channel is used for.

A call keeps its lamp for as long as it lasts, so that an eye that comes back finds it where it
was. A call that the carrier still counts and that we are hanging up has none: its channel is as
good as free, and the ladder counts it so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from base.ids import CallId, TrunkName
from base.instant import Instant
from callflow.call import Call, Ended, Leaving, Times
from callflow.moment import Moment
from callflow.present import channels_of, purpose_of
from web.desk.moments import shown_instant
from web.live.delta import Node, State
from web.wallboard.who import who_calls


@dataclass(frozen=True, slots=True)
class Seat:
    """A channel that a call takes; the second one of a call leads to somebody outside."""

    call_id: CallId
    nth: int


@dataclass(frozen=True, slots=True)
class Lamps:
    """Which lamp burns for which channel, trunk by trunk; numbered from 1."""

    of: Mapping[TrunkName, Mapping[Seat, int]] = field(default_factory=dict)


def seated(lamps: Lamps, calls: Iterable[Call], trunks: Iterable[TrunkName]) -> Lamps:
    """Return the lamps of these calls: who had one keeps it, others take the lowest free."""
    present = tuple(calls)
    return Lamps({trunk: _seated(lamps.of.get(trunk, {}), present, trunk) for trunk in trunks})


def trunk_shown(
    channels: int, seats: Mapping[Seat, int], calls: Mapping[CallId, Call], anchor: Moment
) -> State:
    """Return a trunk with the lamps that burn."""
    free = max(0, channels - len(seats))
    return {
        "channels": channels,
        "free": free,
        # The carrier turns the next caller away, and we never learn of it.
        "is_rejecting": free == 0,
        "lamps": {
            str(number): _lamp(calls[seat.call_id], seat, anchor) for seat, number in seats.items()
        },
    }


def since_of(times: Times) -> Instant:
    """Return when the last thing happened to a call that changes what its channel is for."""
    seen = (times.admitted_at, times.entered_at, times.ringing_at, times.joined_at)
    return max((at for at in seen if at is not None), default=times.arrived_at)


def _lamp(call: Call, seat: Seat, anchor: Moment) -> Node:
    return {
        "purpose": "outside" if seat.nth else purpose_of(call).value,
        "since": shown_instant(since_of(call.times), anchor),
        "call_id": str(seat.call_id),
        **who_calls(call),
    }


def _seated(known: Mapping[Seat, int], calls: Iterable[Call], trunk: TrunkName) -> dict[Seat, int]:
    wanted = [
        Seat(call.origin.call_id, nth)
        for call in calls
        if not isinstance(call.phase, Leaving | Ended)
        for nth in range(channels_of(call, trunk))
    ]
    kept = {seat: known[seat] for seat in wanted if seat in known}
    taken = frozenset(kept.values())
    free = (number for number in count(1) if number not in taken)
    return {seat: kept[seat] if seat in kept else next(free) for seat in wanted}
