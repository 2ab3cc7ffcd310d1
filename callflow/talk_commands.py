"""What a call can ask of the exchange for an operator who talks, in the imperative."""

from dataclasses import dataclass

from callflow.events import Ring
from callflow.wishes import Keys


@dataclass(frozen=True, slots=True)
class MuteAgent:
    """Let nobody hear the agent of that ring, or let them be heard again; harmless if so."""

    ring: Ring
    is_on: bool


@dataclass(frozen=True, slots=True)
class StopMusic:
    """End the room's music; harmless where none is played."""


@dataclass(frozen=True, slots=True)
class PressKeys:
    """Press keys for the person, or for whoever is outside on that ring."""

    keys: Keys
    ring: Ring | None = None
    """`None` for the person."""
