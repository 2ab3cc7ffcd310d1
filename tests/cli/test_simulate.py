"""The commands that live days: `line122/cli/simulate.py`, `plan.py`, `scenario_options.py`."""

import argparse
import json
import shlex
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from line122.cli.main import main
from line122.cli.scenario_options import add_scenario_options, chosen_by
from simulation.scenario import Scenario
from simulation.site import Tuning

TINY = ["flash-crowd", "--hours", "1", "--first-timers", "15", "--workers", "1", "--days", "2"]
NAMES = {
    *("citizens", "served", "attempts", "attempts_per_citizen", "first_attempt_lost"),
    *("told_or_talking_60s", "unknown_after_60s", "cut_off_with_free_channels", "within_120s"),
    *("asa_s", "p50_s", "p90_s", "rank_displacement", "idle_with_work", "silence_share"),
    *("channel_s_per_served", "callbacks", "callback_connect_rate", "live_hold_s_mean"),
    "promise_error_p80_s",
}


def printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(words) == 0
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    return shown


def test_the_object_holds_every_figure_of_every_policy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = printed(["simulate", *TINY, "--json"], capsys)
    for policy in ("engine", "app_queue", "bound"):
        assert set(shown[policy]) >= NAMES | {"ci95"}
        assert set(shown[policy]["ci95"]) >= NAMES
    assert shown["bound"]["attempts"] is None
    assert shown["ratios"]["served_to_bound"] <= 1.0
    assert "p90_to_bound" in shown["ratios"]["ci95"]
    assert (shown["days"], shown["seed"], shown["parameters"]["hours"]) == (2, 1, 1.0)
    assert shown["cpu_ms_per_attempt"] > 0


def test_the_same_words_print_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (printed(["simulate", *TINY, "--json"], capsys) for _ in range(2))
    del first["cpu_ms_per_attempt"], second["cpu_ms_per_attempt"]
    assert first == second


def test_the_tables_name_the_seed_and_what_was_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["simulate", *TINY, "--seed", "5"]) == 0
    shown = capsys.readouterr().out
    assert "seed 5" in shown
    assert "What was asked of it" in shown


def test_every_parameter_has_its_option() -> None:
    parser = argparse.ArgumentParser()
    add_scenario_options(parser)
    offered = {action.dest for action in parser._actions}
    assert {f"scenario.{name}" for name in Scenario.__struct_fields__} - offered == {
        "scenario.title"
    }
    assert {f"site.{name}" for name in Tuning.__slots__} <= offered


def chosen(words: str) -> tuple[Scenario, Tuning, str]:
    parser = argparse.ArgumentParser()
    add_scenario_options(parser)
    made = chosen_by(parser.parse_args(shlex.split(words)))
    return made.scenario, made.tuning, made.written


def test_options_change_what_they_name() -> None:
    scenario, tuning, _ = chosen(
        "storm-flat --channels 7 --operators 5 --aht 180 --redial 10-30 --believe 0.5 "
        "--pick-up 0.9 --robots 22 --self-service 0.2 --sms --known 100 --deck-extra 6 --lead 8 "
        "--over-dial 0 --shadow --retries 60,120"
    )
    assert (scenario.channels, scenario.operators, scenario.aht_s) == (7, 5, 180.0)
    assert (scenario.redial, scenario.believe, scenario.pick_up) == ((10.0, 30.0), 0.5, 0.9)
    assert (scenario.robots, scenario.self_service, scenario.sms) == (22, 0.2, True)
    assert (scenario.known.citizens, scenario.first_timers.citizens) == (100, 127)
    assert scenario.first_timers.auto_redial == 0.8
    assert (tuning.let_in_behind_deck, tuning.lead_s, tuning.over_dial) == (6, 8.0, 0)
    assert (tuning.is_shadow, tuning.retries_s) == (True, (60.0, 120.0))


def test_the_ambitious_profile_sets_site_and_product() -> None:
    scenario, tuning, _ = chosen("storm-flat --profile ambitious")
    plain, usual, _ = chosen("storm-flat")
    assert scenario.sms
    assert scenario.pick_up > plain.pick_up
    assert tuning != usual


def test_what_was_chosen_can_be_written_again() -> None:
    words = (
        "storm-flat --profile ambitious --believe 0.5 --redial 10-30 --no-sms "
        "--known-auto-redial 0.5 --self-service-s 25 --shadow --retries 60,120"
    )
    scenario, tuning, written = chosen(words)
    assert chosen(written)[:2] == (scenario, tuning)


def test_a_scenario_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "my-day.yaml"
    file.write_text("title: mine\nfirst_timers: {citizens: 3}\n", "utf-8")
    assert chosen(str(file))[0].citizens == 3


@pytest.mark.parametrize(
    "words",
    [
        ["nowhere"],
        ["./nowhere.yaml"],
        ["storm-flat", "--believe", "1.5"],
        ["storm-flat", "--redial", "60-20"],
        ["storm-flat", "--days", "0"],
        ["storm-flat", "--workers", "0"],
        ["storm-flat", "--tick", "0"],
        ["storm-flat", "--chart", "/nowhere/at/all.svg"],
        ["storm-flat", "--mapping", "x.yaml"],
    ],
)
def test_what_cannot_be_simulated_is_misuse_told_in_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_range_that_is_none_is_misuse() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["simulate", "storm-flat", "--redial", "often"])
    assert ended.value.code == 2


def test_a_recorded_day_is_simulated_and_compared_with_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "queue_log"
    lines = ["spoilt"]
    for number, at in enumerate(range(1_631_595_600, 1_631_598_000, 240)):
        lines += [
            f"{at}|c{number}|helpline|NONE|ENTERQUEUE||7999000{number:04d}|1",
            f"{at + 5}|c{number}|helpline|op1|CONNECT|5|b|3",
            f"{at + 95}|c{number}|helpline|op1|COMPLETEAGENT|5|90|1",
        ]
    log.write_text("\n".join(lines), "utf-8")
    words = ["simulate", "flash-crowd", "--from", str(log), "--days", "1", "--workers", "1"]
    assert main([*words, "--json"]) == 0
    ended = capsys.readouterr()
    shown = json.loads(ended.out)
    assert shown["recorded"]["answered"] == shown["app_queue"]["served"] == 10
    assert shown["app_queue_error"]["answered"] == 0.0
    assert shown["parameters"]["opens_at"] == "08:00"
    assert "1 lines not understood: 1 (too few fields)" in ended.err
    assert "7999000" not in ended.out + ended.err
    assert main(words) == 0
    assert "The recorded day" in capsys.readouterr().out


def test_a_chart_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "day.svg"
    assert main(["simulate", *TINY, "--policy", "app_queue", "--chart", str(file)]) == 0
    assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 -- Our own words.


def test_a_plan_is_printed_with_the_command_that_repeats_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.svg"
    words = ["plan", *TINY, "--target", "told=0.9", "--policy", "app_queue", "--few-days", "1"]
    shown = printed([*words, "--chart", str(file), "--json"], capsys)
    assert shown["figures"]["told_or_talking_60s"] >= 0.9
    assert shown["channels"] >= shown["operators"] + 2
    assert shown["busiest_hour"]["erlang_c_operators"] >= 1
    assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 -- Our own words.
    again = shlex.split(shown["repeat"])[1:]
    assert printed([*again, "--json"], capsys) == shown
    assert main(words) == 0
    assert "Again: bin/line122 plan" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--target", "joy=1"], ["--few-days", "0"]])
def test_a_plan_that_cannot_be_made_is_misuse(words: list[str]) -> None:
    assert main(["plan", "storm-flat", *words]) == 2
