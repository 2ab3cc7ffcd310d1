"""What a site decides about its tickets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from base.calendar import OpeningHours
from tickets.category import CategoryCode, CategoryTree, Kind

_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPolicy:
    """Categories, the hours that their clocks go by, and how long things stay open."""

    categories: CategoryTree
    site_hours: OpeningHours
    """Of categories that name no service of their own."""
    hours: Mapping[CategoryCode, OpeningHours] = field(default_factory=dict)
    reopen_within_s: float = 72 * _HOUR_S
    """How long after its end a ticket may be opened again; then it is closed for good."""
    warn_share: float = 0.8
    """The share of a deadline's time after which it is called near."""
    citizen_silent_s: float = 72 * _HOUR_S
    """How long a citizen may leave our question unanswered before a person looks."""

    targets: Mapping[Kind, str] = field(default_factory=dict)
    """Which other system follows all tickets of a kind."""

    def hours_of(self, code: CategoryCode | None) -> OpeningHours:
        """Return the hours in which a category's clocks run."""
        return self.site_hours if code is None else self.hours.get(code, self.site_hours)
