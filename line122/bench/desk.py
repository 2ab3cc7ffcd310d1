"""Many operators' telephones at one desk: they register, dial codes, and answer what rings."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeVar

from base.clock import Clock
from base.errors import Line122Error
from line122.bench.outgoing import OK, Caller, OutgoingCall
from line122.bench.rung import RungCall
from line122.bench.wire import Repetition, Wire
from line122.phones.raw import Address
from line122.phones.sip_text import (
    Header,
    SipMessage,
    answer_to,
    authorization,
    new_branch,
)

_UNAUTHORIZED: Final = 401
_REGISTERED_FOR_S: Final = 600
_WITHIN_S: Final = 20.0
_AGAIN_AFTER_S: Final = 0.25
_AT_ONCE: Final = 25
"""So many telephones register or dial at a time: a shift that comes, not a flood."""

OnRung = Callable[[Wire, SipMessage, datetime], None]
"""Takes an INVITE that came to one of the telephones."""

ResultT = TypeVar("ResultT")


class DeskError(Line122Error):
    """The operators' telephones could not do their part; look into the log of Asterisk."""


@dataclass(frozen=True, slots=True)
class Ring:
    """What an operator's telephone is told when it rings."""

    number: str
    """The caller's."""
    name: str
    """The caller's, as shown; Asterisk's own queue puts the moment of its `Queue()` there."""
    at: datetime


class RingListener(Protocol):
    """Hears what happens at the desk."""

    def rang(self, ring: Ring) -> None:
        """Take that a telephone began to ring."""
        ...

    def picked_up(self, number: str, at: datetime) -> None:
        """Take that the operator's 200 OK was sent at that moment."""
        ...

    def spoke(self, number: str) -> None:
        """Take that the server has acknowledged the operator's answer."""
        ...


class Pickup:
    """Answers whatever rings at a desk after the same short while; the caller ends the call."""

    def __init__(self, clock: Clock, listener: RingListener, *, answer_after_s: float) -> None:
        self._clock = clock
        self._listener = listener
        self._answer_after_s = answer_after_s
        self._calls: set[RungCall] = set()

    def rung(self, wire: Wire, invite: SipMessage, at: datetime) -> None:
        """Take that a telephone began to ring."""
        call = RungCall(wire, invite, on_up=self._up, on_over=self._calls.discard)
        self._calls.add(call)
        call.ring()
        asyncio.get_running_loop().call_later(self._answer_after_s, self._pick_up, call)
        name = invite.value("From").partition("<")[0].strip(' "')
        self._listener.rang(Ring(call.number, name, at))

    def murmur(self, after_s: float) -> None:
        """Let every talk show that somebody is there, so long after the last time."""
        for call in self._calls:
            call.murmur(after_s)

    def say(self, payloads: Sequence[bytes]) -> None:
        """Send these packets of sound in every talk."""
        for call in self._calls:
            call.sound(payloads)

    def _pick_up(self, call: RungCall) -> None:
        if call in self._calls:
            self._listener.picked_up(call.number, self._clock.now())
            call.answer()

    def _up(self, call: RungCall) -> None:
        self._listener.spoke(call.number)


class Desk:
    """Telephones that share a socket, each with an account of its own."""

    def __init__(self, server: Address, host: str, on_rung: OnRung) -> None:
        self._on_rung = on_rung
        self._wire = Wire(server, host, 0, self._newcomer)

    def close(self) -> None:
        """Close the socket."""
        self._wire.close()

    async def register(self, accounts: Mapping[str, str]) -> None:
        """Register every account; one that the server does not know yet is tried again.

        Raises:
            DeskError: not all of them could be registered in time.

        """
        for some in _in_portions(accounts):
            await self._all_within(
                (self._registered(account, accounts[account]) for account in some), "registered"
            )

    async def declare(self, accounts: Mapping[str, str], code: str) -> None:
        """Let every operator dial a code, and listen until the confirmation has been said.

        Raises:
            DeskError: a call was not answered, or did not end in time.

        """
        for some in _in_portions(accounts):
            confirmed = await self._all_within(
                (self.dial(account, accounts[account], code) for account in some),
                f"done with dialling {code}",
            )
            if not all(confirmed):
                raise DeskError(f"not every operator's telephone was answered by {code}")

    async def _all_within(self, waits: Iterable[Awaitable[ResultT]], what: str) -> list[ResultT]:
        try:
            async with asyncio.timeout(_WITHIN_S):
                return await asyncio.gather(*waits)
        except TimeoutError as error:
            raise DeskError(f"not every operator's telephone was {what} in time") from error

    async def _registered(self, account: str, secret: str) -> None:
        while True:
            if await self._registration(account, secret):
                return
            # The engine takes calls before it has put the last account.
            await asyncio.sleep(_AGAIN_AFTER_S)

    def _registration(self, account: str, secret: str) -> asyncio.Future[bool]:
        registration = _Registration(self._wire, account, secret)
        registration.send()
        return registration.is_done

    def dial(self, account: str, secret: str, code: str) -> asyncio.Future[bool]:
        """Let one operator dial a code; the result tells whether it was confirmed."""
        is_confirmed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        answered: list[bool] = []

        def over() -> None:
            if not is_confirmed.done():
                is_confirmed.set_result(bool(answered))

        caller = Caller(account, code, secret)
        OutgoingCall(self._wire, caller, on_answered=lambda: answered.append(True), on_over=over)
        return is_confirmed

    def _newcomer(self, message: SipMessage, at: datetime) -> None:
        if message.status is not None or message.method == "ACK":
            return
        if message.method == "INVITE":
            self._on_rung(self._wire, message, at)
        else:
            self._wire.send(answer_to(message, OK, "gone"))


class _Registration:
    """One account being registered."""

    def __init__(self, wire: Wire, account: str, secret: str) -> None:
        self._wire = wire
        self._account = account
        self._secret = secret
        self._call_id = secrets.token_hex(8)
        self._sequence = 0
        self._repetition: Repetition | None = None
        self.is_done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        wire.listen(self._call_id, self._receive)

    def send(self, challenge: str = "") -> None:
        self._sequence += 1
        here, server = self._wire.address, self._wire.server
        uri = f"sip:{server.host}:{server.port}"
        who = f"<sip:{self._account}@{server.host}>"
        line = f"REGISTER {uri} SIP/2.0"
        headers = (
            Header("Via", f"SIP/2.0/UDP {here.host}:{here.port};branch={new_branch()};rport"),
            Header("Max-Forwards", "70"),
            Header("From", f"{who};tag={secrets.token_hex(4)}"),
            Header("To", who),
            Header("Call-ID", self._call_id),
            Header("CSeq", f"{self._sequence} REGISTER"),
            Header("Contact", f"<sip:{self._account}@{here.host}:{here.port}>"),
            Header("Expires", str(_REGISTERED_FOR_S)),
        )
        proof = (
            (Header("Authorization", authorization(challenge, self._account, self._secret, line)),)
            if challenge
            else ()
        )
        self._repetition = self._wire.send_until_stopped(SipMessage(line, (*headers, *proof)))

    def _receive(self, answer: SipMessage, _at: datetime) -> None:
        if self._repetition is not None:
            self._repetition.stop()
        if answer.status == _UNAUTHORIZED and self._sequence == 1:
            self.send(answer.value("WWW-Authenticate"))
        elif answer.status is not None and answer.status >= OK and not self.is_done.done():
            self._wire.forget(self._call_id)
            self.is_done.set_result(answer.status == OK)


def _in_portions(accounts: Iterable[str]) -> Iterable[list[str]]:
    names = list(accounts)
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
