"""Lets a running engine follow an administrator's orders, each until its moment.

Orders and settings make one policy; it is swapped as a whole, and kept before calls name it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

import structlog

from base.clock import Clock
from base.errors import Line122Error
from base.ids import ChangeId
from callback.policy import HoldPolicy
from callflow.events import PolicyId, ServiceName
from callflow.hours import closed_queues
from callflow.order_ports import HoursBook, TopicShelf
from callflow.policy import CallPolicy
from callflow.ports import PolicyBook
from callflow.snapshot import encode_policy, policy_id_of
from callflow.standing_orders import (
    HoursOrder,
    StandingOrders,
    next_order_change,
    policy_under,
)
from ivr.hot_topics import (
    AnnouncedTopic,
    HotTopic,
    TopicEffect,
    TopicId,
    TopicPlace,
    topics_on_air,
)
from line122.topic_meter import TopicMeter
from queues.policy import QueueName

_COUNTS_EVERY_S: Final = 30.0
"""So late at most is known what came of a topic."""

_log = structlog.get_logger(__name__)


class Followers(Protocol):
    """Whoever decides by the policy."""

    def change_policy(self, policy: CallPolicy, policy_id: PolicyId, hold: HoldPolicy) -> None:
        """Decide by another policy from now on."""
        ...

    def close(self, queues: frozenset[QueueName]) -> None:
        """Send those away with a promise who wait where nothing leads any more."""
        ...


class StepKeeper(Protocol):
    """Keeps who ordered what beside all other steps of administrators."""

    async def hours_ordered(
        self, before: HoursOrder | None, order: HoursOrder, undoes: ChangeId | None
    ) -> None:
        """Keep that a service is open or closed from now on, or goes by its hours."""
        ...

    async def topic_changed(
        self, topic: HotTopic, actor: str, undoes: ChangeId | None, *, is_on: bool
    ) -> None:
        """Keep that a topic is on the line, or off it."""
        ...


@dataclass(frozen=True, slots=True)
class OrderBooks:
    """Where orders, policies and effects are kept."""

    policies: PolicyBook
    hours: HoursBook
    topics: TopicShelf
    steps: StepKeeper


class OrderDesk:
    """Takes orders, and puts them into force over the policy of the settings."""

    def __init__(
        self,
        books: OrderBooks,
        followers: Followers,
        clock: Clock,
        *,
        planned: CallPolicy,
        hold: HoldPolicy,
        meter: TopicMeter,
    ) -> None:
        self._books = books
        self._followers = followers
        self._clock = clock
        self._planned = planned
        self._hold = hold
        self._meter = meter
        self._in_force = planned
        self._changed = asyncio.Event()
        self.orders = StandingOrders({}, ())
        self.announced: Mapping[str, AnnouncedTopic] = {}
        """What is to be spoken into a telephone, by the number that is dialled for it."""
        self.policy_id = policy_id_of(encode_policy(planned))

    @property
    def policy(self) -> CallPolicy:
        """The policy in force, orders included."""
        return self._in_force

    async def load(self) -> None:
        """Follow the orders that were given before this start."""
        hours = await self._books.hours.last_orders()
        topics = await self._books.topics.lasting(self._clock.now())
        announced = await self._books.topics.announced(self._clock.now())
        self.orders = StandingOrders({order.service: order for order in hours}, topics)
        self.announced = {topic.number: topic for topic in announced}
        await self._put_into_force()

    async def follow(self, planned: CallPolicy, hold: HoldPolicy) -> PolicyId:
        """Follow new settings under the same orders, and return the name of what is in force.

        Raises:
            Line122Error: the policy cannot be kept; then nothing has changed.

        """
        while True:
            under = self._under(planned)
            encoded = encode_policy(under)
            await self._books.policies.keep_policy(policy_id_of(encoded), encoded)
            if under == self._under(planned):
                break
        self._planned, self._hold = planned, hold
        self._swap(under, policy_id_of(encoded))
        return self.policy_id

    async def order_hours(self, order: HoursOrder, undoes: ChangeId | None = None) -> None:
        """Take that a service is open or closed whatever its hours say, or that it goes by them.

        Raises:
            Line122Error: the order cannot be kept; then nothing has changed.

        """
        await self._books.hours.give(order)
        before = self.orders.hours.get(order.service)
        hours: Mapping[ServiceName, HoursOrder] = {**self.orders.hours, order.service: order}
        self.orders = replace(self.orders, hours=hours)
        _log.info(
            "hours.ordered",
            service=order.service,
            asked=order.asked,
            until=order.until,
            author=order.author,
        )
        await self._put_into_force()
        await self._books.steps.hours_ordered(before, order, undoes)

    async def add_topic(self, topic: HotTopic) -> bool:
        """Take a new topic; `False` when its name is taken.

        Raises:
            Line122Error: it cannot be kept; then nothing has changed.

        """
        if not await self._books.topics.add(topic, self._clock.now()):
            return False
        self.orders = replace(self.orders, topics=(*self.orders.topics, topic))
        _log.info("topic.added", topic=topic.topic_id, place=topic.place, author=topic.author)
        await self._put_into_force()
        await self._books.steps.topic_changed(topic, topic.author, None, is_on=True)
        return True

    async def resume_topic(self, topic_id: TopicId, author: str, undoes: ChangeId) -> bool:
        """Put a topic back that was taken off; `False` when it is over, or on the line.

        Raises:
            Line122Error: it cannot be kept; then nothing has changed.

        """
        now = self._clock.now()
        if not await self._books.topics.resume(topic_id, now):
            return False
        self.orders = replace(self.orders, topics=await self._books.topics.lasting(now))
        _log.info("topic.resumed", topic=topic_id, author=author)
        await self._put_into_force()
        await self._tell_step(self._topic(topic_id), author, undoes, is_on=True)
        return True

    async def stop_topic(
        self, topic_id: TopicId, author: str = "", undoes: ChangeId | None = None
    ) -> bool:
        """Take a topic off the line; `False` when none of that name is on it or awaited.

        Raises:
            Line122Error: it cannot be kept; then nothing has changed.

        """
        if not await self._books.topics.stop(topic_id, self._clock.now()):
            return False
        stopped = self._topic(topic_id)
        left = tuple(topic for topic in self.orders.topics if topic.topic_id != topic_id)
        self.orders = replace(self.orders, topics=left)
        _log.info("topic.stopped", topic=topic_id, author=author)
        await self._put_into_force()
        await self._tell_step(stopped, author, undoes, is_on=False)
        return True

    async def announce(self, topic: AnnouncedTopic) -> None:
        """Await a topic that somebody will speak, through restarts too.

        Raises:
            Line122Error: it cannot be kept; then nothing has changed.

        """
        # At once: whoever announces another meanwhile gets another number.
        self.announced = {**self.announced, topic.number: topic}
        try:
            await self._books.topics.announce(topic)
        except Line122Error:
            self._forget(topic.number)
            raise
        _log.info("topic.announced", topic=topic.topic_id, code=topic.number)

    async def spoken(self, number: str) -> None:
        """Take that a topic was spoken: its number is free.

        Raises:
            Line122Error: that cannot be kept; then it is awaited again after a restart.

        """
        self._forget(number)
        await self._books.topics.spoken(number)

    async def effects(self) -> Mapping[TopicId, TopicEffect]:
        """Return what came of every topic so far."""
        await self._count()
        return await self._books.topics.effects()

    async def run(self) -> None:
        """Put orders into force and out of it at their moments, until cancelled."""
        while True:
            now = self._clock.now()
            change = next_order_change(self.orders, now)
            self._changed.clear()
            try:
                async with asyncio.timeout(_wait_s(change, now)):
                    await self._changed.wait()
            except TimeoutError:
                await self._put_into_force()
            await self._count()

    def _topic(self, topic_id: TopicId) -> HotTopic | None:
        return next((each for each in self.orders.topics if each.topic_id == topic_id), None)

    async def _tell_step(
        self, topic: HotTopic | None, author: str, undoes: ChangeId | None, *, is_on: bool
    ) -> None:
        if topic is not None:
            await self._books.steps.topic_changed(topic, author, undoes, is_on=is_on)

    async def _put_into_force(self) -> None:
        self._changed.set()
        while (under := self._under(self._planned)) != self._in_force:
            encoded = encode_policy(under)
            policy_id = policy_id_of(encoded)
            try:
                await self._books.policies.keep_policy(policy_id, encoded)
            except Line122Error as error:
                # Citizens hear what holds now; only the replay of these calls lacks its policy.
                _log.warning("orders.policy_unkept", policy_id=policy_id, cause=str(error))
            # Whoever ordered or reloaded while it was kept is not undone by what was due before.
            if under == self._under(self._planned) != self._in_force:
                self._swap(under, policy_id)

    def _under(self, planned: CallPolicy) -> CallPolicy:
        """Return what holds now under all orders."""
        return policy_under(planned, self.orders, self._clock.now())

    def _forget(self, number: str) -> None:
        self.announced = {at: topic for at, topic in self.announced.items() if at != number}

    def _swap(self, policy: CallPolicy, policy_id: PolicyId) -> None:
        now = self._clock.now()
        before = closed_queues(self._in_force, now)
        self._in_force, self.policy_id = policy, policy_id
        topics = self.orders.topics
        on_air = {place: topics_on_air(topics, place, now) for place in TopicPlace}
        self._meter.follow(policy_id, on_air)
        self._followers.change_policy(policy, policy_id, self._hold)
        if closed := closed_queues(policy, now) - before:
            self._followers.close(closed)
        _log.info("orders.followed", policy_id=policy_id, topics=sum(map(len, on_air.values())))

    async def _count(self) -> None:
        counted = self._meter.take()
        if not counted:
            return
        try:
            await self._books.topics.count(counted)
        except Line122Error as error:
            self._meter.give_back(counted)
            _log.warning("topic.counting_postponed", cause=str(error))


def _wait_s(change: datetime | None, now: datetime) -> float:
    if change is None:
        return _COUNTS_EVERY_S
    return min(_COUNTS_EVERY_S, (change - now).total_seconds())
