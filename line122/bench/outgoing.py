"""A call that a cheap telephone makes: a citizen's over the trunk, or an operator's to a code."""

import secrets
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final

from line122.bench.dtmf import key_sound
from line122.bench.hearing import SoundPort
from line122.bench.sound import Mouthpiece
from line122.bench.wire import Repetition, Wire
from line122.phones.raw import Address
from line122.phones.sip_text import (
    TELEPHONE_EVENT,
    Header,
    SipMessage,
    answer_to,
    authorization,
    media_address,
    new_branch,
    offer,
    uri_of,
)

OK: Final = 200
_REFUSALS: Final = 300
_UNAUTHORIZED: Final = 401
_KEYS: Final = "0123456789*#"
_EVENT_PACKETS: Final = 4
_KEY_VOLUME: Final = 10
_KEY_END: Final = 0x80
_KEY_MARKER: Final = 0x80
_KEY_SAMPLES: Final = 800
"""100 ms: Asterisk makes a key that is told to be shorter than 80 ms wait for sound to follow."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls whom."""

    number: str
    dials: str
    secret: str | None = None
    """What answers a challenge; trunks are not challenged."""
    has_events: bool = True
    """Whether the telephone offers telephone events; without them keys can only be sung."""


class _Stage(Enum):
    DIALLING = auto()
    PROCEEDING = auto()
    UP = auto()
    LEAVING = auto()
    OVER = auto()


