"""A flood of INVITEs from numbers that will be turned away, and when each was answered.

One socket, no sound, and per call one INVITE and one ACK: what the flood costs must be little
beside what it measures, and is nobody else's. Moments of answers are the kernel's.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from base.clock import Clock
from base.instant import after
from line122.bench.figures import milliseconds
from line122.bench.wire import Repetition, Wire
from line122.phones.sip_text import Header, SipMessage, new_branch, offer

REFUSED: Final = frozenset({486, 603})
_FINAL: Final = 200
_SILENT_AFTER_S: Final = 3.0
"""Who has not been answered by then never is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """So many INVITEs, evenly spaced, from the numbers in turn."""

    dials: str
    numbers: Sequence[str]
    rate: float
    seconds: float

    @property
    def invites(self) -> int:
        """How many there are."""
        return round(self.rate * self.seconds)


@dataclass(slots=True)
class Refusal:
    """One INVITE and what came of it."""

    number: str
    sent_at: datetime
    lag_s: float
    """How much later than planned it was sent: the flood's own lateness."""
    status: int | None = None
    answered_at: datetime | None = None
    """When its final answer came."""

    @property
    def is_refused(self) -> bool:
        """Whether it got the busy tone."""
        return self.status in REFUSED

    @property
    def took_ms(self) -> float | None:
        """Return how long it took; `None` for one that was never answered."""
        return None if self.answered_at is None else milliseconds(self.sent_at, self.answered_at)


async def flooded(wire: Wire, flood: Flood, clock: Clock) -> list[Refusal]:
    """Send the INVITEs and return what came of each, once no answer is awaited any more."""
    began = clock.instant()
    body = offer(wire.sound.address.host, wire.sound.address.port)
    sent: list[_Invitation] = []
    for index in range(flood.invites):
        planned = after(began, index / flood.rate)
        early_s = planned - clock.instant()
        if early_s > 0:
            await asyncio.sleep(early_s)
        number = flood.numbers[index % len(flood.numbers)]
        refusal = Refusal(number, clock.now(), lag_s=clock.instant() - planned)
        sent.append(_Invitation(wire, refusal, flood.dials, body))
    await _all_answered(sent)
    return [each.refusal for each in sent]


async def _all_answered(sent: Sequence["_Invitation"]) -> None:
    try:
        async with asyncio.timeout(_SILENT_AFTER_S):
            for each in sent:
                await each.answered.wait()
    except TimeoutError:
        for each in sent:
            each.give_up()


class _Invitation:
    """One INVITE until its final answer."""

    def __init__(self, wire: Wire, refusal: Refusal, dials: str, body: str) -> None:
        self.refusal = refusal
        self.answered = asyncio.Event()
        self._wire = wire
        self._call_id = secrets.token_hex(8)
        here, server = wire.address, wire.server
        self._uri = f"sip:{dials}@{server.host}:{server.port}"
        self._common = (
            Header("Via", f"SIP/2.0/UDP {here.host}:{here.port};branch={new_branch()};rport"),
            Header("Max-Forwards", "70"),
            Header("From", f"<sip:{refusal.number}@{here.host}>;tag={secrets.token_hex(4)}"),
            Header("Call-ID", self._call_id),
        )
        wire.listen(self._call_id, self._receive)
        invite = SipMessage(
            f"INVITE {self._uri} SIP/2.0",
            (
                *self._common,
                Header("To", f"<{self._uri}>"),
                Header("CSeq", "1 INVITE"),
                Header("Contact", f"<sip:{refusal.number}@{here.host}:{here.port}>"),
                Header("Content-Type", "application/sdp"),
            ),
            body,
        )
        self._repetition: Repetition = wire.send_until_stopped(invite)

    def give_up(self) -> None:
        """Wait for it no more."""
        self._repetition.stop()
        self._wire.forget(self._call_id)

    def _receive(self, answer: SipMessage, at: datetime) -> None:
        self._repetition.stop()
        status = answer.status
        if status is None or status < _FINAL:
            return
        if self.refusal.status is None:
            self.refusal.status, self.refusal.answered_at = status, at
        # A busy tone, or an answer nobody wanted; a flood that is answered is broken anyway.
        acknowledged = (Header("To", answer.value("To")), Header("CSeq", "1 ACK"))
        self._wire.send(SipMessage(f"ACK {self._uri} SIP/2.0", (*self._common, *acknowledged)))
        self._wire.forget(self._call_id)
        self.answered.set()
