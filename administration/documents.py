"""What each kind of thing says: documents, which are sent, kept and compared as JSON."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from administration.change import Kind
from callers.treatment import Treatment
from staff.role import Role
from tickets.category import Kind as TicketKind
from tickets.directory import Serves

_SOME: Final = r"^\s*[^\s\x00][^\x00]*$(?!\n)"
_CODE: Final = r"^[a-z][a-z0-9_-]{0,31}$(?!\n)"
_ACCOUNT: Final = r"^[a-z][a-z0-9-]{0,31}$(?!\n)"
_NUMBER: Final = r"^\+[1-9][0-9]{6,14}$(?!\n)"

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_SOME)]
Code = Annotated[str, Meta(pattern=_CODE)]
Account = Annotated[str, Meta(pattern=_ACCOUNT)]
Phone = Annotated[str, Meta(pattern=_NUMBER, description="In E.164: +79101234567.")]
Level = Annotated[int, Meta(ge=1, le=99, description="1 is the best.")]
Skills = Annotated[dict[Code, Level], Meta(min_length=1, max_length=40)]
Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Minutes = Annotated[float, Meta(gt=0, le=90 * 1440)]
Minute = Annotated[int, Meta(ge=0, le=1440, description="Of the local day.")]
Visits = Annotated[int, Meta(ge=0, le=10_000)]
Phones = Annotated[tuple[Phone, ...], Meta(max_length=20)]


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a thing says."""


class OperatorDocument(Document, frozen=True, kw_only=True):
    """Who answers by an account."""

    agent_id: UUID
    name: Name
    skills: Skills


class UserDocument(Document, frozen=True, kw_only=True):
    """Who signs in by a login."""

    name: Name
    roles: Annotated[tuple[Role, ...], Meta(min_length=1, max_length=6)]
    account: Account | None = None
    """Of the telephone by which they answer."""
    clinic: Annotated[str, Meta(min_length=1, max_length=80, pattern=_SOME)] | None = None


class QueueDocument(Document, frozen=True, kw_only=True):
    """What of a queue differs from the settings; `null` for what does not."""

    title: Name | None = None
    needs: Skills | None = None
    """Skill → the worst level that will do."""
    priority: int | None = None
    ring_timeout_s: Seconds | None = None
    first_announcement_s: Seconds | None = None
    announcement_every_s: Seconds | None = None
    threshold_s: Seconds | None = None
    empty_hall_s: Seconds | None = None
    handle_s: Seconds | None = None


class CategoryDocument(Document, frozen=True, kw_only=True):
    """What of a category differs from its file; `null` for what does not."""

    title: Name | None = None
    kind: TicketKind | None = None
    in_scope: bool | None = None
    answer: Annotated[str, Meta(max_length=4000)] | None = None
    """Of what is not ours: what people get."""
    own_within_minutes: Minutes | None = None
    resolve_within_minutes: Minutes | None = None


class ClinicDocument(Document, frozen=True, kw_only=True):
    """What a clinic can do; the limits are visits on one day, `null` for none set."""

    name: Name | None = None
    """As people call it; only steps of earlier versions lack one."""
    serves: Serves
    district_workday: Visits | None
    duty_workday: Visits | None
    district_day_off: Visits | None
    duty_day_off: Visits | None
    same_day_until: Minute
    """From then on the district doctor comes tomorrow."""
    duty_until: Minute
    """From then on nobody is sent today."""
    phones: Phones = ()


class DispatcherDocument(Document, frozen=True, kw_only=True):
    """Whoever answers for 103 in some settlements; in all others where none is named."""

    name: Name
    phone: Phone
    settlements: Annotated[tuple[Name, ...], Meta(max_length=500)] = ()


class NumberDocument(Document, frozen=True, kw_only=True):
    """How the calls of a number are taken."""

    treatment: Treatment
    note: Name
    """Whose it is, and why."""

    def __post_init__(self) -> None:
        """Refuse an order that orders nothing."""
        if self.treatment is Treatment.ORDINARY:
            raise ValueError("an ordinary number needs no order; take the order back instead")


class DayDocument(Document, frozen=True, kw_only=True):
    """What a day is."""

    day: Literal["off", "work", "short"]
    note: Name
    """By whose word."""


class HoursDocument(Document, frozen=True, kw_only=True):
    """That a service is open or closed, whatever its hours say."""

    asked: Literal["open", "closed"]
    until: datetime | None


class TopicDocument(Document, frozen=True, kw_only=True):
    """A topic that is on the line or awaited."""

    text: str
    place: str
    starts_at: datetime
    expires_at: datetime


DOCUMENT_OF: Final[Mapping[Kind, type[Document]]] = MappingProxyType(
    {
        Kind.OPERATOR: OperatorDocument,
        Kind.USER: UserDocument,
        Kind.QUEUE: QueueDocument,
        Kind.CATEGORY: CategoryDocument,
        Kind.CLINIC: ClinicDocument,
        Kind.DISPATCHER: DispatcherDocument,
        Kind.NUMBER: NumberDocument,
        Kind.DAY: DayDocument,
        Kind.HOURS: HoursDocument,
        Kind.TOPIC: TopicDocument,
    }
)

Documents = Mapping[str, Document]
"""By subject."""


def written(document: Document | None) -> str | None:
    """Return a document as it is kept: two that say the same are the same text."""
    if document is None:
        return None
    return msgspec.json.encode(document, order="deterministic").decode()


def read(kind: Kind, text: str | None) -> Document | None:
    """Return a document that was kept; one of an earlier version may lack what is optional."""
    return None if text is None else msgspec.json.decode(text, type=DOCUMENT_OF[kind])
