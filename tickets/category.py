"""What tickets are about: kinds, and a tree of categories that a site may change.

The code of a category names its place: `support.form` is a part of `support`. A part has what it
does not say itself from the category around it. Some categories say what is *not* ours; whoever
asks for that gets the scripted answer, which names who helps instead.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

CategoryCode = NewType("CategoryCode", str)
"""A category's place in the tree, with dots."""

_DOT = "."


class Kind(StrEnum):
    """What sort of thing a ticket asks for; it decides what a ticket must say."""

    UNDETERMINED = "undetermined"
    """Nobody has said yet; every call begins so."""
    HOME_VISIT = "home_visit"
    APPOINTMENT = "appointment"
    COMPLAINT = "complaint"
    REFERENCE = "reference"
    SUPPORT = "support"
    """An institution needs help with its program."""
    WISH = "wish"
    FOLLOW_UP = "follow_up"
    """A task of ours, for a person, because something else went wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One entry of the tree, with what it has from those around it."""

    code: CategoryCode
    title: str
    """In Russian, as operators and reports show it."""
    kind: Kind
    is_in_scope: bool = True
    answer: str = ""
    """What is said to whoever asks for what is not ours; only there it may not be empty."""
    own_within_s: float | None = None
    """The working time until somebody must be responsible; `None` where no clock runs."""
    resolve_within_s: float | None = None
    """The working time until it must be done."""
    service: str | None = None
    """Whose hours the clocks go by; `None` for the site's own."""

    @property
    def parent(self) -> CategoryCode | None:
        """The category around this one."""
        around, dot, _ = self.code.rpartition(_DOT)
        return CategoryCode(around) if dot else None


class CategoryTree:
    """All categories of a site; a code may be looked up long after the category is gone."""

    def __init__(self, categories: Iterable[Category] = ()) -> None:
        self._by_code: Mapping[CategoryCode, Category] = {each.code: each for each in categories}

    def __iter__(self) -> Iterator[Category]:
        """Yield every category in the order of the file."""
        return iter(self._by_code.values())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._by_code)

    def find(self, code: CategoryCode | None) -> Category | None:
        """Return a category; `None` when the site has none of that code."""
        return None if code is None else self._by_code.get(code)

    def path(self, code: CategoryCode) -> tuple[Category, ...]:
        """Return the category and all around it, the widest first; nothing for an unknown code."""
        found: list[Category] = []
        at = self.find(code)
        while at is not None:
            found.append(at)
            at = self.find(at.parent)
        return tuple(reversed(found))
