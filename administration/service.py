"""The desk of administration: takes steps, keeps them, undoes them, and has them followed.

It lives by one rule: a step is checked whole, then it is kept together with the thing that it
changes, and only then acted by. Of two who change one thing at once the second is told. What was
kept and cannot be followed now is followed at the next start, and the log says so.

Deliberately absent: the things themselves, which lie in the book; and orders about hours and hot
topics, which are taken where they always were and come here to be looked at and undone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import structlog

from administration.change import Change, Kind
from administration.documents import Document, Documents, read, written
from administration.fault import StepCode, StepFault
from administration.ports import AdministrationBook, Followers, Grounds, Orders, TakenError
from administration.rules import faults_of_step, own_faults
from administration.undo import MayNotUndo, decide_undo
from base.clock import Clock
from base.errors import Line122Error
from base.ids import ChangeId, new_change_id

FOLLOWED: Final = frozenset({Kind.QUEUE, Kind.CATEGORY, Kind.DAY, Kind.NUMBER})
"""Kinds that the engine is told of; of the others it hears by their rows."""
ORDERED: Final = frozenset({Kind.HOURS, Kind.TOPIC})

_QUICKER: Final = StepFault(StepCode.QUICKER, "Somebody changed this meanwhile; look at it again.")
_NO_CHANGE: Final = StepFault(StepCode.NO_CHANGE, "It says that already; nothing would change.")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Declined:
    """A step was not taken."""

    faults: tuple[StepFault, ...]
    is_conflict: bool = False
    """Whether something else stands in the way, and not what was asked."""

    @property
    def sentence(self) -> str:
        """Return all of it in words."""
        return " ".join(fault.sentence for fault in self.faults)


@dataclass(frozen=True, slots=True)
class AdministrationDoors:
    """All that the desk speaks to."""

    book: AdministrationBook
    grounds: Grounds
    followers: Followers
    orders: Orders
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody asks for."""

    kind: Kind
    subject: str
    after: Document | None
    actor: str
    secret: str | None = None
    """The digest or hash of a new one."""


class AdministrationDesk:
    """Changes what changes weekly."""

    def __init__(self, doors: AdministrationDoors) -> None:
        self._doors = doors

    async def documents(self, kind: Kind) -> Documents:
        """Return what every thing of a kind says, as far as it was administered."""
        return await self._doors.book.documents(kind)

    def planned(self, kind: Kind) -> Documents:
        """Return what the settings say of the things of a kind."""
        return self._doors.grounds.planned(kind)

    async def changes(
        self,
        kinds: Collection[Kind],
        subject: str | None = None,
        behind: ChangeId | None = None,
        most: int = 50,
    ) -> tuple[Change, ...]:
        """Return the newest steps of some kinds."""
        return await self._doors.book.changes(kinds, subject, behind, most)

    async def find(self, change_id: ChangeId) -> Change | None:
        """Return one step."""
        return await self._doors.book.find(change_id)

    async def change(self, asked: Step) -> Change | Declined:
        """Take a step, or return what stands against it."""
        book = self._doors.book
        documents = await book.documents(asked.kind)
        before = documents.get(asked.subject)
        if faults := self._faults(asked, documents):
            return Declined(faults)
        if written(before) == written(asked.after) and asked.secret is None:
            return Declined((_NO_CHANGE,), is_conflict=True)
        last = await book.changes((asked.kind,), asked.subject, most=1)
        change = Change(
            change_id=new_change_id(),
            kind=asked.kind,
            subject=asked.subject,
            before=written(before),
            after=written(asked.after),
            actor=asked.actor,
            at=self._doors.clock.now(),
            follows=last[0].change_id if last else None,
        )
        return await self._take(change, asked.secret)

    async def undo(self, change: Change, actor: str) -> Change | Declined:
        """Take a step back, or return why not."""
        book = self._doors.book
        (last,) = await book.changes((change.kind,), change.subject, most=1)
        documents = await book.documents(change.kind)
        present = written(documents.get(change.subject))
        decision = decide_undo(change, last, present)
        if isinstance(decision, MayNotUndo):
            return Declined((decision.fault,), is_conflict=True)
        if change.kind in ORDERED:
            return await self._take_order_back(change, actor)
        after = read(change.kind, change.before)
        back = Step(kind=change.kind, subject=change.subject, after=after, actor=actor)
        if faults := self._faults(back, documents):
            return Declined(faults, is_conflict=True)
        undoing = Change(
            change_id=new_change_id(),
            kind=change.kind,
            subject=change.subject,
            before=change.after,
            after=change.before,
            actor=actor,
            at=self._doors.clock.now(),
            undoes=change.change_id,
            follows=change.change_id,
        )
        return await self._take(undoing, None)

    async def follow_all(self) -> None:
        """Act by all that was administered before this start."""
        documents = await self._followed()
        for kind in FOLLOWED:
            await self._doors.followers.follow(kind, documents)

    async def _take(self, change: Change, secret: str | None) -> Change | Declined:
        try:
            if not await self._doors.book.append(change, secret):
                return Declined((_QUICKER,), is_conflict=True)
        except TakenError as error:
            return Declined((StepFault(StepCode.TAKEN, str(error)),), is_conflict=True)
        _log.info(
            "administration.changed",
            kind=change.kind,
            change_id=str(change.change_id),
            author=change.actor,
            undoes=None if change.undoes is None else str(change.undoes),
        )
        if change.kind in FOLLOWED:
            await self._follow(change.kind)
        return change

    async def _take_order_back(self, change: Change, actor: str) -> Change | Declined:
        try:
            return await self._doors.orders.undo(change, actor)
        except Line122Error as error:
            return Declined((StepFault(StepCode.ORDER, str(error)),), is_conflict=True)

    async def _follow(self, kind: Kind) -> None:
        try:
            await self._doors.followers.follow(kind, await self._followed())
        except Line122Error as error:
            _log.error("administration.unfollowed", kind=kind, cause=str(error))

    async def _followed(self) -> Mapping[Kind, Documents]:
        return {kind: await self._doors.book.documents(kind) for kind in sorted(FOLLOWED)}

    def _faults(self, asked: Step, documents: Documents) -> tuple[StepFault, ...]:
        after = asked.after
        own = own_faults(asked.actor, asked.subject, documents.get(asked.subject), after)
        faults = (*own, *faults_of_step(asked.kind, asked.subject, after, documents))
        if faults:
            return faults
        others = {name: each for name, each in documents.items() if name != asked.subject}
        whole = others if after is None else {**others, asked.subject: after}
        return self._doors.grounds.faults(asked.kind, whole)
