"""What an operator asks of a talk that goes on; stored as events of the call."""

from dataclasses import dataclass
from typing import NewType

from base.ids import AgentId

Keys = NewType("Keys", str)
"""Keys of a telephone, pressed one after another; only `callflow.at_hand.read_keys` makes them."""


@dataclass(frozen=True, slots=True)
class HangUpAsked:
    """The operator ends their part of the call."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class MuteAsked:
    """The operator wants not to be heard, or to be heard again."""

    agent_id: AgentId
    is_on: bool


@dataclass(frozen=True, slots=True)
class KeysAsked:
    """The operator presses keys for whoever is at the far end: a menu, an extension."""

    keys: Keys


TalkWish = HangUpAsked | MuteAsked | KeysAsked
