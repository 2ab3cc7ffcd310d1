"""A message that several end at once is ended once: `asterisk/messages.py`.

What a message sounds like is a matter for the real Asterisk: `test_messages_at_the_exchange.py`.
"""

import asyncio
from pathlib import Path

from asterisk.client import AriClient, ChannelId, Done, Gone
from asterisk.messages import MONITOR, MessageRecorder
from asterisk.room import Room, SeenLeg
from asterisk.site import AriAddress
from base.ids import CallId, LegId, TrunkName, new_call_id
from base.tasks import spawn
from callflow.commands import RecordMessage
from callflow.events import CallEvent
from callflow.message import MessageField, MessageRef
from callflow.ports import IncomingCall

WHAT = MessageField("what_happened")
FIRST, SECOND = MessageRef(WHAT, 1), MessageRef(WHAT, 2)
PATIENT_S = 60.0


class SlowAsterisk(AriClient):
    """An Asterisk that records, and whose answers come when the story says."""

    def __init__(self) -> None:
        super().__init__(AriAddress(host="127.0.0.1", port=1, user="", password=""))
        self.answers = asyncio.Event()
        self.recorded = 0
        self.stopped: list[str] = []
        self.monitor = ""

    async def set_variable(self, channel: ChannelId, name: str, value: str) -> Done | Gone:
        """Keep the variable that names what records."""
        assert channel
        if name == MONITOR:
            self.monitor = value
        return Done()

    async def variable(self, channel: ChannelId, name: str) -> str | None:
        """Tell what records, when it is time to answer."""
        assert (bool(channel), name) == (True, MONITOR)
        await self.answers.wait()
        return self.monitor

    async def start_recording(
        self, channel: ChannelId, path: str = "", options: str = "D"
    ) -> Done | Gone:
        """Record."""
        assert channel + path + options
        self.recorded += 1
        self.monitor = str(self.recorded)
        return Done()

    async def stop_recording(self, channel: ChannelId, named: str = "") -> Done | Gone:
        """Record no more."""
        assert channel
        self.stopped.append(named)
        return Done()


async def _stopped(recorder: MessageRecorder, room: Room) -> None:
    await recorder.stop(room, FIRST)


async def test_key_in_the_moment_of_silence_ends_a_message_once(tmp_path: Path) -> None:
    """The second end would find, and stop, what records the next message by then."""
    told: list[CallEvent] = []

    def tell(_call_id: CallId, event: CallEvent) -> None:
        told.append(event)

    asterisk = SlowAsterisk()
    recorder = MessageRecorder(asterisk, tmp_path, tell)
    call = IncomingCall(
        LegId("leg-1"),
        TrunkName("main"),
        "",
        "",
        is_ani_withheld=True,
        dialled="122",
        diverted_from="",
    )
    room = Room(new_call_id(), SeenLeg(call))
    await recorder.record(room, RecordMessage(FIRST, PATIENT_S, PATIENT_S))

    silence = spawn(_stopped(recorder, room), name="silence")
    await asyncio.sleep(0)
    assert await recorder.stop(room, FIRST) == Done()
    asterisk.answers.set()
    await silence
    await recorder.record(room, RecordMessage(SECOND, PATIENT_S, PATIENT_S))
    assert await recorder.stop(room, FIRST) == Done()

    assert len(told) == 1
    assert asterisk.stopped == ["1"]
    assert asterisk.monitor == "2"
    await recorder.stop(room, SECOND)
    assert asterisk.stopped == ["1", "2"]
