"""Who answers: the person, the telephone, and what each says about the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from agents.phone import PhoneTrouble
from base.ids import AgentId, CallId
from base.instant import Instant

Account = NewType("Account", str)
"""The SIP account of an agent's telephone: letters, digits and dashes, never a number to dial."""

Skill = NewType("Skill", str)
"""What an entry needs and an agent has, for instance `doctor` or `reference`."""

BreakReason = NewType("BreakReason", str)
"""Why somebody is on a break or aside: a word of the site's own closed list, `lunch`."""

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


class PauseCause(StrEnum):
    """Why the engine rings an agent no more for a while; each pause ends by itself."""

    MISSED = "missed"
    """Nobody answered a ring, or it was declined; the next pause is longer, up to a limit."""
    BUSY = "busy"
    """The telephone was on another call of theirs; it is tried again after a while."""
    NOT_RUNG = "not_rung"
    """The telephone could not be rung."""


class NotStated(StrEnum):
    """Why nobody said what a call was."""

    LIMIT = "limit"
    """The limit of the wrap-up passed."""
    OWN_CALL = "own_call"
    """The agent began another call of their own first."""
    LEFT = "left"
    """The agent may answer no more."""


@dataclass(frozen=True, slots=True)
class Undisposed:
    """A call that ended without a word of its agent."""

    call_id: CallId
    why: NotStated


@dataclass(frozen=True, slots=True)
class Declared:
    """What somebody said of themselves, and why."""

    presence: Presence
    reason: BreakReason | None = None


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
    reason: BreakReason | None = None
    """Why they are on a break or aside, if they said so."""
    wish: Declared | None = None
    """What they declared while a call had them; it holds from the call's end on."""
    has_extended: bool = False
    """Whether they have asked for more time to write up this call; it is given once."""
    paused_for: PauseCause | None = None
    """Why they are `UNREACHABLE`."""
    trouble: PhoneTrouble | None = None
    """Why their telephone is not to be rung, though nobody has tried; it ends with its cause."""
    stated_of: CallId | None = None
    """The last call of which they said what it was."""
    is_overdue: bool = False
    """Whether the time for writing up is over, and they have not said yet what the call was."""
    undisposed: Undisposed | None = None
    """The last call of theirs of which they never said it, until they do."""

    @property
    def agent_id(self) -> AgentId:
        """The id of the person."""
        return self.operator.agent_id

    @property
    def intends(self) -> Declared:
        """What holds of them, or will as soon as the call that has them is over."""
        return Declared(self.presence, self.reason) if self.wish is None else self.wish

    @property
    def paused_until(self) -> Instant | None:
        """Until when the engine leaves them alone by itself; `None` when it does not."""
        return self.until if self.activity is Activity.UNREACHABLE else None
