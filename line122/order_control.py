"""What an administrator orders at run time: hours that are forced, and hot topics."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from base.calendar import MINUTES_PER_DAY, next_time_of_day, read_time_of_day
from base.clock import Clock
from base.errors import Line122Error
from callflow.events import ServiceName
from callflow.standing_orders import HoursAsked, HoursOrder
from ivr.hot_topics import (
    LONGEST_TEXT,
    AnnouncedTopic,
    HotTopic,
    TopicEffect,
    TopicId,
    TopicPlace,
)
from ivr.prompt import PromptKey
from line122.bootstrap.directories import make_private
from line122.orders import OrderDesk
from line122.prompts.recording import read_recording
from web.ports import Answer, Declined, Done

_MOST_AWAITED: Final = 99
"""Topics that wait for somebody to speak them; nobody means more at once."""
_LONGEST_S: Final = 30.0
"""Of a topic; whoever needs help has to hear it out."""


class UnreadableMomentError(Line122Error):
    """A moment of an order cannot be read; write 18:00, or 2026-11-23T18:00."""


class HoursAsk(msgspec.Struct, frozen=True):
    """What is asked about a service's hours."""

    service: str
    asked: HoursAsked
    until: str | None
    author: str


class TopicAsk(msgspec.Struct, frozen=True):
    """A topic as it is asked for, with its recording."""

    topic_id: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{0,39}$")]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TEXT)]
    wav: bytes
    place: TopicPlace
    starts: str | None
    expires: str
    author: str


class TopicAwaited(msgspec.Struct, frozen=True):
    """A topic that somebody is to speak into a telephone."""

    topic_id: str
    number: str
    """To be dialled behind the code."""


class ServiceShown(msgspec.Struct, frozen=True):
    """How a service stands."""

    service: str
    is_open: bool
    changes_at: datetime | None
    """When it closes or opens next; `None` for never."""
    forced: Literal["open", "closed", ""]
    until: datetime | None
    author: str


class TopicShown(msgspec.Struct, frozen=True):
    """A topic that is on the line or awaited, and what came of it."""

    topic_id: str
    text: str
    place: TopicPlace
    starts_at: datetime
    expires_at: datetime
    is_on_air: bool
    author: str
    heard: int
    contained: int


