"""One whole talk before pages are photographed, in two voices, to be listened to on them."""

import asyncio
from pathlib import Path
from typing import Final

from line122.bench.desk import Pickup
from line122.bench.listening import alaw_file
from line122.bench.menu_caller import MenuCaller
from line122.bench.sound import PACKET_S, PACKET_SAMPLES, SILENCE

_VOICES: Final = Path(__file__).parent / "demo/voices"
_PAUSE_PACKETS: Final = 30
_OPERATOR: Final = "operator"
_CITIZEN: Final = "citizen"
_SAID: Final = (
    (_OPERATOR, _VOICES / "operator-hello.wav"),
    (_CITIZEN, _VOICES / "citizen-fever.wav"),
    (_OPERATOR, Path("night/where.wav")),
    (_CITIZEN, _VOICES / "citizen-clinic.wav"),
    (_OPERATOR, Path("night/phone.wav")),
    (_CITIZEN, _VOICES / "citizen-back.wav"),
)
"""By whom, and from which file; one without a voice of the demo is of the pack of prompts."""


async def talk_through(caller: MenuCaller, desk: Pickup, prompts: Path) -> None:
    """Let a caller and the operator who answered them speak in turn, and the caller hang up.

    `prompts` is the folder of a pack. The operator's telephone must be the only one in a talk.
    """
    for who, file in _SAID:
        packets = _packets_of(prompts / file)
        (desk if who == _OPERATOR else caller).say(packets)
        await asyncio.sleep(len(packets) * PACKET_S)
    caller.hang_up()


def _packets_of(file: Path) -> list[bytes]:
    """Return a sentence and the breath after it."""
    sound = alaw_file(file)
    cut = (sound[at : at + PACKET_SAMPLES] for at in range(0, len(sound), PACKET_SAMPLES))
    spoken = [packet.ljust(PACKET_SAMPLES, SILENCE[:1]) for packet in cut]
    return spoken + [SILENCE] * _PAUSE_PACKETS
