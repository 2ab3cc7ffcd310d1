"""The commands of the calls, performed on Asterisk one after another."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, assert_never

from asterisk.auto_answer import AutoAnswer
from asterisk.causes import NORMAL_CLEARING, reason_code_of
from asterisk.client import (
    AriClient,
    AriError,
    Done,
    Gone,
    Origination,
)
from asterisk.dialling import DialForm
from asterisk.lease import LeaseKeeper
from asterisk.messages import MessageRecorder
from asterisk.outgoing import OutgoingLegs
from asterisk.packs import Packs
from asterisk.prompter import Prompter
from asterisk.recorder import Recorder
from asterisk.room import Room, Tell
from asterisk.telephones import Telephones
from asterisk.translate import (
    FROM_RING,
    agent_leg,
    aside_of,
    media_of,
    playback_of,
    room_of,
    whisper_of,
)
from base.ids import TrunkName
from callflow.commands import (
    Answer,
    Clear,
    DialOut,
    DropMessage,
    HangUp,
    HangUpAgent,
    Join,
    PlayMessage,
    PlayMusic,
    PutAside,
    RecordMessage,
    Reject,
    RingAgent,
    RingNumber,
    Say,
    StartRecording,
    StopMessage,
    StopRecording,
    StopSaying,
    TakeBack,
    TelephonyCommand,
    Whisper,
)
from callflow.events import (
    AgentGone,
    Answered,
    Joined,
    PhoneHeld,
    Ring,
    SayFinished,
    VoiceHeard,
    Whispered,
)
from callflow.outcome import HangupCause
from callflow.talk_commands import MuteAgent, PressKeys, StopMusic

RING_LIMIT_S: Final = 60
"""Asterisk's own end of a ring; the calls end theirs earlier."""

_IS_HELD: Final = "CHANNEL(rtp,hold)"
_PAUSE: Final = "w"
"""Of half a second, among keys that Asterisk presses."""
_UNKNOWN_NUMBER: Final = "anonymous"
_PLUS_AND_DIGITS: Final = frozenset("+0123456789")


