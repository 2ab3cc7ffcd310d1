"""Lets operators dictate topics: one task for each, from the code to the end of the call.

The rule it lives by: one event or the deadline, then every command, then the next event. The
machine of `callflow/dictation.py` decides; nothing here does. A command that cannot be performed
needs no answer of its own: either the end of the leg is told, or the deadline comes.

Deliberately absent: who may dictate. Whoever may answer citizens may tell them something, and the
name of who did stands beside the topic.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from agents.agent import Operator
from base.clock import Clock
from base.ids import LegId, uuid7
from base.instant import elapsed_s
from callflow.dictation import (
    DeadlinePassed,
    DictationCommand,
    DictationEvent,
    DictationPolicy,
    KeepTake,
    Phase,
    TakeKept,
    advance,
    begin_dictation,
)
from callflow.dictation_ports import Dictaphone, TopicStudio
from callflow.ports import Performed

EVENTS: Final = 100
"""So many keys may wait; what comes after them is lost, and the deadline ends the call."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DictationDoors:
    """What dictating reaches."""

    dictaphone: Dictaphone
    studio: TopicStudio
    clock: Clock
    takes: Path
    """Where takes lie until they are kept or thrown away."""


class DictationDesk:
    """Takes down the topics of one site."""

    def __init__(self, doors: DictationDoors, policy: DictationPolicy) -> None:
        self._doors = doors
        self._policy = policy

    def awaits(self, number: str) -> bool:
        """Return whether a topic of that number is to be dictated."""
        return self._doors.studio.awaits(number)

    async def take_down(self, operator: Operator, leg_id: LegId, number: str) -> None:
        """Let somebody dictate a topic on the leg that dialled the code, to the call's end."""
        events: asyncio.Queue[DictationEvent] = asyncio.Queue(EVENTS)

        def tell(event: DictationEvent) -> None:
            if not events.full():
                events.put_nowait(event)

        async def perform(command: DictationCommand) -> None:
            if isinstance(command, KeepTake):
                tell(TakeKept(await self._doors.studio.keep(number, command.take, author)))
            else:
                await self._doors.dictaphone.perform(leg_id, command)

        author = f"{operator.name} ({operator.account})"
        try:
            if await self._doors.dictaphone.pick_up(leg_id, tell) is Performed.DONE:
                await self._follow(events, perform)
        finally:
            self._doors.dictaphone.let_go(leg_id)

    async def _follow(
        self,
        events: asyncio.Queue[DictationEvent],
        perform: Callable[[DictationCommand], Awaitable[None]],
    ) -> None:
        clock = self._doors.clock
        stem = str(self._doors.takes / f"topic-{uuid7()}")
        step = begin_dictation(stem, clock.instant(), self._policy)
        while True:
            for command in step.commands:
                await perform(command)
            if step.state.phase is Phase.OVER:
                _log.info("topic.dictation_ended", takes=step.state.takes)
                return
            event = await _next(events, elapsed_s(clock.instant(), step.state.deadline))
            step = advance(step.state, event, clock.instant(), self._policy)


async def _next(events: asyncio.Queue[DictationEvent], within_s: float) -> DictationEvent:
    try:
        async with asyncio.timeout(max(0.0, within_s)):
            return await events.get()
    except TimeoutError:
        return DeadlinePassed()
