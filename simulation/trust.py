"""How far simulated days may be trusted: app_queue's beside what the day itself witnessed."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulation.recorded import Witnessed
from simulation.run import Outcome, PolicyName


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A figure of the day itself, and of the simulated app_queue."""

    name: str
    recorded: float
    simulated: float

    @property
    def error(self) -> float | None:
        """Return by which share the simulation is off; `None` where the day had none of it."""
        return self.simulated / self.recorded - 1 if self.recorded else None


def comparisons(witnessed: Witnessed, outcome: Outcome) -> Iterator[Comparison]:
    """Yield what the recording knows; nothing, unless app_queue was simulated."""
    if PolicyName.APP_QUEUE not in outcome.days:
        return
    figures = outcome.averages(PolicyName.APP_QUEUE)
    for name, recorded, simulated in (
        ("attempts", witnessed.attempts, _attempts(witnessed, outcome)),
        ("answered", witnessed.answered, figures.value("served")),
        ("asa_s", witnessed.asa_s, figures.value("asa_s")),
    ):
        if recorded is not None and simulated is not None:
            yield Comparison(name=name, recorded=float(recorded), simulated=simulated)


def _attempts(witnessed: Witnessed, outcome: Outcome) -> float | None:
    """Return the attempts that the recording would hold: Asterisk's miss those turned away."""
    if witnessed.sees_full_trunk:
        return outcome.averages(PolicyName.APP_QUEUE).value("attempts")
    quarters = outcome.quarters(PolicyName.APP_QUEUE)
    return sum(quarter.answered + quarter.rejected for quarter in quarters)
