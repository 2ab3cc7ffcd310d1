"""A menu walked at the terminal: keys are typed, what callers hear is printed, Enter is silence.

Time passes only when somebody types; look-ups are answered from a sample.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, assert_never

from base.clock import SystemClock
from base.instant import Instant, after
from ivr.facts import Facts, Hours
from ivr.menu import DIGITS, Digit
from ivr.nodes import Ending
from ivr.prompt import Phrase
from ivr.script import Script
from ivr.walk import (
    DropTake,
    FileRequest,
    Found,
    Go,
    Hush,
    Left,
    LookUp,
    LookUpOutcome,
    Note,
    PlayTake,
    Pressed,
    RecordingDone,
    Speak,
    Spoken,
    StartRecording,
    StopRecording,
    TimedOut,
    Walk,
    WalkCommand,
    WalkEvent,
    WalkStep,
)
from ivr.walking import advance, open_walk
from line122.cli.main import OK
from line122.prompts.pack import PACKS, ComputedPrompt, read_pack

_SPOKEN_S: Final = 8.0
_SAMPLE: Final[Mapping[str, Mapping[str, str]]] = {
    "appointment": {"day": "2026-12-05", "time": "09:30"},
    "clinic": {"phone": "8442244400"},
    "timetable": {"opens": "08:00", "closes": "20:00"},
    "hot_question": {"answer": "parting.emergency"},
    "request": {"number": "37", "state": "request.state.accepted"},
    "cancel_request": {},
    "change_phone": {},
    "change_time": {},
    "institution": {},
    "promise": {"number": "37", "minutes": "330"},
}
"""What is found; a name that is not here finds nothing."""


@dataclass(slots=True)
class _Conversation:
    """One caller at the terminal."""

    walk: Walk
    now: Instant
    texts: Mapping[str, str]
    awaited: list[WalkEvent] = field(default_factory=list)
    """What the commands performed so far will be answered with."""

    def take(self, step: WalkStep) -> None:
        """Show what the step does, and remember what will answer it."""
        self.walk = step.state
        for command in step.commands:
            for line in self._perform(command):
                sys.stdout.write(f"{line}\n")

    def happen(self, event: WalkEvent) -> None:
        self.now = after(self.now, 1.0)
        self.take(advance(self.walk, event, self.now))

    def settle(self) -> None:
        """Let everything happen that needs no key."""
        while self.awaited and not self.walk.is_over:
            self.happen(self.awaited.pop(0))

    def _perform(self, command: WalkCommand) -> Iterator[str]:
        match command:
            case Speak(phrase):
                self.awaited.append(Spoken())
                yield f"  « {self._text(phrase)} »"
            case PlayTake(take):
                self.awaited.append(Spoken())
                yield f"  (plays the recording of {take.field})"
            case Hush():
                self.awaited.clear()
            case LookUp(number, name, values):
                found = _SAMPLE.get(name)
                outcome = LookUpOutcome.NOTHING if found is None else LookUpOutcome.FOUND
                self.awaited.append(Found(number, outcome, found or {}))
                yield f"  (looks up {name} by {dict(values)}: {outcome})"
            case StartRecording(take, max_s):
                yield f"  (records {take.field}, up to {max_s:g} s: # ends it)"
            case StopRecording(take):
                self.awaited.append(RecordingDone(take, _SPOKEN_S))
                yield "  (the recording ends)"
            case DropTake(take):
                yield f"  (forgets that recording of {take.field})"
            case Note(kind, value):
                yield f"  (notes {kind}{f': {value}' if value else ''})"
            case FileRequest(request, answers, is_complete):
                given = ", ".join(f"{a.field}={a.value or 'spoken'}" for a in answers)
                mark = "" if is_complete else ", partial"
                yield f"  (files a request: {request}{mark}: {given or 'nothing given'})"
            case Go(to, reason):
                yield f"  → {_end(to)} ({reason})"
            case _:
                assert_never(command)

    def _text(self, phrase: Phrase) -> str:
        return " ".join(self.texts.get(key, f"[{key}]") for key in phrase)


def talk(script: Script, *, is_night: bool, is_storm: bool) -> int:
    """Walk the script until it ends or the input does."""
    clock = SystemClock()
    facts = Facts(
        today=clock.now().date(),
        hours=Hours.CLOSED if is_night else Hours.OPEN,
        is_storm=is_storm,
        channels_free=4,
    )
    now = clock.instant()
    opened = open_walk(script, facts, now)
    conversation = _Conversation(opened.state, now, _texts(script.languages[0]))
    conversation.take(opened)
    conversation.settle()
    while not conversation.walk.is_over:
        typed = _typed()
        if typed is None:
            conversation.happen(Left())
            break
        _answer(conversation, typed)
    return OK


def _answer(conversation: _Conversation, typed: str) -> None:
    """Press what was typed key by key; nothing typed is silence."""
    if not typed:
        deadline = conversation.walk.deadline
        if deadline is not None:
            conversation.now = after(deadline.at, 0)
            conversation.happen(TimedOut())
        conversation.settle()
        return
    for key in typed:
        if key in DIGITS:
            conversation.happen(Pressed(Digit(key)))
            conversation.settle()


def _typed() -> str | None:
    sys.stdout.write("keys> ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip().upper() if line else None


def _texts(language: str) -> Mapping[str, str]:
    return {
        prompt.key: "" if isinstance(prompt, ComputedPrompt) else prompt.text
        for prompt in read_pack(PACKS / language).prompts()
    }


def _end(to: Ending) -> str:
    return " ".join(
        [
            to.kind,
            *(str(getattr(to, name)) for name in ("to", "queue", "outcome") if hasattr(to, name)),
        ]
    )
