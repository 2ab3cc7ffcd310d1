"""What the trunks and their callers have done of late: fullness, traffic, lost first attempts.

Folds of what passes by, kept by whoever sees every call begin and end. Decisions read the
figures; nothing here decides.
"""

from datetime import datetime

from base.ids import TrunkName
from base.instant import Instant
from callflow.admission import Refuse, Rung
from callflow.call import Call
from callflow.moment import Moment
from callflow.occupancy import Occupancy, full_share, is_burst, observe
from callflow.policy import CallPolicy
from callflow.present import Present, Trunk
from callflow.storm import StormFigures
from callflow.traffic import Traffic, attempt_counted, first_refused, recent


class TrunkWatch:
    """Watches every trunk of the site."""

    def __init__(self, policy: CallPolicy, now: Instant) -> None:
        self._policy = policy
        self._occupancy = {name: Occupancy(now) for name in policy.trunks}
        self._traffic = Traffic()

    def change_policy(self, policy: CallPolicy) -> None:
        """Take the trunks as they are from now on; they keep their names."""
        self._policy = policy

    def trunk(self, name: TrunkName, operators: int, at: Moment) -> Trunk:
        """Return a trunk as it is now."""
        share = full_share(self._occupancy[name], at.instant)
        return Trunk(
            name=name,
            channels=self._policy.trunks[name].channels,
            operators=operators,
            is_burst=share > self._policy.burst_share,
            is_crowded=share > self._policy.crowded_share,
        )

    def is_burst(self, name: TrunkName, at: Moment) -> bool:
        """Tell whether the last channel of a trunk was taken too often in the last minute."""
        return is_burst(self._occupancy[name], at.instant, self._policy.burst_share)

    def arrived(
        self, call: Call, present: Present, last_seen_at: datetime | None, at: Moment
    ) -> None:
        """Take that a call has arrived and was decided; `last_seen_at` is its number's."""
        self.changed(call.origin.trunk, present.load.stays_free, at.instant)
        self._traffic = attempt_counted(self._traffic, last_seen_at, at.now)
        admission = call.admission
        if isinstance(admission, Refuse) and admission.rung is Rung.REGISTER:
            self._traffic = first_refused(self._traffic, at.now)

    def changed(self, name: TrunkName, free: int, now: Instant) -> None:
        """Take how many channels of a trunk are free from now on."""
        self._occupancy[name] = observe(self._occupancy[name], max(0, free), now)

    def figures(self, at: Moment) -> StormFigures:
        """Return what a storm is known by."""
        counted = recent(self._traffic, at.now)
        return StormFigures(
            people=counted.people,
            attempts=counted.attempts,
            channels_full_share=self._full_share(at),
            first_refused=counted.first_refused,
        )

    def loss_share(self, at: Moment) -> float:
        """Return which share of people finds no channel now.

        Whom the carrier turns away we never see; but who dials finds the trunk as it is at any
        moment, so the share of time without a free channel is the share of those who are lost.
        """
        return self._full_share(at)

    def _full_share(self, at: Moment) -> float:
        return max(full_share(occupancy, at.instant) for occupancy in self._occupancy.values())
