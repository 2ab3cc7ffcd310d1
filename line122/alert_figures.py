"""What alerts are judged by, measured on the running engine: every second, from memory alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from agents.agent import Agent, Presence
from agents.phone import PhoneTrouble
from agents.service import Roster
from alerts.fact import AlertKey, Facts
from alerts.fullness import Fullness, answered, looked, stuck_minutes
from alerts.kind import AlertKind
from alerts.recent import Counted, Recent, counted, share
from base.clock import Clock
from base.instant import Instant, elapsed_s
from callback.service import CallbackDesk
from callers.service import CallerDesk
from callflow.service import CallService
from line122.calendar_watch import CalendarWatch
from line122.certificate import CertificateWatch
from line122.day_feed import DayFeed
from line122.slow_gauges import SlowGauges
from queues.service import Distributor
from tickets.service import CaseDesk

if TYPE_CHECKING:
    from base.ids import TrunkName

_COUNT_EVERY_S: Final = 5.0
_MINUTE_S: Final = 60.0
_DEAD: Final = frozenset(
    {PhoneTrouble.UNREGISTERED, PhoneTrouble.UNREACHABLE, PhoneTrouble.PAGE_GONE}
)

Figure = tuple[AlertKey, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRooms:
    """Who knows what is measured."""

    clock: Clock
    calls: CallService
    callbacks: CallbackDesk
    cases: CaseDesk
    callers: CallerDesk
    roster: Roster
    distributor: Distributor
    feed: DayFeed
    calendar: CalendarWatch
    certificate: CertificateWatch
    slow: SlowGauges
    trouble: Callable[[], str | None]
    """What keeps calls from Asterisk away; `None` when nothing does."""
    is_direct: Callable[[], bool]
    """Whether rows go to PostgreSQL."""
    unfiled: Callable[[], int]
    """How many requests no desk has taken."""


class AlertFigures:
    """An `alerts.ports.Gauges`; metrics read the same figures."""

    def __init__(self, rooms: FigureRooms) -> None:
        self._rooms = rooms
        self._full: dict[TrunkName, Fullness] = {}
        self._recent = Recent()
        self._counted_at: Instant | None = None

    def facts(self) -> Facts:
        """Return the figures of this moment."""
        now, instant = self._rooms.clock.now(), self._rooms.clock.instant()
        self._look(instant)
        self._count(now, instant)
        values = dict(self._figures(now, instant))
        told = self.told_or_talking
        if told is not None:
            values[AlertKey(AlertKind.TOLD_OR_TALKING)] = told
        return Facts(values, frozenset(self._unknown()))

    @property
    def told_or_talking(self) -> float | None:
        """The share of the last minutes; `None` of too few people."""
        return share(self._recent)

    @property
    def stuck_s(self) -> float:
        """For how long the trunk that is worst off has been full with nobody answered."""
        now = self._rooms.clock.instant()
        return max((stuck_minutes(f, now) * _MINUTE_S for f in self._full.values()), default=0.0)

    @property
    def overdue_s(self) -> float:
        """By how much the most overdue promise is late; 0 while none is."""
        return self._overdue_s(self._rooms.clock.now())

    @property
    def dead_phones(self) -> int:
        """How many operators are at work with a telephone that cannot be rung."""
        return sum(map(_is_dead, self._at_work()))

    def visits_s(self, now: datetime) -> float | None:
        """Return for how long the oldest visit awaits its clinic; `None` where nobody knows."""
        outboxes = self._rooms.slow.outboxes
        return None if outboxes is None else _since_s(outboxes.visits_since, now)

    def _look(self, now: Instant) -> None:
        """See which trunks are full, and when somebody was last answered on each."""
        board, policy = self._rooms.calls.board, self._rooms.calls.policy
        for name, trunk in policy.trunks.items():
            is_full = board.in_use(name) >= trunk.channels
            self._full[name] = looked(self._full.get(name, Fullness()), now, is_full=is_full)
        for call in board.calls():
            name, at = call.origin.trunk, call.times.answered_at
            if at is not None and name in self._full:
                self._full[name] = answered(self._full[name], at)

    def _count(self, now: datetime, instant: Instant) -> None:
        if self._counted_at is not None and elapsed_s(self._counted_at, instant) < _COUNT_EVERY_S:
            return
        self._counted_at = instant
        needs = self._rooms.feed.day.figures.tally(now).needs
        self._recent = counted(self._recent, Counted(now, needs.told_or_talking, needs.judged_60s))

    def _figures(self, now: datetime, instant: Instant) -> Iterator[Figure]:
        rooms = self._rooms
        yield from self._of_trunks(instant)
        yield from self._of_machines()
        yield AlertKey(AlertKind.PROMISE_OVERDUE), self._overdue_s(now) / _MINUTE_S
        visits_s = self.visits_s(now)
        if visits_s is not None:
            yield AlertKey(AlertKind.VISIT_UNACKNOWLEDGED), visits_s / _MINUTE_S
        for agent in self._at_work():
            account = agent.operator.account
            yield AlertKey(AlertKind.PHONE_DEAD, account), float(_is_dead(agent))
        yield AlertKey(AlertKind.CALENDAR_GAP), float(rooms.calendar.gap() is not None)
        yield AlertKey(AlertKind.REQUESTS_UNFILED), float(rooms.unfiled())

    def _of_trunks(self, now: Instant) -> Iterator[Figure]:
        rooms = self._rooms
        blocked, offline = rooms.callbacks.diary.blocked, rooms.slow.offline or frozenset()
        for name in rooms.calls.policy.trunks:
            yield AlertKey(AlertKind.CHANNELS_FULL, name), stuck_minutes(self._full[name], now)
            deaf = rooms.callers.one_way_audio(name)
            yield AlertKey(AlertKind.ONE_WAY_AUDIO, name), 0.0 if deaf is None else deaf.share
            yield AlertKey(AlertKind.CALLS_BLOCKED, name), float(name in blocked)
            if name in rooms.slow.trunks:
                yield AlertKey(AlertKind.TRUNK_DOWN, name), float(name in offline)

    def _of_machines(self) -> Iterator[Figure]:
        rooms = self._rooms
        yield AlertKey(AlertKind.EXCHANGE_AWAY), float(rooms.trouble() is not None)
        yield AlertKey(AlertKind.DATABASE_AWAY), float(not rooms.is_direct())
        for disk in rooms.slow.disks:
            free = rooms.slow.free_share(disk)
            if free is not None:
                yield AlertKey(AlertKind.DISK_LOW, disk), free
        if rooms.certificate.days is not None:
            yield AlertKey(AlertKind.CERTIFICATE_EXPIRES), rooms.certificate.days

    def _unknown(self) -> Iterator[AlertKind]:
        slow = self._rooms.slow
        if slow.outboxes is None:
            yield AlertKind.VISIT_UNACKNOWLEDGED
        if slow.trunks and slow.offline is None:
            yield AlertKind.TRUNK_DOWN
        if any(slow.free_share(disk) is None for disk in slow.disks):
            yield AlertKind.DISK_LOW

    def _at_work(self) -> Iterable[Agent]:
        agents = self._rooms.distributor.floor.agents.values()
        return (agent for agent in agents if agent.intends.presence is Presence.AVAILABLE)

    def _overdue_s(self, now: datetime) -> float:
        cases = map(self._rooms.cases.case_of, self._rooms.callbacks.ledger.requests)
        promised = [c.contact.promised_for for c in cases if c is not None]
        return max((_since_s(at, now) for at in promised), default=0.0)


def _is_dead(agent: Agent) -> bool:
    return agent.trouble in _DEAD


def _since_s(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
