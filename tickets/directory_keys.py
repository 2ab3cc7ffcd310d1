"""By what a row of the directory is known again when its table is imported once more."""

from typing import assert_never

from tickets.directory import (
    Attached,
    Clinic,
    DirectoryRow,
    Dispatcher,
    Institution,
    Reception,
    Street,
    Territory,
)
from tickets.place_name import PlaceName, settlement_name, street_name


def row_key(row: DirectoryRow) -> str:
    """Return the key of a row within its table.

    Rows that bear no code are known by all that makes them one: a doctor who begins earlier is
    another line of the timetable, and the same street in other letters is the same street.
    """
    match row:
        case Institution(code=code) | Clinic(code=code) | Dispatcher(code=code):
            return code
        case Territory():
            street = _name(street_name(row.street)) if row.street else ""
            houses = " ".join(row.houses.text.lower().split())
            return "|".join((row.clinic, _name(settlement_name(row.settlement)), street, houses))
        case Reception():
            who = f"{row.speciality.casefold()}|{row.doctor.casefold()}"
            return f"{row.clinic}|{who}|{row.weekday}|{row.begins}"
        case Street():
            return f"{_name(settlement_name(row.settlement))}|{_name(street_name(row.street))}"
        case Attached():
            return row.key
        case _ as never:
            assert_never(never)


def _name(name: PlaceName) -> str:
    return f"{name.own} ({name.kind})" if name.kind else name.own
