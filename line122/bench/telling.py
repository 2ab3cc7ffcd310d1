"""How figures are told, by every bench alike: rounded, a dash for none, a verdict beside each."""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from line122.bench.report import Machine


def rounded_fields(figures: "DataclassInstance") -> dict[str, float | None]:
    """Return all figures of a value by their names, as they are written down."""
    return {each.name: rounded(getattr(figures, each.name)) for each in fields(figures)}


def rounded(value: float | None) -> float | None:
    """Return a figure with two digits behind the point; a count as it is."""
    return round(value, 2) if isinstance(value, float) else value


def shown(value: float | None) -> str:
    """Return a figure for people; a dash for what was not measured."""
    return "-" if value is None else f"{value:.4g}"


def within(figures: object, targets: Mapping[str, float]) -> dict[str, bool]:
    """Return of each target whether it was met; what was not measured was not."""
    measured = {name: getattr(figures, name) for name in targets}
    return {
        name: measured[name] is not None and measured[name] <= limit
        for name, limit in targets.items()
    }


def table_of_figures(
    title: str,
    machine: "Machine",
    *,
    figures: Mapping[str, float | None],
    targets: Mapping[str, float],
    met: Mapping[str, bool],
) -> Table:
    """Return figures for people, each with what it may be at most and whether it was met."""
    table = Table(
        title=title,
        caption=f"{machine.cores} cores, {machine.processor}, Asterisk {machine.asterisk}",
    )
    for heading in ("", "measured", "at most", ""):
        table.add_column(heading, justify="right" if heading else "left")
    for name, value in figures.items():
        limit = f"{targets[name]:g}" if name in targets else ""
        verdict = ("met" if met[name] else "missed") if name in met else ""
        table.add_row(name, shown(value), limit, verdict)
    return table
