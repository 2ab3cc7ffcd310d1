"""What the fake exchange remembers of one call: who is in it and what lasts at this moment."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from asterisk.fake_phones import FakeCaller, FakeRing
from base.clock import LoopClock
from base.ids import CallId
from base.instant import Instant
from callflow.commands import PlayMessage, RecordMessage, Say
from callflow.events import Recording, Ring
from callflow.message import MessageRef

_ANY_DAY: Final = datetime(2021, 9, 14, tzinfo=UTC)


def loop_instant() -> Instant:
    """Return the running loop's time, by which all that lasts lasts here."""
    return LoopClock(_ANY_DAY).instant()


@dataclass(slots=True)
class FakeMessage:
    """A message that a caller speaks."""

    command: RecordMessage
    since: Instant
    has_voice: bool = False
    end_by_limit: asyncio.TimerHandle | None = None
    end_by_silence: asyncio.TimerHandle | None = None

    def end_timers(self) -> None:
        """Let nothing end it by itself."""
        for timer in (self.end_by_limit, self.end_by_silence):
            if timer is not None:
                timer.cancel()


@dataclass(slots=True)
class FakeRoom:
    """A call and all that is timed in it; each `end_…` is harmless when nothing lasts."""

    call_id: CallId
    caller: FakeCaller
    saying: Say | PlayMessage | None = None
    speaking: FakeMessage | None = None
    whispering: Ring | None = None
    rings: dict[Ring, FakeRing] = field(default_factory=dict)
    recorded_since: dict[Recording, Instant] = field(default_factory=dict)
    messages: dict[MessageRef, float] = field(default_factory=dict)
    """How long each message plays that lies there."""
    caller_ended_at: Instant | None = None
    end_of_saying: asyncio.TimerHandle | None = None
    end_of_whisper: asyncio.TimerHandle | None = None
    end_of_ringing: asyncio.TimerHandle | None = None

    def end_saying(self) -> None:
        """Say nothing any more."""
        self.saying = None
        if self.end_of_saying is not None:
            self.end_of_saying.cancel()
            self.end_of_saying = None

    def end_whisper(self, ring: Ring) -> None:
        """Whisper nothing to the agent of that ring any more."""
        if self.whispering == ring:
            self.whispering = None
            if self.end_of_whisper is not None:
                self.end_of_whisper.cancel()
                self.end_of_whisper = None

    def end_timers_of_message(self) -> None:
        """Let nothing end by itself what the caller says."""
        if self.speaking is not None:
            self.speaking.end_timers()

    def end_ringing(self) -> None:
        """Wait no more for the citizen whom we called."""
        if self.end_of_ringing is not None:
            self.end_of_ringing.cancel()
            self.end_of_ringing = None

    def answered_ring(self, number: Ring) -> FakeRing | None:
        """Return a ring whose agent is on the line, `None` for any other."""
        ring = self.rings.get(number)
        if ring is None or ring.has_ended or not ring.is_answered:
            return None
        return ring
