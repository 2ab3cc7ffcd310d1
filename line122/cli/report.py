"""`report`: figures of the past, counted by the database, at the terminal or as a file."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from base.calendar import local_day
from base.clock import SystemClock
from base.errors import Line122Error
from config import Settings
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from metrics.kpi import FIGURES
from metrics.reports import Grouping, ReportAsk, TrunkChannels
from metrics.service import Report, ReportDesk, ReportSite
from storage.records.connection import open_pool
from storage.records.reports import REPORT_TIMEOUTS, REPORT_TUNING, PostgresReports
from web.reports.counts import line_shown
from web.reports.sheet import as_csv, as_workbook
from web.reports.shown import LineShown, ReportShown

NAME = "report"
HELP = (
    "Tell the figures of a period: people and attempts apart, service levels from the first dial "
    "and of the queue, promises, time of operators. No running engine is needed, and none is "
    "slowed: it only reads, from the database alone."
)

_COUNTS: Final = ("people", "attempts", "answered", "abandoned", "blocked", "needs", "served")
_FIGURES: Final = (
    *("redial_factor", "told_or_talking_60s", "answered_20s", "answered_90s"),
    *("service_level_20s", "average_speed_of_answer_s", "average_handling_time_s"),
    *("abandonment_rate", "occupancy", "promises_kept_rate", "containment"),
)


class UnwrittenReportError(Line122Error):
    """The file cannot be written; name another one with --save."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--since", metavar="DAY", help="2026-11-22; else today")
    parser.add_argument("--until", metavar="DAY", help="the last day, in it; else --since")
    parser.add_argument(
        "--by",
        choices=[grouping.value for grouping in Grouping],
        default=Grouping.TOTAL.value,
        help="what the lines are of (%(default)s)",
    )
    parser.add_argument("--figures", action="store_true", help="name every figure and its formula")
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="write it to a file, .csv or .xlsx"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    configure_database(parser)


def run(args: argparse.Namespace) -> int:
    """Tell the figures."""
    if args.figures:
        for figure in FIGURES:
            sentence = " ".join((figure.__doc__ or "").split())
            sys.stdout.write(f"{figure.__name__}: {sentence}\n")
        return OK
    settings = settings_of(args)
    today = local_day(SystemClock().now(), settings.site.zone)
    since = _day(args.since, today)
    until = _day(args.until, since)
    if until < since:
        raise UsageError("--until must not be before --since")
    with database_url(args, settings) as url:
        report = asyncio.run(_asked(settings, url, since, until, Grouping(args.by)))
    shown = _shown(report, since, until, Grouping(args.by))
    if args.save is not None:
        _save(shown, args.save)
    elif args.json:
        sys.stdout.write(json.dumps(msgspec.to_builtins(shown), ensure_ascii=False, indent=2))
        sys.stdout.write("\n")
    else:
        Console().print(_table(shown))
    return OK


async def _asked(
    settings: Settings, url: str, since: date, until: date, grouping: Grouping
) -> Report:
    async with open_pool(url, timeouts=REPORT_TIMEOUTS, tuning=REPORT_TUNING) as pool:
        zone = settings.site.zone
        book = PostgresReports(pool, settings.site.id, zone)
        desk = ReportDesk(book, ReportSite(zone, _no_trunks, SystemClock()))
        return await desk.report(ReportAsk(period=desk.period(since, until), grouping=grouping))


def _no_trunks() -> tuple[TrunkChannels, ...]:
    """Return no trunks: no line of a report needs them."""
    return ()


def _shown(report: Report, since: date, until: date, grouping: Grouping) -> ReportShown:
    return ReportShown(
        since=since,
        until=until,
        grouping=grouping.value,
        asked_at=report.asked_at,
        lines=tuple(line_shown(line.key, line.tally) for line in report.lines),
        total=line_shown("", report.total),
    )


def _save(shown: ReportShown, file: Path) -> None:
    if file.suffix not in {".csv", ".xlsx"}:
        raise UsageError("--save takes a file that ends in .csv or .xlsx")
    content = as_csv(shown) if file.suffix == ".csv" else as_workbook(shown)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UnwrittenReportError(
            f"the report cannot be written ({error.strerror}); name another file with --save"
        ) from error


def _table(shown: ReportShown) -> Table:
    """Return the figures, a column for each line where they are few, and else a row."""
    columns = [*shown.lines, shown.total] if shown.grouping != "total" else [shown.total]
    title = f"{shown.since} … {shown.until}"
    if len(columns) <= _MOST_COLUMNS:
        table = Table("", title=title)
        for line in columns:
            table.add_column(_name(line, shown), justify="right")
        for name in (*_COUNTS, *_FIGURES):
            table.add_row(name, *(_cell(line, name) for line in columns))
        return table
    table = Table(shown.grouping, title=title)
    for heading in _SHORT.values():
        table.add_column(heading, justify="right")
    for line in columns:
        table.add_row(_name(line, shown), *(_cell(line, name) for name in _SHORT))
    return table


_MOST_COLUMNS: Final = 4
_SHORT: Final[Mapping[str, str]] = {
    "people": "people",
    "attempts": "attempts",
    "answered": "answered",
    "abandoned": "left",
    "blocked": "blocked",
    "told_or_talking_60s": "told 60 s",
    "service_level_20s": "SL 20 s",
    "average_speed_of_answer_s": "ASA s",
}
"""Headings that fit a terminal of eighty columns."""


def _name(line: LineShown, shown: ReportShown) -> str:
    return "total" if line is shown.total else line.key or "-"


def _cell(line: LineShown, name: str) -> str:
    if name in line.counts:
        return f"{line.counts[name]:,}".replace(",", " ")
    value = line.figures[name]
    if value is None:
        return "-"
    return f"{value:.1f}" if name.endswith(("_s", "factor")) else f"{value:.1%}"


def _day(text: str | None, otherwise: date) -> date:
    if text is None:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text} is no day; write it as 2026-11-22") from error
