"""Who is rung for 103 when nobody has said where they are: `line122/dispatchers.py`."""

import pytest

from base.ids import ClinicCode, InstitutionCode
from base.phone import PhoneNumber
from callflow.transfer import OutsideNumber
from line122.dispatchers import dispatcher_of
from tickets.directory import Clinic, Directory, Dispatcher, Institution, Serves, Territory
from tickets.directory_desk import DirectoryDesk

CITY = Dispatcher(
    code="city", name="City", phone=PhoneNumber("+78442000103"), settlements=("Volgograd",)
)
REST = Dispatcher(code="rest", name="Rest", phone=PhoneNumber("+78443000103"))
STEPPE = Dispatcher(
    code="steppe", name="Steppe", phone=PhoneNumber("+78444000103"), settlements=("Elton",)
)


@pytest.mark.parametrize(
    ("dispatchers", "number"),
    [((), None), ((CITY,), CITY.phone), ((CITY, REST), REST.phone), ((CITY, STEPPE), None)],
)
def test_dispatcher_is_the_only_one_or_the_one_of_the_rest(
    dispatchers: tuple[Dispatcher, ...], number: PhoneNumber | None
) -> None:
    found = dispatcher_of(DirectoryDesk(Directory(dispatchers=dispatchers)))

    assert (None if found is None else PhoneNumber(found)) == number


def test_the_telephone_of_a_clinic_stands_for_its_territory() -> None:
    ward = PhoneNumber("+78444010101")
    clinic = ClinicCode("elton")
    directory = Directory(
        institutions=(Institution(code=InstitutionCode("elton"), name="Elton", phones=(ward,)),),
        clinics=(Clinic(code=clinic, serves=Serves.BOTH),),
        dispatchers=(CITY, STEPPE, REST),
        territories=(Territory(clinic=clinic, settlement="Elton"),),
    )
    desk = DirectoryDesk(directory)

    assert dispatcher_of(desk, [PhoneNumber("+79101234567"), ward]) == OutsideNumber(STEPPE.phone)
    assert dispatcher_of(desk, [PhoneNumber("+79101234567")]) == OutsideNumber(REST.phone)


def test_a_clinic_of_two_dispatchers_tells_nothing() -> None:
    phone = PhoneNumber("+78444010101")
    clinic = ClinicCode("both")
    directory = Directory(
        institutions=(Institution(code=InstitutionCode("both"), name="Both", phones=(phone,)),),
        clinics=(Clinic(code=clinic, serves=Serves.BOTH),),
        dispatchers=(CITY, STEPPE),
        territories=(
            Territory(clinic=clinic, settlement="Elton"),
            Territory(clinic=clinic, settlement="Volgograd"),
        ),
    )

    assert dispatcher_of(DirectoryDesk(directory), [phone]) is None
