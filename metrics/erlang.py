"""The classic formulas of waiting lines, and the one they do not hold: callers who redial.

They serve twice: a plan shows them beside a simulated day, and the simulation is proved against
them where both must agree. All of them know only exponential times and a load that stays; a
morning peak, talk that is not exponential and callers who hang up in two tempers are what the
simulation is for.

Source: A. K. Erlang (1917) for B and C; C. Palm (1946), as in A. Mandelbaum and S. Zeltyn,
"Service engineering in action" (2007), for A; J. R. Artalejo and A. Gómez-Corral, "Retrial
Queueing Systems" (2008), section 3, for the chain with redials.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

_NEGLIGIBLE = 1e-15
"""Where a sum over all lengths of a queue may end, relative to what has been summed."""


def erlang_b(lines: int, load_erl: float) -> float:
    """Return the share of calls that find all lines taken and go away for good.

    B(0) = 1, B(k) = a·B(k-1) / (k + a·B(k-1)).
    """
    blocked = 1.0
    for taken in range(1, lines + 1):
        blocked = load_erl * blocked / (taken + load_erl * blocked)
    return blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class ErlangC:
    """A line with endless patience and endless room.

    Raises:
        ValueError: the load is not below the number of agents, so that the line grows for ever.

    """

    agents: int
    load_erl: float
    handle_s: float

    def __post_init__(self) -> None:
        """Refuse a line that grows for ever."""
        if not 0 < self.load_erl < self.agents:
            msg = "Erlang C needs a load above 0 and below the number of agents; use Erlang A."
            raise ValueError(msg)

    @property
    def wait_probability(self) -> float:
        """Return the share of callers who find all agents busy: C = n·B / (n - a·(1 - B))."""
        blocked = erlang_b(self.agents, self.load_erl)
        return self.agents * blocked / (self.agents - self.load_erl * (1 - blocked))

    @property
    def average_speed_of_answer_s(self) -> float:
        """Return the mean wait of all callers: C·AHT / (n - a)."""
        return self.wait_probability * self.handle_s / (self.agents - self.load_erl)

    def service_level(self, threshold_s: float) -> float:
        """Return the share answered within the threshold: 1 - C·e^(-(n - a)·t / AHT)."""
        spare = self.agents - self.load_erl
        return 1 - self.wait_probability * exp(-spare * threshold_s / self.handle_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErlangA:
    """A line whose callers wait an exponential time at most, and then hang up for good.

    A birth-death chain: births at λ, deaths at min(k, n)·μ + (k - n)⁺·θ.
    """

    agents: int
    load_erl: float
    handle_s: float
    patience_s: float

    @property
    def wait_probability(self) -> float:
        """Return the share of callers who find all agents busy."""
        return sum(share for held, share in self._shares() if held >= self.agents)

    @property
    def abandonment_rate(self) -> float:
        """Return the share of callers who hang up unanswered: θ·E[Q] / λ."""
        return self._mean_queue() * self.handle_s / (self.patience_s * self.load_erl)

    @property
    def average_wait_s(self) -> float:
        """Return the mean wait of all callers, answered or not: E[Q] / λ."""
        return self._mean_queue() * self.handle_s / self.load_erl

    def _mean_queue(self) -> float:
        return sum((held - self.agents) * p for held, p in self._shares() if held > self.agents)

    def _shares(self) -> list[tuple[int, float]]:
        """Return how much of the time so many callers are talking or waiting."""
        weights = list(self._weights())
        total = sum(weights)
        return [(held, weight / total) for held, weight in enumerate(weights)]

    def _weights(self) -> Iterator[float]:
        weight, total, held = 1.0, 0.0, 0
        while weight > _NEGLIGIBLE * total or held <= self.agents:
            yield weight
            total += weight
            held += 1
            waiting = max(0, held - self.agents)
            deaths = min(held, self.agents) + waiting * self.handle_s / self.patience_s
            weight *= self.load_erl / deaths


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrialFigures:
    """What a line with redialling callers settles into."""

    first_attempt_lost: float
    """Share of callers whose first attempt finds every channel taken: P(i = K)."""
    attempts_per_citizen: float
    wait_s: float
    """Mean time from the first attempt to the answer, redialling and waiting together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrialLine:
    """M/M/c/K with redials: who finds all K channels taken tries again, for ever.

    A state is (i calls on the trunk, j callers between two attempts). Attempts arrive at λ and at
    j·θ; where i < K they make i + 1, where i = K a new caller makes j + 1; calls end at
    min(i, c)·μ. The chain is cut at `redialling_limit` callers, beyond which new ones vanish:
    take it so large that it does not matter.
    """

    agents: int
    channels: int
    load_erl: float
    handle_s: float
    redial_s: float
    redialling_limit: int = 600

    def figures(self) -> RetrialFigures:
        """Solve the chain exactly.

        Only a full trunk sends callers to redial, so that the shares of level j are those of
        (K, j - 1) times a vector, which is found from the last level backwards.
        """
        steps = [[0.0] * self._width]
        for redialling in range(self.redialling_limit, 0, -1):
            steps.append(self._step(redialling, steps[-1]))
        steps.reverse()
        level = self._first_level(steps[0])
        total, full, redialling_mean, waiting_mean = 0.0, 0.0, 0.0, 0.0
        for redialling, step in enumerate(steps):
            total += sum(level)
            full += level[-1]
            redialling_mean += redialling * sum(level)
            waiting_mean += sum(max(0, i - self.agents) * p for i, p in enumerate(level))
            level = [level[-1] * share for share in step]
        arrivals_per_s = self.load_erl / self.handle_s
        return RetrialFigures(
            first_attempt_lost=full / total,
            attempts_per_citizen=1 + redialling_mean / total / (self.redial_s * arrivals_per_s),
            wait_s=(redialling_mean + waiting_mean) / total / arrivals_per_s,
        )

    @property
    def _width(self) -> int:
        return self.channels + 1

    def _step(self, redialling: int, above: list[float]) -> list[float]:
        """Return the shares of a level, as multiples of the share of (K, the level below)."""
        equations = self._equations(redialling, above)
        arrivals = self.load_erl / self.handle_s
        return _solved(equations, [0.0] * self.channels + [-arrivals])

    def _first_level(self, above: list[float]) -> list[float]:
        """Return the shares of the level where nobody redials, up to one common factor."""
        equations = self._equations(0, above)
        equations[0] = [1.0] * self._width
        return _solved(equations, [1.0] + [0.0] * self.channels)

    def _equations(self, redialling: int, above: list[float]) -> list[list[float]]:
        """Return the balance of each state of a level: row `i` is what flows into `i`."""
        arrivals, ends, redials = (
            self.load_erl / self.handle_s,
            1 / self.handle_s,
            redialling / self.redial_s,
        )
        rows = [[0.0] * self._width for _ in range(self._width)]
        for held in range(self._width):
            leaving = min(held, self.agents) * ends
            rows[held][held] -= leaving
            if held > 0:
                rows[held - 1][held] += leaving
            if held < self.channels:
                rows[held][held] -= arrivals + redials
                rows[held + 1][held] += arrivals
                rows[held + 1][self.channels] += above[held] * (redialling + 1) / self.redial_s
            elif redialling < self.redialling_limit:
                rows[held][held] -= arrivals
        return rows


def _solved(rows: list[list[float]], right: list[float]) -> list[float]:
    """Return x of `rows · x = right`, by elimination with the largest pivot."""
    size = len(rows)
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(table[row][column]))
        table[column], table[pivot] = table[pivot], table[column]
        for row in range(column + 1, size):
            factor = table[row][column] / table[column][column]
            if factor:
                table[row] = [
                    a - factor * b for a, b in zip(table[row], table[column], strict=True)
                ]
    found = [0.0] * size
    for row in range(size - 1, -1, -1):
        known = sum(table[row][column] * found[column] for column in range(row + 1, size))
        found[row] = (table[row][size] - known) / table[row][row]
    return found
