"""The calls of one site: one task per call, and the doors through which events reach it.

It lives by the rule that a call is changed by its own task only. What the exchange sees and what
the distributor decides arrives here without waiting, is looked up by its call, and lands in that
call's mailbox. What reaches no call is late, and dropped.

After the engine was away, stored calls are folded from their journals by the machine that made
them, compared with what the exchange still has, and told the difference as an event. A caller
whom nobody remembers is taken as a new one: a citizen in the exchange is never left there.

Limits: one trunk call is one line; `mailbox_limit` events wait per call. Deliberately absent:
outgoing calls, transfers, recording.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from agents.activity import RingOutcome
from agents.agent import Account
from agents.codes import CodeAccepted, CodeReading, CodeUnknown, NotAnAgent
from agents.service import Roster
from base.ids import CallId, LegId, new_call_id
from base.instant import after
from base.tasks import cancel, spawn
from callflow.arrival import arrival_of, read_caller
from callflow.call import Ended, Joining, Leaving, Phase, Ringing, Talking, Waiting
from callflow.commands import Clear
from callflow.events import (
    CallerHungUp,
    CallEvent,
    Case,
    Matched,
    PolicyId,
    PositionRead,
    Reclaimed,
    Ring,
    TrunkName,
    TurnedAway,
)
from callflow.hours import next_closing
from callflow.line import Line, LineDoors
from callflow.outcome import HangupCause, Outcome
from callflow.policy import CallPolicy
from callflow.ports import (
    CallWitness,
    CodeDialled,
    FoundLeg,
    IncomingCall,
    StoredCall,
)
from callflow.record import CallRecord, record_of
from callflow.replay import take_up
from ivr.prompt import Phrase
from queues.messages import (
    CallOver,
    EntryAwaited,
    EntryLeft,
    LineClosing,
    RingReported,
    TalkFound,
    TellPosition,
    TurnAway,
)
from queues.queue import Match
from tickets.contact import EndReason, OpenCase
from tickets.service import CaseDesk

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
        cases: CaseDesk,
        roster: Roster,
        witness: CallWitness,
    ) -> None:
        self._doors = doors
        self._policy = policy
        self._policy_id = policy_id
        self._cases = cases
        self._roster = roster
        self._witness = witness
        self._lines: dict[CallId, Line] = {}
        self._by_leg: dict[LegId, CallId] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unserved: set[CallId] = set()
        """Calls that were restored and wait for the exchange to say what is left of them."""

    @property
    def lines(self) -> Collection[Line]:
        """Every call that has not ended."""
        return self._lines.values()

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
            line = Line(self._doors, policy, call, written=item.journal[-1].sequence)
            self._remember(line)
            self._unserved.add(call.arrived.call_id)
            if isinstance(call.phase, Talking):
                # Before anybody is matched: an agent who may be talking is not idle.
                found = TalkFound(call.arrived.call_id, call.phase.agent.agent_id)
                self._doors.distributor.tell(found)
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
            if closing is None:
                await asyncio.Event().wait()
                return
            await asyncio.sleep((closing.at - now).total_seconds())
            self._doors.distributor.tell(LineClosing(closing.queues))
            _log.info("queue.closed", queues=sorted(closing.queues))

    def incoming_call(self, call: IncomingCall) -> None:
        """Take a new call, or one that the exchange had taken back and offers again."""
        known = self._by_leg.get(call.leg_id)
        if known is not None:
            self._reclaim(known, Reclaimed(is_agent_here=False))
            return
        self._admit(call)

    def call_event(self, call_id: CallId, event: CallEvent) -> None:
        """Let an event reach its call."""
        line = self._lines.get(call_id)
        if line is not None:
            line.tell(event)
        if isinstance(event, CallerHungUp):
            self._serve_restored(call_id)

    def code_dialled(self, code: CodeDialled) -> None:
        """Take a code that an agent dialled, and confirm it."""
        reading = self._roster.dial(code.account, code.code)
        phrase = self._confirmation(reading)
        spawn(self._confirm(code.leg_id, phrase), name=f"confirm {code.account}")

    def phone_seen(self, account: Account) -> None:
        """Take that an agent's telephone became reachable."""
        self._roster.phone_seen(account)

    def exchange_surveyed(self, found: Sequence[FoundLeg]) -> None:
        """Compare the calls with what the exchange has, and tell each call the difference."""
        here = {leg.call.leg_id: leg for leg in found}
        known: list[tuple[CallId, FoundLeg]] = []
        for leg_id, call_id in tuple(self._by_leg.items()):
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
                ring = _ring_of(self._lines[call_id].call.phase)
                is_agent_here = ring is not None and leg.joined_ring == ring
                self._reclaim(call_id, Reclaimed(is_agent_here))
        for leg in here.values():
            if leg.is_with_us:
                self._admit(leg.call)
        _log.info("calls.reconciled", found=len(found), calls=len(self._lines))

    def matched(self, match: Match) -> None:
        """Tell a call that an agent is reserved for it; an agent for nobody is given back."""
        if match.call_id not in self._lines:
            tell = self._doors.distributor.tell
            tell(EntryLeft(match.call_id))
            tell(RingReported(match.call_id, match.agent_id, RingOutcome.CANCELLED))
            return
        self.call_event(match.call_id, Matched(match.agent_id, match.account, match.reason))

    def position_told(self, told: TellPosition) -> None:
        """Tell a call where its caller stands."""
        self.call_event(told.call_id, PositionRead(told.position))

    def turned_away(self, told: TurnAway) -> None:
        """Tell a call that nobody will come for its caller now."""
        self.call_event(told.call_id, TurnedAway(told.reason))

    def _admit(self, incoming: IncomingCall) -> None:
        if incoming.trunk not in self._policy.trunks:
            # The exchange knows a trunk that the settings lost; its citizens are served all the
            # same, by the rules of the first one.
            _log.error("call.trunk_unknown", trunk=incoming.trunk)
            incoming = replace(incoming, trunk=next(iter(self._policy.trunks)))
        now = self._doors.clock.now()
        reading = read_caller(incoming, self._policy)
        case, is_retrial = self._cases.open_case(reading.ani.number, now)
        arrived = arrival_of(
            reading,
            _case_of(case, is_retrial=is_retrial),
            new_call_id(),
            in_use=self._in_use(incoming.trunk) + 1,
            now=now,
            policy=self._policy,
        )
        arrived = replace(arrived, policy_id=self._policy_id)
        self._doors.telephony.adopt(arrived.call_id, arrived.leg_id)
        line = Line.begun(self._doors, self._policy, arrived)
        self._remember(line)
        self._witness.call_arrived(record_of(line.call))
        self._start(line)

    def _reclaim(self, call_id: CallId, event: Reclaimed) -> None:
        self.call_event(call_id, event)
        self._serve_restored(call_id)

    def _await_return(self, call_id: CallId) -> None:
        """Keep the place of a caller who is about to come back to it."""
        place = _place_of(self._lines[call_id].call.phase)
        if place is not None:
            until = after(self._doors.clock.instant(), RETURN_WITHIN_S)
            awaited = EntryAwaited(call_id, place.queue, place.entered_at, until)
            self._doors.distributor.tell(awaited)

    def _serve_restored(self, call_id: CallId) -> None:
        if call_id in self._unserved:
            self._unserved.discard(call_id)
            self._start(self._lines[call_id])

    def _start(self, line: Line) -> None:
        line.on_over = self._over
        call_id = line.call.arrived.call_id
        task = spawn(
            self._serve(line), name=f"call {call_id}", on_failure=lambda _: self._rescue(line)
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, line: Line) -> None:
        structlog.contextvars.bind_contextvars(call_id=str(line.call.arrived.call_id))
        await line.serve()
        # Whatever a bug may have kept the call from commanding: taking down twice is harmless.
        await self._doors.telephony.perform(line.call.arrived.call_id, Clear())
        self._end(line)

    def _rescue(self, line: Line) -> None:
        """Serve on after a bug: the first time with an apology, then by hanging up."""
        if line.apologise():
            self._start(line)
            return
        spawn(self._drop(line), name=f"drop {line.call.arrived.call_id}")

    async def _drop(self, line: Line) -> None:
        _log.error("call.dropped", call_id=str(line.call.arrived.call_id))
        try:
            await line.drop()
        finally:
            self._end(line)

    def _over(self, record: CallRecord) -> None:
        """Take that a call has ended, in the same turn in which its row says so."""
        if record.outcome is Outcome.ANSWERED:
            self._cases.end_contact(record.contact_id, EndReason.SERVED, self._doors.clock.now())
        else:
            self._cases.release(record.contact_id)

    def _end(self, line: Line) -> None:
        self._forget(line)
        # Nobody stays reserved for a call that is over, whatever the call could still tell.
        self._doors.distributor.tell(CallOver(line.call.arrived.call_id))
        self._witness.call_ended(record_of(line.call))

    def _give_up(self, record: CallRecord) -> None:
        """End the row of a call that cannot be taken up; its leg, if there, is a new call."""
        _log.error("call.unreadable", call_id=str(record.call_id))
        times = replace(record.times, hung_up_at=self._doors.clock.instant())
        self._doors.book.write_call(
            replace(record, times=times, outcome=Outcome.FAILED, cause=HangupCause.LOST)
        )

    def _remember(self, line: Line) -> None:
        arrived = line.call.arrived
        self._lines[arrived.call_id] = line
        self._by_leg[arrived.leg_id] = arrived.call_id

    def _forget(self, line: Line) -> None:
        arrived = line.call.arrived
        self._lines.pop(arrived.call_id, None)
        self._by_leg.pop(arrived.leg_id, None)

    def _in_use(self, trunk: TrunkName) -> int:
        """Return how many calls hold a channel; one that is being hung up is as good as gone."""
        return sum(
            line.call.arrived.trunk == trunk and not isinstance(line.call.phase, Leaving | Ended)
            for line in self._lines.values()
        )

    def _confirmation(self, reading: CodeReading) -> Phrase:
        texts = self._policy.texts
        match reading:
            case CodeAccepted(presence):
                return texts.declared[presence]
            case CodeUnknown():
                return texts.unknown_code
            case NotAnAgent():
                return texts.not_an_agent

    async def _confirm(self, leg_id: LegId, phrase: Phrase) -> None:
        await self._doors.telephony.confirm(leg_id, phrase)


def _case_of(case: OpenCase, *, is_retrial: bool) -> Case:
    return Case(
        contact_id=case.contact.contact_id,
        ticket_id=case.ticket.ticket_id,
        ticket_number=str(case.ticket.number),
        spoken_number=case.ticket.number.counter,
        is_retrial=is_retrial,
    )


def _place_of(phase: Phase) -> Waiting | None:
    """Return the place in line of a caller who has one; `None` for any other."""
    match phase:
        case Waiting():
            return phase
        case Ringing(waiting=waiting) | Joining(waiting=waiting):
            return waiting
        case _:
            return None


def _ring_of(phase: Phase) -> Ring | None:
    match phase:
        case Ringing(agent=agent) | Joining(agent=agent) | Talking(agent):
            return agent.ring
        case _:
            return None
