"""Operators as people write them: the arguments of `agent add`, the lines of a table."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from agents.agent import BEST_LEVEL, Account, Skill
from base.errors import Line122Error

COLUMNS: Final = ("name", "account", "skills")

_ACCOUNT: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
"""A letter first: a caller whose number equals an account would be asked for its secret."""
_SKILL: Final = re.compile(r"([a-z][a-z0-9_-]{0,31}):([1-9][0-9]?)")
_WORST_LEVEL: Final = 99


class UnreadableTableError(Line122Error):
    """The table cannot be read; it needs the columns name, account and skills, in UTF-8."""


@dataclass(frozen=True, slots=True)
class OperatorLine:
    """One operator as written, and what is wrong about them."""

    number: int
    name: str
    account: Account
    skills: Mapping[Skill, int]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OperatorFile:
    """All lines of a table."""

    lines: tuple[OperatorLine, ...]

    @property
    def has_problems(self) -> bool:
        """Whether nobody may be added."""
        return any(line.problems for line in self.lines)


def read_operator(
    name: str, account: str, skills: Iterable[str], *, number: int = 1
) -> OperatorLine:
    """Return an operator with everything that is wrong about how they were written."""
    problems: list[str] = []
    if not name.strip():
        problems.append("the name is missing")
    if not _ACCOUNT.fullmatch(account):
        problems.append(
            f"account {account!r} must be small letters, digits and dashes, a letter first, "
            "32 at most, as desk-1"
        )
    levels: dict[Skill, int] = {}
    for text in skills:
        found = _SKILL.fullmatch(text.strip())
        if found is None:
            problems.append(
                f"skill {text!r} must read name:level, {BEST_LEVEL} to {_WORST_LEVEL}, as doctor:1"
            )
        else:
            levels[Skill(found[1])] = int(found[2])
    if not (levels or problems):
        problems.append("no skill is given; nobody would ever be put through")
    return OperatorLine(number, name.strip(), Account(account), levels, tuple(problems))


def read_operators(path: Path, *, taken: Sequence[Account]) -> OperatorFile:
    """Return the operators of a table, skills with spaces between them.

    Accounts that are taken, or that the table itself gives twice, are problems of their lines.

    Raises:
        UnreadableTableError: it is no such table.

    """
    try:
        # With or without the mark that spreadsheets put before UTF-8.
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            if not set(COLUMNS) <= set(table.fieldnames or ()):
                raise UnreadableTableError(f"{path} must begin with the line {','.join(COLUMNS)}")
            lines = [_read_line(row, table.line_num) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableTableError(f"cannot read {path} as a table in UTF-8: {error}") from error
    return OperatorFile(tuple(_once_each(lines, set(taken))))


def _read_line(row: Mapping[str, str | None], number: int) -> OperatorLine:
    name, account, skills = (row[column] or "" for column in COLUMNS)
    return read_operator(name, account.strip(), skills.split(), number=number)


def _once_each(lines: Iterable[OperatorLine], taken: set[Account]) -> Iterable[OperatorLine]:
    for line in lines:
        if line.account in taken:
            problem = f"account {line.account} is taken"
            yield replace(line, problems=(*line.problems, problem))
        else:
            taken.add(line.account)
            yield line
