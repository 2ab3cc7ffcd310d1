"""The hub of the live pages: it sees what has changed, and tells every page what concerns it.

It lives by two rules. Nothing is computed twice: what many pages have in common stands in layers,
each folded, compared and encoded once, and of the rest only those are looked at whose person
something happened to. And nobody is waited for: a page that keeps up is written to at once, and
what another one does not take waits in a backlog with an end.

Changes of a layer are told at most every so often (`PAUSES_S`), since one moment of the line moves
many things; but a telephone that rings shows its caller at once. Every second everything is looked
at anew, because waiting times grow by themselves, and a page that nothing new was told hears that
the engine lives.

A layer that no open page shows is not computed at all. Limits: `viewers_limit` pages; a backlog of
`backlog.LIMIT` differences each. Deliberately absent: what is seen (`Sight`), and who may see it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import structlog

from base.clock import Clock
from base.ids import AgentId
from base.instant import Instant, after
from base.mailbox import Mailbox
from base.step import Deadline
from web.live.delta import State, difference
from web.live.message import (
    NOTHING,
    DatedDelta,
    Written,
    WrittenDelta,
    dated,
    together,
    written,
    written_delta,
)
from web.live.ports import Attendance, Layer, Sight, Watcher
from web.live.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE_S: Final = 0.05
PAUSES_S: Final[Mapping[Layer, float]] = MappingProxyType(
    {Layer.LINE: PAUSE_S, Layer.BOARD: PAUSE_S, Layer.ALERTS: 0.25}
)
"""People act by the first two: what they see is not to be a tenth of a second old."""
BEAT_S: Final = 1.0
SESSION_OVER: Final = 4401
"""The code by which a page is closed whose session has ended."""
GOING_AWAY: Final = 1001
"""RFC 6455, 7.4.1: the server goes down; the page shall come back."""

AT_ANOTHER_PAGE: Final = 4409
"""The code by which a page is closed whose operator works at another one."""

_log = structlog.get_logger(__name__)


class _Woken:
    """Something may be due."""


@dataclass(slots=True)
class _Shared:
    """A layer as it was last told."""

    state: State
    shown_at: Instant
    written: Written | None = None
    """The state as text, once a snapshot has asked for it."""

    def whole(self) -> Written:
        """Return the state as text."""
        if self.written is None:
            self.written = written(self.state)
        return self.written


class LiveHub:
    """Tells the open pages of one site what changes."""

    def __init__(
        self, sight: Sight, clock: Clock, attendance: Attendance, *, viewers_limit: int
    ) -> None:
        self._sight = sight
        self._clock = clock
        self._attendance = attendance
        self._limit = viewers_limit
        self._viewers: set[Viewer] = set()
        self._audiences: defaultdict[frozenset[Layer], set[Viewer]] = defaultdict(set)
        """The same pages by what they show: each audience is told the same."""
        self._shared: dict[Layer, _Shared] = {}
        """The layers that any open page shows."""
        self._touched: set[AgentId] = set()
        self._mailbox: Mailbox[_Woken] = Mailbox(clock, 1)
        self._show_at: Instant | None = None
        self._shown_at = clock.instant()

    @property
    def is_watched(self) -> bool:
        """Whether any page is open."""
        return bool(self._viewers)

    def changed(self, agent_ids: Collection[AgentId] = ()) -> None:
        """Take that something moved, and to whom besides all; returns at once."""
        if not self._viewers:
            return
        self._touched.update(agent_ids)
        self._show_by(after(self._shown_at, PAUSE_S))

    def rang(self, agent_id: AgentId) -> None:
        """Take that somebody's telephone is about to ring: their page shows for whom at once."""
        if not self._viewers:
            return
        self._touched.add(agent_id)
        self._show_by(self._clock.instant())

    @property
    def sessions(self) -> frozenset[str]:
        """The sessions in which pages are open."""
        return frozenset(viewer.watcher.session for viewer in self._viewers)

    def end_session(self, session: str) -> None:
        """Close every page of a session that has ended."""
        for viewer in self._viewers:
            if viewer.watcher.session == session:
                viewer.end(SESSION_OVER)

    def end_all(self) -> None:
        """Close every page: the engine is about to stop."""
        for viewer in self._viewers:
            viewer.end(GOING_AWAY)

    def has_room(self) -> bool:
        """Tell whether one more page may be opened."""
        return len(self._viewers) < self._limit

    def is_elsewhere(self, watcher: Watcher) -> bool:
        """Tell whether an operator works at another page, and this one was not to take over."""
        return not watcher.takes_over and any(True for _ in self._rivals(watcher))

    @contextmanager
    def watched_by(self, watcher: Watcher) -> "Iterator[Viewer]":
        """Show everything to one more page for as long as the context lasts.

        Another page at which the same operator works is closed: it is their desk no more.
        """
        for rival in self._rivals(watcher):
            rival.end(AT_ANOTHER_PAGE)
        for layer in watcher.sees - self._shared.keys():
            self._shared[layer] = _Shared(self._sight.shared(layer), self._clock.instant())
        viewer = Viewer(watcher, self._sight.own(watcher))
        self._viewers.add(viewer)
        self._audiences[watcher.sees].add(viewer)
        self._attendance.opened(watcher, len(self._viewers))
        _log.info("viewer.joined", login=watcher.login, viewers=len(self._viewers))
        try:
            yield viewer
        finally:
            self._viewers.discard(viewer)
            self._audiences[watcher.sees].discard(viewer)
            shown = {layer for left in self._viewers for layer in left.watcher.sees}
            for layer in self._shared.keys() - shown:
                del self._shared[layer]
            self._attendance.closed(watcher, len(self._viewers))
            falls = viewer.backlog.falls
            _log.info("viewer.left", login=watcher.login, times_behind=falls)

    def _rivals(self, watcher: Watcher) -> "Iterator[Viewer]":
        return (
            viewer
            for viewer in self._viewers
            if not viewer.is_over and viewer.watcher.is_rival_of(watcher)
        )

    def next_message(self, viewer: Viewer) -> bytes | None:
        """Return what a page is sent next; `None` when nothing waits for it."""
        seen = (self._shared[layer].whole() for layer in sorted(viewer.watcher.sees))
        return viewer.next_message(seen, self._clock.now())

    async def run(self) -> None:
        """Tell the pages what changes until cancelled."""
        beat_at = after(self._clock.instant(), BEAT_S)
        while True:
            due_at = beat_at if self._show_at is None else min(beat_at, self._show_at)
            await self._mailbox.take(Deadline(due_at, "show"))
            now = self._clock.instant()
            if now >= beat_at:
                beat_at = after(now, BEAT_S)
                self._show(self._viewers)
                self._beat()
            elif self._show_at is not None and now >= self._show_at:
                self._show([v for v in self._viewers if v.watcher.agent_id in self._touched])

    def _show_by(self, at: Instant) -> None:
        if self._show_at is None or at < self._show_at:
            self._show_at = at
            # A mailbox of one: who is woken already will see this as well.
            self._mailbox.put(_Woken())

    def _show(self, looked_at: Collection[Viewer]) -> None:
        """Tell of the layers that are due, and tell these what is their own, where it changed."""
        self._show_at, self._shown_at = None, self._clock.instant()
        self._touched.clear()
        shared = {layer: self._look_around(layer) for layer in self._due_layers(self._shown_at)}
        own = {viewer: self._look_at(viewer) for viewer in looked_at}
        at = self._clock.now()
        if any(shared.values()):
            for sees, audience in self._audiences.items():
                alike = together(shared[layer] for layer in sorted(sees) if layer in shared)
                told = dated(alike, at)
                for viewer in audience:
                    mine = own.get(viewer, NOTHING)
                    self._tell(viewer, dated(together((alike, mine)), at) if mine else told)
        else:
            for viewer, mine in own.items():
                self._tell(viewer, dated(mine, at))

    def _due_layers(self, now: Instant) -> list[Layer]:
        """Return the layers that may be told of now; the others are waited for."""
        due = []
        for layer, shared in self._shared.items():
            at = after(shared.shown_at, PAUSES_S[layer])
            if now >= at:
                due.append(layer)
            else:
                self._show_by(at)
        return due

    def _look_around(self, layer: Layer) -> WrittenDelta:
        shared, state = self._shared[layer], self._sight.shared(layer)
        found = difference(shared.state, state)
        shared.shown_at = self._shown_at
        if found:
            shared.state, shared.written = state, None
        return written_delta(found)

    def _look_at(self, viewer: Viewer) -> WrittenDelta:
        state = self._sight.own(viewer.watcher)
        found = difference(viewer.own, state)
        viewer.own = state
        return written_delta(found)

    def _tell(self, viewer: Viewer, told: DatedDelta) -> None:
        if told.change and not viewer.tell(told):
            self._attendance.fell_behind(viewer.watcher)
            _log.warning("viewer.fell_behind", login=viewer.watcher.login)

    def _beat(self) -> None:
        at = self._clock.now()
        for viewer in self._viewers:
            viewer.beat(at)
