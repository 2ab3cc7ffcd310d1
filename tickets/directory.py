"""The directory: which institutions, clinics, territories and dispatchers a region has.

It is one immutable value with its indexes, small enough to be held in memory whole and swapped as
a whole when somebody imports a table. Streets and the attached population are not in it: there
are too many, and nobody asks for them while a call rings.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NewType, TypeAlias, TypeVar

from base.ids import ClinicCode, InstitutionCode
from base.phone import CallerKey, PhoneNumber
from tickets.house import HouseSet
from tickets.place_name import PlaceName, plain_words, settlement_name

SupportCode = NewType("SupportCode", str)
"""What an institution is known by at the support line: digits only, to be keyed in."""

SUPPORT_CODE_DIGITS: Final = range(4, 9)
"""Long enough that a slip seldom meets another institution, short enough for a telephone."""

ADULT_FROM_YEARS: Final = 18

_Key = TypeVar("_Key", bound=Hashable)
_Row = TypeVar("_Row")


class Kind(StrEnum):
    """The tables of the directory, in the order in which they can be filled."""

    INSTITUTIONS = "institutions"
    CLINICS = "clinics"
    DISPATCHERS = "dispatchers"
    TERRITORIES = "territories"
    TIMETABLES = "timetables"
    STREETS = "streets"
    ATTACHED = "attached"


class Serves(StrEnum):
    """Whom a clinic sends its doctors to."""

    CHILDREN = "children"
    ADULTS = "adults"
    BOTH = "both"

    def takes(self, *, is_child: bool) -> bool:
        """Tell whether such a patient is one of its own."""
        return self is Serves.BOTH or self is (Serves.CHILDREN if is_child else Serves.ADULTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """An institution of the region; its telephones are those of many people."""

    code: InstitutionCode
    name: str
    support_code: SupportCode | None = None
    phones: tuple[PhoneNumber, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class DoctorsVisits:
    """How many visits a clinic can make on one day; `None` where it sets no limit."""

    district: int | None = None
    """By the district doctors, for what was asked before the cut-off."""
    duty: int | None = None
    """By the doctor on duty, for what was asked after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """An institution that sends doctors to people's homes."""

    code: ClinicCode
    """Its institution's."""
    serves: Serves
    workday: DoctorsVisits = DoctorsVisits()
    day_off: DoctorsVisits = DoctorsVisits(district=0)
    """On Saturdays, Sundays and holidays the doctor on duty goes alone."""
    same_day_until: int = 12 * 60
    """The minute of the local day from which on the district doctor comes tomorrow."""
    duty_until: int = 19 * 60
    """The minute from which on nobody is sent today."""
    dispatch_targets: tuple[str, ...] = ()
    """How its requests reach it, the first one first; the names of configured targets."""
    phones: tuple[PhoneNumber, ...] = ()
    """Its registry's, for people to ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Whoever answers for 103 in a territory; the number 103 from our trunk reaches another."""

    code: str
    name: str
    phone: PhoneNumber
    settlements: tuple[str, ...] = ()
    """Where it sends its ambulances; none at all for the dispatcher of the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """Houses that belong to a clinic."""

    clinic: ClinicCode
    settlement: str
    street: str = ""
    """Empty for the whole settlement."""
    houses: HouseSet = field(default_factory=HouseSet)
    """Empty for the whole street."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """When a specialist receives patients: one line of a timetable."""

    clinic: ClinicCode
    speciality: str
    doctor: str
    weekday: int
    """0 is Monday."""
    begins: int
    """Minutes since local midnight."""
    ends: int
    room: str = ""


@dataclass(frozen=True, slots=True)
class Street:
    """A street of the catalogue that addresses are looked up in."""

    settlement: str
    street: str


@dataclass(frozen=True, slots=True)
class Attached:
    """That a patient is attached to a clinic; the key tells nobody who it is."""

    key: "AttachmentKey"
    clinic: ClinicCode


AttachmentKey = NewType("AttachmentKey", str)
"""Made of a policy's number and a birth date, and of neither alone."""

