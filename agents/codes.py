"""What an agent can dial on the telephone itself: one code, one meaning, one confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agents.agent import Presence


class Disposition(StrEnum):
    """What the agent says of the call that they wrap up."""

    NOBODY = "nobody"
    """A machine, silence, or nobody at all answered: the person has not been reached."""
    WRONG_PERSON = "wrong_person"
    """Somebody else answered, who is not to be rung again."""
    DONE = "done"
    """Written up; the next call may ring."""


CODES: Mapping[str, Presence] = {
    "*1": Presence.AVAILABLE,
    "*2": Presence.BREAK,
    "*0": Presence.OFFLINE,
}
MARKS: Mapping[str, Disposition] = {
    "*3": Disposition.NOBODY,
    "*4": Disposition.WRONG_PERSON,
    "*5": Disposition.DONE,
}


@dataclass(frozen=True, slots=True)
class CodeAccepted:
    """The code declares a presence."""

    presence: Presence


@dataclass(frozen=True, slots=True)
class DispositionMarked:
    """The code marks the agent's last call, and ends its wrap-up."""

    disposition: Disposition


@dataclass(frozen=True, slots=True)
class CodeUnknown:
    """No code of ours was dialled; the agent is told so and nothing changes."""


@dataclass(frozen=True, slots=True)
class NotAnAgent:
    """The telephone belongs to nobody who may answer calls."""


CodeReading = CodeAccepted | DispositionMarked | CodeUnknown | NotAnAgent


def read_code(code: str, *, is_agent: bool) -> CodeReading:
    """Return what a dialled code means."""
    if not is_agent:
        return NotAnAgent()
    if code in MARKS:
        return DispositionMarked(MARKS[code])
    presence = CODES.get(code)
    return CodeUnknown() if presence is None else CodeAccepted(presence)
