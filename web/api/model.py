"""What is sent to the API. Every text has a limit, and unknown fields are refused."""

from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from callflow.standing_orders import HoursAsked
from ivr.hot_topics import LONGEST_TEXT, TopicPlace
from tickets.address import TEXT_MAX_CHARS
from tickets.capacity import Shift
from tickets.ticket import Priority

SOME: Final = r"^\s*[^\s\x00][^\x00]*$"
"""Something that can be seen; PostgreSQL keeps no text with a zero in it."""
ANY: Final = r"^[^\x00]*$"
YEARS: Final = range(1900, 2200)

Word = Annotated[str, Meta(max_length=200, pattern=ANY)]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=SOME)]
Text = Annotated[str, Meta(max_length=4000, pattern=ANY)]
Told = Annotated[str, Meta(min_length=1, max_length=4000, pattern=SOME)]
Phone = Annotated[
    str, Meta(pattern=r"^\+[1-9][0-9]{6,14}$(?!\n)", description="In E.164: +79101234567.")
]
Moment = Annotated[datetime, Meta(tz=True)]
Place = Annotated[str, Meta(max_length=200, description="`next` of the page before.")]
Most = Annotated[int, Meta(ge=1, le=200)]
AskedKind = Literal["home_visit", "appointment", "complaint", "reference", "support", "wish"]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing is sent."""


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is sent."""


class PersonSent(Sent, frozen=True, kw_only=True):
    """Who asks."""

    name: Word = ""
    phone: Phone | None = None
    institution: Name | None = None
    """The code of whom they ask for, on the support line."""
    region_number: Word = ""
    """What they are known by in the region's own system."""


class AddressSent(Sent, frozen=True, kw_only=True):
    """Where a doctor is wanted; what is not given is read from the text where it is clear."""

    text: Annotated[str, Meta(min_length=1, max_length=TEXT_MAX_CHARS, pattern=SOME)]
    settlement: Word = ""
    street: Word = ""
    house: Word = ""
    flat: Word = ""
    entrance: Word = ""
    floor: Word = ""
    intercom: Word = ""
    landmark: Word = ""


class PatientSent(Sent, frozen=True, kw_only=True):
    """Who is ill."""

    name: Word = ""
    born_on: date | None = None
    age_years: Annotated[int, Meta(ge=0, le=130)] | None = None
    policy_number: Word = ""


class WindowSent(Sent, frozen=True, kw_only=True):
    """When the patient is at home."""

    since: Moment
    until: Moment

    def __post_init__(self) -> None:
        """Refuse a window that closes before it opens, or that nobody lives to see."""
        if self.since.year not in YEARS or self.until.year not in YEARS:
            raise ValueError("the year of the window cannot be meant")
        if self.since >= self.until:
            raise ValueError("the window closes before it opens")


class VisitSent(Sent, frozen=True, kw_only=True):
    """A doctor who is wanted at home, for one patient."""

    complaint: Told
    """What happened, in the words of whoever told it."""
    address: AddressSent
    patient: PatientSent = PatientSent()
    danger_signs: Annotated[tuple[Name, ...], Meta(max_length=20)] = ()
    phone: Phone | None = None
    window: WindowSent | None = None
    clinic: Name | None = None
    """`null` for whoever is responsible for the patient and the address."""
    day: date | None = None
    """`null` for the first day on which a doctor can come."""
    shift: Shift | None = None
    is_on_waiting_list: bool = False


class VisitChangeSent(Sent, frozen=True, kw_only=True):
    """What is otherwise than it was told of a visit; what is not named stays as it is."""

    why: Told
    complaint: Told | UnsetType = UNSET
    address: AddressSent | UnsetType = UNSET
    patient: PatientSent | UnsetType = UNSET
    danger_signs: Annotated[tuple[Name, ...], Meta(max_length=20)] | UnsetType = UNSET
    phone: Phone | UnsetType | None = UNSET
    """`null` for the number that was called from."""
    window: WindowSent | UnsetType | None = UNSET
    """`null` for at any time."""
    clinic: Name | UnsetType = UNSET
    """Another one; a visit that has none gets who is responsible, where that can be told."""
    day: date | UnsetType = UNSET
    shift: Shift | UnsetType = UNSET


class ProposalSent(Sent, frozen=True, kw_only=True):
    """What is known so far of a visit that may be asked for."""

    address: AddressSent
    patient: PatientSent = PatientSent()
    is_urgent: bool = False
    """Whether a danger sign was named."""
    clinic: Name | None = None
    """The one that somebody has chosen."""
    day: date | None = None
    """The one that the citizen wishes."""


class TicketSent(Sent, frozen=True, kw_only=True):
    """A new ticket, or what is written anew of one."""

    kind: AskedKind
    category: Name | None = None
    person: PersonSent = PersonSent()
    text: Text = ""
    priority: Priority | None = None
    """`null` for what it is already; a new ticket is `normal` then."""
    visits: Annotated[tuple[VisitSent, ...], Meta(max_length=10)] = ()


class NewTicketSent(TicketSent, frozen=True, kw_only=True):
    """A new ticket."""

    beside: UUID | None = None
    """Another ticket of the same need of the same person, if there is one."""


class VisitsSent(Sent, frozen=True, kw_only=True):
    """Visits that are wanted besides those that the ticket has."""

    visits: Annotated[tuple[VisitSent, ...], Meta(min_length=1, max_length=10)]


class WhySent(Sent, frozen=True, kw_only=True):
    """Why it is done."""

    why: Told


class ReplaySent(Sent, frozen=True, kw_only=True):
    """Dead dispatches that shall be sent again."""

    dispatch_ids: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=200)]


class HoursSent(Sent, frozen=True, kw_only=True):
    """What is ordered about a service's hours."""

    service: Name
    asked: HoursAsked
    until: Name | None = None
    """18:00, or 2026-11-23T18:00; `null` until it is ordered otherwise."""


TopicName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}$(?!\n)")]
TopicText = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT, pattern=SOME)]


class TopicSent(Sent, frozen=True, kw_only=True):
    """A hot topic with its recording."""

    topic_id: TopicName
    text: TopicText
    wav: bytes
    """A WAV file in base64."""
    place: TopicPlace = TopicPlace.GREETING
    starts: Name | None = None
    """`null` for now."""
    expires: Name
