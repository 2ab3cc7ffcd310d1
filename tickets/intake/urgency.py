"""The morning list: what was asked for while nobody answered, the most urgent first.

Danger goes first, then the smallest children, then time. What is not known of an age counts as
grown up: whoever did not key it in is not put behind others for it, only not before them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from base.ids import ClinicCode, TicketId
from base.phone import PhoneNumber
from tickets.category import Kind
from tickets.clinic_choice import age_on
from tickets.number import TicketNumber

_SMALL_CHILD_YEARS: Final = 3
_CHILD_YEARS: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLine:
    """One request that waits for a person of ours."""

    ticket_id: TicketId
    number: TicketNumber
    kind: Kind
    taken_at: datetime
    is_urgent: bool
    is_partial: bool
    is_filed: bool
    """Whether it stands on its ticket already; what was just taken may not yet."""
    called_from: PhoneNumber | None
    phone: PhoneNumber | None
    """Where they want to be rung, if elsewhere."""
    born_on: date | None
    clinic: ClinicCode | None
    """Who was asked to send a doctor; `None` where a person has to choose."""
    recordings: tuple[str, ...]
    """Their names, in the order in which they were spoken."""


class UrgencyPlace(NamedTuple):
    """Where a request stands in the list; the smaller, the sooner."""

    can_wait: bool
    """Whether nobody named a danger sign."""
    age_rank: int
    taken_at: datetime
    counter: int
    kind: str


@dataclass(frozen=True, slots=True)
class MorningPage:
    """A part of the list."""

    lines: tuple[IntakeLine, ...]
    next: UrgencyPlace | None
    """Behind which the next part goes on; `None` when these were the last."""


def by_urgency(lines: Iterable[IntakeLine], today: date) -> tuple[IntakeLine, ...]:
    """Return the lines in the order in which people should take them."""
    return tuple(sorted(lines, key=lambda line: _place(line, today)))


def page_by_urgency(
    lines: Sequence[IntakeLine], after: UrgencyPlace | None, most: int, today: date
) -> MorningPage:
    """Return the part behind a place, whoever has been taken off the list meanwhile."""
    behind = [line for line in lines if after is None or _place(line, today) > after]
    page = by_urgency(behind, today)[:most]
    return MorningPage(page, _place(page[-1], today) if len(behind) > len(page) else None)


def _place(line: IntakeLine, today: date) -> UrgencyPlace:
    return UrgencyPlace(
        can_wait=not line.is_urgent,
        age_rank=_age_rank(line.born_on, today),
        taken_at=line.taken_at,
        counter=line.number.counter,
        kind=line.kind,
    )


def _age_rank(born_on: date | None, today: date) -> int:
    if born_on is None:
        return 3
    years = age_on(today, born_on)
    if years < 1:
        return 0
    if years < _SMALL_CHILD_YEARS:
        return 1
    return 2 if years < _CHILD_YEARS else 3
