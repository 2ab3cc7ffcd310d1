"""Walks through scripts, told as stories: what is pressed, spoken, awaited, and what is said."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from base.instant import Instant, after
from config.menus import MENUS, load_menu
from ivr.facts import CallerMark, Facts, Hours
from ivr.menu import Digit
from ivr.script import Script
from ivr.walk import (
    Found,
    Go,
    LookUp,
    LookUpOutcome,
    Pressed,
    RecordingDone,
    Speak,
    Spoken,
    StartRecording,
    TimedOut,
    Walk,
    WalkCommand,
    WalkEvent,
)
from ivr.walking import advance, open_walk

TODAY = date(2026, 11, 22)
BY_DAY = Facts(today=TODAY, channels_free=4)
BY_NIGHT = Facts(today=TODAY, hours=Hours.CLOSED, channels_free=4)
IN_STORM = Facts(today=TODAY, is_storm=True)
KNOWN_WITH_REQUEST = Facts(today=TODAY, caller=frozenset({CallerMark.HAS_OPEN_CONTACT}))
POLICY = "1234567890123452"
"""Its last digit checks the others."""
A_WHILE_S = 1.0
"""Between two things that people do; longer than a burst of keys."""


def shipped(name: str) -> Script:
    """Return a menu of the product."""
    return load_menu(MENUS / f"{name}.yaml")


def written(folder: Path, text: str, packs: Path | None = None) -> Script:
    """Return a menu written into that folder."""
    path = folder / "menu.yaml"
    path.write_text(text, encoding="utf-8")
    return load_menu(path) if packs is None else load_menu(path, prompt_packs=packs)


class Stroll:
    """One caller in one script; every step is kept."""

    def __init__(self, script: Script, facts: Facts = BY_DAY) -> None:
        self.now = Instant(100.0)
        step = open_walk(script, facts, self.now)
        self.walk: Walk = step.state
        self.latest = step
        self.commands: list[WalkCommand] = list(step.commands)

    def happen(self, event: WalkEvent) -> "Stroll":
        """Let something happen now."""
        self.latest = advance(self.walk, event, self.now)
        self.walk = self.latest.state
        self.commands.extend(self.latest.commands)
        return self

    def hear(self) -> "Stroll":
        """Listen to all that is said, until something is awaited."""
        while self.walk.is_speaking and not self.walk.is_over:
            self.now = after(self.now, A_WHILE_S)
            self.happen(Spoken())
        return self

    def press(self, digits: str) -> "Stroll":
        """Press keys one by one, as people do, after what is said has been said."""
        for digit in digits:
            self.hear()
            self.cut_in(digit)
        return self

    def cut_in(self, digit: str) -> "Stroll":
        """Press a key while something is said."""
        self.now = after(self.now, A_WHILE_S)
        return self.happen(Pressed(Digit(digit)))

    def burst(self, digits: str) -> "Stroll":
        """Press keys faster than anybody listens."""
        for digit in digits:
            self.now = after(self.now, 0.1)
            self.happen(Pressed(Digit(digit)))
        return self

    def wait(self) -> "Stroll":
        """Do nothing until the walk wakes by itself."""
        self.hear()
        assert self.walk.deadline is not None, "Something is awaited."
        self.now = self.walk.deadline.at
        return self.happen(TimedOut())

    def find(self, outcome: LookUpOutcome, values: Mapping[str, str] | None = None) -> "Stroll":
        """Answer the look-up under way."""
        return self.happen(Found(self.walk.look_ups, outcome, values or {}))

    def speak(self, seconds: float = 5.0) -> "Stroll":
        """Say something into the recording under way, and press #."""
        self.hear()
        take = next(
            command.take
            for command in reversed(self.commands)
            if isinstance(command, StartRecording)
        )
        self.now = after(self.now, seconds)
        self.happen(Pressed(Digit("#")))
        return self.happen(RecordingDone(take, seconds))

    @property
    def says(self) -> tuple[str, ...]:
        """What was said last."""
        return next(
            command.phrase for command in reversed(self.commands) if isinstance(command, Speak)
        )

    @property
    def end(self) -> Go | None:
        """Where the walk led; `None` while it goes on."""
        return next((command for command in self.commands if isinstance(command, Go)), None)

    @property
    def asked_up(self) -> LookUp:
        """The latest look-up."""
        return next(command for command in reversed(self.commands) if isinstance(command, LookUp))


def when_am_i(script: Script) -> Stroll:
    """Ask when one's appointment is, where there is a registry."""
    return Stroll(script).press("22").find(LookUpOutcome.FOUND)
