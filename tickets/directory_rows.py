"""From lines of tables to rows of the directory: every fault of every line, with what to do.

A line that names another table's row, such as a territory its clinic, is checked against the
directory in force; so tables are imported in the order of `Kind`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from base.ids import ClinicCode, InstitutionCode
from base.phone import NumberRules
from tickets.directory import (
    Attached,
    Clinic,
    Directory,
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
from tickets.directory_cells import Cells
from tickets.directory_keys import row_key
from tickets.directory_table import Column, Problem, Table, TableLine
from tickets.place_name import settlement_name

_Must: Final = True

COLUMNS: Final[Mapping[Kind, tuple[Column, ...]]] = {
    Kind.INSTITUTIONS: (
        Column("code", _Must),
        Column("name", _Must),
        Column("support_code"),
        Column("phones"),
        Column("address"),
    ),
    Kind.CLINICS: (
        Column("code", _Must),
        Column("serves", _Must),
        Column("district_workday"),
        Column("duty_workday"),
        Column("district_day_off"),
        Column("duty_day_off"),
        Column("same_day_until"),
        Column("duty_until"),
        Column("dispatch_targets"),
        Column("phones"),
    ),
    Kind.DISPATCHERS: (
        Column("code", _Must),
        Column("name", _Must),
        Column("phone", _Must),
        Column("settlements"),
    ),
    Kind.TERRITORIES: (
        Column("clinic", _Must),
        Column("settlement", _Must),
        Column("street"),
        Column("houses"),
    ),
    Kind.TIMETABLES: (
        Column("clinic", _Must),
        Column("speciality", _Must),
        Column("doctor", _Must),
        Column("weekday", _Must),
        Column("begins", _Must),
        Column("ends", _Must),
        Column("room"),
    ),
    Kind.STREETS: (Column("settlement", _Must), Column("street", _Must)),
    Kind.ATTACHED: (
        Column("policy", _Must),
        Column("born_on", _Must),
        Column("clinic", _Must),
    ),
}
"""The columns of every kind of table, in the order in which they are exported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What the lines of a table are read against."""

    directory: Directory
    """The one in force: what a line may name."""
    rules: NumberRules
    """How telephone numbers are written here."""
    salt: bytes
    """Makes the keys of the attached population."""
    today: date


@dataclass(frozen=True, slots=True)
class ReadRows:
    """The rows of a table, and everything that is wrong with it."""

    rows: tuple[DirectoryRow, ...]
    problems: tuple[Problem, ...]


def read_rows(kind: Kind, table: Table, footing: Footing) -> ReadRows:
    """Return the rows of a table; they may be stored only if there are no problems."""
    reading = _Reading(footing)
    problems = list(table.problems)
    spoilt = {problem.line for problem in problems}
    read = _READERS[kind]
    for line in table.lines:
        cells = Cells(line, footing.rules, footing.today)
        row = read(reading, cells)
        if cells.problems:
            # What the table said of the cell already is not said twice.
            told = {(p.line, p.column) for p in problems if p.line == line.number}
            problems.extend(p for p in cells.problems if (p.line, p.column) not in told)
        elif row is not None and line.number not in spoilt:
            problems.extend(reading.take(line, row))
    order = {column.name: place for place, column in enumerate(COLUMNS[kind])}
    problems.sort(key=lambda problem: (problem.line, order.get(problem.column, len(order))))
    return ReadRows(tuple(reading.rows), tuple(problems))


class _Reading:
    """What was read so far, and where every key stood first."""

    def __init__(self, footing: Footing) -> None:
        self.footing = footing
        self.rows: list[DirectoryRow] = []
        self._seen: dict[str, int] = {}

    def take(self, line: TableLine, row: DirectoryRow) -> Iterator[Problem]:
        """Keep a row, and yield what it has in common with an earlier one and must not."""
        fault = False
        for column, key in _unique(row):
            first = self._seen.setdefault(key, line.number)
            if first != line.number:
                fault = True
                yield Problem(line.number, column, f"line {first} says the same; keep one of them")
        if not fault:
            self.rows.append(row)

    def clinic(self, cells: Cells, column: str = "clinic") -> ClinicCode:
        """Return the code of a clinic that the directory knows."""
        code = ClinicCode(cells.code(column))
        if code and self.footing.directory.clinic(code) is None:
            cells.blame(column, f"no clinic has the code {code}; import the clinics first")
        return code


def _unique(row: DirectoryRow) -> Iterator[tuple[str, str]]:
    """Yield what no other row of its table may say, each with the column to blame."""
    yield _FIRST_COLUMN.get(type(row), ""), row_key(row)
    match row:
        case Institution(support_code=code) if code is not None:
            yield "support_code", f"support code {code}"
        case Dispatcher(settlements=()):
            yield "settlements", "everywhere"
        case Dispatcher(settlements=settlements):
            for name in map(settlement_name, settlements):
                yield "settlements", f"settlement {name.own} {name.kind}"
        case _:
            return


_FIRST_COLUMN: Final[Mapping[type, str]] = {
    Institution: "code",
    Clinic: "code",
    Dispatcher: "code",
    Attached: "policy",
}


def _institution(_reading: _Reading, cells: Cells) -> Institution:
    return Institution(
        code=InstitutionCode(cells.code("code")),
        name=cells.text("name"),
        support_code=cells.support_code("support_code"),
        phones=cells.phones("phones"),
        address=cells.text("address"),
    )


def _clinic(reading: _Reading, cells: Cells) -> Clinic:
    code = ClinicCode(cells.code("code"))
    if code and reading.footing.directory.institution(code) is None:
        cells.blame("code", f"no institution has the code {code}; import the institutions first")
    same_day_until = cells.time("same_day_until", 12 * 60)
    duty_until = cells.time("duty_until", 19 * 60)
    if same_day_until > duty_until:
        cells.blame("same_day_until", "lies after duty_until; exchange them")
    return Clinic(
        code=code,
        serves=cells.choice("serves", Serves, Serves.BOTH),
        workday=DoctorsVisits(cells.count("district_workday"), cells.count("duty_workday")),
        day_off=DoctorsVisits(cells.count("district_day_off", 0), cells.count("duty_day_off")),
        same_day_until=same_day_until,
        duty_until=duty_until,
        dispatch_targets=cells.names("dispatch_targets"),
        phones=cells.phones("phones"),
    )


def _dispatcher(_reading: _Reading, cells: Cells) -> Dispatcher | None:
    code, name = cells.code("code"), cells.text("name")
    phone = cells.phone("phone")
    settlements = cells.names("settlements")
    if phone is None:
        return None
    return Dispatcher(code=code, name=name, phone=phone, settlements=settlements)


def _territory(reading: _Reading, cells: Cells) -> Territory:
    street, houses = cells.text("street"), cells.houses("houses")
    if houses.spans and not street:
        cells.blame("street", "is empty, and houses are named; name their street")
    return Territory(
        clinic=reading.clinic(cells),
        settlement=cells.text("settlement"),
        street=street,
        houses=houses,
    )


def _reception(reading: _Reading, cells: Cells) -> Reception:
    begins, ends = cells.time("begins"), cells.time("ends")
    if begins >= ends and not cells.problems:
        cells.blame("ends", "is not later than begins; mend one of them")
    return Reception(
        clinic=reading.clinic(cells),
        speciality=cells.text("speciality"),
        doctor=cells.text("doctor"),
        weekday=cells.weekday("weekday"),
        begins=begins,
        ends=ends,
        room=cells.text("room"),
    )


def _street(_reading: _Reading, cells: Cells) -> Street:
    return Street(cells.text("settlement"), cells.text("street"))


def _attached(reading: _Reading, cells: Cells) -> Attached | None:
    clinic = reading.clinic(cells)
    key = cells.attachment_key("policy", "born_on", reading.footing.salt)
    return None if key is None else Attached(key, clinic)


_Reader = Callable[[_Reading, Cells], DirectoryRow | None]

_READERS: Final[Mapping[Kind, _Reader]] = {
    Kind.INSTITUTIONS: _institution,
    Kind.CLINICS: _clinic,
    Kind.DISPATCHERS: _dispatcher,
    Kind.TERRITORIES: _territory,
    Kind.TIMETABLES: _reception,
    Kind.STREETS: _street,
    Kind.ATTACHED: _attached,
}
