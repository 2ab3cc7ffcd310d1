"""A report as a file that people take away: comma-separated values, or a workbook.

Both begin with what was asked. A text never becomes a formula, whatever somebody chose as the name
of a queue or keyed in as a topic. The table of values is as a Russian spreadsheet opens it: a mark
of the encoding, semicolons, decimal commas; other programs take the JSON of the same report.
"""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Final

import xlsxwriter

from web.reports.shown import LineShown, ReportShown
from web.reports.titles import name_of, title_of

_SHARES: Final = frozenset(
    {
        *("told_or_talking_60s", "first_attempt_lost", "answered_20s", "answered_90s"),
        *("service_level_20s", "service_level_15s", "abandonment_rate", "short_abandonment_rate"),
        *("blocked_rate", "answer_rate", "contact_answer_rate", "occupancy"),
        *("promises_kept_rate", "repeat_rate", "containment"),
    }
)
"""Figures that are shares, and shown as percent."""
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTH_OF_KEY: Final = 24
_WIDTH: Final = 14

Cell = str | int | float | None


def as_csv(report: ReportShown) -> bytes:
    """Return the report as a table of values."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in _rows(report):
        writer.writerow([_written(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(report: ReportShown) -> bytes:
    """Return the report as a workbook of one sheet."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": report.asked_at.replace(tzinfo=None)})
        sheet = book.add_worksheet(title_of("sheet"))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        share = book.add_format({"num_format": "0.0%"})
        number = book.add_format({"num_format": "#,##0.##"})
        about, titles, *lines = _rows(report)
        sheet.write_row(0, 0, about, book.add_format({"bold": True}))
        sheet.write_row(1, 0, titles, head)
        formats = [share if name in _SHARES else number for name in _names(report)]
        for place, line in enumerate(lines, 2):
            sheet.write_string(place, 0, str(line[0] or ""))
            for column, (cell, form) in enumerate(zip(line[1:], formats, strict=True), 1):
                if cell is not None:
                    sheet.write_number(place, column, float(cell), form)
        sheet.set_column(0, 0, _WIDTH_OF_KEY)
        sheet.set_column(1, len(formats), _WIDTH)
        sheet.freeze_panes(2, 1)
    return content.getvalue()


def _rows(report: ReportShown) -> Iterator[Sequence[Cell]]:
    """Yield what was asked, the titles, the lines, and the whole."""
    grouping = title_of(f"by.{report.grouping}")
    yield (f"{title_of('title')}: {report.since} … {report.until}, {grouping}",)
    names = _names(report)
    is_count = report.total.counts
    kinds = (("count" if name in is_count else "figure", name) for name in names)
    yield (grouping, *(title_of(f"{kind}.{name}") for kind, name in kinds))
    for line in report.lines:
        yield (_name(line, report.grouping), *_cells(line))
    if report.grouping != "total":
        yield (title_of("total"), *_cells(report.total))


def _name(line: LineShown, grouping: str) -> str:
    return line.title or name_of(line.key, grouping) or title_of("none")


def _names(report: ReportShown) -> tuple[str, ...]:
    return (*report.total.counts, *report.total.figures)


def _cells(line: LineShown) -> tuple[int | float | None, ...]:
    return (*line.counts.values(), *line.figures.values())


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
    return str(cell).replace(".", ",")
