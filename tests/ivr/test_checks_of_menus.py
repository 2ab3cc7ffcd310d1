"""Menu files with mistakes: every one is told at once, with its line and what to do.

Of `ivr/checks.py`, `ivr/written.py` and `ivr/danger.py`.
"""

from pathlib import Path

import pytest

from config.menus import MENUS, load_menu
from config.problems import SettingsError
from ivr.nodes import MenuNode, NoteKind, SayNode
from tests.ivr.walks import written

GOOD = """\
script: trial
version: 1
start: ask
person: people
nodes:
  ask: {kind: menu, say: menu.main, keys: {"1": people}}
  people: {kind: queue, queue: advice}
"""

RULES = """\
danger_signs: 3
author: Dr. Example
date: 2026-11-22
source: a test
questions:
  - {name: one, say: danger.question}
  - {name: two, say: danger.child}
"""


_MIXED = (2, 6, 7, 8, 9, 9)
"""The lines of shapes and of ways that are wrong in one file."""


def problems(folder: Path, text: str) -> list[str]:
    """Return what is told about a menu, without the folder."""
    with pytest.raises(SettingsError) as caught:
        written(folder, text)
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).splitlines()]


def test_menus_of_the_product_are_right() -> None:
    names = sorted(path.name for path in MENUS.glob("*.yaml"))

    assert names == ["122.yaml", "danger-signs.yaml", "mark.yaml", "support.yaml"]
    assert {load_menu(MENUS / name).script for name in names if "danger" not in name} == {
        "122",
        "mark",
        "support",
    }


def test_mistakes_of_shape_and_of_graph_are_told_together(tmp_path: Path) -> None:
    text = """\
script: trial
version: 0
start: ask
person: people
nodes:
  ask: {kind: menu, say: menu.main, keys: {"1": poeple, "12": people, "*": people}}
  wrong: {kind: mneu, say: menu.main}
  tell: {kind: say, say: menu.nowhere, then: people, loud: yes}
  count: {kind: branch, on: estimate, cases: {many: people}, otherwise: peoples}
  people: {kind: queue, queue: advice}
"""
    told = problems(tmp_path, text)

    assert [line.partition(": ")[0] for line in told] == [f"menu.yaml:{n}" for n in _MIXED]
    assert told[0].endswith("greater than or equal to 1 (it is '0'); write a larger number")
    assert "nodes.wrong: Input tag 'mneu'" in told[2]
    assert told[3].endswith(
        "nodes.tell.loud: is not known here; remove it, or see docs/menus.md"
        " for what may stand here"
    )
    assert told[4].endswith("nodes.count.cases.many: write from how many on, in digits")
    assert told[5].endswith("there is no node peoples; did you mean people?")


def test_mistakes_of_several_nodes_are_told_together(tmp_path: Path) -> None:
    text = """\
script: trial
version: 1
languages: [ru, uk]
start: aks
person: people
nodes:
  ask: {kind: menu, say: menu.nowhere, keys: {"1": poeple, "*": people, "0": ask}}
  count: {kind: branch, on: estimate, cases: {many: people}, otherwise: people}
  hours: {kind: branch, on: hours, cases: {shut: people}, otherwise: people}
  hush: {kind: say, then: people}
  tell: {kind: say, note: language, value: fr, say: "{ticket}", then: people}
  topic: {kind: say, note: topic, then: people}
  idle: {kind: say, value: something, say: menu.main, then: people}
  signs: {kind: danger_signs, danger: people, none: people}
  people: {kind: queue, queue: advice}
"""
    told = problems(tmp_path, text)

    assert [line.partition(": ")[2] for line in told] == [
        "languages: there is no prompt pack of the language uk",
        "start: there is no node aks; did you mean ask?",
        "nodes.ask.keys.*: * goes back everywhere; choose another key",
        "nodes.ask.keys.0: 0 leads to people everywhere; choose another key",
        "nodes.ask.keys.1: there is no node poeple; did you mean people?",
        "nodes.ask.say: the pack of ru has no prompt menu.nowhere; add its text",
        "nodes.count.cases.many: write from how many on, in digits",
        "nodes.hours.cases.shut: hours is never that; write one of closed, closing_soon, open",
        "nodes.hush: says and notes nothing; add say: a prompt",
        "nodes.tell.say: nothing gives a value ticket; gather it, or let a look-up bring it",
        "nodes.tell.value: is none of this script's languages; write one of ru, uk",
        "nodes.topic: notes a topic without naming it; add value: the topic",
        "nodes.idle.value: is noted nowhere; add note: topic, or remove it",
        "nodes.signs: asks danger signs, but no file is named; add danger_signs: FILE",
    ]


def test_node_to_which_nothing_leads_is_told(tmp_path: Path) -> None:
    text = GOOD + "  lost: {kind: queue, queue: advice}\n"

    assert problems(tmp_path, text) == [
        "menu.yaml:8: nodes.lost: nothing leads here; remove it, or let a node lead to it"
    ]


