"""Scenarios: what is written is what is simulated, and what is misspelt is refused."""

from pathlib import Path

import pytest

from simulation.scenario import ScenarioError, changed, load_scenario, scenario_names

ALL = {
    "ordinary-450": 405,
    "peak-1000": 1000,
    "winter-750": 750,
    "normal-trunk": 1000,
    "storm-morning": 425,
    "storm-flat": 676,
    "flash-crowd": 127,
    "robots": 127,
}
"""How many people call; of the 450 of the ordinary day, 405 call by day."""


def test_the_scenarios_of_the_product_are_there_with_their_people() -> None:
    assert {name: load_scenario(name).citizens for name in scenario_names()} == ALL


def test_a_trunk_with_room_has_thirty_channels_and_ten_operators() -> None:
    scenario = load_scenario("normal-trunk")
    assert (scenario.channels, scenario.operators, scenario.aht_s) == (30, 10, 180.0)


def test_every_parameter_can_be_changed_by_name() -> None:
    scenario = load_scenario("storm-morning", {"channels": 7, "redial": (5.0, 15.0), "robots": 22})
    assert (scenario.channels, scenario.redial, scenario.robots) == (7, (5.0, 15.0), 22)


def test_talk_and_wrap_up_grow_with_the_handle_time() -> None:
    scenario = changed(load_scenario("storm-flat"), {"aht_s": 390.0})
    assert (scenario.talk_mean_s, scenario.wrap_up_mean_s) == pytest.approx((300.0, 90.0))


def test_an_ambitious_site_sends_texts_and_picks_up_at_once() -> None:
    scenario = load_scenario("storm-flat", profile="ambitious")
    assert scenario.sms
    assert (scenario.pick_up, scenario.answer_delay_s) == (0.8, 0.5)


def test_what_is_asked_for_wins_over_the_profile() -> None:
    assert load_scenario("robots", {"pick_up": 0.6}, profile="ambitious").pick_up == 0.6


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"chanels": 7}, "unknown field `chanels`"),
        ({"channels": 0}, "at `\\$.channels`"),
        ({"channels": "six"}, "at `\\$.channels`"),
        ({"believe": 1.2}, "at `\\$.believe`"),
        ({"redial": [60, 20]}, "redial must not shrink"),
        ({"opens_at": "25:00"}, "at `\\$.opens_at`"),
        ({"hours": 1.0}, "does not lie within the day"),
        (
            {"known": {"citizens": 5, "waves": [{"from_s": 0, "until_s": 9, "share": 0.4}]}},
            "known: the shares of the waves must add up to 1",
        ),
    ],
)
def test_what_is_no_parameter_s_value_is_refused_by_its_name(
    changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ScenarioError, match=complaint):
        load_scenario("storm-morning", changes)


def test_who_asks_for_an_unknown_scenario_is_told_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match="flash-crowd, normal-trunk"):
        load_scenario("storm-mourning")


def test_who_asks_for_an_unknown_profile_is_told_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match="ordinary, ambitious"):
        load_scenario("robots", profile="cheap")


@pytest.mark.parametrize(
    ("text", "complaint"), [("- a\n- b\n", "must hold parameters"), ("a: [", "is no YAML")]
)
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=complaint):
        load_scenario(path)


def test_anybody_s_file_is_a_scenario(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("title: Ours\nfirst_timers: {citizens: 3}\n", "utf-8")
    assert load_scenario(path).citizens == 3
