"""One call of a softphone: what it is doing, what it says and what it has heard.

The far end's doings arrive as events of baresip on the event loop; the softphone hands them over
with the moment at which they came. Nothing here changes state because a method was called, save
that a hang-up of ours is remembered, because baresip calls every local ending "Rejected by user".

baresip blocks its SIP thread for up to 40 ms when a call's audio ends (it joins two media threads
of 20 ms frames), so that measured answer times of other calls carry that much noise when many
calls end at once. Its reject is always 486; other answers need `line122.phones.raw`.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from enum import StrEnum

from baresip.audio import AudioStats
from baresip.call import Call, CallState
from baresip.errors import AudioNotActive, AudioRestarted, BaresipError, StaleHandleError
from baresip.events import Event, StackEvent
from baresip.stats import CallStats

from base.clock import Clock
from base.instant import Instant, elapsed_s
from line122.phones.audio import SAMPLE_BYTES, SAMPLE_RATE_HZ, Ear, Mouth, Sound, samples_of

_READ_BYTES = 16_000
_AHEAD_BYTES = int(0.5 * SAMPLE_RATE_HZ) * SAMPLE_BYTES
"""What is kept queued for sending: more than one turn of the pump, less than baresip's 2 s."""

_CLOSING = re.compile(r"^(?:(?P<status>[3-6]\d\d) )?.*?(?:Q\.850;cause=(?P<cause>\d+))?$")


class ClosedBy(StrEnum):
    """Who ended the call."""

    US = "us"
    THEM = "them"
    """The far end or the server, by an answer, a BYE or a CANCEL."""


@dataclass(frozen=True, slots=True)
class Closing:
    """How a call ended."""

    at: Instant
    by: ClosedBy
    status: int | None
    """The SIP answer that refused our call; `None` when it was cancelled or ended after answer."""
    cause: int | None
    """The Q.850 cause of the Reason header, if one came with it."""


@dataclass(frozen=True, slots=True)
class SoundFigures:
    """What became of a call's sound, for whoever asks why something was not heard."""

    heard_s: Mapping[int, float]
    """For how long each tone was heard."""
    audible_s: float
    silence_s: float
    """How long it has been quiet now."""
    stream: AudioStats | None
    """What the stack counts between us and the wire; `None` without a stream."""
    wire: CallStats | None
    """Packets of RTP, sent, received, lost and late; `None` before the call has closed."""


