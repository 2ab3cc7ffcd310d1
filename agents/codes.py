"""What an agent can dial on the telephone itself: one code, one presence, one confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass

from agents.agent import Presence

CODES: Mapping[str, Presence] = {
    "*1": Presence.AVAILABLE,
    "*2": Presence.BREAK,
    "*0": Presence.OFFLINE,
}


@dataclass(frozen=True, slots=True)
class CodeAccepted:
    """The code declares a presence."""

    presence: Presence


@dataclass(frozen=True, slots=True)
class CodeUnknown:
    """No code of ours was dialled; the agent is told so and nothing changes."""


@dataclass(frozen=True, slots=True)
class NotAnAgent:
    """The telephone belongs to nobody who may answer calls."""


CodeReading = CodeAccepted | CodeUnknown | NotAnAgent


def read_code(code: str, *, is_agent: bool) -> CodeReading:
    """Return what a dialled code means."""
    if not is_agent:
        return NotAnAgent()
    presence = CODES.get(code)
    return CodeUnknown() if presence is None else CodeAccepted(presence)
