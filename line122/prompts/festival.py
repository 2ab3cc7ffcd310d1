"""Rendering by festival: every text within its carrier sentence, then cut out of it.

A unit-selection voice reads a lone short word oddly, too short and with the tone of a full stop.
Said within a list it sounds as it will be used, and festival tells where each word lies, so that
the cut falls into the pauses around it. All texts go through one festival process; sox brings
its 16 kHz down to the telephone's 8 kHz.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from base.errors import Line122Error
from ivr.prompt import PromptKey
from line122.prompts.pack import SLOT, SpokenPrompt, Voice
from line122.prompts.recording import (
    SPEECH_LEVEL_DBFS,
    Recording,
    cut,
    joined,
    levelled,
    read_recording,
    silence,
    trimmed,
)

_SENTENCE_PAUSE_S = 0.3
_BEFORE_S = 0.02
_AFTER_WORD_S = 0.04
_AFTER_SENTENCE_S = 0.15
_ENGINE_TIMEOUT_S = 600
_CONVERTER_TIMEOUT_S = 60
_LAST_WORD_BOUND_S = 1e6
_SCRIPT = """
({voice})
(define (say name text)
  (let ((utterance (utt.synth (eval (list 'Utterance 'Text text)))))
    (utt.save.wave utterance (string-append name ".wav") 'riff)
    (mapcar
      (lambda (word)
        (format t "word %s %s %s\\n"
          name (item.feat word "word_start") (item.feat word "word_end")))
      (utt.relation.items utterance 'Word))))
"""


class ToolMissingError(Line122Error):
    """A program that renders or converts is missing; the text says which packages bring it."""


class RenderingError(Line122Error):
    """The engine or the converter failed; the text says on what."""


@dataclass(frozen=True, slots=True)
class _Word:
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class _Utterance:
    """One sentence given to the engine."""

    name: str
    text: str
    words_before: int
    """Words of the carrier in front of the text."""
    words_behind: int
    tempo: float

    @property
    def is_cut(self) -> bool:
        """Whether only a part of the sentence is wanted."""
        return self.words_before + self.words_behind > 0


def require_tools(voice: Voice) -> None:
    """Make sure that the engine and the converter are there.

    Raises:
        ToolMissingError: one of them is not installed.

    """
    missing = [tool for tool in ("festival", "sox") if shutil.which(tool) is None]
    if missing:
        raise ToolMissingError(
            f"{' and '.join(missing)} not found; install with: "
            f"apt-get install {' '.join(voice.packages)}"
        )


def render(prompts: Iterable[SpokenPrompt], voice: Voice) -> Mapping[PromptKey, Recording]:
    """Return the recording of each text, trimmed and at the one level.

    Raises:
        ToolMissingError: festival or sox is not installed.
        RenderingError: one of them failed, or the voice is missing.

    """
    require_tools(voice)
    plans = {prompt.key: _utterances(prompt) for prompt in prompts}
    with TemporaryDirectory(prefix="line122-prompts-") as scratch:
        folder = Path(scratch)
        words = _speak([one for plan in plans.values() for one in plan], voice, folder)
        return {key: _assembled(plan, words, folder) for key, plan in plans.items()}


def convert(source: Path, target: Path, tempo: float = 1.0) -> None:
    """Turn any WAV into 8 kHz, 16 bit, mono, without dither, so that a rendering repeats.

    A tempo above 1 makes speech faster without raising its pitch.

    Raises:
        ToolMissingError: sox is not installed.
        RenderingError: sox cannot read the file.

    """
    program = shutil.which("sox")
    if program is None:
        raise ToolMissingError("sox not found; install with: apt-get install sox")
    effects = ["gain", "-3", "highpass", "100", "remix", "-"]
    if tempo != 1.0:
        effects.extend(("tempo", "-s", f"{tempo:g}"))
    form = ["-r", "8000", "-b", "16", "-e", "signed-integer"]
    _run([program, "-D", str(source), *form, str(target), *effects], _CONVERTER_TIMEOUT_S)


def _utterances(prompt: SpokenPrompt) -> tuple[_Utterance, ...]:
    before, behind = prompt.carrier.split(SLOT)
    bounds = (len(before.split()), len(behind.strip(" .,").split()))
    name = prompt.key.replace(".", "-")
    if any(bounds):
        return (_Utterance(name, before + prompt.text + behind, *bounds, prompt.tempo),)
    sentences = re.split(r"(?<=[.!?])\s+", prompt.text)
    return tuple(
        _Utterance(f"{name}-{index}", sentence, 0, 0, prompt.tempo)
        for index, sentence in enumerate(sentences)
    )


def _speak(
    utterances: Iterable[_Utterance], voice: Voice, folder: Path
) -> Mapping[str, list[_Word]]:
    lines = [_SCRIPT.format(voice=voice.name)]
    lines.extend(f'(say "{one.name}" "{_quoted(voice.spelling(one.text))}")' for one in utterances)
    script = folder / "say.scm"
    script.write_text("\n".join(lines), encoding="utf-8")
    program = shutil.which("festival") or "festival"
    spoken = _run([program, "-b", script.name], _ENGINE_TIMEOUT_S, folder)
    words: dict[str, list[_Word]] = {}
    for line in spoken.splitlines():
        match line.split():
            case ["word", name, start_s, end_s]:
                words.setdefault(name, []).append(_Word(float(start_s), float(end_s)))
            case _:
                continue
    return words


def _assembled(
    plan: tuple[_Utterance, ...], words: Mapping[str, list[_Word]], folder: Path
) -> Recording:
    parts: list[Recording] = []
    for one in plan:
        whole = folder / f"{one.name}.wav"
        if not whole.exists():
            raise RenderingError(f"festival said nothing for: {one.text}")
        telephone = folder / f"{one.name}.8k.wav"
        convert(whole, telephone, one.tempo)
        part = _wanted(read_recording(telephone), one, words.get(one.name, []))
        after_s = _AFTER_WORD_S if one.is_cut else _AFTER_SENTENCE_S
        if parts:
            parts.append(silence(_SENTENCE_PAUSE_S - _AFTER_SENTENCE_S))
        parts.append(trimmed(part, _BEFORE_S, after_s))
    return levelled(joined(parts), SPEECH_LEVEL_DBFS)


def _wanted(whole: Recording, one: _Utterance, words: list[_Word]) -> Recording:
    """Return what lies between the middles of the pauses around the wanted words."""
    if not one.is_cut:
        return whole
    if len(words) <= one.words_before + one.words_behind:
        raise RenderingError(f"festival did not tell where the words lie in: {one.text}")
    last = len(words) - 1 - one.words_behind
    start_s = _between(words, one.words_before - 1) if one.words_before else 0.0
    end_s = _between(words, last) if one.words_behind else _LAST_WORD_BOUND_S
    return cut(whole, start_s / one.tempo, end_s / one.tempo)


def _between(words: list[_Word], index: int) -> float:
    return (words[index].end_s + words[index + 1].start_s) / 2


def _quoted(text: str) -> str:
    return text.replace("\\", "").replace('"', "")


def _run(command: list[str], timeout_s: float, folder: Path | None = None) -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- The program is found on PATH, its arguments are ours.
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=timeout_s
        )
    except subprocess.CalledProcessError as error:
        said = " ".join(str(error.stderr).split())
        raise RenderingError(f"{Path(command[0]).name} failed: {said}") from error
    except subprocess.TimeoutExpired as error:
        raise RenderingError(f"{Path(command[0]).name} took over {timeout_s:g} s.") from error
    return done.stdout
