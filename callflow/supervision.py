"""A supervisor beside a talk: they listen, whisper to the operator, or speak to everybody.

Their telephone is rung, and when they pick up they are put beside the operator's leg. From then
on they change between the three modes without being rung again. The talk knows nothing of it: no
phase of the call changes, and it neither waits for the supervisor nor ends with them.

Rules:

* The supervisor stands beside the operator whom the person has. When that operator hands the talk
  on, the supervisor goes with the person: to the next operator who picks up.
* Where nobody of ours takes the talk on (the person hung up, waits again, or talks with somebody
  outside), standing beside it is over, and says why.
* Every phase but the one beside an operator has a deadline, so that a telephone whose events are
  lost is let go of all the same.

Deliberately absent: who may do it, and the record that it was done; see
`callflow/supervision_desk.py`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from agents.agent import Account
from base.ids import CallId, SupervisionId
from base.instant import Instant, after
from callflow.call import (
    AgentAtWork,
    Call,
    Ended,
    HandedOver,
    Leaving,
    Marking,
    Parting,
    Talking,
    Transferring,
)
from callflow.events import Ring


class SupervisionMode(StrEnum):
    """Who hears a supervisor; they hear everybody in each."""

    LISTEN = "listen"
    """Nobody: their microphone is closed."""
    WHISPER = "whisper"
    """The operator alone."""
    BARGE = "barge"
    """The operator and the person."""


class SupervisionEnd(StrEnum):
    """Why somebody stands beside a talk no more."""

    HUNG_UP = "hung_up"
    """They hung up, or asked to be let go of."""
    NOT_ANSWERED = "not_answered"
    """Their telephone could not be rung, or nobody picked up."""
    TALK_OVER = "talk_over"
    HANDED_ON = "handed_on"
    """The person talks with somebody outside, where nobody can be stood beside."""
    FAILED = "failed"
    """The exchange could not do it."""


class SupervisionPhase(StrEnum):
    """How far a supervisor is."""

    RINGING = "ringing"
    BESIDE = "beside"
    """They stand beside an operator who talks."""
    SEEKING = "seeking"
    """They have picked up, and nobody of ours is with the person at this moment."""
    OVER = "over"


@dataclass(frozen=True, slots=True)
class SupervisionPolicy:
    """How long is waited for whom."""

    ring_s: float = 25.0
    """For the supervisor to pick up."""
    seek_s: float = 60.0
    """For the next operator to pick up where a talk is handed on."""


@dataclass(frozen=True, slots=True)
class Supervision:
    """One supervisor beside one talk."""

    supervision_id: SupervisionId
    call_id: CallId
    account: Account
    """Whose telephone it is."""
    mode: SupervisionMode
    phase: SupervisionPhase
    until: Instant | None
    """`None` while nothing ends by itself."""
    operator: Ring | None = None
    """Beside whose leg they stand, or shall stand as soon as they pick up."""
    lost: Ring | None = None
    """The operator's leg that is gone already although the call does not know it yet."""
    end: SupervisionEnd | None = None


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The supervisor picked up."""


@dataclass(frozen=True, slots=True)
class PhoneGone:
    """The supervisor's telephone is off the line, whoever ended it."""


@dataclass(frozen=True, slots=True)
class OperatorGone:
    """The leg beside which the supervisor stands is gone."""

    ring: Ring


PhoneNews = PickedUp | PhoneGone | OperatorGone
"""What the exchange tells."""


@dataclass(frozen=True, slots=True)
class TalkSeen:
    """How the talk stands now."""

    operator: Ring | None
    """The leg of the operator whom the person has; `None` while they have none."""
    end: SupervisionEnd | None = None
    """Why there is no talk any more; `None` while there is one."""


@dataclass(frozen=True, slots=True)
class ModeAsked:
    """The supervisor wants to be heard by others than now."""

    mode: SupervisionMode


@dataclass(frozen=True, slots=True)
class LetGoAsked:
    """The supervisor wants to leave."""


@dataclass(frozen=True, slots=True)
class NotAttended:
    """They could not be put beside the operator."""

    is_gone: bool
    """Whether the operator's leg is no longer there; else the exchange could not do it."""


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The moment of `Supervision.until` has come."""


SupervisionEvent = PhoneNews | TalkSeen | ModeAsked | LetGoAsked | NotAttended | DeadlinePassed


@dataclass(frozen=True, slots=True)
class RingSupervisor:
    """Ring the supervisor's telephone."""

    account: Account


@dataclass(frozen=True, slots=True)
class Attend:
    """Put the supervisor beside an operator, in a mode."""

    ring: Ring
    mode: SupervisionMode


@dataclass(frozen=True, slots=True)
class Release:
    """Let the supervisor's telephone go."""


SupervisionCommand = RingSupervisor | Attend | Release


@dataclass(frozen=True, slots=True)
class SupervisionStep:
    """What an event made of it; the deadline stands in the state."""

    state: Supervision
    commands: tuple[SupervisionCommand, ...] = ()


