"""What is counted: sums that can be added and taken away again, so that a day runs along.

A call belongs to the interval in which it arrived, with all that became of it later; a need to
that of its first dial. Thus every identity holds in every interval, whenever it is asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from agents.agent import Activity, Presence
from callflow.events import Direction
from callflow.outcome import Outcome
from metrics.facts import AgentSpan, CallFacts, End, NeedFacts, end_of
from tickets.contact import EndReason

QUICK_S: Final = 15.0
AT_ONCE_S: Final = 20.0
A_MINUTE_S: Final = 60.0
SOON_S: Final = 90.0
REPEAT_WITHIN: Final = timedelta(days=7)
"""A need so soon after one that was served is a repeat of it."""
CONTAINED_FOR: Final = timedelta(days=1)
"""Who comes back so soon after the menu served them was not served by it."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """Numbers that are added and taken away field by field."""

    def __add__(self, other: Self) -> Self:
        """Return both together."""
        make: Callable[..., Self] = type(self)
        return make(*(mine + theirs for mine, theirs in self._beside(other)))

    def __sub__(self, other: Self) -> Self:
        """Return this without the other."""
        make: Callable[..., Self] = type(self)
        return make(*(mine - theirs for mine, theirs in self._beside(other)))

    def _beside(self, other: Self) -> Iterator[tuple[float, float]]:
        names: tuple[str, ...] = type(self).__match_args__
        for name in names:
            yield getattr(self, name), getattr(other, name)


@dataclass(frozen=True, slots=True)
class Ends(_Sums):
    """Inbound calls by how they stand or ended."""

    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    diverted: int = 0
    overflowed: int = 0
    told: int = 0
    self_served: int = 0
    blocked: int = 0
    failed: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        """Return all of them."""
        return sum(getattr(self, end.value) for end in End)


NO_ENDS: Final = Ends()


@dataclass(frozen=True, slots=True)
class CallTally(_Sums):
    """What is counted of calls. Queue figures are of inbound calls; ours are beside them."""

    attempts: int = 0
    """Inbound calls, those that were turned away too."""
    offered: int = 0
    """Those of them that entered a queue."""
    wait_s: float = 0.0
    """Of the answered that were offered, from entering the queue to the agent's answer."""
    within_15s: int = 0
    within_20s: int = 0
    talks: int = 0
    """Calls of both directions in which an agent and a person were joined."""
    talk_s: float = 0.0
    """Theirs, without what of them was hold; of a talk that lasts, nothing yet."""
    hold_s: float = 0.0
    """Theirs, in which the person heard music instead of the agent."""
    placed: int = 0
    """Calls of ours to people."""
    called_back: int = 0
    """Those of them that an agent talked in."""


@dataclass(frozen=True, slots=True)
class NeedTally(_Sums):
    """What is counted of needs, each from the person's first dial.

    `met_` counts for whom a thing was so at the mark; `judged_` whose mark has come, or is met.
    """

    needs: int = 0
    served: int = 0
    """With whom an agent has talked."""
    wait_s: float = 0.0
    """Theirs, from the first dial to the agent."""
    met_20s: int = 0
    judged_20s: int = 0
    met_90s: int = 0
    judged_90s: int = 0
    told_or_talking: int = 0
    judged_60s: int = 0
    first_timers: int = 0
    first_lost_seen: int = 0
    """First-timers whose first attempt reached us, and was neither connected nor registered."""
    promised: int = 0
    promises_kept: int = 0
    promises_broken: int = 0
    self_served: int = 0
    repeats: int = 0
    """Of numbers that had been served within a week before."""
    not_contained: int = 0
    """Of numbers that the menu had served within a day before."""


