"""What an agent can dial on the telephone itself: one code, one meaning, one confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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
    "*6": Presence.ASIDE,
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


CALL: Final = "*7"
"""Begins an agent's own call: alone, or with the number behind it."""


@dataclass(frozen=True, slots=True)
class CallWanted:
    """The agent wants to call somebody themselves."""

    number: str
    """As it was dialled behind the code; empty for the person of their last talk."""


DICTATE: Final = "*9"
"""Lets somebody dictate a hot topic: alone, or with the number of the awaited one behind it."""


@dataclass(frozen=True, slots=True)
class TopicWanted:
    """The agent wants to dictate a hot topic."""

    number: str
    """Of the topic that somebody announced; empty for a new one."""


TEST: Final = "*8"
"""Begins a test of the telephone."""


@dataclass(frozen=True, slots=True)
class PhoneTestWanted:
    """The agent wants to know whether their telephone hears and is heard."""


@dataclass(frozen=True, slots=True)
class CodeUnknown:
    """No code of ours was dialled; the agent is told so and nothing changes."""


@dataclass(frozen=True, slots=True)
class NotAnAgent:
    """The telephone belongs to nobody who may answer calls."""


Statement = CodeAccepted | DispositionMarked | CodeUnknown | NotAnAgent
"""What needs no more than to be taken and confirmed."""

CodeReading = Statement | CallWanted | TopicWanted | PhoneTestWanted


def read_code(code: str, *, is_agent: bool) -> CodeReading:
    """Return what a dialled code means."""
    if not is_agent:
        return NotAnAgent()
    if code in MARKS:
        return DispositionMarked(MARKS[code])
    if code.startswith(CALL) and _is_number(code.removeprefix(CALL)):
        return CallWanted(code.removeprefix(CALL))
    if code == TEST:
        return PhoneTestWanted()
    if code.startswith(DICTATE) and _is_number(code.removeprefix(DICTATE)):
        return TopicWanted(code.removeprefix(DICTATE))
    presence = CODES.get(code)
    return CodeUnknown() if presence is None else CodeAccepted(presence)


def _is_number(dialled: str) -> bool:
    """Tell whether it may be a number, or none; what it is, the trunk's rules say."""
    digits = dialled.removeprefix("+")
    return not dialled or (digits.isascii() and digits.isdecimal())
