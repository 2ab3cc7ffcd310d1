"""The calls of one site: one task per call, and the doors through which events reach it.

It lives by the rule that a call is changed by its own task only. What the exchange sees and what
the distributor decides arrives here without waiting, is looked up by its call, and lands in that
call's mailbox. What reaches no call is late, and dropped.

After the engine was away, stored calls are folded from their journals by the machine that made
them, compared with what the exchange still has, and told the difference as an event. A caller
whom nobody remembers is taken as a new one: a citizen in the exchange is never left there.

Callbacks are calls like any other: the desk that decides whom to ring asks for one, and what
becomes of it is told like the end of any call. A person whom we ring and who calls us meanwhile
is served on the call that they made, and our own gives up.

Limits: one call is one line; `mailbox_limit` events wait per call.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from agents.activity import RingOutcome, is_present
from agents.agent import Account
from agents.phone import PhoneEvent
from agents.service import Roster
from base.ids import CallId, TrunkName, new_call_id
from base.instant import after
from base.tasks import cancel, spawn
from callback.policy import HoldPolicy
from callflow.admission import Admit
from callflow.arrival import arrival_of, read_caller
from callflow.board import Board
from callflow.call import Call, Talking
from callflow.commands import CaseCommand, Clear
from callflow.desks import Desks
from callflow.events import (
    Arrived,
    CalledElsewhere,
    CallerHungUp,
    CallEvent,
    Matched,
    Placed,
    PolicyId,
    PositionRead,
    Preempted,
    Reclaimed,
    TurnedAway,
)
from callflow.hours import left_s, next_closing
from callflow.line import Line, LineDoors
from callflow.menu_news import menu_news
from callflow.moment import Moment
from callflow.outcome import HangupCause, Outcome
from callflow.people import People
from callflow.policy import CallPolicy
from callflow.ports import CallWitness, CodeDialled, FoundLeg, IncomingCall, StoredCall
from callflow.preempt import call_to_end
from callflow.present import Present, present_of
from callflow.punctuality import Punctuality
from callflow.queueing import awaited_at
from callflow.reclaim import agents_of, place_of, ring_of
from callflow.record import CallRecord
from callflow.replay import take_up
from callflow.watch import TrunkWatch
from queues.messages import (
    CallOver,
    EntryLeft,
    LineClosing,
    RingReported,
    TalkFound,
    TellPosition,
    TurnAway,
)
from queues.queue import Match

RETURN_WITHIN_S = 4.0
"""The exchange offers a caller whom it has taken back every other second."""

_log = structlog.get_logger(__name__)


class CallService:
    """Serves every call of the site."""

    def __init__(
        self,
        doors: LineDoors,
        *,
        policy: CallPolicy,
        policy_id: PolicyId | None = None,
        desks: Desks,
        roster: Roster,
        witness: CallWitness,
    ) -> None:
        self._doors = doors
        self._policy = policy
        self.policy_id = policy_id
        self._desks = desks
        self.people = People(desks, policy=policy)
        self.watch = TrunkWatch(policy, doors.clock.instant())
        self._roster = roster
        self._witness = witness
        self._punctuality = Punctuality()
        self.board = Board()
        self.is_storm = False
        self.on_code: Callable[[CodeDialled], None] | None = None
        """Takes the codes that agents dial; see `callflow.code_desk`."""
        self.surveyed = asyncio.Event()
        """Set once it is known what the exchange still has; nobody is rung before."""
        self._is_policy_new = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unserved: set[CallId] = set()
        """Calls that were restored and wait for the exchange to say what is left of them."""

    @property
    def policy(self) -> CallPolicy:
        """What a call that begins now is decided by."""
        return self._policy

    def change_policy(self, policy: CallPolicy, policy_id: PolicyId, hold: HoldPolicy) -> None:
        """Decide by another policy whatever begins from now on; running calls keep theirs."""
        self._policy, self.policy_id = policy, policy_id
        self.people.change_policy(policy, hold)
        self.watch.change_policy(policy)
        self._is_policy_new.set()
        self.tell_menus()

    def tell_menus(self) -> None:
        """Tell callers who stand in a menu what has changed around them."""
        now = self._doors.clock.now()
        for line in self.board.lines:
            news = menu_news(line.call, self._policy, now, is_storm=self.is_storm)
            if news is not None:
                line.tell(news)

    @property
    def lines(self) -> Collection[Line]:
        """Every call that has not ended."""
        return self.board.lines

    def restore(
        self,
        stored: Iterable[StoredCall],
        policies: Mapping[PolicyId, CallPolicy] | None = None,
    ) -> None:
        """Take up the calls that had not ended when the engine did, each by its own policy."""
        known = policies or {}
        for item in stored:
            policy_id = item.record.policy_id
            policy = self._policy if policy_id is None else known.get(policy_id, self._policy)
            call = take_up(item, policy)
            if call is None:
                self._give_up(item.record)
                continue
            written = item.journal[-1].sequence
            line = Line(self._doors, self, policy, call, written=written)
            self.board.add(line)
            self._unserved.add(call.origin.call_id)
            for agent_id in agents_of(call.phase):
                # Before anybody is matched: an agent who may be talking is not idle.
                self._doors.distributor.tell(TalkFound(call.origin.call_id, agent_id))
        _log.info("calls.restored", calls=len(self._unserved))

    async def stop(self) -> None:
        """Let go of every call, for the next engine; nothing more is commanded or written."""
        for task in tuple(self._tasks):
            await cancel(task)

    async def keep_hours(self) -> None:
        """Tell the queues when the services that lead to them close, until cancelled."""
        while True:
            now = self._doors.clock.now()
            closing = next_closing(self._policy, now)
            self._is_policy_new.clear()
            try:
                async with asyncio.timeout(left_s(closing, now)):
                    await self._is_policy_new.wait()
            except TimeoutError:
                assert closing is not None, "Without a limit nothing runs out."
                self._doors.distributor.tell(LineClosing(closing.queues))
                self.tell_menus()
                _log.info("queue.closed", queues=sorted(closing.queues))

    def incoming_call(self, call: IncomingCall) -> None:
        """Take a new call, or one that the exchange had taken back and offers again."""
        known = self.board.call_of(call.leg_id)
        if known is not None:
            self._reclaim(known, Reclaimed(is_agent_here=False))
            return
        self._admit(call)

    def call_event(self, call_id: CallId, event: CallEvent) -> None:
        """Let an event reach its call."""
        line = self.board.line(call_id)
        if line is not None:
            line.tell(event)
        if isinstance(event, CallerHungUp):
            self._serve_restored(call_id)

    def code_dialled(self, code: CodeDialled) -> None:
        """Hand on a code that an agent dialled."""
        if self.on_code is not None:
            self.on_code(code)

    def phone_changed(self, account: Account, event: PhoneEvent) -> None:
        """Take what happened to an agent's telephone."""
        self._roster.phone_changed(account, event, self._doors.clock.instant())

    def exchange_surveyed(self, found: Sequence[FoundLeg]) -> None:
        """Compare the calls with what the exchange has, and tell each call the difference."""
        here = {leg.call.leg_id: leg for leg in found}
        known: list[tuple[CallId, FoundLeg]] = []
        for leg_id, call_id in self.board.legs:
            leg = here.pop(leg_id, None)
            if leg is None:
                self.call_event(call_id, CallerHungUp(HangupCause.LOST))
                continue
            self._doors.telephony.adopt(call_id, leg_id)
            # Every place is kept before anybody comes back to theirs: whoever has less to undo
            # is back sooner, and must not be served before those who waited longer.
            self._await_return(call_id)
            known.append((call_id, leg))
        for call_id, leg in known:
            if leg.is_with_us:
                ring = ring_of(self._line(call_id).call.phase)
                self._reclaim(call_id, Reclaimed(ring in leg.joined, leg.joined))
        for leg in here.values():
            if leg.is_outgoing:
                self._doors.telephony.drop(leg.call.leg_id)
            elif leg.is_with_us:
                self._admit(leg.call)
        self._desks.callbacks.release_all_but(self.board.call_ids)
        self.surveyed.set()
        _log.info("calls.reconciled", found=len(found), calls=len(self.board.lines))

    def matched(self, match: Match) -> None:
        """Tell a call that an agent is reserved for it; an agent for nobody is given back."""
        if match.call_id not in self.board.call_ids:
            tell = self._doors.distributor.tell
            tell(EntryLeft(match.call_id))
            tell(RingReported(match.call_id, match.agent_id, RingOutcome.CANCELLED))
            return
        self.call_event(match.call_id, Matched(match.agent_id, match.account, match.reason))

    def position_told(self, told: TellPosition) -> None:
        """Tell a call where its caller stands, and how long it will honestly be."""
        line = self.board.line(told.call_id)
        if line is not None:
            estimate = self.people.estimate_of(line.call, self._moment())
            wait_s = None if estimate is None else estimate.wait_s
            line.tell(PositionRead(told.position, wait_s))

    def turned_away(self, told: TurnAway) -> None:
        """Tell a call that nobody will come for its caller now."""
        self.call_event(told.call_id, TurnedAway(told.reason))

    def note(self, call: Call, command: CaseCommand) -> None:
        """Take what a call tells its contact."""
        self.people.note(call, command, self._moment())

    def moved(self, call: Call) -> None:
        """Take that a call came into another phase."""
        self.people.moved(call)
        if isinstance(call.phase, Talking):
            contact = self._desks.cases.contact(call.origin.case.contact_id)
            kept = self._punctuality.joined(call, contact, self._doors.clock.now())
            if kept is not None:
                self._witness.promise_kept(kept)

    def make_room(self, trunk: TrunkName) -> None:
        """End the call that can best spare its channel, if an emergency needs one."""
        leaving = call_to_end(self.board.calls(), trunk, self._policy)
        if leaving is not None:
            self.call_event(leaving, Preempted())

    def place(self, placed: Placed, moment: Moment) -> None:
        """Ring a person: one of our own calls begins."""
        self._doors.telephony.prepare(placed.call_id, placed.leg_id, placed.trunk)
        line = Line.begun(self._doors, self, self._policy, placed)
        self.board.add(line)
        self._note_channels(placed.trunk, moment)
        self._witness.call_arrived(line.record)
        self._start(line)

    def _admit(self, incoming: IncomingCall) -> None:
        if incoming.trunk not in self._policy.trunks:
            # The exchange knows a trunk that the settings lost; its citizens are served all the
            # same, by the rules of the first one.
            _log.error("call.trunk_unknown", trunk=incoming.trunk)
            incoming = replace(incoming, trunk=next(iter(self._policy.trunks)))
        moment = self._moment()
        reading = read_caller(incoming, self._policy)
        present = self._present(incoming.trunk, moment)
        circumstances = self.people.arrived(reading, present, moment, self.policy_id)
        arrived = arrival_of(
            reading, circumstances, new_call_id(), now=moment.now, policy=self._policy
        )
        self._doors.telephony.adopt(arrived.call_id, arrived.leg_id)
        line = Line.begun(self._doors, self, self._policy, arrived)
        self.board.add(line)
        self.watch.arrived(line.call, present, circumstances.last_seen_at, moment)
        if isinstance(line.call.admission, Admit):
            self._welcome(arrived)
        self._witness.call_arrived(line.record)
        self._start(line)

    def _welcome(self, arrived: Arrived) -> None:
        """Let the call of a person whom we meant to ring take the place of our own."""
        contact_id = arrived.case.contact_id
        self.people.returned(contact_id)
        for call_id in self.board.calls_of(contact_id):
            if call_id != arrived.call_id:
                self.call_event(call_id, CalledElsewhere())

    def _present(self, trunk: TrunkName, moment: Moment) -> Present:
        at_work = sum(is_present(agent) for agent in self._doors.distributor.floor.agents.values())
        return present_of(
            self.board.calls(), self.watch.trunk(trunk, at_work, moment), is_storm=self.is_storm
        )

    def _line(self, call_id: CallId) -> Line:
        line = self.board.line(call_id)
        assert line is not None, "Whoever asks has just found the call on the board."
        return line

    def _note_channels(self, trunk: TrunkName, at: Moment) -> None:
        free = self._policy.trunks[trunk].channels - self.board.in_use(trunk)
        self.watch.changed(trunk, free, at.instant)

    def _moment(self) -> Moment:
        return Moment(self._doors.clock.now(), self._doors.clock.instant())

    def _reclaim(self, call_id: CallId, event: Reclaimed) -> None:
        self.call_event(call_id, event)
        self._serve_restored(call_id)

    def _await_return(self, call_id: CallId) -> None:
        """Keep the place of a caller who is about to come back to it."""
        call = self._line(call_id).call
        place = place_of(call.phase)
        if place is not None:
            until = after(self._doors.clock.instant(), RETURN_WITHIN_S)
            self._doors.distributor.tell(awaited_at(call, place, until))

    def _serve_restored(self, call_id: CallId) -> None:
        if call_id in self._unserved:
            self._unserved.discard(call_id)
            self._start(self._line(call_id))

    def _start(self, line: Line) -> None:
        line.on_over = self._over
        call_id = line.call.origin.call_id
        task = spawn(
            self._serve(line), name=f"call {call_id}", on_failure=lambda _: self._rescue(line)
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, line: Line) -> None:
        structlog.contextvars.bind_contextvars(call_id=str(line.call.origin.call_id))
        await line.serve()
        # Whatever a bug may have kept the call from commanding: taking down twice is harmless.
        await self._doors.telephony.perform(line.call.origin.call_id, Clear())
        self._end(line)

    def _rescue(self, line: Line) -> None:
        """Serve on after a bug: the first time with an apology, then by hanging up."""
        if line.apologise():
            self._start(line)
            return
        spawn(self._drop(line), name=f"drop {line.call.origin.call_id}")

    async def _drop(self, line: Line) -> None:
        _log.error("call.dropped", call_id=str(line.call.origin.call_id))
        try:
            await line.drop()
        finally:
            self._end(line)

    def _over(self, call: Call) -> None:
        """Take that a call has ended, in the same turn in which its row says so."""
        self.people.over(call, self._moment())

    def _end(self, line: Line) -> None:
        self.board.remove(line)
        # Nobody stays reserved for a call that is over, whatever the call could still tell.
        self._doors.distributor.tell(CallOver(line.call.origin.call_id))
        self._note_channels(line.call.origin.trunk, self._moment())
        self._desks.callbacks.lines_changed()
        self._witness.call_ended(line.record)

    def _give_up(self, record: CallRecord) -> None:
        """End the row of a call that cannot be taken up; its leg, if there, is a new call."""
        _log.error("call.unreadable", call_id=str(record.call_id))
        times = replace(record.times, hung_up_at=self._doors.clock.instant())
        self._doors.book.write_call(
            replace(record, times=times, outcome=Outcome.FAILED, cause=HangupCause.LOST)
        )
