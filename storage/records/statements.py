"""The SQL of this package, by name; it lies in `storage/queries`.

Statements of a file that share more than a line are put together from parts: `-- part: NAME`
begins one, `-- insert: NAME` stands for it in a statement of the same file. What PostgreSQL gets
is whole, and nothing is ever put into it that is not written in the file.
"""

import re
from pathlib import Path
from typing import Any, Final

import aiosql

QUERIES: Final = Path(__file__).parents[1] / "queries"

_PART: Final = re.compile(
    r"^-- part: (?P<name>\w+)\n(?P<text>.*?)\n*(?=^-- (?:part|name): |\Z)",
    re.MULTILINE | re.DOTALL,
)
_INSERT: Final = re.compile(r"^ *-- insert: (?P<name>\w+)$", re.MULTILINE)


def composed(text: str) -> str:
    """Return the statements of a file, each with the parts that it names.

    Raises:
        KeyError: there is no such part.

    """
    parts = {part["name"]: part["text"] for part in _PART.finditer(text)}
    return _INSERT.sub(lambda insert: parts[insert["name"]], _PART.sub("", text))


statements: Final[Any] = aiosql.from_str(
    "\n".join(composed(file.read_text()) for file in sorted(QUERIES.glob("*.sql"))), "asyncpg"
)
"""One method per statement; each takes a connection and its parameters by name."""
