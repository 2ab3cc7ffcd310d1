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
from typing import Final

from agents.agent import Account
from agents.phone import Registered, Unregistered
from asterisk.fake_dictation import FakeDictaphone
from asterisk.fake_performer import FakeMemory, FakePerformer, is_away
from asterisk.fake_phones import (
    CallerWatch,
    FakeCallee,
    FakeCaller,
    FakeRing,
    OnDialled,
    OnRing,
    nobody_outside,
    nobody_there,
)
from asterisk.fake_room import FakeRoom, loop_instant
from asterisk.fake_supervisions import FakeListeningPost
from base.ids import CallId, LegId, TrunkName
from callflow.commands import (
    TelephonyCommand,
)
from callflow.events import (
    AgentGone,
    Answered,
    CallerHungUp,
    CallEvent,
    FarEndRinging,
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
        self.on_rung_outside: OnRing = nobody_outside
        """Told of everybody outside who is rung to take a talk on."""
        self.dictaphone = FakeDictaphone(lasts_s)
        self.dictaphone.on_rung = self.dial_code
        self._heard_by: TelephonyListener | None = None
        self._lasts_s = lasts_s
        self._memory = FakeMemory()
        self.listening_post = FakeListeningPost(self._memory)
        self._performer = FakePerformer(
            self._memory, self, (self._meet, self._ring_outside), lasts_s, missing
        )

    def fill_disk(self) -> None:
        """Let every recording stay empty from now on."""
        self._memory.is_disk_full = True

    def listen(self, listener: TelephonyListener) -> None:
        """Tell this listener from now on."""
        self._heard_by = listener

    def adopt(self, call_id: CallId, leg_id: LegId) -> None:
        """Let events of the leg go to the call from now on."""
        caller = self._memory.callers.get(leg_id)
        if caller is None or call_id in self._memory.rooms:
            return
        self._memory.rooms[call_id] = FakeRoom(call_id, caller)
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
        self._memory.callers[leg_id] = FakeCallee(self, call)
        self.adopt(call_id, leg_id)

    def drop(self, leg_id: LegId) -> None:
        """Hang up a leg that no call remembers."""
        caller = self._memory.callers.get(leg_id)
        if caller is not None:
            self.end_caller(caller, HangupCause.NORMAL, we_hung_up=True)

    async def perform(self, call_id: CallId, command: TelephonyCommand) -> Performed:
        """Perform one command; what it leads to comes back as events."""
        room = self._memory.rooms.get(call_id)
        if room is None:
            return Performed.GONE
        return self._performer.perform(room, command)

    async def confirm(self, leg_id: LegId, phrase: Phrase) -> Performed:
        """Say the phrase to the agent who dialled a code."""
        del leg_id
        await asyncio.sleep(self._lasts_s(phrase))
        return Performed.DONE

    def dial(self, call: IncomingCall, watch: CallerWatch | None = None) -> FakeCaller:
        """Let a citizen call."""
        caller = self._memory.callers[call.leg_id] = FakeCaller(self, call, watch)
        asyncio.get_running_loop().call_soon(self._listener.incoming_call, call)
        return caller

    def dial_code(self, code: CodeDialled) -> None:
        """Let an agent dial a code."""
        asyncio.get_running_loop().call_soon(self._listener.code_dialled, code)

    def plug_in(self, account: Account, on_ring: OnRing) -> None:
        """Make a telephone reachable; it does what `on_ring` says."""
        self._memory.phones[account] = on_ring
        asyncio.get_running_loop().call_soon(self._listener.phone_changed, account, Registered())

    def unplug(self, account: Account) -> None:
        """Make a telephone unreachable; it is noticed when it is rung."""
        self._memory.phones.pop(account, None)

    def lose(self, account: Account) -> None:
        """Make a telephone unreachable, and let the exchange notice before it is rung."""
        self.unplug(account)
        asyncio.get_running_loop().call_soon(self._listener.phone_changed, account, Unregistered())

    def let_leases_lapse(self) -> None:
        """Take everybody who waits back, as when the engine had been frozen for a while."""
        loop = asyncio.get_running_loop()
        for room in self._memory.rooms.values():
            caller = room.caller
            if caller.has_ended or caller.talks_with or is_away(caller):
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
                joined=tuple(sorted(caller.talks_with)),
                is_outgoing=isinstance(caller, FakeCallee),
            )
            for caller in self._memory.callers.values()
            if not caller.has_ended
            if not isinstance(caller, FakeCallee) or caller.is_dialled
        )
        asyncio.get_running_loop().call_soon(self._listener.exchange_surveyed, found)

    def tell(self, call_id: CallId, event: CallEvent) -> None:
        """Tell a call of an event in the loop's next turn."""
        asyncio.get_running_loop().call_soon(self._listener.call_event, call_id, event)

    def tell_now(self, call_id: CallId, event: CallEvent) -> None:
        """Tell a call of an event at once: for what a command finds out before it is done."""
        self._listener.call_event(call_id, event)

    def end_caller(self, caller: FakeCaller, cause: HangupCause, *, we_hung_up: bool) -> None:
        """End a citizen's leg; the far end and we ourselves come here."""
        if caller.has_ended:
            return
        caller.has_ended, caller.is_in_room = True, False
        caller.talks_with.clear()
        room = None if caller.call_id is None else self._memory.rooms.get(caller.call_id)
        if room is not None:
            room.caller_ended_at = loop_instant()
            room.end_timers_of_message()
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
        room = self._memory.rooms.get(ring.call_id)
        if room is None:
            return
        room.end_whisper(ring.ring)
        self.listening_post.ring_ended(ring)
        caller = room.caller
        if ring.ring in caller.talks_with:
            caller.talks_with.discard(ring.ring)
            if caller.watch is not None and not caller.talks_with:
                caller.watch.left_talk()

    def caller_talks(self, caller: FakeCaller, lasts_s: float) -> None:
        """Take that a citizen speaks for so long, from now on."""
        if caller.call_id is not None:
            self._performer.messages.caller_talks(self._memory.rooms[caller.call_id], lasts_s)

    def far_end_rings(self, callee: FakeCallee) -> None:
        """Take that the telephone of a citizen whom we called rings."""
        if callee.call_id is not None:
            self.tell(callee.call_id, FarEndRinging())

    def far_end_answers(self, callee: FakeCallee) -> None:
        """Take that a citizen whom we called picks up; they stand in their room at once."""
        callee.is_answered = callee.is_in_room = True
        if callee.call_id is not None:
            self._memory.rooms[callee.call_id].end_ringing()
            self.tell(callee.call_id, Answered())
        if callee.watch is not None:
            callee.watch.answered()

    def _meet(self, callee: FakeCallee) -> None:
        self.on_dialled(callee)

    def _ring_outside(self, ring: FakeRing) -> None:
        self.on_rung_outside(ring)

    @property
    def _listener(self) -> TelephonyListener:
        assert self._heard_by is not None, "Give the exchange its listener before its calls."
        return self._heard_by

    def _offer_again(self, caller: FakeCaller) -> None:
        if not caller.has_ended and not caller.is_in_room:
            self._listener.incoming_call(caller.call)
