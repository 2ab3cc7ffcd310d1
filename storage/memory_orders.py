"""The books of an administrator's orders in memory; see `storage/memory.py`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from callflow.standing_orders import HoursOrder
from ivr.hot_topics import AnnouncedTopic, HotTopic, TopicEffect, TopicId


class MemoryHoursBook:
    """A `callflow.order_ports.HoursBook`."""

    def __init__(self) -> None:
        self.journal: list[HoursOrder] = []

    async def give(self, order: HoursOrder) -> None:
        """Append to the journal; the last order about a service is the one that counts."""
        self.journal.append(order)

    async def last_orders(self) -> tuple[HoursOrder, ...]:
        """Return the last order about every service, by its name."""
        last = {order.service: order for order in self.journal}
        return tuple(order for _, order in sorted(last.items()))


class MemoryTopicBook:
    """A `callflow.order_ports.TopicBook`, and its `AnnouncedBook`."""

    def __init__(self) -> None:
        self._topics: dict[TopicId, HotTopic] = {}
        self._effects: dict[TopicId, TopicEffect] = {}
        self._announced: dict[str, AnnouncedTopic] = {}

    async def add(self, topic: HotTopic, now: datetime) -> bool:
        """Keep a new topic; `False` when its name is taken."""
        del now
        if topic.topic_id in self._topics:
            return False
        self._topics[topic.topic_id] = topic
        self._effects[topic.topic_id] = TopicEffect()
        return True

    async def stop(self, topic_id: TopicId, now: datetime) -> bool:
        """Take a topic off the line; `False` when none of that name is on it or awaited."""
        topic = self._topics.get(topic_id)
        if topic is None or topic.ends_at <= now or topic.stopped_at is not None:
            return False
        self._topics[topic_id] = replace(topic, stopped_at=now)
        return True

    async def resume(self, topic_id: TopicId, now: datetime) -> bool:
        """Put a topic back that was taken off; `False` when it is over, or on the line."""
        topic = self._topics.get(topic_id)
        if topic is None or topic.expires_at <= now or topic.stopped_at is None:
            return False
        self._topics[topic_id] = replace(topic, stopped_at=None)
        return True

    async def lasting(self, now: datetime) -> tuple[HotTopic, ...]:
        """Return the topics that are on the line or will be, the first start first."""
        lasting = [
            topic
            for topic in self._topics.values()
            if topic.stopped_at is None and topic.expires_at > now
        ]
        return tuple(sorted(lasting, key=lambda topic: (topic.starts_at, topic.topic_id)))

    async def count(self, effects: Mapping[TopicId, TopicEffect]) -> None:
        """Add to what came of topics."""
        for topic_id, effect in effects.items():
            known = self._effects.get(topic_id)
            if known is not None:
                self._effects[topic_id] = TopicEffect(
                    known.heard + effect.heard, known.contained + effect.contained
                )

    async def effects(self) -> Mapping[TopicId, TopicEffect]:
        """Return what came of every topic that there ever was."""
        return dict(self._effects)

    async def announce(self, topic: AnnouncedTopic) -> None:
        """Keep one; it takes the place of what waited under its number."""
        self._announced[topic.number] = topic

    async def spoken(self, number: str) -> None:
        """Forget the one of that number, if there is one."""
        self._announced.pop(number, None)

    async def announced(self, now: datetime) -> tuple[AnnouncedTopic, ...]:
        """Return those that are not over, by their numbers."""
        waiting = [topic for topic in self._announced.values() if topic.expires_at > now]
        return tuple(sorted(waiting, key=lambda topic: topic.number))
