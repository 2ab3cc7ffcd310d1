"""A script as a value: its version, its text in the snapshot, other languages, and the mark."""

from pathlib import Path

import msgspec
import pytest

from config.menus import load_menu, menu_path, menu_schema
from config.problems import SettingsError
from ivr.lengths import phrase_s
from ivr.nodes import HangUpNode, NoteKind
from ivr.prompt import PromptKey
from ivr.script import Script, decode_part, encode_part, last_resort
from ivr.walk import Speak
from line122.prompts.lengths import measure_lengths
from line122.prompts.pack import PACKS, read_pack
from tests.ivr.walks import Stroll, shipped, written

TWO_LANGUAGES = """\
script: desk
version: 1
languages: [ru, en]
start: language
person: people
texts:
  wrong_key: shared.wrong
  silence: shared.silence
  not_understood: shared.wrong
  you_entered: shared.entered
  is_it_right: shared.right
  tone: shared.tone
  review: shared.right
  too_short: shared.wrong
  sorry: shared.wrong
nodes:
  language:
    kind: menu
    say: shared.language
    keys: {"1": main, "2": english}
  english: {kind: say, note: language, value: en, then: main}
  main:
    kind: gather
    say: shared.enter
    into: code
    then: people
  people: {kind: queue, queue: advice}
"""
SHARED = ("wrong", "silence", "entered", "right", "tone", "language", "enter")


def packs(folder: Path, *, lacking: str = "") -> Path:
    """Write a small Russian and a small English pack."""
    for language in ("ru", "en"):
        keys = [key for key in SHARED if (language, key) != ("en", lacking)]
        texts = "\n".join(f"      shared.{key}: {key}" for key in keys)
        (folder / language).mkdir(parents=True)
        manifest = f"language: {language}\nsections:\n  - title: All\n    texts:\n{texts}\n"
        (folder / language / "manifest.yaml").write_text(manifest, encoding="utf-8")
    return folder


def test_digest_names_the_content_and_nothing_else(tmp_path: Path) -> None:
    one, same = shipped("support"), shipped("support")
    text = TWO_LANGUAGES.replace("version: 1", "version: 2")
    pack = packs(tmp_path / "packs")

    assert one.digest == same.digest
    assert written(tmp_path, TWO_LANGUAGES, pack).digest != written(tmp_path, text, pack).digest


@pytest.mark.parametrize("name", ["122", "support", "mark"])
def test_script_is_read_again_from_a_snapshot(name: str) -> None:
    script = shipped(name)
    encoded = msgspec.json.encode(script, enc_hook=encode_part, order="deterministic")

    assert msgspec.json.decode(encoded, type=Script, dec_hook=decode_part) == script


def test_caller_who_chooses_another_language_is_spoken_to_in_it(tmp_path: Path) -> None:
    stroll = Stroll(written(tmp_path, TWO_LANGUAGES, packs(tmp_path / "packs")))
    stroll.press("2")

    assert Speak((PromptKey("shared.enter"),), "en") in stroll.commands
    assert any(getattr(note, "kind", None) is NoteKind.LANGUAGE for note in stroll.commands)
    assert stroll.press("17#").says[:3] == ("shared.entered", "digit.1", "digit.7")


def test_prompt_that_one_language_lacks_is_told(tmp_path: Path) -> None:
    pack = packs(tmp_path / "packs", lacking="enter")
    with pytest.raises(SettingsError) as caught:
        written(tmp_path, TWO_LANGUAGES, pack)

    assert str(caught.value).endswith(
        "menu.yaml:24: nodes.main.say: the pack of en has no prompt shared.enter; add its text"
    )


def test_site_s_own_menu_goes_before_the_product_s(tmp_path: Path) -> None:
    assert menu_path("122", tmp_path).name == "122.yaml"
    own = tmp_path / "menus" / "122.yaml"
    own.parent.mkdir()
    own.write_text(TWO_LANGUAGES, encoding="utf-8")

    assert menu_path("122", own.parent) == own


def test_schema_names_every_kind_of_node() -> None:
    schema = str(menu_schema())

    for kind in ("say", "menu", "gather", "record", "intake", "branch", "lookup", "danger_signs"):
        assert f"'const': '{kind}'" in schema


def test_last_resort_of_a_script_without_person_is_its_end() -> None:
    assert last_resort(shipped("mark")) == HangUpNode(kind="hang_up", outcome="self_served")


@pytest.mark.parametrize(("keys", "mark"), [("0", "0"), ("7", "7"), ("10", "10"), ("1", "1")])
def test_mark_is_one_key_or_ten_by_two(keys: str, mark: str) -> None:
    stroll = Stroll(shipped("mark")).press(keys)
    if keys == "1":
        stroll.wait()

    assert stroll.hear().end is not None
    assert stroll.end is not None
    assert stroll.end.values == {"mark": mark}


def test_mark_is_skipped_by_a_key_and_by_silence() -> None:
    for stroll in (Stroll(shipped("mark")).press("#"), Stroll(shipped("mark")).wait()):
        assert stroll.end is not None
        assert stroll.end.values == {}


def test_mark_lasts_at_most_eight_seconds() -> None:
    """The question, the wait for a key, the wait for the second key of ten, and the thanks."""
    lengths = measure_lengths(read_pack(PACKS / "ru"))
    script = load_menu(menu_path("mark", Path("nowhere")))
    listen_s = getattr(script.nodes["mark"], "listen_s", 0.0)
    phrase = (*Stroll(script).says, "mark.thanks")
    said_s = phrase_s(tuple(PromptKey(key) for key in phrase), lengths)

    assert said_s + listen_s + script.between_digits_s <= 8
