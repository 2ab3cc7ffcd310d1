"""The telephones around the fake exchange: citizens who call, citizens whom we call, agents.

The exchange changes them, a story or a simulation reads and moves them. What a citizen does is
told in the loop's next turn; what the exchange does to a citizen is told to whoever watches them
at once, within the command, so that a simulated citizen costs no task and no queue.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from agents.agent import Account
from base.ids import CallId
from callflow.events import (
    AgentAnswered,
    AgentRinging,
    CallEvent,
    DigitPressed,
    PhoneHeld,
    Ring,
    VoiceHeard,
)
from callflow.outcome import HangupCause, RejectAs
from callflow.ports import IncomingCall
from ivr.menu import Digit
from ivr.prompt import Phrase


class Stands(StrEnum):
    """In which room an agent's leg stands: who stands in one hears all in it."""

    NOWHERE = "nowhere"
    WITH_PERSON = "with_person"
    ASIDE = "aside"


class CallerWatch(Protocol):
    """Who is told what a citizen lives through; may move the telephone from within."""

    def answered(self) -> None:
        """Tell that the call is up: somebody picked up at our end or at theirs."""
        ...

    def saying(self, phrase: Phrase) -> None:
        """Tell that something begins to be said."""
        ...

    def said(self, phrase: Phrase, *, to_the_end: bool) -> None:
        """Tell that it is over; a citizen who hangs up is told only that they have ended."""
        ...

    def music(self) -> None:
        """Tell that music begins."""
        ...

    def joined(self) -> None:
        """Tell that an agent can be heard."""
        ...

    def left_talk(self) -> None:
        """Tell that the agent is gone and the citizen is not."""
        ...

    def ended(self, *, we_hung_up: bool) -> None:
        """Tell that the call is over, and whether the exchange ended it."""
        ...


class Switch(Protocol):
    """What a telephone can tell the exchange."""

    def tell(self, call_id: CallId, event: CallEvent) -> None:
        """Tell a call of an event in the loop's next turn."""
        ...

    def tell_now(self, call_id: CallId, event: CallEvent) -> None:
        """Tell a call of an event at once."""
        ...

    def end_caller(self, caller: "FakeCaller", cause: HangupCause, *, we_hung_up: bool) -> None:
        """End a citizen's leg."""
        ...

    def end_ring(self, ring: "FakeRing", cause: HangupCause) -> None:
        """End an agent's leg."""
        ...

    def caller_talks(self, caller: "FakeCaller", lasts_s: float) -> None:
        """Take that a citizen speaks for so long, from now on."""
        ...

    def far_end_rings(self, callee: "FakeCallee") -> None:
        """Take that the telephone of a citizen whom we called rings."""
        ...

    def far_end_answers(self, callee: "FakeCallee") -> None:
        """Take that a citizen whom we called picks up."""
        ...


@dataclass(slots=True, eq=False)
class FakeCaller:
    """A citizen's telephone; the exchange changes it, a story reads it."""

    exchange: Switch = field(repr=False)
    call: IncomingCall
    watch: CallerWatch | None = field(default=None, repr=False)
    call_id: CallId | None = None
    """The call that has taken the leg."""

    is_answered: bool = False
    is_in_room: bool = False
    has_music: bool = False
    has_spoken: bool = False
    talks_with: set[Ring] = field(default_factory=set)
    """The rings whose agents the caller talks with."""

    heard: list[Phrase] = field(default_factory=list)
    """All that was said to the caller, begun at least."""

    keys: list[str] = field(default_factory=list)
    """All that we pressed for them."""
    refused_as: RejectAs | None = None
    has_ended: bool = False

    def press(self, digit: Digit) -> None:
        """Press a key."""
        self._tell(DigitPressed(digit))

    def speak(self) -> None:
        """Make a sound; only the first one after the answer is told."""
        if self.is_answered and not self.has_spoken:
            self.has_spoken = True
            self._tell(VoiceHeard())

    def talk(self, lasts_s: float) -> None:
        """Speak for so long, then fall silent."""
        self.speak()
        self.exchange.caller_talks(self, lasts_s)

    def hang_up(self) -> None:
        """Hang up, or give up before the answer."""
        cause = HangupCause.NORMAL if self.is_answered else HangupCause.CANCELLED
        self.exchange.end_caller(self, cause, we_hung_up=False)

    def _tell(self, event: CallEvent) -> None:
        if self.call_id is not None and not self.has_ended:
            self.exchange.tell(self.call_id, event)


