"""What Asterisk tells, translated and told to the calls at once; nothing is awaited for it.

Where an event asks for a command of the telephony's own, `asterisk.errands` gives it. What is
deliberately absent: decisions. A leg that ends, a telephone that does not answer, a person who
makes a sound are told, and the calls decide.
"""

from dataclasses import dataclass, field
from typing import Final

import structlog

from agents.phone import Rang
from asterisk import wire
from asterisk.causes import SILENT, cause_of
from asterisk.client import ChannelId
from asterisk.confirmation import Confirmations
from asterisk.dictation import Dictations
from asterisk.errands import Errands
from asterisk.lease import LeaseKeeper
from asterisk.legs import Legs
from asterisk.messages import MessageRecorder
from asterisk.phone_watch import PhoneWatch
from asterisk.prompter import take_end
from asterisk.room import Room, SeenLeg
from asterisk.supervisions import Supervisions
from asterisk.telephones import account_of, is_browser
from asterisk.translate import (
    FROM_AGENT,
    FROM_DIALLED,
    FROM_EAR,
    FROM_PERSON,
    FROM_RING,
    FROM_SUPERVISOR,
    FROM_TRUNK,
    code_dialled,
    endpoint_of,
    incoming_call,
    lasted_s,
    phone_event,
    utterance_of,
    whispered_by,
)
from base.ids import CallId, LegId
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    CallerHungUp,
    CallEvent,
    DigitPressed,
    FarEndRinging,
    LegLost,
    PhoneHeld,
    SayFinished,
    VoiceHeard,
    Whispered,
)
from callflow.outcome import HangupCause
from callflow.ports import TelephonyListener
from ivr.menu import DIGITS, Digit

