"""The telephone exchange in this process, for stories and simulations: no SIP, no sound.

It keeps the promises of `callflow.ports.Telephony` that the contract suite proves on a real
Asterisk, and it takes no time of its own: all that lasts (a phrase, the dialplan's pause before
it offers a call again) lasts by the event loop's clock, which may be a virtual one.

Citizens and telephones are moved from outside: `dial` makes a caller, `plug_in` a telephone.
Whatever they do is told in the loop's next turn, as by a network, never within the call that
caused it. What is deliberately absent: audio, signalling failures, the wire.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, assert_never

from agents.agent import Account
from base.ids import CallId, LegId
from callflow.commands import (
    Answer,
    Clear,
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
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CallerHungUp,
    CallEvent,
    DigitPressed,
    Joined,
    Ring,
    SayFinished,
    Utterance,
)
from callflow.outcome import HangupCause, RejectAs
from callflow.ports import CodeDialled, FoundLeg, IncomingCall, Performed, TelephonyListener
from ivr.menu import Digit
from ivr.prompt import Phrase, PromptKey

OFFERED_AGAIN_AFTER_S: Final = 2.0
"""The dialplan's music between two offers."""

_PROMPT_S: Final = 1.0


def one_second_a_prompt(phrase: Phrase) -> float:
    """Return how long a phrase lasts where nobody has measured the recordings."""
    return _PROMPT_S * len(phrase)


@dataclass(slots=True, eq=False)
class FakeCaller:
    """A citizen's telephone; the exchange changes it, a story reads it."""

    exchange: "FakeExchange" = field(repr=False)
    call: IncomingCall
    is_answered: bool = False
    is_in_room: bool = False
    has_music: bool = False
    talks_on: Ring | None = None
    """The ring whose agent the caller talks with."""

    heard: list[Phrase] = field(default_factory=list)
    """All that was said to the caller, begun at least."""

    refused_as: RejectAs | None = None
    has_ended: bool = False

    def press(self, digit: Digit) -> None:
        """Press a key."""
        self.exchange.tell_of(self, DigitPressed(digit))

    def hang_up(self) -> None:
        """Hang up, or give up before the answer."""
        cause = HangupCause.NORMAL if self.is_answered else HangupCause.CANCELLED
        self.exchange.end_caller(self, cause)


@dataclass(slots=True, eq=False)
class FakeRing:
    """A ring of an agent's telephone."""

    exchange: "FakeExchange" = field(repr=False)
    call_id: CallId
    ring: Ring
    account: Account
    shown_number: str
    is_answered: bool = False
    has_ended: bool = False

    def answer(self) -> None:
        """Pick up."""
        if not self.has_ended:
            self.is_answered = True
            self.exchange.tell(self.call_id, AgentAnswered(self.ring))

    def decline(self) -> None:
        """Refuse the call."""
        self.exchange.end_ring(self, HangupCause.BUSY)

    def hang_up(self) -> None:
        """End the talk."""
        self.exchange.end_ring(self, HangupCause.NORMAL)


OnRing = Callable[[FakeRing], None]


@dataclass(slots=True)
class _Room:
    caller: FakeCaller
    saying: Utterance | None = None
    end_of_saying: asyncio.TimerHandle | None = None
    rings: dict[Ring, FakeRing] = field(default_factory=dict)


