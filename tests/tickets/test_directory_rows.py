"""From lines to rows: every kind of table, and every fault that a line can have.

`tickets/directory_rows.py`, `tickets/directory_cells.py`, `tickets/directory_keys.py` and
`tickets/attachment.py`.
"""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

from datetime import date

import pytest

from base.ids import ClinicCode
from base.phone import NumberRules, PhoneNumber
from tests.tickets.region import FIRST, REGION
from tickets.attachment import attachment_key, read_policy, salt_mark
from tickets.directory import (
    Attached,
    Clinic,
    DirectoryRow,
    Dispatcher,
    DoctorsVisits,
    Institution,
    Kind,
    Reception,
    Serves,
    Street,
    Territory,
)
from tickets.directory_keys import row_key
from tickets.directory_rows import COLUMNS, Footing, ReadRows, read_rows
from tickets.directory_table import read_table

SALT = b"0123456789abcdef"
FOOTING = Footing(
    directory=REGION,
    rules=NumberRules(area_code="8442", local_lengths=frozenset({6})),
    salt=SALT,
    today=date(2026, 11, 23),
)


def _read(kind: Kind, *lines: str) -> ReadRows:
    content = "\n".join(lines).encode()
    return read_rows(kind, read_table(content, COLUMNS[kind]), FOOTING)


def _row(kind: Kind, *lines: str) -> DirectoryRow:
    read = _read(kind, *lines)
    assert read.problems == ()
    (row,) = read.rows
    return row


def _told(kind: Kind, *lines: str) -> list[str]:
    return [str(problem) for problem in _read(kind, *lines).problems]


def test_institution_has_its_numbers_in_one_form() -> None:
    row = _row(
        Kind.INSTITUTIONS,
        "code;name;support_code;phones;address",
        'gp9;Поликлиника № 9;1009;"8 (8442) 10-20-30, 102031";ул. Мира, 1',
    )
    assert isinstance(row, Institution)
    assert row.phones == (PhoneNumber("+78442102030"), PhoneNumber("+78442102031"))
    assert (row.support_code, row.address) == ("1009", "ул. Мира, 1")


def test_clinic_has_defaults_for_what_its_line_leaves_open() -> None:
    row = _row(Kind.CLINICS, "code,serves,district_workday", "gp1,adults,40")
    assert isinstance(row, Clinic)
    assert (row.serves, row.workday) == (Serves.ADULTS, DoctorsVisits(40, None))
    assert row.day_off == DoctorsVisits(0, None)
    assert (row.same_day_until, row.duty_until) == (720, 1140)


def test_dispatcher_needs_a_direct_number() -> None:
    row = _row(
        Kind.DISPATCHERS, "code;name;phone;settlements", "smp;Скорая;+78442030303;г. А, с. Б"
    )
    assert isinstance(row, Dispatcher)
    assert row.settlements == ("г. А", "с. Б")
    assert _told(Kind.DISPATCHERS, "code;name;phone", "smp;Скорая;103") == [
        "line 2, phone: 103 reaches another place from our trunk; give a direct number"
    ]


def test_territory_names_its_houses() -> None:
    row = _row(
        Kind.TERRITORIES, "clinic;settlement;street;houses", 'gp1;г. Речной;ул. Ленина;"1-45н, 7А"'
    )
    assert isinstance(row, Territory)
    assert row.houses.text == "1-45н, 7А"
    assert len(row.houses.spans) == 2


def test_timetable_takes_days_as_people_write_them() -> None:
    row = _row(
        Kind.TIMETABLES,
        "clinic;speciality;doctor;weekday;begins;ends;room",
        "gp1;Невролог;Иванова А. А.;Ср.;8.30;12:00;12",
    )
    assert isinstance(row, Reception)
    assert (row.weekday, row.begins, row.ends) == (2, 510, 720)


def test_attached_patient_leaves_neither_number_nor_day_behind() -> None:
    row = _row(Kind.ATTACHED, "policy;born_on;clinic", "7700 0000 0000 0005;31.03.2015;gp1")
    assert isinstance(row, Attached)
    assert row == Attached(
        attachment_key("7700000000000005", date(2015, 3, 31), SALT), ClinicCode("gp1")
    )
    assert "7700" not in row.key


