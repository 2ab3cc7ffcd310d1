"""A SIP sender for what no decent telephone sends: odd headers, instant CANCELs, key storms.

It has no retransmissions and believes whatever comes back, which is right on the loopback and
wrong anywhere else. It also answers calls with any refusal, which the softphone cannot.
"""

import asyncio
import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from base.errors import Line122Error
from line122.phones.sip_text import (
    TELEPHONE_EVENT,
    Header,
    SipMessage,
    answer_to,
    authorization,
    media_address,
    new_branch,
    offer,
    parse,
    uri_of,
)

_KEYS = "0123456789*#ABCD"
_ANSWER_WITHIN_S = 5.0
_EVENT_PACKETS = 4
"""One for the beginning of a key, three for its end, as RFC 4733, 2.5.1.4 asks."""
_KEY_VOLUME = 10
_KEY_END = 0x80
_KEY_SAMPLES = 400
_FINAL = 200
_REFUSALS = 300
_UNAUTHORIZED = 401
_NOT_ALLOWED_HERE = 486


class NoAnswerError(Line122Error):
    """No answer of the kind waited for has come in time; look whether the server runs."""


@dataclass(frozen=True, slots=True)
class Address:
    """Host and port of a UDP socket."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Invite:
    """An INVITE, as odd as wanted."""

    dials: str
    sender: str = '"Citizen" <sip:79101234567@127.0.0.1>'
    """The From header without its tag."""
    headers: tuple[Header, ...] = ()
    body: str | None = None
    """`None` offers A-law and telephone events; an empty one offers nothing."""


class RawPhone:
    """One UDP socket for SIP and one for sound; open it with `async with`."""

    def __init__(self, server: Address, *, refuses_with: int = _NOT_ALLOWED_HERE) -> None:
        self._server = server
        self._refuses_with = refuses_with
        self._sip = _Socket(self._receive)
        self._sound = _Socket(self._count)
        self._calls: dict[str, RawCall] = {}
        self.sound_packets = 0
        """How many packets of sound have come, of all calls."""
        self.invites: asyncio.Queue[SipMessage] = asyncio.Queue()
        """The calls that came and were refused."""

    async def __aenter__(self) -> Self:
        """Open the sockets on free ports."""
        await self._sip.open(self._server.host)
        await self._sound.open(self._server.host)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the sockets; calls are left as they are."""
        self._sip.close()
        self._sound.close()

    @property
    def address(self) -> Address:
        """Where this phone listens."""
        return self._sip.address

    def invite(self, invite: Invite) -> "RawCall":
        """Send an INVITE; the answers are found on the call."""
        uri = f"sip:{invite.dials}@{self._server.host}:{self._server.port}"
        sound = self._sound.address
        body = offer(sound.host, sound.port) if invite.body is None else invite.body
        call = self._new_call(f"<{uri}>", invite.sender)
        typed = (Header("Content-Type", "application/sdp"),) if body else ()
        call.request("INVITE", uri, (*typed, *invite.headers), body)
        return call

    async def register(self, account: str, secret: str) -> SipMessage:
        """Register this phone's address for an account and return the last answer.

        Raises:
            NoAnswerError: the server said nothing.

        """
        host = f"sip:{self._server.host}:{self._server.port}"
        who = f"<sip:{account}@{self._server.host}>"
        call = self._new_call(who, who)
        call.request("REGISTER", host, (Header("Expires", "60"),))
        answer = await call.answer("REGISTER")
        if answer.status != _UNAUTHORIZED:
            return answer
        challenge = answer.value("WWW-Authenticate")
        proof = authorization(challenge, account, secret, f"REGISTER {host} SIP/2.0")
        call.request("REGISTER", host, (Header("Expires", "60"), Header("Authorization", proof)))
        return await call.answer("REGISTER")

    def press(self, call: "RawCall", keys: str) -> None:
        """Send keys as telephone events, all at once, with nothing between them.

        Raises:
            NoAnswerError: the call has not been answered with a place for sound.

        """
        where = media_address(call.sdp)
        if where is None:
            raise NoAnswerError("Press keys after the call has been answered with sound.")
        source = secrets.randbits(32)
        for number, key in enumerate(keys.upper()):
            for copy in range(_EVENT_PACKETS):
                packet = struct.pack(
                    "!BBHIIBBH",
                    0x80,
                    TELEPHONE_EVENT | (0x80 if copy == 0 else 0),
                    (number * _EVENT_PACKETS + copy) & 0xFFFF,
                    number * 2 * _KEY_SAMPLES,
                    source,
                    _KEYS.index(key),
                    _KEY_VOLUME | (0 if copy == 0 else _KEY_END),
                    _KEY_SAMPLES,
                )
                self._sound.send(packet, Address(where.host, where.port))

    def send(self, message: SipMessage) -> None:
        """Send a message exactly as it is."""
        self._sip.send(message.encode(), self._server)

    def _new_call(self, to: str, sender: str) -> "RawCall":
        call = RawCall(self, to, sender)
        self._calls[call.call_id] = call
        return call

    def _receive(self, datagram: bytes) -> None:
        message = parse(datagram)
        if message is None:
            return
        call = self._calls.get(message.value("Call-ID"))
        if message.status is not None:
            if call is not None:
                call.receive_answer(message)
            return
        if message.method == "ACK":
            return
        if call is not None:
            call.receive_request(message)
            self.send(answer_to(message, _FINAL, call.tag))
            return
        refused = message.method == "INVITE"
        self.send(answer_to(message, self._refuses_with if refused else _FINAL, "refused"))
        if refused:
            self.invites.put_nowait(message)

    def _count(self, _: bytes) -> None:
        self.sound_packets += 1


