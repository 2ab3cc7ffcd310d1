"""Voice menus at the terminal: checked, shown, tried, and their schema."""

import io
import json
from pathlib import Path

import pytest

from config.menus import MENUS
from line122.cli.main import main


def test_menus_that_are_right_are_named_with_their_digest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ivr", "check", *(str(MENUS / f"{name}.yaml") for name in ("122", "mark"))]) == 0
    told = capsys.readouterr().out.splitlines()

    assert [line.split(": ")[0] for line in told] == ["ok", "ok"]
    assert "script 122, version 2" in told[0]


def test_one_wrong_menu_ends_with_its_lines_and_hides_no_right_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("script: wrong\nversion: 1\nstart: a\nnodes:\n  b: {kind: say}\n", "utf-8")

    assert main(["ivr", "check", str(wrong), str(MENUS / "mark.yaml")]) == 2
    told = capsys.readouterr()
    assert told.out.startswith("ok: ")
    assert told.err.splitlines() == [
        f"{wrong}:3: start: there is no node a; write one, or lead elsewhere",
        f"{wrong}:5: nodes.b.then: is missing; add it",
    ]


def test_tree_and_graph_name_every_node(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ivr", "show", str(MENUS / "support.yaml")]) == 0
    tree = capsys.readouterr().out
    assert main(["ivr", "show", "--dot", str(MENUS / "support.yaml")]) == 0
    graph = capsys.readouterr().out

    for name in ("greeting", "code", "institution", "request", "filed", "support"):
        assert name in tree
        assert f'"{name}" [label=' in graph
    assert '"code" -> "institution" [label="then"];' in graph


def test_talk_says_what_callers_hear_and_where_they_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("5\n37#1\n\n\n"))

    assert main(["ivr", "talk"]) == 0
    told = capsys.readouterr().out
    assert "Чтобы вызвать врача на дом" in told
    assert "looks up request by {'ticket': '37'}: found" in told
    assert "→ hang_up self_served (silent)" in told


def test_talk_by_night_keeps_what_was_given_when_the_input_ends(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n2\n2\n#\n1\n"))

    assert main(["ivr", "talk", "--night"]) == 0
    assert "files a request: home_visit, partial: what=spoken" in capsys.readouterr().out


def test_schema_is_one_json_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ivr", "schema"]) == 0
    assert "MenuNode" in json.loads(capsys.readouterr().out)["$defs"]
