"""When queues close: at the moment after which no open service leads to them."""

from dataclasses import dataclass
from datetime import datetime

from callflow.policy import CallPolicy, ServicePolicy
from queues.policy import QueueName


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
    open_then = [service for service in policy.services.values() if service.hours.is_open(at)]
    still_led_to = {queue for service in open_then for queue in queues_of(service)}
    return Closing(at, frozenset(policy.queues.keys() - still_led_to))


def left_s(closing: Closing | None, now: datetime) -> float | None:
    """Return how long it is until a closing; `None` when there is none."""
    return None if closing is None else (closing.at - now).total_seconds()


def queues_of(service: ServicePolicy) -> frozenset[QueueName]:
    """Return the queues to which the service's menu leads."""
    menu = service.menu
    targets = () if menu is None else (*menu.choices.values(), menu.otherwise)
    return frozenset({service.queue, *(QueueName(target) for target in targets)})


def _closes_after(service: ServicePolicy, now: datetime) -> datetime | None:
    """Return the end of the opening that lasts now or comes next."""
    if service.hours.is_open(now):
        return service.hours.closes_at(now)
    opens_at = service.hours.opens_at(now)
    return None if opens_at is None else service.hours.closes_at(opens_at)
