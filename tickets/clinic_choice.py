"""Which clinic sends a doctor: by attachment and age, else by territory, else a person decides.

A visit is never refused for want of a clinic. Where the directory cannot tell, the request goes
to the duty list with the reason and whatever clinics come into question.

Who is attached to a clinic has a right to its doctors, and the clinic has the patient's card; so
attachment goes before territory, also where the address lies outside. The choice then carries a
warning, because that clinic may ask another one to drive there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import TypeAlias

from base.ids import ClinicCode
from tickets.address import Address
from tickets.directory import ADULT_FROM_YEARS, Clinic, Directory, Serves, Territory
from tickets.house import Fit, House
from tickets.place_name import street_name


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientFacts:
    """What decides who is responsible for a patient; all of it may be unknown."""

    born_on: date | None = None
    age_years: int | None = None
    """As it was said; a birth date tells it better."""
    attached_to: ClinicCode | None = None


class ChoiceReason(StrEnum):
    """Why a clinic was chosen."""

    ATTACHED = "attached"
    TERRITORY_HOUSE = "territory_house"
    """It holds this house."""
    TERRITORY_STREET = "territory_street"
    """It holds the whole street."""
    TERRITORY_SETTLEMENT = "territory_settlement"
    """It holds the whole settlement."""
    ONLY_CLINIC = "only_clinic"
    """There is no other for patients of this age."""
    NAMED = "named"
    """Whoever asks for the visit has chosen it."""


class ChoiceWarning(StrEnum):
    """What whoever reads a choice should know."""

    OUTSIDE_TERRITORY = "outside_territory"
    """The patient is attached to the clinic, or somebody named it, and the address is not its."""
    ATTACHED_FOR_OTHER_AGE = "attached_for_other_age"
    """The clinic of the attachment takes no patients of this age; another one was chosen."""
    ATTACHMENT_UNKNOWN = "attachment_unknown"
    """The clinic of the attachment is not in the directory any more; another one was chosen."""
    OTHER_AGE = "other_age"
    """The clinic that was named takes no patients of this age."""


class DutyReason(StrEnum):
    """Why a person must choose."""

    NO_CLINICS = "no_clinics"
    """The directory has none for patients of this age."""
    NO_TERRITORIES = "no_territories"
    """The directory does not say which houses belong to whom."""
    ADDRESS_INCOMPLETE = "address_incomplete"
    """It names no settlement, or not the street or the house that would decide."""
    SETTLEMENT_UNKNOWN = "settlement_unknown"
    STREET_UNKNOWN = "street_unknown"
    HOUSE_OUTSIDE = "house_outside"
    """The street is known, and nobody holds this house."""
    SEVERAL_CLINICS = "several_clinics"
    """More than one holds the address."""
    AGE_UNKNOWN = "age_unknown"
    """Children and adults have different clinics here."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clinic that is responsible."""

    clinic: Clinic
    reason: ChoiceReason
    warning: ChoiceWarning | None = None


@dataclass(frozen=True, slots=True)
class ForDuty:
    """Nobody can tell but a person; the visit is promised all the same."""

    reason: DutyReason
    candidates: tuple[Clinic, ...] = ()
    """Whoever comes into question; none where the directory knows nothing."""


Choice: TypeAlias = Chosen | ForDuty


class _Depth(IntEnum):
    """How closely a territory names an address; the closest ones decide."""

    SETTLEMENT = 1
    STREET = 2
    HOUSE = 3
    HOUSE_EXACT = 4


_REASONS = {
    _Depth.SETTLEMENT: ChoiceReason.TERRITORY_SETTLEMENT,
    _Depth.STREET: ChoiceReason.TERRITORY_STREET,
    _Depth.HOUSE: ChoiceReason.TERRITORY_HOUSE,
    _Depth.HOUSE_EXACT: ChoiceReason.TERRITORY_HOUSE,
}


def choose_clinic(
    patient: PatientFacts, address: Address, directory: Directory, today: date
) -> Choice:
    """Return who sends the doctor, and why; the day is the site's own, for the age."""
    is_child = _is_child(patient, today)
    suited = _suited(directory.clinics, directory, is_child=is_child)
    by_place = _by_territory(address, directory, suited, is_child=is_child)
    if patient.attached_to is None:
        return by_place
    attached = directory.clinic(patient.attached_to)
    if attached is None:
        return _warned(by_place, ChoiceWarning.ATTACHMENT_UNKNOWN)
    if attached not in suited:
        return _warned(by_place, ChoiceWarning.ATTACHED_FOR_OTHER_AGE)
    is_inside = _clinics_of(by_place) & {attached.code} or not directory.territories
    warning = None if is_inside else ChoiceWarning.OUTSIDE_TERRITORY
    return Chosen(attached, ChoiceReason.ATTACHED, warning)


def age_on(today: date, born_on: date) -> int:
    """Return the age in whole years; those born on 29 February grow older on 1 March."""
    is_before_birthday = (today.month, today.day) < (born_on.month, born_on.day)
    return today.year - born_on.year - is_before_birthday


def takes_age(clinic: Clinic, patient: PatientFacts, today: date) -> bool:
    """Tell whether a clinic takes patients of this age; one that nobody knows is taken."""
    is_child = _is_child(patient, today)
    return is_child is None or clinic.serves.takes(is_child=is_child)


