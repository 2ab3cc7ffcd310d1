"""The books of an administrator's orders in PostgreSQL.

Orders are rare and acknowledged, so they are written at once and not with the calls' rows.
"""

from collections.abc import Mapping
from datetime import datetime

import asyncpg

from base.ids import uuid7
from callflow.events import ServiceName
from callflow.standing_orders import HoursAsked, HoursOrder
from ivr.hot_topics import AnnouncedTopic, HotTopic, TopicEffect, TopicId, TopicPlace
from ivr.prompt import PromptKey
from storage.records.shelf import Shelf
from storage.records.statements import statements


class PostgresHoursBook:
    """A `callflow.order_ports.HoursBook`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def give(self, order: HoursOrder) -> None:
        """Append to the journal; the last order about a service is the one that counts."""
        async with self._shelf.pool.connection() as connection:
            await statements.give_hours_order(
                connection,
                order_id=uuid7(),
                site=self._shelf.site,
                service=order.service,
                asked=order.asked,
                given_at=order.given_at,
                until=order.until,
                author=order.author,
            )

    async def last_orders(self) -> tuple[HoursOrder, ...]:
        """Return the last order about every service, by its name."""
        async with self._shelf.pool.connection() as connection:
            rows = statements.last_hours_orders(connection, site=self._shelf.site)
            return tuple([_read_order(row) async for row in rows])


class PostgresTopicBook:
    """A `callflow.order_ports.TopicBook`, and its `AnnouncedBook`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def add(self, topic: HotTopic, now: datetime) -> bool:
        """Keep a new topic; `False` when its name is taken."""
        async with self._shelf.pool.connection() as connection:
            added = await statements.add_topic(
                connection,
                site=self._shelf.site,
                topic_id=topic.topic_id,
                text=topic.text,
                recording=topic.recording,
                lasts_s=topic.lasts_s,
                place=topic.place,
                starts_at=topic.starts_at,
                expires_at=topic.expires_at,
                author=topic.author,
                added_at=now,
            )
        return added is not None

    async def stop(self, topic_id: TopicId, now: datetime) -> bool:
        """Take a topic off the line; `False` when none of that name is on it or awaited."""
        async with self._shelf.pool.connection() as connection:
            stopped = await statements.stop_topic(
                connection, site=self._shelf.site, topic_id=topic_id, now=now
            )
        return stopped is not None

    async def resume(self, topic_id: TopicId, now: datetime) -> bool:
        """Put a topic back that was taken off; `False` when it is over, or on the line."""
        async with self._shelf.pool.connection() as connection:
            resumed = await statements.resume_topic(
                connection, site=self._shelf.site, topic_id=topic_id, now=now
            )
        return resumed is not None

    async def lasting(self, now: datetime) -> tuple[HotTopic, ...]:
        """Return the topics that are on the line or will be, the first start first."""
        async with self._shelf.pool.connection() as connection:
            rows = statements.lasting_topics(connection, site=self._shelf.site, now=now)
            return tuple([_read_topic(row) async for row in rows])

    async def count(self, effects: Mapping[TopicId, TopicEffect]) -> None:
        """Add to what came of topics."""
        async with self._shelf.pool.connection() as connection:
            await statements.count_topics(
                connection,
                site=self._shelf.site,
                topic_ids=list(effects),
                heard=[effect.heard for effect in effects.values()],
                contained=[effect.contained for effect in effects.values()],
            )

    async def effects(self) -> Mapping[TopicId, TopicEffect]:
        """Return what came of every topic that there ever was."""
        async with self._shelf.pool.connection() as connection:
            rows = statements.topic_effects(connection, site=self._shelf.site)
            return {
                TopicId(row["topic_id"]): TopicEffect(row["heard"], row["contained"])
                async for row in rows
            }

    async def announce(self, topic: AnnouncedTopic) -> None:
        """Keep one; it takes the place of what waited under its number."""
        async with self._shelf.pool.connection() as connection:
            await statements.announce_topic(
                connection,
                site=self._shelf.site,
                number=topic.number,
                topic_id=topic.topic_id,
                text=topic.text,
                place=topic.place,
                starts_at=topic.starts_at,
                expires_at=topic.expires_at,
                author=topic.author,
            )

    async def spoken(self, number: str) -> None:
        """Forget the one of that number, if there is one."""
        async with self._shelf.pool.connection() as connection:
            await statements.spoken_topic(connection, site=self._shelf.site, number=number)

    async def announced(self, now: datetime) -> tuple[AnnouncedTopic, ...]:
        """Return those that are not over, by their numbers."""
        async with self._shelf.pool.connection() as connection:
            rows = statements.announced_topics(connection, site=self._shelf.site, now=now)
            return tuple([_read_announced(row) async for row in rows])


def _read_order(row: asyncpg.Record) -> HoursOrder:
    return HoursOrder(
        service=ServiceName(row["service"]),
        asked=HoursAsked(row["asked"]),
        given_at=row["given_at"],
        until=row["until"],
        author=row["author"],
    )


def _read_topic(row: asyncpg.Record) -> HotTopic:
    return HotTopic(
        topic_id=TopicId(row["topic_id"]),
        text=row["text"],
        recording=PromptKey(row["recording"]),
        lasts_s=row["lasts_s"],
        place=TopicPlace(row["place"]),
        starts_at=row["starts_at"],
        expires_at=row["expires_at"],
        author=row["author"],
        stopped_at=row["stopped_at"],
    )


def _read_announced(row: asyncpg.Record) -> AnnouncedTopic:
    return AnnouncedTopic(
        number=row["number"],
        topic_id=TopicId(row["topic_id"]),
        text=row["text"],
        place=TopicPlace(row["place"]),
        starts_at=row["starts_at"],
        expires_at=row["expires_at"],
        author=row["author"],
    )
