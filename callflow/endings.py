"""How calls end, what comes too late, and how a call goes on after the engine was away."""

from dataclasses import replace
from typing import assert_never

from agents.activity import RingOutcome
from base.instant import Instant, after, elapsed_s
from callflow.answers import is_only_told
from callflow.call import (
    AgentAtWork,
    Answering,
    Asking,
    Call,
    Dialling,
    Ended,
    Fetching,
    Gathering,
    Greeting,
    HandedOver,
    InMenu,
    Joining,
    Leaving,
    Marking,
    Outside,
    Parting,
    Question,
    Ringing,
    Talking,
    Times,
    Transferring,
    Waiting,
    Whispering,
)
from callflow.commands import (
    CallCommand,
    Clear,
    HangUp,
    HangUpAgent,
    LeaveQueue,
    QueueCommand,
    ReportRing,
    ReportTalkEnded,
    TakeBack,
    TelephonyCommand,
)
from callflow.events import AgentAnswered, AgentRinging, CallEvent, DigitPressed, Matched, Ring
from callflow.outcome import HangupCause, Outcome
from callflow.policy import CallPolicy
from callflow.recording import end_recording
from callflow.steps import CallStep, hush, say, step
from callflow.transfer import RejoinAsked
from ivr.nodes import HangUpNode
from ivr.numerals import LARGEST
from ivr.prompt import Phrase
from ivr.speech import say_cardinal, say_digits
from ivr.walk import Closing, Walk


def late(call: Call, event: CallEvent) -> CallStep:
    """Answer an event that this phase did not wait for."""
    match event:
        case Matched(agent_id):
            # Whoever has gone stands in no line: else the freed agent is matched to them again.
            place = (
                () if isinstance(call.phase, Ringing | Whispering | Joining) else (LeaveQueue(),)
            )
            report = ReportRing(agent_id, RingOutcome.CANCELLED)
            return step(call, *place, report, reason="match_late")
        case AgentRinging(ring) | AgentAnswered(ring):
            if _is_with(call, ring):
                return step(call, reason="late")
            return step(call, HangUpAgent(ring), reason="agent_late")
        case DigitPressed():
            return step(call, reason="digit_dropped")
        case _:
            return step(call, reason="late")


def gone(call: Call, cause: HangupCause, now: Instant, policy: CallPolicy) -> CallStep:
    """End the call whose caller's leg is gone, and undo what was under way for them."""
    outcome = _outcome_of(call, now, policy)
    # Of a leg that was found missing nobody knows for how long it has been.
    over, stop = end_recording(call, now, is_end_seen=cause is not HangupCause.LOST)
    ended = replace(
        over,
        phase=Ended(outcome, cause),
        is_speaking=False,
        times=replace(_times_without_join(call), hung_up_at=now),
    )
    return step(ended, *undone(call), *stop, Clear(), reason=f"caller_gone_{outcome}")


def part(
    call: Call, words: Phrase, outcome: Outcome, now: Instant, policy: CallPolicy, *, reason: str
) -> CallStep:
    """Say the last words with the number of the ticket, which is committed before it is said."""
    texts = policy.texts
    number = _spoken_number(call.origin.case.spoken_number)
    quiet, stop = hush(call)
    spoken, command = say(quiet, (*words, *texts.ticket, *number, *texts.emergency))
    parting = Parting(words, outcome, after(now, policy.say_timeout_s))
    return step(replace(spoken, phase=parting), *stop, command, reason=reason, durable=True)


def part_with(
    call: Call,
    words: Phrase,
    outcome: Outcome,
    now: Instant,
    policy: CallPolicy,
    *,
    reason: str,
) -> CallStep:
    """Say these last words and no others; what they confirm is committed before they are said."""
    quiet, stop = hush(call)
    spoken, command = say(quiet, words)
    parting = Parting(words, outcome, after(now, policy.say_timeout_s), is_bare=True)
    return step(replace(spoken, phase=parting), *stop, command, reason=reason, durable=True)


def leave(
    call: Call,
    outcome: Outcome,
    now: Instant,
    policy: CallPolicy,
    *,
    before: tuple[CallCommand, ...] = (),
    reason: str,
) -> CallStep:
    """Hang up."""
    quiet, stop = hush(call)
    over, end = end_recording(quiet, now)
    leaving = Leaving(outcome, after(now, policy.answer_timeout_s))
    return step(replace(over, phase=leaving), *stop, *before, *end, HangUp(), reason=reason)


