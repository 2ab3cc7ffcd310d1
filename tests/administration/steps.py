"""Steps of administrators, as stories need them."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from administration.change import Change, Kind
from administration.documents import Document, NumberDocument, OperatorDocument, written
from base.ids import ChangeId, new_change_id
from callers.treatment import Treatment

NOON: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
WARD: Final = "+79100000001"
ANNA: Final = UUID("01a20249-22bf-73dc-a8cf-581e58c3a6b8")


def a_step(
    kind: Kind,
    subject: str,
    *,
    before: Document | None = None,
    after: Document | None = None,
    follows: Change | None = None,
    undoes: ChangeId | None = None,
) -> Change:
    """Return a step of vera's, a minute after the one that it follows."""
    return Change(
        change_id=new_change_id(),
        kind=kind,
        subject=subject,
        before=written(before),
        after=written(after),
        actor="vera",
        at=NOON if follows is None else follows.at + timedelta(minutes=1),
        undoes=undoes,
        follows=None if follows is None else follows.change_id,
    )


def admitted(note: str = "Министерство") -> NumberDocument:
    """Return that a number is never turned away."""
    return NumberDocument(treatment=Treatment.ALWAYS_ADMITTED, note=note)


def anna(**skills: int) -> OperatorDocument:
    """Return an operator with these skills."""
    return OperatorDocument(agent_id=ANNA, name="Анна Орлова", skills=skills or {"doctor": 1})
