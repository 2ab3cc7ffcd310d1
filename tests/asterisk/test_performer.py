"""What was being said is told once and never too early, and only what was made is taken down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from asterisk.client import AriClient, AriError
from asterisk.lease import LeaseKeeper
from asterisk.legs import Legs
from asterisk.performer import Performer
from asterisk.room import SeenLeg
from asterisk.site import AriAddress
from asterisk.translate import room_of
from base.ids import CallId, LegId, TrunkName, new_call_id
from callflow.commands import Answer, Clear, Reject, Say, TelephonyCommand
from callflow.events import CallEvent, SayFinished, Utterance
from callflow.outcome import RejectAs
from callflow.ports import IncomingCall
from ivr.prompt import PromptKey

CALL = IncomingCall(
    leg_id=LegId("1700000000.1"),
    trunk=TrunkName("main"),
    ani="",
    ani_name="",
    is_ani_withheld=True,
    dialled="122",
    diverted_from="",
)
CREATED, DONE, GONE = b"201 Created", b"200 OK", b"404 Not Found"
FAILED = b"500 Internal Server Error"


class Hesitant:
    """An Asterisk that answers a request only when it is told to, and as it is told."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.requests: list[str] = []
        self.answers: asyncio.Queue[bytes] = asyncio.Queue()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        self.requests.append(" ".join(head.split()[:2]))
        length = head.partition("content-length: ")[2].split("\r\n")[0]
        await reader.readexactly(int(length or 0))
        self.asked.set()
        status = await self.answers.get()
        writer.write(b"HTTP/1.1 %b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" % status)
        await writer.drain()
        writer.close()


class Story:
    """One call on such an Asterisk, and what it was told."""

    def __init__(self, asterisk: Hesitant, client: AriClient) -> None:
        self.asterisk = asterisk
        self.legs = Legs()
        self.room = self.legs.take(new_call_id(), SeenLeg(CALL))
        self.told: list[CallEvent] = []
        self.performer = Performer(client, LeaseKeeper(client), Path("/prompts"), self.tell)

    def tell(self, _: CallId, event: CallEvent) -> None:
        self.told.append(event)

    async def perform(self, command: TelephonyCommand, *answers: bytes) -> None:
        for answer in answers:
            self.asterisk.answers.put_nowait(answer)
        await self.performer.perform(self.room, command)

    @property
    def taken_down(self) -> bool:
        return f"delete /ari/bridges/{room_of(self.room.call_id)}" in self.asterisk.requests

    async def say(self, utterance: int) -> None:
        phrase = (PromptKey("menu.main"),)
        await self.performer.perform(self.room, Say(Utterance(utterance), phrase))


@asynccontextmanager
async def a_story() -> AsyncIterator[Story]:
    asterisk = Hesitant()
    async with await asyncio.start_server(asterisk.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        address = AriAddress(host="127.0.0.1", port=port, user="x", password="")
        async with AriClient(address) as client:
            yield Story(asterisk, client)


async def test_words_that_asterisk_has_not_begun_are_not_taken_for_ended() -> None:
    async with a_story() as story:
        saying = asyncio.gather(story.say(1))
        await story.asterisk.asked.wait()
        await story.performer.end_unheard(story.room)
        story.asterisk.answers.put_nowait(CREATED)
        await saying

        assert story.told == []
        assert story.room.saying == Utterance(1)


async def test_words_that_could_not_be_said_are_not_taken_for_being_said() -> None:
    async with a_story() as story:
        story.asterisk.answers.put_nowait(GONE)
        await story.say(1)

        assert story.room.saying is None


async def test_words_that_asterisk_failed_to_begin_for_a_moment_are_said_all_the_same() -> None:
    """A prompt that follows one cut off by a key meets its announcer on the way out."""
    async with a_story() as story:
        for answer in (FAILED, CREATED):
            story.asterisk.answers.put_nowait(answer)
        await story.say(1)

        assert story.room.saying == Utterance(1)


async def test_words_that_asterisk_always_fails_to_begin_are_given_up() -> None:
    async with a_story() as story:
        for _ in range(5):
            story.asterisk.answers.put_nowait(FAILED)
        with pytest.raises(AriError, match="500"):
            await story.say(1)

        assert len(story.asterisk.requests) == 3
        assert story.room.saying is None


async def test_words_that_ended_while_nobody_listened_are_told_once() -> None:
    async with a_story() as story:
        story.room.saying = Utterance(1)
        story.asterisk.answers.put_nowait(GONE)
        await story.performer.end_unheard(story.room)
        await story.performer.end_unheard(story.room)

        assert story.told == [SayFinished(Utterance(1), is_said=True)]


async def test_newer_words_are_not_taken_for_ended_with_the_older_ones() -> None:
    async with a_story() as story:
        story.room.saying = Utterance(1)
        asking = asyncio.gather(story.performer.end_unheard(story.room))
        await story.asterisk.asked.wait()
        story.room.saying = Utterance(2)
        story.asterisk.answers.put_nowait(GONE)
        await asking

        assert story.told == []
        assert story.room.saying == Utterance(2)


async def test_a_refused_call_costs_asterisk_one_command() -> None:
    async with a_story() as story:
        await story.perform(Reject(RejectAs.BUSY), DONE)
        await story.perform(Clear())

        assert len(story.asterisk.requests) == 1


async def test_the_bridge_of_a_caller_who_left_while_it_was_made_is_taken_down() -> None:
    async with a_story() as story:
        await story.perform(Answer(), CREATED, GONE)
        await story.perform(Clear(), DONE)

        assert story.taken_down


async def test_the_bridge_that_an_earlier_engine_made_is_taken_down() -> None:
    async with a_story() as story:
        story.room = story.legs.take(new_call_id(), SeenLeg(CALL, was_found=True))
        await story.perform(Clear(), DONE)

        assert story.taken_down
