"""A speech engine and a converter for the tests, as programs on PATH like the real ones.

The engine beeps instead of speaking: each letter of a word lasts 50 ms and each pause 200 ms, and
it reports where the words lie as festival does. The converter has nothing to convert, since the
beeps have the telephone's form already; it obeys a tempo by leaving out samples. What festival
itself says is proved by the shipped pack.
"""

import stat
import sys
from pathlib import Path

LETTER_S = 0.05
PAUSE_S = 0.2

_FESTIVAL = f"""#!{sys.executable}
import math, re, struct, sys, wave
from pathlib import Path

script = Path(sys.argv[2]).read_text(encoding="utf-8")
if "(voice_of_the_test)" not in script:
    sys.exit("SIOD ERROR: unbound variable")
for name, text in re.findall(r'^\\(say "([^"]+)" "([^"]*)"\\)$', script, re.MULTILINE):
    samples, now = [0] * {round(8000 * PAUSE_S)}, {PAUSE_S}
    for word in re.findall(r"\\w+", text):
        seconds = {LETTER_S} * len(word)
        samples += [round(9000 * math.sin(0.4 * i)) for i in range(round(8000 * seconds))]
        samples += [0] * {round(8000 * PAUSE_S)}
        print("word", name, now, now + seconds)
        now += seconds + {PAUSE_S}
    with wave.open(name + ".wav", "wb") as target:
        target.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        target.writeframes(struct.pack(f"<{{len(samples)}}h", *samples))
    print("#<Utterance 0x1>")
"""
_SOX = f"""#!{sys.executable}
import struct, sys, wave

source, target = [word for word in sys.argv if word.endswith(".wav")]
tempo = float(sys.argv[-1]) if "tempo" in sys.argv else 1.0
with wave.open(source, "rb") as whole:
    frames = whole.readframes(whole.getnframes())
samples = struct.unpack(f"<{{len(frames) // 2}}h", frames)
kept = [samples[int(i * tempo)] for i in range(int(len(samples) / tempo))]
with wave.open(target, "wb") as telephone:
    telephone.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
    telephone.writeframes(struct.pack(f"<{{len(kept)}}h", *kept))
"""


def install_engine(folder: Path) -> None:
    """Put both programs into a folder that shall be on PATH."""
    folder.mkdir(exist_ok=True)
    for name, program in (("festival", _FESTIVAL), ("sox", _SOX)):
        path = folder / name
        path.write_text(program, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
