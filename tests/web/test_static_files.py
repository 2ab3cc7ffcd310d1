"""The pages' files keep their rules: words, icons, and nothing that their policy bans."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from web.shelf import HERE

_OURS = sorted((HERE / "app").rglob("*.js"))
_SAID = re.compile(r"""(?:say|hasWords)\(\s*(?:[\w.?\s!]+\?\s*)?(?P<key>"[^"]+"|`[^`]+`)""")
_OTHER = re.compile(r"""say\([^)]*?:\s*(?P<key>"[^"]+")""")
_KEPT = re.compile(r"""key = (?P<key>`[^`]+`)""")
_TITLE = re.compile(r"""(?:title|group): (?P<key>"[\w.]+")""")
_IMPORT = re.compile(r"""^\s*(?:import|export|\}) (?:[^;"]*from )?"(\.[^"]+)";""", re.MULTILINE)
_PLURAL = re.compile(r"\.(?:zero|one|two|few|many|other)$")
_ICON = re.compile(r"""\bicon(?:=|: )"(?P<icon>[\w-]+)"|\$\{Icon\} name="(?P<name>[\w-]+)" """)
_BANNED = (
    "innerHTML",
    "dangerouslySetInnerHTML",
    "eval(",
    "new Function",
    "document.write",
    "style=",
)


def test_every_word_that_a_page_says_is_in_every_language() -> None:
    asked = _asked()
    assert len(asked) > 50
    for language, told in _languages().items():
        missing = [key for key in asked if not _is_told(key, told)]
        assert not missing, f"{language}: {missing}"


def test_no_language_keeps_words_that_no_page_says() -> None:
    asked = _asked()
    for language, told in _languages().items():
        unused = [key for key in told if not any(_is_told(one, {key}) for one in asked)]
        assert not unused, f"{language}: {unused}"


def test_every_word_stands_in_one_file_of_its_language() -> None:
    for language, files in _files_of_words().items():
        found = [key for path in files for key in json.loads(path.read_text("utf-8"))]
        assert len(files) > 1, language
        assert len(found) == len(set(found)), language


def test_what_is_loaded_first_says_no_word_that_comes_later() -> None:
    """The desk's words are all in `LANGUAGE.json`; those of refusals come with the first one."""
    first = _loaded_with(HERE / "app/main.js", HERE / "app/pages/desk.js")
    assert HERE / "app/call/panel.js" in first
    assert HERE / "app/pages/admin.js" not in first
    asked = {key for key in _asked(first) if not key.startswith("*")}
    for path in (HERE / "words").glob("*-*.json"):
        if path.stem.endswith("-refusals"):
            continue
        late = [key for key in _keys(path) if any(_is_told(one, {key}) for one in asked)]
        assert not late, f"{path.name}: {late}"


def test_words_of_numbers_have_every_form_that_russian_asks_for() -> None:
    words = {
        key: value
        for path in (HERE / "words").glob("ru*.json")
        for key, value in json.loads(path.read_text("utf-8")).items()
    }
    stems = {key.rpartition(".")[0] for key in words if _PLURAL.search(key)}
    assert stems
    for stem in stems:
        assert all(f"{stem}.{form}" in words for form in ("one", "few", "many")), stem


def test_every_icon_that_a_page_shows_was_vendored() -> None:
    there = set(
        re.findall(r'<symbol id="([\w-]+)"', (HERE / "vendor/icons.svg").read_text("utf-8"))
    )
    shown = {
        found["icon"] or found["name"]
        for path in _OURS
        for found in _ICON.finditer(path.read_text("utf-8"))
    }
    assert len(shown) > 10
    assert shown <= there


def test_no_script_writes_markup_or_runs_text() -> None:
    found = [
        f"{path.name}: {banned}"
        for path in _OURS
        for banned in _BANNED
        if banned in path.read_text("utf-8")
    ]
    assert not found


def test_the_shell_holds_no_script_or_style_of_its_own() -> None:
    shell = (HERE / "index.html").read_text("utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)", shell) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", shell) == []
    assert "http" not in shell


def test_every_file_that_the_shell_names_is_there() -> None:
    named = re.findall(r'(?:src|href)="/static/([^"]+)"', (HERE / "index.html").read_text("utf-8"))
    assert len(named) > 8
    assert [name for name in named if not (HERE / name).is_file()] == []


def _languages() -> dict[str, set[str]]:
    """Return the keys of each language; those of few pages stand in `LANGUAGE-NAME.json`."""
    return {
        language: {key for path in files for key in _keys(path)}
        for language, files in _files_of_words().items()
    }


def _files_of_words() -> dict[str, list[Path]]:
    files: dict[str, list[Path]] = {}
    for path in sorted((HERE / "words").glob("*.json")):
        files.setdefault(path.stem.partition("-")[0], []).append(path)
    return files


def _loaded_with(*roots: Path) -> set[Path]:
    """Return the scripts that browsers fetch with these, without those that come later."""
    found: set[Path] = set()
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            named = _IMPORT.findall(path.read_text("utf-8"))
            waiting += [
                there for name in named if (there := (path.parent / name).resolve()) in _OURS
            ]
    return found


def _keys(path: Path) -> set[str]:
    return {_PLURAL.sub("", key) for key in json.loads(path.read_text("utf-8"))}


def _asked(scripts: Iterable[Path] = _OURS) -> set[str]:
    """Return what scripts ask words for; a `${…}` in a key stands for anything."""
    return {
        re.sub(r"\$\{[^}]*\}", "*", found["key"].strip('"`'))
        for path in scripts
        for pattern in (_SAID, _OTHER, _KEPT, _TITLE)
        for found in pattern.finditer(path.read_text("utf-8"))
    }


def _is_told(asked: str, told: set[str]) -> bool:
    pattern = re.compile(".+".join(map(re.escape, asked.split("*"))))
    return any(pattern.fullmatch(key) for key in told)
