"""The middle of a call: waiting, ringing an agent, joining them."""

from dataclasses import replace

from agents.activity import RingOutcome
from base.instant import Instant, after
from callflow.admission import Admit, Rung
from callflow.call import (
    AgentAtWork,
    Call,
    Joining,
    Question,
    Ringing,
    Talking,
    Waiting,
    Whispering,
)
from callflow.commands import (
    AskPosition,
    CallCommand,
    EnterQueue,
    HangUpAgent,
    Join,
    LeaveQueue,
    NoteTopic,
    PlayMusic,
    ReportRing,
    RingAgent,
    TakeBack,
    Turn,
    Whisper,
)
from callflow.endings import late, part
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Arrived,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    DigitPressed,
    Joined,
    Matched,
    Performance,
    PositionRead,
    Ring,
    SayFinished,
    TurnedAway,
    Whispered,
)
from callflow.outcome import HangupCause, Outcome
from callflow.policy import CallPolicy
from callflow.promise import minutes_of
from callflow.questions import ask
from callflow.recording import begin_recording
from callflow.steps import CallStep, hush, is_current, is_placed, preceded, say, step
from ivr.speech import say_offer, say_position, say_whisper
from queues.messages import EntryAwaited, TurnAwayReason
from queues.policy import QueueName
from queues.queue import Rank
from queues.treatment import next_announcement_at

CALL_ME_BACK = "1"
"""The key by which somebody who waits chooses to be rung instead."""

ROOM_RETRY_S = 1.0
"""After so long a caller who could not be brought into a room is tried again."""


def enter(
    call: Call,
    queue: QueueName,
    now: Instant,
    policy: CallPolicy,
    *,
    reason: str,
    is_silent: bool = False,
) -> CallStep:
    """Put the caller into a queue and let them hear music.

    `is_silent` where something is about to be said, which music then follows.
    """
    announce_at = next_announcement_at(now, None, policy.queues[queue])
    entered = replace(
        call,
        phase=Waiting(queue, entered_at=now, announce_at=announce_at),
        queue=queue,
        times=replace(call.times, entered_at=now),
    )
    topic = () if call.origin.case.queue == queue else (NoteTopic(queue),)
    music = () if is_silent else (PlayMusic(),)
    return step(entered, *topic, EnterQueue(queue, now, turn_of(call)), *music, reason=reason)


def turn_of(call: Call) -> Turn:
    """Return where the person of this call stands in the one order of people."""
    origin = call.origin
    standing = origin.standing if isinstance(origin, Arrived) else None
    is_silenced = standing is not None and bool(standing.silenced)
    rank = Rank.NORMAL
    if call.is_urgent or _is_put_first(call):
        rank = Rank.URGENT
    elif is_silenced and not call.has_voice:
        rank = Rank.LAST
    return Turn(
        contact_id=origin.case.contact_id,
        placed_at=_placed_at(call),
        rank=rank,
        preferred=None if standing is None else standing.preferred,
    )


def awaited_at(call: Call, place: Waiting, until: Instant) -> EntryAwaited:
    """Return that the caller is about to come back to their place, by that moment."""
    turn = turn_of(call)
    return EntryAwaited(
        call.origin.call_id,
        place.queue,
        place.entered_at,
        until,
        contact_id=turn.contact_id,
        placed_at=turn.placed_at,
        rank=turn.rank,
        preferred=turn.preferred,
    )


def _is_put_first(call: Call) -> bool:
    """Tell whether a supervisor put the person first, and they have not talked since."""
    place = call.phase if isinstance(call.phase, Waiting) else getattr(call.phase, "waiting", None)
    return isinstance(place, Waiting) and place.is_put_first


def _placed_at(call: Call) -> Instant:
    """Return the moment by which the person stands in line: their first dial.

    On a trunk with room for everybody it is this call, as in any queue: nobody had to dial again,
    and who waits on the line is not put behind somebody who chose to hang up.
    """
    origin = call.origin
    is_own_turn = origin.placed_at is None or (
        isinstance(origin, Arrived)
        and origin.load.is_roomy
        and isinstance(call.admission, Admit)
        and call.admission.rung is not Rung.LET_IN
    )
    own = call.times.arrived_at
    return own if is_own_turn else origin.placed_at or own


def queue_wanted(call: Call, policy: CallPolicy) -> QueueName:
    """Return where the person wants to go, as far as they ever said."""
    origin = call.origin
    wanted = call.queue or origin.case.queue
    if wanted is None or wanted not in policy.queues:
        # The settings may have lost the queue since.
        return policy.services[origin.service].queue
    return wanted


