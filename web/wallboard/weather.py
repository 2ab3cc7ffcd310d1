"""Whether it is a storm, since when, and the figures by which it is told."""

from dataclasses import dataclass

from callflow.storm import Calm, Storm, StormFigures, StormState
from callflow.storm_order import OrderedStorm
from web.desk.moments import shown_at
from web.live.delta import State


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherFacts:
    """What a storm is told by now."""

    state: StormState
    figures: StormFigures
    ordered: OrderedStorm
    """Whether the figures decide, or somebody's word."""
    missing_channels: int
    """How many channels the operators at work need more."""


def weather_shown(facts: WeatherFacts) -> State:
    """Return the storm, or the calm with the signs that are seen in it."""
    figures, ordered = facts.figures, facts.ordered
    return {
        "is_storm": isinstance(facts.state, Storm),
        **_since(facts.state),
        "order": ordered.order.value,
        "ordered_by": ordered.by,
        "ordered_at": shown_at(ordered.at),
        "people_10min": figures.people,
        "attempts_10min": figures.attempts,
        "redial_factor": round(figures.redial_factor, 1),
        "channels_full_share": round(figures.channels_full_share, 2),
        "first_refused": figures.first_refused,
        "missing_channels": facts.missing_channels,
    }


def _since(state: StormState) -> State:
    match state:
        case Storm(since=since, calm_since=calm_since):
            return {"since": shown_at(since), "turns_since": shown_at(calm_since)}
        case Calm(signs_since=signs_since):
            return {"since": None, "turns_since": shown_at(signs_since)}
