"""The carrier: K channels, and whoever finds them taken hears the busy tone.

A call that is turned away here is never seen by the exchange. Outgoing calls take channels too.
The carrier is the witness of every channel-second: it treats all policies alike.
"""

from collections.abc import Collection
from dataclasses import dataclass

from simulation.outside import Caller, Dialled, Exchange, Heard
from simulation.schedule import Schedule


@dataclass(slots=True)
class CarrierLog:
    """What the carrier has seen of one day; everything up to closing time only."""

    turned_away: int = 0
    """Attempts that found no free channel."""
    passed_on: int = 0
    """Attempts that the exchange has seen."""
    rejected: int = 0
    """Of those, turned away by the exchange before answer."""
    rung: int = 0
    """Outgoing calls that rang somewhere."""
    picked_up: int = 0
    engaged: int = 0
    """Outgoing calls that met an engaged telephone."""
    channel_s: float = 0.0
    all_taken_s: float = 0.0
    most_channels: int = 0

    @property
    def attempts(self) -> int:
        """Return all inbound calls."""
        return self.turned_away + self.passed_on


class Carrier:
    """Both sides of the trunk: `OutsideLine` to citizens, `Trunk` to the exchange."""

    def __init__(
        self, schedule: Schedule, *, channels: int, reject_s: float, closes_at_s: float
    ) -> None:
        self._schedule = schedule
        self._channels = channels
        self._reject_s = reject_s
        self._closes_at_s = closes_at_s
        self._exchange: Exchange | None = None
        self._holding: set[Caller] = set()
        self._noted_s = 0.0
        self.log = CarrierLog()

    def connect(self, exchange: Exchange) -> None:
        """Put the exchange behind the trunk; before that nobody may dial."""
        self._exchange = exchange

    @property
    def free_channels(self) -> int:
        """Return how many channels nobody holds."""
        return self._channels - len(self._holding)

    @property
    def holding(self) -> Collection[Caller]:
        """Return who holds a channel."""
        return self._holding

    def close(self) -> None:
        """Count the seconds of the calls that last beyond the day's end."""
        self._note()

    # What citizens do.

    def dial(self, phone: Caller) -> None:
        """Pass the call on, or turn it away."""
        if len(self._holding) >= self._channels:
            self.log.turned_away += 1
            phone.busy()
            return
        self._take(phone)
        self.log.passed_on += 1
        phone.reached(self.free_channels)
        self._behind.called(phone)

    def press(self, phone: Caller, digit: str) -> None:
        """Carry a key."""
        if phone in self._holding:
            self._behind.pressed(phone, digit)

    def speak(self, phone: Caller) -> None:
        """Carry a voice."""
        if phone in self._holding:
            self._behind.spoke(phone)

    def hang_up(self, phone: Caller) -> None:
        """Free the channel and tell the exchange."""
        if self._free(phone):
            self._behind.hung_up(phone)

    def pick_up(self, phone: Caller) -> None:
        """Connect a callback."""
        if phone in self._holding:
            self.log.picked_up += 1
            self._behind.picked_up(phone)

    # What the exchange does.

    def answer(self, phone: Caller) -> None:
        """Answer the call, if the citizen is still there."""
        if phone in self._holding:
            phone.answered()

    def reject(self, phone: Caller) -> None:
        """Turn the call away; the channel is free when the rejection has gone through."""
        self.log.rejected += 1
        self._schedule.after(self._reject_s, lambda: self._rejected(phone))

    def play(self, phone: Caller, sound: Heard, promised_s: float | None = None) -> None:
        """Carry a sound, or a text message, which needs no channel."""
        if sound is Heard.SMS_PROMISE or phone in self._holding:
            phone.heard(sound, promised_s)

    def clear(self, phone: Caller) -> None:
        """Free the channel and tell the citizen."""
        if self._free(phone):
            phone.line_hung_up()

    def ring(self, phone: Caller) -> Dialled:
        """Take a channel and ring, where there is a channel and the telephone is not engaged."""
        if len(self._holding) >= self._channels:
            return Dialled.NO_CHANNEL
        if phone in self._holding or not phone.rung_by_callback():
            self.log.engaged += 1
            return Dialled.ENGAGED
        self._take(phone)
        self.log.rung += 1
        return Dialled.RINGING

    def stop_ringing(self, phone: Caller) -> None:
        """Free the channel and let the telephone fall silent."""
        if self._free(phone):
            phone.ringing_stopped()

    @property
    def _behind(self) -> Exchange:
        assert self._exchange is not None, "Connect an exchange before anybody dials."
        return self._exchange

    def _rejected(self, phone: Caller) -> None:
        if self._free(phone):
            phone.busy()

    def _take(self, phone: Caller) -> None:
        self._note()
        self._holding.add(phone)
        held = len(self._holding)
        assert held <= self._channels, "A trunk has no more channels than it has."
        self.log.most_channels = max(self.log.most_channels, held)

    def _free(self, phone: Caller) -> bool:
        """Free the channel; false when this telephone holds none any more."""
        if phone not in self._holding:
            return False
        self._note()
        self._holding.discard(phone)
        return True

    def _note(self) -> None:
        """Count the seconds since the channels were counted last."""
        now_s = min(self._schedule.now_s(), self._closes_at_s)
        passed_s = now_s - self._noted_s
        self._noted_s = now_s
        held = len(self._holding)
        self.log.channel_s += passed_s * held
        if held == self._channels:
            self.log.all_taken_s += passed_s