class Performer:
    """Performs the commands of calls; of one call never two at a time."""

    def __init__(
        self,
        client: AriClient,
        leases: LeaseKeeper,
        prompts: Path,
        tell: Tell,
        dial_forms: Mapping[TrunkName, DialForm] = MappingProxyType({}),
        *,
        recordings: Path | None = None,
    ) -> None:
        self._client = client
        self._recorder = Recorder(client, recordings, tell)
        self.messages = MessageRecorder(client, recordings, tell)
        self._prompter = Prompter(client)
        self.outgoing = OutgoingLegs(client, tell, dial_forms)
        self._leases = leases
        self._prompts = prompts
        self._packs = Packs(prompts)
        self.tell = tell
        self.telephones = Telephones()
        """Which telephones are rung; whoever knows them puts theirs here."""
        self.auto_answer = AutoAnswer()
        """Which of them are asked to pick up by themselves."""

    async def perform(self, room: Room, command: TelephonyCommand) -> Done | Gone:
        """Perform one command; the caller of this knows that no other one runs.

        Raises:
            AriError: Asterisk could not do it.

        """
        match command:
            case Answer():
                return await self._answer(room)
            case DialOut():
                return await self.outgoing.dial(room, command)
            case Whisper():
                return await self._whisper(room, command)
            case Reject(reject_as):
                return await self._end_caller(room, reason_code_of(reject_as))
            case TakeBack():
                return await self._take_back(room)
            case Say(utterance, phrase, language):
                folder = self._packs.folder(phrase, language)
                return await self._prompter.say(room, utterance, media_of(phrase, folder))
            case StopSaying(utterance):
                return await self._prompter.stop(room, utterance)
            case PlayMusic():
                return await self._prompter.play_music(room)
            case StopMusic():
                # Unasked whether there is any: an engine before this one may have begun it.
                room.has_music = False
                return await self._client.stop_bridge_music(room_of(room.call_id))
            case RingAgent():
                return await self._ring(room, command)
            case RingNumber():
                await self.outgoing.ring_outside(room, command)
                return Done()
            case PutAside(ring):
                return await self._put_aside(room, ring)
            case MuteAgent(ring, is_on):
                return await self._client.mute(agent_leg(room.call_id, ring), is_on=is_on)
            case PressKeys(keys, ring):
                leg = room.caller if ring is None else agent_leg(room.call_id, ring)
                return await self._client.press_keys(leg, keys.replace(",", _PAUSE))
            case HangUpAgent(ring):
                return await self._client.hang_up(agent_leg(room.call_id, ring), NORMAL_CLEARING)
            case Join(ring):
                return await self._join(room, ring)
            case StartRecording(recording):
                return await self._recorder.start(room, recording)
            case StopRecording(recording):
                return await self._recorder.stop(room, recording)
            case RecordMessage():
                return await self.messages.record(room, command)
            case StopMessage(message):
                return await self.messages.stop(room, message)
            case PlayMessage(utterance, message):
                heard = self.messages.media_of(room, message)
                return await self._prompter.say(room, utterance, heard)
            case DropMessage(message):
                return await self.messages.drop(room, message)
            case HangUp():
                return await self._end_caller(room, NORMAL_CLEARING)
            case Clear():
                return await self._clear(room)
            case _:
                assert_never(command)

    async def end_unheard(self, room: Room) -> None:
        """Tell the end of what was being said, if it ended while no events arrived.

        Raises:
            AriError: Asterisk could not be asked.

        """
        whispered = room.whispering
        if whispered is not None and not await self._is_whispering(room, whispered):
            self.tell_whispered(room, whispered)
        asked = room.saying
        if asked is None or await self._client.has_playback(playback_of(room.call_id, asked)):
            return
        # Meanwhile its end may have been told, or something else be said.
        if room.saying == asked:
            room.saying = None
            self.tell(room.call_id, SayFinished(asked, is_said=True))

    async def tell_holds(self, room: Room) -> None:
        """Tell which telephones of the talk hold it by their own key, and which do not.

        Raises:
            AriError: Asterisk could not be asked.

        """
        for ring in tuple(room.leg.joined):
            held = await self._client.variable(agent_leg(room.call_id, ring), _IS_HELD)
            if held is not None:
                self.tell(room.call_id, PhoneHeld(ring, is_on=held == "1"))

    def tell_whispered(self, room: Room, ring: Ring) -> None:
        """Tell the end of a whisper, unless it was told."""
        if room.whispering == ring:
            room.whispering = None
            self.tell(room.call_id, Whispered(ring))

    async def _is_whispering(self, room: Room, ring: Ring) -> bool:
        return await self._client.has_playback(whisper_of(room.call_id, ring))

    async def receive(self, room: Room) -> None:
        """Take a person whom we dialled into their room; Asterisk offers them as it does callers.

        Raises:
            AriError: Asterisk could not do it.

        """
        await self._enter(room)

    async def _answer(self, room: Room) -> Done | Gone:
        await self._make_bridge(room)
        answered = await self._client.answer(room.caller)
        if isinstance(answered, Gone):
            return answered
        return await self._enter(room)

    async def _make_bridge(self, room: Room) -> None:
        bridge = room_of(room.call_id)
        room.has_bridge = True
        await self._client.make_bridge(bridge, bridge)

    async def _enter(self, room: Room) -> Done | Gone:
        entered = await self._client.add_to_bridge(room_of(room.call_id), room.caller)
        if isinstance(entered, Done):
            room.is_answered = True
            self.tell(room.call_id, Answered())
            if room.has_spoken:
                self.tell(room.call_id, VoiceHeard())
        return entered

    async def _take_back(self, room: Room) -> Done | Gone:
        """Bring the caller into the room again; the dialplan's music plays on the channel."""
        room.is_answered = room.has_bridge = True
        bridge = room_of(room.call_id)
        if await self._client.stands_in(bridge, room.caller):
            return await self._leases.hold_now(room.caller)
        await self._make_bridge(room)
        answered = await self._client.answer(room.caller)
        if isinstance(answered, Gone):
            return answered
        await self._client.stop_channel_music(room.caller)
        self._leases.hold(room.caller)
        return await self._client.add_to_bridge(bridge, room.caller)

    async def _ring(self, room: Room, command: RingAgent) -> Done | Gone:
        room.rung.add(command.ring)
        try:
            started = await self._client.originate(
                Origination(
                    channel_id=agent_leg(room.call_id, command.ring),
                    endpoint=f"PJSIP/{self.telephones.endpoint_of(command.account)}",
                    caller_number=_shown_number(room),
                    caller_name="",
                    timeout_s=RING_LIMIT_S,
                    app_args=(FROM_RING,),
                    variables=self.auto_answer.headers(command.account),
                )
            )
        except AriError as error:
            if not error.is_refusal:
                raise  # It may ring all the same: the ring stays known until it is hung up.
            # A telephone that is not registered cannot even be tried.
            self._tell_unreachable(room, command.ring)
            return Done()
        if isinstance(started, Gone):
            # The name of the ring is taken, by one that an engine before us began.
            self._tell_unreachable(room, command.ring)
        return Done()

    def _tell_unreachable(self, room: Room, ring: Ring) -> None:
        room.rung.discard(ring)
        self.tell(room.call_id, AgentGone(ring, HangupCause.UNREACHABLE))

    async def _whisper(self, room: Room, command: Whisper) -> Done | Gone:
        """Play to the agent's own channel: they stand in no bridge yet."""
        ring = command.ring
        room.whispering = ring
        started = await self._client.play_on_channel(
            agent_leg(room.call_id, ring),
            whisper_of(room.call_id, ring),
            media_of(command.phrase, self._prompts),
        )
        if isinstance(started, Gone):
            room.whispering = None
        return started

    async def _join(self, room: Room, ring: Ring) -> Done | Gone:
        cleared = await self._leases.clear(room.caller)
        if isinstance(cleared, Gone):
            return cleared
        await self._prompter.stop_music(room)
        if room.whispering == ring:
            # A channel that hears something enters no bridge before its end.
            await self._client.stop_playback(whisper_of(room.call_id, ring))
        bridge = room_of(room.call_id)
        joined = await self._client.add_to_bridge(bridge, agent_leg(room.call_id, ring))
        if isinstance(joined, Gone):
            if not room.leg.joined:
                self._leases.hold(room.caller)
            return joined
        room.leg.joined.add(ring)
        self.tell(room.call_id, Joined(ring))
        return joined

    async def _put_aside(self, room: Room, ring: Ring) -> Done | Gone:
        """Move a leg into the second room; a leg can stand in one bridge only."""
        aside = aside_of(room.call_id)
        room.has_aside = True
        await self._client.make_bridge(aside, aside)
        room.leg.joined.discard(ring)
        if not room.leg.joined:
            await self._leases.hold_now(room.caller)
        return await self._client.add_to_bridge(aside, agent_leg(room.call_id, ring))

    async def _end_caller(self, room: Room, reason_code: int) -> Done | Gone:
        room.leg.cause = room.leg.cause or HangupCause.NORMAL
        return await self._client.hang_up(room.caller, reason_code)

    async def _clear(self, room: Room) -> Done | Gone:
        self._leases.forget(room.caller)
        for ring in tuple(room.rung):
            await self._client.hang_up(agent_leg(room.call_id, ring), NORMAL_CLEARING)
        leg = room.leg
        if leg.is_outgoing and leg.is_made and not leg.has_ended:
            await self._client.hang_up(room.caller, NORMAL_CLEARING)
        if room.has_aside:
            await self._client.destroy_bridge(aside_of(room.call_id))
        if not room.has_bridge:
            return Done()
        return await self._client.destroy_bridge(room_of(room.call_id))


def _shown_number(room: Room) -> str:
    """Return the caller's number for the agent's telephone, and nothing that is not one."""
    call = room.leg.call
    if call.is_ani_withheld or not call.ani or not _PLUS_AND_DIGITS.issuperset(call.ani):
        return _UNKNOWN_NUMBER
    return call.ani
