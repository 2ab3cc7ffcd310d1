"""What everybody asks about today, said before they need to ask: hot topics.

A topic is on the line from one moment to another, at one of two places. Whoever hears it and hangs
up satisfied has cost a few channel-seconds instead of an operator; that is counted per topic.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from ivr.prompt import Phrase, PromptKey

TopicId = NewType("TopicId", str)
"""A short name that its author gave it: `flu-shots`."""

LONGEST_TEXT: Final = 300
"""Characters; some twenty seconds, which everybody has to hear out."""


class TopicPlace(StrEnum):
    """Where a topic is heard."""

    GREETING = "greeting"
    """In front of the greeting, by everybody who has not said before what they want."""
    REFERENCE = "reference"
    """At the head of the reference menu, by those who chose it."""


@dataclass(frozen=True, slots=True)
class HotTopic:
    """One thing to tell, and when."""

    topic_id: TopicId
    text: str
    recording: PromptKey
    lasts_s: float
    """How long it takes to hear it."""
    place: TopicPlace
    starts_at: datetime
    expires_at: datetime
    author: str
    stopped_at: datetime | None = None
    """When somebody took it off the line before it expired."""

    def is_on_air(self, now: datetime) -> bool:
        """Return whether it is to be heard now."""
        return self.starts_at <= now < self.ends_at

    @property
    def ends_at(self) -> datetime:
        """Return when it was or will be off the line for good."""
        return (
            self.expires_at if self.stopped_at is None else min(self.stopped_at, self.expires_at)
        )


@dataclass(frozen=True, slots=True)
class AnnouncedTopic:
    """A topic that waits for somebody to speak it into a telephone."""

    number: str
    """To be dialled behind the code; nobody else's while it waits."""
    topic_id: TopicId
    text: str
    place: TopicPlace
    starts_at: datetime | None
    """`None` for as soon as it is spoken."""
    expires_at: datetime
    author: str
    """Who announced it."""


@dataclass(frozen=True, slots=True)
class TopicEffect:
    """What came of a topic."""

    heard: int = 0
    contained: int = 0
    """Of them, those who then hung up without asking for anybody."""


def topics_on_air(
    topics: Iterable[HotTopic], place: TopicPlace, now: datetime
) -> tuple[HotTopic, ...]:
    """Return what is to be heard at a place, the newest first: it is why people call now."""
    found = [topic for topic in topics if topic.place is place and topic.is_on_air(now)]
    found.sort(key=lambda topic: (topic.starts_at, topic.topic_id), reverse=True)
    return tuple(found)


def phrase_of_topics(topics: Iterable[HotTopic]) -> Phrase:
    """Return how topics sound, one after another."""
    return tuple(topic.recording for topic in topics)


def next_topic_change(topics: Iterable[HotTopic], now: datetime) -> datetime | None:
    """Return the next moment at which a topic comes onto the line or leaves it."""
    moments = [at for topic in topics for at in (topic.starts_at, topic.ends_at) if at > now]
    return min(moments, default=None)
