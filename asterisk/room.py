"""What the telephony remembers of each call while it lives; Asterisk knows all the rest."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from asterisk.client import ChannelId
from asterisk.translate import Media
from base.ids import CallId
from callflow.events import CallEvent, Ring, Utterance
from callflow.message import MessageRef
from callflow.outcome import HangupCause
from callflow.ports import IncomingCall

Tell = Callable[[CallId, CallEvent], None]
"""Tells a call of something that happened to it."""


@dataclass(slots=True)
class SeenLeg:
    """A person's leg, from its first moment; no call may have taken it yet."""

    call: IncomingCall
    joined: set[Ring] = field(default_factory=set)
    """The rings whose legs stand beside the caller."""

    cause: HangupCause | None = None
    """Why the leg is ending; `None` while nobody has asked for its end."""

    has_ended: bool = False

    is_outgoing: bool = False
    """Whether we dial the person; else they dialled us."""

    ring_timeout_s: float | None = None
    """Outgoing: after how long Asterisk itself gives up."""

    is_made: bool = True
    """Whether Asterisk has been told to make it; an outgoing one is prepared before that."""

    has_rung: bool = False
    """Outgoing: whether the far end said that it rings."""

    is_received: bool = True
    """Whether the dialplan has it, which takes it back when its lease lapses."""

    was_found: bool = False
    """Whether a survey found it: an engine before us may have made its bridges."""

    is_moving: bool = False
    """Whether it leaves the application only to come back by the dialplan."""


@dataclass(slots=True)
class Speaking:
    """A message that is being recorded."""

    message: MessageRef
    has_voice: bool = False
    has_lasted: bool = False
    """Whether it is so long that something of it must lie there."""
    timers: list[asyncio.TimerHandle] = field(default_factory=list)
    """What ends it if nothing else does."""

    def last(self) -> None:
        """Take that it is so long."""
        self.has_lasted = True

    def end_timers(self) -> None:
        """Let nothing end it any more."""
        for timer in self.timers:
            timer.cancel()


@dataclass(frozen=True, slots=True)
class Words:
    """What a caller is to hear."""

    utterance: Utterance
    media: Sequence[Media]


@dataclass(frozen=True, slots=True)
class Again:
    """What is ended only to be said again; the call hears nothing of that end."""

    utterance: Utterance
    has_ended: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Room:
    """One call: the caller's leg and the bridge that the caller stands in."""

    call_id: CallId
    leg: SeenLeg
    has_music: bool = False
    saying: Utterance | None = None
    """What Asterisk has begun to say, until its end is told."""

    words: Words | None = None
    """What is said or waits for its turn, until it has ended or was told to stop."""

    cut_off: set[Utterance] = field(default_factory=set)
    """What was told to stop, until its end is told."""

    again: Again | None = None
    """What is being put again because something before it would not stop."""

    speech: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever says or silences something."""

    whispering: Ring | None = None
    """The ring to whose agent something is being whispered."""

    speaking: Speaking | None = None
    """What the caller says after a tone."""

    last_spoken: MessageRef | None = None
    """What has ended by now, or is being ended, and is told once."""

    is_answered: bool = False
    has_spoken: bool = False
    """Whether the person has made a sound."""

    has_bridge: bool = False
    """Whether Asterisk was ever asked for the bridge; who is refused never gets one."""

    has_aside: bool = False
    """Whether there is a second room, in which the caller hears nobody."""

    rung: set[Ring] = field(default_factory=set)
    """Rings whose leg was made and has not ended."""

    ringing: set[Ring] = field(default_factory=set)
    """Rings whose telephone rang."""

    @property
    def caller(self) -> ChannelId:
        """The caller's channel."""
        return ChannelId(self.leg.call.leg_id)
