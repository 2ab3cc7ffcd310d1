"""The machine of all alerts of a site: figures and time in, what is raised and cleared out.

It lives by three rules. A figure must be bad for a while before anybody is told, and well for a
while before it is over; between the two limits of a rule nothing changes. What nobody could
measure changes nothing at all, neither way. And whoever has acknowledged an alert is not told
again before it is worse by as much as the rule says: then the acknowledgement is void.

What was raised once keeps its id until it is cleared; the next time is another alert. Pauses are
counted from the first look that saw the figure, so an engine that starts again begins to count
anew, and takes up what was open. Deliberately absent: who is told, and how.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from alerts.alert import Acknowledgement, Alert, ClearedBecause
from alerts.fact import AlertKey, Facts
from alerts.policy import AlertPolicy, Rule, is_bad, is_well, worse_of, worsened_by
from base.ids import AlertId


@dataclass(frozen=True, slots=True)
class Track:
    """What is known of one figure."""

    bad_since: datetime | None = None
    """Since when it has been bad without a break; where an alert is open, unused."""
    well_since: datetime | None = None
    """Since when it has been well without a break, while an alert is open."""
    alert: Alert | None = None
    """The open one."""


@dataclass(frozen=True, slots=True)
class AlertState:
    """Every figure that is bad, or has an open alert."""

    tracks: Mapping[AlertKey, Track] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Alert, ...]:
        """The open alerts, the latest last."""
        found = (track.alert for track in self.tracks.values() if track.alert is not None)
        return tuple(sorted(found, key=lambda alert: (alert.raised_at, alert.alert_id)))

    def find(self, alert_id: AlertId) -> Alert | None:
        """Return an open alert; `None` when it is over, or never was."""
        return next((alert for alert in self.open if alert.alert_id == alert_id), None)


@dataclass(frozen=True, slots=True)
class Raised:
    """Something is wrong since now."""

    alert: Alert


@dataclass(frozen=True, slots=True)
class Worsened:
    """What somebody had acknowledged has become worse, and asks for somebody again."""

    alert: Alert


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody sees to it."""

    alert: Alert


@dataclass(frozen=True, slots=True)
class Cleared:
    """It is over."""

    alert: Alert


News: TypeAlias = Raised | Worsened | Acknowledged | Cleared


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look made of the alerts."""

    state: AlertState
    news: tuple[News, ...] = ()


NewId: TypeAlias = Callable[[], AlertId]


def taken_up(alerts: tuple[Alert, ...]) -> AlertState:
    """Return the state after a restart: what was open still is, until a look says otherwise."""
    return AlertState({alert.key: Track(alert=alert) for alert in alerts})


def look(
    state: AlertState, facts: Facts, now: datetime, policy: AlertPolicy, new_id: NewId
) -> Looked:
    """Return what the figures of this moment make of the alerts."""
    tracks: dict[AlertKey, Track] = {}
    news: list[News] = []
    for key, track, value in _figures(state, facts):
        rule = policy.rules.get(key.kind)
        if rule is None:
            after, told = _without_rule(track, now)
        elif key.kind in facts.unknown:
            after, told = track, None
        elif track.alert is None:
            after, told = _quiet(key, track, value, now, (rule, new_id))
        else:
            after, told = _open(track.alert, track, value, now, rule)
        if after is not None:
            tracks[key] = after
        if told is not None:
            news.append(told)
    return Looked(AlertState(tracks), tuple(news))


def acknowledge(state: AlertState, alert_id: AlertId, by: str, now: datetime) -> Looked:
    """Return the state after a person has seen an open alert; the second one changes nothing."""
    alert = state.find(alert_id)
    if alert is None or alert.acknowledged is not None:
        return Looked(state)
    seen = replace(alert, acknowledged=Acknowledgement(by, now, alert.value))
    track = replace(state.tracks[alert.key], alert=seen)
    return Looked(AlertState({**state.tracks, alert.key: track}), (Acknowledged(seen),))


def _figures(state: AlertState, facts: Facts) -> Iterator[tuple[AlertKey, Track, float | None]]:
    for key, value in facts.values.items():
        yield key, state.tracks.get(key, Track()), value
    for key, track in state.tracks.items():
        if key not in facts.values:
            yield key, track, None


_After: TypeAlias = tuple[Track | None, News | None]


def _quiet(
    key: AlertKey, track: Track, value: float | None, now: datetime, by: tuple[Rule, NewId]
) -> _After:
    """Wait until it has been bad for long enough."""
    rule, new_id = by
    if value is None or not is_bad(key.kind, value, rule):
        return None, None
    since = track.bad_since or now
    bad_s = (now - since).total_seconds()
    if bad_s < rule.raised_after_s:
        return Track(bad_since=since), None
    alert = Alert(
        alert_id=new_id(),
        key=key,
        severity=rule.severity,
        raised_at=now,
        value=value,
        worst=value,
        threshold=rule.threshold,
        after_s=bad_s,
    )
    return Track(alert=alert), Raised(alert)


def _open(alert: Alert, track: Track, value: float | None, now: datetime, rule: Rule) -> _After:
    """Wait until it has been well for long enough, and look whether it becomes worse."""
    if value is not None and not is_well(alert.key.kind, value, rule):
        return _still_open(alert, value, rule)
    since = track.well_since or now
    if (now - since).total_seconds() < rule.cleared_after_s:
        return replace(track, well_since=since), None
    why = ClearedBecause.GONE if value is None else ClearedBecause.WELL
    return None, _cleared(alert, alert.value if value is None else value, why, now)


def _still_open(alert: Alert, value: float, rule: Rule) -> _After:
    kind, seen = alert.key.kind, alert.acknowledged
    worst = worse_of(kind, alert.worst, value)
    now = replace(alert, value=value, worst=worst, severity=rule.severity)
    is_worse = seen is not None and rule.worse_by > 0
    if is_worse and seen is not None and worsened_by(kind, seen.value, value) >= rule.worse_by:
        back = replace(now, acknowledged=None, times_worse=alert.times_worse + 1)
        return Track(alert=back), Worsened(back)
    return Track(alert=now), None


def _without_rule(track: Track, now: datetime) -> _After:
    if track.alert is None:
        return None, None
    alert = track.alert
    return None, _cleared(alert, alert.value, ClearedBecause.RULE_GONE, now)


def _cleared(alert: Alert, value: float, why: ClearedBecause, now: datetime) -> Cleared:
    return Cleared(replace(alert, value=value, cleared_at=now, cleared_because=why))
