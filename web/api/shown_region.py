"""What the API answers of the region and of orders: the directory, categories, hours, topics."""

from ivr.hot_topics import TopicPlace
from tickets.category import Kind
from tickets.directory import Serves
from web.api.shown import At, Shown


class CategoryShown(Shown, frozen=True, kw_only=True):
    """A category of the tree."""

    code: str
    parent: str | None
    title: str
    kind: Kind
    is_in_scope: bool
    answer: str
    own_within_s: float | None
    resolve_within_s: float | None
    service: str | None


class Categories(Shown, frozen=True, kw_only=True):
    """What tickets may be about."""

    categories: tuple[CategoryShown, ...]


class InstitutionShown(Shown, frozen=True, kw_only=True):
    """An institution of the region."""

    code: str
    name: str
    support_code: str | None
    phones: tuple[str, ...]
    address: str


class InstitutionPage(Shown, frozen=True, kw_only=True):
    """Institutions by their codes."""

    institutions: tuple[InstitutionShown, ...]
    next: str | None


class ClinicShown(Shown, frozen=True, kw_only=True):
    """An institution that sends doctors to people's homes."""

    code: str
    name: str
    serves: Serves
    same_day_until: int
    """The minute of the local day from which on the district doctor comes tomorrow."""
    duty_until: int
    phones: tuple[str, ...]


class Clinics(Shown, frozen=True, kw_only=True):
    """All clinics by their codes."""

    clinics: tuple[ClinicShown, ...]


class DispatcherShown(Shown, frozen=True, kw_only=True):
    """Who answers for 103 in a settlement."""

    code: str
    name: str
    phone: str


class ReceptionShown(Shown, frozen=True, kw_only=True):
    """When a specialist receives."""

    clinic: str
    clinic_name: str
    speciality: str
    doctor: str
    weekday: int
    begins: int
    ends: int
    room: str


class ReceptionPage(Shown, frozen=True, kw_only=True):
    """A timetable, in the order of the week."""

    specialities: tuple[str, ...]
    """All that any clinic has hours of."""
    receptions: tuple[ReceptionShown, ...]
    next: str | None


class StreetShown(Shown, frozen=True, kw_only=True):
    """A street that may be meant."""

    settlement: str
    street: str
    likeness: float


class Streets(Shown, frozen=True, kw_only=True):
    """Streets that may be meant, the likeliest first."""

    streets: tuple[StreetShown, ...]


class ServiceShown(Shown, frozen=True, kw_only=True):
    """How a service stands."""

    service: str
    is_open: bool
    changes_at: At | None
    forced: str
    until: At | None
    author: str


class Services(Shown, frozen=True, kw_only=True):
    """All services."""

    services: tuple[ServiceShown, ...]


class TopicShown(Shown, frozen=True, kw_only=True):
    """A topic that is on the line or awaited."""

    topic_id: str
    text: str
    place: TopicPlace
    starts_at: At
    expires_at: At
    is_on_air: bool
    author: str
    heard: int
    contained: int


class Topics(Shown, frozen=True, kw_only=True):
    """All topics that are on the line or awaited."""

    topics: tuple[TopicShown, ...]
