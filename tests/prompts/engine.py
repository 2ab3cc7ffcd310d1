"""A speech engine and a converter for the tests, as programs on PATH like the real ones.

The engine beeps instead of speaking: each letter of a word lasts 50 ms and each pause 200 ms, and
it reports where the words lie as festival does. The converter has nothing to convert, since the
beeps have the telephone's form already. What festival itself says is proved by the shipped pack.
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
_SOX = """#!/bin/sh
from=
for argument; do
    case $argument in
        *.wav) if [ -n "$from" ]; then exec /bin/cp "$from" "$argument"; fi; from=$argument ;;
    esac
done
"""


def install_engine(folder: Path) -> None:
    """Put both programs into a folder that shall be on PATH."""
    folder.mkdir(exist_ok=True)
    for name, program in (("festival", _FESTIVAL), ("sox", _SOX)):
        path = folder / name
        path.write_text(program, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
