"""SIP and SDP as text: just enough to write an odd request and to read the answers.

Nothing here checks what it is asked to write; that is the point of it.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

_PAIR = re.compile(r'(\w+)="?([^",]+)"?')
_SDP_HOST = re.compile(r"^c=IN IP4 (\S+)", re.MULTILINE)
_SDP_PORT = re.compile(r"^m=audio (\d+)", re.MULTILINE)

BRANCH_PREFIX = "z9hG4bK"
"""What every branch must begin with, RFC 3261, 8.1.1.7."""

TELEPHONE_EVENT = 101
"""The payload type that our offers give to pressed keys."""


@dataclass(frozen=True, slots=True)
class Header:
    """One header line."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SipMessage:
    """A request or an answer."""

    start_line: str
    headers: tuple[Header, ...]
    body: str = ""

    @property
    def status(self) -> int | None:
        """The code of an answer; `None` for a request."""
        words = self.start_line.split(" ")
        return int(words[1]) if words[0] == "SIP/2.0" else None

    @property
    def method(self) -> str:
        """The method of a request, or of the request that an answer belongs to."""
        if self.status is None:
            return self.start_line.split(" ")[0]
        return self.value("CSeq").partition(" ")[2]

    @property
    def sequence(self) -> int:
        """The number in CSeq."""
        return int(self.value("CSeq").partition(" ")[0])

    def value(self, name: str) -> str:
        """Return the first header of that name, empty when there is none."""
        return next((each.value for each in self.all(name)), "")

    def all(self, name: str) -> tuple[Header, ...]:
        """Return every header of that name, in order."""
        return tuple(each for each in self.headers if each.name.lower() == name.lower())

    def encode(self) -> bytes:
        """Return the message as it travels, with its Content-Length."""
        body = self.body.encode()
        lines = [self.start_line, *(f"{each.name}: {each.value}" for each in self.headers)]
        return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def parse(datagram: bytes) -> SipMessage | None:
    """Return what a datagram says, `None` for a keep-alive or anything else that is not SIP."""
    head, _, body = datagram.decode("utf-8", "replace").partition("\r\n\r\n")
    start_line, *lines = head.split("\r\n")
    if "SIP/2.0" not in start_line:
        return None
    pairs = (line.partition(":") for line in lines)
    headers = tuple(
        Header(name.strip(), value.strip())
        for name, _, value in pairs
        if name.strip().lower() != "content-length"
    )
    return SipMessage(start_line, headers, body)


def answer_to(request: SipMessage, status: int, tag: str) -> SipMessage:
    """Return the answer that goes back the way the request came."""
    copied = [
        each
        for each in request.headers
        if each.name.lower() in {"via", "from", "call-id", "cseq", "record-route"}
    ]
    to = request.value("To")
    tagged = to if ";tag=" in to else f"{to};tag={tag}"
    return SipMessage(f"SIP/2.0 {status} Answer", (*copied, Header("To", tagged)))


def new_branch() -> str:
    """Return the name of a new transaction."""
    return BRANCH_PREFIX + secrets.token_hex(8)


def uri_of(header: str) -> str:
    """Return the address within a To, From or Contact header."""
    bracketed = re.search(r"<([^>]*)>", header)
    return bracketed[1] if bracketed else header.partition(";")[0].strip()


def authorization(challenge: str, account: str, secret: str, request_line: str) -> str:
    """Return the answer to a digest challenge for a request of this first line.

    Source: RFC 2617, 3.2.2, without `qop`, which every server must accept.
    """
    pairs = dict(_PAIR.findall(challenge))
    method, uri = request_line.split(" ")[:2]
    ours = _md5(f"{account}:{pairs['realm']}:{secret}")
    response = _md5(f"{ours}:{pairs['nonce']}:{_md5(f'{method}:{uri}')}")
    opaque = f', opaque="{pairs["opaque"]}"' if "opaque" in pairs else ""
    return (
        f'Digest username="{account}", realm="{pairs["realm"]}", nonce="{pairs["nonce"]}", '
        f'uri="{uri}", response="{response}", algorithm=MD5{opaque}'
    )


def offer(host: str, port: int, *, has_events: bool = True) -> str:
    """Return an SDP offer of A-law, and of telephone events unless the telephone has none."""
    events = (
        f"a=rtpmap:{TELEPHONE_EVENT} telephone-event/8000",
        f"a=fmtp:{TELEPHONE_EVENT} 0-15",
    )
    lines = (
        "v=0",
        f"o=- 1 1 IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP 8{f' {TELEPHONE_EVENT}' if has_events else ''}",
        "a=rtpmap:8 PCMA/8000",
        *(events if has_events else ()),
        "a=sendrecv",
    )
    return "".join(f"{line}\r\n" for line in lines)


@dataclass(frozen=True, slots=True)
class MediaAddress:
    """Where the far end wants its sound."""

    host: str
    port: int


def media_address(sdp: str) -> MediaAddress | None:
    """Return where an SDP body wants its sound, `None` when it names no place."""
    host, port = _SDP_HOST.search(sdp), _SDP_PORT.search(sdp)
    return MediaAddress(host[1], int(port[1])) if host and port else None


def _md5(text: str) -> str:
    # Digest authentication of SIP is defined on MD5; nothing is kept secret by it here.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
