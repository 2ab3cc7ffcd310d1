"""Lets supervisors stand beside talks: one task for each, from the ring of their telephone on.

The rule it lives by: one event or the deadline, then every command, then the next event. The
machine of `callflow/supervision.py` decides; here calls are followed, and telephones rung.

A supervisor stands beside one talk at a time, by the telephone of an account that may answer
calls, their own or another one. While they do, that account is given no calls: whoever was
available is aside until it is over. That they may do it, and that it is written down before the
telephone rings, is seen to by whoever asks; see `line122/supervising.py`.

Limits: `EVENTS` wait for each; what was over is remembered once for each supervisor, so that
their page can say why.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, assert_never

import structlog

from agents.activity import may_call
from agents.agent import Account, Activity, Agent, Declared, Presence
from base.clock import Clock
from base.ids import AgentId, CallId, SupervisionId, new_supervision_id
from base.mailbox import Mailbox
from base.step import Deadline
from base.tasks import spawn
from callflow.at_hand import agents_at
from callflow.board import Board
from callflow.call import Call
from callflow.ports import Performed
from callflow.supervision import (
    Attend,
    DeadlinePassed,
    LetGoAsked,
    ModeAsked,
    NotAttended,
    OperatorGone,
    PhoneGone,
    Release,
    RingSupervisor,
    Supervision,
    SupervisionCommand,
    SupervisionEvent,
    SupervisionMode,
    SupervisionPhase,
    SupervisionPolicy,
    advance,
    begin_supervision,
    talk_seen,
)
from callflow.supervision_ports import ListeningPost
from queues.service import Distributor

EVENTS: Final = 100

_log = structlog.get_logger(__name__)


class MayNotSupervise(StrEnum):
    """Why somebody cannot be put beside a talk."""

    NO_TALK = "no_talk"
    """There is no such call, or no operator of ours talks in it now."""
    NO_PHONE = "no_phone"
    """Nobody has that account, or its telephone cannot be rung."""
    PHONE_BUSY = "phone_busy"
    OWN_TALK = "own_talk"
    """It is the talk of that telephone itself."""
    ALREADY = "already"
    """They stand beside another talk; leave that one first."""
    NOT_YOURS = "not_yours"
    """Somebody else stands there, or nobody any more."""


@dataclass(frozen=True, slots=True)
class SupervisionAsked:
    """Who wants to stand beside which talk, by which telephone."""

    actor: str
    """The login of the supervisor."""
    account: Account
    call_id: CallId
    mode: SupervisionMode


@dataclass(frozen=True, slots=True)
class SupervisionSeen:
    """How a supervisor stands beside a talk, or why they do no more."""

    actor: str
    since: datetime
    supervision: Supervision
    operator: Account | None
    """Who talks there; the last one where nobody does any more."""
    beside_since: datetime | None = None
    """When they were first put beside an operator; `None` as long as they were not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionDoors:
    """What standing beside talks reaches."""

    post: ListeningPost
    board: Board
    distributor: Distributor
    clock: Clock


OnSupervisionEnd = Callable[[SupervisionSeen], None]


def forget(seen: SupervisionSeen) -> None:
    """Keep nothing: where no journal is kept."""
    del seen


class _Post:
    """One supervisor who stands beside a talk, and what waits to be answered."""

    def __init__(self, clock: Clock, seen: SupervisionSeen) -> None:
        self.mailbox: Mailbox[SupervisionEvent] = Mailbox(clock, EVENTS)
        self.seen = seen

    def tell(self, event: SupervisionEvent) -> None:
        if not self.mailbox.put(event):
            _log.error("supervision.mailbox_overflowed", event_kind=type(event).__name__)


