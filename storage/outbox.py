"""The messages as whoever sends them sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from callback.sms import SmsRow


@dataclass(frozen=True, slots=True)
class SmsSent:
    """The sender has taken a message."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SmsRefused:
    """A message will not be sent."""

    error: str
    """What the sender said; never the text of the message."""


SmsDelivery = SmsSent | SmsRefused


class SmsQueue(Protocol):
    """The messages that wait to be sent.

    Whoever sends one marks it afterwards. A crash between the two sends it twice, never not at
    all.
    """

    async def waiting(self, limit: int) -> tuple[SmsRow, ...]:
        """Return the oldest messages that nobody has sent yet."""
        ...

    def mark(self, message: SmsRow, delivery: SmsDelivery) -> None:
        """Write how a message ended; returns at once."""
        ...
