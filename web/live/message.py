"""What a page is sent, as bytes: what all pages have in common is encoded once for all of them.

A state has parts that several people see and parts of one's own. Both are kept as text that only
has to be joined with a number and a moment, so that one more page costs no more than its own part.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from web.live.delta import Delta, State

_COMMA: Final = b","


@dataclass(frozen=True, slots=True)
class Written:
    """A part of a state, without the braces around it."""

    entries: bytes = b""


@dataclass(frozen=True, slots=True)
class WrittenDelta:
    """A part of a difference, without the braces and brackets around it."""

    set: bytes = b""
    gone: bytes = b""

    def __bool__(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.set or self.gone)


NOTHING: Final = WrittenDelta()


@dataclass(frozen=True, slots=True)
class DatedDelta:
    """A difference as it is told at a moment: complete but for the number of its page."""

    change: WrittenDelta
    text: bytes


def written(state: State) -> Written:
    """Return a part of a state as text."""
    return Written(msgspec.json.encode(state)[1:-1])


def written_delta(delta: Delta) -> WrittenDelta:
    """Return a part of a difference as text."""
    if not delta:
        return NOTHING
    return WrittenDelta(
        msgspec.json.encode(delta.set)[1:-1], msgspec.json.encode(delta.gone)[1:-1]
    )


def together(parts: Iterable[WrittenDelta]) -> WrittenDelta:
    """Return several parts of a difference as one; no two may have a path in common."""
    said = [part for part in parts if part]
    if len(said) == 1:
        return said[0]
    return WrittenDelta(
        _COMMA.join(part.set for part in said if part.set),
        _COMMA.join(part.gone for part in said if part.gone),
    )


def snapshot(number: int, at: datetime, *parts: Written) -> bytes:
    """Return the message that shows a whole state; no two parts may have a key in common."""
    entries = _COMMA.join(part.entries for part in parts if part.entries)
    return b'{"is":"snapshot",%b,"state":{%b}}' % (_head(number, at), entries)


def delta(number: int, at: datetime, change: WrittenDelta) -> bytes:
    """Return the message that tells what changed since the one before."""
    return numbered(number, dated(change, at))


def dated(change: WrittenDelta, at: datetime) -> DatedDelta:
    """Return what is alike in the message of every page that is told of a change."""
    said = (msgspec.json.encode(at), change.set, change.gone)
    return DatedDelta(change, b',"at":%b,"set":{%b},"gone":[%b]}' % said)


def numbered(number: int, told: DatedDelta) -> bytes:
    """Return the message of one page."""
    return b'{"is":"delta","number":%d%b' % (number, told.text)


def beat(number: int, at: datetime) -> bytes:
    """Return the message that tells that nothing has changed since the one of that number."""
    return b'{"is":"beat",%b}' % _head(number, at)


def _head(number: int, at: datetime) -> bytes:
    return b'"number":%d,"at":%b' % (number, msgspec.json.encode(at))
