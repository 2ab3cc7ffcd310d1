"""The titles of counts and figures, from the words that the page of reports shows them by."""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec

_WORDS: Final = Path(__file__).parents[1] / "static" / "words" / "ru-supervisor.json"


def title_of(name: str) -> str:
    """Return the title of a part of a report; the name itself where there are no words for it."""
    return _words().get(f"report.{name}", name)


def name_of(key: str, grouping: str) -> str:
    """Return what a line is of, in words; the key itself where there are none for it."""
    named = {"topic": f"report.subject.{key}", "queue": f"board.queue.{key}"}
    return _words().get(named.get(grouping, ""), key)


@cache
def _words() -> dict[str, str]:
    return msgspec.json.decode(_WORDS.read_bytes(), type=dict[str, str])
