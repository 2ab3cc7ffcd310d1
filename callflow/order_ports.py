"""Where an administrator's orders are kept; a write returns when it is durable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from callflow.standing_orders import HoursOrder
from ivr.hot_topics import AnnouncedTopic, HotTopic, TopicEffect, TopicId


class HoursBook(Protocol):
    """The journal of orders about hours."""

    async def give(self, order: HoursOrder) -> None:
        """Append to the journal; the last order about a service is the one that counts."""
        ...

    async def last_orders(self) -> tuple[HoursOrder, ...]:
        """Return the last order about every service, by its name."""
        ...


class TopicBook(Protocol):
    """The topics that there ever were, and what came of them."""

    async def add(self, topic: HotTopic, now: datetime) -> bool:
        """Keep a new topic; `False` when its name is taken, and then nothing has changed."""
        ...

    async def stop(self, topic_id: TopicId, now: datetime) -> bool:
        """Take a topic off the line; `False` when none of that name is on it or awaited."""
        ...

    async def resume(self, topic_id: TopicId, now: datetime) -> bool:
        """Put a topic back that was taken off; `False` when it is over, or on the line."""
        ...

    async def lasting(self, now: datetime) -> tuple[HotTopic, ...]:
        """Return the topics that are on the line or will be, the first start first."""
        ...

    async def count(self, effects: Mapping[TopicId, TopicEffect]) -> None:
        """Add to what came of topics."""
        ...

    async def effects(self) -> Mapping[TopicId, TopicEffect]:
        """Return what came of every topic that there ever was."""
        ...


class AnnouncedBook(Protocol):
    """The topics that wait for somebody to speak them."""

    async def announce(self, topic: AnnouncedTopic) -> None:
        """Keep one; it takes the place of what waited under its number."""
        ...

    async def spoken(self, number: str) -> None:
        """Forget the one of that number, if there is one."""
        ...

    async def announced(self, now: datetime) -> tuple[AnnouncedTopic, ...]:
        """Return those that are not over, by their numbers."""
        ...


class TopicShelf(TopicBook, AnnouncedBook, Protocol):
    """Both books of topics, which lie together."""