def _is_child(patient: PatientFacts, today: date) -> bool | None:
    age = patient.age_years if patient.born_on is None else age_on(today, patient.born_on)
    return None if age is None else age < ADULT_FROM_YEARS


def _suited(
    clinics: Iterable[Clinic], directory: Directory, *, is_child: bool | None
) -> tuple[Clinic, ...]:
    known = (clinic for clinic in clinics if directory.clinic(clinic.code) is not None)
    if is_child is None:
        return tuple(known)
    return tuple(clinic for clinic in known if clinic.serves.takes(is_child=is_child))


def _by_territory(
    address: Address,
    directory: Directory,
    suited: tuple[Clinic, ...],
    *,
    is_child: bool | None,
) -> Choice:
    if not suited:
        return ForDuty(DutyReason.NO_CLINICS)
    if not directory.territories:
        return _without_territories(suited, is_child=is_child)
    if not address.settlement:
        return ForDuty(DutyReason.ADDRESS_INCOMPLETE, suited)
    inhabited = directory.territories_in(address.settlement)
    if not inhabited:
        return ForDuty(DutyReason.SETTLEMENT_UNKNOWN)
    codes = {clinic.code for clinic in suited}
    here = [row for row in inhabited if row.clinic in codes]
    depths = {row: depth for row in here if (depth := _depth(row, address)) is not None}
    if not depths:
        return ForDuty(_missing(inhabited, address), _clinics(here, directory))
    return _closest(depths, directory, is_child=is_child)


def _without_territories(suited: tuple[Clinic, ...], *, is_child: bool | None) -> Choice:
    """Return the one clinic of a small region, where it takes patients of this age."""
    match suited:
        case (clinic,) if is_child is not None or clinic.serves is Serves.BOTH:
            return Chosen(clinic, ChoiceReason.ONLY_CLINIC)
        case _:
            return ForDuty(DutyReason.NO_TERRITORIES, suited)


def _closest(
    depths: dict[Territory, _Depth], directory: Directory, *, is_child: bool | None
) -> Choice:
    if is_child is None:
        children = _closest_of(depths, directory, is_child=True)
        adults = _closest_of(depths, directory, is_child=False)
        if isinstance(children, Chosen) and children == adults:
            return children
        both = dict.fromkeys((*_candidates(children), *_candidates(adults)))
        return ForDuty(DutyReason.AGE_UNKNOWN, tuple(both))
    return _closest_of(depths, directory, is_child=is_child)


def _closest_of(
    depths: dict[Territory, _Depth], directory: Directory, *, is_child: bool
) -> Choice:
    """Decide by the rows that name the address most closely; a house goes before its street."""
    suited = {
        row: depth
        for row, depth in depths.items()
        if (clinic := directory.clinic(row.clinic)) is not None
        and clinic.serves.takes(is_child=is_child)
    }
    if not suited:
        return ForDuty(DutyReason.NO_CLINICS)
    closest = max(suited.values())
    found = _clinics((row for row, depth in suited.items() if depth is closest), directory)
    if len(found) > 1:
        return ForDuty(DutyReason.SEVERAL_CLINICS, found)
    return Chosen(found[0], _REASONS[closest])


def _depth(row: Territory, address: Address) -> _Depth | None:
    if not row.street:
        return _Depth.SETTLEMENT
    if not address.street or not street_name(row.street).is_same(street_name(address.street)):
        return None
    if not row.houses.spans:
        return _Depth.STREET
    return _depth_of_house(row, address.house_number)


def _depth_of_house(row: Territory, house: House | None) -> _Depth | None:
    if house is None:
        return None
    match row.houses.fit(house):
        case Fit.EXACT:
            return _Depth.HOUSE_EXACT
        case Fit.NUMBER:
            return _Depth.HOUSE
        case Fit.NONE:
            return None


def _missing(inhabited: Iterable[Territory], address: Address) -> DutyReason:
    """Return what an address of a known settlement lacks, or what nobody holds of it."""
    if not address.street:
        return DutyReason.ADDRESS_INCOMPLETE
    name = street_name(address.street)
    if not any(street_name(row.street).is_same(name) for row in inhabited if row.street):
        return DutyReason.STREET_UNKNOWN
    return DutyReason.HOUSE_OUTSIDE if address.house_number else DutyReason.ADDRESS_INCOMPLETE


def _clinics(rows: Iterable[Territory], directory: Directory) -> tuple[Clinic, ...]:
    codes = dict.fromkeys(row.clinic for row in rows)
    found = (directory.clinic(code) for code in codes)
    return tuple(clinic for clinic in found if clinic is not None)


def _candidates(choice: Choice) -> tuple[Clinic, ...]:
    return (choice.clinic,) if isinstance(choice, Chosen) else choice.candidates


def _clinics_of(choice: Choice) -> set[ClinicCode]:
    return {clinic.code for clinic in _candidates(choice)}


def _warned(choice: Choice, warning: ChoiceWarning) -> Choice:
    """Return the choice with its warning; a person who must choose sees the attachment anyway."""
    match choice:
        case Chosen(clinic, reason):
            return Chosen(clinic, reason, warning)
        case ForDuty():
            return choice
