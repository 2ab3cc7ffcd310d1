"""The telephone exchange in this process, for stories and simulations: no SIP, no sound.

It keeps the promises of `callflow.ports.Telephony` that the contract suite proves on a real
Asterisk, and it takes no time of its own: all that lasts (a phrase, a ring that nobody answers,
the dialplan's pause before it offers a call again) lasts by the event loop's clock, which may be
a virtual one. Nothing here searches: a simulated day makes hundreds of thousands of steps.

Citizens and telephones are moved from outside: `dial` makes a caller, `plug_in` a telephone, and
`on_dialled` is the telephone book of those whom we call. Whatever they do is told in the loop's
next turn, as by a network, never within the call that caused it. What is deliberately absent:
audio, signalling failures, the wire.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final, assert_never

from agents.agent import Account
from asterisk.fake_phones import (
    CallerWatch,
    FakeCallee,
    FakeCaller,
    FakeRing,
    OnDialled,
    OnRing,
    nobody_there,
)
from asterisk.fake_room import FakeRoom
from base.ids import CallId, LegId, TrunkName
from callflow.commands import (
    Answer,
    Clear,
    DialOut,
    HangUp,
    HangUpAgent,
    Join,
    PlayMusic,
    Reject,
    RingAgent,
    Say,
    StopSaying,
    TakeBack,
    TelephonyCommand,
    Whisper,
)
from callflow.events import (
    AgentGone,
    AgentRinging,
    Answered,
    CallerHungUp,
    CallEvent,
    FarEndRinging,
    Joined,
    Ring,
    SayFinished,
    Whispered,
)
from callflow.outcome import HangupCause
from callflow.ports import CodeDialled, FoundLeg, IncomingCall, Performed, TelephonyListener
from ivr.prompt import Phrase, PromptKey

OFFERED_AGAIN_AFTER_S: Final = 2.0
"""The dialplan's music between two offers."""

_PROMPT_S: Final = 1.0


def one_second_a_prompt(phrase: Phrase) -> float:
    """Return how long a phrase lasts where nobody has measured the recordings."""
    return _PROMPT_S * len(phrase)


