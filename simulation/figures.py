"""The figures of one simulated day: a fold of what its witnesses wrote down.

Shares are 0 to 1, seconds count from a citizen's first dial unless said otherwise, and `None`
means that a figure does not apply or that nothing was there to measure. Citizens are people:
robots make attempts and cost seconds, and are nobody whom one could serve.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from simulation.day import CitizenLog, DayLog

_A_MINUTE_S = 60.0
_TWO_MINUTES_S = 120.0
_AT_ONCE_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What a day came to."""

    citizens: float | None
    served: float | None
    """People whom an operator greeted, or the menu answered, before closing time."""
    attempts: float | None
    """Inbound calls, of robots too, whether or not the exchange saw them."""
    attempts_per_citizen: float | None
    """Inbound calls of citizens, robots left out, by citizen."""
    first_attempt_lost: float | None
    """Share of first-timers whose first attempt was turned away at the carrier: neither
    connected nor registered."""
    told_or_talking_60s: float | None
    """Share who, a minute after the first dial, talk or have talked, wait live, or have heard
    (or read) what will happen."""
    unknown_after_60s: float | None
    """Share of whom the exchange has seen no attempt a minute after the first."""
    cut_off_with_free_channels: float | None
    """Share whose first attempt was answered and then sent away, or rejected, although two
    channels besides its own were free when it came."""
    within_120s: float | None
    """Share of all citizens greeted by an operator, or served, in two minutes."""
    answered_in_20s: float | None
    """Share of all citizens greeted by an operator 20 s after the greeting's length."""
    asa_s: float | None
    """Mean time to the operator's hello, of those who heard it."""
    p50_s: float | None
    p90_s: float | None
    rank_displacement: float | None
    """Mean difference between the rank by first dial and the rank by answer, of the answered."""
    idle_with_work: float | None
    """Operators' idle time while a reachable citizen waited, by all operators' time."""
    silence_share: float | None
    """Operators' time spent ringing or saying hello to nobody, by all operators' time."""
    productive_share: float | None
    """Operators' time in talk and wrap-up, by all operators' time."""
    channel_s_per_served: float | None
    all_channels_taken: float | None
    """Share of the day with no free channel."""
    contained: float | None
    """Share of all citizens whom the menu served, and who did not come back for an operator."""
    callbacks: float | None
    """Outgoing calls that rang."""
    callback_connect_rate: float | None
    """Share of those that were picked up."""
    live_hold_s_mean: float | None
    """Mean of all waits on the line, ended by an operator or not."""
    promise_error_p80_s: float | None
    """What four fifths of the promises missed by at most, early or late."""
    promised_s_mean: float | None
    cut_off_in_talk: float | None
    """Talks that ended before all was said."""
    rung_when_finished: float | None
    """Callbacks to people who needed nothing any more."""


