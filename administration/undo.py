"""Whether a step may be taken back: only the last one of its thing, and only what still stands."""

from dataclasses import dataclass
from enum import StrEnum

from administration.change import Change
from administration.fault import StepCode, StepFault


class Obstacle(StrEnum):
    """Why a step cannot be undone."""

    UNDONE = "undone"
    """It was taken back already."""
    NEWER = "newer"
    """A later step stands on it."""
    ELSEWHERE = "elsewhere"
    """The thing was changed by another way since: a command, an import."""
    SECRET = "secret"  # noqa: S105 - the name of a reason, and no secret.
    """A secret was made anew, and nobody has the old one."""


_SENTENCES = {
    Obstacle.UNDONE: "This step was undone already.",
    Obstacle.NEWER: "A later change stands on this one; undo that one first.",
    Obstacle.ELSEWHERE: "It was changed by a command or an import since; change it anew instead.",
    Obstacle.SECRET: "A new secret cannot be taken back; make another one.",
}


@dataclass(frozen=True, slots=True)
class MayUndo:
    """It may be taken back."""


@dataclass(frozen=True, slots=True)
class MayNotUndo:
    """It may not."""

    obstacle: Obstacle

    @property
    def fault(self) -> StepFault:
        """Return why, for people."""
        return StepFault(StepCode(self.obstacle.value), _SENTENCES[self.obstacle])


def decide_undo(change: Change, last: Change, present: str | None) -> MayUndo | MayNotUndo:
    """Return whether a step may be undone; `last` is the last one of its thing.

    `present` is what the thing says now, wherever it is kept.
    """
    if change.before == change.after:
        return MayNotUndo(Obstacle.SECRET)
    if last.undoes == change.change_id:
        return MayNotUndo(Obstacle.UNDONE)
    if last.change_id != change.change_id:
        return MayNotUndo(Obstacle.NEWER)
    return MayUndo() if present == change.after else MayNotUndo(Obstacle.ELSEWHERE)
