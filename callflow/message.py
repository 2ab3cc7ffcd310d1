"""What a caller leaves us in their own voice: its names, and what becomes of it; stored as events.

A message is one answer to one question, in a file of its own. Digits do not end it by themselves:
whoever asked for it decides what a key means. Silence ends it, its limit ends it, and so does the
end of the call, which leaves what was said so far.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

MessageField = NewType("MessageField", str)
"""Which question a message answers, in a word of the menu: `what_happened`."""

FIELD_FORM: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""How a field is written: it is part of a file's name."""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Names a message within its call."""

    field: MessageField
    take: int
    """From 1; who speaks again makes another one."""


class MessageEnd(StrEnum):
    """What ended a message."""

    STOPPED = "stopped"
    """We were asked to end it, by a key or because the caller goes elsewhere."""
    SILENCE = "silence"
    LIMIT = "limit"
    HUNG_UP = "hung_up"
    """The caller is gone: what was said so far is kept."""


class MessageFault(StrEnum):
    """Why there is no message."""

    NOT_STARTED = "not_started"
    """The exchange cannot record."""
    NOTHING_THERE = "nothing_there"
    """It recorded, and nothing came of it: as a rule the disk is full."""


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """A message is over, and this is what lies there."""

    message: MessageRef
    ended_by: MessageEnd
    size_bytes: int
    duration_s: float
    has_voice: bool
    """Whether the caller was heard in it; a file of silence is as long as any other."""


@dataclass(frozen=True, slots=True)
class MessageFailed:
    """There is no message; the caller is still there."""

    message: MessageRef
    reason: MessageFault