def test_menus_that_lead_to_each_other_only_have_no_end(tmp_path: Path) -> None:
    text = """\
script: trial
version: 1
start: this
nodes:
  this: {kind: menu, say: menu.main, keys: {"1": that}, otherwise: that}
  that: {kind: menu, say: menu.main, keys: {"1": this}, otherwise: this}
"""
    assert problems(tmp_path, text) == [
        "menu.yaml:5: nodes.this: no way from here leads to an end; let one reach a person",
        "menu.yaml:6: nodes.that: no way from here leads to an end; let one reach a person",
    ]


def test_circle_in_which_nobody_is_asked_is_told(tmp_path: Path) -> None:
    text = """\
script: trial
version: 1
start: this
person: people
nodes:
  this: {kind: say, say: menu.main, then: that}
  that: {kind: branch, on: storm, cases: {yes: people}, otherwise: this}
  people: {kind: queue, queue: advice}
"""
    assert problems(tmp_path, text) == [
        "menu.yaml:6: nodes.this: is in a circle in which nobody is asked; break it",
        "menu.yaml:7: nodes.that: is in a circle in which nobody is asked; break it",
    ]


def test_path_with_too_many_keys_before_a_person_is_told(tmp_path: Path) -> None:
    text = """\
script: trial
version: 1
start: one
person: people
max_keys_to_person: 2
nodes:
  one: {kind: menu, say: menu.main, keys: {"1": two}}
  two: {kind: menu, say: menu.main, keys: {"1": three}}
  three: {kind: menu, say: menu.main, keys: {"1": one}}
  people: {kind: queue, queue: advice}
"""
    assert problems(tmp_path, text) == [
        "menu.yaml:9: nodes.three: lies on a path of 3 keys to a person; at most 2 are allowed"
    ]


def test_operator_key_must_not_ask_for_more_keys(tmp_path: Path) -> None:
    text = GOOD.replace("person: people", "person: ask")

    assert (
        "menu.yaml:4: person: asks for keys before a person is reached"
        in problems(tmp_path, text)[0]
    )


def test_danger_signs_are_unfolded_into_questions_that_note_their_version(tmp_path: Path) -> None:
    (tmp_path / "signs.yaml").write_text(RULES, encoding="utf-8")
    text = (
        GOOD.replace("version: 1", "version: 1\ndanger_signs: signs.yaml").replace(
            '{"1": people}', '{"1": signs}'
        )
        + "  signs: {kind: danger_signs, danger: people, none: people}\n"
    )
    script = written(tmp_path, text)

    assert script.rules == 3
    assert script.nodes["signs"] == MenuNode(
        kind="menu", say=("danger.question",), keys={"1": "signs.sign.one", "2": "signs.two"}
    )
    assert script.nodes["signs.sign.two"] == SayNode(
        kind="say", note=NoteKind.DANGER_SIGN, value="3:two", then="people"
    )


def test_mistakes_in_the_rules_are_told_with_their_own_lines(tmp_path: Path) -> None:
    rules = RULES.replace("name: two", "name: one").replace(
        "say: danger.question", 'say: danger.nowhere, danger: "0", none: "0"'
    )
    (tmp_path / "signs.yaml").write_text(rules, encoding="utf-8")
    text = GOOD.replace("version: 1", "version: 1\ndanger_signs: signs.yaml")

    assert [line.partition(": ")[0] for line in problems(tmp_path, text)] == [
        "signs.yaml:6",
        "signs.yaml:6",
        "signs.yaml:6",
        "signs.yaml:7",
    ]


def test_rule_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = GOOD.replace("version: 1", "version: 1\ndanger_signs: signs.yaml")

    assert problems(tmp_path, text)[0].startswith(
        "menu.yaml:3: danger_signs: there is no file signs.yaml beside this one"
    )


@pytest.mark.parametrize("text", ["", "nodes: [", "- a\n- b\n", "script: x\n"])
def test_broken_file_is_told_and_never_walked(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_menu(tmp_path / "menu.yaml")


def test_answers_for_whom_we_ring_must_be_there_and_count_as_reached(tmp_path: Path) -> None:
    text = """\
script: small
version: 1
start: people
person: people
meanwhile: {}
nodes:
  answers: {{kind: menu, say: menu.main, keys: {{"1": people}}}}
  people: {{kind: queue, queue: advice}}
"""
    assert written(tmp_path, text.format("answers")).meanwhile == "answers"
    told = problems(tmp_path, text.format("answer"))
    assert any("meanwhile: there is no node answer" in line for line in told)


def test_what_keys_mean_is_kept_under_a_name_and_for_keys_that_are_there(tmp_path: Path) -> None:
    menu = 'ask: {kind: menu, say: menu.main, keys: {"1": people}'
    slots = 'say: "menu.main, {doctor:digits}"'
    good = GOOD.replace(menu, f'{menu}, into: doctor, means: {{"1": "1"}}')
    assert written(tmp_path, good.replace("say: menu.main", slots)).start == "ask"

    nameless = problems(tmp_path, GOOD.replace(menu, f'{menu}, means: {{"1": surgeon}}'))
    empty = problems(tmp_path, GOOD.replace(menu, f"{menu}, into: doctor"))
    unknown = problems(tmp_path, GOOD.replace(menu, f'{menu}, into: it, means: {{"2": a}}'))
    assert "is kept nowhere" in nameless[0]
    assert "keeps nothing" in empty[0]
    assert "is no key of this menu" in unknown[0]