def talk_seen(call: Call | None) -> TalkSeen:
    """Return how the talk of a call stands; `None` for a call that is over."""
    if call is None:
        return TalkSeen(None, SupervisionEnd.TALK_OVER)
    match call.phase:
        case Talking(agent):
            return TalkSeen(agent.ring)
        case Transferring(agent=AgentAtWork(ring=ring)):
            return TalkSeen(ring)
        case Transferring(far=AgentAtWork(ring=ring), has_answered=True):
            return TalkSeen(ring)
        case HandedOver():
            return TalkSeen(None, SupervisionEnd.HANDED_ON)
        case Marking() | Parting() | Leaving() | Ended():
            return TalkSeen(None, SupervisionEnd.TALK_OVER)
        case _:
            return TalkSeen(None)


def begin_supervision(
    asked: Supervision, now: Instant, policy: SupervisionPolicy
) -> SupervisionStep:
    """Return a supervisor whose telephone begins to ring."""
    ringing = replace(asked, phase=SupervisionPhase.RINGING, until=after(now, policy.ring_s))
    return SupervisionStep(ringing, (RingSupervisor(asked.account),))


def advance(
    state: Supervision, event: SupervisionEvent, now: Instant, policy: SupervisionPolicy
) -> SupervisionStep:
    """Return what an event makes of it; one that is late changes nothing."""
    if state.phase is SupervisionPhase.OVER:
        return SupervisionStep(state)
    match event:
        case PhoneGone():
            has_picked_up = state.phase is not SupervisionPhase.RINGING
            end = SupervisionEnd.HUNG_UP if has_picked_up else SupervisionEnd.NOT_ANSWERED
            return _over(state, end)
        case LetGoAsked():
            return _over(state, SupervisionEnd.HUNG_UP)
        case TalkSeen(operator, None):
            return _talk_moved(state, operator, now, policy)
        case TalkSeen(_, end):
            return _over(state, end or SupervisionEnd.TALK_OVER)
        case PickedUp():
            return _picked_up(state, now, policy)
        case OperatorGone(ring):
            return _lost(state, ring, now, policy)
        case NotAttended(is_gone):
            if is_gone and state.operator is not None:
                return _lost(state, state.operator, now, policy)
            return _over(state, SupervisionEnd.FAILED)
        case ModeAsked(mode):
            return _turned(state, mode)
        case DeadlinePassed():
            return _given_up(state, now)
        case _:
            assert_never(event)


def _talk_moved(
    state: Supervision, operator: Ring | None, now: Instant, policy: SupervisionPolicy
) -> SupervisionStep:
    if operator is not None and operator == state.lost:
        return SupervisionStep(state)
    if operator == state.operator:
        return SupervisionStep(state)
    moved = replace(state, operator=operator, lost=None)
    if state.phase is SupervisionPhase.RINGING:
        return SupervisionStep(moved)
    return _beside(moved, now, policy)


def _picked_up(state: Supervision, now: Instant, policy: SupervisionPolicy) -> SupervisionStep:
    if state.phase is not SupervisionPhase.RINGING:
        return SupervisionStep(state)
    return _beside(state, now, policy)


def _beside(state: Supervision, now: Instant, policy: SupervisionPolicy) -> SupervisionStep:
    """Put them beside the operator, or let them wait for the next one."""
    if state.operator is None:
        until = after(now, policy.seek_s)
        return SupervisionStep(replace(state, phase=SupervisionPhase.SEEKING, until=until))
    beside = replace(state, phase=SupervisionPhase.BESIDE, until=None)
    return SupervisionStep(beside, (Attend(state.operator, state.mode),))


def _lost(
    state: Supervision, ring: Ring, now: Instant, policy: SupervisionPolicy
) -> SupervisionStep:
    """Take that a leg is gone; the call may learn it later, and names it until then."""
    if state.operator != ring:
        return SupervisionStep(state)
    alone = replace(state, operator=None, lost=ring)
    if state.phase is SupervisionPhase.RINGING:
        return SupervisionStep(alone)
    return _beside(alone, now, policy)


def _turned(state: Supervision, mode: SupervisionMode) -> SupervisionStep:
    if mode is state.mode:
        return SupervisionStep(state)
    turned = replace(state, mode=mode)
    if state.phase is SupervisionPhase.BESIDE and state.operator is not None:
        return SupervisionStep(turned, (Attend(state.operator, mode),))
    return SupervisionStep(turned)


def _given_up(state: Supervision, now: Instant) -> SupervisionStep:
    if state.until is None or state.until > now:
        return SupervisionStep(state)
    is_ringing = state.phase is SupervisionPhase.RINGING
    return _over(state, SupervisionEnd.NOT_ANSWERED if is_ringing else SupervisionEnd.TALK_OVER)


def _over(state: Supervision, end: SupervisionEnd) -> SupervisionStep:
    over = replace(state, phase=SupervisionPhase.OVER, until=None, end=end)
    return SupervisionStep(over, (Release(),))
