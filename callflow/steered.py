"""Somebody who waits, steered by a supervisor: put first, or into another queue.

It is theirs only while they wait: whoever is about to talk needs neither, and it is late.
"""

from dataclasses import replace

from callflow.call import Call, Waiting
from callflow.commands import EnterQueue, LeaveQueue, NoteTopic
from callflow.endings import late
from callflow.policy import CallPolicy
from callflow.queueing import turn_of
from callflow.steering import PutFirst, QueueChosen, Steering
from callflow.steps import CallStep, step


def steer(call: Call, event: Steering, policy: CallPolicy) -> CallStep:
    """Answer what a supervisor asks of somebody who waits."""
    place = call.phase
    if not isinstance(place, Waiting):
        return late(call, event)
    match event:
        case PutFirst() if not place.is_put_first:
            first = replace(call, phase=replace(place, is_put_first=True))
            again = EnterQueue(place.queue, place.entered_at, turn_of(first))
            return step(first, again, reason="put_first")
        case QueueChosen(queue) if queue != place.queue and queue in policy.queues:
            moved = replace(call, phase=replace(place, queue=queue), queue=queue)
            entered = EnterQueue(queue, place.entered_at, turn_of(moved))
            return step(moved, LeaveQueue(), NoteTopic(queue), entered, reason="queue_chosen")
        case _:
            return late(call, event)
