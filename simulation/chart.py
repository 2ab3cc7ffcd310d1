"""The chart of a run: what a day looks like under each policy, quarter hour by quarter hour."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from simulation.day import ChannelUse
from simulation.diary import QUARTER_S, Quarter
from simulation.run import Outcome, PolicyName
from simulation.svg import Panel, document, legend, rounded_up, text

_WIDTH: Final = 1040
_LEFT: Final = 56
_GAP: Final = 56
_HEIGHT: Final = 130
_ROW: Final = 216
_TOP: Final = 84
_HOUR_S: Final = 3600.0
_MINUTE_S: Final = 60.0
_MARKS: Final = 8
"""At most so many hours are written below a panel."""

_USES: Final = (
    ("green", "talk"),
    ("blue", "held"),
    ("orange", "told"),
    ("pink", "ringing a citizen"),
    ("grey", "nobody there"),
)
assert len(_USES) == len(ChannelUse), "Every use of a channel has its colour."

_ATTEMPTS: Final = (
    ("green", "answered"),
    ("orange", "rejected, place kept"),
    ("red", "turned away at a full trunk"),
)
_WAITING: Final = (("blue", "know what will happen"), ("red", "do not"))


@dataclass(frozen=True, slots=True)
class _Row:
    """One measure, drawn for each policy beside the other on one scale."""

    title: str
    legend: Sequence[tuple[str, str]]
    layers: Callable[[Quarter], tuple[float, ...]]
    """What is stacked; empty for a line."""
    line: Callable[[Quarter], float | None] | None = None


_ROWS: Final = (
    _Row(
        "Attempts in a quarter of an hour",
        _ATTEMPTS,
        lambda q: (q.answered, q.rejected, q.turned_away),
    ),
    _Row(
        "People waiting",
        (*_WAITING, ("line plain dashed", "the bound")),
        lambda q: (q.told, q.waiting - q.told),
    ),
    _Row("Channels by use", _USES, lambda q: q.uses),
    _Row(
        "Minutes to the operator, by first dial",
        (("line blue", "mean"), ("line plain dashed", "the bound")),
        lambda _: (),
        lambda q: None if q.wait_s is None else q.wait_s / _MINUTE_S,
    ),
)
_PEOPLE, _WAITS = _ROWS[1], _ROWS[3]


def chart_of(outcome: Outcome, name: str) -> str:
    """Return the chart of a run as SVG."""
    shown = {policy: outcome.quarters(policy) for policy in outcome.days}
    bound = shown.pop(PolicyName.BOUND, ())
    columns = dict(shown) or {PolicyName.BOUND: bound}
    days = max(len(lived) for lived in outcome.days.values())
    body = [
        text(f"{name}: {outcome.order.scenario.title}", _LEFT, 30, "title"),
        text(f"mean of {days} days, seed {outcome.order.seed}", _LEFT, 50),
    ]
    for number, row in enumerate(_ROWS):
        body.extend(_drawn(row, _TOP + number * _ROW, columns, bound, outcome))
    return document(
        body,
        width=_WIDTH,
        height=_TOP + len(_ROWS) * _ROW,
        title=f"A simulated day: {name}",
        description=_in_words(outcome),
    )


def _drawn(
    row: _Row,
    top: float,
    columns: dict[PolicyName, Sequence[Quarter]],
    bound: Sequence[Quarter],
    outcome: Outcome,
) -> Iterator[str]:
    scenario = outcome.order.scenario
    beside = _beside(row, bound)
    largest = max(
        [1.0, *(value for value in beside if value is not None)]
        + [_height(row, quarter) for quarters in columns.values() for quarter in quarters]
    )
    if row.layers is _ROWS[2].layers:
        largest = max(largest, float(scenario.channels))
    width = (_WIDTH - _LEFT - 24 - _GAP * (len(columns) - 1)) / len(columns)
    yield text(row.title, _LEFT, top, "head")
    yield from legend(row.legend, _LEFT, top + 20)
    for place, (policy, quarters) in enumerate(columns.items()):
        panel = Panel(
            left=_LEFT + place * (width + _GAP),
            top=top + 34,
            width=width,
            height=_HEIGHT,
            until_x=scenario.closes_at_s,
            until_y=rounded_up(largest),
        )
        yield text(policy, panel.left + width, top, "head end")
        yield from panel.frame(_hours(scenario.opens_at, scenario.closes_at_s))
        layers = list(zip(*(row.layers(quarter) for quarter in quarters), strict=True))
        if layers:
            yield from panel.stacks(
                layers, QUARTER_S, [class_ for class_, _ in row.legend][: len(layers)]
            )
        if row.line is not None:
            yield from panel.line(_points([row.line(quarter) for quarter in quarters]), "blue")
        yield from panel.line(_points(beside), "plain dashed")


def _beside(row: _Row, bound: Sequence[Quarter]) -> list[float | None]:
    """Return the bound's values where they mean something."""
    if row is _PEOPLE:
        return [quarter.waiting for quarter in bound]
    if row is _WAITS and row.line is not None:
        return [row.line(quarter) for quarter in bound]
    return []


def _height(row: _Row, quarter: Quarter) -> float:
    line = None if row.line is None else row.line(quarter)
    return sum(row.layers(quarter)) if line is None else line


def _points(values: Sequence[float | None]) -> list[tuple[float, float | None]]:
    return [((place + 0.5) * QUARTER_S, value) for place, value in enumerate(values)]


def _hours(opens_at: str, closes_at_s: float) -> list[tuple[float, str]]:
    hours, minutes = map(int, opens_at.split(":"))
    count = int(closes_at_s // _HOUR_S)
    step = max(1, -(-count // _MARKS))
    return [
        (hour * _HOUR_S, f"{(hours + hour) % 24}:{minutes:02d}")
        for hour in range(0, count + 1, step)
    ]


def _in_words(outcome: Outcome) -> str:
    sentences = []
    for policy in outcome.days:
        averages = outcome.averages(policy)
        parts = [
            f"{word} {value:.{digits}f}"
            for word, figure, digits in (
                ("served", "served", 0),
                ("attempts", "attempts", 0),
                ("mean wait in seconds", "asa_s", 0),
                ("share of first attempts lost", "first_attempt_lost", 4),
            )
            if (value := averages.value(figure)) is not None
        ]
        sentences.append(f"{policy}: {', '.join(parts)}.")
    return " ".join(sentences)
