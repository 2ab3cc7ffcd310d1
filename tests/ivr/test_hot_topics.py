"""What is to be heard now, and where."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ivr.hot_topics import (
    HotTopic,
    TopicId,
    TopicPlace,
    next_topic_change,
    phrase_of_topics,
    topics_on_air,
)
from ivr.prompt import PromptKey

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FLU = HotTopic(
    TopicId("flu"), "Грипп", PromptKey("/t/flu"), 4.0, TopicPlace.GREETING, NOON, NOON + HOUR, "a"
)
WATER = replace(FLU, topic_id=TopicId("water"), recording=PromptKey("/t/water"))


def test_a_topic_is_heard_from_its_start_until_it_expires() -> None:
    tick = timedelta(seconds=1)

    assert topics_on_air([FLU], TopicPlace.GREETING, NOON - tick) == ()
    assert topics_on_air([FLU], TopicPlace.GREETING, NOON) == (FLU,)
    assert topics_on_air([FLU], TopicPlace.GREETING, NOON + HOUR - tick) == (FLU,)
    assert topics_on_air([FLU], TopicPlace.GREETING, NOON + HOUR) == ()


def test_a_topic_that_was_stopped_is_heard_no_more() -> None:
    stopped = replace(FLU, stopped_at=NOON + HOUR / 2)

    assert stopped.is_on_air(NOON)
    assert not stopped.is_on_air(NOON + HOUR / 2)


def test_every_place_has_its_own_topics() -> None:
    reference = replace(WATER, place=TopicPlace.REFERENCE)

    assert topics_on_air([FLU, reference], TopicPlace.GREETING, NOON) == (FLU,)
    assert topics_on_air([FLU, reference], TopicPlace.REFERENCE, NOON) == (reference,)


def test_the_newest_topic_is_heard_first() -> None:
    newer = replace(WATER, starts_at=NOON + HOUR / 4)
    on_air = topics_on_air([FLU, newer], TopicPlace.GREETING, NOON + HOUR / 2)

    assert phrase_of_topics(on_air) == ("/t/water", "/t/flu")


def test_the_next_change_is_a_start_an_end_or_nothing() -> None:
    stopped = replace(WATER, stopped_at=NOON + HOUR / 2)

    assert next_topic_change([FLU], NOON - HOUR) == NOON
    assert next_topic_change([FLU, stopped], NOON) == NOON + HOUR / 2
    assert next_topic_change([FLU], NOON + HOUR) is None
