"""Every form and oddity of a caller's number, and what it must turn out to be.

Source: the table of what bad input gets, measured on Asterisk with real INVITEs.
"""

from dataclasses import dataclass

from base.phone import NumberFlag, NumberKind
from line122.phones.raw import Invite
from line122.phones.sip_text import Header

_HOST = "127.0.0.1"
_WITHHELD_BUT_ASSERTED = (
    Header("P-Asserted-Identity", f"<sip:79105550199@{_HOST}>"),
    Header("Privacy", "id"),
)


@dataclass(frozen=True, slots=True)
class OddCaller:
    """One INVITE, and how the caller's number must be read."""

    story: str
    invite: Invite
    kind: NumberKind
    number: str | None = None
    flag: NumberFlag | None = None
    """One that must be raised; others may be."""


def _from(user: str, name: str = "Citizen") -> Invite:
    return Invite("122", f'"{name}" <sip:{user}@{_HOST}>')


def _named(story: str, name: str, number: str) -> OddCaller:
    return OddCaller(story, _from(number, name), NumberKind.NATIONAL, f"+{number}")


def _national(story: str, user: str, number: str) -> OddCaller:
    return OddCaller(story, _from(user), NumberKind.NATIONAL, number)


def _withheld(story: str, invite: Invite) -> OddCaller:
    return OddCaller(story, invite, NumberKind.WITHHELD)


def _unusable(story: str, user: str, flag: NumberFlag = NumberFlag.NOT_A_NUMBER) -> OddCaller:
    return OddCaller(story, _from(user), NumberKind.UNUSABLE, None, flag)


ODD_CALLERS = (
    _national("international with a plus", "+79105550101", "+79105550101"),
    _national("international without a plus", "79105550102", "+79105550102"),
    _national("national with the trunk prefix", "89105550103", "+79105550103"),
    _national("national without the trunk prefix", "9105550104", "+79105550104"),
    _national("with separators", "+7%20910%20555-01-05", "+79105550105"),
    OddCaller("local", _from("242488"), NumberKind.LOCAL, "+78442242488"),
    OddCaller("foreign, plus", _from("+380441234501"), NumberKind.FOREIGN, "+380441234501"),
    OddCaller("foreign, 810", _from("810380441234502"), NumberKind.FOREIGN, "+380441234502"),
    OddCaller("Kazakhstan", _from("+77011234503"), NumberKind.FOREIGN, "+77011234503"),
    OddCaller("tel URI", Invite("122", "<tel:+79105550106>"), NumberKind.NATIONAL, "+79105550106"),
    OddCaller(
        "tel URI with a context",
        Invite("122", "<tel:9105550107;phone-context=+7>"),
        NumberKind.NATIONAL,
        "+79105550107",
    ),
    OddCaller("emergency service", _from("103"), NumberKind.SHORT),
    _withheld("empty user", Invite("122", f"<sip:{_HOST}>")),
    _withheld("anonymous", _from("anonymous", "Anonymous")),
    _withheld("Unavailable", _from("Unavailable")),
    _withheld("Restricted", _from("Restricted")),
    _withheld(
        "anonymous but asserted",
        Invite("122", "<sip:anonymous@anonymous.invalid>", _WITHHELD_BUT_ASSERTED),
    ),
    _unusable("300 digits", "7" * 300, NumberFlag.TOO_LONG),
    _unusable("markup", "%3Cimg%20src=x%20onerror=alert(1)%3E"),
    _unusable("SQL", "%27%3B%20DROP%20TABLE%20call%3B--"),
    _unusable("a line break", "7910%0d%0aEvent:%20x"),
    _unusable("a second destination", "122&PJSIP%2ftrunk%2f81012345"),
    _withheld("broken UTF-8", _from("%ff%fe7910")),
    _withheld("a NUL", _from("%007910")),
    _named("300 letters in the name", "Ы" * 300, "79105550108"),
    _named("a command in the name", "${SHELL(id)}", "79105550109"),
    _named("a reversed name", "\u202etxt.\U0001f691", "79105550110"),
    OddCaller(
        "100 unknown headers",
        Invite(
            "122",
            f"<sip:79105550111@{_HOST}>",
            tuple(Header(f"X-Odd-{number}", "?" * 40) for number in range(100)),
        ),
        NumberKind.NATIONAL,
        "+79105550111",
    ),
    OddCaller(
        "60 KB of INVITE",
        Invite("122", f"<sip:79105550112@{_HOST}>", (Header("X-Long", "x" * 60_000),)),
        NumberKind.NATIONAL,
        "+79105550112",
    ),
    OddCaller(
        "an unknown dialled number",
        Invite("5550000", f"<sip:79105550113@{_HOST}>"),
        NumberKind.NATIONAL,
        "+79105550113",
    ),
)

UNANSWERABLE = (
    b"INVITE sip:122@127.0.0.1 SIP/2.0\r\nFrom: <sip:@127.0.0.1>;tag=1\r\n\r\n",
    "INVITE sip:122@127.0.0.1 SIP/2.0\r\nFrom: <sip:Сидоров@127.0.0.1>\r\n\r\n".encode(),
    b"INVITE sip:122@127.0.0.1 SIP/2.0\r\nCall-ID: without-from\r\nCSeq: 1 INVITE\r\n\r\n",
    b"INVITE sip:122@127.0.0.1 SIP/2.0\r\nContent-Length: -1\r\n\r\n",
    "INVITE sip:122@127.0.0.1 SIP/2.0\r\n\r\n".encode("utf-16"),
    bytes(range(256)) * 4,
)
"""Datagrams that are no INVITE at all: Asterisk throws them away."""