class PhoneCall:
    """A call, made or taken; all moments are `None` until they have happened."""

    def __init__(
        self,
        call: Call,
        clock: Clock,
        *,
        begun_at: Instant,
        tones_hz: tuple[int, ...],
        turn: int,
    ) -> None:
        self._call = call
        self._clock = clock
        self._mouth = Mouth()
        self._change = asyncio.Event()
        self._hung_up = False
        self._pumped_at = begun_at
        self.ear = Ear(tones_hz)
        self.turn = turn
        """In which turn of the pump this call is served."""
        self.begun_at = begun_at
        """When our INVITE was sent, or theirs came."""
        self.ringing_at: Instant | None = (
            self.begun_at if call.state is CallState.INCOMING else None
        )
        self.answered_at: Instant | None = None
        """When the 200 OK was sent or came."""
        self.closing: Closing | None = None
        self.digits = ""
        """The keys that the far end has pressed."""

    @property
    def peer(self) -> str:
        """The user part of the far end's address: the caller's number, or the dialled one."""
        return (self._call.peer or "").removeprefix("sip:").partition("@")[0]

    @property
    def call_id(self) -> str | None:
        """The Call-ID of SIP, as Asterisk's logs show it."""
        return self._call.call_id

    async def answer(self) -> bool:
        """Take the call; false when it has already ended."""
        if not await self._attempt(self._call.answer):
            return False
        self.answered_at = self._clock.instant()
        return True

    async def reject(self) -> bool:
        """Answer 486; false when the call has already ended."""
        self._hung_up = True
        return await self._attempt(self._call.reject)

    async def hang_up(self) -> bool:
        """End the call in whatever state; false when it has already ended."""
        if self.closing is not None:
            return False
        self._hung_up = True
        return await self._attempt(self._call.hangup)

    async def hold(self) -> bool:
        """Put the far end on hold; false when the call cannot be held now."""
        return await self._attempt(self._call.hold)

    async def resume(self) -> bool:
        """Take the far end off hold; false when the call cannot be resumed now."""
        return await self._attempt(self._call.resume)

    async def refer(self, uri: str) -> bool:
        """Ask the far end to call somewhere else (REFER); false when it refused or failed."""
        return await self._attempt(lambda: self._call.transfer(uri, timeout=5))

    async def press(self, keys: str) -> bool:
        """Press keys, 100 ms each; false when the call ended before the last one."""
        return await self._attempt(lambda: self._call.send_dtmf(keys))

    def say(self, *sounds: Sound) -> None:
        """Say this now, dropping what was being said; nothing means silence."""
        self._mouth.say(*sounds)
        try:
            self._call.audio.flush_tx()
        except (AudioNotActive, AudioRestarted):
            return
        self._speak()

    async def until(self, condition: Callable[[], bool]) -> bool:
        """Wait until the condition on this call holds; false when the call closed before."""
        while not condition():
            if self.closing is not None:
                return False
            await self._change.wait()
        return True

    async def until_within(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait so long for the condition; false when it does not hold by then."""
        try:
            async with asyncio.timeout(seconds):
                return await self.until(condition)
        except TimeoutError:
            return False

    async def answered(self, within_s: float = 30.0) -> bool:
        """Wait for the answer; false when the call closed without one or none came in time."""
        return await self.until_within(lambda: self.answered_at is not None, within_s)

    async def hears(self, hz: int, for_s: float, within_s: float = 30.0) -> bool:
        """Wait until that tone has been heard for so long in all; false when it was not."""
        return await self.until_within(lambda: self.ear.tone_s(hz) >= for_s, within_s)

    def sound_figures(self) -> SoundFigures:
        """Count what was said and heard until now."""
        try:
            stream = self._call.audio.stats()
        except (AudioNotActive, AudioRestarted):
            stream = None
        return SoundFigures(
            heard_s=self.ear.tones_s(),
            audible_s=self.ear.audible_s,
            silence_s=self.ear.silence_s,
            stream=stream,
            wire=self._call.final_stats,
        )

    async def closed(self) -> Closing:
        """Wait for the end of the call."""
        await self.until(lambda: self.closing is not None)
        assert self.closing is not None
        return self.closing

    async def ends_within(self, seconds: float | None) -> bool:
        """Wait so long for the end of the call, `None` for ever; false when it is still up."""
        try:
            async with asyncio.timeout(seconds):
                await self.closed()
        except TimeoutError:
            return False
        return True

    def take(self, event: StackEvent, at: Instant) -> None:
        """Take in what the stack reports of this call; only the softphone calls this."""
        match event.event:
            case Event.CALL_RINGING | Event.CALL_PROGRESS:
                self.ringing_at = self.ringing_at or at
            case Event.CALL_ANSWERED:
                self.answered_at = self.answered_at or at
            case Event.CALL_ESTABLISHED:
                self.answered_at = self.answered_at or at
                self._speak()
            case Event.CALL_DTMF_START:
                self.digits += event.text or ""
            case Event.CALL_CLOSED:
                self.closing = _closing(event.text or "", at, by_us=self._hung_up)
            case _:
                return
        self._changed()

    def pump(self, now: Instant) -> None:
        """Move sound in both directions; only the softphone calls this, several times a second."""
        passed_s = elapsed_s(self._pumped_at, now)
        self._pumped_at = now
        if self.answered_at is None:
            return
        heard = self._listen()
        if heard:
            self.ear.hear(samples_of(heard), now)
        else:
            self.ear.hear_nothing(passed_s)
        self._speak()
        self._changed()

    def _listen(self) -> bytes:
        try:
            return self._call.audio.read(_READ_BYTES)
        except (AudioNotActive, AudioRestarted):
            return b""

    def _speak(self) -> None:
        audio = self._call.audio
        try:
            missing = _AHEAD_BYTES - audio.info().tx_buffered
            audio.write(self._mouth.take(missing))
        except (AudioNotActive, AudioRestarted):
            # There is no media yet, or a re-INVITE has just replaced it: the next turn speaks.
            return

    def _changed(self) -> None:
        self._change.set()
        self._change = asyncio.Event()

    async def _attempt(self, action: Callable[[], Coroutine[object, object, None]]) -> bool:
        try:
            await action()
        except StaleHandleError:
            # The far end was faster, which is ordinary in telephony.
            return False
        except BaresipError:
            return False
        return True


def _closing(text: str, at: Instant, *, by_us: bool) -> Closing:
    found = _CLOSING.match(text)
    status = found["status"] if found else None
    cause = found["cause"] if found else None
    return Closing(
        at=at,
        by=ClosedBy.US if by_us else ClosedBy.THEM,
        status=int(status) if status else None,
        cause=int(cause) if cause else None,
    )
