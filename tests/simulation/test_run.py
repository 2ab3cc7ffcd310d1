from dataclasses import replace

import pytest
import structlog

from line122.prompts.lengths import measure_lengths
from line122.prompts.pack import PACKS, read_pack
from simulation.comparison import Verdict, judged, ratios_of
from simulation.run import Crew, DayDone, Order, Outcome, PolicyName
from simulation.scenario import load_scenario

SMALL = {
    "hours": 1.0,
    "operators": 2,
    "channels": 4,
    "first_timers": {"citizens": 20, "waves": [{"from_s": 0, "until_s": 600, "share": 1.0}]},
}


@pytest.fixture(scope="module")
def order() -> Order:
    return Order(
        scenario=load_scenario("flash-crowd", SMALL),
        seed=7,
        lengths=measure_lengths(read_pack(PACKS / "ru")),
    )


@pytest.fixture(scope="module")
def outcome(order: Order) -> Outcome:
    with Crew(1) as crew:
        return crew.run(order, 3)


def figures_by_day(outcome: Outcome) -> list[object]:
    return [
        (policy, done.day, done.figures, done.quarters)
        for policy, days in outcome.days.items()
        for done in days
    ]


def test_the_same_seed_gives_the_same_days_in_one_process_and_in_two(
    order: Order, outcome: Outcome
) -> None:
    with Crew(2) as crew:
        again = crew.run(order, 3)
    assert figures_by_day(again) == figures_by_day(outcome)


def test_another_seed_gives_other_days(order: Order, outcome: Outcome) -> None:
    with Crew(1) as crew:
        other = crew.run(replace(order, seed=8), 1)
    assert other.figures(PolicyName.BOUND)[0] != outcome.figures(PolicyName.BOUND)[0]


def test_all_policies_meet_the_same_people(outcome: Outcome) -> None:
    citizens = {outcome.averages(policy).value("citizens") for policy in PolicyName}
    assert citizens == {20.0}
    bound = outcome.averages(PolicyName.BOUND).value("asa_s") or 0.0
    engine = outcome.averages(PolicyName.ENGINE).value("asa_s") or 0.0
    assert 0.0 < bound < engine


def test_every_day_is_told_of_once(order: Order) -> None:
    told: list[DayDone] = []
    with Crew(1) as crew:
        crew.run(replace(order, policies=(PolicyName.BOUND,)), 4, told.append)
    assert [done.day for done in told] == [0, 1, 2, 3]


def test_the_quarters_of_a_day_hold_all_its_attempts(outcome: Outcome) -> None:
    days = outcome.days[PolicyName.APP_QUEUE]
    for done in days:
        seen = sum(q.turned_away + q.rejected + q.answered for q in done.quarters)
        assert seen == done.figures.attempts


def test_nobody_uses_more_channels_than_there_are(outcome: Outcome) -> None:
    for policy in (PolicyName.ENGINE, PolicyName.APP_QUEUE):
        assert max(sum(quarter.uses) for quarter in outcome.quarters(policy)) <= 4.0


def test_an_attempt_costs_something_where_somebody_dials(outcome: Outcome) -> None:
    assert (outcome.cpu_ms_per_attempt(PolicyName.ENGINE) or 0.0) > 0.0
    assert outcome.cpu_ms_per_attempt(PolicyName.BOUND) is None


def test_ratios_are_made_with_the_policies_that_were_run(order: Order, outcome: Outcome) -> None:
    served = ratios_of(outcome)["served_to_bound"]
    ours = outcome.averages(PolicyName.ENGINE).value("served")
    theirs = outcome.averages(PolicyName.BOUND).value("served")
    assert served is not None
    assert ours is not None
    assert theirs is not None
    assert served.value == pytest.approx(ours / theirs)
    with Crew(1) as crew:
        alone = crew.run(replace(order, policies=(PolicyName.APP_QUEUE,)), 1)
    assert ratios_of(alone) == {}


def test_targets_are_asked_of_their_own_days_only(outcome: Outcome) -> None:
    asked = [one.name for one in judged(outcome, "flash-crowd")]
    assert asked == ["first_attempt_lost", "promise_error_p80_s"]
    assert [one.name for one in judged(outcome, "winter-750")] == ["promise_error_p80_s"]
    assert list(judged(outcome, "a day of somebody's own")) == []


def test_promises_may_miss_by_three_minutes_or_by_a_quarter(outcome: Outcome) -> None:
    *_, promises = judged(_with(outcome, promised_s_mean=400.0), "flash-crowd")
    assert promises.target.goal == 180.0
    *_, promises = judged(
        _with(outcome, promised_s_mean=2000.0, promise_error_p80_s=501.0), "flash-crowd"
    )
    assert (promises.target.goal, promises.verdict) == (500.0, Verdict.MISSED)


def test_a_figure_beyond_its_floor_is_missed_and_within_its_goal_is_reached(
    outcome: Outcome,
) -> None:
    lost = {
        share: next(judged(_with(outcome, first_attempt_lost=share), "flash-crowd")).verdict
        for share in (0.0, 0.05, 0.2)
    }
    assert lost == {0.0: Verdict.GOAL, 0.05: Verdict.FLOOR, 0.2: Verdict.MISSED}


def _with(outcome: Outcome, **figures: float) -> Outcome:
    days = [
        replace(done, figures=replace(done.figures, **figures))
        for done in outcome.days[PolicyName.ENGINE]
    ]
    return replace(outcome, days={PolicyName.ENGINE: days})


def test_alarms_of_the_product_do_not_stand_among_the_figures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Crew(1):
        structlog.get_logger().error("trunk.one_way_audio", trunk="main")

    written = capsys.readouterr()
    assert written.out == ""
    assert "trunk.one_way_audio" in written.err