@pytest.mark.parametrize(
    ("kind", "heading", "line", "told"),
    [
        (Kind.INSTITUTIONS, "code;name", "поликл;x", ["line 2, code: is no code"]),
        (
            Kind.INSTITUTIONS,
            "code;name;support_code;phones",
            "a;x;12;позвоните",
            [
                "line 2, support_code: must have 4 to 8 digits",
                "line 2, phones: 'позвоните' is no telephone number",
            ],
        ),
        (
            Kind.CLINICS,
            "code;serves;duty_workday;same_day_until;duty_until",
            "gp9;women;-1;25:00;12:00",
            [
                "line 2, code: no institution has the code gp9",
                "line 2, serves: must be one of children, adults, both",
                "line 2, duty_workday: must be a whole number",
                "line 2, same_day_until: must be a time",
            ],
        ),
        (
            Kind.CLINICS,
            "code;serves;same_day_until;duty_until",
            "gp1;both;13:00;12:00",
            ["line 2, same_day_until: lies after duty_until"],
        ),
        (
            Kind.TERRITORIES,
            "clinic;settlement;street;houses",
            "gp7;г. А;;до реки",
            [
                "line 2, clinic: no clinic has the code gp7",
                "line 2, houses: 'до реки' are no houses",
            ],
        ),
        (
            Kind.TERRITORIES,
            "clinic;settlement;street;houses",
            "gp1;г. А;;5",
            ["line 2, street: is empty, and houses are named"],
        ),
        (
            Kind.TIMETABLES,
            "clinic;speciality;doctor;weekday;begins;ends",
            "gp1;Невролог;Иванова;8;12:00;12:00",
            [
                "line 2, weekday: must be a day from 1 (Monday) to 7",
                "line 2, ends: is not later than begins",
            ],
        ),
        (
            Kind.ATTACHED,
            "policy;born_on;clinic",
            "12;31.02.2015;gp1",
            ["line 2, policy: must have 9 to 16 digits", "line 2, born_on: must be a past day"],
        ),
        (
            Kind.ATTACHED,
            "policy;born_on;clinic",
            "7700000000000005;01.01.2030;gp1",
            ["line 2, born_on: must be a past day"],
        ),
    ],
)
def test_fault_of_a_line_is_told_with_its_column(
    kind: Kind, heading: str, line: str, told: list[str]
) -> None:
    found = _told(kind, heading, line)
    assert len(found) == len(told)
    for problem, beginning in zip(found, told, strict=True):
        assert problem.startswith(beginning)


def test_empty_cell_is_told_once() -> None:
    assert _told(Kind.STREETS, "settlement;street", ";ул. Мира") == [
        "line 2, settlement: is empty; fill it in"
    ]
    assert _told(Kind.CLINICS, "code;serves", ";") == []
    assert _told(Kind.CLINICS, "code;serves", "gp1;") == ["line 2, serves: is empty; fill it in"]


@pytest.mark.parametrize(
    ("kind", "lines", "told"),
    [
        (
            Kind.INSTITUTIONS,
            ("code;name;support_code", "a;x;1234", "b;y;1234"),
            "line 3, support_code: line 2 says the same; keep one of them",
        ),
        (
            Kind.STREETS,
            ("settlement;street", "г. А;ул. Мира", "г. А;улица МИРА"),
            "line 3: line 2 says the same; keep one of them",
        ),
        (
            Kind.DISPATCHERS,
            ("code;name;phone;settlements", "a;x;+78442030303;г. А", "b;y;+78442030304;город А"),
            "line 3, settlements: line 2 says the same; keep one of them",
        ),
        (
            Kind.DISPATCHERS,
            ("code;name;phone", "a;x;+78442030303", "b;y;+78442030304"),
            "line 3, settlements: line 2 says the same; keep one of them",
        ),
    ],
)
def test_two_lines_that_say_the_same_are_told(
    kind: Kind, lines: tuple[str, ...], told: str
) -> None:
    assert _told(kind, *lines) == [told]


def test_row_is_known_again_whatever_else_changes() -> None:
    before = Street("г. Речной", "ул. Зелёная")
    assert row_key(before) == row_key(Street("город Речной", "Зеленая улица"))
    assert row_key(REGION.territories[1]) != row_key(REGION.territories[2])
    assert row_key(REGION.timetables[0]) != row_key(REGION.timetables[1])
    assert row_key(REGION.clinics[1]) == FIRST


def test_attachment_is_found_by_both_numbers_and_the_salt_only() -> None:
    born_on = date(2015, 3, 31)
    key = attachment_key("7700000000000005", born_on, SALT)
    assert key == attachment_key("7700000000000005", born_on, SALT)
    assert key != attachment_key("7700000000000006", born_on, SALT)
    assert key != attachment_key("7700000000000005", date(2015, 4, 1), SALT)
    assert key != attachment_key("7700000000000005", born_on, b"another salt here")
    assert salt_mark(SALT) != salt_mark(b"another salt here")
    assert read_policy("7700-0000 00000005") == "7700000000000005"
    assert read_policy("АБ 123456") is None
