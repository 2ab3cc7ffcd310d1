"""Tests of operators' telephones: what they hear, and who listens to what they said."""

import asyncio
from pathlib import Path
from typing import Final

from base.clock import Clock
from callflow.phone_test import PhoneTestPolicy
from callflow.phone_test_desk import PhoneTestDesk, PhoneTestDoors
from ivr.prompt import Phrase, PromptKey
from line122.prompts.recording import WrongRecordingError, read_recording
from line122.wiring import Engine

QUIETEST_VOICE_DBFS: Final = -50.0
"""Quieter is a microphone that is off, or a room without anybody; speech lies at -35 to -15."""


def let_test(engine: Engine, clock: Clock, takes: Path) -> PhoneTestDesk:
    """Let operators test their telephones; takes lie where Asterisk may write."""
    desk = PhoneTestDesk(
        PhoneTestDoors(
            dictaphone=engine.telephony.dictaphone,
            ear=LevelEar(),
            roster=engine.roster,
            clock=clock,
            takes=takes,
        ),
        phone_test_policy(),
    )
    engine.codes.let_test(desk)
    return desk


def phone_test_policy() -> PhoneTestPolicy:
    """Return what operators hear who test their telephone."""
    return PhoneTestPolicy(
        begin=_phrase("phone_test.begin", "tone.beep"),
        heard=_phrase("phone_test.heard"),
        unheard=_phrase("phone_test.unheard"),
        well=_phrase("phone_test.well"),
        over=_phrase("phone_test.over"),
    )


class LevelEar:
    """A `callflow.phone_test_desk.Ear` that goes by the level of what was recorded."""

    async def has_voice(self, take: PromptKey) -> bool:
        """Tell whether somebody is heard in a take; in one that cannot be read nobody is."""
        return await asyncio.to_thread(_has_voice, Path(f"{take}.wav"))


def _has_voice(path: Path) -> bool:
    try:
        return read_recording(path).level_dbfs() > QUIETEST_VOICE_DBFS
    except (OSError, WrongRecordingError):
        return False


def _phrase(*keys: str) -> Phrase:
    return tuple(PromptKey(key) for key in keys)
