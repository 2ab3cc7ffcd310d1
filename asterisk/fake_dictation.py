"""Topics dictated at the fake exchange: takes are files of silence, as long as somebody spoke."""

import asyncio
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, assert_never

from agents.agent import Account
from asterisk.fake_room import loop_instant
from base.ids import LegId, uuid7
from base.instant import Instant, elapsed_s
from callflow.dictation import (
    DictationEvent,
    DropTake,
    EndTake,
    Heard,
    HungUp,
    Keyed,
    LetGo,
    PhoneCommand,
    PlayPhrase,
    RecordTake,
    TakeEnded,
)
from callflow.dictation_ports import TellDictation
from callflow.ports import CodeDialled, Performed
from ivr.menu import Digit
from ivr.prompt import Phrase, PromptKey

_RATE_HZ: Final = 8000


@dataclass(slots=True, eq=False)
class FakeSpeaker:
    """A telephone on which somebody dictates; the exchange changes it, a story reads it."""

    tell: TellDictation = field(repr=False)
    heard: list[Phrase] = field(default_factory=list)
    recorded_since: Instant | None = None
    has_ended: bool = False
    saying: asyncio.TimerHandle | None = field(default=None, repr=False)

    def press(self, digit: str) -> None:
        """Press a key."""
        self.happens(Keyed(Digit(digit)))

    def hang_up(self) -> None:
        """Hang up."""
        self.happens(HungUp())
        self.has_ended = True

    def happens(self, event: DictationEvent) -> None:
        """Tell of an event in the loop's next turn, as a network would."""
        if not self.has_ended:
            asyncio.get_running_loop().call_soon(self.tell, event)

    def hush(self) -> None:
        """End what is being said."""
        if self.saying is not None:
            self.saying.cancel()
            self.saying = None


class FakeDictaphone:
    """A `callflow.dictation_ports.Dictaphone` without any sound."""

    def __init__(self, lasts_s: Callable[[Phrase], float]) -> None:
        self.speakers: dict[LegId, FakeSpeaker] = {}
        """Everybody who ever dictated."""
        self.on_rung: Callable[[CodeDialled], None] | None = None
        """Who takes what a telephone dials that was rung; where there is none, none rings."""
        self._lasts_s = lasts_s

    async def ring(self, account: Account, code: str) -> Performed:
        """Let somebody pick up at once, as if they had dialled the code."""
        if self.on_rung is None:
            return Performed.FAILED
        self.on_rung(CodeDialled(LegId(f"code.{uuid7()}"), account, code))
        return Performed.DONE

    async def pick_up(self, leg_id: LegId, tell: TellDictation) -> Performed:
        """Answer the leg."""
        self.speakers[leg_id] = FakeSpeaker(tell)
        return Performed.DONE

    async def perform(self, leg_id: LegId, command: PhoneCommand) -> Performed:
        """Perform one command."""
        speaker = self.speakers[leg_id]
        if speaker.has_ended and not isinstance(command, DropTake):
            return Performed.GONE
        match command:
            case PlayPhrase(phrase):
                self._play(speaker, phrase)
            case RecordTake():
                speaker.hush()
                speaker.recorded_since = loop_instant()
            case EndTake(take):
                _end_take(speaker, take)
            case DropTake(take):
                _file(take).unlink(missing_ok=True)
            case LetGo():
                speaker.has_ended = True
            case _:
                assert_never(command)
        return Performed.DONE

    def let_go(self, leg_id: LegId) -> None:
        """Tell nothing of the leg any more."""
        self.speakers[leg_id].has_ended = True

    def _play(self, speaker: FakeSpeaker, phrase: Phrase) -> None:
        speaker.hush()
        speaker.heard.append(phrase)
        speaker.saying = asyncio.get_running_loop().call_later(
            self._lasts_s(phrase), speaker.happens, Heard()
        )


def _end_take(speaker: FakeSpeaker, take: PromptKey) -> None:
    since, speaker.recorded_since = speaker.recorded_since, None
    lasts_s = 0.0 if since is None else elapsed_s(since, loop_instant())
    with wave.open(str(_file(take)), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(bytes(2 * round(lasts_s * _RATE_HZ)))
    speaker.happens(TakeEnded(take, lasts_s))


def _file(take: PromptKey) -> Path:
    return Path(f"{take}.wav")
