"""Reads what a day has left behind: Asterisk's `Master.csv` and `queue_log`, a carrier's details.

All become attempts: when, from which number, and whether an operator talked with it for how long.
A line that cannot be understood is counted with its number and its reason, never with its words:
they are somebody's. A few such lines are tolerated, more mean that the file is another.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from base.errors import Line122Error

BAD_LINES_SHARE: Final = 0.02
"""So many lines of a recording may be unreadable."""
_SHOWN: Final = 5
_LEAST_DIGITS: Final = 5
"""A shorter number is an extension of the house, whose calls are not the helpline's."""
_QUEUE_LOG_FIELDS: Final = 5
_CDR_FIELDS: Final = 16
_CDR_TIME: Final = "%Y-%m-%d %H:%M:%S"


class RecordingError(Line122Error):
    """The recording cannot be read; the text names the file and what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One inbound call of a recorded day."""

    at: datetime
    number: str
    """Digits only; empty where it was withheld."""
    talk_s: float | None = None
    """How long an operator talked; `None`: nobody did."""
    wait_s: float | None = None
    """From this call's beginning to the operator, where the recording tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """All attempts of a file, by time."""

    attempts: Sequence[Attempt]
    bad_lines: Mapping[int, str]
    """Why a line was not understood, by its number."""
    inside: int = 0
    """Calls of the house's own extensions, left out."""
    knows_answers: bool = True
    """Whether it tells who talked with an operator."""
    sees_full_trunk: bool = False
    """Whether attempts that found no channel are in it."""

    @property
    def fault(self) -> str | None:
        """Return what to say of the lines that were not understood."""
        if not self.bad_lines:
            return None
        shown = [f"{line} ({why})" for line, why in list(self.bad_lines.items())[:_SHOWN]]
        more = ", …" if len(self.bad_lines) > _SHOWN else ""
        return f"{len(self.bad_lines)} lines not understood: {', '.join(shown)}{more}"


class CsvMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which column of a carrier's file is what; columns are named, or numbered from 1."""

    time: str | int
    caller: str | int
    duration: str | int | None = None
    """Seconds of talk."""
    result: str | int | None = None
    called: str | int | None = None
    called_is: tuple[str, ...] = ()
    """Only calls to these numbers count; empty: all."""
    answered: tuple[str, ...] = ("ANSWERED", "answered", "200", "16")
    """Results that mean a talk; without a result column a duration above 0 does."""
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    time_format: str = "%Y-%m-%d %H:%M:%S"
    zone: str = "Europe/Moscow"

    @property
    def has_header(self) -> bool:
        """Tell whether the first line names the columns."""
        columns = (self.time, self.caller, self.duration, self.result, self.called)
        return any(isinstance(column, str) for column in columns)


def read_recording(path: Path, *, mapping: Path | None = None, zone: str) -> Recording:
    """Return a recorded day; without a mapping it is one of Asterisk's own two files.

    Raises:
        RecordingError: the file is no recording, or too much of it is unreadable.

    """
    if mapping is not None:
        recording = _read_csv(_lines(path, (rule := _mapping(mapping)).encoding), rule)
    else:
        lines = _lines(path, "utf-8")
        has_bars = [line.count("|") >= _QUEUE_LOG_FIELDS - 1 for line in lines]
        reader = _read_queue_log if 2 * sum(has_bars) > len(lines) else _read_cdr
        recording = reader(lines, _zone(zone))
    tolerated = BAD_LINES_SHARE * (len(recording.attempts) + len(recording.bad_lines))
    if not recording.attempts or len(recording.bad_lines) > max(1.0, tolerated):
        fault = recording.fault or "it holds no calls"
        msg = f"{path.name} is no recording that can be used: {fault}."
        raise RecordingError(msg)
    return replace(recording, attempts=sorted(recording.attempts, key=lambda one: one.at))


def _lines(path: Path, encoding: str) -> list[str]:
    try:
        lines = path.read_text(encoding).splitlines()
    except (OSError, UnicodeDecodeError, LookupError) as error:
        msg = f"{path} cannot be read; make it a readable text in {encoding}."
        raise RecordingError(msg) from error
    if not lines:
        msg = f"{path} is empty."
        raise RecordingError(msg)
    return lines


def _mapping(path: Path) -> CsvMapping:
    try:
        written = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        rule = msgspec.convert(written, CsvMapping)
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path} cannot be read; make it a readable text in UTF-8."
        raise RecordingError(msg) from error
    except (YAMLError, msgspec.ValidationError) as error:
        msg = f"{path} is no mapping of columns: {error}"
        raise RecordingError(msg) from error
    _zone(rule.zone)
    return rule


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        msg = f"There is no time zone {name!r}; use one like Europe/Moscow."
        raise RecordingError(msg) from error


class _BadLineError(ValueError):
    """Says why a line is not understood, without its words."""