def figures_of(day: DayLog) -> DayFigures:
    """Return the figures of a day; what happens after closing time does not count."""
    people = day.citizens
    answered = [log for log in people if _is_by(log.answered_at_s, day.closes_at_s)]
    waits = sorted(_wait_s(log) for log in answered)
    served = len(answered) + sum(log.self_served_at_s is not None for log in people)
    operator_s = day.workforce.operators * day.closes_at_s
    work, carrier = day.workforce, day.carrier
    citizens_attempts = sum(log.attempts for log in people)
    errors = sorted(_promise_errors_s(answered))
    figures = DayFigures(
        citizens=len(people),
        served=served,
        attempts=citizens_attempts + day.robot_attempts,
        attempts_per_citizen=_share(citizens_attempts, len(people)),
        first_attempt_lost=_mean(
            not log.was_first_attempt_seen for log in people if log.is_first_contact
        ),
        told_or_talking_60s=_mean(_is_told_or_talking(log) for log in people),
        unknown_after_60s=_mean(
            not _is_after(log, log.reached_at_s, _A_MINUTE_S) for log in people
        ),
        cut_off_with_free_channels=_mean(log.was_cut_off_with_free_channels for log in people),
        within_120s=_mean(_is_served_after(log, _TWO_MINUTES_S) for log in people),
        answered_in_20s=_mean(
            _is_after(log, log.answered_at_s, _AT_ONCE_S + day.greeting_s) for log in people
        ),
        asa_s=_mean(waits),
        p50_s=_quantile(waits, 0.5),
        p90_s=_quantile(waits, 0.9),
        rank_displacement=_rank_displacement(answered),
        idle_with_work=work.idle_with_work_s / operator_s,
        silence_share=(work.ring_s + work.dead_air_s) / operator_s,
        productive_share=(work.talk_s + work.wrap_up_s) / operator_s,
        channel_s_per_served=_share(carrier.channel_s, served),
        all_channels_taken=carrier.all_taken_s / day.closes_at_s,
        contained=_mean(
            log.self_served_at_s is not None and log.answered_at_s is None for log in people
        ),
        callbacks=carrier.rung,
        callback_connect_rate=_share(carrier.picked_up, carrier.rung),
        live_hold_s_mean=_share(
            sum(log.held_s for log in people), sum(log.holds for log in people)
        ),
        promise_error_p80_s=_quantile(errors, 0.8),
        promised_s_mean=_mean(log.promised_s for log in people if log.promised_s is not None),
        cut_off_in_talk=sum(log.cut_offs for log in people),
        rung_when_finished=sum(log.rung_when_finished for log in people),
    )
    return figures if day.has_trunk else _without_trunk(figures)


def _without_trunk(figures: DayFigures) -> DayFigures:
    """Return the figures of a day without telephones: theirs do not apply."""
    return replace(
        figures,
        attempts=None,
        attempts_per_citizen=None,
        first_attempt_lost=None,
        told_or_talking_60s=None,
        unknown_after_60s=None,
        cut_off_with_free_channels=None,
        silence_share=None,
        channel_s_per_served=None,
        all_channels_taken=None,
        callbacks=None,
        cut_off_in_talk=None,
        rung_when_finished=None,
    )


def _wait_s(log: CitizenLog) -> float:
    assert log.answered_at_s is not None, "Only the answered have a wait."
    return log.answered_at_s - log.first_dial_at_s


def _is_by(moment_s: float | None, limit_s: float) -> bool:
    return moment_s is not None and moment_s <= limit_s


def _is_after(log: CitizenLog, moment_s: float | None, delay_s: float) -> bool:
    """Tell whether it had happened so long after the first dial."""
    return _is_by(moment_s, log.first_dial_at_s + delay_s)


def _is_served_after(log: CitizenLog, delay_s: float) -> bool:
    return _is_after(log, log.answered_at_s, delay_s) or _is_after(
        log, log.self_served_at_s, delay_s
    )


def _is_told_or_talking(log: CitizenLog) -> bool:
    return (
        log.is_held_after_60s
        or _is_served_after(log, _A_MINUTE_S)
        or _is_after(log, log.told_at_s, _A_MINUTE_S)
    )


def _promise_errors_s(answered: Iterable[CitizenLog]) -> list[float]:
    return [
        abs(log.answered_at_s - log.told_at_s - log.promised_s)
        for log in answered
        if log.answered_at_s is not None
        and log.told_at_s is not None
        and log.promised_s is not None
    ]


def _rank_displacement(answered: Iterable[CitizenLog]) -> float | None:
    by_dial = sorted(answered, key=lambda log: log.first_dial_at_s)
    by_answer = sorted(range(len(by_dial)), key=lambda rank: by_dial[rank].answered_at_s or 0.0)
    return _mean(abs(rank - dialled) for rank, dialled in enumerate(by_answer))


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return _share(sum(listed), len(listed))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    """Return the smallest value that so large a share does not exceed (nearest rank)."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None
