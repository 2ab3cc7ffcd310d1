"""Paths of Asterisk's REST interface: ids within them, and what of them may be told."""

from urllib.parse import quote


def quoted(name: str) -> str:
    """Return an id as it stands in a path."""
    return quote(name, safe="")


def shape_of(path: str) -> str:
    """Return the path without ids, which may hold what a caller sent."""
    return "/".join(part if part.isalpha() else "…" for part in path.split("/"))
