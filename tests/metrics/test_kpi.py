"""Figures of calls and of people: metrics.facts, metrics.tally, metrics.kpi, metrics.running."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.agent import Activity, Presence
from base.ids import AgentId
from callflow.events import Direction
from callflow.outcome import Outcome
from metrics import kpi
from metrics.facts import AgentSpan, End, end_of
from metrics.running import RunningDay
from metrics.tally import NeedTally, Tally, tally_of
from tests.metrics.days import BEGAN, NOW, Day, call, days, moment, need
from tickets.contact import EndReason

ANNA = AgentId(UUID(int=1))


@given(days())
def test_every_attempt_is_counted_once_whatever_became_of_it(day: Day) -> None:
    tally = tally_of(day.calls, day.needs, (), NOW)
    inbound = [each for each in day.calls if each.direction is Direction.INBOUND]
    queued = [each for each in inbound if each.entered_at is not None]
    queue = tally.queue
    assert kpi.is_balanced(tally)
    assert tally.calls.offered == len(queued)
    assert tally.calls.offered == (
        queue.answered
        + queue.abandoned
        + queue.short_abandoned
        + queue.diverted
        + queue.overflowed
        + queue.told
        + queue.self_served
        + queue.failed
        + queue.open
    )
    assert tally.calls.attempts == len(inbound) == tally.calls.offered + tally.outside.total


@given(days(), st.randoms(use_true_random=False))
def test_a_day_that_ran_along_counts_what_its_rows_count(day: Day, dice: random.Random) -> None:
    running = RunningDay(BEGAN)
    facts = [*day.calls, *day.needs]
    dice.shuffle(facts)
    asked_between = dice.randrange(len(facts))
    for place, each in enumerate(facts):
        if place == asked_between:
            running.tally(NOW - timedelta(hours=1))
        if each in day.needs:
            running.put_need(each)  # type: ignore[arg-type]  # It is one of the needs.
        else:
            running.put_call(each)  # type: ignore[arg-type]  # It is one of the calls.
    assert _rounded(running.tally(NOW)) == _rounded(tally_of(day.calls, day.needs, (), NOW))


@given(days())
def test_a_call_told_again_and_again_is_counted_as_it_is_last(day: Day) -> None:
    running = RunningDay(BEGAN)
    for each in day.needs:
        running.put_need(each)
    for each_call in day.calls:
        running.put_call(call(each_call.call_id.int, each_call.contact_id.int))
        running.tally(NOW)
        running.put_call(each_call)
        running.put_call(each_call)
    assert _rounded(running.tally(NOW)) == _rounded(tally_of(day.calls, day.needs, (), NOW))


@given(days())
def test_shares_lie_between_none_and_all(day: Day) -> None:
    tally = tally_of(day.calls, day.needs, (), NOW)
    shares = (
        *(kpi.told_or_talking_60s, kpi.answered_20s, kpi.answered_90s, kpi.first_attempt_lost),
        *(kpi.service_level_20s, kpi.service_level_15s, kpi.abandonment_rate, kpi.blocked_rate),
        *(kpi.short_abandonment_rate, kpi.answer_rate, kpi.contact_answer_rate, kpi.occupancy),
        *(kpi.promises_kept_rate, kpi.repeat_rate, kpi.containment),
    )
    for figure in shares:
        value = figure(tally)
        assert value is None or 0.0 <= value <= 1.0, figure.__name__


def test_ten_dials_of_one_person_are_ten_attempts_of_one() -> None:
    calls = [call(number, 1, outcome=Outcome.REFUSED) for number in range(10)]
    tally = tally_of(calls, [need(1)], (), NOW)
    assert (tally.people, tally.calls.attempts) == (1, 10)
    assert kpi.redial_factor(tally) == 10
    assert kpi.blocked_rate(tally) == 1


def test_who_hides_the_number_is_a_person_at_each_call() -> None:
    calls = [call(number, number, number=None) for number in (1, 2, 3)]
    assert tally_of(calls, (), (), NOW).people == 3


@pytest.mark.parametrize(
    ("facts", "is_met"),
    [
        ({"entered_at": moment(10)}, True),
        ({"entered_at": moment(10), "hung_up_at": moment(59)}, False),
        ({"outcome": Outcome.TOLD, "hung_up_at": moment(12)}, True),
        ({"outcome": Outcome.TOLD, "hung_up_at": moment(61)}, False),
        ({"entered_at": moment(1), "joined_at": moment(60)}, True),
        ({"outcome": Outcome.REFUSED, "hung_up_at": moment(0.1)}, False),
    ],
)
def test_told_or_talking_means_heard_held_or_joined_within_a_minute(
    facts: dict[str, object], *, is_met: bool
) -> None:
    tally = tally_of([call(1, 1, **facts)], [need(1)], (), NOW)
    assert kpi.told_or_talking_60s(tally) == float(is_met)


def test_nobody_is_judged_before_the_mark_has_come() -> None:
    tally = tally_of([call(1, 1)], [need(1)], (), moment(19))
    assert tally.needs.judged_20s == tally.needs.judged_60s == tally.needs.judged_90s == 0
    assert kpi.answered_20s(tally) is None


def test_seconds_of_a_citizen_count_from_the_first_dial_and_not_from_the_last() -> None:
    calls = [
        call(1, 1, outcome=Outcome.REFUSED, hung_up_at=moment(0.05)),
        call(
            2, 1, arrived_at=moment(70), entered_at=moment(71), answered_at=moment(75),
            joined_at=moment(76),
        ),
    ]  # fmt: skip
    tally = tally_of(calls, [need(1)], (), NOW)
    assert kpi.average_speed_of_answer_s(tally) == 4
    assert kpi.wait_from_first_dial_s(tally) == 76
    assert (kpi.service_level_20s(tally), kpi.answered_20s(tally)) == (1, 0)
    assert kpi.answered_90s(tally) == 1


def test_misdials_burden_no_service_level_and_abandons_do() -> None:
    entered = {"entered_at": moment(1), "hung_up_at": moment(30)}
    calls = [
        call(1, 1, **entered, answered_at=moment(16.5), outcome=Outcome.ANSWERED),
        call(2, 2, **entered, outcome=Outcome.ABANDONED),
        call(3, 3, **entered, outcome=Outcome.SHORT_ABANDONED),
    ]  # fmt: skip
    tally = tally_of(calls, (), (), NOW)
    assert kpi.service_level_20s(tally) == 0.5
    assert kpi.service_level_15s(tally) == 0
    assert kpi.abandonment_rate(tally) == 0.5
    assert kpi.short_abandonment_rate(tally) == pytest.approx(1 / 3)
    assert [each.is_met for each in kpi.norms_of(tally)] == [False, False, False, False]


def test_handling_is_talk_hold_and_wrap_up_and_nothing_of_the_ringing() -> None:
    over = {"joined_at": moment(0), "hung_up_at": moment(100), "outcome": Outcome.ANSWERED}
    talked = call(1, 1, **over, hold_s=30.0)
    spans = [
        AgentSpan(ANNA, Presence.AVAILABLE, Activity.RINGING, 5),
        AgentSpan(ANNA, Presence.AVAILABLE, Activity.TALKING, 100),
        AgentSpan(ANNA, Presence.AVAILABLE, Activity.WRAP_UP, 20),
        AgentSpan(ANNA, Presence.AVAILABLE, Activity.IDLE, 125),
        AgentSpan(ANNA, Presence.BREAK, Activity.IDLE, 600),
        AgentSpan(ANNA, Presence.OFFLINE, Activity.IDLE, 9000),
    ]
    tally = tally_of([talked], (), spans, NOW)
    assert kpi.average_handling_time_s(tally) == 120
    assert (kpi.average_talk_time_s(tally), kpi.average_hold_time_s(tally)) == (70, 30)
    assert kpi.occupancy(tally) == 0.5


def test_nothing_is_said_of_handling_where_no_wrap_up_is_known() -> None:
    talked = call(1, 1, joined_at=moment(0), hung_up_at=moment(100), outcome=Outcome.ANSWERED)
    assert kpi.average_handling_time_s(tally_of([talked], (), (), NOW)) is None


@pytest.mark.parametrize(
    ("promised_s", "joined_s", "now_s", "kept", "broken"),
    [
        (600, 500, 7200, 1, 0),
        (600, 700, 7200, 0, 1),
        (600, None, 7200, 0, 1),
        (600, None, 500, 0, 0),
    ],
)
def test_a_promise_is_kept_by_a_talk_before_its_moment(
    promised_s: float, joined_s: float | None, now_s: float, kept: int, broken: int
) -> None:
    promised = need(1, told_at=moment(20), promised_for=moment(promised_s))
    rung = call(
        1,
        1,
        direction=Direction.OUTBOUND,
        joined_at=None if joined_s is None else moment(joined_s),
    )
    dialled = call(2, 1, outcome=Outcome.TOLD, hung_up_at=moment(20))
    counted = tally_of([dialled, rung], [promised], (), moment(now_s)).needs
    assert (counted.promised, counted.promises_kept, counted.promises_broken) == (1, kept, broken)


def test_who_needed_us_no_more_in_time_was_promised_nothing_in_vain() -> None:
    settled = need(
        1,
        told_at=moment(20),
        promised_for=moment(600),
        ended_at=moment(300),
        end_reason=EndReason.CANCELLED,
    )
    tally = tally_of([call(1, 1)], [settled], (), NOW)
    assert tally.needs.promised == 1
    assert kpi.promises_kept_rate(tally) is None


def test_the_menu_contained_who_did_not_come_back_within_a_day() -> None:
    served = {"end_reason": EndReason.SELF_SERVED, "ended_at": moment(30)}
    back = need(3, before_reason=EndReason.SELF_SERVED, before_ended_at=moment(-3600))
    calls = [call(number, number) for number in (1, 2, 3)]
    tally = tally_of(calls, [need(1, **served), need(2, **served), back], (), NOW)
    assert kpi.containment(tally) == pytest.approx(1 / 3)


def test_whom_only_we_have_called_has_not_dialled() -> None:
    ours = call(1, 1, direction=Direction.OUTBOUND, joined_at=moment(9))
    tally = tally_of([ours], [need(1)], (), NOW)
    assert (tally.people, tally.needs.needs, tally.calls.called_back) == (0, 0, 1)


def test_first_attempt_is_lost_where_it_was_neither_connected_nor_registered() -> None:
    calls = [call(1, 1, outcome=Outcome.FAILED), call(2, 2, outcome=Outcome.REFUSED)]
    tally = tally_of(calls, [need(1), need(2)], (), NOW)
    assert kpi.first_attempt_lost(tally) == 0.5


def test_first_dials_find_the_trunk_full_as_often_as_it_is() -> None:
    hours = [kpi.FullTrunk(30, 0.5), kpi.FullTrunk(10, 0.1), kpi.FullTrunk(0, 1.0)]
    assert kpi.first_attempt_lost_unseen(hours) == pytest.approx(0.4)
    assert kpi.first_attempt_lost_unseen([]) is None


def test_agents_time_runs_along_until_one_asks() -> None:
    running = RunningDay(BEGAN)
    running.put_agent(ANNA, Presence.AVAILABLE, Activity.IDLE, moment(-50))
    running.put_agent(ANNA, Presence.AVAILABLE, Activity.TALKING, moment(60))
    agents = running.tally(moment(90)).agents
    assert (agents.idle_s, agents.talk_s) == (60, 30)
    assert running.tally(moment(100)).agents.talk_s == 40


def test_every_outcome_has_its_end() -> None:
    ends = {end_of(call(1, 1, outcome=outcome)) for outcome in Outcome}
    assert ends == set(End) - {End.OPEN}


def _rounded(tally: Tally) -> tuple[object, ...]:
    """Return a tally whose sums of seconds are compared to the millisecond."""
    needs = tuple(round(getattr(tally.needs, name), 3) for name in NeedTally.__match_args__)
    return (
        tally.people,
        tally.queue,
        tally.outside,
        tuple(round(getattr(tally.calls, name), 3) for name in type(tally.calls).__match_args__),
        needs,
    )
