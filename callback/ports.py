"""What calling people back needs from the rooms above."""

from collections.abc import Mapping
from typing import Protocol

from base.ids import ContactId, TrunkName
from callback.attempt import CallbackAttempt, CallbackOrder
from callback.facts import FreeChannels, OnLine
from callback.request import CallbackRequest
from callback.sms import SmsDelivery, SmsFigures, SmsRow


class CallPlacer(Protocol):
    """The calls, as the callback desk sees them; never waits, never fails."""

    def place(self, order: CallbackOrder) -> None:
        """Dial a person; what comes of it is told to the desk by the order's call."""
        ...

    def channels(self) -> Mapping[TrunkName, FreeChannels]:
        """Return what every trunk has left now; the first is the site's main one."""
        ...

    def on_line(self) -> OnLine:
        """Return who has a call with us now; asked often, so a view will do."""
        ...

    def loss_share(self) -> float:
        """Return the share of people whose first attempt was lost, over the last minutes."""
        ...

    def figures(self, contact_id: ContactId) -> SmsFigures:
        """Return what a message to the person may name."""
        ...


class CallbackBook(Protocol):
    """Where promises and their attempts are written down; a write returns at once."""

    def write_request(self, request: CallbackRequest) -> None:
        """Write the promise's row, or write it anew."""
        ...

    def write_attempt(self, attempt: CallbackAttempt) -> None:
        """Write the attempt's row, or write it anew."""
        ...

    async def open_requests(self) -> tuple[CallbackRequest, ...]:
        """Return every promise that has not ended."""
        ...


class SmsOutbox(Protocol):
    """Where messages are written before they are sent; returns at once."""

    def write_sms(self, row: SmsRow) -> None:
        """Write the message's row, or write it anew."""
        ...


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
