"""The chart of a plan: what each size of the site comes to, and what every hour needs."""

from collections.abc import Iterator, Sequence
from typing import Final

from simulation.formulas import Forecast
from simulation.plan import Plan, Step, Target
from simulation.svg import Panel, document, element, legend, rounded_up, text

_WIDTH: Final = 760
_LEFT: Final = 56
_TOP: Final = 84
_ROW: Final = 210
_HEIGHT: Final = 130
_HOUR_S: Final = 3600.0


def plan_chart(plan: Plan, forecast: Forecast, name: str) -> str:
    """Return the chart of a plan as SVG."""
    found = plan.found
    panels = len(plan.targets) + 1
    body = [
        text(
            f"{name}: {found.operators} operators, {found.channels} channels", _LEFT, 30, "title"
        ),
        text(f"seed {plan.order.seed}, confirmed over {found.days} days", _LEFT, 50),
    ]
    for number, target in enumerate(plan.targets):
        body.extend(_sizes(plan, target, _TOP + number * _ROW))
    opens_at = plan.order.scenario.opens_at
    body.extend(_hours(forecast, opens_at, _TOP + len(plan.targets) * _ROW))
    return document(
        body,
        width=_WIDTH,
        height=_TOP + panels * _ROW,
        title=f"A plan for {name}",
        description=(
            f"{found.operators} operators and {found.channels} channels reach "
            f"{', '.join(map(str, plan.targets))}. The busiest hour needs "
            f"{forecast.busiest.erlang_c} operators by Erlang C."
        ),
    )


def _sizes(plan: Plan, target: Target, top: float) -> Iterator[str]:
    """Yield a figure by the number of operators; each dot is a site that was tried."""
    seen = [
        (step, value)
        for step in plan.tried
        if (value := step.averages.value(target.figure)) is not None
    ]
    tried = [float(step.operators) for step, _ in seen] or [1.0]
    panel = Panel(
        left=_LEFT,
        top=top + 34,
        width=_WIDTH - _LEFT - 24,
        height=_HEIGHT,
        from_x=min(tried) - 1,
        until_x=max(tried) + 1,
        until_y=rounded_up(max([target.value, *(value for _, value in seen)])),
    )
    yield text(f"{target.figure} by operators", _LEFT, top, "head")
    yield from legend(
        [
            ("green", "the plan"),
            ("blue", "enough"),
            ("red", "not enough"),
            ("line plain dashed", str(target)),
        ],
        _LEFT,
        top + 20,
    )
    marks = sorted({int(operators) for operators in tried})
    yield from panel.frame([(float(operators), str(operators)) for operators in marks])
    edge = [(panel.from_x, target.value), (panel.until_x, target.value)]
    yield from panel.line(edge, "plain dashed")
    for step, value in seen:
        yield element(
            "circle",
            cx=panel.x(step.operators),
            cy=panel.y(value),
            r=7 if step is plan.found else 4,
            class_=_colour(step, plan.found),
        )


def _hours(forecast: Forecast, opens_at: str, top: float) -> Iterator[str]:
    hours, minutes = map(int, opens_at.split(":"))
    needs: Sequence[float] = [float(hour.erlang_c) for hour in forecast.hours]
    panel = Panel(
        left=_LEFT,
        top=top + 34,
        width=_WIDTH - _LEFT - 24,
        height=_HEIGHT,
        until_x=len(needs) * _HOUR_S,
        until_y=rounded_up(max(needs)),
    )
    yield text("Operators that each hour needs by Erlang C, 80 % in 20 s", _LEFT, top, "head")
    yield text(
        f"{forecast.shaped_hours} operator-hours; as many all day: {forecast.flat_hours}",
        _LEFT,
        top + 20,
    )
    yield from panel.frame(
        [
            (place * _HOUR_S, f"{(hours + place) % 24}:{minutes:02d}")
            for place in range(len(needs) + 1)
        ]
    )
    yield from panel.stacks([needs], _HOUR_S, ["blue"])


def _colour(step: Step, found: Step) -> str:
    if step is found:
        return "green"
    return "blue" if step.is_met else "red"
