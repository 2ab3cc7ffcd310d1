"""How reads of a case are shown."""

from web.api.shown import At, Shown


class ReadShown(Shown, frozen=True, kw_only=True):
    """One answer that showed a case."""

    at: At
    role: str
    """`person` for somebody who signed in, `partner` for a token."""
    reader: str
    """The login, or the name of the token."""
    operation: str
    """What was asked for."""
    recording: str | None = None
    """What was heard; `null` where nothing was played."""


class Readers(Shown, frozen=True, kw_only=True):
    """Who has read a ticket."""

    reads: tuple[ReadShown, ...]
