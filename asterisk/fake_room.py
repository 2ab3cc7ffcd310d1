"""What the fake exchange remembers of one call: who is in it and what lasts at this moment."""

import asyncio
from dataclasses import dataclass, field

from asterisk.fake_phones import FakeCaller, FakeRing
from base.ids import CallId
from callflow.commands import Say
from callflow.events import Ring


@dataclass(slots=True)
class FakeRoom:
    """A call and all that is timed in it; each `end_…` is harmless when nothing lasts."""

    call_id: CallId
    caller: FakeCaller
    saying: Say | None = None
    whispering: Ring | None = None
    rings: dict[Ring, FakeRing] = field(default_factory=dict)
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
