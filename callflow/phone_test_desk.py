"""Lets operators test their telephones: one task for each, from the code to the end of the call.

The rule it lives by: one event or the deadline, then every command, then the next event. The
machine of `callflow/phone_test.py` decides; nothing here does. A telephone is rung for a test as
if it had dialled the code itself, so that there is one path and not two.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import structlog

from agents.agent import Operator
from agents.codes import TEST
from agents.phone import Tested
from agents.service import Roster
from base.clock import Clock
from base.ids import LegId, uuid7
from base.instant import elapsed_s
from callflow.dictation import DeadlinePassed
from callflow.dictation_ports import Dictaphone
from callflow.phone_test import (
    MeasureVoice,
    Phase,
    PhoneTestCommand,
    PhoneTestEvent,
    PhoneTesting,
    PhoneTestPolicy,
    VoiceMeasured,
    advance,
    begin_test,
)
from callflow.ports import Performed
from ivr.prompt import PromptKey

EVENTS: Final = 100
"""So many keys may wait; what comes after them is lost, and the deadline ends the call."""

_log = structlog.get_logger(__name__)


class Ear(Protocol):
    """Who listens to what was recorded."""

    async def has_voice(self, take: PromptKey) -> bool:
        """Tell whether somebody is heard in a take; in one that cannot be read nobody is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneTestDoors:
    """What testing reaches."""

    dictaphone: Dictaphone
    ear: Ear
    roster: Roster
    clock: Clock
    takes: Path
    """Where takes lie while the test lasts."""


class PhoneTestDesk:
    """Tests the telephones of one site."""

    def __init__(self, doors: PhoneTestDoors, policy: PhoneTestPolicy) -> None:
        self._doors = doors
        self._policy = policy

    async def ring(self, operator: Operator) -> Performed:
        """Let an operator's telephone ring; the test begins when they pick up."""
        return await self._doors.dictaphone.ring(operator.account, TEST)

    async def test(self, operator: Operator, leg_id: LegId) -> None:
        """Let an operator hear themselves on the leg that dialled the code, to the call's end."""
        doors, events = self._doors, asyncio.Queue[PhoneTestEvent](EVENTS)

        def tell(event: PhoneTestEvent) -> None:
            if not events.full():
                events.put_nowait(event)

        async def perform(command: PhoneTestCommand) -> None:
            if isinstance(command, MeasureVoice):
                tell(VoiceMeasured(await doors.ear.has_voice(command.take)))
            else:
                await doors.dictaphone.perform(leg_id, command)

        try:
            if await doors.dictaphone.pick_up(leg_id, tell) is not Performed.DONE:
                return
            found = await self._follow(events, perform)
        finally:
            doors.dictaphone.let_go(leg_id)
        tested = Tested(is_heard=found.is_heard, hears=found.hears)
        doors.roster.phone_changed(operator.account, tested, doors.clock.instant())
        _log.info(
            "agent.phone_tested",
            agent_id=str(operator.agent_id),
            is_heard=found.is_heard,
            hears=found.hears,
        )

    async def _follow(
        self,
        events: asyncio.Queue[PhoneTestEvent],
        perform: Callable[[PhoneTestCommand], Awaitable[None]],
    ) -> PhoneTesting:
        clock = self._doors.clock
        take = PromptKey(str(self._doors.takes / f"test-{uuid7()}"))
        step = begin_test(take, clock.instant(), self._policy)
        while True:
            for command in step.commands:
                await perform(command)
            if step.state.phase is Phase.OVER:
                return step.state
            event = await _next(events, elapsed_s(clock.instant(), step.state.deadline))
            step = advance(step.state, event, clock.instant(), self._policy)


async def _next(events: asyncio.Queue[PhoneTestEvent], within_s: float) -> PhoneTestEvent:
    try:
        async with asyncio.timeout(max(0.0, within_s)):
            return await events.get()
    except TimeoutError:
        return DeadlinePassed()
