"""What supervisors do on the line and the floor: looked at first, then told to whoever owns it.

Nothing here changes anything by itself. A call is told to go first or elsewhere and answers as to
any event; the floor makes the match out of turn; an operator's presence is declared for them and
holds as if they had said it, after the call that they have. What is told and comes too late is
late there: who intervenes looks at the board again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from agents.agent import Agent, Presence
from base.ids import CallId
from callback.service import CallbackDesk
from callflow.board import Board
from callflow.call import Waiting
from callflow.deeds import (
    AgentTurn,
    DeedDone,
    ForceStorm,
    GivePerson,
    LineDeed,
    MayNotDo,
    MovePerson,
    PutCallFirst,
    PutPromiseFirst,
    Refused,
    TurnAgent,
)
from callflow.hours import is_closed
from callflow.line import Line
from callflow.service import CallService
from callflow.steering import PutFirst, QueueChosen
from callflow.storm_watch import StormWatch
from queues.messages import EntrySteered
from queues.queue import Rank
from queues.service import Distributor
from queues.steering import may_be_given, may_take

PRESENCES: Final = {
    AgentTurn.PAUSE: Presence.ASIDE,
    AgentTurn.RELEASE: Presence.AVAILABLE,
    AgentTurn.HOME: Presence.OFFLINE,
}


@dataclass(frozen=True, slots=True)
class InterventionDesk:
    """The line and the floor of one site, as a supervisor changes them."""

    calls: CallService
    distributor: Distributor
    storm: StormWatch
    callbacks: CallbackDesk

    def do(self, wanted: LineDeed, actor: str, now: datetime) -> DeedDone | Refused:
        """Do what is asked, or say why it cannot be now."""
        match wanted:
            case GivePerson():
                return self._give(wanted)
            case MovePerson():
                return self._move(wanted, now)
            case PutCallFirst(call_id):
                return self._put_first(call_id)
            case PutPromiseFirst():
                return self._ring_first(wanted)
            case TurnAgent():
                return self._turn_agent(wanted)
            case ForceStorm(order):
                if self.storm.order is order:
                    return Refused(MayNotDo.NOTHING_CHANGES)
                self.storm.force(order, actor)
                return DeedDone("storm", order)
            case _:
                assert_never(wanted)

    def _give(self, wanted: GivePerson) -> DeedDone | Refused:
        call_id, floor = wanted.call_id, self.distributor.floor
        line, entry = self._waiting(call_id), floor.entries.get(call_id)
        if line is None or not may_be_given(entry):
            return Refused(MayNotDo.NOBODY_WAITS)
        agent = self._taker(wanted)
        if agent is None:
            return Refused(MayNotDo.NO_AGENT)
        is_own = agent.agent_id == wanted.own
        if not may_take(agent, is_own=is_own):
            return Refused(MayNotDo.AGENT_NOT_FREE)
        self.distributor.tell(EntrySteered(call_id, agent.agent_id, is_own))
        return DeedDone(_named(line), str(agent.operator.account), call_id)

    def _taker(self, wanted: GivePerson) -> Agent | None:
        if wanted.account is not None:
            return agent_of(self.distributor, wanted.account)
        return None if wanted.own is None else self.distributor.floor.agents.get(wanted.own)

    def _move(self, wanted: MovePerson, now: datetime) -> DeedDone | Refused:
        line = self._waiting(wanted.call_id)
        if line is None:
            return Refused(MayNotDo.NOBODY_WAITS)
        policy = self.calls.policy
        if wanted.queue not in policy.queues:
            return Refused(MayNotDo.NO_QUEUE)
        if is_closed(policy, wanted.queue, now):
            return Refused(MayNotDo.QUEUE_CLOSED)
        if isinstance(line.call.phase, Waiting) and line.call.phase.queue == wanted.queue:
            return Refused(MayNotDo.NOTHING_CHANGES)
        line.tell(QueueChosen(wanted.queue))
        return DeedDone(_named(line), wanted.queue, wanted.call_id)

    def _put_first(self, call_id: CallId) -> DeedDone | Refused:
        line = self._waiting(call_id)
        if line is None:
            return Refused(MayNotDo.NOBODY_WAITS)
        if isinstance(line.call.phase, Waiting) and line.call.phase.is_put_first:
            return Refused(MayNotDo.NOTHING_CHANGES)
        line.tell(PutFirst())
        return DeedDone(_named(line), "", call_id)

    def _ring_first(self, wanted: PutPromiseFirst) -> DeedDone | Refused:
        callbacks, contact_id = self.callbacks, wanted.contact_id
        request = callbacks.ledger.requests.get(contact_id)
        if request is None:
            return Refused(MayNotDo.NOBODY_WAITS)
        if request.rank is Rank.URGENT:
            return Refused(MayNotDo.NOTHING_CHANGES)
        callbacks.ranked(contact_id, Rank.URGENT)
        return DeedDone(str(contact_id))

    def _turn_agent(self, wanted: TurnAgent) -> DeedDone | Refused:
        agent = agent_of(self.distributor, wanted.account)
        if agent is None:
            return Refused(MayNotDo.NO_AGENT)
        presence = PRESENCES[wanted.turn]
        if agent.intends.presence is presence and agent.paused_until is None:
            return Refused(MayNotDo.NOTHING_CHANGES)
        self.distributor.declare(agent.agent_id, presence)
        return DeedDone(wanted.account, presence)

    def _waiting(self, call_id: CallId) -> Line | None:
        line = self._board.line(call_id)
        return line if line is not None and isinstance(line.call.phase, Waiting) else None

    @property
    def _board(self) -> Board:
        return self.calls.board


def agent_of(distributor: Distributor, account: str) -> Agent | None:
    """Return whom the floor knows by an account."""
    agents = distributor.floor.agents.values()
    return next((each for each in agents if each.operator.account == account), None)


def _named(line: Line) -> str:
    """Return the number of the person's ticket, as people name it."""
    return line.call.origin.case.ticket_number
