"""Steps that an administrator takes at the terminal, kept in the same history as the page's."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from administration.change import Change, Kind
from administration.documents import Document, written
from base.clock import SystemClock
from base.errors import Line122Error
from base.ids import new_change_id
from storage.records.administration import PostgresAdministrationBook
from storage.records.connection import Timeouts

PATIENT: Final = Timeouts(connect_s=5.0, command_s=30.0)
"""A terminal waits; nobody is on the line."""


class NotChangedError(Line122Error):
    """Nothing was changed; the text tells why."""


@dataclass(frozen=True, slots=True)
class TerminalStep:
    """What a thing shall say."""

    subject: str
    after: Document | None
    """`None` for a thing that shall work no more."""
    secret: str | None = None
    """The digest or hash of a new one."""


async def take_steps(
    book: PostgresAdministrationBook, kind: Kind, steps: Sequence[TerminalStep]
) -> tuple[Change, ...]:
    """Take steps, all or none of them, and return them as they are kept.

    Raises:
        NotChangedError: somebody was quicker.
        TakenError: an account or a login is somebody else's.

    """
    documents, now = await book.documents(kind), SystemClock().now()
    actor = f"terminal {getpass.getuser()}"
    changes: list[Change] = []
    for step in steps:
        last = await book.changes((kind,), step.subject, most=1)
        changes.append(
            Change(
                change_id=new_change_id(),
                kind=kind,
                subject=step.subject,
                before=written(documents.get(step.subject)),
                after=written(step.after),
                actor=actor,
                at=now,
                follows=last[0].change_id if last else None,
            )
        )
    if not await book.append_all(changes, [step.secret for step in steps]):
        raise NotChangedError("somebody changed that meanwhile; look at it, and try again")
    return tuple(changes)
