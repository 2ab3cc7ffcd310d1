"""The shape that every machine of this project returns.

`advance(state, event, now, policy) -> Step(state, commands, deadline)`: the state after the
event, what is to be done about it, and the next moment at which the machine wants to be woken
even if nothing happens. The service performs all commands in order and re-arms its one timer.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from base.instant import Instant

StateT = TypeVar("StateT")
CommandT = TypeVar("CommandT")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment at which a machine wakes by itself, and why."""

    at: Instant
    reason: str
    """A closed set of words per machine; they go to the journal."""


@dataclass(frozen=True, slots=True)
class Step(Generic[StateT, CommandT]):
    """What one event did."""

    state: StateT
    commands: tuple[CommandT, ...] = ()
    deadline: Deadline | None = None
    reason: str = ""
    """Why, in the closed words of the machine; empty when the event speaks for itself."""
    durable: bool = False
    """Whether the commands must wait until the step is committed."""
