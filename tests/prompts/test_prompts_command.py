"""`line122 prompts` as a person at the terminal meets it."""

import argparse
import re
from pathlib import Path

import pytest

from line122.cli import prompts
from line122.prompts.pack import PACKS, Pack, PackError, read_pack
from tests.prompts.engine import install_engine


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    prompts.configure(parser)
    return prompts.run(parser.parse_args([str(word) for word in words]))


def test_the_shipped_pack_passes_its_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert capsys.readouterr().out.endswith("prompts, 0 not in order.\n")


def test_a_pack_without_recordings_fails_its_check_key_by_key(
    pack: Pack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--pack", pack.folder, "check") == 1
    out = capsys.readouterr().out
    assert "menu.main: has no recording; run: bin/line122 prompts build\n" in out
    assert out.endswith("5 prompts, 5 not in order.\n")


def test_build_tells_what_it_made(
    pack: Pack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install_engine(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert run("--pack", pack.folder, "build") == 0
    assert capsys.readouterr().out.endswith("5 made, 0 kept.\n")
    assert run("--pack", pack.folder, "build", "digit.0") == 0
    assert capsys.readouterr().out == "digit.0: made\n1 made, 4 kept.\n"
    assert run("--pack", pack.folder, "build", "--all") == 0
    assert capsys.readouterr().out.endswith("5 made, 0 kept.\n")


def test_list_shows_key_maker_and_text(
    pack: Pack, takes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--pack", pack.folder, "import", takes) == 0
    capsys.readouterr()
    assert run("--pack", pack.folder, "list") == 0
    lines = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    assert ["menu.main", "announcer", "Нажмите один. Или два."] in lines
    assert ["tone.test", "missing", "(tone)"] in lines


def test_import_reports_line_by_line_and_fails_as_a_whole(
    pack: Pack, takes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (takes / "03 digit.0.wav").rename(takes / "03 digit.zero.wav")
    assert run("--pack", pack.folder, "import", takes) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "01 menu.main.wav: good, menu.main" in lines
    assert "03 digit.zero.wav: fits no key of the manifest" in lines
    assert "digit.0: no recording" in lines
    assert lines[-1].startswith("Nothing was taken in")


def test_the_sheet_holds_every_text_with_its_number_and_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("script") == 0
    cells = re.findall("<td[^>]*>(.*?)</td>", capsys.readouterr().out)
    rows = [tuple(cells[start : start + 3]) for start in range(0, len(cells), 3)]
    spoken = read_pack(PACKS / "ru").spoken()
    expected = [
        (str(number), prompt.text, f"{prompt.key}.wav") for number, prompt in enumerate(spoken, 1)
    ]
    assert rows == expected


def test_the_sheet_escapes_what_a_page_would_take_for_markup(pack: Pack, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.html"
    assert run("--pack", pack.folder, "script", "--output", sheet) == 0
    assert "Читайте &lt;ровно&gt;." in sheet.read_text(encoding="utf-8")


def test_a_sheet_that_cannot_be_written_is_told(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be written"):
        run("--pack", pack.folder, "script", "--output", tmp_path / "no" / "sheet.html")
