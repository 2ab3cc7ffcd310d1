"""The day so far, kept up by every change: figures, redialers, promises kept, the chart.

It is fed whether or not anybody looks, since a figure that nobody watched is a figure all the
same; each change costs a few steps. At the start it takes up what the database has of the day, so
that a restart of the engine loses no figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from base.ids import CallId, ContactId
from metrics.facts import CallFacts, NeedFacts
from metrics.kpi import FullTrunk, first_attempt_lost_unseen
from metrics.running import RunningDay
from metrics.tally import is_attempt
from web.wallboard.accuracy import Accuracy, with_error
from web.wallboard.chart import DayChart
from web.wallboard.redialers import RedialDay


@dataclass(slots=True)
class BoardDay:
    """One local day, from `begins_at` on."""

    begins_at: datetime
    figures: RunningDay
    chart: DayChart
    redials: RedialDay = field(default_factory=RedialDay)
    accuracy: Accuracy = field(default_factory=Accuracy)
    _known: set[CallId] = field(default_factory=set)
    """The calls that the chart has."""
    _needs: set[ContactId] = field(default_factory=set)
    """The contacts that the chart has."""
    _over: set[CallId] = field(default_factory=set)
    """The attempts that the redialers have."""

    @staticmethod
    def begun(begins_at: datetime) -> "BoardDay":
        """Return a day of which nothing is known."""
        return BoardDay(begins_at, RunningDay(begins_at), DayChart(begins_at))

    def recalled(self, calls: Iterable[CallFacts], needs: Iterable[NeedFacts]) -> None:
        """Take what was written down of the day before the engine started."""
        written = tuple(calls)
        self.chart.recalled(written)
        self._known.update(call.call_id for call in written)
        for call in written:
            self.put_call(call)
        for need in needs:
            self.put_need(need)

    def put_call(self, call: CallFacts) -> None:
        """Take a call as it is now."""
        self.figures.put_call(call)
        if call.arrived_at < self.begins_at:
            return
        if call.call_id not in self._known:
            self._known.add(call.call_id)
            self.chart.arrived(call)
        if is_attempt(call) and call.hung_up_at is not None and call.call_id not in self._over:
            self._over.add(call.call_id)
            self.redials.put(call)

    def put_need(self, need: NeedFacts) -> None:
        """Take a contact as it is now; the first word of it tells of a first dial."""
        if need.first_dial_at >= self.begins_at and need.contact_id not in self._needs:
            self._needs.add(need.contact_id)
            if need.is_first_contact:
                self.chart.first_dialled(need.first_dial_at)
        self.figures.put_need(need)

    def promise_kept(self, error_s: float) -> None:
        """Take by how much a promise that was kept was off."""
        self.accuracy = with_error(self.accuracy, error_s)

    @property
    def lost_unseen(self) -> float | None:
        """Return the estimated share of first-timers whom the carrier turned away unseen."""
        return first_attempt_lost_unseen(
            FullTrunk(slot.first_timers, min(1.0, slot.full_s / slot.seen_s))
            for slot in self.chart.slots
            if slot.seen_s
        )
