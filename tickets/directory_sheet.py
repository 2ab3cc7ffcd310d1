"""Rows of the directory as cells again: what `directory export` writes and an import reads."""

from collections.abc import Iterable, Mapping
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
from tickets.directory_cells import NO_LIMIT


def cells_of(row: DirectoryRow) -> Mapping[str, str]:
    """Return a row's cells by their columns; of an attached patient nothing can be told."""
    match row:
        case Institution():
            return {
                "code": row.code,
                "name": row.name,
                "support_code": row.support_code or "",
                "phones": _listed(row.phones),
                "address": row.address,
            }
        case Clinic():
            return _cells_of_clinic(row)
        case Dispatcher():
            return {
                "code": row.code,
                "name": row.name,
                "phone": row.phone,
                "settlements": _listed(row.settlements),
            }
        case Territory():
            return {
                "clinic": row.clinic,
                "settlement": row.settlement,
                "street": row.street,
                "houses": row.houses.text,
            }
        case Reception():
            return {
                "clinic": row.clinic,
                "speciality": row.speciality,
                "doctor": row.doctor,
                "weekday": str(row.weekday + 1),
                "begins": time_of_day(row.begins),
                "ends": time_of_day(row.ends),
                "room": row.room,
            }
        case Street():
            return {"settlement": row.settlement, "street": row.street}
        case Attached():
            return {"policy": "", "born_on": "", "clinic": row.clinic}
        case _ as never:
            assert_never(never)


def time_of_day(minute: int) -> str:
    """Return a minute of the day as people write it."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _cells_of_clinic(row: Clinic) -> Mapping[str, str]:
    return {
        "code": row.code,
        "serves": row.serves,
        "district_workday": _count(row.workday.district),
        "duty_workday": _count(row.workday.duty),
        "district_day_off": _count(row.day_off.district),
        "duty_day_off": _count(row.day_off.duty),
        "same_day_until": time_of_day(row.same_day_until),
        "duty_until": time_of_day(row.duty_until),
        "dispatch_targets": _listed(row.dispatch_targets),
        "phones": _listed(row.phones),
    }


def _count(visits: int | None) -> str:
    return NO_LIMIT if visits is None else str(visits)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
