"""What supervisors do, kept as it is done: the doors of intervention, and their journal.

Two rules. Nobody stands beside a talk before it is kept who, beside whose and why: without the
database there is no listening. Everything else helps people who call now, and is done first; its
row follows, held in memory while the database is away.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from typing import Final

import structlog

from agents.agent import Account
from base.clock import Clock
from base.errors import Line122Error
from base.ids import CallId, SupervisionId, new_intervention_id
from callflow.board import Board
from callflow.intervention import Deed, Intervention, InterventionBook
from callflow.supervision import SupervisionMode
from callflow.supervision_desk import (
    MayNotSupervise,
    SupervisionAsked,
    SupervisionDesk,
    SupervisionSeen,
)

_UNWRITTEN_LIMIT: Final = 10_000
_RETRY_S: Final = 1.0

_log = structlog.get_logger(__name__)


class InterventionJournal:
    """Keeps what supervisors do."""

    def __init__(self, book: InterventionBook, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._unwritten: deque[Intervention] = deque()
        self._noted = asyncio.Event()

    async def keep(self, done: Intervention) -> None:
        """Keep what is about to be done, after all that was done before.

        Raises:
            Line122Error: it cannot be kept, and must not be done.

        """
        await self.flush()
        await self._book.append((done,))

    def note(self, done: Intervention) -> None:
        """Keep what was done; returns at once."""
        _log.info(
            "line.intervened",
            deed=done.deed,
            actor=done.actor,
            call_id=None if done.call_id is None else str(done.call_id),
            detail=done.detail,
        )
        if len(self._unwritten) >= _UNWRITTEN_LIMIT:
            _log.error("intervention.lost", deed=done.deed, actor=done.actor)
            return
        self._unwritten.append(done)
        self._noted.set()

    def new(
        self,
        actor: str,
        deed: Deed,
        subject: str,
        *,
        why: str = "",
        detail: str = "",
        call_id: CallId | None = None,
    ) -> Intervention:
        """Return what somebody does at this moment."""
        return Intervention(
            intervention_id=new_intervention_id(),
            at=self._clock.now(),
            actor=actor,
            deed=deed,
            subject=subject,
            why=why,
            detail=detail,
            call_id=call_id,
        )

    async def newest(self, most: int) -> tuple[Intervention, ...]:
        """Return what was done last, the newest first; what waits to be written is among it."""
        waiting = tuple(reversed(self._unwritten))[:most]
        return (*waiting, *await self._book.newest(most))[:most]

    async def of_call(self, call_id: CallId) -> tuple[Intervention, ...]:
        """Return what was done to the person of a call, the oldest first."""
        waiting = tuple(each for each in self._unwritten if each.call_id == call_id)
        return (*await self._book.of_call(call_id), *waiting)

    async def run(self) -> None:
        """Write what is noted, until cancelled; then what is left, once more."""
        try:
            while True:
                await self._noted.wait()
                self._noted.clear()
                await self._write()
        finally:
            await self.settle()

    async def flush(self) -> None:
        """Write all that was noted so far.

        Raises:
            Line122Error: it could not be written; it is kept.

        """
        while self._unwritten:
            batch = tuple(self._unwritten)
            await self._book.append(batch)
            for _ in batch:
                self._unwritten.popleft()

    async def settle(self) -> None:
        """Write the last rows of an engine that ends, also of one without a database."""
        try:
            await self.flush()
        except Line122Error as error:
            _log.error("intervention.lost", cause=str(error), rows=len(self._unwritten))

    async def _write(self) -> None:
        try:
            await self.flush()
        except Line122Error as error:
            _log.warning("intervention.writing_postponed", cause=str(error))
            self._noted.set()
            await asyncio.sleep(_RETRY_S)


@dataclass(frozen=True, slots=True)
class SupervisorDoor:
    """A `web.api.supervise_ports.Supervisors`."""

    desk: SupervisionDesk
    board: Board
    journal: InterventionJournal

    def talk_of(self, account: Account) -> CallId | None:
        """Return the call in which an operator talks now; `None` when they do not."""
        return self.desk.talk_of(account)

    async def listen(self, asked: SupervisionAsked, why: str) -> SupervisionSeen | MayNotSupervise:
        """Put a supervisor beside a talk, once it is kept that they are.

        Raises:
            Line122Error: it cannot be kept.

        """
        refused = self.desk.refusal(asked)
        if refused is not None:
            return refused
        deed, detail = Deed.SUPERVISION_BEGUN, str(asked.mode)
        subject = self._subject(asked.call_id)
        begun = self.journal.new(
            asked.actor, deed, subject, why=why, detail=detail, call_id=asked.call_id
        )
        await self.journal.keep(begun)
        return self.desk.begin(asked)

    async def turn(
        self, actor: str, supervision_id: SupervisionId, mode: SupervisionMode
    ) -> SupervisionSeen | MayNotSupervise:
        """Let a supervisor be heard by others than now, once it is kept that they are.

        Raises:
            Line122Error: it cannot be kept.

        """
        seen = self.desk.seen_by(actor)
        if seen is None or seen.supervision.supervision_id != supervision_id:
            return MayNotSupervise.NOT_YOURS
        if seen.supervision.mode is mode:
            return seen
        call_id, deed = seen.supervision.call_id, Deed.MODE_CHANGED
        subject = self._subject(call_id)
        turned = self.journal.new(actor, deed, subject, detail=str(mode), call_id=call_id)
        # Whoever closes their microphone need not wait for a database that is away.
        if mode is SupervisionMode.LISTEN:
            self.journal.note(turned)
        else:
            await self.journal.keep(turned)
        return self.desk.turn(actor, supervision_id, mode)

    def let_go(
        self, actor: str, supervision_id: SupervisionId
    ) -> SupervisionSeen | MayNotSupervise:
        """Let a supervisor leave the talk."""
        return self.desk.let_go(actor, supervision_id)

    def seen_by(self, actor: str) -> SupervisionSeen | None:
        """Return how a supervisor stands beside a talk, or how the last time ended."""
        return self.desk.seen_by(actor)

    def ended(self, seen: SupervisionSeen) -> None:
        """Keep that somebody stands beside a talk no more."""
        supervision = seen.supervision
        ended = self.journal.new(
            seen.actor,
            Deed.SUPERVISION_ENDED,
            self._subject(supervision.call_id),
            detail=str(supervision.end or ""),
            call_id=supervision.call_id,
        )
        self.journal.note(replace(ended, beside_since=seen.beside_since))

    def _subject(self, call_id: CallId) -> str:
        """Return the number of the ticket; of a call that is gone, its id."""
        line = self.board.line(call_id)
        return str(call_id) if line is None else line.call.origin.case.ticket_number
