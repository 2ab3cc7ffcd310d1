"""The visits of a clinic on paper: what is left when no system speaks to another.

A table for spreadsheets and a page for the printer, from the last word that was written to the
clinic about each visit. Whatever citizens say is text: a cell that a spreadsheet would take for a
formula gets an apostrophe, the page escapes everything, and no terminal obeys it.

Source of the apostrophe: OWASP, "CSV Injection".
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tickets.capacity import Shift
from tickets.directory_table import escaped
from tickets.dispatch import DispatchAbout, DispatchRecord, DispatchState, Fact, Facts
from tickets.legible import made_visible

COLUMNS: Final = (
    "номер",
    "записан",
    "пациент",
    "родился",
    "полис",
    "телефон",
    "адрес",
    "что случилось",
    "опасные признаки",
    "врач",
    "когда дома",
    "подтверждён",
    "изменён",
)

_BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it spreadsheets take Cyrillic letters for something else."""
_PAGE: Final = Path(__file__).parent / "templates" / "visits.html.j2"
_PARTS: Final = (
    ("entrance", "подъезд"),
    ("floor", "этаж"),
    ("flat", "кв."),
    ("intercom", "домофон"),
    ("landmark", ""),
)
_CHANGES: Final = {
    "what_happened": "что случилось",
    "danger_signs": "опасные признаки",
    "address": "адрес",
    "patient": "пациент",
    "phone": "телефон",
    "window": "когда дома",
    "day": "день",
    "is_on_waiting_list": "лист ожидания",
}
_SHIFTS: Final = {Shift.DISTRICT.value: "участковый", Shift.DUTY.value: "дежурный"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One visit, as people read it."""

    cells: Sequence[str]
    """In the order of `COLUMNS`."""
    is_urgent: bool
    is_acknowledged: bool


def sheet_rows(records: Sequence[DispatchRecord], zone: ZoneInfo) -> tuple[SheetRow, ...]:
    """Return the visits that are still wanted: urgent ones first, then in the order of asking."""
    wanted = [
        record for record in records if record.dispatch.about is not DispatchAbout.VISIT_CANCELLED
    ]
    rows = [_row(record, zone) for record in sorted(wanted, key=_requested_at)]
    return tuple(sorted(rows, key=lambda row: not row.is_urgent))


def as_csv(rows: Sequence[SheetRow]) -> str:
    """Return the table, for spreadsheets that expect semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([escaped(cell) for cell in row.cells] for row in rows)
    return _BYTE_ORDER_MARK + text.getvalue()


def as_page(rows: Sequence[SheetRow], clinic: str, printed_at: datetime) -> str:
    """Return the page, for a printer."""
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(_PAGE.read_text("utf-8"))
    return template.render(
        columns=COLUMNS, rows=rows, clinic=clinic, printed_at=f"{printed_at:%d.%m.%Y %H:%M}"
    )


def _row(record: DispatchRecord, zone: ZoneInfo) -> SheetRow:
    facts = record.dispatch.facts
    patient, window = _inner(facts.get("patient")), _inner(facts.get("window"))
    signs = _several(facts.get("danger_signs"))
    is_acknowledged = record.progress.state is DispatchState.ACKNOWLEDGED
    cells = (
        _text(facts.get("number")),
        f"{_requested_at(record).astimezone(zone):%d.%m %H:%M}",
        _text(patient.get("name")),
        _born(patient),
        _text(patient.get("policy")),
        _text(facts.get("phone")),
        ", ".join(_address(_inner(facts.get("address")))),
        _text(facts.get("what_happened")),
        ", ".join(signs),
        ", ".join(_promised(facts)),
        " … ".join(filter(None, (_text(window.get("from")), _text(window.get("until"))))),
        "да" if is_acknowledged else "",
        _changed(record, zone),
    )
    return SheetRow(cells, bool(signs), is_acknowledged)


def _requested_at(record: DispatchRecord) -> datetime:
    """Return since when the visit is asked for; its last word may be newer."""
    asked = _text(record.dispatch.facts.get("requested_at"))
    return datetime.fromisoformat(asked) if asked else record.dispatch.written_at


def _changed(record: DispatchRecord, zone: ZoneInfo) -> str:
    """Return when the visit was changed last, and what of it."""
    parts = _several(record.dispatch.facts.get("changed"))
    if not parts:
        return ""
    at = f"{record.dispatch.written_at.astimezone(zone):%d.%m %H:%M}"
    return f"{at}: {', '.join(_CHANGES.get(part, part) for part in parts)}"


def _born(patient: Mapping[str, Fact]) -> str:
    """Return when the patient was born, else how old somebody said they are."""
    age = _text(patient.get("age"))
    return _text(patient.get("birth_date")) or (f"лет: {age}" if age else "")


def _promised(facts: Facts) -> Iterator[str]:
    """Yield on which day which doctor shall come, and whether that is certain."""
    if day := _text(facts.get("day")):
        yield day
    if shift := _SHIFTS.get(_text(facts.get("shift"))):
        yield shift
    if facts.get("is_on_waiting_list") is True:
        yield "лист ожидания"


def _address(address: Mapping[str, Fact]) -> Iterator[str]:
    if text := _text(address.get("text")):
        yield text
    for key, word in _PARTS:
        if value := _text(address.get(key)):
            yield f"{word} {value}".strip()


def _inner(fact: Fact) -> Mapping[str, Fact]:
    return fact if isinstance(fact, Mapping) else {}


def _several(fact: Fact) -> list[str]:
    if isinstance(fact, str) or not isinstance(fact, Sequence):
        return []
    return [_text(part) for part in fact]


def _text(fact: Fact) -> str:
    """Return a fact in one line; what is unknown is empty."""
    return "" if fact is None else made_visible(" ".join(str(fact).split()))