def waiting(
    call: Call, phase: Waiting, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the caller waits."""
    match event:
        case Matched():
            return _ring(call, phase, event, now, policy)
        case PositionRead() if not phase.is_announcing:
            return _tell_position(call, phase, event, now, policy)
        case DigitPressed(digit) if digit == CALL_ME_BACK and phase.is_offered:
            promised = ask(call, Question.PROMISE, now, policy, reason="callback_chosen")
            return preceded(promised, LeaveQueue())
        case SayFinished() if is_current(call, event):
            announced = _announced(phase, now, policy)
            silent = replace(call, phase=announced, is_speaking=False)
            return step(silent, PlayMusic(), reason="announced")
        case CommandFailed(Performance.TAKE_BACK):
            adrift = replace(phase, announce_at=after(now, ROOM_RETRY_S), is_adrift=True)
            return step(replace(call, phase=adrift), reason="take_back_failed")
        case DeadlinePassed() if phase.is_adrift:
            settled = replace(_announced(phase, now, policy), is_adrift=False)
            back = replace(call, phase=settled, is_speaking=False)
            return step(back, TakeBack(), PlayMusic(), reason="take_back_again")
        case DeadlinePassed() if phase.is_announcing:
            quiet, stop = hush(replace(call, phase=_announced(phase, now, policy)))
            return step(quiet, *stop, PlayMusic(), reason=event.reason)
        case DeadlinePassed():
            asking = _announced(phase, now, policy)
            quiet, stop = hush(replace(call, phase=asking))
            # Something said on the way in, whose end was lost: music must follow it.
            music = (PlayMusic(),) if stop else ()
            return step(quiet, *stop, *music, AskPosition(), reason=event.reason)
        case TurnedAway(reason):
            words = (
                policy.texts.closing
                if reason is TurnAwayReason.CLOSING
                else policy.texts.no_agents
            )
            parted = part(call, words, Outcome.DIVERTED, now, policy, reason=reason)
            # After the engine was away the entry may stand again that was just turned away.
            return replace(parted, commands=(LeaveQueue(), *parted.commands))
        case _:
            return late(call, event)


def ringing(
    call: Call, phase: Ringing, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while an agent's telephone rings."""
    ring = phase.agent.ring
    match event:
        case AgentRinging() if event.ring == ring:
            times = replace(call.times, ringing_at=now)
            return step(replace(call, times=times), reason="ringing")
        case AgentAnswered() if event.ring == ring:
            return _answered(call, phase, now, policy)
        case AgentGone() if event.ring == ring:
            outcome = ring_outcome(event.cause, has_rung=call.times.ringing_at is not None)
            return _back(call, phase, outcome, now)
        case CommandFailed(Performance.RING, number) if number == ring:
            # It may ring all the same: the answer to our command was lost, not the command.
            return _back(call, phase, RingOutcome.UNREACHABLE, now, HangUpAgent(ring))
        case DeadlinePassed():
            # A telephone that never said it was ringing is not there at all.
            rang = call.times.ringing_at is not None
            outcome = RingOutcome.TIMED_OUT if rang else RingOutcome.UNREACHABLE
            return _back(call, phase, outcome, now, HangUpAgent(ring))
        case SayFinished() if is_current(call, event):
            held = replace(phase, waiting=_announced(phase.waiting, now, policy))
            silent = replace(call, phase=held, is_speaking=False)
            return step(silent, PlayMusic(), reason="announced")
        case _:
            return late(call, event)


def whispering(
    call: Call, phase: Whispering, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the operator hears who comes; the caller still hears music."""
    ring = phase.agent.ring
    match event:
        case Whispered() if event.ring == ring:
            return _join(call, phase, now, policy)
        case CommandFailed(Performance.WHISPER, number) if number == ring:
            return _join(call, phase, now, policy)
        case DeadlinePassed():
            return _join(call, phase, now, policy)
        case AgentGone() if event.ring == ring:
            return _back(call, phase, RingOutcome.DECLINED, now)
        case SayFinished() if is_current(call, event):
            held = replace(phase, waiting=_announced(phase.waiting, now, policy))
            silent = replace(call, phase=held, is_speaking=False)
            return step(silent, PlayMusic(), reason="announced")
        case _:
            return late(call, event)


def joining(
    call: Call, phase: Joining, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the agent is let in; the caller's lease and music are off."""
    ring = phase.agent.ring
    match event:
        case Joined() if event.ring == ring:
            times = replace(call.times, joined_at=now)
            talking = replace(
                call, phase=Talking(phase.agent), times=times, agent_id=phase.agent.agent_id
            )
            report = ReportRing(phase.agent.agent_id, RingOutcome.ANSWERED)
            recorded, start = begin_recording(talking, now, policy)
            return step(recorded, report, *start, reason="joined")
        case AgentGone() if event.ring == ring:
            return _back(call, phase, RingOutcome.DECLINED, now, TakeBack())
        case CommandFailed(Performance.JOIN, number) if number == ring:
            return _not_joined(call, phase, now)
        case DeadlinePassed():
            return _not_joined(call, phase, now)
        case _:
            return late(call, event)


def _ring(
    call: Call, phase: Waiting, match: Matched, now: Instant, policy: CallPolicy
) -> CallStep:
    agent = AgentAtWork(match.agent_id, match.account, Ring(call.rings + 1))
    until = after(now, policy.queues[phase.queue].ring_timeout_s)
    rung = replace(
        call,
        phase=Ringing(phase, agent, until),
        rings=agent.ring,
        times=replace(call.times, matched_at=now, ringing_at=None, answered_at=None),
    )
    return step(rung, RingAgent(agent.ring, agent.account), reason=match.reason)


def _answered(call: Call, phase: Ringing, now: Instant, policy: CallPolicy) -> CallStep:
    answered = replace(call, times=replace(call.times, answered_at=now))
    if not (policy.whispers and is_placed(call)):
        return _join(answered, phase, now, policy)
    until = after(now, policy.answer_timeout_s)
    words = say_whisper(call.origin.case.spoken_number, is_urgent=call.is_urgent)
    told = replace(answered, phase=Whispering(phase.waiting, phase.agent, until))
    return step(told, Whisper(phase.agent.ring, words), reason="agent_answered")


def _join(call: Call, phase: Ringing | Whispering, now: Instant, policy: CallPolicy) -> CallStep:
    quiet, stop = hush(call)
    until = after(now, policy.answer_timeout_s)
    waiting = replace(phase.waiting, is_announcing=False)
    joining_now = replace(quiet, phase=Joining(waiting, phase.agent, until))
    reason = "whispered" if isinstance(phase, Whispering) else "agent_answered"
    return step(joining_now, *stop, Join(phase.agent.ring), reason=reason)


def _tell_position(
    call: Call, phase: Waiting, event: PositionRead, now: Instant, policy: CallPolicy
) -> CallStep:
    """Tell the place, and offer a callback to whom it would spare a long wait."""
    words = say_position(event.position.position)
    wait_s = event.estimated_wait_s
    offers = wait_s is not None and wait_s >= policy.offer_from_s and is_callable(call)
    if offers:
        words = (*words, *say_offer(minutes_of(wait_s or 0.0)))
    quiet, stop = hush(call)
    spoken, command = say(replace(quiet, estimated_wait_s=wait_s), words)
    until = after(now, policy.say_timeout_s)
    is_offered = phase.is_offered or offers
    announcing = replace(phase, announce_at=until, is_announcing=True, is_offered=is_offered)
    told = replace(spoken, phase=announcing)
    return step(told, *stop, command, reason="position_told")


def is_callable(call: Call) -> bool:
    """Tell whether we may promise to ring the number that the call came from."""
    return isinstance(call.origin, Arrived) and call.origin.standing.is_callable


def _not_joined(call: Call, phase: Joining, now: Instant) -> CallStep:
    undo = (HangUpAgent(phase.agent.ring), TakeBack())
    return _back(call, phase, RingOutcome.UNREACHABLE, now, *undo)


def _back(
    call: Call,
    phase: Ringing | Whispering | Joining,
    outcome: RingOutcome,
    now: Instant,
    *undo: CallCommand,
) -> CallStep:
    """Return the caller to their place, which is where it always was."""
    place = replace(phase.waiting, announce_at=max(phase.waiting.announce_at, now))
    music = (PlayMusic(),) if isinstance(phase, Joining) else ()
    back = replace(
        call,
        phase=place,
        rings_without_answer=call.rings_without_answer + 1,
        times=replace(call.times, answered_at=None),
    )
    report = ReportRing(phase.agent.agent_id, outcome)
    return step(back, *undo, *music, report, reason=f"ring_{outcome}")


def _announced(phase: Waiting, now: Instant, policy: CallPolicy) -> Waiting:
    at = next_announcement_at(phase.entered_at, now, policy.queues[phase.queue])
    return replace(phase, announce_at=at, is_announcing=False)


def ring_outcome(cause: HangupCause, *, has_rung: bool) -> RingOutcome:
    """Return how a ring ended, by the cause of its leg's end.

    People decline what they have heard ringing; what is busy before that is the telephone.
    """
    match cause:
        case HangupCause.BUSY if not has_rung:
            return RingOutcome.BUSY
        case HangupCause.BUSY | HangupCause.DECLINED | HangupCause.NORMAL:
            return RingOutcome.DECLINED
        case HangupCause.NO_ANSWER:
            return RingOutcome.TIMED_OUT
        case _:
            return RingOutcome.UNREACHABLE
