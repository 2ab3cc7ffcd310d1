"""The row of a call: a fold of its state that reports and screens read."""

from dataclasses import dataclass

from base.ids import AgentId, CallId, ContactId, LegId, TicketId
from base.phone import NumberReading
from callflow.call import Call, Ended, Times
from callflow.events import PolicyId, ServiceName, TrunkName
from callflow.outcome import HangupCause, Outcome
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


def record_of(call: Call) -> CallRecord:
    """Return the row of a call as it stands."""
    arrived = call.arrived
    ended = call.phase if isinstance(call.phase, Ended) else None
    return CallRecord(
        call_id=arrived.call_id,
        leg_id=arrived.leg_id,
        contact_id=arrived.case.contact_id,
        ticket_id=arrived.case.ticket_id,
        trunk=arrived.trunk,
        service=arrived.service,
        ani=arrived.ani,
        dialled=arrived.dialled,
        times=call.times,
        queue=call.queue,
        agent_id=call.agent_id,
        rings=call.rings,
        rings_without_answer=call.rings_without_answer,
        outcome=ended.outcome if ended else None,
        cause=ended.cause if ended else None,
        policy_id=arrived.policy_id,
    )
