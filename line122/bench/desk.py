"""Many operators' telephones at one desk: they register, dial codes, and answer what rings."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeVar

from base.clock import Clock
from base.errors import Line122Error
from line122.bench.outgoing import OK, Caller, OutgoingCall
from line122.bench.sound import Voice
from line122.bench.wire import Repetition, Wire
from line122.phones.raw import Address
from line122.phones.sip_text import (
    Header,
    SipMessage,
    answer_to,
    authorization,
    media_address,
    new_branch,
    offer,
    uri_of,
)

_RINGING: Final = 180
_UNAUTHORIZED: Final = 401
_REGISTERED_FOR_S: Final = 600
_WITHIN_S: Final = 20.0
_AGAIN_AFTER_S: Final = 0.25
_AT_ONCE: Final = 25
"""So many telephones register or dial at a time: a shift that comes, not a flood."""

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


class Desk:
    """Telephones that share a socket, each with an account of its own."""

    def __init__(
        self,
        server: Address,
        host: str,
        clock: Clock,
        listener: RingListener,
        *,
        answer_after_s: float,
    ) -> None:
        self._clock = clock
        self._listener = listener
        self._answer_after_s = answer_after_s
        self._wire = Wire(server, host, 0, self._newcomer)
        self._talks: set[_AnsweredCall] = set()

    def murmur(self, after_s: float) -> None:
        """Let every talk show that somebody is there, so long after the last time."""
        for call in self._talks:
            call.murmur(after_s)

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
                (self._declared(account, accounts[account], code) for account in some),
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

    def _declared(self, account: str, secret: str, code: str) -> asyncio.Future[bool]:
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
            call = _AnsweredCall(
                self._wire, message, self._picked_up, self._listener.spoke, self._talks.discard
            )
            self._talks.add(call)
            call.ring(self._answer_after_s)
            number = uri_of(message.value("From")).removeprefix("sip:").partition("@")[0]
            name = message.value("From").partition("<")[0].strip(' "')
            self._listener.rang(Ring(number, name, at))
        else:
            self._wire.send(answer_to(message, OK, "gone"))

    def _picked_up(self, number: str) -> None:
        self._listener.picked_up(number, self._clock.now())


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


class _AnsweredCall:
    """One call at an operator's telephone: it rings, is answered, and ends with the caller."""

    def __init__(
        self,
        wire: Wire,
        invite: SipMessage,
        on_picked_up: Callable[[str], None],
        on_spoke: Callable[[str], None],
        on_over: Callable[["_AnsweredCall"], None],
    ) -> None:
        self._wire = wire
        self._invite = invite
        self._on_picked_up = on_picked_up
        self._on_spoke = on_spoke
        self._on_over = on_over
        where = media_address(invite.body)
        self._sound = None if where is None else Address(where.host, where.port)
        self._voice = Voice()
        self._number = uri_of(invite.value("From")).removeprefix("sip:").partition("@")[0]
        self._call_id = invite.value("Call-ID")
        self._tag = secrets.token_hex(4)
        self._answer: asyncio.TimerHandle | None = None
        self._last: SipMessage | None = None
        self._repetition: Repetition | None = None
        self._has_spoken = False

    def ring(self, answer_after_s: float) -> None:
        self._wire.listen(self._call_id, self._receive)
        self._last = answer_to(self._invite, _RINGING, self._tag)
        self._wire.send(self._last)
        loop = asyncio.get_running_loop()
        self._answer = loop.call_later(answer_after_s, self._pick_up)

    def murmur(self, after_s: float) -> None:
        if self._sound is not None and self._has_spoken:
            self._wire.send_sound(self._voice.silent_packet(after_s), self._sound)

    def _pick_up(self) -> None:
        answer = answer_to(self._invite, OK, self._tag)
        here, sound = self._wire.address, self._wire.sound
        headers = (
            *answer.headers,
            Header("Contact", f"<sip:desk@{here.host}:{here.port}>"),
            Header("Content-Type", "application/sdp"),
        )
        self._on_picked_up(self._number)
        body = offer(sound.host, sound.port)
        self._last = SipMessage(answer.start_line, headers, body)
        self._repetition = self._wire.send_until_stopped(self._last)

    def _receive(self, message: SipMessage, _at: datetime) -> None:
        match message.method:
            case "INVITE" if self._last is not None:
                self._wire.send(self._last)  # Their INVITE, or its end, was sent once more.
            case "ACK":
                self._stop_answering()
                if not self._has_spoken:
                    self._has_spoken = True
                    self._on_spoke(self._number)
            case "BYE":
                self._stop_answering()
                self._wire.send(answer_to(message, OK, self._tag))
                self._over()
            case "CANCEL":
                self._wire.send(answer_to(message, OK, self._tag))
                self._cancelled()
            case _:
                self._wire.send(answer_to(message, OK, self._tag))

    def _cancelled(self) -> None:
        if self._answer is not None:
            self._answer.cancel()
        self._wire.send(answer_to(self._invite, 487, self._tag))
        self._over()

    def _over(self) -> None:
        self._wire.forget(self._call_id)
        self._on_over(self)

    def _stop_answering(self) -> None:
        if self._repetition is not None:
            self._repetition.stop()


def _in_portions(accounts: Iterable[str]) -> Iterable[list[str]]:
    names = list(accounts)
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
