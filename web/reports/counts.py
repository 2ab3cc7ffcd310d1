"""The counts and figures of a tally by their names, as the API, the tables and pages show them."""

from collections.abc import Mapping
from dataclasses import asdict

from metrics.facts import End
from metrics.kpi import FIGURES, is_balanced, norms_of
from metrics.tally import Tally
from web.reports.shown import LineShown


def counts_of(tally: Tally) -> Mapping[str, int]:
    """Return every count by the name under which its list opens."""
    calls, needs = tally.calls, tally.needs
    ends = tally.queue + tally.outside
    return {
        "people": tally.people,
        "attempts": calls.attempts,
        "offered": calls.offered,
        **{end.value: getattr(ends, end.value) for end in End},
        "within_20s": calls.within_20s,
        "placed": calls.placed,
        "called_back": calls.called_back,
        "needs": needs.needs,
        "served": needs.served,
        "met_20s": needs.met_20s,
        "met_90s": needs.met_90s,
        "told_or_talking": needs.told_or_talking,
        "untold": needs.judged_60s - needs.told_or_talking,
        "first_timers": needs.first_timers,
        "first_lost_seen": needs.first_lost_seen,
        "promised": needs.promised,
        "promises_kept": needs.promises_kept,
        "promises_broken": needs.promises_broken,
        "menu_served": needs.self_served,
        "repeats": needs.repeats,
        "not_contained": needs.not_contained,
    }


def figures_of(tally: Tally) -> Mapping[str, float | None]:
    """Return every figure by its name."""
    return {figure.__name__: _rounded(figure(tally)) for figure in FIGURES}


def line_shown(key: str, tally: Tally) -> LineShown:
    """Return a line of a report as it is answered."""
    return LineShown(
        key=key,
        counts=counts_of(tally),
        queue=asdict(tally.queue),
        agents_s={name: round(value, 1) for name, value in asdict(tally.agents).items()},
        figures=figures_of(tally),
        norms={norm.name: norm.is_met for norm in norms_of(tally)},
        is_balanced=is_balanced(tally),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
