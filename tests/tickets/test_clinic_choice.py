"""Which clinic sends the doctor: attachment and age, then territory, then a person."""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

from dataclasses import replace
from datetime import date

import pytest

from tests.tickets.region import CHILDREN, FIRST, REGION, SECOND, VILLAGE
from tickets.address import Address, read_address
from tickets.clinic_choice import (
    ChoiceReason,
    ChoiceWarning,
    Chosen,
    DutyReason,
    ForDuty,
    PatientFacts,
    age_on,
    choose_clinic,
)
from tickets.directory import Directory

TODAY = date(2026, 11, 23)
ADULT, CHILD, SOMEBODY = (
    PatientFacts(age_years=40),
    PatientFacts(born_on=date(2020, 3, 1)),
    PatientFacts(),
)


def _chosen(patient: PatientFacts, line: str, directory: Directory = REGION) -> Chosen:
    choice = choose_clinic(patient, read_address(line), directory, TODAY)
    assert isinstance(choice, Chosen), choice
    return choice


def _for_duty(patient: PatientFacts, line: str, directory: Directory = REGION) -> ForDuty:
    choice = choose_clinic(patient, read_address(line), directory, TODAY)
    assert isinstance(choice, ForDuty), choice
    return choice


@pytest.mark.parametrize(
    ("line", "code", "reason"),
    [
        ("г. Речной, ул. Ленина, д. 7", FIRST, ChoiceReason.TERRITORY_HOUSE),
        ("г. Речной, ул. Ленина, д. 7А", SECOND, ChoiceReason.TERRITORY_HOUSE),
        ("г. Речной, ул. Ленина, д. 30", FIRST, ChoiceReason.TERRITORY_HOUSE),
        ("г. Речной, ул. Ленина, д. 112", SECOND, ChoiceReason.TERRITORY_HOUSE),
        ("г. Речной, пер. Мира, д. 3", SECOND, ChoiceReason.TERRITORY_STREET),
        ("с. Дальнее, ул. Лесная, д. 3", VILLAGE, ChoiceReason.TERRITORY_SETTLEMENT),
    ],
)
def test_adult_is_visited_by_the_clinic_that_holds_the_house(
    line: str, code: str, reason: ChoiceReason
) -> None:
    chosen = _chosen(ADULT, line)
    assert (chosen.clinic.code, chosen.reason, chosen.warning) == (code, reason, None)


def test_child_is_visited_by_the_children_clinic_of_the_town() -> None:
    chosen = _chosen(CHILD, "г. Речной, ул. Ленина, д. 7")
    assert (chosen.clinic.code, chosen.reason) == (CHILDREN, ChoiceReason.TERRITORY_SETTLEMENT)


def test_attachment_goes_before_territory_and_says_that_the_address_lies_outside() -> None:
    chosen = _chosen(replace(ADULT, attached_to=SECOND), "г. Речной, ул. Ленина, д. 7")
    assert chosen.clinic.code == SECOND
    assert (chosen.reason, chosen.warning) == (
        ChoiceReason.ATTACHED,
        ChoiceWarning.OUTSIDE_TERRITORY,
    )
    at_home = _chosen(replace(ADULT, attached_to=FIRST), "г. Речной, ул. Ленина, д. 7")
    assert (at_home.clinic.code, at_home.warning) == (FIRST, None)


def test_patient_who_grew_up_is_no_longer_visited_by_the_children_clinic() -> None:
    grown_up = PatientFacts(born_on=date(2008, 11, 23), attached_to=CHILDREN)
    chosen = _chosen(grown_up, "г. Речной, ул. Мира, д. 3")
    assert (chosen.clinic.code, chosen.warning) == (FIRST, ChoiceWarning.ATTACHED_FOR_OTHER_AGE)


def test_attachment_to_a_clinic_that_is_gone_leaves_the_territory() -> None:
    without = replace(REGION, institutions=REGION.institutions[:2])
    chosen = _chosen(replace(ADULT, attached_to=SECOND), "г. Речной, ул. Ленина, д. 7", without)
    assert (chosen.clinic.code, chosen.warning) == (FIRST, ChoiceWarning.ATTACHMENT_UNKNOWN)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("за магазином", DutyReason.ADDRESS_INCOMPLETE),
        ("г. Речной", DutyReason.ADDRESS_INCOMPLETE),
        ("г. Речной, ул. Ленина", DutyReason.ADDRESS_INCOMPLETE),
        ("г. Другой, ул. Ленина, д. 5", DutyReason.SETTLEMENT_UNKNOWN),
        ("г. Речной, ул. Неведомая, д. 5", DutyReason.STREET_UNKNOWN),
    ],
)
def test_address_that_nobody_holds_goes_to_the_duty_list_and_is_not_refused(
    line: str, reason: DutyReason
) -> None:
    assert _for_duty(ADULT, line).reason is reason


def test_house_outside_every_territory_goes_to_the_duty_list_with_the_clinics_of_the_town() -> (
    None
):
    half = replace(REGION, territories=REGION.territories[:2])
    duty = _for_duty(ADULT, "г. Речной, ул. Ленина, д. 47", half)
    assert duty.reason is DutyReason.HOUSE_OUTSIDE
    assert [clinic.code for clinic in duty.candidates] == [FIRST]


def test_street_that_may_be_two_goes_to_a_person_with_both_clinics() -> None:
    bare = Address(text="Мира 3", settlement="г. Речной", street="Мира", house="3")
    duty = choose_clinic(ADULT, bare, REGION, TODAY)
    assert isinstance(duty, ForDuty)
    assert duty.reason is DutyReason.SEVERAL_CLINICS
    assert {clinic.code for clinic in duty.candidates} == {FIRST, SECOND}


def test_age_is_asked_for_only_where_it_decides() -> None:
    assert _chosen(SOMEBODY, "с. Дальнее").clinic.code == VILLAGE
    duty = _for_duty(SOMEBODY, "г. Речной, ул. Ленина, д. 7")
    assert duty.reason is DutyReason.AGE_UNKNOWN
    assert {clinic.code for clinic in duty.candidates} == {CHILDREN, FIRST}


def test_region_of_one_clinic_needs_no_territories() -> None:
    alone = Directory(
        institutions=(REGION.institutions[3],), clinics=(REGION.clinics[3],), territories=()
    )
    assert _chosen(SOMEBODY, "где-то", alone).reason is ChoiceReason.ONLY_CLINIC
    two = replace(REGION, territories=())
    assert _for_duty(ADULT, "где-то", two).reason is DutyReason.NO_TERRITORIES


def test_empty_directory_sends_everybody_to_a_person() -> None:
    assert _for_duty(ADULT, "г. Речной, ул. Ленина, 1", Directory()) == ForDuty(
        DutyReason.NO_CLINICS
    )


@pytest.mark.parametrize(
    ("born_on", "age"),
    [(date(2008, 11, 23), 18), (date(2008, 11, 24), 17), (date(2008, 2, 29), 18)],
)
def test_age_grows_on_the_birthday(born_on: date, age: int) -> None:
    assert age_on(TODAY, born_on) == age
