"""Whether a step may be taken back: only the last one of its thing, and only what still stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from administration.change import Change
from administration.fault import StepCode, StepFault

Obstacle = Literal[StepCode.UNDONE, StepCode.NEWER, StepCode.ELSEWHERE, StepCode.SECRET]

_SENTENCES: Final[Mapping[Obstacle, str]] = {
    StepCode.UNDONE: "This step was undone already.",
    StepCode.NEWER: "A later change stands on this one; undo that one first.",
    StepCode.ELSEWHERE: "It was changed by a command or an import since; change it anew instead.",
    StepCode.SECRET: "A new secret cannot be taken back; make another one.",
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
        return StepFault(self.obstacle, _SENTENCES[self.obstacle])


def decide_undo(change: Change, last: Change, present: str | None) -> MayUndo | MayNotUndo:
    """Return whether a step may be undone; `last` is the last one of its thing.

    `present` is what the thing says now, wherever it is kept.
    """
    if change.before == change.after:
        return MayNotUndo(StepCode.SECRET)
    if last.undoes == change.change_id:
        return MayNotUndo(StepCode.UNDONE)
    if last.change_id != change.change_id:
        return MayNotUndo(StepCode.NEWER)
    return MayUndo() if present == change.after else MayNotUndo(StepCode.ELSEWHERE)
