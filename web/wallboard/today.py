"""Today's figures, people and attempts apart, by the formulas of `metrics/kpi.py`."""

from metrics import kpi
from metrics.tally import Tally
from web.live.delta import State


def today_shown(tally: Tally, lost_unseen: float | None) -> State:
    """Return the figures of the day so far; shares are 0 to 1, `None` where nothing was measured.

    `lost_unseen` is the estimated share of first-timers whom the carrier turned away unseen.
    """
    needs = tally.needs
    return {
        "people": tally.people,
        "attempts": tally.calls.attempts,
        "redial_factor": _rounded(kpi.redial_factor(tally), 2),
        "told_or_talking_60s": _rounded(kpi.told_or_talking_60s(tally)),
        "first_timers": needs.first_timers,
        "first_lost_seen": needs.first_lost_seen,
        "first_lost_estimated": _lost(needs.first_timers, lost_unseen),
        "answered_20s": _rounded(kpi.answered_20s(tally)),
        "answered_90s": _rounded(kpi.answered_90s(tally)),
        "asa_s": _rounded(kpi.average_speed_of_answer_s(tally), 1),
        "wait_from_first_dial_s": _rounded(kpi.wait_from_first_dial_s(tally), 1),
        "abandonment": _rounded(kpi.abandonment_rate(tally)),
        "abandoned": tally.queue.abandoned,
        "occupancy": _rounded(kpi.occupancy(tally)),
        "talks": tally.calls.talks,
        "served": needs.served,
        "self_served": needs.self_served,
        "blocked": tally.outside.blocked,
        "called_back": tally.calls.called_back,
    }


def _lost(first_timers: int, share: float | None) -> int | None:
    """Return how many people were lost besides those who were seen.

    Of those who dialled, the share was turned away; whom we saw are the rest.
    """
    if share is None or share >= 1:
        return None
    return round(first_timers * share / (1 - share))


def _rounded(figure: float | None, digits: int = 4) -> float | None:
    return None if figure is None else round(figure, digits)
