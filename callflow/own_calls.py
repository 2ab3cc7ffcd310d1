"""Whether an operator may call somebody themselves: the pure decision, with its reason.

The operator is a person who knows why; nothing here asks for the hour, or how often a telephone
rang today. What is refused would take what others need (the last channel), ring a person twice at
once, or ring a number that our trunk must not call.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agents.activity import may_call
from agents.agent import Agent
from base.ids import ContactId, TrunkName
from base.phone import NumberReading, PhoneNumber
from callback.facts import FreeChannels, InFlight
from callback.policy import HoldPolicy
from callback.virtual_hold import NoPromise, decide_number


@dataclass(frozen=True, slots=True)
class LastTalk:
    """The person of the agent's last talk."""


@dataclass(frozen=True, slots=True)
class OfContact:
    """The person of a contact that is open."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class OfNumber:
    """Whoever has this number; an open contact of theirs, if there is one."""

    written: str
    """As a person writes or dials it; the trunk's rules read it."""


CallWish = LastTalk | OfContact | OfNumber
"""Whom an agent wants to call."""


class WhyCalled(StrEnum):
    """Whom an agent calls themselves; the reason of such a call."""

    LAST_TALK = "own_call_last_talk"
    CONTACT = "own_call_contact"
    NUMBER = "own_call_number"


class WhyNotCalled(StrEnum):
    """Why an agent's own call is not made."""

    NOT_AN_AGENT = "not_an_agent"
    AGENT_BUSY = "agent_busy"
    """They talk, or their telephone rings for somebody."""
    NOBODY_KNOWN = "nobody_known"
    """No last talk, no such contact, or a person whose number nobody knows."""
    NOT_CALLABLE = "not_callable"
    """Our trunk may not call the number."""
    CALLBACK_IN_FLIGHT = "callback_in_flight"
    """The engine is ringing the person at this moment, or they have answered."""
    ON_LINE = "on_line"
    """The person has a call with us now."""
    NO_CHANNEL = "no_channel"
    """One is kept for people who call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCallFacts:
    """Everything that decides about an agent's own call."""

    agent: Agent | None
    """`None` for somebody who is not on the floor."""
    why: WhyCalled
    reading: NumberReading | None
    """`None` where nobody knows whom to ring."""
    in_flight: InFlight
    is_on_line: bool
    """Whether the number or the contact has a call with us."""
    channels: Mapping[TrunkName, FreeChannels]
    """The trunks by which the person may be rung, the best first."""


@dataclass(frozen=True, slots=True)
class MayCall:
    """Ring this number by this trunk."""

    number: PhoneNumber
    trunk: TrunkName
    reason: WhyCalled


@dataclass(frozen=True, slots=True)
class MayNotCall:
    """Ring nobody."""

    reason: WhyNotCalled
    detail: str = ""
    """What is wrong with the number, in the words of the decision about promises."""


OwnCallDecision = MayCall | MayNotCall


def decide_own_call(facts: OwnCallFacts, policy: HoldPolicy) -> OwnCallDecision:
    """Return whether the call may be made; the first obstacle is the one that is told."""
    if facts.agent is None:
        return MayNotCall(WhyNotCalled.NOT_AN_AGENT)
    if not may_call(facts.agent):
        return MayNotCall(WhyNotCalled.AGENT_BUSY)
    if facts.reading is None:
        return MayNotCall(WhyNotCalled.NOBODY_KNOWN)
    callable_ = decide_number(facts.reading, policy)
    if isinstance(callable_, NoPromise):
        return MayNotCall(WhyNotCalled.NOT_CALLABLE, callable_.reason)
    if facts.in_flight is not InFlight.NONE:
        return MayNotCall(WhyNotCalled.CALLBACK_IN_FLIGHT)
    if facts.is_on_line:
        return MayNotCall(WhyNotCalled.ON_LINE)
    trunk = next((name for name, left in facts.channels.items() if left.for_callbacks > 0), None)
    if trunk is None:
        return MayNotCall(WhyNotCalled.NO_CHANNEL)
    return MayCall(callable_.number, trunk, facts.why)
