"""The trade's numbers: each a pure function of a tally, with its formula and where it is from.

Shares are 0 to 1; `None` means that there was nothing to measure. What a citizen meets is counted
from the first dial (`answered_20s`, `told_or_talking_60s`, …); the classic figures of calls in a
queue stand beside it, because others compare by them, and say nothing of who never got in.

Sources: WFM is the Contact Center Metrics Glossary of WFM Labs, E.600 is ITU-T Rec. E.600, CCM the
glossary of CCmath, SIM that of A. Herzog's Callcenter Simulator, SWPP the pocket guide of that
society.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from metrics.tally import Tally


def redial_factor(tally: Tally) -> float | None:
    """Return `attempts ÷ people`: how often each person dialled.

    Source: E.600 2.6 (repeated call attempts); it is a clock of the wait and not a demand.
    """
    return _share(tally.calls.attempts, tally.people)


def told_or_talking_60s(tally: Tally) -> float | None:
    """Return the share of needs that talk, wait live or know what will happen after a minute.

    `told_or_talking ÷ judged_60s`, from the first dial. Ours: it cannot be won with busy tones.
    """
    return _share(tally.needs.told_or_talking, tally.needs.judged_60s)


def first_attempt_lost(tally: Tally) -> float | None:
    """Return the share of first-timers whose first attempt reached us, and was lost.

    `first_lost_seen ÷ first_timers`; lost is neither connected nor registered. What a full trunk
    turned away at the carrier is not in it: see `first_attempt_lost_unseen`. Ours.
    """
    return _share(tally.needs.first_lost_seen, tally.needs.first_timers)


@dataclass(frozen=True, slots=True)
class FullTrunk:
    """An interval as whoever dials for the first time found the trunk."""

    first_timers: int
    full_share: float
    """Share of the interval in which no channel was free."""


def first_attempt_lost_unseen(intervals: Iterable[FullTrunk]) -> float | None:
    """Return the estimated share of first-timers whom the carrier turned away unseen.

    `Σ first_timers · full_share ÷ Σ first_timers`. Who dials for the first time knows nothing of
    the trunk, so that they find it full as often as it is full.

    Source: R. W. Wolff, "Poisson arrivals see time averages" (1982).
    """
    listed = list(intervals)
    lost = sum(each.first_timers * each.full_share for each in listed)
    return _share(lost, sum(each.first_timers for each in listed))


def answered_20s(tally: Tally) -> float | None:
    """Return the share of needs that talk with an agent 20 s after the first dial.

    `met_20s ÷ judged_20s`. Ours: the 98 % of the 112 norm, told of citizens.
    """
    return _share(tally.needs.met_20s, tally.needs.judged_20s)


def answered_90s(tally: Tally) -> float | None:
    """Return the share of needs that talk with an agent 90 s after the first dial: `met ÷ judged`.

    Ours.
    """
    return _share(tally.needs.met_90s, tally.needs.judged_90s)


def wait_from_first_dial_s(tally: Tally) -> float | None:
    """Return the mean time from the first dial to the agent, of needs that an agent served. Ours.

    `wait_s ÷ served`.
    """
    return _share(tally.needs.wait_s, tally.needs.served)


def service_level_20s(tally: Tally) -> float | None:
    """Return `answered within 20 s ÷ (offered - short_abandoned)`; abandons count against us.

    Source: WFM, "Service Level"; 98 % by decree 1931 for the 112, 80/20 by custom of the trade.
    """
    return _share(tally.calls.within_20s, _meant(tally))


def service_level_15s(tally: Tally) -> float | None:
    """Return `answered within 15 s ÷ (offered - short_abandoned)`. Source: WFM; 90/15."""
    return _share(tally.calls.within_15s, _meant(tally))


def average_speed_of_answer_s(tally: Tally) -> float | None:
    """Return `Σ wait_s ÷ answered` of calls that entered a queue. Source: WFM and CCM, "ASA"."""
    return _share(tally.calls.wait_s, tally.queue.answered)


def average_talk_time_s(tally: Tally) -> float | None:
    """Return `Σ talk_s ÷ talks`, without mid-call hold. Source: SWPP, "ATT"."""
    return _share(tally.calls.talk_s, tally.calls.talks)


def average_hold_time_s(tally: Tally) -> float | None:
    """Return `Σ hold_s ÷ talks`: parked by the agent in mid-call. Source: SWPP, "hold time"."""
    return _share(tally.calls.hold_s, tally.calls.talks)


def average_handling_time_s(tally: Tally) -> float | None:
    """Return `(Σ talk_s + Σ hold_s + Σ wrap_up_s) ÷ talks`, of calls in both directions.

    Ringing is not in it. `None` where the agents' time is not known, as of one queue: without the
    wrap-up it would be another figure. Source: SWPP, "AHT".
    """
    if not tally.agents.talk_s:
        return None
    calls = tally.calls
    return _share(calls.talk_s + calls.hold_s + tally.agents.wrap_up_s, calls.talks)


def abandonment_rate(tally: Tally) -> float | None:
    """Return `abandoned ÷ (offered - short_abandoned)`. Source: WFM, "Abandonment Rate"."""
    return _share(tally.queue.abandoned, _meant(tally))


def short_abandonment_rate(tally: Tally) -> float | None:
    """Return `short_abandoned ÷ offered`: misdials. Source: WFM, "Short Abandons"."""
    return _share(tally.queue.short_abandoned, tally.calls.offered)


def blocked_rate(tally: Tally) -> float | None:
    """Return `blocked ÷ attempts`: refused for want of a channel. Source: E.600 2.8."""
    return _share(tally.outside.blocked, tally.calls.attempts)


def answer_rate(tally: Tally) -> float | None:
    """Return `answered ÷ (answered + abandoned + blocked)`, per call. Source: SIM, call basis."""
    answered = tally.queue.answered + tally.outside.answered
    lost = tally.queue.abandoned + tally.outside.abandoned + tally.outside.blocked
    return _share(answered, answered + lost)


def contact_answer_rate(tally: Tally) -> float | None:
    """Return `served ÷ needs`: with whom an agent talked at last. Source: SIM, client basis."""
    return _share(tally.needs.served, tally.needs.needs)


def occupancy(tally: Tally) -> float | None:
    """Return `(ring + talk + wrap_up) ÷ (that + idle)` of agents, hold being talk.

    Source: WFM, "Occupancy".
    """
    agents = tally.agents
    busy_s = agents.ring_s + agents.talk_s + agents.wrap_up_s
    return _share(busy_s, busy_s + agents.idle_s)


def promises_kept_rate(tally: Tally) -> float | None:
    """Return `kept ÷ (kept + broken)` of promises whose moment has come or who were rung. Ours."""
    needs = tally.needs
    return _share(needs.promises_kept, needs.promises_kept + needs.promises_broken)


def repeat_rate(tally: Tally) -> float | None:
    """Return `repeats ÷ needs`: who had been served within a week before.

    Source: WFM, "First Contact Resolution", of which it is the other side.
    """
    return _share(tally.needs.repeats, tally.needs.needs)


def containment(tally: Tally) -> float | None:
    """Return `(self_served - not_contained) ÷ needs`: for whom the menu was enough.

    Who came back within a day is taken away again in the interval of the return. Source: WFM,
    "IVR containment".
    """
    needs = tally.needs
    return _share(max(0, needs.self_served - needs.not_contained), needs.needs)


FIGURES: Final = (
    redial_factor,
    told_or_talking_60s,
    first_attempt_lost,
    answered_20s,
    answered_90s,
    wait_from_first_dial_s,
    service_level_20s,
    service_level_15s,
    average_speed_of_answer_s,
    average_talk_time_s,
    average_hold_time_s,
    average_handling_time_s,
    abandonment_rate,
    short_abandonment_rate,
    blocked_rate,
    answer_rate,
    contact_answer_rate,
    occupancy,
    promises_kept_rate,
    repeat_rate,
    containment,
)
"""Every figure that is made of one tally, in the order in which reports show them."""


@dataclass(frozen=True, slots=True)
class NormJudged:
    """A norm beside what was."""

    name: str
    is_met: bool | None
    """`None` where there was nothing to judge."""


def norms_of(tally: Tally) -> tuple[NormJudged, ...]:
    """Return how the calls of an interval stand to the norms that others are bound by.

    Sources: decree 1931 of the Government of Russia for the 112 (98 % in 20 s, 8 s in the mean);
    90/15 and 80/20 are customs of the trade.
    """
    level_20s, level_15s = service_level_20s(tally), service_level_15s(tally)
    mean_s = average_speed_of_answer_s(tally)
    return (
        NormJudged("112_98_in_20s", None if level_20s is None else level_20s >= _NORM_112),
        NormJudged("112_mean_8s", None if mean_s is None else mean_s <= _NORM_112_MEAN_S),
        NormJudged("90_in_15s", None if level_15s is None else level_15s >= _NORM_90),
        NormJudged("80_in_20s", None if level_20s is None else level_20s >= _NORM_80),
    )


def is_balanced(tally: Tally) -> bool:
    """Tell whether every attempt is counted once.

    `offered = answered + abandoned + short_abandoned + diverted + overflowed + told + self_served
    + failed + waiting_now`, of calls that entered a queue; and `attempts = offered` and the same
    of those that never did, `blocked` and still in the menu with them.
    """
    calls = tally.calls
    return (
        calls.offered == tally.queue.total
        and tally.queue.blocked == 0
        and calls.attempts == calls.offered + tally.outside.total
    )


_NORM_112: Final = 0.98
_NORM_112_MEAN_S: Final = 8.0
_NORM_90: Final = 0.90
_NORM_80: Final = 0.80


def _meant(tally: Tally) -> int:
    """Return the offered calls that were no misdials."""
    return tally.calls.offered - tally.queue.short_abandoned


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