def apologise(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    """End a call that the engine cannot serve, kindly; a talk is left alone."""
    match call.phase:
        case Talking() | Transferring() | HandedOver() | Parting() | Leaving() | Ended():
            return step(call, reason="engine_failed")
        case Marking():
            return leave(call, Outcome.ANSWERED, now, policy, reason="engine_failed")
        case Answering() | Fetching() | Dialling():
            undo = undone(call)
            return leave(call, Outcome.FAILED, now, policy, before=undo, reason="engine_failed")
        case (
            Greeting()
            | InMenu()
            | Asking()
            | Gathering()
            | Waiting()
            | Ringing()
            | Whispering()
            | Joining()
        ):
            undo = undone(call)
            # Joining has ended the lease, and the last words must not outlive the engine.
            back = (TakeBack(),) if isinstance(call.phase, Joining) else ()
            quiet, stop = hush(replace(call, times=_times_without_join(call)))
            parted = part(
                quiet, policy.texts.apology, Outcome.FAILED, now, policy, reason="engine_failed"
            )
            return replace(parted, commands=(*stop, *undo, *back, *parted.commands))
        case _:
            assert_never(call.phase)


def undone(call: Call) -> tuple[TelephonyCommand | QueueCommand, ...]:
    """Return the commands that undo what is under way for the caller.

    The queue is left before the agent is given back: in the other order the freed agent would be
    matched to the very caller who has gone.
    """
    match call.phase:
        case Waiting():
            return (LeaveQueue(),)
        case Ringing(agent=agent) | Whispering(agent=agent) | Joining(agent=agent):
            report = ReportRing(agent.agent_id, RingOutcome.CANCELLED)
            return (LeaveQueue(), HangUpAgent(agent.ring), report)
        case Fetching(agent=AgentAtWork(agent_id, _, ring)):
            return (HangUpAgent(ring), ReportRing(agent_id, RingOutcome.CANCELLED))
        case Talking(agent) | Dialling(agent=AgentAtWork() as agent):
            return (HangUpAgent(agent.ring), ReportTalkEnded(agent.agent_id))
        case Transferring(agent=AgentAtWork(agent_id, _, ring)) as phase:
            far = give_back(phase, RingOutcome.CANCELLED)
            return (*far, HangUpAgent(ring), ReportTalkEnded(agent_id))
        case Transferring() as phase:
            return give_back(phase, RingOutcome.CANCELLED)
        case HandedOver(far=outside):
            return (HangUpAgent(outside.ring),)
        case (
            Answering()
            | Fetching()
            | Dialling()
            | Asking()
            | Gathering()
            | Greeting()
            | InMenu()
            | Marking()
            | Parting()
            | Leaving()
            | Ended()
        ):
            return ()
        case _:
            assert_never(call.phase)


def give_back(
    phase: Transferring, outcome: RingOutcome
) -> tuple[TelephonyCommand | QueueCommand, ...]:
    """Return the commands that let go of who was asked, wherever they are."""
    far = phase.far
    if isinstance(phase.asked, RejoinAsked):
        rung = () if far is None else (HangUpAgent(far.ring),)
        return (*rung, ReportTalkEnded(phase.asked.agent_id))
    if far is None:
        return ()
    if isinstance(far, Outside):
        return (HangUpAgent(far.ring),)
    if phase.has_answered:
        return (HangUpAgent(far.ring), ReportTalkEnded(far.agent_id))
    return (HangUpAgent(far.ring), ReportRing(far.agent_id, outcome))


def _times_without_join(call: Call) -> Times:
    """Return the moments of a call that ends: who picked up and was not heard never answered."""
    if isinstance(call.phase, Whispering | Joining):
        return replace(call.times, answered_at=None)
    return call.times


def _spoken_number(number: int) -> Phrase:
    """Return the short number of the day; on a day of more tickets than words, digit by digit."""
    return say_cardinal(number) if number <= LARGEST else say_digits(str(number))


def _outcome_of_menu(call: Call, walk: Walk) -> Outcome:
    """Return what a menu was to somebody who hung up in it."""
    if isinstance(walk.stage, Closing) and isinstance(walk.stage.to, HangUpNode):
        return Outcome(walk.stage.to.outcome)
    if is_only_told(call):
        return Outcome.TOLD if call.is_told else Outcome.DIVERTED
    # Who hears what they asked for as a rule hangs up instead of saying goodbye.
    return Outcome.SELF_SERVED if walk.has_found else Outcome.ABANDONED


def _is_with(call: Call, ring: Ring) -> bool:
    match call.phase:
        case (
            Ringing(agent=agent) | Whispering(agent=agent) | Joining(agent=agent) | Talking(agent)
        ):
            return agent.ring == ring
        case Transferring(agent=agent_there, far=far):
            return ring in {side.ring for side in (agent_there, far) if side is not None}
        case Fetching(agent=AgentAtWork(ring=own)) | Dialling(agent=AgentAtWork(ring=own)):
            return own == ring
        case HandedOver(outside):
            return outside.ring == ring
        case _:
            return False


def _outcome_of(call: Call, now: Instant, policy: CallPolicy) -> Outcome:
    phase = call.phase
    match phase:
        case Transferring(is_straight=True):
            return Outcome.ABANDONED  # Nobody has talked with them yet.
        case Talking() | Transferring() | HandedOver() | Marking():
            return Outcome.ANSWERED
        case Parting(outcome=outcome) | Leaving(outcome) | Ended(outcome):
            return outcome
        case Fetching() | Dialling():
            return Outcome.NOT_REACHED
        case Asking(question=Question.PERSON):
            return Outcome.NOT_REACHED
        case Asking(question=Question.CHALLENGE):
            return Outcome.DIVERTED
        case Asking() | Gathering():
            # Whoever hangs up while being told was not told: see `NoteTold`.
            return Outcome.TOLD if call.is_told else Outcome.DIVERTED
        case Waiting(entered_at=entered_at) | Ringing(waiting=Waiting(entered_at=entered_at)):
            is_short = elapsed_s(entered_at, now) < policy.short_abandon_s
            return Outcome.SHORT_ABANDONED if is_short else Outcome.ABANDONED
        case InMenu(walk=walk):
            return _outcome_of_menu(call, walk)
        case Answering() | Greeting() | Whispering() | Joining():
            return Outcome.ABANDONED
        case _:
            assert_never(phase)
