"""An invented region with two towns, for stories about clinics and addresses."""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

from base.ids import ClinicCode, InstitutionCode
from base.phone import PhoneNumber
from tickets.directory import (
    Clinic,
    Directory,
    Dispatcher,
    DoctorsVisits,
    Institution,
    Reception,
    Serves,
    SupportCode,
    Territory,
)
from tickets.house import HouseSet, read_houses

CHILDREN, FIRST, SECOND, VILLAGE = map(ClinicCode, ("dp1", "gp1", "gp2", "crb"))

SWITCHBOARD = PhoneNumber("+78442248808")
REGISTRY = PhoneNumber("+78442100200")


def houses(text: str) -> HouseSet:
    """Return the houses of a list that is well written."""
    read = read_houses(text)
    assert isinstance(read, HouseSet)
    return read


def institution(code: ClinicCode, name: str, support_code: str = "") -> Institution:
    """Return the institution of a clinic."""
    return Institution(
        code=InstitutionCode(code),
        name=name,
        support_code=SupportCode(support_code) if support_code else None,
        phones=(SWITCHBOARD,),
    )


def clinic(code: ClinicCode, serves: Serves) -> Clinic:
    """Return a clinic with ten visits of district doctors a day and two by the doctor on duty."""
    return Clinic(
        code=code,
        serves=serves,
        workday=DoctorsVisits(10, 2),
        day_off=DoctorsVisits(0, 4),
        phones=(REGISTRY,) if code == FIRST else (),
    )


def territory(code: ClinicCode, settlement: str, street: str = "", of: str = "") -> Territory:
    """Return a territory of a clinic."""
    return Territory(clinic=code, settlement=settlement, street=street, houses=houses(of))


REGION = Directory(
    institutions=(
        institution(CHILDREN, "Детская поликлиника № 1", "1001"),
        institution(FIRST, "Поликлиника № 1", "1002"),
        institution(SECOND, "Поликлиника № 2"),
        institution(VILLAGE, "Дальненская районная больница"),
    ),
    clinics=(
        clinic(CHILDREN, Serves.CHILDREN),
        clinic(FIRST, Serves.ADULTS),
        clinic(SECOND, Serves.ADULTS),
        clinic(VILLAGE, Serves.BOTH),
    ),
    dispatchers=(
        Dispatcher(
            code="smp1",
            name="Станция скорой помощи Речного",
            phone=PhoneNumber("+78442030303"),
            settlements=("г. Речной",),
        ),
        Dispatcher(code="smp", name="Центр скорой помощи", phone=PhoneNumber("+78442030300")),
    ),
    territories=(
        territory(CHILDREN, "г. Речной"),
        territory(FIRST, "г. Речной", "ул. Ленина", "1-45н; 2-30ч"),
        territory(SECOND, "г. Речной", "ул. Ленина", "47-; 32-; 7А"),
        territory(SECOND, "г. Речной", "пер. Мира"),
        territory(FIRST, "г. Речной", "ул. Мира"),
        territory(VILLAGE, "с. Дальнее"),
    ),
    timetables=(
        Reception(
            clinic=SECOND,
            speciality="Невролог",
            doctor="Иванова А. А.",
            weekday=2,
            begins=540,
            ends=720,
            room="12",
        ),
        Reception(
            clinic=FIRST,
            speciality="Невролог",
            doctor="Петров Б. Б.",
            weekday=0,
            begins=840,
            ends=1080,
        ),
    ),
)
