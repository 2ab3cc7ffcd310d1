"""The settings of tickets: categories, deadlines, and who is told of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from config.model import Name, Section
from tickets.category import Kind

SHIPPED_CATEGORIES: Final = Path(__file__).parents[1] / "tickets" / "categories.yaml"

LongSeconds = Annotated[float, Field(gt=0, le=90 * 86_400)]
"""A time of days."""


class Tickets(Section):
    """What the site decides about its tickets."""

    categories_file: Path = SHIPPED_CATEGORIES
    """The tree of categories; without one, the shipped tree."""
    service: Name | None = None
    """Whose hours the clocks go by where a category names none of ours; else the first service."""
    reopen_within_s: LongSeconds = 72 * 3600
    """How long after its end a ticket may be opened again; then it is closed for good."""
    warn_share: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """The share of a deadline's time after which it is called near."""
    citizen_silent_s: LongSeconds = 72 * 3600
    """How long a citizen may leave our question unanswered before a person looks."""
    targets: Mapping[Kind, Name] = {}
    """Which target of the delivery follows all tickets of a kind."""