@dataclass(frozen=True, slots=True)
class AgentTally(_Sums):
    """How agents spent their time, in seconds."""

    idle_s: float = 0.0
    ring_s: float = 0.0
    talk_s: float = 0.0
    """Hold in it: whoever parks a person is at work on their call."""
    wrap_up_s: float = 0.0
    unreachable_s: float = 0.0
    break_s: float = 0.0
    aside_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All that figures are made of."""

    people: int = 0
    """Different callers; of two intervals together they are not the sum."""
    queue: Ends = NO_ENDS
    """Calls that entered a queue."""
    outside: Ends = NO_ENDS
    """Calls that never did: turned away, told at once, served by the menu, or gone in it."""
    calls: CallTally = CallTally()
    needs: NeedTally = NeedTally()
    agents: AgentTally = AgentTally()


def tally_of(
    calls: Sequence[CallFacts],
    needs: Iterable[NeedFacts],
    spans: Iterable[AgentSpan],
    now: datetime,
) -> Tally:
    """Return the tally of an interval: a fold over its rows, all at once.

    The calls are those that arrived or were placed in it, and the later ones of its needs; what
    arrived outside is told by `needs` alone. Use `metrics.running` for a day that runs along.
    """
    of_need: dict[object, list[CallFacts]] = {}
    for call in calls:
        of_need.setdefault(call.contact_id, []).append(call)
    tally = Tally(people=len({call.person for call in calls if is_attempt(call)}))
    for call in calls:
        tally = with_call(tally, call)
    for need in needs:
        counted = need_tally(need, of_need.get(need.contact_id, ()), now)
        tally = replace(tally, needs=tally.needs + counted)
    for span in spans:
        tally = replace(tally, agents=tally.agents + agent_tally(span))
    return tally


def is_attempt(call: CallFacts) -> bool:
    """Tell whether a citizen made the call."""
    return call.direction is Direction.INBOUND


def with_call(tally: Tally, call: CallFacts) -> Tally:
    """Return the tally with one call more."""
    return replace(
        tally,
        queue=tally.queue + queue_ends(call),
        outside=tally.outside + outside_ends(call),
        calls=tally.calls + call_tally(call),
    )


def without_call(tally: Tally, call: CallFacts) -> Tally:
    """Return the tally as if a call had never been counted."""
    return replace(
        tally,
        queue=tally.queue - queue_ends(call),
        outside=tally.outside - outside_ends(call),
        calls=tally.calls - call_tally(call),
    )


def queue_ends(call: CallFacts) -> Ends:
    """Return what an inbound call that entered a queue adds there."""
    is_here = is_attempt(call) and call.entered_at is not None
    return Ends(**{end_of(call).value: 1}) if is_here else NO_ENDS


def outside_ends(call: CallFacts) -> Ends:
    """Return what an inbound call that never entered a queue adds."""
    is_here = is_attempt(call) and call.entered_at is None
    return Ends(**{end_of(call).value: 1}) if is_here else NO_ENDS


def call_tally(call: CallFacts) -> CallTally:
    """Return what one call adds."""
    joined_s = _between(call.joined_at, call.hung_up_at) or 0.0
    hold_s = min(call.hold_s, joined_s)
    talked = CallTally(
        talks=int(call.joined_at is not None), talk_s=joined_s - hold_s, hold_s=hold_s
    )
    if not is_attempt(call):
        return replace(
            talked, placed=1, called_back=int(call.outcome is Outcome.ANSWERED or talked.talks)
        )
    wait_s = _between(call.entered_at, call.answered_at)
    is_answered = wait_s is not None and end_of(call) is End.ANSWERED
    waited_s = wait_s if is_answered and wait_s is not None else None
    return replace(
        talked,
        attempts=1,
        offered=int(call.entered_at is not None),
        wait_s=waited_s or 0.0,
        within_15s=int(waited_s is not None and waited_s <= QUICK_S),
        within_20s=int(waited_s is not None and waited_s <= AT_ONCE_S),
    )


def need_tally(need: NeedFacts, calls: Sequence[CallFacts], now: datetime) -> NeedTally:
    """Return what one need adds, judged at this moment by the calls that belong to it.

    A need of which no call of the citizen is known adds nothing: nobody dialled.
    """
    if not any(map(is_attempt, calls)):
        return NeedTally()
    first = need.first_dial_at
    joins = [call.joined_at for call in calls if call.joined_at is not None]
    served_s = _between(first, min(joins, default=None))
    met_60s = _is_told_or_talking(need, calls, served_s)
    promised, kept_at = need.promised_for, _kept_at(need, joins)
    is_kept = promised is not None and kept_at is not None and kept_at <= promised
    is_over = promised is not None and not is_kept and promised < now and not _is_off(need, now)
    return NeedTally(
        needs=1,
        served=int(served_s is not None),
        wait_s=served_s or 0.0,
        met_20s=(at_once := int(_is_within(served_s, AT_ONCE_S))),
        judged_20s=at_once or _has_come(first, AT_ONCE_S, now),
        met_90s=(soon := int(_is_within(served_s, SOON_S))),
        judged_90s=soon or _has_come(first, SOON_S, now),
        told_or_talking=int(met_60s),
        judged_60s=int(met_60s) or _has_come(first, A_MINUTE_S, now),
        first_timers=int(need.is_first_contact),
        first_lost_seen=int(_is_first_lost(need, calls)),
        promised=int(promised is not None),
        promises_kept=int(is_kept),
        promises_broken=int(is_over),
        self_served=int(need.end_reason is EndReason.SELF_SERVED),
        repeats=int(_came_after(need, EndReason.SERVED, REPEAT_WITHIN)),
        not_contained=int(_came_after(need, EndReason.SELF_SERVED, CONTAINED_FOR)),
    )


def agent_tally(span: AgentSpan) -> AgentTally:
    """Return what a stretch of an agent's time adds; whoever is not here spends none."""
    match span.activity:
        case Activity.RINGING:
            return AgentTally(ring_s=span.seconds)
        case Activity.TALKING:
            return AgentTally(talk_s=span.seconds)
        case Activity.WRAP_UP:
            return AgentTally(wrap_up_s=span.seconds)
        case Activity.IDLE | Activity.UNREACHABLE:
            return _not_at_work(span)