class FakeExchange:
    """An exchange whose callers and telephones are objects."""

    def __init__(
        self,
        lasts_s: Callable[[Phrase], float] = one_second_a_prompt,
        missing: frozenset[PromptKey] = frozenset(),
    ) -> None:
        self.on_dialled: OnDialled = nobody_there
        """Told of everybody whom we call; what they then do is theirs."""
        self._heard_by: TelephonyListener | None = None
        self._lasts_s = lasts_s
        self._missing = missing
        self._callers: dict[LegId, FakeCaller] = {}
        self._rooms: dict[CallId, FakeRoom] = {}
        self._phones: dict[Account, OnRing] = {}

    def listen(self, listener: TelephonyListener) -> None:
        """Tell this listener from now on."""
        self._heard_by = listener

    def adopt(self, call_id: CallId, leg_id: LegId) -> None:
        """Let events of the leg go to the call from now on."""
        caller = self._callers.get(leg_id)
        if caller is None or call_id in self._rooms:
            return
        self._rooms[call_id] = FakeRoom(call_id, caller)
        caller.call_id = call_id
        if caller.has_ended:
            self.tell(call_id, CallerHungUp(HangupCause.CANCELLED))

    def prepare(self, call_id: CallId, leg_id: LegId, trunk: TrunkName) -> None:
        """Make ready for a call that we place by the trunk."""
        call = IncomingCall(
            leg_id=leg_id,
            trunk=trunk,
            ani="",
            ani_name="",
            is_ani_withheld=False,
            dialled="",
            diverted_from="",
        )
        self._callers[leg_id] = FakeCallee(self, call)
        self.adopt(call_id, leg_id)

    def drop(self, leg_id: LegId) -> None:
        """Hang up a leg that no call remembers."""
        caller = self._callers.get(leg_id)
        if caller is not None:
            self.end_caller(caller, HangupCause.NORMAL, we_hung_up=True)

    async def perform(self, call_id: CallId, command: TelephonyCommand) -> Performed:
        """Perform one command; what it leads to comes back as events."""
        room = self._rooms.get(call_id)
        if room is None:
            return Performed.GONE
        return self._perform(room, command)

    async def confirm(self, leg_id: LegId, phrase: Phrase) -> Performed:
        """Say the phrase to the agent who dialled a code."""
        del leg_id
        await asyncio.sleep(self._lasts_s(phrase))
        return Performed.DONE

    def dial(self, call: IncomingCall, watch: CallerWatch | None = None) -> FakeCaller:
        """Let a citizen call."""
        caller = self._callers[call.leg_id] = FakeCaller(self, call, watch)
        asyncio.get_running_loop().call_soon(self._listener.incoming_call, call)
        return caller

    def dial_code(self, code: CodeDialled) -> None:
        """Let an agent dial a code."""
        asyncio.get_running_loop().call_soon(self._listener.code_dialled, code)

    def plug_in(self, account: Account, on_ring: OnRing) -> None:
        """Make a telephone reachable; it does what `on_ring` says."""
        self._phones[account] = on_ring
        asyncio.get_running_loop().call_soon(self._listener.phone_seen, account)

    def unplug(self, account: Account) -> None:
        """Make a telephone unreachable; it is noticed when it is rung."""
        self._phones.pop(account, None)

    def let_leases_lapse(self) -> None:
        """Take everybody who waits back, as when the engine had been frozen for a while."""
        loop = asyncio.get_running_loop()
        for room in self._rooms.values():
            caller = room.caller
            if caller.has_ended or caller.talks_on is not None or _is_away(caller):
                continue
            room.end_saying()
            caller.is_answered, caller.is_in_room, caller.has_music = True, False, True
            loop.call_later(OFFERED_AGAIN_AFTER_S, self._offer_again, caller)

    def survey(self) -> None:
        """Tell what there is, as after a lost connection."""
        found = tuple(
            FoundLeg(
                caller.call,
                is_with_us=caller.is_in_room or not caller.is_answered,
                joined_ring=caller.talks_on,
                is_outgoing=isinstance(caller, FakeCallee),
            )
            for caller in self._callers.values()
            if not caller.has_ended
            if not isinstance(caller, FakeCallee) or caller.is_dialled
        )
        asyncio.get_running_loop().call_soon(self._listener.exchange_surveyed, found)

    def tell(self, call_id: CallId, event: CallEvent) -> None:
        """Tell a call of an event in the loop's next turn."""
        asyncio.get_running_loop().call_soon(self._listener.call_event, call_id, event)

    def end_caller(self, caller: FakeCaller, cause: HangupCause, *, we_hung_up: bool) -> None:
        """End a citizen's leg; the far end and we ourselves come here."""
        if caller.has_ended:
            return
        caller.has_ended, caller.is_in_room, caller.talks_on = True, False, None
        room = None if caller.call_id is None else self._rooms.get(caller.call_id)
        if room is not None:
            room.end_saying()
            room.end_ringing()
            self.tell(room.call_id, CallerHungUp(cause))
        if caller.watch is not None:
            caller.watch.ended(we_hung_up=we_hung_up)

    def end_ring(self, ring: FakeRing, cause: HangupCause) -> None:
        """End an agent's leg; the far end and we ourselves come here."""
        if ring.has_ended:
            return
        ring.over()
        self.tell(ring.call_id, AgentGone(ring.ring, cause))
        room = self._rooms.get(ring.call_id)
        if room is None:
            return
        room.end_whisper(ring.ring)
        caller = room.caller
        if caller.talks_on == ring.ring:
            caller.talks_on = None
            if caller.watch is not None:
                caller.watch.left_talk()

    def far_end_rings(self, callee: FakeCallee) -> None:
        """Take that the telephone of a citizen whom we called rings."""
        if callee.call_id is not None:
            self.tell(callee.call_id, FarEndRinging())

    def far_end_answers(self, callee: FakeCallee) -> None:
        """Take that a citizen whom we called picks up; they stand in their room at once."""
        callee.is_answered = callee.is_in_room = True
        if callee.call_id is not None:
            self._rooms[callee.call_id].end_ringing()
            self.tell(callee.call_id, Answered())
        if callee.watch is not None:
            callee.watch.answered()

    @property
    def _listener(self) -> TelephonyListener:
        assert self._heard_by is not None, "Give the exchange its listener before its calls."
        return self._heard_by

    def _perform(self, room: FakeRoom, command: TelephonyCommand) -> Performed:
        caller = room.caller
        match command:
            case Clear():
                return self._clear(room)
            case HangUpAgent(ring):
                return self._hang_up_agent(room, ring)
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
            case Whisper():
                return self._whisper(room, command)
            case Answer() | TakeBack() | Reject() | HangUp():
                return self._move(room, command)
            case _ if not caller.is_in_room:
                return Performed.GONE
            case Say():
                self._say(room, command)
            case PlayMusic():
                self._play_music(caller)
            case Join(ring):
                return self._join(room, ring)
            case _:
                assert_never(command)
        return Performed.DONE

    def _move(self, room: FakeRoom, command: Answer | TakeBack | Reject | HangUp) -> Performed:
        """Perform what brings a citizen in or lets them go."""
        caller = room.caller
        if _is_away(caller) and not isinstance(command, HangUp):
            return Performed.GONE
        match command:
            case Answer():
                caller.is_answered = caller.is_in_room = True
                self.tell(room.call_id, Answered())
                if caller.watch is not None:
                    caller.watch.answered()
            case TakeBack():
                caller.has_music = caller.has_music and caller.is_in_room
                caller.is_answered = caller.is_in_room = True
            case Reject(reject_as):
                caller.refused_as = reject_as
                self.end_caller(caller, HangupCause.NORMAL, we_hung_up=True)
            case HangUp():
                self.end_caller(caller, HangupCause.NORMAL, we_hung_up=True)
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
        loop.call_soon(self.on_dialled, callee)
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

    def _finish_saying(
        self, room: FakeRoom, say: Say, *, is_said: bool = True, to_the_end: bool = True
    ) -> None:
        room.end_saying()
        self.tell(room.call_id, SayFinished(say.utterance, is_said))
        if (watch := room.caller.watch) is not None:
            watch.said(say.phrase, to_the_end=to_the_end and is_said)

    def _play_music(self, caller: FakeCaller) -> None:
        if caller.has_music:
            return
        caller.has_music = True
        if caller.watch is not None:
            caller.watch.music()

    def _ring(self, room: FakeRoom, command: RingAgent) -> None:
        on_ring = self._phones.get(command.account)
        if on_ring is None:
            self.tell(room.call_id, AgentGone(command.ring, HangupCause.UNREACHABLE))
            return
        ani = room.caller.call.ani
        ring = FakeRing(self, room.call_id, command.ring, command.account, ani)
        room.rings[command.ring] = ring
        self.tell(room.call_id, AgentRinging(command.ring))
        asyncio.get_running_loop().call_soon(on_ring, ring)

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
            self.tell(room.call_id, Whispered(ring))

    def _join(self, room: FakeRoom, number: Ring) -> Performed:
        if room.answered_ring(number) is None:
            return Performed.GONE
        self._finish_whisper(room)
        caller = room.caller
        caller.has_music = False
        caller.talks_on = number
        self.tell(room.call_id, Joined(number))
        if caller.watch is not None:
            caller.watch.joined()
        return Performed.DONE

    def _hang_up_agent(self, room: FakeRoom, number: Ring) -> Performed:
        ring = room.rings.get(number)
        if ring is None or ring.has_ended:
            return Performed.GONE
        self.end_ring(ring, HangupCause.NORMAL)
        return Performed.DONE

    def _clear(self, room: FakeRoom) -> Performed:
        caller = room.caller
        if isinstance(caller, FakeCallee):
            self.end_caller(caller, HangupCause.NORMAL, we_hung_up=True)
        room.end_saying()
        del self._rooms[room.call_id]
        caller.call_id = None
        for ring in room.rings.values():
            if not ring.has_ended:
                ring.over()
        if caller.has_ended:
            self._callers.pop(caller.call.leg_id, None)
        return Performed.DONE

    def _offer_again(self, caller: FakeCaller) -> None:
        if not caller.has_ended and not caller.is_in_room:
            self._listener.incoming_call(caller.call)


def _is_away(caller: FakeCaller) -> bool:
    """Tell whether the citizen is one whom we called and who has not picked up."""
    return isinstance(caller, FakeCallee) and not caller.is_answered
