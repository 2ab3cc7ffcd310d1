"""What was cut off is silent soon, though Asterisk should lose the stop, and the next is heard."""

import asyncio
from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from asterisk.client import AriClient, BridgeId, ChannelId, Done, Gone, PlaybackId
from asterisk.prompter import Prompter, take_end
from asterisk.room import Room, SeenLeg
from asterisk.site import AriAddress
from asterisk.translate import Media, playback_of
from base.ids import LegId, TrunkName, new_call_id
from callflow.events import Ring, Utterance
from callflow.ports import IncomingCall

pytestmark = pytest.mark.looptime

MENU, NEXT = (Media("sound:menu"),), (Media("sound:next"),)
FIRST, SECOND = Utterance(1), Utterance(2)
A_WHILE_S = 30.0


class Asterisk(AriClient):
    """One that says one thing after another, and loses stops or takes them."""

    def __init__(self, *, loses_stops: bool) -> None:
        super().__init__(AriAddress(host="127.0.0.1", port=1, user="", password=""))
        self._loses_stops = loses_stops
        self.room = Room(new_call_id(), SeenLeg(_call()))
        self.asked: list[str] = []
        self.playing: list[PlaybackId] = []
        self.told: list[Utterance] = []
        """Of whose end the call was told."""

    async def play_on_bridge(
        self, bridge: BridgeId, playback: PlaybackId, media: Sequence[str]
    ) -> Done | Gone:
        del bridge
        self.asked.append(f"play {','.join(media)}")
        self.playing.append(playback)
        return Done()

    async def stop_playback(self, playback: PlaybackId) -> Done | Gone:
        self.asked.append("stop")
        if playback not in self.playing:
            return Gone(404)
        if not self._loses_stops:
            self._end(playback)
        return Done()

    async def has_playback(self, playback: PlaybackId) -> bool:
        self.asked.append("look")
        return playback in self.playing

    async def add_to_bridge(self, bridge: BridgeId, channel: ChannelId) -> Done | Gone:
        del bridge, channel
        self.asked.append("put in anew")
        for playback in tuple(self.playing):
            self._end(playback)
        return Done()

    async def start_bridge_music(self, bridge: BridgeId, music: str) -> Done | Gone:
        del bridge, music
        self.asked.append("music")
        return Done()

    def _end(self, playback: PlaybackId) -> None:
        self.playing.remove(playback)
        asyncio.get_running_loop().call_soon(self._tell_end, playback)

    def _tell_end(self, playback: PlaybackId) -> None:
        utterance = FIRST if playback == playback_of(self.room.call_id, FIRST) else SECOND
        if take_end(self.room, utterance):
            self.told.append(utterance)


def _call() -> IncomingCall:
    return IncomingCall(
        leg_id=LegId("1700000000.1"),
        trunk=TrunkName("main"),
        ani="",
        ani_name="",
        is_ani_withheld=True,
        dialled="122",
        diverted_from="",
    )


async def a_key_in_the_menu(asterisk: Asterisk) -> Prompter:
    prompter = Prompter(asterisk)
    await prompter.say(asterisk.room, FIRST, MENU)
    await prompter.stop(asterisk.room, FIRST)
    await prompter.say(asterisk.room, SECOND, NEXT)
    return prompter


async def test_a_stop_that_works_costs_one_command() -> None:
    asterisk = Asterisk(loses_stops=False)
    await a_key_in_the_menu(asterisk)
    await asyncio.sleep(A_WHILE_S)

    assert asterisk.asked == ["play sound:menu", "stop", "play sound:next"]
    assert asterisk.told == [FIRST]


async def test_a_prompt_that_goes_on_after_a_key_is_ended_and_the_next_is_said_again() -> None:
    asterisk = Asterisk(loses_stops=True)
    with capture_logs() as logs:
        await a_key_in_the_menu(asterisk)
        await asyncio.sleep(A_WHILE_S)

    assert asterisk.asked[3:] == ["look", "put in anew", "play sound:next"]
    assert asterisk.playing == [playback_of(asterisk.room.call_id, SECOND)]
    assert asterisk.told == [FIRST], "that the next was ended to be said again is nobody's news"
    assert asterisk.room.saying == SECOND
    assert [entry["event"] for entry in logs] == ["prompt.not_silenced"]


async def test_what_another_key_has_cut_off_meanwhile_is_not_said_again() -> None:
    asterisk = Asterisk(loses_stops=True)
    prompter = await a_key_in_the_menu(asterisk)
    await prompter.stop(asterisk.room, SECOND)
    await asyncio.sleep(A_WHILE_S)

    assert asterisk.asked.count("put in anew") == 1
    assert asterisk.playing == []
    assert asterisk.told == [FIRST, SECOND]


async def test_music_that_waits_behind_such_a_prompt_is_begun_again() -> None:
    asterisk = Asterisk(loses_stops=True)
    prompter = Prompter(asterisk)
    await prompter.say(asterisk.room, FIRST, MENU)
    await prompter.stop(asterisk.room, FIRST)
    await prompter.play_music(asterisk.room)
    await asyncio.sleep(A_WHILE_S)

    assert asterisk.asked[2:] == ["music", "look", "put in anew", "music"]


async def test_a_talk_is_not_interrupted_for_a_prompt() -> None:
    asterisk = Asterisk(loses_stops=True)
    prompter = Prompter(asterisk)
    await prompter.say(asterisk.room, FIRST, MENU)
    await prompter.stop(asterisk.room, FIRST)
    asterisk.room.leg.joined.add(Ring(1))
    await asyncio.sleep(A_WHILE_S)

    assert "put in anew" not in asterisk.asked