class EngineOrders:
    """A `web.orders.OrderControl`."""

    def __init__(self, desk: OrderDesk, clock: Clock, zone: ZoneInfo, recordings: Path) -> None:
        self._desk = desk
        self._clock = clock
        self._zone = zone
        self._recordings = recordings

    def show_hours(self) -> Answer:
        """Tell which services are open, until when, and by whose word."""
        return Done(msgspec.json.encode(tuple(self._services())))

    async def order_hours(self, body: bytes) -> Answer:
        """Open or close a service whatever its hours say, or let it go by them again."""
        try:
            ask = msgspec.json.decode(body, type=HoursAsk)
            now = self._clock.now()
            service = ServiceName(ask.service)
            if service not in self._desk.policy.services:
                known = ", ".join(sorted(self._desk.policy.services))
                return Declined((f"there is no service {ask.service!r}; write one of: {known}",))
            until = None if ask.until is None else read_moment(ask.until, now, self._zone)
            if until is not None and until <= now:
                return Declined((f"{ask.until} is over already; write a later moment",))
            await self._desk.order_hours(HoursOrder(service, ask.asked, now, until, ask.author))
        except (msgspec.MsgspecError, Line122Error) as error:
            return Declined((str(error),))
        return self.show_hours()

    async def show_topics(self) -> Answer:
        """Tell which topics are on the line or awaited, and what came of them."""
        try:
            effects = await self._desk.effects()
        except Line122Error as error:
            return Declined((str(error),))
        return Done(msgspec.json.encode(tuple(self._topics(effects))))

    async def add_topic(self, body: bytes) -> Answer:
        """Put a topic on the line."""
        try:
            ask = msgspec.json.decode(body, type=TopicAsk)
        except msgspec.MsgspecError as error:
            return Declined((str(error),))
        return await self.put_on_line(ask)

    async def announce_topic(self, body: bytes) -> Answer:
        """Await a topic that somebody will speak into a telephone, and tell its number."""
        number = self._free_number()
        if number is None:
            return Declined((f"{_MOST_AWAITED} topics are awaited; have them spoken first",))
        try:
            ask = msgspec.json.decode(body, type=TopicAsk)
            starts_at, expires_at = self._starts_and_ends(ask)
            announced = AnnouncedTopic(
                number=number,
                topic_id=TopicId(ask.topic_id),
                text=ask.text,
                place=ask.place,
                starts_at=None if ask.starts is None else starts_at,
                expires_at=expires_at,
                author=ask.author,
            )
            await self._desk.announce(announced)
        except (msgspec.MsgspecError, Line122Error) as error:
            return Declined((str(error),))
        return Done(msgspec.json.encode(TopicAwaited(ask.topic_id, number)))

    def announced(self, number: str) -> TopicAsk | None:
        """Return what is to be spoken by that number; `None` when nothing is."""
        topic = self._desk.announced.get(number)
        if topic is None:
            return None
        return TopicAsk(
            topic_id=topic.topic_id,
            text=topic.text,
            wav=b"",
            place=topic.place,
            starts=None if topic.starts_at is None else topic.starts_at.isoformat(),
            expires=topic.expires_at.isoformat(),
            author=topic.author,
        )

    async def spoken(self, number: str) -> None:
        """Take that what was announced under a number is on the line.

        Raises:
            Line122Error: that cannot be kept; then it is awaited again after a restart.

        """
        await self._desk.spoken(number)

    async def put_on_line(self, ask: TopicAsk) -> Answer:
        """Put a topic on the line that is recorded already."""
        try:
            topic = await self._topic_of(ask)
            if not await self._desk.add_topic(topic):
                return Declined((f"there was a topic {ask.topic_id} already; take another name",))
        except Line122Error as error:
            return Declined((str(error),))
        return await self.show_topics()

    async def stop_topic(self, topic_id: str, author: str) -> Answer:
        """Take a topic off the line."""
        try:
            if not await self._desk.stop_topic(TopicId(topic_id), author):
                return Declined(
                    (f"no topic {topic_id} is on the line or awaited; see topic list",)
                )
        except Line122Error as error:
            return Declined((str(error),))
        return await self.show_topics()

    async def _topic_of(self, ask: TopicAsk) -> HotTopic:
        now = self._clock.now()
        starts_at, expires_at = self._starts_and_ends(ask)
        # The time is part of the name: a name that was declined must not replace a recording.
        path = make_private(self._recordings) / f"{ask.topic_id}-{now:%Y%m%d%H%M%S}.wav"
        lasts_s = await asyncio.to_thread(_keep, ask.wav, path)
        return HotTopic(
            topic_id=TopicId(ask.topic_id),
            text=ask.text,
            recording=PromptKey(str(path.resolve().with_suffix(""))),
            lasts_s=lasts_s,
            place=ask.place,
            starts_at=starts_at,
            expires_at=expires_at,
            author=ask.author,
        )

    def _starts_and_ends(self, ask: TopicAsk) -> tuple[datetime, datetime]:
        now = self._clock.now()
        starts_at = now if ask.starts is None else read_moment(ask.starts, now, self._zone)
        expires_at = read_moment(ask.expires, now, self._zone)
        if expires_at <= max(starts_at, now):
            raise OverAlreadyError(f"{ask.expires} is over before it begins; write a later moment")
        return starts_at, expires_at

    def _free_number(self) -> str | None:
        now, announced = self._clock.now(), self._desk.announced
        waiting = {number for number, topic in announced.items() if topic.expires_at > now}
        numbers = map(str, range(1, _MOST_AWAITED + 1))
        return next((number for number in numbers if number not in waiting), None)

    def _services(self) -> Iterator[ServiceShown]:
        now, orders = self._clock.now(), self._desk.orders.hours
        for name, service in sorted(self._desk.policy.services.items()):
            order = orders.get(name)
            forced = None if order is None else order.forced(now)
            hours = service.hours
            yield ServiceShown(
                service=name,
                is_open=hours.is_open(now),
                changes_at=hours.closes_at(now) or hours.opens_at(now),
                forced="" if forced is None else "open" if forced.is_open else "closed",
                until=None if forced is None or order is None else order.until,
                author="" if forced is None or order is None else order.author,
            )

    def _topics(self, effects: Mapping[TopicId, TopicEffect]) -> Iterator[TopicShown]:
        now = self._clock.now()
        for topic in self._desk.orders.topics:
            if topic.ends_at <= now:
                continue
            effect = effects.get(topic.topic_id, TopicEffect())
            yield TopicShown(
                topic_id=topic.topic_id,
                text=topic.text,
                place=topic.place,
                starts_at=topic.starts_at,
                expires_at=topic.expires_at,
                is_on_air=topic.is_on_air(now),
                author=topic.author,
                heard=effect.heard,
                contained=effect.contained,
            )


class OverAlreadyError(Line122Error):
    """A topic would be over before it begins; write a later moment."""


class TooLongError(Line122Error):
    """A topic takes too long to hear; shorten its text."""


def read_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment that a person wrote: a time of day, or a date and a time of the site.

    Raises:
        UnreadableMomentError: it is neither.

    """
    minute = read_time_of_day(text)
    if minute is not None:
        return next_time_of_day(now, zone, *divmod(minute % MINUTES_PER_DAY, 60))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadableMomentError(
            f"{text!r} is no moment; write 18:00, or 2026-11-23T18:00"
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _keep(wav: bytes, path: Path) -> float:
    """Write a recording and return how long it lasts; a wrong one leaves no file."""
    path.write_bytes(wav)
    try:
        seconds = read_recording(path).seconds
        if seconds > _LONGEST_S:
            raise TooLongError(f"it takes {seconds:.0f} s to hear; say it in {_LONGEST_S:.0f}")
    except Line122Error:
        path.unlink()
        raise
    return seconds