class OutgoingCall:
    """One dialog that we began; it calls back at most once when answered, once when over."""

    def __init__(
        self,
        wire: Wire,
        caller: Caller,
        *,
        on_answered: Callable[[], None],
        on_over: Callable[[], None],
        sound: SoundPort | None = None,
    ) -> None:
        """`sound` is an ear of this call's own; without one it hears nothing."""
        self._wire = wire
        self._port = sound or wire.sound
        self._caller = caller
        self._on_answered = on_answered
        self._on_over = on_over
        self._stage = _Stage.DIALLING
        self._call_id = secrets.token_hex(8)
        self._tag = secrets.token_hex(4)
        self._uri = f"sip:{caller.dials}@{wire.server.host}:{wire.server.port}"
        self._to = f"<{self._uri}>"
        self._target = self._uri
        self._sequence = 0
        self._sound: Address | None = None
        self._mouth = Mouthpiece(self._send_sound)
        self.refused_as: int | None = None
        """The answer that turned the call away; `None` when none did."""
        self.answered_at: datetime | None = None
        """When the 200 OK arrived at this machine."""
        self._repetition: Repetition | None = None
        wire.listen(self._call_id, self._receive)
        self._invite = self._send_invite()

    def press(self, key: str) -> None:
        """Press a key, as telephone events; before the answer it goes nowhere.

        Source: RFC 4733, 2.5.1.4: a beginning, and the end three times.
        """
        if self._sound is None:
            return
        source = secrets.randbits(32)
        for copy in range(_EVENT_PACKETS):
            packet = struct.pack(
                "!BBHIIBBH",
                0x80,
                TELEPHONE_EVENT | (_KEY_MARKER if copy == 0 else 0),
                copy,
                0,
                source,
                _KEYS.index(key),
                _KEY_VOLUME | (0 if copy == 0 else _KEY_END),
                _KEY_SAMPLES // _EVENT_PACKETS if copy == 0 else _KEY_SAMPLES,
            )
            self._port.send(packet, self._sound)

    def sing(self, key: str) -> None:
        """Press a key as its two tones, as telephones do that have no telephone events."""
        self._mouth.sound(key_sound(key))

    def sound(self, payloads: Iterable[bytes]) -> None:
        """Send these packets of sound, when what is being said is over."""
        self._mouth.sound(payloads)

    def murmur(self, after_s: float) -> None:
        """Show that somebody is there, so long after the last time."""
        self._mouth.murmur(after_s)

    @property
    def is_speaking(self) -> bool:
        """Whether something is still being said."""
        return self._mouth.is_speaking

    def speak(self, words: int = 1) -> None:
        """Say so many words."""
        self._mouth.speak(words)

    def hang_up(self) -> None:
        """End the call at whatever stage it is."""
        if self._stage is _Stage.UP:
            self._stage = _Stage.LEAVING
            self._ask(self._request("BYE", self._target))
        elif self._stage is _Stage.PROCEEDING:
            self._stage = _Stage.LEAVING
            self._wire.send(_again("CANCEL", self._invite))
        elif self._stage is _Stage.DIALLING:
            # Nothing has come back: there is nothing to end, and what comes later is told so.
            self._end()

    def _receive(self, message: SipMessage, at: datetime) -> None:
        if message.status is None:
            self._take_request(message)
            return
        self._stop_asking()
        if message.method == "INVITE":
            self._take_answer(message, message.status, at)
        elif message.method == "BYE":
            self._end()

    def _take_request(self, request: SipMessage) -> None:
        if request.method == "ACK":
            return
        self._wire.send(answer_to(request, OK, self._tag))
        if request.method == "BYE":
            self._end()

    def _take_answer(self, answer: SipMessage, status: int, at: datetime) -> None:
        if status < OK:
            if self._stage is _Stage.DIALLING:
                self._stage = _Stage.PROCEEDING
        elif status < _REFUSALS:
            self._take_success(answer, at)
        elif status == _UNAUTHORIZED and self._caller.secret and self._sequence == 1:
            self._wire.send(_again("ACK", self._invite, to=answer.value("To")))
            challenge = answer.value("WWW-Authenticate")
            self._invite = self._send_invite(challenge, self._caller.secret)
        else:
            self._wire.send(_again("ACK", self._invite, to=answer.value("To")))
            self.refused_as = status
            self._end()

    def _take_success(self, answer: SipMessage, at: datetime) -> None:
        self._to = answer.value("To")
        self._target = uri_of(answer.value("Contact")) or self._target
        self._wire.send(self._request("ACK", self._target, sequence=answer.sequence))
        if self._stage in {_Stage.DIALLING, _Stage.PROCEEDING}:
            self._stage, self.answered_at = _Stage.UP, at
            where = media_address(answer.body)
            self._sound = None if where is None else Address(where.host, where.port)
            self._on_answered()
        elif self._stage is _Stage.LEAVING:
            # It was answered before the CANCEL arrived.
            self._ask(self._request("BYE", self._target))

    def _send_invite(self, challenge: str = "", secret: str = "") -> SipMessage:
        request = self._request("INVITE", self._uri)
        extra = [Header("Content-Type", "application/sdp")]
        if challenge:
            line = request.start_line
            proof = authorization(challenge, self._caller.number, secret, line)
            extra.append(Header("Authorization", proof))
        here = self._port.address
        body = offer(here.host, here.port, has_events=self._caller.has_events)
        invite = SipMessage(request.start_line, (*request.headers, *extra), body)
        self._ask(invite)
        return invite

    def _ask(self, request: SipMessage) -> None:
        self._stop_asking()
        self._repetition = self._wire.send_until_stopped(request)

    def _stop_asking(self) -> None:
        if self._repetition is not None:
            self._repetition.stop()

    def _request(self, method: str, uri: str, *, sequence: int | None = None) -> SipMessage:
        if sequence is None:
            self._sequence = sequence = self._sequence + 1
        here = self._wire.address
        me = f"sip:{self._caller.number}@{here.host}:{here.port}"
        headers = (
            Header("Via", f"SIP/2.0/UDP {here.host}:{here.port};branch={new_branch()};rport"),
            Header("Max-Forwards", "70"),
            Header("From", f"<sip:{self._caller.number}@{here.host}>;tag={self._tag}"),
            Header("To", self._to),
            Header("Call-ID", self._call_id),
            Header("CSeq", f"{sequence} {method}"),
            Header("Contact", f"<{me}>"),
        )
        return SipMessage(f"{method} {uri} SIP/2.0", headers)

    def _end(self) -> None:
        if self._stage is not _Stage.OVER:
            self._stage = _Stage.OVER
            self._stop_asking()
            self._mouth.fall_silent()
            self._wire.forget(self._call_id)
            self._on_over()

    def _send_sound(self, packet: bytes) -> None:
        if self._sound is not None and self._stage is _Stage.UP:
            self._port.send(packet, self._sound)


def _again(method: str, invite: SipMessage, to: str = "") -> SipMessage:
    """Return a CANCEL, or the ACK of a refusal: parts of the INVITE's own transaction."""
    uri = invite.start_line.split(" ")[1]
    sequence = str(invite.sequence)
    replaced = {"CSeq": f"{sequence} {method}", **({"To": to} if to else {})}
    kept = ("Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq")
    headers = tuple(Header(name, replaced.get(name) or invite.value(name)) for name in kept)
    return SipMessage(f"{method} {uri} SIP/2.0", headers)
