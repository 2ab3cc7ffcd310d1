"""Who answers: the person, the telephone, and what each says about the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from base.ids import AgentId, CallId
from base.instant import Instant

Account = NewType("Account", str)
"""The SIP account of an agent's telephone: letters, digits and dashes, never a number to dial."""

Skill = NewType("Skill", str)
"""What an entry needs and an agent has, for instance `doctor` or `reference`."""

BEST_LEVEL = 1


class Presence(StrEnum):
    """What the person declared."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    BREAK = "break"
    ASIDE = "aside"
    """At work, but not for calls: a meeting, a ward round, paper."""


class Activity(StrEnum):
    """What the engine observes."""

    IDLE = "idle"
    RINGING = "ringing"
    """Reserved for one call; the telephone rings or is about to."""
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    UNREACHABLE = "unreachable"
    """The telephone could not be rung; it is tried again after a pause."""


@dataclass(frozen=True, slots=True)
class Operator:
    """The row of an agent: who they are and what they can do."""

    agent_id: AgentId
    account: Account
    name: str
    skills: Mapping[Skill, int]
    """Skill → level, 1 is best."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent at one moment."""

    operator: Operator
    presence: Presence
    activity: Activity
    since: Instant
    """When the activity began."""
    idle_since: Instant
    """Since when they wait for work; a ring that the caller gave up does not restart it."""
    until: Instant | None = None
    """When the activity ends by itself: wrap-up, a pause after a ring without answer."""
    call_id: CallId | None = None
    """The call they ring, talk or write up for."""
    missed_rings: int = 0
    """Rings without an answer, one after another."""
    talk_since: Instant | None = None
    """When the talk began that they have, or write up; `None` otherwise."""
    last_call_id: CallId | None = None
    """The last call that they talked in, after its wrap-up too: what they mark is marked on it."""

    @property
    def agent_id(self) -> AgentId:
        """The id of the person."""
        return self.operator.agent_id
