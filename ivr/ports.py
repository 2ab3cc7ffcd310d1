"""What a menu needs from the rooms above: somebody who knows the answers, and a desk for requests.

Both are asked by the call that walks the menu, never by the walk itself. An asker stands for the
person: what may be told depends on who asks, and whoever asks for somebody else's is `DENIED`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from base.ids import CallId, ContactId
from base.phone import PhoneNumber
from ivr.nodes import RequestKind
from ivr.walk import LookUpOutcome, Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and where."""

    call_id: CallId
    contact_id: ContactId
    ticket_number: str
    """Of the contact's first ticket, as it is read and written."""
    number: PhoneNumber | None
    """Where the call comes from; `None` where it is withheld or unusable: it proves nobody."""
    service: str
    dialled: str
    now: datetime


@dataclass(frozen=True, slots=True)
class LookUpAnswer:
    """What was found, or why not."""

    outcome: LookUpOutcome
    values: Mapping[str, str] = field(default_factory=dict)
    """What the node `brings`, each in the form in which its slot is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRequest:
    """A request as a menu took it."""

    kind: RequestKind
    values: Mapping[str, str]
    """What was keyed in: the field and its digits, as the check of the field made them."""
    takes: tuple[Take, ...] = ()
    """What was spoken: with the call's id each names a message."""
    is_partial: bool = False
    """Whether the caller left before they had given all that is needed."""
    topic: str | None = None
    """What the caller chose before, in a word of the menu."""
    language: str = "ru"


class LookUps(Protocol):
    """The tables and registries that menus ask."""

    async def look_up(self, asker: Asker, name: str, values: Mapping[str, str]) -> LookUpAnswer:
        """Return what is known by the values, or that nothing could be asked (`FAILED`).

        The walk waits so long and no longer; what comes later is dropped.
        """
        ...


class RequestDesk(Protocol):
    """Where the requests of menus are kept."""

    async def file(self, asker: Asker, request: FiledRequest) -> None:
        """Keep a request until it is committed; the same one twice is kept once.

        Called again, also after a restart, until it returns. One request per call and kind: a
        later one replaces an earlier partial one.

        Raises:
            Exception: it could not be kept now; the caller of this tries again.

        """
        ...
