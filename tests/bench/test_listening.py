"""What an ear hears (`line122.bench.listening`), and how keys sound (`line122.bench.dtmf`)."""

import math
import wave
from array import array
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr.prompt import PromptKey
from line122.bench.dtmf import key_sound
from line122.bench.hearing import read_packet
from line122.bench.listening import Onset, PromptEar, alaw_file, is_heard, linear_table
from line122.bench.sound import PACKET_SAMPLES, SILENCE, Mouthpiece, Voice
from line122.phones.audio import tone_share
from line122.prompts.pack import PACKS

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
GREETING = PromptKey("greeting.notice")
MENU = PromptKey("menu.122")
OTHER_MENU = PromptKey("menu.main")


@pytest.fixture(scope="module")
def ear() -> PromptEar:
    """Know the Russian pack by its sound."""
    return PromptEar.of_pack(PACKS / "ru")


def sound_of(key: PromptKey) -> bytes:
    return alaw_file((PACKS / "ru" / key.replace(".", "/")).with_suffix(".wav"))


def keys(ear: PromptEar, sound: bytes) -> list[PromptKey]:
    return [heard.key for heard in ear.prompts_in(sound)]


def test_prompts_are_recognised_in_the_order_in_which_they_were_said(ear: PromptEar) -> None:
    said = sound_of(GREETING) + SILENCE * 10 + sound_of(MENU)

    first, second = ear.prompts_in(said)

    assert (first.key, second.key) == (GREETING, MENU)
    assert first.share == second.share == 1.0
    assert first.until <= len(sound_of(GREETING)) < second.since


@pytest.mark.parametrize("shift", [1, 37, 159])
def test_prompt_is_recognised_wherever_in_a_packet_it_begins(ear: PromptEar, shift: int) -> None:
    (heard,) = ear.prompts_in(SILENCE[:shift] + sound_of(MENU))

    assert (heard.key, heard.share) == (MENU, 1.0)


def test_wrong_prompt_is_not_taken_for_the_right_one(ear: PromptEar) -> None:
    assert MENU not in keys(ear, sound_of(OTHER_MENU))
    assert OTHER_MENU not in keys(ear, sound_of(MENU))


def test_prompt_that_was_cut_off_is_heard_in_part(ear: PromptEar) -> None:
    second = 8000

    cut, after = ear.prompts_in(sound_of(MENU)[:second] + sound_of(OTHER_MENU))

    assert (cut.key, after.key) == (MENU, OTHER_MENU)
    assert cut.until <= second
    assert cut.share < 0.2


@pytest.mark.parametrize("lost_bytes", [0, 481])
def test_prompt_that_stopped_for_a_moment_and_went_on_was_said_once(
    ear: PromptEar, lost_bytes: int
) -> None:
    said = sound_of(MENU)
    half = len(said) // 2

    (heard,) = ear.prompts_in(said[:half] + SILENCE * 13 + said[half + lost_bytes :])

    assert heard.key == MENU
    assert heard.share > 0.95


def test_prompt_that_was_cut_off_and_said_again_was_said_twice(ear: PromptEar) -> None:
    cut, whole = ear.prompts_in(sound_of(MENU)[:8000] + SILENCE * 13 + sound_of(MENU))

    assert cut.share < 0.2
    assert whole.share == 1.0


def test_noise_silence_and_a_prompt_that_is_too_loud_are_no_prompt(ear: PromptEar) -> None:
    linear = linear_table()
    louder = bytes(code ^ 0x10 for code in sound_of(MENU))

    assert [linear[code] for code in louder] != [linear[code] for code in sound_of(MENU)]
    assert keys(ear, louder) == []
    assert keys(ear, SILENCE * 50) == []
    assert keys(ear, bytes(range(256)) * 50) == []


def test_every_recording_of_a_menu_is_known_by_its_sound(ear: PromptEar) -> None:
    for path in (PACKS / "ru" / "menu").glob("*.wav"):
        assert keys(ear, alaw_file(path)) == [f"menu.{path.stem}"]


def test_beginning_of_a_prompt_is_noticed_in_the_packet_that_brings_it(ear: PromptEar) -> None:
    said = SILENCE[:100] + sound_of(MENU)
    packets = [said[start : start + PACKET_SAMPLES] for start in range(0, 1600, PACKET_SAMPLES)]
    onset, other = Onset(ear.onset(MENU)), Onset(ear.onset(OTHER_MENU))

    assert [onset.begins(packet) for packet in packets].index(True) <= 3
    assert not any(other.begins(packet) for packet in packets)


def test_recording_of_another_form_is_no_recording_of_a_telephone_line(tmp_path: Path) -> None:
    path = tmp_path / "one.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(array("h", [0, 1000, -1000, 32767, -32768]).tobytes())

    linear = linear_table()

    decoded = [linear[code] for code in alaw_file(path)]
    assert decoded == pytest.approx([0, 1000, -1000, 32767, -32768], rel=0.04, abs=16)


def test_sung_key_has_its_two_tones_and_a_pause_after_them() -> None:
    linear = linear_table()
    packets = key_sound("5")
    sung = [linear[code] for code in b"".join(packets[:5])]

    assert tone_share(sung, 770) == pytest.approx(0.5, abs=0.03)
    assert tone_share(sung, 1336) == pytest.approx(0.5, abs=0.03)
    assert tone_share(sung, 697) < 0.01
    assert is_heard(packets[0])
    assert not is_heard(packets[-1])
    assert math.isclose(sum(map(len, packets)) / 8000, 0.2)


async def test_sounds_follow_one_another_and_none_is_lost() -> None:
    sent: list[bytes] = []
    mouth = Mouthpiece(sent.append)

    mouth.sound([b"one", b"two"])
    mouth.sound([b"three"])
    mouth.fall_silent()
    mouth.sound([b"four"])

    assert [packet[12:] for packet in sent] == [b"one"]


def test_only_sound_is_heard_of_what_comes() -> None:
    packet = Voice().packet(SILENCE)

    heard = read_packet(packet, NOON)

    assert heard is not None
    assert (heard.at, heard.payload) == (NOON, SILENCE)
    assert read_packet(packet[:1] + bytes([101]) + packet[2:], NOON) is None
    assert read_packet(b"rubbish", NOON) is None
