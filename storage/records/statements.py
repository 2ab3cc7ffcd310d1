"""The SQL of this package, by name; it lies in `storage/queries`."""

from pathlib import Path
from typing import Any, Final

import aiosql

QUERIES: Final = Path(__file__).parents[1] / "queries"

statements: Final[Any] = aiosql.from_path(QUERIES, "asyncpg")
"""One method per statement; each takes a connection and its parameters by name."""
