"""Errands that fail are told to the call or to the log, and never to anybody else."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from asterisk.client import AriClient, AriError, ChannelId, Done, Gone
from asterisk.errands import Errands
from asterisk.lease import LeaseKeeper
from asterisk.performer import Performer
from asterisk.room import Room, SeenLeg
from asterisk.site import AriAddress
from base.ids import CallId, LegId, TrunkName, new_call_id
from callflow.events import CallEvent, CommandFailed, Performance
from callflow.ports import IncomingCall

pytestmark = pytest.mark.looptime


class BrokenAsterisk(AriClient):
    """An Asterisk that does nothing it is told, and hears sound or not."""

    def __init__(self, *, has_sound: bool = False) -> None:
        super().__init__(AriAddress(host="127.0.0.1", port=1, user="", password=""))
        self.asked_for_sound = 0
        self._has_sound = has_sound

    async def continue_at(self, channel: ChannelId, context: str, extension: str) -> Done | Gone:
        raise AriError(f"Asterisk does not send {channel} to {extension} of {context}.")

    async def set_variable(self, channel: ChannelId, name: str, value: str) -> Done | Gone:
        raise AriError(f"Asterisk does not set {name} of {channel} to {value!r}.")

    async def has_sound(self, channel: ChannelId) -> bool:
        del channel
        self.asked_for_sound += 1
        return self._has_sound


class ObedientAsterisk(BrokenAsterisk):
    """An Asterisk that sends channels where it is told, or has them elsewhere."""

    def __init__(self, *, has_channel: bool = True) -> None:
        super().__init__()
        self.moved: list[ChannelId] = []
        self.is_there = has_channel

    async def continue_at(self, channel: ChannelId, context: str, extension: str) -> Done | Gone:
        del context, extension
        if not self.is_there:
            return Gone(409)
        self.moved.append(channel)
        return Done()


class Story:
    """One call that we place, at such an Asterisk."""

    def __init__(self, asterisk: AriClient) -> None:
        call_id = new_call_id()
        call = IncomingCall(
            leg_id=LegId(f"{call_id}.citizen"),
            trunk=TrunkName("main"),
            ani="",
            ani_name="",
            is_ani_withheld=False,
            dialled="",
            diverted_from="",
        )
        leg = SeenLeg(call, is_outgoing=True, is_received=False, ring_timeout_s=30.0)
        self.room = Room(call_id, leg)
        self.told: list[CallEvent] = []
        self.sounded: list[Room] = []
        leases = LeaseKeeper(asterisk)
        self.errands = Errands(asterisk, Performer(asterisk, leases, Path(), self.tell))

    def tell(self, _: CallId, event: CallEvent) -> None:
        self.told.append(event)


async def test_person_who_cannot_be_taken_in_is_told_as_a_failed_call() -> None:
    story = Story(BrokenAsterisk())

    with capture_logs() as logged:
        story.errands.hand_over(story.room)
        await asyncio.sleep(0.1)

    assert story.told == [CommandFailed(Performance.DIAL)]
    assert [entry["event"] for entry in logged] == ["asterisk.command_failed"]


async def test_person_of_whose_answer_is_told_twice_is_moved_once() -> None:
    asterisk = ObedientAsterisk()
    story = Story(asterisk)

    story.errands.hand_over(story.room)
    story.errands.hand_over(story.room)
    await asyncio.sleep(0.1)
    story.room.leg.is_moving, story.room.leg.is_received = False, True
    story.errands.hand_over(story.room)
    await asyncio.sleep(0.1)

    assert asterisk.moved == [story.room.caller]


async def test_person_who_could_not_be_moved_yet_is_moved_when_they_come() -> None:
    asterisk = ObedientAsterisk(has_channel=False)
    story = Story(asterisk)
    story.errands.hand_over(story.room)
    await asyncio.sleep(0.1)

    asterisk.is_there = True
    story.errands.hand_over(story.room)
    await asyncio.sleep(0.1)

    assert asterisk.moved == [story.room.caller]
    assert story.told == []


async def test_sounds_that_cannot_be_turned_off_harm_nobody() -> None:
    story = Story(BrokenAsterisk())

    with capture_logs() as logged:
        story.errands.stop_listening(story.room.caller)
        await asyncio.sleep(0.1)

    assert story.told == []
    assert [entry["command"] for entry in logged] == ["stop_listening"]


async def test_trunk_that_lets_us_hear_something_is_told_before_the_ring_ends() -> None:
    asterisk = BrokenAsterisk(has_sound=True)
    story = Story(asterisk)

    story.errands.listen_before_end(story.room, story.sounded.append)
    await asyncio.sleep(28.0)
    assert asterisk.asked_for_sound == 0
    await asyncio.sleep(2.0)

    assert story.sounded == [story.room]


def rings(leg: SeenLeg) -> None:
    leg.has_rung = True


def ends(leg: SeenLeg) -> None:
    leg.has_ended = True


def answers(leg: SeenLeg) -> None:
    leg.is_received = True


@pytest.mark.parametrize("happens", [rings, ends, answers])
async def test_ring_of_which_we_know_is_not_asked_about(
    happens: Callable[[SeenLeg], None],
) -> None:
    asterisk = BrokenAsterisk(has_sound=True)
    story = Story(asterisk)

    story.errands.listen_before_end(story.room, story.sounded.append)
    await asyncio.sleep(5.0)
    happens(story.room.leg)
    await asyncio.sleep(30.0)

    assert asterisk.asked_for_sound == 0
    assert story.sounded == []
