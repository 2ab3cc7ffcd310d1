"""A table as people send it: bytes from some spreadsheet, read into lines with all their faults.

Whatever is wrong is told with its line and its column, all of it at once, because each round of
mending takes a letter to an institution and back. Texts are kept as they are, markup and formulas
included; they are escaped where they are shown. Only characters that no text needs are refused.
"""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 128 * 1024 * 1024
MAX_LINES: Final = 2_000_000
"""As many as the largest region has inhabitants of one clinic group; more come in parts."""
MAX_CELL_CHARS: Final = 500

_DELIMITERS: Final = (";", ",", "\t")
_CYRILLIC_SHARE: Final = 0.9
"""So much of what is not ASCII is Cyrillic in any Russian table read by its right alphabet."""
_CONTROLS: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_HARMLESS: Final = frozenset("\u00ad\u200b\ufeff\n\r\t")
"""Soft hyphens, zero-width spaces and line ends that spreadsheets put in; they are taken out."""
_TAKEN_OUT: Final = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))
_FORMULA: Final = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
"""Those of full width count where spreadsheets are Japanese or Chinese."""
_ESCAPE: Final = "'"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind of table."""

    name: str
    is_required: bool = False
    """Whether every line must fill it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place of a table, and what is to be done."""

    line: int
    column: str
    """Empty where the whole line is meant."""
    text: str

    def __str__(self) -> str:
        """Return it as it is reported."""
        where = f"line {self.line}"
        return f"{where}, {self.column}: {self.text}" if self.column else f"{where}: {self.text}"


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of a table."""

    number: int
    """As an editor counts, the heading being the first."""
    cells: Mapping[str, str]
    """Every column of the kind, empty where the table lacks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, read as far as it can be."""

    lines: tuple[TableLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    markup_cells: int = 0
    """How many texts begin like a formula or hold a `<`; they are kept as they are."""


def read_table(content: bytes, columns: Sequence[Column]) -> Table:
    """Return the lines of a table; nothing is raised, whatever the bytes are."""
    text = _decoded(content)
    if isinstance(text, Problem):
        return Table(problems=(text,))
    body, encoding = text
    delimiter = _delimiter_of(body)
    rows = list(_rows(body, delimiter))
    if not rows or isinstance(rows[0], Problem):
        fault = rows[0] if rows else Problem(1, "", "the table is empty; give it a heading")
        return Table(problems=(fault,) if isinstance(fault, Problem) else ())
    heading = rows[0]
    names = [name.strip().lower() for name in heading.cells]
    problems = list(_heading_problems(names, columns, heading.number))
    if problems:
        return Table(problems=tuple(problems), encoding=encoding, delimiter=delimiter)
    lines: list[TableLine] = []
    for row in rows[1:]:
        if isinstance(row, Problem):
            problems.append(row)
            continue
        line, faults = _line(row, names, columns)
        lines.append(line)
        problems.extend(faults)
    return Table(
        lines=tuple(lines),
        problems=tuple(problems),
        encoding=encoding,
        delimiter=delimiter,
        markup_cells=sum(is_markup(cell) for line in lines for cell in line.cells.values()),
    )


def is_markup(text: str) -> bool:
    """Tell whether a spreadsheet or a browser would take the text for more than a text."""
    return "<" in text or text.startswith(("=", "@"))


def escaped(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `unescaped` gives the text back.

    Source: OWASP, "CSV Injection".
    """
    return _ESCAPE + text if text.lstrip(_ESCAPE).startswith(_FORMULA) else text


def unescaped(cell: str) -> str:
    """Return the text of a cell that `escaped` wrote."""
    is_escaped = cell.startswith(_ESCAPE) and cell.lstrip(_ESCAPE).startswith(_FORMULA)
    return cell[1:] if is_escaped else cell


def write_table(columns: Sequence[Column], lines: Sequence[Mapping[str, str]]) -> bytes:
    """Return a table that Russian spreadsheets open by a double click, and `read_table` reads."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=_DELIMITERS[0])
    writer.writerow(column.name for column in columns)
    for line in lines:
        writer.writerow(escaped(line[column.name]) for column in columns)
    return text.getvalue().encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: list[str]


def _decoded(content: bytes) -> tuple[str, str] | Problem:
    """Return the text and its alphabet; Windows-1251 is what spreadsheets of old write."""
    if len(content) > MAX_BYTES:
        return Problem(1, "", f"the table is larger than {MAX_BYTES >> 20} MiB; divide it")
    if content.startswith(b"PK\x03\x04"):
        return Problem(1, "", "this is a spreadsheet, no table; save it as CSV in UTF-8")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(1, "", "this is UTF-16; save it as CSV in UTF-8")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
    foreign = [character for character in text if ord(character) > 127]  # noqa: PLR2004 (ASCII)
    cyrillic = sum("\u0400" <= character <= "\u045f" for character in foreign)
    if cyrillic < len(foreign) * _CYRILLIC_SHARE:
        return Problem(1, "", "this is neither UTF-8 nor Windows-1251; save it as CSV in UTF-8")
    return text, "Windows-1251"


def _delimiter_of(text: str) -> str:
    heading = text.lstrip("\r\n").partition("\n")[0]
    counted = Counter(heading)
    return max(_DELIMITERS, key=lambda mark: counted[mark])


def _rows(text: str, delimiter: str) -> Iterator[_Row | Problem]:
    """Yield the rows that are not blank; after a broken quote nothing is sure, and none follow."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _Row(begins, cells)
            begins = reader.line_num + 1
            if begins > MAX_LINES:
                yield Problem(begins, "", f"the table has more than {MAX_LINES} lines; divide it")
                return
    except csv.Error as error:
        told = f"the line cannot be read ({error}); look for a quotation mark that is not closed"
        yield Problem(begins, "", told)


def _heading_problems(
    names: Sequence[str], columns: Sequence[Column], line: int
) -> Iterator[Problem]:
    known = [column.name for column in columns]
    for name, count in Counter(names).items():
        if name and name not in known:
            told = f"no such column; the columns are {', '.join(known)}"
            yield Problem(line, name[:MAX_CELL_CHARS], told)
        elif count > 1:
            yield Problem(line, name, f"stands {count} times; keep one")
    for column in columns:
        if column.is_required and column.name not in names:
            yield Problem(line, column.name, "the column is missing; add it")


def _line(
    row: _Row, names: Sequence[str], columns: Sequence[Column]
) -> tuple[TableLine, list[Problem]]:
    problems: list[Problem] = []
    if any(cell.strip() for cell in row.cells[len(names) :]):
        told = (
            f"has {len(row.cells)} cells, the heading {len(names)}; quote what holds a delimiter"
        )
        problems.append(Problem(row.number, "", told))
    cells = dict.fromkeys((column.name for column in columns), "")
    for name, cell in zip(names, row.cells, strict=False):
        text, fault = _cleaned(cell)
        if fault:
            problems.append(Problem(row.number, name, fault))
        elif name:
            cells[name] = unescaped(text)
    problems.extend(
        Problem(row.number, column.name, "is empty; fill it in")
        for column in columns
        if column.is_required and not cells[column.name]
        if not any(problem.column == column.name for problem in problems)
    )
    return TableLine(row.number, cells), problems


def _cleaned(cell: str) -> tuple[str, str]:
    """Return the text of a cell, or what is wrong with it."""
    text = " ".join(cell.translate(_TAKEN_OUT).split())
    if not cell.isprintable() and (bad := _unseen(cell)):
        codes = ", ".join(f"U+{ord(character):04X}" for character in bad)
        return "", f"holds characters that nobody sees ({codes}); type it anew"
    if len(text) > MAX_CELL_CHARS:
        return "", f"has {len(text)} characters; shorten it to {MAX_CELL_CHARS}"
    return text, ""


def _unseen(cell: str) -> list[str]:
    return sorted({c for c in cell if c not in _HARMLESS and unicodedata.category(c) in _CONTROLS})
