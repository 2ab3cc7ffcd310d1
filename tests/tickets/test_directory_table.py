"""Tables as people send them: alphabets, delimiters, and every fault with its line and column."""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.directory_table import (
    MAX_CELL_CHARS,
    Column,
    Table,
    escaped,
    read_table,
    unescaped,
    write_table,
)

COLUMNS = (Column("code", is_required=True), Column("name", is_required=True), Column("note"))


def _told(table: Table) -> list[str]:
    return [str(problem) for problem in table.problems]


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        ("code;name\ngp1;Ёлка".encode(), "UTF-8", ";"),
        ("code,name\r\ngp1,Ёлка\r\n".encode("utf-8-sig"), "UTF-8", ","),
        ("code;name\ngp1;Ёлка".encode("cp1251"), "Windows-1251", ";"),
        ("\n\nCODE\tName\n\ngp1\tЁлка\n".encode(), "UTF-8", "\t"),
    ],
)
def test_table_is_read_whatever_spreadsheet_wrote_it(
    content: bytes, encoding: str, delimiter: str
) -> None:
    table = read_table(content, COLUMNS)
    assert _told(table) == []
    assert (table.encoding, table.delimiter) == (encoding, delimiter)
    assert [line.cells["name"] for line in table.lines] == ["Ёлка"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1: the table is empty; give it a heading"),
        (b"PK\x03\x04rest", "line 1: this is a spreadsheet, no table; save it as CSV in UTF-8"),
        ("code;name".encode("utf-16"), "line 1: this is UTF-16; save it as CSV in UTF-8"),
        (
            "code;name\ngp1;Ёлка".encode("koi8-r") + b"\x98\x95",
            "line 1: this is neither UTF-8 nor Windows-1251; save it as CSV in UTF-8",
        ),
        (b"code;nane\n", "line 1, nane: no such column; the columns are code, name, note"),
        (b"code;code;name\n", "line 1, code: stands 2 times; keep one"),
        (b"code\ngp1\n", "line 1, name: the column is missing; add it"),
    ],
)
def test_bytes_that_are_no_such_table_are_told_and_nothing_is_raised(
    content: bytes, told: str
) -> None:
    table = read_table(content, COLUMNS)
    assert told in _told(table)
    assert table.lines == ()


def test_every_fault_of_every_line_is_told_at_once() -> None:
    long = "я" * (MAX_CELL_CHARS + 1)
    table = read_table(
        f"code;name;note\ngp1;;x\n;b\x07c;{long}\ngp2;one;two;three\ngp3;fine;\n".encode(), COLUMNS
    )
    assert _told(table) == [
        "line 2, name: is empty; fill it in",
        "line 3, name: holds characters that nobody sees (U+0007); type it anew",
        f"line 3, note: has {MAX_CELL_CHARS + 1} characters; shorten it to {MAX_CELL_CHARS}",
        "line 3, code: is empty; fill it in",
        "line 4: has 4 cells, the heading 3; quote what holds a delimiter",
    ]


def test_quotation_mark_that_is_not_closed_ends_the_reading_at_its_line() -> None:
    (problem,) = read_table(b'code;name\ngp1;one\ngp2;"two\n', COLUMNS).problems
    assert problem.line == 3
    assert "quotation mark" in problem.text


def test_line_is_counted_as_an_editor_counts_it() -> None:
    table = read_table(b'code;name\ngp1;"two\nlines"\n\ngp2;\n', COLUMNS)
    assert [line.number for line in table.lines] == [2, 5]
    assert _told(table) == ["line 5, name: is empty; fill it in"]
    assert table.lines[0].cells["name"] == "two lines"


def test_markup_and_formulas_are_kept_as_text_and_counted() -> None:
    table = read_table("code;name\ngp1;<b>Дом</b>\ngp2;=1+1\n".encode(), COLUMNS)
    assert [line.cells["name"] for line in table.lines] == ["<b>Дом</b>", "=1+1"]
    assert table.markup_cells == 2


@given(st.text(max_size=40))
def test_escaped_cell_is_no_formula_and_gives_its_text_back(text: str) -> None:
    cell = escaped(text)
    assert not cell.startswith(("=", "+", "-", "@"))
    assert unescaped(cell) == text


_texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)


@given(st.lists(st.tuples(_texts, _texts, _texts), max_size=5))
def test_written_table_is_read_as_it_was(rows: list[tuple[str, str, str]]) -> None:
    names = [column.name for column in COLUMNS]
    lines = [dict(zip(names, row, strict=True)) for row in rows]
    table = read_table(write_table(COLUMNS, lines), COLUMNS)
    assert _told(table) == []
    assert [dict(line.cells) for line in table.lines] == lines


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reading_fail(content: bytes) -> None:
    table = read_table(b"code;name\n" + content, COLUMNS)
    assert table.problems or all(line.cells["code"] for line in table.lines)