def _read_cdr(lines: Sequence[str], zone: tzinfo) -> Recording:
    """Read `Master.csv`: an operator talked where the call had a second channel.

    A call that rang several operators has a line for each; the one with the talk counts.
    """
    calls: dict[tuple[str, str], Attempt] = {}
    bad: dict[int, str] = {}
    inside = 0
    for number, row in enumerate(csv.reader(lines), start=1):
        try:
            _require(row, _CDR_FIELDS)
            at = _moment(row[9], _CDR_TIME, zone)
            caller = _digits(row[1])
            has_talked = row[14] == "ANSWERED" and bool(row[6])
            talk_s = _seconds(row[13]) if has_talked else None
        except _BadLineError as error:
            bad[number] = str(error)
            continue
        if 0 < len(caller) < _LEAST_DIGITS:
            inside += 1
        elif talk_s is not None or (row[9], row[5]) not in calls:
            calls[row[9], row[5]] = Attempt(at=at, number=caller, talk_s=talk_s)
    return Recording(attempts=list(calls.values()), bad_lines=bad, inside=inside)


def _read_queue_log(lines: Sequence[str], zone: tzinfo) -> Recording:
    """Read `queue_log`; its times need no zone, but the day is shown in one."""
    entered: dict[str, Attempt] = {}
    bad: dict[int, str] = {}
    for number, line in enumerate(lines, start=1):
        fields = line.split("|")
        try:
            _require(fields, _QUEUE_LOG_FIELDS)
            at = datetime.fromtimestamp(_seconds(fields[0]), UTC).astimezone(zone)
            call_id, event, given = fields[1], fields[4], fields[5:]
            if event == "ENTERQUEUE":
                entered[call_id] = Attempt(at=at, number=_digits(_at(given, 1)))
            elif event == "CONNECT" and call_id in entered:
                before = entered[call_id]
                wait_s = (at - before.at).total_seconds()
                entered[call_id] = replace(before, wait_s=wait_s, talk_s=before.talk_s or 0.0)
            elif event in {"COMPLETEAGENT", "COMPLETECALLER"} and call_id in entered:
                entered[call_id] = replace(entered[call_id], talk_s=_seconds(_at(given, 1)))
        except _BadLineError as error:
            bad[number] = str(error)
    return Recording(attempts=list(entered.values()), bad_lines=bad)


def _read_csv(lines: Sequence[str], rule: CsvMapping) -> Recording:
    rows = csv.reader(lines, delimiter=rule.delimiter)
    names = (
        {name.strip(): place for place, name in enumerate(next(rows))} if rule.has_header else {}
    )
    columns = _Columns(rule, names)
    zone = _zone(rule.zone)
    attempts: list[Attempt] = []
    bad: dict[int, str] = {}
    for number, row in enumerate(rows, start=2 if rule.has_header else 1):
        try:
            attempts.extend(columns.attempts(row, zone))
        except _BadLineError as error:
            bad[number] = str(error)
    return Recording(
        attempts=attempts,
        bad_lines=bad,
        knows_answers=rule.duration is not None,
        sees_full_trunk=True,
    )


class _Columns:
    """Finds what a mapping names in a row."""

    def __init__(self, rule: CsvMapping, names: Mapping[str, int]) -> None:
        self._rule = rule
        self._names = names
        for column in (rule.time, rule.caller, rule.duration, rule.result, rule.called):
            if isinstance(column, str) and column not in names:
                msg = f"The file has no column {column!r}; mend the mapping."
                raise RecordingError(msg)

    def attempts(self, row: Sequence[str], zone: tzinfo) -> Iterator[Attempt]:
        """Yield the attempt of a row, or none where it is not for us."""
        rule = self._rule
        if rule.called_is and self._read(row, rule.called) not in rule.called_is:
            return
        at = _moment(self._read(row, rule.time), rule.time_format, zone)
        lasted_s = _seconds(self._read(row, rule.duration) or "0")
        is_answered = lasted_s > 0 and (
            rule.result is None or self._read(row, rule.result) in rule.answered
        )
        caller = _digits(self._read(row, rule.caller))
        yield Attempt(at=at, number=caller, talk_s=lasted_s if is_answered else None)

    def _read(self, row: Sequence[str], column: str | int | None) -> str:
        if column is None:
            return ""
        place = self._names[column] if isinstance(column, str) else column - 1
        return _at(row, place).strip()


def _require(fields: Sequence[str], count: int) -> None:
    if len(fields) < count:
        raise _BadLineError("too few fields")


def _at(fields: Sequence[str], place: int) -> str:
    _require(fields, place + 1)
    return fields[place]


def _digits(text: str) -> str:
    """Return the digits of a number; a withheld one has none."""
    return "".join(letter for letter in text if letter in "0123456789")


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _BadLineError("no number of seconds") from None


def _moment(text: str, form: str, zone: tzinfo) -> datetime:
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007 -- The zone is put in below.
    except ValueError:
        raise _BadLineError("no time of that form") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def span(attempts: Iterable[Attempt]) -> tuple[datetime, datetime]:
    """Return the full hours between which all attempts lie."""
    moments = [attempt.at for attempt in attempts]
    first, last = min(moments), max(moments)
    opens = first.replace(minute=0, second=0, microsecond=0)
    closes = last.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return opens, closes
