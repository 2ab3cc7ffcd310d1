"""What a supervisor asks of somebody who waits; stored as events of the call."""

from dataclasses import dataclass

from queues.policy import QueueName


@dataclass(frozen=True, slots=True)
class PutFirst:
    """The person is next: before everybody but those in danger who came earlier."""


@dataclass(frozen=True, slots=True)
class QueueChosen:
    """The person waits in another queue from now on, at the place that was always theirs."""

    queue: QueueName


Steering = PutFirst | QueueChosen
