"""Requests of home visits on their way to the clinics."""

from dataclasses import dataclass

from web.live.delta import State


@dataclass(frozen=True, slots=True)
class VisitsToday:
    """How today's requests stand."""

    sent: int
    acknowledged: int
    chased: int
    unanswered: int
    """Also those of earlier days that nobody has answered for."""


def visits_shown(visits: VisitsToday | None) -> State:
    """Return how the visits stand; `None` stands for what nobody has counted yet."""
    if visits is None:
        return {"sent": None, "acknowledged": None, "chased": None, "unanswered": None}
    return {
        "sent": visits.sent,
        "acknowledged": visits.acknowledged,
        "chased": visits.chased,
        "unanswered": visits.unanswered,
    }
