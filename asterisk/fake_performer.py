"""The commands of the calls, performed in the fake exchange as Asterisk performs them.

Whatever a command leads to is told in the loop's next turn; only what became of a recording is
told within the command, since a call that has ended listens no longer than its last command.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from agents.agent import Account
from asterisk.dialling import DialForm
from asterisk.fake_messages import FakeMessages
from asterisk.fake_phones import (
    FakeCallee,
    FakeCaller,
    FakeRing,
    OnDialled,
    OnRing,
    Stands,
    Switch,
)
from asterisk.fake_room import FakeRoom, loop_instant
from base.ids import CallId, LegId
from base.instant import elapsed_s
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
    AgentRinging,
    Answered,
    Joined,
    Recording,
    RecordingEnded,
    RecordingStarted,
    Ring,
    SayFinished,
    Whispered,
)
from callflow.outcome import HangupCause
from callflow.ports import Performed
from callflow.talk_commands import MuteAgent, PressKeys, StopMusic
from ivr.prompt import Phrase, PromptKey

_RECORDED_BYTES_PER_S: Final = 32_000
"""Two sides of 8 kHz and 16 bit."""


@dataclass(slots=True)
class FakeMemory:
    """Everybody around the exchange, and every call in it."""

    callers: dict[LegId, FakeCaller] = field(default_factory=dict)
    rooms: dict[CallId, FakeRoom] = field(default_factory=dict)
    phones: dict[Account, OnRing] = field(default_factory=dict)
    is_disk_full: bool = False
    """Whether recordings stay empty, and nobody says so."""


class FakePerformer:
    """Performs the commands of calls."""

    def __init__(
        self,
        memory: FakeMemory,
        switch: Switch,
        outside: tuple[OnDialled, OnRing],
        lasts_s: Callable[[Phrase], float],
        missing: frozenset[PromptKey],
    ) -> None:
        self._memory = memory
        self._switch = switch
        self._on_dialled, self._on_rung_outside = outside
        self._lasts_s = lasts_s
        self._missing = missing
        self.messages = FakeMessages(switch, is_disk_full=lambda: memory.is_disk_full)

    def perform(self, room: FakeRoom, command: TelephonyCommand) -> Performed:
        """Perform one command."""
        caller = room.caller
        match command:
            case Clear():
                return self._clear(room)
            case HangUpAgent(ring):
                return self._hang_up_agent(room, ring)
            case StopRecording(recording):
                return self._stop_recording(room, recording)
            case StopMessage() | DropMessage():
                return self.messages.perform(room, command)
            case StopSaying(utterance):
                if room.saying is not None and room.saying.utterance == utterance:
                    self._finish_saying(room, room.saying, to_the_end=False)
                return Performed.DONE
            case _ if caller.has_ended:
                return Performed.GONE
            case DialOut():
                return self._dial(room, command)
            case RingAgent():
                self._ring(room, command)
            case RingNumber():
                self._ring_outside(room, command)
            case PutAside(ring):
                return self._put_aside(room, ring)
            case Whisper():
                return self._whisper(room, command)
            case MuteAgent(ring, is_on):
                return self._mute(room, ring, is_on=is_on)
            case PressKeys():
                return self._press(room, command)
            case Answer() | TakeBack() | Reject() | HangUp():
                return self._move(room, command)
            case _ if not caller.is_in_room:
                return Performed.GONE
            case Say():
                self._say(room, command)
            case PlayMusic():
                self._play_music(caller)
            case StopMusic():
                caller.has_music = False
            case Join(ring):
                return self._join(room, ring)
            case StartRecording(recording):
                self._start_recording(room, recording)
            case RecordMessage():
                return self.messages.perform(room, command)
            case PlayMessage():
                self._play_message(room, command)
            case _:
                assert_never(command)
        return Performed.DONE

    def _move(self, room: FakeRoom, command: Answer | TakeBack | Reject | HangUp) -> Performed:
        """Perform what brings a citizen in or lets them go."""
        caller = room.caller
        if is_away(caller) and not isinstance(command, HangUp):
            return Performed.GONE
        match command:
            case Answer():
                caller.is_answered = caller.is_in_room = True
                self._switch.tell(room.call_id, Answered())
                if caller.watch is not None:
                    caller.watch.answered()
            case TakeBack():
                caller.has_music = caller.has_music and caller.is_in_room
                caller.is_answered = caller.is_in_room = True
            case Reject(reject_as):
                caller.refused_as = reject_as
                self._switch.end_caller(caller, HangupCause.NORMAL, we_hung_up=True)
            case HangUp():
                self._switch.end_caller(caller, HangupCause.NORMAL, we_hung_up=True)
        return Performed.DONE

    def _dial(self, room: FakeRoom, command: DialOut) -> Performed:
        callee = room.caller
        if not isinstance(callee, FakeCallee) or callee.is_dialled:
            return Performed.GONE
        callee.is_dialled = True
        callee.number, callee.shown = command.number, command.shown
        callee.call = replace(callee.call, ani=command.number)
        loop = asyncio.get_running_loop()
        room.end_of_ringing = loop.call_later(
            command.ring_timeout_s, callee.fail, HangupCause.NO_ANSWER
        )
        loop.call_soon(self._on_dialled, callee)
        return Performed.DONE

    def _say(self, room: FakeRoom, command: Say) -> None:
        caller, phrase = room.caller, command.phrase
        room.end_saying()
        caller.has_music = False
        caller.heard.append(phrase)
        room.saying = command
        is_said = self._missing.isdisjoint(phrase)
        room.end_of_saying = asyncio.get_running_loop().call_later(
            self._lasts_s(phrase) if is_said else 0.0,
            lambda: self._finish_saying(room, command, is_said=is_said),
        )
        if caller.watch is not None:
            caller.watch.saying(phrase)

    def _play_message(self, room: FakeRoom, command: PlayMessage) -> None:
        room.end_saying()
        room.caller.has_music = False
        room.saying = command
        lasts_s = room.messages.get(command.message)
        room.end_of_saying = asyncio.get_running_loop().call_later(
            lasts_s or 0.0,
            lambda: self._finish_saying(room, command, is_said=lasts_s is not None),
        )

    def _finish_saying(
        self,
        room: FakeRoom,
        say: Say | PlayMessage,
        *,
        is_said: bool = True,
        to_the_end: bool = True,
    ) -> None:
        room.end_saying()
        self._switch.tell(room.call_id, SayFinished(say.utterance, is_said))
        watch = room.caller.watch
        if isinstance(say, Say) and watch is not None:
            watch.said(say.phrase, to_the_end=to_the_end and is_said)

    def _play_music(self, caller: FakeCaller) -> None:
        if caller.has_music:
            return
        caller.has_music = True
        if caller.watch is not None:
            caller.watch.music()

    def _ring(self, room: FakeRoom, command: RingAgent) -> None:
        on_ring = self._memory.phones.get(command.account)
        if on_ring is None:
            self._switch.tell(room.call_id, AgentGone(command.ring, HangupCause.UNREACHABLE))
            return
        ani = room.caller.call.ani
        ring = FakeRing(self._switch, room.call_id, command.ring, command.account, ani)
        room.rings[command.ring] = ring
        self._switch.tell(room.call_id, AgentRinging(command.ring))
        asyncio.get_running_loop().call_soon(on_ring, ring)

    def _ring_outside(self, room: FakeRoom, command: RingNumber) -> None:
        if DialForm().written_outside(command.number) is None:
            self._switch.tell(room.call_id, AgentGone(command.ring, HangupCause.WRONG_NUMBER))
            return
        account = Account(command.number)
        ring = FakeRing(self._switch, room.call_id, command.ring, account, command.shown)
        room.rings[command.ring] = ring
        asyncio.get_running_loop().call_soon(self._on_rung_outside, ring)

    def _put_aside(self, room: FakeRoom, number: Ring) -> Performed:
        ring = room.answered_ring(number)
        if ring is None:
            return Performed.GONE
        ring.stands = Stands.ASIDE
        room.caller.talks_with.discard(number)
        return Performed.DONE

    def _mute(self, room: FakeRoom, number: Ring, *, is_on: bool) -> Performed:
        ring = room.answered_ring(number)
        if ring is None:
            return Performed.GONE
        ring.is_muted = is_on
        return Performed.DONE

    def _press(self, room: FakeRoom, command: PressKeys) -> Performed:
        if command.ring is None:
            room.caller.keys.append(command.keys)
            return Performed.DONE
        ring = room.answered_ring(command.ring)
        if ring is None:
            return Performed.GONE
        ring.keys.append(command.keys)
        return Performed.DONE

    def _whisper(self, room: FakeRoom, command: Whisper) -> Performed:
        ring = room.answered_ring(command.ring)
        if ring is None:
            return Performed.GONE
        ring.whispered.append(command.phrase)
        room.whispering = command.ring
        is_said = self._missing.isdisjoint(command.phrase)
        room.end_of_whisper = asyncio.get_running_loop().call_later(
            self._lasts_s(command.phrase) if is_said else 0.0, self._finish_whisper, room
        )
        return Performed.DONE

    def _finish_whisper(self, room: FakeRoom) -> None:
        if (ring := room.whispering) is not None:
            room.end_whisper(ring)
            self._switch.tell(room.call_id, Whispered(ring))

    def _join(self, room: FakeRoom, number: Ring) -> Performed:
        ring = room.answered_ring(number)
        if ring is None:
            return Performed.GONE
        self._finish_whisper(room)
        caller = room.caller
        caller.has_music = False
        is_first = not caller.talks_with
        caller.talks_with.add(number)
        ring.stands = Stands.WITH_PERSON
        self._switch.tell(room.call_id, Joined(number))
        if caller.watch is not None and is_first:
            caller.watch.joined()
        return Performed.DONE

    def _start_recording(self, room: FakeRoom, recording: Recording) -> None:
        if recording not in room.recorded_since:
            room.recorded_since[recording] = loop_instant()
        self._switch.tell_now(room.call_id, RecordingStarted(recording))

    def _stop_recording(self, room: FakeRoom, recording: Recording) -> Performed:
        since = room.recorded_since.get(recording)
        lasted_s = 0.0
        if since is not None and not self._memory.is_disk_full:
            until = room.caller_ended_at
            lasted_s = elapsed_s(since, loop_instant() if until is None else until)
        size_bytes = round(lasted_s * _RECORDED_BYTES_PER_S)
        self._switch.tell_now(room.call_id, RecordingEnded(recording, size_bytes, lasted_s))
        return Performed.DONE

    def _hang_up_agent(self, room: FakeRoom, number: Ring) -> Performed:
        ring = room.rings.get(number)
        if ring is None or ring.has_ended:
            return Performed.GONE
        self._switch.end_ring(ring, HangupCause.NORMAL)
        return Performed.DONE

    def _clear(self, room: FakeRoom) -> Performed:
        caller = room.caller
        if isinstance(caller, FakeCallee):
            self._switch.end_caller(caller, HangupCause.NORMAL, we_hung_up=True)
        room.end_saying()
        del self._memory.rooms[room.call_id]
        caller.call_id = None
        for ring in room.rings.values():
            if not ring.has_ended:
                ring.over()
        if caller.has_ended:
            self._memory.callers.pop(caller.call.leg_id, None)
        return Performed.DONE


def is_away(caller: FakeCaller) -> bool:
    """Tell whether the citizen is one whom we called and who has not picked up."""
    return isinstance(caller, FakeCallee) and not caller.is_answered
