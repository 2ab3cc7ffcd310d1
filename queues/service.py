"""The distributor: the one writer of all queues and of all reservations of agents.

It lives by the loop of every service: take one event or the deadline, let the floor advance,
perform every command in order, and take the next. Everybody else sends events; nobody else
changes the floor, so there are no locks and no agent is ever rung for two calls.

It never waits for anything but its mailbox: what it tells the calls lands in their mailboxes, and
what it writes is committed behind it. Limits: `MAILBOX_LIMIT` events may wait; more means that
the process is sick, and is an error in the log.
"""

from typing import assert_never

import structlog

from agents.agent import Agent, BreakReason, Operator, Presence
from agents.codes import Disposition
from agents.phone import PhoneTrouble
from agents.ports import AgentBook, AgentMove, CallDisposed, Kept
from base.clock import Clock
from base.ids import AgentId, CallId, ContactId
from base.instant import Instant
from base.mailbox import Mailbox
from base.step import Deadline
from queues.floor import Floor, advance
from queues.messages import (
    AgentDeclared,
    AgentDisposed,
    AgentMoved,
    AgentPhoneLost,
    AgentPhoneSeen,
    AgentRemoved,
    AgentSeated,
    AgentWrappedUp,
    AgentWrapUpExtended,
    AgentWrapUpTimed,
    FloorCommand,
    FloorDeadline,
    FloorEvent,
    PromisePut,
    PromiseTaken,
    TellPosition,
    TurnAway,
)
from queues.policy import FloorPolicy
from queues.ports import CallListener, FloorWatcher
from queues.promised import Promised
from queues.queue import Match
from queues.seats import kept_of

MAILBOX_LIMIT = 10_000

_log = structlog.get_logger(__name__)


class Distributor:
    """Pairs people with agents, for one site."""

    def __init__(self, *, clock: Clock, policy: FloorPolicy, book: AgentBook) -> None:
        self._clock = clock
        self._policy = policy
        self._book = book
        self._floor = Floor()
        self._mailbox: Mailbox[FloorEvent] = Mailbox(clock, MAILBOX_LIMIT)

    @property
    def floor(self) -> Floor:
        """Everybody who waits and answers now; a value that nobody changes."""
        return self._floor

    @property
    def policy(self) -> FloorPolicy:
        """What the site decides about its queues and agents."""
        return self._policy

    def change_policy(self, policy: FloorPolicy) -> None:
        """Decide by another policy from the next event on; no queue may be missing from it."""
        self._policy = policy

    def tell(self, event: FloorEvent) -> None:
        """Send an event; returns at once."""
        if not self._mailbox.put(event):
            _log.error("queue.mailbox_overflowed", event_kind=type(event).__name__)

    def seat(
        self,
        operator: Operator,
        presence: Presence,
        reason: BreakReason | None = None,
        *,
        kept: Kept | None = None,
    ) -> None:
        """Let an agent onto the floor, or take a change of their row."""
        self.tell(AgentSeated(operator, presence, reason, kept))

    def remove(self, agent_id: AgentId) -> None:
        """Take an agent off the floor."""
        self.tell(AgentRemoved(agent_id))

    def declare(
        self, agent_id: AgentId, presence: Presence, reason: BreakReason | None = None
    ) -> None:
        """Take what an agent declared."""
        self.tell(AgentDeclared(agent_id, presence, reason))

    def time_wrap_up(self, agent_id: AgentId, wrap_up_s: float) -> None:
        """Take for how long from now an agent writes up the last talk."""
        self.tell(AgentWrapUpTimed(agent_id, wrap_up_s))

    def extend_wrap_up(self, agent_id: AgentId) -> None:
        """Take that an agent asks for more time to write up the last talk."""
        self.tell(AgentWrapUpExtended(agent_id))

    def wrapped_up(
        self,
        agent_id: AgentId,
        disposition: Disposition | None = None,
        call_id: CallId | None = None,
    ) -> None:
        """Take that an agent has written up a call, by default the last one, and what it was."""
        self.tell(AgentWrappedUp(agent_id, disposition, call_id))

    def promise(self, promised: Promised) -> None:
        """Let a person whom we shall ring stand in the line, or stand in it differently."""
        self.tell(PromisePut(promised))

    def take_promise(self, contact_id: ContactId) -> None:
        """Take a person out of the line whom we shall ring no more."""
        self.tell(PromiseTaken(contact_id))

    def phone_seen(self, agent_id: AgentId) -> None:
        """Take that an agent's telephone became reachable."""
        self.tell(AgentPhoneSeen(agent_id))

    def phone_lost(self, agent_id: AgentId, trouble: PhoneTrouble) -> None:
        """Take that an agent's telephone cannot be rung now."""
        self.tell(AgentPhoneLost(agent_id, trouble))

    async def run(self, calls: CallListener, watcher: FloorWatcher | None = None) -> None:
        """Serve until cancelled."""
        deadline: Deadline | None = None
        while True:
            taken = await self._mailbox.take(deadline)
            now = self._clock.instant()
            event = FloorDeadline() if isinstance(taken, Deadline) else taken
            step = advance(self._floor, event, now, self._policy)
            before, self._floor = self._floor, step.state
            deadline = step.deadline
            for command in step.commands:
                self._perform(command, calls)
            if watcher is not None and _is_moved(before, step.state):
                watcher.floor_changed(step.state)

    def _perform(self, command: FloorCommand, calls: CallListener) -> None:
        match command:
            case Match():
                calls.matched(command)
            case TellPosition():
                calls.position_told(command)
            case TurnAway():
                calls.turned_away(command)
            case AgentMoved(agent):
                self._book.write_move(_move_of(agent, self._clock.instant(), self._policy))
            case AgentDisposed():
                self._book.write_disposition(_disposed(command, self._clock.instant()))
            case _:
                assert_never(command)


def _disposed(command: AgentDisposed, at: Instant) -> CallDisposed:
    if command.not_stated is not None:
        _log.warning(
            "agent.call_not_stated",
            agent_id=str(command.agent_id),
            call_id=str(command.call_id),
            reason=command.not_stated,
        )
    return CallDisposed(
        command.agent_id, command.call_id, at, command.disposition, command.not_stated
    )


def _move_of(agent: Agent, at: Instant, policy: FloorPolicy) -> AgentMove:
    return AgentMove(
        agent.agent_id,
        at,
        agent.presence,
        agent.activity,
        reason=agent.reason,
        wish=agent.wish,
        paused_for=agent.paused_for,
        missed_rings=agent.missed_rings,
        trouble=agent.trouble,
        kept=kept_of(agent, policy.agents),
    )


def _is_moved(before: Floor, now: Floor) -> bool:
    return (
        before.entries is not now.entries
        or before.promised is not now.promised
        or before.deferred is not now.deferred
        or before.agents is not now.agents
    )
