"""Statements that share parts: `storage/records/statements.py`."""

import re
from collections import Counter
from typing import Final

import pytest

from storage.records.statements import QUERIES, composed, statements

_FILE: Final = """\
-- part: columns
-- What is shown.
SELECT first,
    second

-- part: newest
ORDER BY at DESC;

-- name: all_of_them()
-- Return them all.
-- insert: columns
FROM thing
-- insert: newest

-- name: one_of_them(id)^
-- Return one.
SELECT * FROM (
    -- insert: columns
    FROM thing
) AS it
WHERE id = :id;
"""


def test_a_statement_gets_the_parts_that_it_names_and_no_part_is_a_statement() -> None:
    assert (
        composed(_FILE)
        == """\
-- name: all_of_them()
-- Return them all.
-- What is shown.
SELECT first,
    second
FROM thing
ORDER BY at DESC;

-- name: one_of_them(id)^
-- Return one.
SELECT * FROM (
-- What is shown.
SELECT first,
    second
    FROM thing
) AS it
WHERE id = :id;
"""
    )


def test_a_file_without_parts_is_left_as_it_is() -> None:
    text = "-- name: one(id)^\n-- Return one.\nSELECT :id;\n"
    assert composed(text) == text


def test_a_part_that_nobody_wrote_is_no_statement() -> None:
    with pytest.raises(KeyError, match="tail"):
        composed("-- name: one()\n-- Return one.\nSELECT 1\n-- insert: tail\n")


def test_every_part_is_shared_and_nothing_of_it_is_left_in_a_statement() -> None:
    for file in QUERIES.glob("*.sql"):
        text = file.read_text()
        written = re.findall(r"^-- part: (\w+)$", text, re.MULTILINE)
        inserted = Counter(re.findall(r"-- insert: (\w+)$", text, re.MULTILINE))
        assert set(written) == set(inserted), file.name
        assert all(times > 1 for times in inserted.values()), file.name
    for name in statements.available_queries:
        assert "-- insert:" not in getattr(statements, name).sql, name