class SupervisionDesk:
    """The supervisors beside the talks of one site; a `callflow.follower_ports.CallWatcher`."""

    def __init__(self, doors: SupervisionDoors, policy: SupervisionPolicy) -> None:
        self._doors = doors
        self._policy = policy
        self._posts: dict[SupervisionId, _Post] = {}
        self._over: dict[str, SupervisionSeen] = {}
        self.on_end: OnSupervisionEnd = forget
        """Told once of each that is over."""

    def talk_of(self, account: Account) -> CallId | None:
        """Return the call in which an operator talks now; `None` when they do not."""
        agent = self._agent(account)
        is_talking = agent is not None and agent.activity is Activity.TALKING
        return agent.call_id if agent is not None and is_talking else None

    def refusal(self, asked: SupervisionAsked) -> MayNotSupervise | None:
        """Return why it cannot be now; `None` when it can."""
        if self._post_of(asked.actor) is not None:
            return MayNotSupervise.ALREADY
        call = self._call(asked.call_id)
        operators = () if call is None else agents_at(call)
        if call is None or talk_seen(call).operator is None:
            return MayNotSupervise.NO_TALK
        if any(operator.account == asked.account for operator in operators):
            return MayNotSupervise.OWN_TALK
        agent = self._agent(asked.account)
        if agent is None or agent.trouble is not None:
            return MayNotSupervise.NO_PHONE
        is_taken = any(post.seen.supervision.account == asked.account for post in self._all())
        return None if may_call(agent) and not is_taken else MayNotSupervise.PHONE_BUSY

    def begin(self, asked: SupervisionAsked) -> SupervisionSeen | MayNotSupervise:
        """Ring a supervisor's telephone to put them beside a talk; returns at once."""
        refused = self.refusal(asked)
        if refused is not None:
            return refused
        call = self._call(asked.call_id)
        wanted = Supervision(
            supervision_id=new_supervision_id(),
            call_id=asked.call_id,
            account=asked.account,
            mode=asked.mode,
            phase=SupervisionPhase.RINGING,
            until=None,
            operator=talk_seen(call).operator,
        )
        operator = None if call is None else _operator_of(call, wanted)
        seen = SupervisionSeen(asked.actor, self._doors.clock.now(), wanted, operator)
        post = self._posts[wanted.supervision_id] = _Post(self._doors.clock, seen)
        spawn(self._stand(post), name=f"supervision {wanted.supervision_id}")
        return seen

    def turn(
        self, actor: str, supervision_id: SupervisionId, mode: SupervisionMode
    ) -> SupervisionSeen | MayNotSupervise:
        """Let a supervisor be heard by others than now, without ringing them again."""
        return self._tell(actor, supervision_id, ModeAsked(mode))

    def let_go(
        self, actor: str, supervision_id: SupervisionId
    ) -> SupervisionSeen | MayNotSupervise:
        """Let a supervisor leave the talk."""
        return self._tell(actor, supervision_id, LetGoAsked())

    def seen_by(self, actor: str) -> SupervisionSeen | None:
        """Return how a supervisor stands beside a talk, or how the last time ended."""
        post = self._post_of(actor)
        return self._over.get(actor) if post is None else post.seen

    def beside(self, call_id: CallId) -> tuple[SupervisionSeen, ...]:
        """Return who stands beside the talk of a call now."""
        return tuple(post.seen for post in self._all() if post.seen.supervision.call_id == call_id)

    def call_changed(self, call: Call) -> None:
        """Take how a call stands now."""
        for post in self._posts.values():
            if post.seen.supervision.call_id == call.origin.call_id:
                post.tell(talk_seen(call))

    async def _stand(self, post: _Post) -> None:
        aside = self._put_aside(post.seen.supervision.account)
        try:
            await self._serve(post)
        finally:
            supervision = post.seen.supervision
            del self._posts[supervision.supervision_id]
            self._over[post.seen.actor] = post.seen
            if aside is not None:
                self._put_back(aside)
            _log.info(
                "supervision.ended",
                supervisor=post.seen.actor,
                call_id=str(supervision.call_id),
                reason=supervision.end,
            )
            self.on_end(post.seen)

    async def _serve(self, post: _Post) -> None:
        clock, policy = self._doors.clock, self._policy
        step = begin_supervision(post.seen.supervision, clock.instant(), policy)
        while True:
            post.seen = self._with(post.seen, step.state)
            for command in step.commands:
                await self._perform(post, command)
            if step.state.phase is SupervisionPhase.OVER:
                return
            until = step.state.until
            taken = await post.mailbox.take(None if until is None else Deadline(until, "until"))
            now = clock.instant()
            event: SupervisionEvent
            if isinstance(taken, Deadline):
                # A coarse clock may wake us a little early.
                event, now = DeadlinePassed(), max(now, taken.at)
            else:
                event = taken
            step = advance(step.state, event, now, policy)
            if isinstance(event, OperatorGone):
                # The call may know already who has the person now, and tells it only once.
                post.tell(talk_seen(self._call(step.state.call_id)))

    async def _perform(self, post: _Post, command: SupervisionCommand) -> None:
        supervision, door = post.seen.supervision, self._doors.post
        supervision_id = supervision.supervision_id
        match command:
            case RingSupervisor(account):
                rung = await door.ring(supervision_id, account, post.tell)
                if rung is not Performed.DONE:
                    post.tell(PhoneGone())
            case Attend(ring, mode):
                attended = await door.attend(supervision_id, supervision.call_id, ring, mode)
                if attended is not Performed.DONE:
                    post.tell(NotAttended(is_gone=attended is Performed.GONE))
                    return
                since = post.seen.beside_since or self._doors.clock.now()
                post.seen = replace(post.seen, beside_since=since)
                _log.info(
                    "supervision.attended",
                    supervisor=post.seen.actor,
                    call_id=str(supervision.call_id),
                    mode=mode,
                )
            case Release():
                await door.let_go(supervision_id)
            case _:
                assert_never(command)

    def _with(self, seen: SupervisionSeen, supervision: Supervision) -> SupervisionSeen:
        call = self._call(supervision.call_id)
        operator = None if call is None else _operator_of(call, supervision)
        return replace(seen, supervision=supervision, operator=operator or seen.operator)

    def _tell(
        self, actor: str, supervision_id: SupervisionId, event: ModeAsked | LetGoAsked
    ) -> SupervisionSeen | MayNotSupervise:
        post = self._posts.get(supervision_id)
        if post is None or post.seen.actor != actor:
            return MayNotSupervise.NOT_YOURS
        post.tell(event)
        return post.seen

    def _put_aside(self, account: Account) -> AgentId | None:
        """Let nobody ring a telephone that is on the line already; return whom it concerns."""
        agent = self._agent(account)
        if agent is None or agent.intends.presence is not Presence.AVAILABLE:
            return None
        self._doors.distributor.declare(agent.agent_id, Presence.ASIDE)
        return agent.agent_id

    def _put_back(self, agent_id: AgentId) -> None:
        """Let somebody take calls again, unless they have said something else meanwhile."""
        agent = self._doors.distributor.floor.agents.get(agent_id)
        if agent is not None and agent.intends == Declared(Presence.ASIDE):
            self._doors.distributor.declare(agent_id, Presence.AVAILABLE)

    def _agent(self, account: Account) -> Agent | None:
        agents = self._doors.distributor.floor.agents.values()
        return next((each for each in agents if each.operator.account == account), None)

    def _call(self, call_id: CallId) -> Call | None:
        line = self._doors.board.line(call_id)
        return None if line is None else line.call

    def _post_of(self, actor: str) -> _Post | None:
        return next((post for post in self._all() if post.seen.actor == actor), None)

    def _all(self) -> tuple[_Post, ...]:
        return tuple(self._posts.values())


def _operator_of(call: Call, supervision: Supervision) -> Account | None:
    rings = {operator.ring: operator.account for operator in agents_at(call)}
    return None if supervision.operator is None else rings.get(supervision.operator)
