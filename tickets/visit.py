"""A doctor's visit to one patient at home: requested, and not done until the clinic answers.

What the clinic reports is total and harmless: it may come twice, late, or in the wrong order. A
report moves a visit forwards only; one that is behind what is known already is taken and changes
nothing. Two things go back: a refusal that the clinic itself takes back later, and a visit that
we cancelled, where the doctor came all the same.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, assert_never

from base.ids import ClinicCode, VisitId
from base.phone import PhoneNumber
from tickets.address import Address
from tickets.capacity import Shift
from tickets.why_not import WhyNot


class VisitState(StrEnum):
    """How far a visit has come."""

    REQUESTED = "requested"
    DELIVERED = "delivered"
    """The clinic's system has it; nobody there has answered yet."""
    ACCEPTED = "accepted"
    """The clinic has answered for it."""
    DOCTOR_ASSIGNED = "doctor_assigned"
    VISITED = "visited"
    REFUSED = "refused"
    """The clinic will not come, and said why."""
    CANCELLED = "cancelled"
    """The citizen needs no doctor any more."""


_RANKS: Final = {
    VisitState.REQUESTED: 0,
    VisitState.DELIVERED: 1,
    VisitState.ACCEPTED: 2,
    VisitState.DOCTOR_ASSIGNED: 3,
    VisitState.REFUSED: 4,
    VisitState.CANCELLED: 5,
    VisitState.VISITED: 6,
}
_ENDED: Final = frozenset({VisitState.VISITED, VisitState.REFUSED, VisitState.CANCELLED})
_UNANSWERED: Final = frozenset({VisitState.REQUESTED, VisitState.DELIVERED})
_TAKES_BACK: Final = frozenset(
    {VisitState.ACCEPTED, VisitState.DOCTOR_ASSIGNED, VisitState.VISITED}
)
"""What a clinic may say after its own refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who is ill; often not the person who calls."""

    name: str = ""
    born_on: date | None = None
    age_years: int | None = None
    """Where the date is not known."""
    policy_number: str = ""
    """Optional: newborns, foreigners, papers that are not at hand."""

    @property
    def known_by(self) -> str | None:
        """By what the patient is told from others; `None` when nothing certain is known."""
        if self.policy_number:
            return self.policy_number
        return None if self.born_on is None else self.born_on.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When the patient is at home."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        """Refuse a window that closes before it opens."""
        assert self.since < self.until, "A window opens before it closes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Who shall come, and when."""

    clinic: ClinicCode
    day: date | None = None
    shift: Shift | None = None
    is_on_waiting_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisit:
    """One patient's visit as it is known now."""

    visit_id: VisitId
    requested_at: datetime
    complaint: str
    """What happened, in the words of whoever told it."""
    danger_signs: tuple[str, ...] = ()
    """Codes of the rule file that were answered with yes."""
    address: Address
    patient: Patient
    phone: PhoneNumber | None = None
    """Whom the doctor rings at the door; `None` for the caller's own number."""
    window: Window | None = None
    clinic: ClinicCode | None = None
    """Who shall come; `None` while a person has to choose."""
    day: date | None = None
    """The local day on which the doctor shall come; `None` while nobody has chosen."""
    shift: Shift | None = None
    is_on_waiting_list: bool = False
    """Whether the shift was full: the clinic decides."""
    state: VisitState = VisitState.REQUESTED
    state_at: datetime
    """Since when, by the clock of whoever said so."""
    acknowledged_at: datetime | None = None
    """When the clinic first answered for it, by our clock."""
    doctor: str = ""
    reason: str = ""
    """Why it was refused or cancelled."""

    @property
    def is_ended(self) -> bool:
        """Whether nobody waits for a doctor any more."""
        return self.state in _ENDED

    @property
    def is_acknowledged(self) -> bool:
        """Whether the clinic has answered, in whatever way."""
        return self.state not in _UNANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReport:
    """What a clinic, or the delivery to it, says of a visit."""

    state: VisitState
    at: datetime
    """When it happened, by their clock."""
    doctor: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The visit is further than it was."""

    visit: HomeVisit


@dataclass(frozen=True, slots=True)
class Unmoved:
    """The report says nothing new, or comes too late to matter."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """It cannot be of such a visit."""

    why: WhyNot
    reason: str


def report(visit: HomeVisit, told: VisitReport, now: datetime) -> Moved | Unmoved | Unfit:
    """Return what a report makes of a visit."""
    match told.state:
        case VisitState.REQUESTED | VisitState.CANCELLED:
            return Unfit(WhyNot.OURS, "only we request and cancel visits")
        case VisitState.REFUSED if not told.reason.strip():
            return Unfit(WhyNot.NO_WHY, "a refusal says why")
        case (
            VisitState.DELIVERED
            | VisitState.ACCEPTED
            | VisitState.DOCTOR_ASSIGNED
            | VisitState.VISITED
            | VisitState.REFUSED
        ):
            return _moved(visit, told, now)
        case _:
            assert_never(told.state)


def cancel(visit: HomeVisit, why: str, now: datetime) -> Moved | Unmoved:
    """Return the visit that the citizen needs no more."""
    if visit.is_ended:
        return Unmoved(f"it is {visit.state} already")
    return Moved(replace(visit, state=VisitState.CANCELLED, state_at=now, reason=why))


def _moved(visit: HomeVisit, told: VisitReport, now: datetime) -> Moved | Unmoved:
    is_new_doctor = (
        told.state is visit.state is VisitState.DOCTOR_ASSIGNED
        and told.doctor not in {"", visit.doctor}
        and told.at >= visit.state_at
    )
    is_forwards = _RANKS[told.state] > _RANKS[visit.state]
    is_taken_back = (
        visit.state is VisitState.REFUSED
        and told.state in _TAKES_BACK
        and told.at > visit.state_at
    )
    if not (is_forwards or is_new_doctor or is_taken_back):
        return Unmoved(f"it is {visit.state} already")
    if visit.state is VisitState.CANCELLED and told.state is not VisitState.VISITED:
        return Unmoved("it was cancelled")
    is_first_answer = told.state is not VisitState.DELIVERED and visit.acknowledged_at is None
    return Moved(
        replace(
            visit,
            state=told.state,
            state_at=told.at,
            acknowledged_at=now if is_first_answer else visit.acknowledged_at,
            doctor=told.doctor or visit.doctor,
            reason=told.reason if told.state is VisitState.REFUSED else "",
        )
    )
