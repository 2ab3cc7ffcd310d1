"""Packs small enough to be read at a glance, and takes of an announcer."""

import math
from array import array

from line122.prompts.recording import RATE_HZ, Recording, joined, silence

MANIFEST = """
language: ru
voice:
  engine: festival
  name: voice_of_the_test
  packages: [festival, festvox-ru, sox]
  respell: {ноль: нуль}
licences: [LICENSE.txt]
sheet: {title: Тексты, notes: Читайте <ровно>.}
sections:
  - title: Фразы
    reading: Спокойно.
    carrier: "{}"
    texts:
      menu.main: Нажмите один. Или два.
      menu.silence: Вы ничего не нажали.
  - title: Цифры
    reading: Ровно.
    carrier: "пять, {}, восемь."
    texts:
      digit.0: ноль
sounds:
  pause.group: {make: silence, seconds: 0.35}
  tone.test: {make: tone, seconds: 0.5}
"""


def voice_like(seconds: float, amplitude: float = 8000.0) -> Recording:
    """Return a sound with swelling syllables, so that level and peak differ as in speech."""
    wave = (
        amplitude
        * math.sin(2 * math.pi * 220 * index / RATE_HZ)
        * (0.55 + 0.45 * math.sin(2 * math.pi * 4 * index / RATE_HZ))
        for index in range(round(seconds * RATE_HZ))
    )
    return Recording(array("h", (round(value) for value in wave)))


def padded(recording: Recording, before_s: float, after_s: float) -> Recording:
    return joined([silence(before_s), recording, silence(after_s)])
