"""When services open and close, and when queues do: after that no open service leads to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from callflow.policy import CallPolicy, ServicePolicy
from ivr.facts import Hours
from ivr.nodes import BranchNode, CallbackNode, Question, QueueNode, TransferNode
from queues.policy import QueueName

CLOSING_SOON: Final = timedelta(minutes=15)
"""Whoever comes so late is told that it closes; who still waits at the end gets a promise."""


@dataclass(frozen=True, slots=True)
class Open:
    """The service is open, and for a good while."""


@dataclass(frozen=True, slots=True)
class ClosingSoon:
    """The service is open; it closes within `CLOSING_SOON`."""

    minutes: int
    """Whole minutes that are left, rounded up."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody answers now: the night intake takes what people need."""

    opens_at: datetime | None
    """`None` when it never opens again by itself."""


Opening = Open | ClosingSoon | Closed


def opening_of(service: ServicePolicy, now: datetime) -> Opening:
    """Return whether the service is open, as a menu branches by it."""
    hours = service.hours
    if not hours.is_open(now):
        return Closed(hours.opens_at(now))
    closes_at = hours.closes_at(now)
    if closes_at is None or closes_at - now > CLOSING_SOON:
        return Open()
    return ClosingSoon(-((now - closes_at) // timedelta(minutes=1)))


@dataclass(frozen=True, slots=True)
class Closing:
    """A moment at which queues close."""

    at: datetime
    queues: frozenset[QueueName]
    """Those to which no service that is open then leads; may be none."""


def next_closing(policy: CallPolicy, now: datetime) -> Closing | None:
    """Return the next moment at which a service closes; `None` when none ever does."""
    moments = [
        closes_at
        for service in policy.services.values()
        if (closes_at := _closes_after(service, now)) is not None
    ]
    if not moments:
        return None
    at = min(moments)
    return Closing(at, closed_queues(policy, at))


def closed_queues(policy: CallPolicy, now: datetime) -> frozenset[QueueName]:
    """Return the queues to which no service that is open leads."""
    open_now = [service for service in policy.services.values() if service.hours.is_open(now)]
    led_to = {queue for service in open_now for queue in queues_of(service)}
    return frozenset(policy.queues.keys() - led_to)


def is_closed(policy: CallPolicy, queue: QueueName, now: datetime) -> bool:
    """Tell whether nobody takes whoever enters the queue now.

    A queue to which no menu leads, that operators hand people to, is open with any service.
    """
    services = tuple(policy.services.values())
    leading = [service for service in services if queue in queues_of(service)] or services
    return not any(service.hours.is_open(now) for service in leading)


def left_s(closing: Closing | None, now: datetime) -> float | None:
    """Return how long it is until a closing; `None` when there is none."""
    return None if closing is None else (closing.at - now).total_seconds()


def queues_of(service: ServicePolicy) -> frozenset[QueueName]:
    """Return the queues to which the service's menu leads, at the end or by way of others."""
    nodes = service.script.nodes.values()
    led_to = (
        node.queue for node in nodes if isinstance(node, QueueNode | CallbackNode | TransferNode)
    )
    return frozenset({service.queue, *map(QueueName, led_to)})


def has_night_menu(service: ServicePolicy) -> bool:
    """Tell whether the service's menu asks whether it is closed, and so serves callers then."""
    return any(
        isinstance(node, BranchNode) and node.on is Question.HOURS and Hours.CLOSED in node.cases
        for node in service.script.nodes.values()
    )


def hours_of(service: ServicePolicy, now: datetime) -> Hours:
    """Return whether the service is open, in the word of a menu."""
    match opening_of(service, now):
        case Open():
            return Hours.OPEN
        case ClosingSoon():
            return Hours.CLOSING_SOON
        case Closed():
            return Hours.CLOSED


def _closes_after(service: ServicePolicy, now: datetime) -> datetime | None:
    """Return the end of the opening that lasts now or comes next."""
    if service.hours.is_open(now):
        return service.hours.closes_at(now)
    opens_at = service.hours.opens_at(now)
    return None if opens_at is None else service.hours.closes_at(opens_at)
