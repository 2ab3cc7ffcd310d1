"""What the books of an administrator's orders promise, in memory as in PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from callflow.events import ServiceName
from callflow.standing_orders import HoursAsked, HoursOrder
from ivr.hot_topics import AnnouncedTopic, HotTopic, TopicEffect, TopicId, TopicPlace
from ivr.prompt import PromptKey
from tests.contract.library import KINDS, Library, opened_library
from tests.integration.storage.values import NOON

FLU = HotTopic(
    TopicId("flu-shots"),
    "Прививки от гриппа — без записи.",
    PromptKey("/srv/topics/flu"),
    4.5,
    TopicPlace.GREETING,
    NOON,
    NOON + timedelta(hours=6),
    "anna",
)
CLOSED = HoursOrder(
    ServiceName("helpline"), HoursAsked.CLOSED, NOON, NOON + timedelta(hours=1), "anna"
)


@pytest.fixture(params=KINDS)
async def library(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Library]:
    async with opened_library(request.param, database_url, tmp_path) as library:
        yield library


async def test_the_last_order_about_every_service_counts(library: Library) -> None:
    support = replace(CLOSED, service=ServiceName("advice"), asked=HoursAsked.OPEN, until=None)
    undone = replace(CLOSED, asked=HoursAsked.AS_PLANNED, until=None)
    for order in (CLOSED, support, undone):
        await library.hours.give(order)

    assert await library.hours.last_orders() == (support, undone)


async def test_a_topic_is_kept_until_it_is_stopped_or_over(library: Library) -> None:
    later = replace(FLU, topic_id=TopicId("queue"), starts_at=NOON + timedelta(hours=1))
    assert await library.topics.add(later, NOON)
    assert await library.topics.add(FLU, NOON)

    assert await library.topics.lasting(NOON) == (FLU, later)
    assert await library.topics.stop(FLU.topic_id, NOON + timedelta(minutes=5))
    assert not await library.topics.stop(FLU.topic_id, NOON + timedelta(minutes=6))
    assert not await library.topics.stop(TopicId("nothing"), NOON)
    assert await library.topics.lasting(NOON + timedelta(minutes=6)) == (later,)
    assert await library.topics.lasting(later.expires_at) == ()


async def test_the_name_of_a_topic_is_never_given_twice(library: Library) -> None:
    await library.topics.add(FLU, NOON)

    assert not await library.topics.add(replace(FLU, text="Другое"), NOON)
    assert await library.topics.lasting(NOON) == (FLU,)


async def test_what_came_of_topics_adds_up(library: Library) -> None:
    await library.topics.add(FLU, NOON)
    await library.topics.count({FLU.topic_id: TopicEffect(3, 1)})
    await library.topics.count({FLU.topic_id: TopicEffect(2, 2), TopicId("gone"): TopicEffect(9)})

    assert await library.topics.effects() == {FLU.topic_id: TopicEffect(5, 3)}


async def test_an_announced_topic_waits_until_it_is_spoken_or_over(library: Library) -> None:
    flu = AnnouncedTopic("1", FLU.topic_id, FLU.text, FLU.place, None, FLU.expires_at, "anna")
    later = replace(flu, number="2", starts_at=NOON, place=TopicPlace.REFERENCE)
    renewed = replace(flu, topic_id=TopicId("water"))
    for topic in (flu, later, renewed):
        await library.topics.announce(topic)

    assert await library.topics.announced(NOON) == (renewed, later)
    assert await library.topics.announced(FLU.expires_at) == ()
    await library.topics.spoken("1")
    await library.topics.spoken("7")
    assert await library.topics.announced(NOON) == (later,)