class RawCall:
    """One dialog: what was sent, what was answered, and whether the far end has ended it."""

    def __init__(self, phone: RawPhone, to: str, sender: str) -> None:
        self._phone = phone
        self._to = to
        self._sender = sender
        self._sequence = 0
        self._asked: dict[str, int] = {}
        self._target = uri_of(to)
        self._invite: SipMessage | None = None
        self._change = asyncio.Event()
        self.tag = secrets.token_hex(4)
        self.call_id = secrets.token_hex(8)
        self.answers: list[SipMessage] = []
        """Every answer that came, in order."""
        self.requests: list[SipMessage] = []
        """Every request of the far end within this dialog, a BYE among them."""

    @property
    def sdp(self) -> str:
        """The last description of sound that the far end gave, or an empty text."""
        return next((each.body for each in reversed(self.answers) if each.body), "")

    @property
    def is_ended_by_them(self) -> bool:
        """Whether the far end has sent a BYE."""
        return any(each.method == "BYE" for each in self.requests)

    def request(
        self, method: str, uri: str | None = None, headers: tuple[Header, ...] = (), body: str = ""
    ) -> SipMessage:
        """Send a request in this dialog and return it."""
        self._sequence += 1
        self._asked[method] = self._sequence
        message = self._message(method, uri or self._target, self._sequence, new_branch())
        sent = SipMessage(message.start_line, (*message.headers, *headers), body)
        if method == "INVITE":
            self._invite = sent
        self._phone.send(sent)
        return sent

    async def cancel(self) -> None:
        """Cancel the INVITE as soon as the far end has shown that it has it.

        One sent earlier may overtake the INVITE within Asterisk, which then answers 481 and lets
        the call live on; therefore RFC 3261, 9.1, forbids it.

        Raises:
            NoAnswerError: nothing at all came back.

        """
        assert self._invite is not None
        await self._awaited(lambda: self.answers[0] if self.answers else None, "100 Trying")
        self._asked["CANCEL"] = self._invite.sequence
        self._phone.send(self._same_transaction("CANCEL", self._invite))

    def bye(self) -> None:
        """End the call."""
        self.request("BYE")

    def refer(self, uri: str, *headers: Header) -> None:
        """Ask the far end to call somewhere else."""
        self.request("REFER", headers=(Header("Refer-To", f"<{uri}>"), *headers))

    def press_by_info(self, keys: str) -> None:
        """Send keys as SIP INFO, all at once."""
        relay = (Header("Content-Type", "application/dtmf-relay"),)
        for key in keys:
            self.request("INFO", headers=relay, body=f"Signal={key}\r\nDuration=100\r\n")

    async def answer(self, method: str = "INVITE") -> SipMessage:
        """Wait for the final answer to the last request of that method.

        Raises:
            NoAnswerError: it did not come in time.

        """
        return await self._awaited(lambda: self._final(method), f"answer to {method}")

    async def ended_by_them(self) -> SipMessage:
        """Wait for the BYE of the far end.

        Raises:
            NoAnswerError: it did not come in time.

        """
        return await self._awaited(
            lambda: next((each for each in self.requests if each.method == "BYE"), None), "BYE"
        )

    def receive_answer(self, message: SipMessage) -> None:
        """Take in an answer; an INVITE's final one is acknowledged at once."""
        self.answers.append(message)
        if message.method == "INVITE" and (message.status or 0) >= _FINAL:
            self._acknowledge(message)
        self._changed()

    def receive_request(self, message: SipMessage) -> None:
        """Take in a request of the far end, which the phone answers with 200."""
        self.requests.append(message)
        self._changed()

    def _acknowledge(self, answer: SipMessage) -> None:
        assert self._invite is not None
        self._to = answer.value("To")
        if (answer.status or 0) >= _REFUSALS:
            self._phone.send(self._same_transaction("ACK", self._invite))
            return
        self._target = uri_of(answer.value("Contact")) or self._target
        self._phone.send(self._message("ACK", self._target, answer.sequence, new_branch()))

    def _same_transaction(self, method: str, invite: SipMessage) -> SipMessage:
        """CANCEL and the ACK of a refusal belong to the INVITE's, RFC 3261, 9.1 and 17.1.1.3."""
        branch = invite.value("Via").partition("branch=")[2].partition(";")[0]
        return self._message(method, invite.start_line.split(" ")[1], invite.sequence, branch)

    def _message(self, method: str, uri: str, sequence: int, branch: str) -> SipMessage:
        host, port = self._phone.address.host, self._phone.address.port
        headers = (
            Header("Via", f"SIP/2.0/UDP {host}:{port};branch={branch};rport"),
            Header("Max-Forwards", "70"),
            Header("From", f"{self._sender};tag={self.tag}"),
            Header("To", self._to),
            Header("Call-ID", self.call_id),
            Header("CSeq", f"{sequence} {method}"),
            Header("Contact", f"<sip:raw@{host}:{port}>"),
        )
        return SipMessage(f"{method} {uri} SIP/2.0", headers)

    def _final(self, method: str) -> SipMessage | None:
        asked = self._asked.get(method, 0)
        return next(
            (
                each
                for each in self.answers
                if each.method == method
                and each.sequence == asked
                and (each.status or 0) >= _FINAL
            ),
            None,
        )

    async def _awaited(self, found: Callable[[], SipMessage | None], what: str) -> SipMessage:
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                while (message := found()) is None:
                    await self._change.wait()
        except TimeoutError:
            raise NoAnswerError(f"No {what} has come within {_ANSWER_WITHIN_S:g} s.") from None
        return message

    def _changed(self) -> None:
        self._change.set()
        self._change = asyncio.Event()


class _Socket(asyncio.DatagramProtocol):
    """A UDP socket on a free port that hands over what comes."""

    def __init__(self, received: Callable[[bytes], None]) -> None:
        self._received = received
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def address(self) -> Address:
        assert self._transport is not None
        host, port = self._transport.get_extra_info("sockname")[:2]
        return Address(str(host), int(port))

    async def open(self, host: str) -> None:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(host, 0)
        )

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def send(self, datagram: bytes, where: Address) -> None:
        assert self._transport is not None
        self._transport.sendto(datagram, (where.host, where.port))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        del addr
        self._received(data)
