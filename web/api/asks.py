"""What lists of the API may be asked for: their parameters."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from tickets.category import Kind
from tickets.contact import State
from tickets.dispatch import DispatchState
from tickets.ticket import Channel
from tickets.visit import VisitState
from web.api.model import YEARS, Moment, Most, Name, Phone, Place, Sent


class PageAsk(Sent, frozen=True, kw_only=True):
    """Which part of a list is asked for."""

    after: Place | None = None
    most: Most = 50


class TicketsAsk(PageAsk, frozen=True, kw_only=True):
    """Which tickets are looked for: by one of the first five, or by none of them."""

    number: Name | None = None
    phone: Phone | None = None
    name: Name | None = None
    """Words of a person's or a patient's name, in any order; parts of words will do."""
    address: Name | None = None
    text: Name | None = None
    """All of these words, in any of their forms."""
    kind: tuple[Kind, ...] = ()
    state: tuple[State, ...] = ()
    channel: tuple[Channel, ...] = ()
    owner: UUID | None = None
    cause: UUID | None = None
    """Tasks of ours about that ticket."""

    def __post_init__(self) -> None:
        """Refuse two ways of looking at once."""
        ways = (self.number, self.phone, self.name, self.address, self.text)
        if sum(way is not None for way in ways) > 1:
            raise ValueError("look by one of number, phone, name, address and text at a time")


class VisitsAsk(PageAsk, frozen=True, kw_only=True):
    """Which visits are looked for."""

    clinic: Name | None = None
    day: date | None = None
    state: tuple[VisitState, ...] = ()


class DueAsk(PageAsk, frozen=True, kw_only=True):
    """Until when tickets are due."""

    until: Moment | None = None
    """`null` for now: what is overdue."""

    def __post_init__(self) -> None:
        """Refuse a moment that nobody lives to see."""
        if self.until is not None and self.until.year not in YEARS:
            raise ValueError("the year of `until` cannot be meant")


class DispatchesAsk(PageAsk, frozen=True, kw_only=True):
    """Which dispatches are looked for."""

    state: tuple[DispatchState, ...] = (DispatchState.DEAD,)


class ReadersAsk(Sent, frozen=True, kw_only=True):
    """How many reads are asked for."""

    most: Most = 50


class InstitutionsAsk(PageAsk, frozen=True, kw_only=True):
    """Which institution is looked for; all of them where nothing is given."""

    phone: Phone | None = None
    support_code: Name | None = None
    name: Name | None = None
    """The beginnings of its words, as it is called."""


class DispatcherAsk(Sent, frozen=True, kw_only=True):
    """Where an ambulance is needed."""

    settlement: Name


class ReceptionsAsk(PageAsk, frozen=True, kw_only=True):
    """Which specialists' hours are asked for."""

    speciality: Name | None = None
    clinic: Name | None = None


class StreetsAsk(Sent, frozen=True, kw_only=True):
    """What may be meant by an address."""

    text: Name
    most: Annotated[int, Meta(ge=1, le=50)] = 10
