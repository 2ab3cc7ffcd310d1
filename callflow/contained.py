"""Whom the menu served, until it is certain: who comes back for the same was not served by it.

It is remembered by the person's number for as long as a coming back says something, and no longer;
after a restart it is read from the rows of those calls. Limits: people without a number are
nobody's second call.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from base.ids import ContactId
from base.phone import CallerKey
from tickets.contact import Contact

_MOST: Final = 20_000
"""More people than any line serves by its menu in a day; the oldest are forgotten first."""


@dataclass(frozen=True, slots=True)
class NotContained:
    """Somebody came back for what a menu seemed to have settled."""

    contact_id: ContactId
    """The earlier contact, which the menu ended."""
    subject: str
    after_s: float


OnReturn = Callable[[NotContained], None]
OnServed = Callable[[Contact], None]


@dataclass(frozen=True, slots=True)
class ServedByMenu:
    """That a menu was enough for somebody, as far as one could tell then."""

    number: CallerKey
    contact_id: ContactId
    """The contact that ended with it."""
    subject: str | None
    """What they had called for."""
    at: datetime


class ServedBook(Protocol):
    """Where it can be read whom menus served."""

    async def served_by_menu(self, since: datetime) -> tuple[ServedByMenu, ...]:
        """Return whose contact a menu ended since then, the oldest first."""
        ...


class Contained:
    """Remembers whom the menu served."""

    def __init__(self, within_s: float) -> None:
        self.within_s = within_s
        self._served: dict[CallerKey, ServedByMenu] = {}
        self.on_return: OnReturn = _unheard
        self.on_served: OnServed = _unheard

    def served(self, contact: Contact, subject: str | None, now: datetime) -> None:
        """Take that the menu was enough for a person, as far as one can tell."""
        self.on_served(contact)
        if contact.number is not None:
            self._remember(ServedByMenu(contact.number, contact.contact_id, subject, now))

    def recall(self, served: Iterable[ServedByMenu]) -> None:
        """Take up whom the menu served before this start, the oldest first."""
        for each in served:
            self._remember(each)

    def wanted(self, contact: Contact, subject: str, now: datetime) -> None:
        """Take what a person wants now; tell when they came back for it."""
        before = None if contact.number is None else self._served.get(contact.number)
        if before is None or before.contact_id == contact.contact_id or before.subject != subject:
            return
        assert contact.number is not None, "Only who has a number is remembered."
        del self._served[contact.number]
        after_s = (now - before.at).total_seconds()
        if after_s <= self.within_s:
            self.on_return(NotContained(before.contact_id, subject, after_s))

    def _remember(self, served: ServedByMenu) -> None:
        self._served.pop(served.number, None)
        if len(self._served) >= _MOST:
            del self._served[next(iter(self._served))]
        self._served[served.number] = served


def _unheard(_news: object) -> None:
    """Let nobody know."""
