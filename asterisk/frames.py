"""How many websocket frames each connected call took, both legs, from the first to the last.

Asterisk sends what nobody asked for as readily as what everybody needs. This count is the check
that the filter of the stream still leaves out what no decision needs.

Not every frame that is awaited comes: nothing is remembered that only a frame would take away.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from asterisk import wire
from asterisk.translate import FROM_TRUNK, ring_of, utterance_of, whispered_by
from base.ids import CallId

PARTING_CALLS: Final = 100
"""How many calls that are over may wait for their last frames; those come within milliseconds."""

OnCall = Callable[[int], None]


def count_for_nobody(frames: int) -> None:
    """Forget the count: where no metrics are kept."""
    del frames


@dataclass(slots=True)
class _Call:
    caller: str
    frames: int = 0
    awaited: set[tuple[str, str]] = field(default_factory=set)
    """Channel and the type of its frame that is still to come; Asterisk keeps no order of ends."""
    seen: set[str] = field(default_factory=set)
    """The agents' channels."""
    was_answered: bool = False
    """Whether an agent picked up."""


class FrameTally:
    """Counts frames by call; a call that no agent answered is not told of."""

    def __init__(self, on_call: OnCall = count_for_nobody) -> None:
        self._on_call = on_call
        self._calls: dict[CallId, _Call] = {}
        self._callers: dict[str, CallId] = {}
        self._unclaimed: dict[str, int] = {}
        """Frames of callers' legs that no call has taken yet."""
        self._parting: deque[CallId] = deque()

    def claim(self, call_id: CallId, caller: str) -> None:
        """Count the frames of a caller's channel for a call, those included that came before."""
        self._callers[caller] = call_id
        awaited = {(caller, wire.StasisEnd.__name__)}
        self._calls[call_id] = _Call(caller, self._unclaimed.pop(caller, 0), awaited)

    def forget(self, call_id: CallId) -> None:
        """Take that a call is over; its last frames may still come, or were told to nobody."""
        self._parting.append(call_id)
        if len(self._parting) > PARTING_CALLS:
            self._drop(self._parting.popleft())

    def forget_all(self) -> None:
        """Take that frames were missed: what has begun can no longer be counted."""
        self._unclaimed.clear()
        self._calls.clear()
        self._callers.clear()
        self._parting.clear()

    def take(self, event: wire.Event) -> None:
        """Count one frame."""
        channel: wire.Channel | None = getattr(event, "channel", None)
        call_id = self._call_of(event, channel)
        call = None if call_id is None else self._calls.get(call_id)
        if call_id is None or call is None:
            self._take_unclaimed(event)
            return
        call.frames += 1
        if channel is not None:
            self._follow(call_id, call, event, channel.id)

    def _take_unclaimed(self, event: wire.Event) -> None:
        match event:
            case wire.StasisStart() if event.args[:1] == [FROM_TRUNK]:
                self._unclaimed[event.channel.id] = 1
            case wire.StasisEnd():
                self._unclaimed.pop(event.channel.id, None)
            case _:
                pass

    def _call_of(self, event: wire.Event, channel: wire.Channel | None) -> CallId | None:
        if channel is not None:
            ring = ring_of(channel.id)
            return self._callers.get(channel.id) if ring is None else ring[0]
        if isinstance(event, wire.PlaybackFinished):
            said = utterance_of(event.playback.id) or whispered_by(event.playback.id)
            return None if said is None else said[0]
        return None

    def _follow(self, call_id: CallId, call: _Call, event: wire.Event, channel: str) -> None:
        if channel not in self._callers:
            if channel not in call.seen:
                call.seen.add(channel)
                call.awaited.add((channel, wire.ChannelDestroyed.__name__))
            if isinstance(event, wire.StasisStart):
                call.awaited.add((channel, wire.StasisEnd.__name__))
                call.was_answered = True
        call.awaited.discard((channel, type(event).__name__))
        if not call.awaited:
            self._drop(call_id)
            if call.was_answered:
                self._on_call(call.frames)

    def _drop(self, call_id: CallId) -> None:
        call = self._calls.pop(call_id, None)
        # A leg whose call failed may have been taken by another one.
        if call is not None and self._callers.get(call.caller) == call_id:
            del self._callers[call.caller]
