"""A carrier that answers as the dialled number says: its last three digits are its SIP answer.

`180` rings and `183` lets one hear something, both for ever; `100` tries, and says no more;
`480` is refused without a ring, `580` is the same answer after one.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Self

from line122.phones.sip_text import Header, SipMessage, answer_to, offer, parse

HOST = "127.0.0.1"
FOR_EVER = {100: (100,), 180: (100, 180), 183: (100, 183)}
RUNG_THEN_OFF = 580
CANCELLED = 487
WITH_SOUND = 183


def answers_to(number: str) -> tuple[int, ...]:
    """Return the SIP answers that calls to this number get, one after another."""
    last = int(number[-3:])
    if last == RUNG_THEN_OFF:
        return (100, 180, 480)
    return FOR_EVER.get(last, (100, last))


@dataclass(eq=False)
class FarEnd(asyncio.DatagramProtocol):
    """One UDP socket; open it with `async with`."""

    port: int
    dialled: list[str] = field(default_factory=list)
    """All numbers that were dialled, as they were written."""

    async def __aenter__(self) -> Self:
        """Listen."""
        self._waiting: dict[str, SipMessage] = {}
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(HOST, self.port)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more."""
        self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer a request."""
        message = parse(data)
        if message is None or message.method == "ACK" or message.status is not None:
            return
        call = message.value("Call-ID")
        if message.method == "CANCEL":
            self._answer(message, 200, addr)
            invite = self._waiting.pop(call, None)
            if invite is not None:
                self._answer(invite, CANCELLED, addr)
        elif message.method == "INVITE" and call not in self._waiting:
            self._waiting[call] = message
            number = message.start_line.split(" ")[1].removeprefix("sip:").partition("@")[0]
            self.dialled.append(number)
            for status in answers_to(number):
                self._answer(message, status, addr)

    def _answer(self, request: SipMessage, status: int, addr: tuple[str, int]) -> None:
        answer = answer_to(request, status, "far-end")
        if status == WITH_SOUND:
            here = f"<sip:carrier@{HOST}:{self.port}>"
            typed = (Header("Contact", here), Header("Content-Type", "application/sdp"))
            sound = offer(HOST, self.port + 1)
            answer = SipMessage(answer.start_line, (*answer.headers, *typed), sound)
        self._transport.sendto(answer.encode(), addr)
