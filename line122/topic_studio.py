"""Hot topics that are spoken into a telephone: which are awaited, and how they come onto the line.

A topic is announced at the terminal, with its name, place and time, and gets a number; whoever
dials the code and that number speaks it. The code alone makes a topic of its own, which everybody
hears until midnight. What is announced waits through restarts, until it is spoken or over.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import structlog

from base.calendar import next_time_of_day
from base.clock import Clock
from base.errors import Line122Error
from callflow.dictation import DictationPolicy
from ivr.hot_topics import TopicPlace
from ivr.prompt import Phrase, PromptKey
from line122.order_control import EngineOrders, TopicAsk
from line122.prompts.recording import (
    SPEECH_LEVEL_DBFS,
    levelled,
    read_recording,
    trimmed,
    write_recording,
)
from web.ports import Declined

LEAST_LEVEL_DBFS: Final = -50.0
"""Below it a take is a line's noise, and nobody's words."""

_TEXT: Final = "Записано по телефону"
_ENDS_S: Final = 0.2

_log = structlog.get_logger(__name__)


class NothingSaidError(Line122Error):
    """Nothing is to be heard in the take; speak louder, or try another telephone."""


def dictation_policy() -> DictationPolicy:
    """Return what operators hear who dictate a topic."""
    return DictationPolicy(
        begin=_phrase("record.begin", "tone.beep"),
        review=_phrase("topic.review"),
        kept=_phrase("topic.kept"),
        thrown_away=_phrase("topic.thrown_away"),
        not_kept=_phrase("topic.not_kept"),
        too_short=_phrase("record.too_short"),
    )


class TopicStudio:
    """A `callflow.dictation_ports.TopicStudio` over the orders of a running engine."""

    def __init__(self, orders: EngineOrders, clock: Clock, zone: ZoneInfo) -> None:
        self._orders = orders
        self._clock = clock
        self._zone = zone

    def awaits(self, number: str) -> bool:
        """Return whether a topic of that number is to be dictated."""
        return not number or self._orders.announced(number) is not None

    async def keep(self, number: str, take: PromptKey, author: str) -> bool:
        """Put a copy of a take on the line, trimmed and as loud as every prompt."""
        asked = self._orders.announced(number) or self._unannounced()
        try:
            wav = await asyncio.to_thread(_finished, Path(f"{take}.wav"))
        except (Line122Error, OSError) as error:
            _log.warning("topic.not_kept", topic=asked.topic_id, cause=str(error))
            return False
        ask = msgspec.structs.replace(asked, wav=wav, author=author)
        answer = await self._orders.put_on_line(ask)
        if isinstance(answer, Declined):
            _log.warning("topic.not_kept", topic=ask.topic_id, cause="; ".join(answer.problems))
            return False
        if number:
            await self._forget(number)
        return True

    async def _forget(self, number: str) -> None:
        try:
            await self._orders.spoken(number)
        except Line122Error as error:
            # It is on the line; who dials its number after a restart hears that it was kept once.
            _log.warning("topic.still_announced", code=number, cause=str(error))

    def _unannounced(self) -> TopicAsk:
        now = self._clock.now()
        return TopicAsk(
            topic_id=f"phone-{now.astimezone(self._zone):%Y%m%d-%H%M%S}",
            text=_TEXT,
            wav=b"",
            place=TopicPlace.GREETING,
            starts=None,
            expires=next_time_of_day(now, self._zone, 0, 0).isoformat(),
            author="",
        )


def _finished(take: Path) -> bytes:
    spoken = read_recording(take)
    if spoken.level_dbfs() < LEAST_LEVEL_DBFS:
        raise NothingSaidError("nothing is to be heard in the take")
    with TemporaryDirectory(prefix="line122-topic-") as scratch:
        finished = Path(scratch) / "topic.wav"
        write_recording(levelled(trimmed(spoken, _ENDS_S, _ENDS_S), SPEECH_LEVEL_DBFS), finished)
        return finished.read_bytes()


def _phrase(*keys: str) -> Phrase:
    return tuple(PromptKey(key) for key in keys)
