"""What `bench ivr` concludes, and that its way is a way through the product's own menu."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from base.instant import Instant
from config.menus import MENUS, load_menu
from ivr.facts import Facts
from ivr.menu import Digit
from ivr.walk import Pressed, Speak, Spoken, Walk, WalkStep
from ivr.walking import advance, open_walk
from line122.bench.ivr import Answered, Together, Walked, figures_of
from line122.bench.ivr_report import IvrReport, MenuFigures, as_json, verdicts
from line122.bench.menu_way import GREETING, MAIN, STEPS, way
from line122.bench.report import Machine
from line122.bench.usage import Usage

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MACHINE = Machine(
    cores=2, processor="any", load_average=0.5, python="3.11", asterisk="22", postgres="18"
)
GOOD = MenuFigures(
    keys_pressed=STEPS,
    keys_answered=STEPS,
    first_audio_ms_p50=25.0,
    first_audio_ms_p99=30.0,
    key_to_prompt_ms_p50=25.0,
    key_to_prompt_ms_p99=40.0,
    engine_cpu_ms_per_step=1.2,
    asterisk_cpu_ms_per_step=6.0,
    postgres_cpu_ms_per_step=0.3,
    ear_lag_ms_p99=1.0,
)


def after(milliseconds: float) -> datetime:
    return NOON + timedelta(milliseconds=milliseconds)


def spoken(step: WalkStep) -> tuple[str, ...]:
    return tuple(
        word for command in step.commands if isinstance(command, Speak) for word in command.phrase
    )


def report(engine: MenuFigures) -> IvrReport:
    return IvrReport(calls=1, steps=STEPS, engine=engine, dialplan=GOOD, machine=MACHINE)


def test_way_of_the_bench_is_a_way_through_the_default_menu() -> None:
    script = load_menu(MENUS / "122.yaml")
    step = open_walk(script, Facts(today=date(2026, 11, 22)), Instant(0.0))
    assert spoken(step) == GREETING
    step = advance(step.state, Spoken(), Instant(1.0))
    assert spoken(step) == (MAIN.prompt,)

    walk: Walk = step.state
    for number, expected in enumerate(way()):
        step = advance(walk, Pressed(Digit(expected.key)), Instant(2.0 + number))
        assert spoken(step) == (expected.prompt,)
        walk = step.state

    assert not walk.is_over


def test_cost_of_a_step_counts_only_the_time_in_which_all_walk() -> None:
    used = iter((Usage(1.0, 10.0, 100.0), Usage(1.02, 10.1, 100.01)))
    moments = iter((after(1000), after(3000)))
    together = Together(2, lambda: next(used), lambda: next(moments))
    early = Answered(after(400), after(500))
    within = [
        Answered(after(ms), after(ms + 20.0 * number)) for number, ms in enumerate((1000, 2000))
    ]
    unanswered = Answered(after(2500), None)

    together.began()
    together.began()
    together.ended()
    together.ended()
    figures = figures_of(
        [
            Walked(first_audio_ms=30.0, steps=[early, *within], lag_ms=[1.0]),
            Walked(steps=[unanswered]),
        ],
        together,
    )

    assert (figures.keys_pressed, figures.keys_answered) == (4, 3)
    assert figures.key_to_prompt_ms_p99 == 100.0
    assert figures.first_audio_ms_p99 == 30.0
    assert figures.engine_cpu_ms_per_step is not None
    assert round(figures.engine_cpu_ms_per_step, 6) == 10.0


def test_time_in_which_all_walk_never_begins_where_one_is_done_before() -> None:
    together = Together(2, lambda: Usage(1.0, 1.0, 1.0), lambda: NOON)

    together.began()
    together.ended()
    together.began()

    assert figures_of([Walked()], together).engine_cpu_ms_per_step is None


def test_targets_are_met_only_by_what_was_measured() -> None:
    assert all(verdicts(report(GOOD)).values())
    dear = verdicts(report(replace(GOOD, engine_cpu_ms_per_step=1.51)))
    assert [name for name, met in dear.items() if not met] == ["engine_cpu_ms_per_step"]
    assert not verdicts(report(replace(GOOD, first_audio_ms_p99=None)))["first_audio_ms_p99"]
    assert not verdicts(report(replace(GOOD, keys_answered=STEPS - 1)))["all_keys_answered"]


def test_report_has_the_peer_and_the_ratios_beside_our_figures() -> None:
    told = as_json(report(replace(GOOD, key_to_prompt_ms_p50=50.0)))

    assert told["key_to_prompt_ms_p50"] == 50.0
    assert told["ratios"] == {
        "first_audio_ms_p50": 1.0,
        "key_to_prompt_ms_p50": 2.0,
        "asterisk_cpu_ms_per_step": 1.0,
    }
    assert isinstance(told["dialplan"], dict)
    assert "engine_cpu_ms_per_step" not in told["dialplan"]