def _not_at_work(span: AgentSpan) -> AgentTally:
    match span.presence:
        case Presence.OFFLINE:
            return AgentTally()
        case Presence.BREAK:
            return AgentTally(break_s=span.seconds)
        case Presence.ASIDE:
            return AgentTally(aside_s=span.seconds)
        case Presence.AVAILABLE:
            if span.activity is Activity.UNREACHABLE:
                return AgentTally(unreachable_s=span.seconds)
            return AgentTally(idle_s=span.seconds)


def _is_told_or_talking(
    need: NeedFacts, calls: Sequence[CallFacts], served_s: float | None
) -> bool:
    """Tell whether a minute after the first dial somebody talks, waits live, or knows."""
    if _is_within(served_s, A_MINUTE_S):
        return True
    mark = need.first_dial_at + timedelta(seconds=A_MINUTE_S)
    if need.end_reason is EndReason.SELF_SERVED and _is_by(need.ended_at, mark):
        return True
    if _is_by(need.told_at, mark):
        return True
    return any(
        (is_attempt(call) and _is_by(call.entered_at, mark) and not _is_by(call.hung_up_at, mark))
        or (call.outcome is Outcome.TOLD and _is_by(call.hung_up_at, mark))
        for call in calls
    )


def _is_first_lost(need: NeedFacts, calls: Sequence[CallFacts]) -> bool:
    """Tell whether a first attempt reached us in vain; one that was refused is registered."""
    attempts = (call for call in calls if is_attempt(call))
    first = min(attempts, key=lambda call: (call.arrived_at, call.call_id))
    return need.is_first_contact and first.outcome is Outcome.FAILED


def _kept_at(need: NeedFacts, joins: Sequence[datetime]) -> datetime | None:
    """Return when the person had the talk that was promised."""
    if need.told_at is None:
        return min(joins, default=None)
    return min((join for join in joins if join >= need.told_at), default=None)


def _is_off(need: NeedFacts, now: datetime) -> bool:
    """Tell whether the person needed us no more before the promised moment."""
    limit = need.promised_for or now
    return need.end_reason not in {None, EndReason.SERVED} and _is_by(need.ended_at, limit)


def _came_after(need: NeedFacts, reason: EndReason, within: timedelta) -> bool:
    return (
        need.before_reason is reason
        and need.before_ended_at is not None
        and need.first_dial_at - need.before_ended_at <= within
    )


def _between(since: datetime | None, until: datetime | None) -> float | None:
    if since is None or until is None:
        return None
    return max(0.0, (until - since).total_seconds())


def _is_within(seconds: float | None, limit_s: float) -> bool:
    return seconds is not None and seconds <= limit_s


def _is_by(moment: datetime | None, mark: datetime) -> bool:
    return moment is not None and moment <= mark


def _has_come(first: datetime, after_s: float, now: datetime) -> int:
    return int(now - first >= timedelta(seconds=after_s))
