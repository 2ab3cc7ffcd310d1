"""What an administrator ordered at run time, laid over the policy of the settings.

An order holds until its moment or until it is taken back, through restarts and reloads. Every
call names the policy that it lived by, orders included, so that a replay decides as was decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from base.calendar import NEVER, Forced
from callflow.events import ServiceName
from callflow.policy import CallPolicy, ServicePolicy
from callflow.record import CallRecord
from ivr.hot_topics import (
    HotTopic,
    TopicPlace,
    next_topic_change,
    phrase_of_topics,
    topics_on_air,
)


class HoursAsked(StrEnum):
    """What somebody ordered of a service's hours."""

    OPEN = "open"
    CLOSED = "closed"
    AS_PLANNED = "as_planned"
    """The order before it is taken back."""


@dataclass(frozen=True, slots=True)
class HoursOrder:
    """That a service is open or closed, whatever its hours say."""

    service: ServiceName
    asked: HoursAsked
    given_at: datetime
    until: datetime | None
    """`None` until it is taken back."""
    author: str

    def forced(self, now: datetime) -> Forced | None:
        """Return what it means for the hours; `None` when it is over, or took another back."""
        until = NEVER if self.until is None else self.until
        if self.asked is HoursAsked.AS_PLANNED or until <= now:
            return None
        return Forced(self.asked is HoursAsked.OPEN, self.given_at, until)


@dataclass(frozen=True, slots=True)
class StandingOrders:
    """All orders of a site."""

    hours: Mapping[ServiceName, HoursOrder]
    """The last one of each service."""
    topics: Sequence[HotTopic]


def policy_under(policy: CallPolicy, orders: StandingOrders, now: datetime) -> CallPolicy:
    """Return the policy as the orders change it; without any it is the same."""
    on_air = topics_on_air(orders.topics, TopicPlace.GREETING, now)
    return replace(
        policy,
        services={
            name: _under(service, orders.hours.get(name), now)
            for name, service in policy.services.items()
        },
        topics=phrase_of_topics(on_air),
        reference_topics=phrase_of_topics(topics_on_air(orders.topics, TopicPlace.REFERENCE, now)),
    )


def next_order_change(orders: StandingOrders, now: datetime) -> datetime | None:
    """Return the next moment at which the policy is another one by the orders alone."""
    ends = [order.until for order in orders.hours.values() if order.until is not None]
    moments = [at for at in (*ends, next_topic_change(orders.topics, now)) if at and at > now]
    return min(moments, default=None)


def _under(service: ServicePolicy, order: HoursOrder | None, now: datetime) -> ServicePolicy:
    forced = None if order is None else order.forced(now)
    if service.hours.forced == forced:
        return service
    return replace(service, hours=replace(service.hours, forced=forced))


class Heard(StrEnum):
    """What a call made of the topics in front of its greeting."""

    NOT = "not"
    HEARD = "heard"
    CONTAINED = "contained"
    """And then it ended without a wish for anybody."""


def heard_by(record: CallRecord, lasts_s: float) -> Heard:
    """Return whether a call that ended was in the line long enough, and whether it sufficed."""
    begun, ended = record.times.admitted_at, record.times.hung_up_at
    if begun is None or ended is None or ended - begun < lasts_s:
        return Heard.NOT
    return Heard.CONTAINED if record.times.entered_at is None else Heard.HEARD
