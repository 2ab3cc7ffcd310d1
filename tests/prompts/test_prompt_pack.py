from pathlib import Path

import pytest

from ivr.prompt import PromptKey
from line122.prompts.pack import Pack, PackError, Voice, read_pack
from tests.prompts.takes import MANIFEST


def written(folder: Path, manifest: str) -> Path:
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    return folder


def test_a_key_is_a_file_below_the_manifest(pack: Pack) -> None:
    assert pack.path(PromptKey("menu.main")) == pack.folder / "menu" / "main.wav"


def test_prompts_come_in_the_order_of_the_manifest(pack: Pack) -> None:
    keys = [prompt.key for prompt in pack.prompts()]
    assert keys == ["menu.main", "menu.silence", "digit.0", "pause.group", "tone.test"]


def test_a_respelled_word_is_replaced_only_as_a_whole_word() -> None:
    voice = Voice("festival", "voice", (), {"ноль": "нуль"})
    assert voice.spelling("один, ноль, нольный") == "один, нуль, нольный"


def test_an_announcers_text_does_not_depend_on_the_voice(pack: Pack) -> None:
    other = Voice("festival", "another", ())
    prompt = pack.spoken()[0]
    assert prompt.engine_hash(pack.manifest.voice) != prompt.engine_hash(other)
    assert len({spoken.text_hash() for spoken in pack.spoken()}) == len(pack.spoken())


@pytest.mark.parametrize(
    ("wrong", "right", "complaint"),
    [
        ("digit.0: ноль", "Digit.0: ноль", "lower-case words joined by dots"),
        ("digit.0: ноль", "../../etc: ноль", "lower-case words joined by dots"),
        ("digit.0: ноль", "menu.main: ноль", "menu.main stands there twice"),
        ("digit.0: ноль", "digit.0: ' '", "text of digit.0 is empty"),
        ('carrier: "{}"', "carrier: пять", "must hold one {}"),
        ('carrier: "{}"', 'carrier: "{}"\n    tempo: 1.6', "tempo of 'Фразы' must lie between"),
        ("make: tone", "make: noise", "noise"),
        ("language: ru", "tongue: ru", "unknown field `tongue`"),
        ("language: ru", "language: [", "not valid YAML"),
    ],
)
def test_a_wrong_manifest_is_refused_with_its_place(
    tmp_path: Path, wrong: str, right: str, complaint: str
) -> None:
    folder = written(tmp_path, MANIFEST.replace(wrong, right))
    with pytest.raises(PackError) as refused:
        read_pack(folder)
    text = str(refused.value)
    assert text.startswith(str(folder / "manifest.yaml"))
    assert complaint in text
    assert "\n" not in text


def test_a_folder_without_manifest_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="is no prompt pack"):
        read_pack(tmp_path)
