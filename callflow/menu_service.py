"""What menus ask of the site, asked on behalf of each call: look-ups, and requests to be kept.

A look-up never holds a call up: it runs beside it, and its answer comes back as an event. For a
request the call waits a moment, since the next words promise something; the desk writes it down
in the same turn in which the call's journal tells of it, so that both are kept or neither is. What
the desk could not take is given to it again until it did.

Limits: `_DESK_S` for the desk, then the call goes on. What no desk could write down, neither to
the database nor to this machine's disk, lives in this process alone.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from base.clock import Clock
from base.errors import Line122Error
from base.tasks import cancel, spawn
from callflow.call import Call
from callflow.events import Arrived, CallEvent
from callflow.menu import AskTables, KeepRequest, TablesAnswered
from ivr.ports import Asker, FiledRequest, LookUps, RequestDesk
from ivr.walk import LookUpOutcome

Tell = Callable[[CallEvent], None]

_DESK_S: Final = 2.0
"""So long a caller hears nothing while their request is written down."""

_AGAIN_S: Final = 5.0
_LOOK_UP_S: Final = 20.0
"""Longer than any menu waits."""

_FAULTS: Final = (Line122Error, OSError, TimeoutError)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Unfiled:
    asker: Asker
    request: FiledRequest


class MenuService:
    """Asks the tables and the desk of requests."""

    def __init__(self, clock: Clock, look_ups: LookUps, desk: RequestDesk) -> None:
        self._clock = clock
        self._look_ups = look_ups
        self._desk = desk
        self._unfiled: list[_Unfiled] = []
        self._has_unfiled = asyncio.Event()
        self._asking: set[asyncio.Task[None]] = set()

    @property
    def unfiled(self) -> int:
        """How many requests no desk has taken yet; more than none is an alarm."""
        return len(self._unfiled)

    def ask(self, call: Call, asked: AskTables, tell: Tell) -> None:
        """Look something up; the answer is told to the call."""

        def fail(_error: BaseException) -> None:
            tell(TablesAnswered(asked.number, LookUpOutcome.FAILED))

        answer = self._answer(self._asker(call), asked, tell)
        task = spawn(answer, name=f"look up {asked.name}", on_failure=fail)
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def file(self, call: Call, asked: KeepRequest) -> None:
        """Give a request to the desk; one that it does not take now is given again later."""
        unfiled = _Unfiled(self._asker(call), asked.request)
        is_taken = False
        try:
            is_taken = await self._is_taken(unfiled)
        finally:
            if not is_taken:
                self._unfiled.append(unfiled)
                self._has_unfiled.set()

    async def run(self) -> None:
        """File what waits, again and again, until cancelled."""
        try:
            while True:
                await self._has_unfiled.wait()
                # The desk is away for everybody: asking at once again only costs.
                await asyncio.sleep(_AGAIN_S)
                for unfiled in tuple(self._unfiled):
                    # In a task of its own: a request that the desk stumbles over keeps no other.
                    await asyncio.wait({spawn(self._file_again(unfiled), name="file again")})
                if not self._unfiled:
                    self._has_unfiled.clear()
        finally:
            for task in tuple(self._asking):
                await cancel(task)

    async def _file_again(self, unfiled: _Unfiled) -> None:
        if await self._is_taken(unfiled):
            self._unfiled.remove(unfiled)

    async def _is_taken(self, unfiled: _Unfiled) -> bool:
        request = unfiled.request
        about = {
            "call_id": str(unfiled.asker.call_id),
            "kind": request.kind,
            "is_partial": request.is_partial,
        }
        try:
            async with asyncio.timeout(_DESK_S):
                await self._desk.file(unfiled.asker, request)
        except _FAULTS as error:
            _log.error("request.filing_failed", cause=type(error).__name__, **about)
            return False
        _log.info("request.filed", **about)
        return True

    async def _answer(self, asker: Asker, asked: AskTables, tell: Tell) -> None:
        try:
            async with asyncio.timeout(_LOOK_UP_S):
                found = await self._look_ups.look_up(asker, asked.name, asked.values)
        except _FAULTS as error:
            _log.error("look_up.failed", look_up=asked.name, cause=type(error).__name__)
            tell(TablesAnswered(asked.number, LookUpOutcome.FAILED))
            return
        tell(TablesAnswered(asked.number, found.outcome, dict(found.values)))

    def _asker(self, call: Call) -> Asker:
        origin = call.origin
        return Asker(
            call_id=origin.call_id,
            contact_id=origin.case.contact_id,
            ticket_number=origin.case.ticket_number,
            number=origin.ani.number if isinstance(origin, Arrived) else origin.number,
            service=origin.service,
            dialled=origin.dialled if isinstance(origin, Arrived) else origin.shown,
            now=self._clock.now(),
        )
