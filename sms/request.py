"""From a message to the request that sends it, and from the reply to what became of it; pure.

Names in braces stand for what a message holds: `{number}` with its plus, `{digits}` without it,
`{text}`, `{id}` (the same at every try, so that a service may leave out what it has sent already),
and `{token}`. What goes into an address is percent-encoded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import quote

import msgspec

from base.errors import Line122Error
from callback.sms import SmsRow
from sms.policy import BodyForm, ReplyForm, RequestForm

_SHOWN_CHARS: Final = 120
_SERVER_FAULT: Final = 500
_PASSING: Final = frozenset({408, 425, 429})
"""Refusals that speak of the moment and not of the message."""

_EXAMPLE: Final = dict.fromkeys(("number", "digits", "text", "id", "token"), "1")


class TemplateError(Line122Error):
    """A template of the sender names what a message does not hold; the text tells which it may."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request, ready to be sent; the address and the headers may hold a secret."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """The service has taken the message."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """It has not, and may do so later."""

    error: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """It never will."""

    error: str


Reply: TypeAlias = Taken | TryAgain | Rejected


def request_of(message: SmsRow, form: RequestForm) -> HttpRequest:
    """Return the request that sends the message."""
    known = {
        "number": message.number,
        "digits": message.number.removeprefix("+"),
        "text": message.text,
        "id": str(message.sms_id),
        "token": form.token,
    }
    fields = {name: filled(text, known) for name, text in form.fields.items()}
    headers = {name: filled(text, known) for name, text in form.headers.items()}
    body: bytes | None = None
    match form.body:
        case BodyForm.JSON:
            body = msgspec.json.encode(fields)
            headers = {"Content-Type": "application/json", **headers}
        case BodyForm.FORM:
            body = "&".join(f"{quote(k)}={quote(v, safe='')}" for k, v in fields.items()).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        case BodyForm.NONE:
            pass
    quoted = {name: quote(value, safe="") for name, value in known.items()}
    return HttpRequest(form.method, filled(form.url, quoted), headers, body)


def read_reply(status: int, body: bytes, form: ReplyForm) -> Reply:
    """Return what a reply means for the message."""
    if status in form.statuses:
        return _judged(body, form)
    if status >= _SERVER_FAULT or status in _PASSING:
        return TryAgain(f"status {status}")
    return Rejected(f"status {status}")


def without_secrets(error: str, message: SmsRow, token: str) -> str:
    """Return what went wrong in few words, with neither number, text nor token in them."""
    digits = message.number.removeprefix("+")
    for secret in (message.text, message.number, digits, token):
        if secret:
            error = error.replace(secret, "…")
    return error[:_SHOWN_CHARS]


def check_template(text: str) -> str:
    """Return the template unchanged.

    Raises:
        TemplateError: it names what a message does not hold.

    """
    filled(text, _EXAMPLE)
    return text


def filled(text: str, known: Mapping[str, str]) -> str:
    """Return the template with its names replaced.

    Raises:
        TemplateError: it names what is not known.

    """
    try:
        return text.format_map(known)
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        names = ", ".join(f"{{{name}}}" for name in sorted(_EXAMPLE))
        raise TemplateError(f"write only {names} in braces") from error


def _judged(body: bytes, form: ReplyForm) -> Reply:
    if not form.path:
        return Taken()
    word = _word_at(body, form.path)
    if word is None:
        return TryAgain(f"no {'.'.join(form.path)} in the reply")
    if word in form.words:
        return Taken()
    return Rejected(f"{'.'.join(form.path)} is {word}")


def _word_at(body: bytes, path: tuple[str, ...]) -> str | None:
    try:
        found: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    for part in path:
        if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        elif isinstance(found, dict):
            found = found.get(part)
        else:
            return None
    if found is None or isinstance(found, dict | list):
        return None
    return str(found).lower() if isinstance(found, bool) else str(found)
