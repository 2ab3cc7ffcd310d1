import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.example import FACTS, example
from delivery.sheet import COLUMNS, as_csv, as_page, sheet_rows
from tickets.directory_table import escaped
from tickets.dispatch import (
    DispatchAbout,
    DispatchRecord,
    DispatchState,
    Facts,
    Progress,
    first_progress,
)

_ZONE = ZoneInfo("Europe/Volgograd")
_REQUEST = example(DispatchAbout.VISIT_REQUESTED)
_PRINTED_AT = datetime(2026, 1, 9, 12, 0, tzinfo=UTC)


def _record(facts: Facts = FACTS, progress: Progress | None = None) -> DispatchRecord:
    request = replace(_REQUEST, facts=facts)
    return DispatchRecord(request, progress or first_progress(request))


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_table_holds_what_a_doctor_needs_at_the_door() -> None:
    header, row = _read(as_csv(sheet_rows([_record()], _ZONE)))
    assert tuple(header) == COLUMNS
    told = dict(zip(header, row, strict=True))
    assert told["записан"] == "09.01 11:30"
    assert told["адрес"] == (
        "Волгоград, улица Ленина, 1, подъезд 2, этаж 5, кв. 17, домофон 17, за аптекой"
    )
    assert (told["телефон"], told["подтверждён"]) == ("'+79161234567", "")


def test_table_tells_on_which_day_and_which_doctor_was_promised() -> None:
    promised = {**FACTS, "day": "2026-01-12", "shift": "duty", "is_on_waiting_list": True}
    without_date = {**promised, "patient": {"name": "Иванова", "birth_date": None, "age": 75}}
    header, row = _read(as_csv(sheet_rows([_record(without_date)], _ZONE)))
    told = dict(zip(header, row, strict=True))
    assert told["врач"] == "2026-01-12, дежурный, лист ожидания"
    assert told["родился"] == "лет: 75"


def test_answered_visit_is_marked() -> None:
    at = _REQUEST.written_at
    answered = Progress(state=DispatchState.ACKNOWLEDGED, next_at=at, acknowledged_at=at)
    (row,) = sheet_rows([_record(progress=answered)], _ZONE)
    assert (row.cells[-2], row.is_acknowledged) == ("да", True)


def test_changed_visit_keeps_its_place_and_says_what_is_otherwise() -> None:
    later = replace(
        _REQUEST,
        about=DispatchAbout.VISIT_CHANGED,
        written_at=_REQUEST.written_at + timedelta(hours=2),
    )
    header, row = _read(as_csv(sheet_rows([DispatchRecord(later, first_progress(later))], _ZONE)))
    told = dict(zip(header, row, strict=True))
    assert told["записан"] == "09.01 11:30"
    assert told["изменён"] == "09.01 13:30: адрес, телефон"


def test_urgent_visits_stand_first_and_withdrawn_ones_not_at_all() -> None:
    calm = replace(_REQUEST, facts={**FACTS, "number": "calm", "danger_signs": []})
    later = replace(_REQUEST, written_at=_REQUEST.written_at + timedelta(hours=1))
    gone = example(DispatchAbout.VISIT_CANCELLED)
    records = [DispatchRecord(item, first_progress(item)) for item in (calm, later, gone)]
    rows = sheet_rows(records, _ZONE)
    assert [row.cells[0] for row in rows] == ["260109-0037-4", "calm"]


@pytest.mark.parametrize("facts", [{}, {"patient": "unknown", "address": None, "window": 7}])
def test_visit_of_which_little_is_known_has_its_line(facts: Facts) -> None:
    assert len(_read(as_csv(sheet_rows([_record(facts)], _ZONE)))) == 2


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_that_begins_like_a_formula_is_text(begin: str) -> None:
    assert escaped(f"{begin}HYPERLINK(0)") == f"'{begin}HYPERLINK(0)"
    assert escaped("Иванова") == "Иванова"


@given(st.text(), st.text())
def test_no_words_of_a_citizen_break_the_table_or_become_a_formula(name: str, said: str) -> None:
    facts = {**FACTS, "patient": {"name": name}, "what_happened": said}
    header, row = _read(as_csv(sheet_rows([_record(facts)], _ZONE)))
    assert len(row) == len(header)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_page_escapes_whatever_was_said() -> None:
    facts = {**FACTS, "what_happened": "<script>alert(1)</script>"}
    page = as_page(sheet_rows([_record(facts)], _ZONE), "<b>gp-1</b>", _PRINTED_AT)
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "<b>gp-1" not in page
