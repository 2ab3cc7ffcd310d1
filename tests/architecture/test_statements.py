"""The SQL: every statement bears a name and a sentence, as every function does.

So does a part that statements of a file share; what a statement inserts is of its body.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.architecture.source_tree import texts

_NAME = re.compile(r"^-- name: (?P<name>\w+)\((?P<parameters>[\w, ]*)\)(?P<kind>\S*)$")
_PART = re.compile(r"^-- part: (?P<name>\w+)$")
_INSERT = re.compile(r"^\s*-- insert: \w+$")
_SENTENCE = re.compile(r"^-- [A-Z].*[.?]$", re.DOTALL)


class Statement(NamedTuple):
    """One named statement of a file of queries, or a part that some of them share."""

    path: Path
    name: str
    comment: str
    body: str


def test_every_statement_has_a_name_and_a_sentence() -> None:
    statements = list(_statements())
    assert statements, "The program asks its database something."
    faults = [
        f"{statement.path} {statement.name or 'without a name'}"
        for statement in statements
        if not statement.name or not _SENTENCE.match(statement.comment) or not statement.body
    ]
    assert not faults, "\n".join(faults)


def test_no_two_statements_of_a_file_bear_one_name() -> None:
    counted = Counter((statement.path, statement.name) for statement in _statements())
    assert [place for place, count in counted.items() if count > 1] == []


def _statements() -> Iterator[Statement]:
    for path, text in texts(".sql"):
        if "migrations" not in path.parts:
            yield from _split(path, text)


def _split(path: Path, text: str) -> Iterator[Statement]:
    """Yield the statements of a file; SQL above the first name is one that has none."""
    name = ""
    comment: list[str] = []
    body: list[str] = []
    for line in text.splitlines():
        named = _NAME.match(line) or _PART.match(line)
        if named is not None:
            if name or body:
                yield Statement(path, name, "\n".join(comment), "\n".join(body))
            name, comment, body = named["name"], [], []
        elif line.startswith("--") and not body and not _INSERT.match(line):
            comment.append(line)
        elif line.strip():
            body.append(line)
    if name or body:
        yield Statement(path, name, "\n".join(comment), "\n".join(body))
