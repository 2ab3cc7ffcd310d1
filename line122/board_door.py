"""The chart of the day as the API asks for it."""

from dataclasses import dataclass

from base.calendar import local_day
from base.clock import Clock
from line122.wiring import Engine
from web.wallboard.charted import ChartShown, chart_shown


@dataclass(frozen=True, slots=True)
class DayChartDoor:
    """A `web.api.board.Board` over the running engine."""

    engine: Engine
    clock: Clock

    def chart(self) -> ChartShown:
        """Return the day in steps of five minutes."""
        engine, now = self.engine, self.clock.now()
        channels = sum(trunk.channels for trunk in engine.calls.policy.trunks.values())
        usual = engine.watch.usual_on(local_day(now, engine.zone).weekday())
        return chart_shown(engine.feed.day.chart, usual, channels, now)
