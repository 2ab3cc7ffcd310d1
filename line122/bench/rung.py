"""A call that rings at a cheap telephone: an operator's at the desk, or a citizen's outside."""

import secrets
from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Final

from line122.bench.outgoing import OK
from line122.bench.sound import Mouthpiece
from line122.bench.wire import Repetition, Wire
from line122.phones.raw import Address
from line122.phones.sip_text import (
    Header,
    SipMessage,
    answer_to,
    media_address,
    new_branch,
    offer,
    uri_of,
)

_RINGING: Final = 180
_CANCELLED: Final = 487


class _Stage(Enum):
    RINGING = auto()
    ANSWERED = auto()
    UP = auto()
    """Our answer has been acknowledged."""
    LEAVING = auto()
    OVER = auto()


class RungCall:
    """One dialog that the server began; it calls back at most once when up, once when over."""

    def __init__(
        self,
        wire: Wire,
        invite: SipMessage,
        *,
        on_up: Callable[["RungCall"], None],
        on_over: Callable[["RungCall"], None],
    ) -> None:
        self._wire = wire
        self._invite = invite
        self._on_up = on_up
        self._on_over = on_over
        self._stage = _Stage.RINGING
        self._call_id = invite.value("Call-ID")
        self._tag = secrets.token_hex(4)
        self._last: SipMessage | None = None
        self._repetition: Repetition | None = None
        where = media_address(invite.body)
        self._sound = None if where is None else Address(where.host, where.port)
        self._mouth = Mouthpiece(self._send_sound)
        self.number = user_of(uri_of(invite.value("From")))
        """What the telephone shows."""
        self.is_answered = False
        """Whether the telephone was picked up."""

    def ring(self) -> None:
        """Let the server know that it rings."""
        self._wire.listen(self._call_id, self._receive)
        self._last = answer_to(self._invite, _RINGING, self._tag)
        self._wire.send(self._last)

    def answer(self) -> None:
        """Pick up; a call that has ended meanwhile stays so."""
        if self._stage is not _Stage.RINGING:
            return
        self._stage, self.is_answered = _Stage.ANSWERED, True
        self._last = self._accepting(self._invite)
        self._repeat(self._last)

    def refuse(self, status: int) -> None:
        """Turn the call away, ringing or not."""
        self._wire.send(answer_to(self._invite, status, self._tag))
        self._end()

    def hang_up(self) -> None:
        """End the call at whatever stage it is."""
        match self._stage:
            case _Stage.RINGING:
                self.refuse(486)
            case _Stage.ANSWERED | _Stage.UP:
                self._stage = _Stage.LEAVING
                self._repeat(self._bye())
            case _:
                pass

    def murmur(self, after_s: float) -> None:
        """Show that somebody is there, so long after the last time."""
        self._mouth.murmur(after_s)

    def speak(self) -> None:
        """Say a word."""
        self._mouth.speak()

    def sound(self, payloads: Iterable[bytes]) -> None:
        """Send these packets of sound, when what is being said is over."""
        self._mouth.sound(payloads)

    def _receive(self, message: SipMessage, _at: object) -> None:
        match message.method:
            case _ if message.status is not None:
                self._stop_repeating()
                if self._stage is _Stage.LEAVING:
                    self._end()
            case "INVITE" if message.sequence == self._invite.sequence:
                assert self._last is not None, "A call that is listened for rings."
                self._wire.send(self._last)  # Their INVITE was sent once more.
            case "INVITE":
                # Within the call, to show another name: until it is answered no BYE can come.
                self._wire.send(self._accepting(message))
            case "ACK":
                self._acknowledged()
            case "BYE":
                self._wire.send(answer_to(message, OK, self._tag))
                self._end()
            case "CANCEL":
                self._wire.send(answer_to(message, OK, self._tag))
                self._cancelled()
            case _:
                self._wire.send(answer_to(message, OK, self._tag))

    def _accepting(self, invite: SipMessage) -> SipMessage:
        answer = answer_to(invite, OK, self._tag)
        here, sound = self._wire.address, self._wire.sound.address
        headers = (
            *answer.headers,
            Header("Contact", f"<sip:desk@{here.host}:{here.port}>"),
            Header("Content-Type", "application/sdp"),
        )
        return SipMessage(answer.start_line, headers, offer(sound.host, sound.port))

    def _acknowledged(self) -> None:
        if self._stage is _Stage.ANSWERED:
            self._stop_repeating()
            self._stage = _Stage.UP
            self._on_up(self)

    def _cancelled(self) -> None:
        # One that crosses our answer changes nothing: a BYE follows.
        if self._stage is _Stage.RINGING:
            self._wire.send(answer_to(self._invite, _CANCELLED, self._tag))
            self._end()

    def _bye(self) -> SipMessage:
        here = self._wire.address
        target = uri_of(self._invite.value("Contact"))
        headers = (
            Header("Via", f"SIP/2.0/UDP {here.host}:{here.port};branch={new_branch()};rport"),
            Header("Max-Forwards", "70"),
            Header("From", f"{self._invite.value('To')};tag={self._tag}"),
            Header("To", self._invite.value("From")),
            Header("Call-ID", self._call_id),
            Header("CSeq", "1 BYE"),
        )
        return SipMessage(f"BYE {target} SIP/2.0", headers)

    def _end(self) -> None:
        if self._stage is not _Stage.OVER:
            self._stage = _Stage.OVER
            self._stop_repeating()
            self._mouth.fall_silent()
            self._wire.forget(self._call_id)
            self._on_over(self)

    def _repeat(self, message: SipMessage) -> None:
        self._stop_repeating()
        self._repetition = self._wire.send_until_stopped(message)

    def _stop_repeating(self) -> None:
        if self._repetition is not None:
            self._repetition.stop()

    def _send_sound(self, packet: bytes) -> None:
        if self._sound is not None and self._stage is _Stage.UP:
            self._wire.sound.send(packet, self._sound)


def user_of(uri: str) -> str:
    """Return the part of a SIP address that names somebody."""
    return uri.removeprefix("sip:").partition("@")[0]
