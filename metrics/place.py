"""Where a need stands in a report that is not divided by time: one need, one line.

A need may pass several queues and topics, and lines that add up to the whole can count it in one
only. It is that of the call in which an agent served it; of what nobody served, the last known.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from base.ids import AgentId
from metrics.facts import CallFacts
from metrics.tally import is_attempt
from queues.policy import QueueName

FactT = TypeVar("FactT")


@dataclass(frozen=True, slots=True)
class NeedPlace:
    """What a need was about, and who served it; `None` where nobody knows, or nobody did."""

    dialled: str
    """The number of the first dial."""
    queue: QueueName | None
    topic: str | None
    operator: AgentId | None
    clinic: str | None


def place_of(calls: Iterable[CallFacts]) -> NeedPlace:
    """Return where a need stands, by the calls that belong to it."""
    listed = sorted(calls, key=lambda call: (call.arrived_at, call.call_id))
    talks = [(call.joined_at, call.call_id, call) for call in listed if call.joined_at is not None]
    served = min(talks, default=None)
    met = [call for call in listed if served is None or call.arrived_at <= served[0]]
    return NeedPlace(
        dialled=next((call.dialled for call in listed if is_attempt(call)), ""),
        queue=_last(met, lambda call: call.queue),
        topic=_last(met, lambda call: call.topic),
        operator=None if served is None else served[2].agent_id,
        clinic=_last(listed, lambda call: call.clinic),
    )


def _last(calls: Sequence[CallFacts], fact: Callable[[CallFacts], FactT | None]) -> FactT | None:
    """Return what the last call that knows it says."""
    return next((known for call in reversed(calls) if (known := fact(call)) is not None), None)
