"""A caller who walks a menu: hears which prompt is said, presses keys, and knows when.

The caller listens from the moment of the last key on, so that what was said before it is not taken
for its answer. What is heard is kept whole: a story may look at it when the call is over.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from base.clock import Clock
from ivr.prompt import PromptKey
from line122.bench.hearing import HeardPacket, SoundPort
from line122.bench.listening import Heard, Onset, PromptEar, is_heard
from line122.bench.outgoing import Caller, OutgoingCall
from line122.bench.sound import PACKET_S, SILENCE
from line122.bench.wire import Wire

_LIFE_EVERY_S: Final = 5.0
"""An exchange that hears nothing at all takes the far end for vanished."""

_GAP_PACKETS: Final = 10
"""Fewer packets that are late come together afterwards."""


class MenuCaller:
    """One call into a menu; it begins when made."""

    def __init__(self, wire: Wire, ear: PromptEar, caller: Caller, clock: Clock) -> None:
        self._ear = ear
        self._clock = clock
        self._has_events = caller.has_events
        self._port = SoundPort(wire.address.host)
        self._port.listen(self._hear)
        self._packets: list[HeardPacket] = []
        self._heard_until = 0
        """The packets before this one have been listened to."""
        self._change = asyncio.Event()
        self.number = caller.number
        self.answered_at: datetime | None = None
        """When the 200 OK arrived."""
        self.first_heard_at: datetime | None = None
        """When the first packet arrived that a person would hear."""
        self.is_over = False
        self._call = OutgoingCall(
            wire, caller, on_answered=self._answered, on_over=self._over, sound=self._port
        )

    @property
    def sound(self) -> bytes:
        """All that was heard until now, in A-law; what was lost or late is silence."""
        pieces: list[bytes] = []
        last: datetime | None = None
        for packet in self._packets:
            if last is not None:
                missed = round((packet.at - last).total_seconds() / PACKET_S) - 1
                pieces.extend([SILENCE] * (missed if missed >= _GAP_PACKETS else 0))
            pieces.append(packet.payload)
            last = packet.at
        return b"".join(pieces)

    def prompts(self) -> tuple[Heard, ...]:
        """Return which prompts were heard until now, each in the part that was heard."""
        return self._ear.prompts_in(self.sound)

    async def hears(self, prompt: str, within_s: float) -> datetime | None:
        """Return when the prompt began to be heard after the last key; `None`: not in time.

        The moment is that of the first packet whose sound is the prompt's own.
        """
        onset = Onset(self._ear.onset(PromptKey(prompt)))
        try:
            async with asyncio.timeout(within_s):
                return await self._begins(onset)
        except TimeoutError:
            return None

    async def ends(self, within_s: float) -> bool:
        """Tell whether the far end ended the call in time."""
        try:
            async with asyncio.timeout(within_s):
                while not self.is_over:
                    await self._change.wait()
        except TimeoutError:
            return False
        return True

    def press(self, keys: str) -> datetime:
        """Press keys, by events where the telephone has them; return when the last was sent."""
        for key in keys:
            (self._call.press if self._has_events else self._call.sing)(key)
        self._heard_until = len(self._packets)
        return self._clock.now()

    @property
    def is_speaking(self) -> bool:
        """Whether something is still being said."""
        return self._call.is_speaking

    def speak(self, words: int = 1) -> None:
        """Say so many words."""
        self._call.speak(words)

    def say(self, payloads: Iterable[bytes]) -> None:
        """Send these packets of sound, when what is being said is over."""
        self._call.sound(payloads)

    def sign_of_life(self) -> None:
        """Send a packet that nobody hears."""
        self._call.murmur(_LIFE_EVERY_S)

    def hang_up(self) -> None:
        """End the call."""
        self._call.hang_up()

    def close(self) -> None:
        """Listen no more; the call is left as it is."""
        self._port.close()

    async def _begins(self, onset: Onset) -> datetime | None:
        while True:
            while self._heard_until < len(self._packets):
                packet = self._packets[self._heard_until]
                self._heard_until += 1
                if onset.begins(packet.payload):
                    return packet.at
            if self.is_over:
                return None
            await self._change.wait()

    def _answered(self) -> None:
        self.answered_at = self._call.answered_at
        # As every telephone does: an exchange that hears nothing waits before it speaks.
        self._call.murmur(PACKET_S)
        self._changed()

    def _over(self) -> None:
        self.is_over = True
        self._changed()

    def _hear(self, packet: HeardPacket) -> None:
        if self.first_heard_at is None and is_heard(packet.payload):
            self.first_heard_at = packet.at
        self._packets.append(packet)
        self._changed()

    def _changed(self) -> None:
        self._change.set()
        self._change = asyncio.Event()
