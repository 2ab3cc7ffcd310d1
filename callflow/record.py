"""What is stored and reported of a call: one row, written when it begins and when it ends."""

from dataclasses import dataclass

from base.ids import AgentId, CallId, ContactId, LegId, TicketId, TrunkName
from base.phone import NumberKind, NumberReading
from callflow.admission import Divert, admission_word
from callflow.call import Call, Ended, RecordingState, Times
from callflow.events import Arrived, Direction, Origin, PolicyId, ServiceName
from callflow.outcome import HangupCause, Outcome
from callflow.recording import recording_state
from queues.policy import QueueName


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What is written of a call; outcome and cause are `None` until it has ended."""

    call_id: CallId
    leg_id: LegId
    contact_id: ContactId
    ticket_id: TicketId
    trunk: TrunkName
    service: ServiceName
    ani: NumberReading
    dialled: str
    times: Times
    queue: QueueName | None
    agent_id: AgentId | None
    rings: int
    rings_without_answer: int
    outcome: Outcome | None
    cause: HangupCause | None
    policy_id: PolicyId | None = None
    direction: Direction = Direction.INBOUND
    rung: int | None = None
    """The step of the ladder; `None` where the call was ours, or the line closed."""
    decision: str = ""
    """Rung and reason in one word; for a call of ours, why it was placed."""
    has_voice: bool = False
    """Whether anybody was heard."""
    recording_state: RecordingState | None = None
    """What the recordings of the talks are worth; `None` where nothing was recorded."""
    mark: int | None = None
    """The mark that the person gave, 0 to 10."""
    subject: str | None = None
    """What the person chose in the menu, in its word."""
    topics_heard_s: float = 0.0
    """How long hot topics of the reference menu were listened to; counted, and not stored."""
    hold_s: float = 0.0
    """How much of the talk the person spent on hold, as far as it has ended."""


def record_of(call: Call) -> CallRecord:
    """Return the row of a call as it stands."""
    arrived = call.origin
    admission = call.admission
    ended = call.phase if isinstance(call.phase, Ended) else None
    return CallRecord(
        call_id=arrived.call_id,
        leg_id=arrived.leg_id,
        contact_id=arrived.case.contact_id,
        ticket_id=arrived.case.ticket_id,
        trunk=arrived.trunk,
        service=arrived.service,
        ani=_number_of(arrived),
        dialled=arrived.dialled if isinstance(arrived, Arrived) else arrived.shown,
        times=call.times,
        queue=call.queue,
        agent_id=call.agent_id,
        rings=call.rings,
        rings_without_answer=call.rings_without_answer,
        outcome=ended.outcome if ended else None,
        cause=ended.cause if ended else None,
        policy_id=arrived.policy_id,
        direction=(Direction.INBOUND if isinstance(arrived, Arrived) else Direction.OUTBOUND),
        rung=None if admission is None or isinstance(admission, Divert) else int(admission.rung),
        decision=decision_of(call),
        has_voice=call.has_voice,
        recording_state=recording_state(call),
        mark=call.mark,
        subject=call.subject,
        topics_heard_s=_topics_heard_s(call),
        hold_s=call.held.held_s,
    )


def decision_of(call: Call) -> str:
    """Return rung and reason in one word; for a call of ours, why it was placed."""
    if call.admission is not None:
        return admission_word(call.admission)
    return "" if isinstance(call.origin, Arrived) else call.origin.reason


def _topics_heard_s(call: Call) -> float:
    """Return for how long topics were heard; who hangs up in one has heard it until then."""
    ended = call.times.hung_up_at
    return call.topics.heard_s if ended is None else call.topics.over(ended).heard_s


def _number_of(origin: Origin) -> NumberReading:
    """Return the number of the person, whoever called whom."""
    if isinstance(origin, Arrived):
        return origin.ani
    return NumberReading(kind=NumberKind.NATIONAL, raw=origin.number, number=origin.number)