@dataclass(slots=True, eq=False)
class FakeCallee(FakeCaller):
    """The telephone of a citizen whom we call; once answered, it is like a caller's."""

    number: str = ""
    shown: str = ""
    """The number that they see."""

    is_dialled: bool = False
    has_rung: bool = False

    def ring(self) -> None:
        """Begin to ring; a telephone behind a mute trunk never does."""
        if not self.has_rung and not self.is_answered and not self.has_ended:
            self.has_rung = True
            self.exchange.far_end_rings(self)

    def answer(self) -> None:
        """Pick up."""
        if not self.is_answered and not self.has_ended:
            self.exchange.far_end_answers(self)

    def fail(self, cause: HangupCause) -> None:
        """End the attempt, as the network or the citizen does."""
        if not self.is_answered:
            self.exchange.end_caller(self, cause, we_hung_up=False)


@dataclass(slots=True, eq=False)
class FakeRing:
    """A ring of an agent's telephone."""

    exchange: Switch = field(repr=False)
    call_id: CallId
    ring: Ring
    account: Account
    shown_number: str
    stands: Stands = Stands.NOWHERE
    is_answered: bool = False
    has_ended: bool = False
    is_muted: bool = False
    is_holding: bool = False
    """Whether the talk is on hold by the telephone's own key."""
    keys: list[str] = field(default_factory=list)
    """All that was pressed for whoever is outside."""
    whispered: list[Phrase] = field(default_factory=list)
    """All that was whispered to the agent, begun at least."""
    on_end: Callable[[], None] | None = field(default=None, repr=False)
    """Told at once when the ring or the talk is over, whoever ended it."""

    def over(self) -> None:
        """Take that the ring or the talk is over; only the exchange says so."""
        self.has_ended, self.stands = True, Stands.NOWHERE
        if self.on_end is not None:
            self.on_end()

    def answer(self) -> None:
        """Pick up."""
        if not self.has_ended:
            self.is_answered = True
            self.exchange.tell(self.call_id, AgentAnswered(self.ring))

    def ring_outside(self) -> None:
        """Begin to ring; an agent's telephone does so by itself."""
        if not self.has_ended:
            self.exchange.tell(self.call_id, AgentRinging(self.ring))

    def fail(self, cause: HangupCause) -> None:
        """End the ring as the network does."""
        self.exchange.end_ring(self, cause)

    def decline(self) -> None:
        """Refuse the call."""
        self.exchange.end_ring(self, HangupCause.BUSY)

    def hold(self, *, is_on: bool) -> None:
        """Hold the talk by the telephone's own key, or take it back."""
        if not self.has_ended:
            self.is_holding = is_on
            self.exchange.tell(self.call_id, PhoneHeld(self.ring, is_on))

    def hang_up(self) -> None:
        """End the talk."""
        self.exchange.end_ring(self, HangupCause.NORMAL)


OnRing = Callable[[FakeRing], None]
OnDialled = Callable[[FakeCallee], None]


def nobody_outside(ring: FakeRing) -> None:
    """Answer for everybody outside, where there is nobody."""
    ring.exchange.end_ring(ring, HangupCause.UNREACHABLE)


def nobody_there(callee: FakeCallee) -> None:
    """Answer for everybody whom we call, where there is no telephone book."""
    callee.fail(HangupCause.UNREACHABLE)
