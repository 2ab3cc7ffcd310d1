"""Commands that no call asked for: each is given by a task of its own, and none can fail a call.

They answer what Asterisk tells: a person whom we dialled has answered, a channel belongs to
nobody, a first sound was heard, a leg is gone and nobody said why.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Final

import structlog

from asterisk.causes import NORMAL_CLEARING
from asterisk.client import AriClient, AriError, ChannelId
from asterisk.performer import Performer
from asterisk.room import Room
from base.tasks import spawn
from callflow.events import CommandFailed, Performance

_LISTEN_BEFORE_END_S: Final = 1.0

_STOP_LISTENING: Final = "TALK_DETECT(remove)"

_log = structlog.get_logger(__name__)


class Errands:
    """Runs errands; each call to it returns at once."""

    def __init__(self, client: AriClient, performer: Performer) -> None:
        self._client = client
        self._performer = performer

    def hang_up(self, channel: ChannelId) -> None:
        """End a channel, if it is still there."""
        spawn(self._hang_up(channel), name=f"orphan {channel}")

    def hand_over(self, room: Room) -> None:
        """Give a person who has answered to the dialplan, once.

        After a lost connection both the survey and a late event may tell of the answer; a second
        move would take the person out of the room into which the first has led.
        """
        if room.leg.is_moving or room.leg.is_received:
            return
        room.leg.is_moving = True
        handing = self._performer.outgoing.hand_over(room)
        spawn(self._take_in(room, handing), name=f"hand over {room.caller}")

    def receive(self, room: Room) -> None:
        """Take a person whom the dialplan offers for the first time into their room."""
        receiving = self._performer.receive(room)
        spawn(self._take_in(room, receiving), name=f"receive {room.caller}")

    def stop_listening(self, channel: ChannelId) -> None:
        """Have no more sounds told of a channel."""
        spawn(self._stop_listening(channel), name=f"stop listening {channel}")

    def look_again(self, channel: ChannelId, on_gone: Callable[[], None]) -> None:
        """Tell if a channel is no longer there."""
        spawn(self._look_again(channel, on_gone), name=f"look {channel}")

    def listen_before_end(self, room: Room, on_sound: Callable[[Room], None]) -> None:
        """Tell shortly before a ring's end if the far end never said that it rings but has sound.

        Many carriers let us hear the ringing (183) instead of telling it (180). Asterisk's events
        tell that only together with six frames for every ring of an agent.
        """
        listening = self._listen_before_end(room, on_sound)
        spawn(listening, name=f"listen {room.caller}")

    async def _listen_before_end(self, room: Room, on_sound: Callable[[Room], None]) -> None:
        leg = room.leg
        await asyncio.sleep(max((leg.ring_timeout_s or 0.0) - _LISTEN_BEFORE_END_S, 0.0))
        if leg.has_ended or leg.has_rung or leg.is_received:
            return
        try:
            has_sound = await self._client.has_sound(room.caller)
        except AriError as error:
            _log.warning("asterisk.command_failed", command="has_sound", reason=str(error))
            return
        if has_sound and not leg.has_ended:
            on_sound(room)

    async def _take_in(self, room: Room, step: Coroutine[object, object, None]) -> None:
        try:
            await step
        except AriError as error:
            _log.warning("asterisk.command_failed", command="take_in", reason=str(error))
            self._performer.tell(room.call_id, CommandFailed(Performance.DIAL))

    async def _hang_up(self, channel: ChannelId) -> None:
        try:
            await self._client.hang_up(channel, NORMAL_CLEARING)
        except AriError as error:
            _log.warning("asterisk.command_failed", command="hang_up", reason=str(error))

    async def _stop_listening(self, channel: ChannelId) -> None:
        try:
            await self._client.set_variable(channel, _STOP_LISTENING, "")
        except AriError as error:
            _log.warning("asterisk.command_failed", command="stop_listening", reason=str(error))

    async def _look_again(self, channel: ChannelId, on_gone: Callable[[], None]) -> None:
        try:
            is_there = await self._client.has_channel(channel)
        except AriError:
            return  # Asterisk is away; the survey after its return will tell.
        if not is_there:
            on_gone()
