"""How the two clocks of a record are read together; see `storage/moments.py`."""

from datetime import UTC, datetime, timedelta

from base.clock import SystemClock
from base.instant import Instant
from storage.moments import Anchor

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class TornClock(SystemClock):
    """Two clocks of one time; at the first looks the core is taken away after each."""

    def __init__(self, torn_looks: int) -> None:
        super().__init__()
        self._torn_looks = torn_looks
        self._time_s = 0.0

    def instant(self) -> Instant:
        """Return the monotonic time."""
        return Instant(self._passing())

    def now(self) -> datetime:
        """Return the wall's time."""
        return NOON + timedelta(seconds=self._passing())

    def _passing(self) -> float:
        shown = self._time_s
        if self._torn_looks:
            self._torn_looks -= 1
            self._time_s += 0.004
        return shown


def test_clocks_that_were_read_with_a_pause_between_are_read_again() -> None:
    anchor = Anchor.read(TornClock(torn_looks=4))

    assert anchor.moment_of(Instant(0.0)) == NOON


def test_machine_that_never_gives_two_looks_at_once_is_believed_as_well_as_it_can() -> None:
    anchor = Anchor.read(TornClock(torn_looks=1000))

    assert anchor.moment_of(Instant(0.0)) - NOON == timedelta(seconds=0.004)
