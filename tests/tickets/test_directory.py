"""What the directory finds: by telephone, by support code, by settlement, by speciality.

`tickets/directory.py`, and `tickets/directory_desk.py`, which holds the one in force.
"""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

from dataclasses import replace

import pytest

from base.phone import PhoneNumber
from tests.tickets.region import FIRST, REGION, REGISTRY, SECOND, SWITCHBOARD
from tickets.directory import Directory, Dispatcher, Serves, read_support_code
from tickets.directory_desk import DirectoryDesk

STRANGER = PhoneNumber("+79101234567")


@pytest.mark.parametrize("keyed", ["1002", "1002#", " 10-02 ", "1 0 0 2"])
def test_institution_is_found_by_its_support_code_as_it_was_keyed(keyed: str) -> None:
    found = REGION.by_support_code(keyed)
    assert found is not None
    assert found.name == "Поликлиника № 1"


@pytest.mark.parametrize("keyed", ["", "#", "100", "123456789", "١٠٠٢", "9999", "10*2", "<b>"])
def test_keys_that_are_no_support_code_find_nobody(keyed: str) -> None:
    assert REGION.by_support_code(keyed) is None


def test_code_is_read_before_anybody_is_looked_for() -> None:
    assert read_support_code("99 99") == "9999"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("поликлиника 1", ["Детская поликлиника № 1", "Поликлиника № 1"]),
        ("ПОЛИК № 1", ["Детская поликлиника № 1", "Поликлиника № 1"]),
        ("1 дет поликлиника", ["Детская поликлиника № 1"]),
        ("поликлиника 12", []),
        ("клиника", []),
        ("№ .", []),
        ("", []),
    ],
)
def test_institution_is_found_by_how_its_name_is_said(said: str, found: list[str]) -> None:
    assert [row.name for row in REGION.by_name(said)] == found


def test_names_are_found_whether_or_not_they_are_written_with_yo() -> None:
    named = replace(REGION.institutions[0], name="Больница имени Семёнова")
    directory = Directory(institutions=(named,))
    assert directory.by_name("больница семенов") == directory.by_name("семёнова") == (named,)


def test_one_switchboard_may_belong_to_several_institutions() -> None:
    assert len(REGION.by_phone(SWITCHBOARD)) == 4
    assert [found.name for found in REGION.by_phone(REGISTRY)] == ["Поликлиника № 1"]
    assert REGION.by_phone(STRANGER) == ()


def test_dispatcher_is_the_settlement_s_own_else_that_of_the_rest() -> None:
    own, rest = REGION.dispatcher_of("Речной"), REGION.dispatcher_of("с. Дальнее")
    assert own is not None
    assert rest is not None
    assert (own.code, rest.code) == ("smp1", "smp")


def test_settlement_name_of_two_places_with_two_dispatchers_finds_none() -> None:
    village = Dispatcher(
        code="smp2", name="Другая", phone=PhoneNumber("+78442030304"), settlements=("д. Речной",)
    )
    both = replace(REGION, dispatchers=(*REGION.dispatchers, village))
    assert both.dispatcher_of("Речной") is None
    certain = both.dispatcher_of("д. Речной")
    assert certain is not None
    assert certain.code == "smp2"


def test_specialists_are_told_in_the_order_of_the_week() -> None:
    assert [row.doctor for row in REGION.receptions("невролог")] == [
        "Петров Б. Б.",
        "Иванова А. А.",
    ]
    assert [row.clinic for row in REGION.receptions("Невролог", SECOND)] == [SECOND]
    assert REGION.specialities == ("Невролог",)


def test_territories_and_hours_of_a_clinic_that_is_gone_are_not_found() -> None:
    without = replace(REGION, clinics=tuple(row for row in REGION.clinics if row.code != FIRST))
    assert {row.clinic for row in without.territories_in("г. Речной")} == {"dp1", SECOND}
    assert [row.clinic for row in without.receptions("Невролог")] == [SECOND]
    assert without.name_of(FIRST) == "Поликлиника № 1"


def test_clinic_takes_patients_of_its_age_only() -> None:
    assert Serves.BOTH.takes(is_child=True)
    assert Serves.BOTH.takes(is_child=False)
    assert Serves.CHILDREN.takes(is_child=True)
    assert not Serves.ADULTS.takes(is_child=True)


def test_desk_looks_into_the_directory_that_it_was_given_last() -> None:
    desk = DirectoryDesk()
    assert not desk.is_institution(SWITCHBOARD)
    desk.change(REGION)
    assert desk.directory is REGION
    assert desk.is_institution(SWITCHBOARD)
    assert not desk.is_institution(STRANGER)
    desk.change(Directory())
    assert not desk.is_institution(SWITCHBOARD)
