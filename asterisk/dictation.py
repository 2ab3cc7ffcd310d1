"""Topics that are dictated: a leg that dialled a code, answered, recorded, and played back to.

Such a leg belongs to no call and stands in no bridge. Asterisk lets commands about a channel wait
while it plays on that channel; but digits are told at once, a playback can be stopped, and
recordings are the manager's, which waits for nobody. A take is the speaker's own side alone, as a
message is (`asterisk/messages.py`).
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

import structlog

from agents.agent import Account
from asterisk.causes import NORMAL_CLEARING
from asterisk.client import AriClient, AriError, ChannelId, Gone, Origination, PlaybackId
from asterisk.recorder import finish
from asterisk.telephones import Telephones
from asterisk.translate import FROM_AGENT, media_of
from base.ids import LegId, uuid7
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
from callflow.ports import Performed
from ivr.menu import DIGITS, Digit
from ivr.prompt import Phrase, PromptKey

LIMIT_S: Final = 600
"""The longest that somebody dictates, with or without an engine; Asterisk itself ends it then."""

RING_S: Final = 20
"""How long a telephone rings for who wants to test it."""

_ONE_SIDE: Final = 1

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Speaker:
    """Somebody on the telephone."""

    tell: TellDictation
    said: int = 0
    """So many phrases were begun."""
    is_hearing: bool = False
    has_ended: bool = False


class Dictations:
    """A `callflow.dictation_ports.Dictaphone`, on a real Asterisk."""

    def __init__(self, client: AriClient, prompts: Path, telephones: Telephones) -> None:
        self._client = client
        self._telephones = telephones
        self._prompts = prompts
        self._speakers: dict[LegId, _Speaker] = {}

    async def ring(self, account: Account, code: str) -> Performed:
        """Ring a telephone; whoever picks up is taken to have dialled the code."""
        wanted = Origination(
            channel_id=ChannelId(f"code.{uuid7()}"),
            endpoint=f"PJSIP/{self._telephones.endpoint_of(account)}",
            caller_number=code,
            caller_name="",
            timeout_s=RING_S,
            app_args=(FROM_AGENT, account, code),
        )
        try:
            rung = await self._client.originate(wanted)
        except AriError as error:
            return _failed("ring", error)
        return Performed.GONE if isinstance(rung, Gone) else Performed.DONE

    async def pick_up(self, leg_id: LegId, tell: TellDictation) -> Performed:
        """Answer the leg; from now on what happens on it is told."""
        self._speakers[leg_id] = _Speaker(tell)
        leg = ChannelId(leg_id)
        try:
            if isinstance(await self._client.answer(leg), Gone):
                return Performed.GONE
            await self._client.set_variable(leg, "TIMEOUT(absolute)", str(LIMIT_S))
        except AriError as error:
            return _failed("pick_up", error)
        return Performed.DONE

    async def perform(self, leg_id: LegId, command: PhoneCommand) -> Performed:
        """Perform one command; what it leads to comes back as events."""
        speaker = self._speakers[leg_id]
        try:
            return await self._perform(leg_id, speaker, command)
        except AriError as error:
            return _failed(type(command).__name__, error)

    def let_go(self, leg_id: LegId) -> None:
        """Tell nothing of the leg any more."""
        self._speakers.pop(leg_id, None)

    def leg_ended(self, leg_id: LegId) -> None:
        """Take that a leg has ended; it may be anybody's."""
        speaker = self._speakers.get(leg_id)
        if speaker is not None and not speaker.has_ended:
            speaker.has_ended = True
            speaker.tell(HungUp())

    def said(self, playback: str) -> None:
        """Take that something has been said; it may be anybody's."""
        for leg_id, speaker in self._speakers.items():
            if speaker.is_hearing and playback == _playback(leg_id, speaker):
                speaker.is_hearing = False
                speaker.tell(Heard())

    def pressed(self, leg_id: LegId, digit: str) -> None:
        """Take that a key was pressed; it may be anybody's."""
        speaker = self._speakers.get(leg_id)
        if speaker is not None and digit in DIGITS:
            speaker.tell(Keyed(Digit(digit)))

    async def _perform(self, leg_id: LegId, speaker: _Speaker, command: PhoneCommand) -> Performed:
        match command:
            case PlayPhrase(phrase):
                await self._hush(leg_id, speaker)
                return await self._play(leg_id, speaker, phrase)
            case RecordTake(take):
                await self._hush(leg_id, speaker)
                return await self._record(leg_id, speaker, take)
            case EndTake(take):
                return await self._end_take(leg_id, speaker, take)
            case DropTake(take):
                await asyncio.to_thread(_remove, _file(take))
                return Performed.DONE
            case LetGo():
                await self._client.hang_up(ChannelId(leg_id), NORMAL_CLEARING)
                return Performed.DONE
            case _:
                assert_never(command)

    async def _hush(self, leg_id: LegId, speaker: _Speaker) -> None:
        if speaker.is_hearing:
            speaker.is_hearing = False
            await self._client.stop_playback(_playback(leg_id, speaker))

    async def _play(self, leg_id: LegId, speaker: _Speaker, phrase: Phrase) -> Performed:
        speaker.said += 1
        speaker.is_hearing = True
        media = media_of(phrase, self._prompts)
        playing = await self._client.play_on_channel(
            ChannelId(leg_id), _playback(leg_id, speaker), media
        )
        return Performed.GONE if isinstance(playing, Gone) else Performed.DONE

    async def _record(self, leg_id: LegId, speaker: _Speaker, take: PromptKey) -> Performed:
        only_what_comes = f"r({_file(take)})"
        try:
            started = await self._client.start_recording(
                ChannelId(leg_id), options=only_what_comes
            )
        except AriError:
            _tell_end(speaker, TakeEnded(take, 0.0))
            raise
        return Performed.GONE if isinstance(started, Gone) else Performed.DONE

    async def _end_take(self, leg_id: LegId, speaker: _Speaker, take: PromptKey) -> Performed:
        try:
            ended = await self._client.stop_recording(ChannelId(leg_id))
        finally:
            _, lasts_s = await asyncio.to_thread(finish, _file(take), _ONE_SIDE)
            _tell_end(speaker, TakeEnded(take, lasts_s))
        return Performed.GONE if isinstance(ended, Gone) else Performed.DONE


def _tell_end(speaker: _Speaker, event: DictationEvent) -> None:
    if not speaker.has_ended:
        speaker.tell(event)


def _playback(leg_id: LegId, speaker: _Speaker) -> PlaybackId:
    return PlaybackId(f"{leg_id}.dictation.{speaker.said}")


def _file(take: PromptKey) -> Path:
    return Path(f"{take}.wav")


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.error("message.not_dropped", reason=type(error).__name__)


def _failed(command: str, error: AriError) -> Performed:
    _log.warning("asterisk.command_failed", command=command, reason=str(error))
    return Performed.FAILED