class FakeExchange:
    """An exchange whose callers and telephones are objects."""

    def __init__(
        self,
        lasts_s: Callable[[Phrase], float] = one_second_a_prompt,
        missing: frozenset[PromptKey] = frozenset(),
    ) -> None:
        self._heard_by: TelephonyListener | None = None
        self._lasts_s = lasts_s
        self._missing = missing
        self._callers: dict[LegId, FakeCaller] = {}
        self._rooms: dict[CallId, _Room] = {}
        self._phones: dict[Account, OnRing] = {}

    def listen(self, listener: TelephonyListener) -> None:
        """Tell this listener from now on."""
        self._heard_by = listener

    def adopt(self, call_id: CallId, leg_id: LegId) -> None:
        """Let events of the leg go to the call from now on."""
        caller = self._callers.get(leg_id)
        if caller is None or call_id in self._rooms:
            return
        self._rooms[call_id] = _Room(caller)
        if caller.has_ended:
            self.tell(call_id, CallerHungUp(HangupCause.CANCELLED))

    async def perform(self, call_id: CallId, command: TelephonyCommand) -> Performed:
        """Perform one command; what it leads to comes back as events."""
        room = self._rooms.get(call_id)
        if room is None:
            return Performed.GONE
        return self._perform(call_id, room, command)

    async def confirm(self, leg_id: LegId, phrase: Phrase) -> Performed:
        """Say the phrase to the agent who dialled a code."""
        del leg_id
        await asyncio.sleep(self._lasts_s(phrase))
        return Performed.DONE

    def dial(self, call: IncomingCall) -> FakeCaller:
        """Let a citizen call."""
        caller = self._callers[call.leg_id] = FakeCaller(self, call)
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
        """Take every waiting caller back, as when the engine had been frozen for a while."""
        loop = asyncio.get_running_loop()
        for room in self._rooms.values():
            caller = room.caller
            if caller.has_ended or caller.talks_on is not None:
                continue
            self._end_saying(room)
            caller.is_answered, caller.is_in_room, caller.has_music = True, False, True
            loop.call_later(OFFERED_AGAIN_AFTER_S, self._offer_again, caller)

    def survey(self) -> None:
        """Tell what there is, as after a lost connection."""
        found = tuple(
            FoundLeg(caller.call, caller.is_in_room or not caller.is_answered, caller.talks_on)
            for caller in self._callers.values()
            if not caller.has_ended
        )
        asyncio.get_running_loop().call_soon(self._listener.exchange_surveyed, found)

    def tell(self, call_id: CallId, event: CallEvent) -> None:
        """Tell a call of an event in the loop's next turn."""
        asyncio.get_running_loop().call_soon(self._listener.call_event, call_id, event)

    def tell_of(self, caller: FakeCaller, event: CallEvent) -> None:
        """Tell the caller's call, if there is one, and if the caller is still there."""
        for call_id, room in self._rooms.items():
            if room.caller is caller and not caller.has_ended:
                self.tell(call_id, event)

    def end_caller(self, caller: FakeCaller, cause: HangupCause) -> None:
        """End a caller's leg; the far end and we ourselves come here."""
        self.tell_of(caller, CallerHungUp(cause))
        caller.has_ended, caller.is_in_room, caller.talks_on = True, False, None

    def end_ring(self, ring: FakeRing, cause: HangupCause) -> None:
        """End an agent's leg; the far end and we ourselves come here."""
        if ring.has_ended:
            return
        ring.has_ended = True
        room = self._rooms.get(ring.call_id)
        if room is not None and room.caller.talks_on == ring.ring:
            room.caller.talks_on = None
        self.tell(ring.call_id, AgentGone(ring.ring, cause))

    @property
    def _listener(self) -> TelephonyListener:
        assert self._heard_by is not None, "Give the exchange its listener before its calls."
        return self._heard_by

    def _perform(self, call_id: CallId, room: _Room, command: TelephonyCommand) -> Performed:
        caller = room.caller
        match command:
            case Clear():
                return self._clear(call_id, room)
            case HangUpAgent(ring):
                return self._hang_up_agent(room, ring)
            case StopSaying(utterance):
                if room.saying == utterance:
                    self._finish_saying(call_id, room, is_said=True)
                return Performed.DONE
            case _ if caller.has_ended:
                return Performed.GONE
            case Answer():
                caller.is_answered = caller.is_in_room = True
                self.tell(call_id, Answered())
            case TakeBack():
                caller.has_music = caller.has_music and caller.is_in_room
                caller.is_answered = caller.is_in_room = True
            case Reject(reject_as):
                caller.refused_as = reject_as
                self.end_caller(caller, HangupCause.NORMAL)
            case HangUp():
                self.end_caller(caller, HangupCause.NORMAL)
            case _ if not caller.is_in_room:
                return Performed.GONE
            case Say():
                self._say(call_id, room, command)
            case PlayMusic():
                caller.has_music = True
            case RingAgent():
                self._ring(call_id, room, command)
            case Join(ring):
                return self._join(call_id, room, ring)
            case _:
                assert_never(command)
        return Performed.DONE

    def _say(self, call_id: CallId, room: _Room, command: Say) -> None:
        room.caller.has_music = False
        room.caller.heard.append(command.phrase)
        room.saying = command.utterance
        is_said = self._missing.isdisjoint(command.phrase)
        room.end_of_saying = asyncio.get_running_loop().call_later(
            self._lasts_s(command.phrase) if is_said else 0.0,
            lambda: self._finish_saying(call_id, room, is_said=is_said),
        )

    def _finish_saying(self, call_id: CallId, room: _Room, *, is_said: bool) -> None:
        utterance = room.saying
        if utterance is not None:
            self._end_saying(room)
            self.tell(call_id, SayFinished(utterance, is_said))

    def _end_saying(self, room: _Room) -> None:
        room.saying = None
        if room.end_of_saying is not None:
            room.end_of_saying.cancel()
            room.end_of_saying = None

    def _ring(self, call_id: CallId, room: _Room, command: RingAgent) -> None:
        on_ring = self._phones.get(command.account)
        if on_ring is None:
            self.tell(call_id, AgentGone(command.ring, HangupCause.UNREACHABLE))
            return
        ring = FakeRing(self, call_id, command.ring, command.account, room.caller.call.ani)
        room.rings[command.ring] = ring
        self.tell(call_id, AgentRinging(command.ring))
        asyncio.get_running_loop().call_soon(on_ring, ring)

    def _join(self, call_id: CallId, room: _Room, number: Ring) -> Performed:
        ring = room.rings.get(number)
        if ring is None or ring.has_ended or not ring.is_answered:
            return Performed.GONE
        room.caller.has_music = False
        room.caller.talks_on = number
        self.tell(call_id, Joined(number))
        return Performed.DONE

    def _hang_up_agent(self, room: _Room, number: Ring) -> Performed:
        ring = room.rings.get(number)
        if ring is None or ring.has_ended:
            return Performed.GONE
        self.end_ring(ring, HangupCause.NORMAL)
        return Performed.DONE

    def _clear(self, call_id: CallId, room: _Room) -> Performed:
        self._end_saying(room)
        del self._rooms[call_id]
        for ring in room.rings.values():
            ring.has_ended = True
        if room.caller.has_ended:
            self._callers.pop(room.caller.call.leg_id, None)
        return Performed.DONE

    def _offer_again(self, caller: FakeCaller) -> None:
        if not caller.has_ended and not caller.is_in_room:
            self._listener.incoming_call(caller.call)
