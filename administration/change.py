"""One step of an administrator: what a thing was, and what it is since then.

A thing is a subject of a kind: the account of an operator, the name of a queue, a day. What it
says is a document, JSON with its fields in order, so that two which say the same are the same
text; no document is a thing that is not there, works no more, or goes as it was planned. Steps
are only ever added: an undone one is followed by the step that undoes it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from base.ids import ChangeId


class Kind(StrEnum):
    """What may be changed."""

    OPERATOR = "operator"
    """By account: name and skills; without a document nobody answers by it."""
    USER = "user"
    """By login: name, roles, telephone and clinic; without a document nobody signs in by it."""
    QUEUE = "queue"
    """By name: what differs from the settings."""
    CATEGORY = "category"
    """By code: what differs from the file of categories, or a part that it lacks."""
    CLINIC = "clinic"
    """By code: its capacity, its hours and its telephones."""
    DISPATCHER = "dispatcher"
    """By code: the telephone that answers for 103, and where."""
    NUMBER = "number"
    """By telephone number: how its calls are taken."""
    DAY = "day"
    """By date: a day that is not what the calendar says."""
    HOURS = "hours"
    """By service: forced open or closed."""
    TOPIC = "topic"
    """By name: a hot topic that is on the line or awaited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A step that was taken."""

    change_id: ChangeId
    kind: Kind
    subject: str
    before: str | None
    after: str | None
    """The same as before where only a secret was made anew."""
    actor: str
    """The login of whoever did it, or who they are at the terminal."""
    at: datetime
    undoes: ChangeId | None = None
    follows: ChangeId | None = None
    """The step before it of the same thing; two steps never follow the same one."""