_SAID: Final = "done"
_RINGING: Final = "Ringing"
_TIMEOUT_SLACK_S: Final = 0.5
"""How much earlier than its timeout a ring that nobody answered may seem to have ended."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Audience:
    """Who is told."""

    heard_by: TelephonyListener | None = None

    @property
    def listener(self) -> TelephonyListener:
        """Return who listens."""
        assert self.heard_by is not None, "Run the telephony before its calls."
        return self.heard_by

    def tell(self, call_id: CallId, event: CallEvent) -> None:
        """Tell a call of an event."""
        self.listener.call_event(call_id, event)


@dataclass(frozen=True, slots=True)
class HeardCodes:
    """The legs of codes and of supervisors: they belong to no call."""

    confirmations: Confirmations
    dictations: Dictations
    supervisions: Supervisions

    def leg_ended(self, leg_id: LegId) -> None:
        """Take that a leg has ended; it may be anybody's."""
        self.confirmations.leg_ended(leg_id)
        self.dictations.leg_ended(leg_id)
        self.supervisions.leg_ended(leg_id)

    def said(self, playback: str) -> None:
        """Take that something has been said; it may be anybody's."""
        self.confirmations.said(playback)
        self.dictations.said(playback)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Takes the events of Asterisk, one after another."""

    legs: Legs
    leases: LeaseKeeper
    errands: Errands
    codes: HeardCodes
    messages: MessageRecorder
    phones: PhoneWatch
    audience: Audience = field(default_factory=Audience)
    heard_of: set[str] = field(default_factory=set)
    """The endpoints of which news came since the telephony last forgot about it."""

    def take(self, event: wire.Event) -> None:
        """Take one event; one of a leg that nobody knows is no news."""
        match event:
            case wire.StasisStart():
                self._take_start(event)
            case wire.StasisEnd():
                self._take_end(event.channel)
            case wire.ChannelHangupRequest():
                self._take_request(event)
            case wire.ChannelDtmfReceived():
                self._take_digit(event)
            case wire.ChannelTalkingStarted():
                self._take_voice(event.channel)
            case wire.ChannelTalkingFinished():
                self._take_silence(event.channel)
            case wire.PlaybackFinished():
                self._take_said(event.playback)
            case wire.ChannelStateChange() if event.channel.state == _RINGING:
                self._take_ringing(event.channel)
            case wire.ChannelDestroyed():
                self._take_destroyed(event)
            case wire.ContactStatusChange():
                self._take_contact(event)
            case wire.ChannelHold():
                self._take_hold(event.channel, is_on=True)
            case wire.ChannelUnhold():
                self._take_hold(event.channel, is_on=False)
            case _:
                pass

    def take_far_end(self, room: Room) -> None:
        """Take that the far end is at work on our call: it rings, or can be heard; told once."""
        leg = room.leg
        if leg.is_outgoing and not leg.has_rung:
            leg.has_rung = True
            self.audience.tell(room.call_id, FarEndRinging())

    def take_missing(self, channel: str) -> None:
        """Take that a channel that we believed in is not there."""
        room = self.legs.room_of_person(channel)
        if room is not None:
            room.leg.cause = room.leg.cause or HangupCause.LOST
            self._end_leg(room.leg)
            return
        self.codes.supervisions.leg_ended(channel)
        room, ring = self.legs.room_of_agent(channel)
        if room is not None and ring in room.rung:
            room.rung.discard(ring)
            self.audience.tell(room.call_id, AgentGone(ring, HangupCause.LOST))

    def _take_start(self, event: wire.StasisStart) -> None:
        channel = event.channel
        match event.args[:1]:
            case [whence] if whence == FROM_TRUNK:
                self._take_caller(channel)
            case [whence] if whence == FROM_AGENT:
                self.audience.listener.code_dialled(code_dialled(event))
            case [whence] if whence == FROM_RING:
                self._take_agent(ChannelId(channel.id))
            case [whence] if whence in {FROM_DIALLED, FROM_PERSON}:
                self._take_person(ChannelId(channel.id), is_handed_over=whence == FROM_PERSON)
            case [whence] if whence in {FROM_SUPERVISOR, FROM_EAR}:
                self.codes.supervisions.entered(ChannelId(channel.id))
            case _:
                _log.warning("asterisk.channel_unexpected")

    def _take_caller(self, channel: wire.Channel) -> None:
        call = incoming_call(channel)
        known = self.legs.room_of_person(channel.id)
        if known is None:
            self.legs.seen[call.leg_id] = SeenLeg(call)
            self.audience.listener.incoming_call(call)
        else:
            self._take_back(known)

    def _take_back(self, room: Room) -> None:
        # Asterisk had taken the person back; the room lost its music meanwhile.
        room.has_music = False
        self.leases.hold(room.caller)
        self.audience.listener.incoming_call(room.leg.call)

    def _take_agent(self, channel: ChannelId) -> None:
        room, ring = self.legs.room_of_agent(channel)
        if room is None:
            self.errands.hang_up(channel)
            return
        self.audience.tell(room.call_id, AgentAnswered(ring))

    def _take_person(self, channel: ChannelId, *, is_handed_over: bool) -> None:
        room = self.legs.room_of_person(channel)
        if room is None:
            # One that the survey told waits for the call that remembers it.
            if LegId(channel) not in self.legs.seen:
                self.errands.hang_up(channel)
        elif not is_handed_over:
            self.errands.hand_over(room)
        elif room.leg.is_received:
            self._take_back(room)
        else:
            room.leg.is_received = True
            self.leases.hold(channel)
            self.errands.receive(room)

    def _take_end(self, channel: wire.Channel) -> None:
        leg_id = LegId(channel.id)
        self.codes.leg_ended(leg_id)
        leg = self.legs.seen.get(leg_id)
        if leg is None:
            return
        if leg.cause is not None:
            self._end_leg(leg)
        elif leg.is_moving:
            leg.is_moving = False
        else:
            # Nobody asked for the end: either the lease has lapsed, or we missed the request.
            self.errands.look_again(ChannelId(leg_id), lambda: self._end_leg(leg))

    def _take_request(self, event: wire.ChannelHangupRequest) -> None:
        leg = self.legs.seen.get(LegId(event.channel.id))
        if leg is not None and leg.cause is None:
            leg.cause = _cause_of_leg(leg, event)

    def _end_leg(self, leg: SeenLeg) -> None:
        if leg.has_ended:
            return
        leg.has_ended = True
        room = self.legs.room_of_person(leg.call.leg_id)
        if room is not None:
            self.leases.forget(room.caller)
            cause = leg.cause or HangupCause.NORMAL
            self.audience.tell(room.call_id, CallerHungUp(cause))

    def _take_digit(self, event: wire.ChannelDtmfReceived) -> None:
        self.codes.dictations.pressed(LegId(event.channel.id), event.digit)
        room = self.legs.room_of_person(event.channel.id)
        if room is not None and event.digit in DIGITS:
            self.audience.tell(room.call_id, DigitPressed(Digit(event.digit)))

    def _take_voice(self, channel: wire.Channel) -> None:
        room = self.legs.room_of_person(channel.id)
        if room is None:
            return
        if not self.messages.voice_began(room):
            self.errands.stop_listening(room.caller)
        if not room.has_spoken:
            room.has_spoken = True
            # What comes earlier is told with the answer.
            if room.is_answered:
                self.audience.tell(room.call_id, VoiceHeard())

    def _take_silence(self, channel: wire.Channel) -> None:
        room = self.legs.room_of_person(channel.id)
        if room is not None:
            self.messages.voice_ended(room)

    def _take_said(self, playback: wire.Playback) -> None:
        self.codes.said(playback.id)
        whispered = whispered_by(playback.id)
        if whispered is not None:
            room = self.legs.rooms.get(whispered[0])
            if room is not None and room.whispering == whispered[1]:
                room.whispering = None
                self.audience.tell(room.call_id, Whispered(whispered[1]))
            return
        found = utterance_of(playback.id)
        room = None if found is None else self.legs.rooms.get(found[0])
        if found is None or room is None:
            return
        if not take_end(room, found[1]):
            return
        is_said = playback.state == _SAID
        self.audience.tell(room.call_id, SayFinished(found[1], is_said))

    def _take_ringing(self, channel: wire.Channel) -> None:
        room, ring = self.legs.room_of_agent(channel.id)
        if room is None:
            person = self.legs.room_of_person(channel.id)
            if person is not None:
                self.take_far_end(person)
        elif ring not in room.ringing:
            room.ringing.add(ring)
            self.audience.tell(room.call_id, AgentRinging(ring))
            self.audience.listener.phone_changed(account_of(endpoint_of(channel)), Rang())

    def _take_contact(self, event: wire.ContactStatusChange) -> None:
        endpoint = event.endpoint.resource
        self.heard_of.add(endpoint)
        self.phones.tell(endpoint, phone_event(event.contact_info))

    def _take_hold(self, channel: wire.Channel, *, is_on: bool) -> None:
        room, ring = self.legs.room_of_agent(channel.id)
        if room is not None:
            self.audience.tell(room.call_id, PhoneHeld(ring, is_on))

    def _take_destroyed(self, event: wire.ChannelDestroyed) -> None:
        leg = self.legs.seen.get(LegId(event.channel.id))
        if leg is not None:
            leg.cause = leg.cause or _cause_of_leg(leg, event)
            self._end_leg(leg)
            return
        # A ring that nobody answered never was in the application, and leaves it by no other word.
        self.codes.supervisions.leg_ended(event.channel.id)
        room, ring = self.legs.room_of_agent(event.channel.id)
        if room is None or ring not in room.rung:
            return
        room.rung.discard(ring)
        was_joined = ring in room.leg.joined
        if was_joined:
            room.leg.joined.discard(ring)
            if not room.leg.joined and not room.leg.has_ended:
                self.leases.hold(room.caller)
        if was_joined and event.cause == SILENT and is_browser(endpoint_of(event.channel)):
            self.audience.tell(room.call_id, LegLost(ring))
            return
        cause = cause_of(event.cause, event.tech_cause, has_rung=ring in room.ringing)
        self.audience.tell(room.call_id, AgentGone(ring, cause))


def _cause_of_leg(
    leg: SeenLeg, event: wire.ChannelDestroyed | wire.ChannelHangupRequest
) -> HangupCause:
    """Return why a person's leg ends; a ring that lasted its whole time was not answered.

    A trunk that lets us wait without a word ends so too: that no telephone rang tells them apart.
    """
    timeout_s = leg.ring_timeout_s
    if (
        leg.is_outgoing
        and not leg.is_received
        and timeout_s is not None
        and lasted_s(event) >= timeout_s - _TIMEOUT_SLACK_S
    ):
        return HangupCause.NO_ANSWER
    has_rung = leg.has_rung or not leg.is_outgoing
    return cause_of(event.cause, event.tech_cause, has_rung=has_rung)
