"""What goes over the line between the people outside and an exchange, and by which words.

A citizen's telephone (`Subscriber`) knows one door, `OutsideLine`; an exchange (`Exchange`) knows
the carrier's side of the trunk, `Trunk`. The carrier stands between them and is both. A telephone
has one call at a time, and therefore names it.
"""

from enum import Enum, StrEnum, auto
from typing import Protocol

from base.phone import PhoneNumber
from simulation.people import Conversation


class Heard(StrEnum):
    """What somebody on the line hears, told when it matters to what they do next."""

    GREETING = "greeting"
    """The greeting has begun."""
    MENU = "menu"
    """The menu has been read out; a key is expected."""
    ANSWERS_OFFERED = "answers_offered"
    """What will happen has been told, and that a key leads to answers meanwhile."""
    REFERENCE = "reference"
    """The menu of the answers has been read out."""
    SELF_SERVICE = "self_service"
    """The answer that needs no operator has been heard to its end."""
    ANYTHING_ELSE = "anything_else"
    """After the answer: a key, or hang up."""
    STILL_NEEDED = "still_needed"
    """After the answer, to whom a call is promised: a key if it is not needed any more."""
    MUSIC = "music"
    """The wait in the queue has begun: the citizen is held live."""
    OFFER = "offer"
    """A callback is offered to one who is held: press 1 to hang up and keep the place."""
    PROMISE = "promise"
    """The announcement of rungs 2 and 5, heard to its end: what will happen and when."""
    REMINDER = "reminder"
    """The menu for callers who were told before (rung 6), heard to its end."""
    PROVE_A_PERSON = "prove_a_person"
    """Press 1 or say something: asked of who picks up a callback, and of silent numbers."""
    OPERATOR_JOINED = "operator_joined"
    """An operator says hello."""
    SMS_PROMISE = "sms_promise"
    """A text message came with what the announcement says; the only word that needs no call."""


class Dialled(Enum):
    """What came of ringing a citizen's telephone."""

    RINGING = auto()
    ENGAGED = auto()
    """The citizen is on the line or dialling."""
    NO_CHANNEL = auto()
    """The trunk is full."""


class Subscriber(Protocol):
    """A telephone outside, and who holds it: told what happens, in the moment it happens."""

    def reached(self, free_channels: int) -> None:
        """Take note that the exchange has this call; so many channels are free besides it."""
        ...

    def busy(self) -> None:
        """Hear the busy tone: the attempt is over."""
        ...

    def answered(self) -> None:
        """Hear that the line was answered."""
        ...

    def heard(self, sound: Heard, promised_s: float | None = None) -> None:
        """Hear something; `promised_s` is the wait that an announcement names, from now."""
        ...

    def line_hung_up(self) -> None:
        """Find that the other side has hung up."""
        ...

    def rung_by_callback(self) -> bool:
        """Ring; false when the telephone is engaged."""
        ...

    def ringing_stopped(self) -> None:
        """Fall silent without having been picked up: a missed callback."""
        ...


class Caller(Subscriber, Protocol):
    """A telephone with its number, and what whoever holds it needs."""

    @property
    def number(self) -> PhoneNumber:
        """Return the number that the telephone shows when it calls."""
        ...

    def conversation(self) -> Conversation | None:
        """Return what an operator who joins now has to do; `None` when nobody is there."""
        ...


class OutsideLine(Protocol):
    """What a citizen can do with a telephone."""

    def dial(self, phone: Caller) -> None:
        """Dial the helpline."""
        ...

    def press(self, phone: Caller, digit: str) -> None:
        """Press a key."""
        ...

    def speak(self, phone: Caller) -> None:
        """Say something."""
        ...

    def hang_up(self, phone: Caller) -> None:
        """Hang up."""
        ...

    def pick_up(self, phone: Caller) -> None:
        """Pick up the ringing telephone."""
        ...


class Exchange(Protocol):
    """An exchange behind the carrier: told what citizens do."""

    def called(self, phone: Caller) -> None:
        """Take a call that found a free channel."""
        ...

    def pressed(self, phone: Caller, digit: str) -> None:
        """Learn of a key."""
        ...

    def spoke(self, phone: Caller) -> None:
        """Learn that somebody spoke."""
        ...

    def hung_up(self, phone: Caller) -> None:
        """Learn that the citizen is gone."""
        ...

    def picked_up(self, phone: Caller) -> None:
        """Learn that a callback was answered."""
        ...


class Trunk(Protocol):
    """What an exchange can do with the carrier's trunk."""

    def answer(self, phone: Caller) -> None:
        """Answer the call."""
        ...

    def reject(self, phone: Caller) -> None:
        """Turn the call away unanswered."""
        ...

    def play(self, phone: Caller, sound: Heard, promised_s: float | None = None) -> None:
        """Let the citizen hear something."""
        ...

    def clear(self, phone: Caller) -> None:
        """Hang up an answered call."""
        ...

    def ring(self, phone: Caller) -> Dialled:
        """Ring the citizen's telephone on a channel of the trunk."""
        ...

    def stop_ringing(self, phone: Caller) -> None:
        """Give up a callback that nobody has picked up."""
        ...