DirectoryRow: TypeAlias = (
    Institution | Clinic | Dispatcher | Territory | Reception | Street | Attached
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All that is held in memory, and how it is found."""

    institutions: tuple[Institution, ...] = ()
    clinics: tuple[Clinic, ...] = ()
    dispatchers: tuple[Dispatcher, ...] = ()
    territories: tuple[Territory, ...] = ()
    timetables: tuple[Reception, ...] = ()
    _index: "_Index" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the indexes, once."""
        object.__setattr__(self, "_index", _Index.of(self))

    def institution(self, code: InstitutionCode | ClinicCode) -> Institution | None:
        """Return an institution by its code; a clinic's is its institution's."""
        return self._index.institution.get(str(code))

    def clinic(self, code: ClinicCode) -> Clinic | None:
        """Return a clinic by its code."""
        return self._index.clinic.get(code)

    def name_of(self, code: InstitutionCode | ClinicCode) -> str:
        """Return what people call an institution; its code when it is not known any more."""
        institution = self.institution(code)
        return code if institution is None else institution.name

    def by_phone(self, number: CallerKey) -> tuple[Institution, ...]:
        """Return whose telephone this is; several institutions may have one switchboard."""
        return self._index.phone.get(number, ())

    def by_support_code(self, keyed: str) -> Institution | None:
        """Return the institution of a support code, as it was keyed in or read out."""
        code = read_support_code(keyed)
        return None if code is None else self._index.support_code.get(code)

    def by_name(self, said: str) -> tuple[Institution, ...]:
        """Return the institutions in whose names each word that was said begins one.

        Numbers are said whole: the hospital 1 is not the hospital 12.
        """
        words = plain_words(said)
        return tuple(row for row in self.institutions if words and _is_named(row.name, words))

    def dispatcher_of(self, settlement: str) -> Dispatcher | None:
        """Return who answers for 103 there, else whoever answers for the rest of the region.

        `None` where the one does not serve the settlement and the other does not exist, and where
        two settlements of one name have different dispatchers.
        """
        return self.dispatcher_in(settlement_name(settlement))

    def dispatcher_in(self, name: PlaceName) -> Dispatcher | None:
        """Return what `dispatcher_of` does, for a settlement that was read already."""
        found = {
            row.code: row
            for place, row in self._index.dispatcher.get(name.own, ())
            if place.is_same(name)
        }
        if len(found) > 1:
            return None
        return next(iter(found.values()), self._index.dispatcher_of_the_rest)

    def territories_in(self, settlement: str) -> tuple[Territory, ...]:
        """Return the territories of a settlement, and of others that bear its name."""
        name = settlement_name(settlement)
        found = self._index.territory.get(name.own, ())
        return tuple(row for row in found if settlement_name(row.settlement).is_same(name))

    def settlements_of(self, clinic: ClinicCode) -> frozenset[PlaceName]:
        """Return the settlements in which a clinic holds any houses."""
        return self._index.settlements.get(clinic, frozenset())

    def receptions(
        self, speciality: str, clinic: ClinicCode | None = None
    ) -> tuple[Reception, ...]:
        """Return when specialists receive, in one clinic or in all, in the order of the week."""
        found = self._index.speciality.get(speciality.casefold(), ())
        return tuple(row for row in found if clinic is None or row.clinic == clinic)

    @property
    def specialities(self) -> tuple[str, ...]:
        """Every speciality that any clinic has hours of, by the alphabet."""
        return tuple(sorted({row.speciality for row in self.timetables}))


def _is_named(name: str, words: Sequence[str]) -> bool:
    own = plain_words(name)
    return all(
        word in own if word.isdigit() else any(each.startswith(word) for each in own)
        for word in words
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """Where what is asked for stands."""

    institution: Mapping[str, Institution]
    clinic: Mapping[ClinicCode, Clinic]
    phone: Mapping[str, tuple[Institution, ...]]
    support_code: Mapping[SupportCode, Institution]
    dispatcher: "Mapping[str, tuple[_Served, ...]]"
    dispatcher_of_the_rest: Dispatcher | None
    territory: Mapping[str, tuple[Territory, ...]]
    settlements: Mapping[ClinicCode, frozenset[PlaceName]]
    speciality: Mapping[str, tuple[Reception, ...]]

    @classmethod
    def of(cls, directory: Directory) -> "_Index":
        """Index a directory; territories and hours of clinics that are gone are left out."""
        institutions = {str(row.code): row for row in directory.institutions}
        clinics = {row.code: row for row in directory.clinics if row.code in institutions}
        territories = [row for row in directory.territories if row.clinic in clinics]
        receptions = [row for row in directory.timetables if row.clinic in clinics]
        receptions.sort(key=lambda row: (row.weekday, row.begins, row.doctor))
        places = grouped((row.clinic, settlement_name(row.settlement)) for row in territories)
        return cls(
            institution=institutions,
            clinic=clinics,
            phone=_phones(institutions, clinics),
            support_code={
                row.support_code: row
                for row in institutions.values()
                if row.support_code is not None
            },
            dispatcher=grouped(
                (name.own, (name, row))
                for row in directory.dispatchers
                for name in map(settlement_name, row.settlements)
            ),
            dispatcher_of_the_rest=next(
                (row for row in directory.dispatchers if not row.settlements), None
            ),
            territory=grouped((settlement_name(row.settlement).own, row) for row in territories),
            settlements={clinic: frozenset(names) for clinic, names in places.items()},
            speciality=grouped((row.speciality.casefold(), row) for row in receptions),
        )


_Served: TypeAlias = tuple[PlaceName, Dispatcher]


def read_support_code(keyed: str) -> SupportCode | None:
    """Return the support code within what was keyed in; `None` when it cannot be one.

    The key `#` that ends an input, and the spaces and dashes of those who write, do not count.
    """
    digits = "".join(keyed.split()).replace("-", "").removesuffix("#")
    is_code = digits.isascii() and digits.isdecimal() and len(digits) in SUPPORT_CODE_DIGITS
    return SupportCode(digits) if is_code else None


def grouped(pairs: "Iterable[tuple[_Key, _Row]]") -> dict[_Key, tuple[_Row, ...]]:
    """Return what stands under each key, in its order."""
    found: defaultdict[_Key, list[_Row]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _phones(
    institutions: Mapping[str, Institution], clinics: Mapping[ClinicCode, Clinic]
) -> dict[str, tuple[Institution, ...]]:
    theirs = [(phone, row) for row in institutions.values() for phone in row.phones]
    registries = [
        (phone, institutions[row.code]) for row in clinics.values() for phone in row.phones
    ]
    pairs = dict.fromkeys((str(phone), row) for phone, row in (*theirs, *registries))
    return grouped(pairs)
