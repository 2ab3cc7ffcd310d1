"""What the telephony remembers of each call while it lives; Asterisk knows all the rest."""

from dataclasses import dataclass, field

from asterisk.client import ChannelId
from base.ids import CallId
from callflow.events import Ring, Utterance
from callflow.outcome import HangupCause
from callflow.ports import IncomingCall


@dataclass(slots=True)
class SeenLeg:
    """A caller's leg, from its first moment; no call may have taken it yet."""

    call: IncomingCall
    joined: Ring | None = None
    """The ring whose agent stood beside the caller when we last looked."""

    cause: HangupCause | None = None
    """Why the leg is ending; `None` while nobody has asked for its end."""

    has_ended: bool = False


@dataclass(slots=True)
class Room:
    """One call: the caller's leg and the bridge that the caller stands in."""

    call_id: CallId
    leg: SeenLeg
    has_music: bool = False
    saying: Utterance | None = None
    """What Asterisk has begun to say, until its end is told."""

    rung: set[Ring] = field(default_factory=set)
    """Rings whose leg was made and has not ended."""

    ringing: set[Ring] = field(default_factory=set)
    """Rings whose telephone rang."""

    @property
    def caller(self) -> ChannelId:
        """The caller's channel."""
        return ChannelId(self.leg.call.leg_id)
