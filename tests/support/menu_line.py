"""A citizen at a telephone who walks the menu of the product, and the tables behind it.

Everything is real but the sound: the services, the exchange in process, the script of 122. Words
last a second each, and whoever speaks falls silent when they have said what they wanted.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from asterisk.fake import FakeExchange
from asterisk.fake_phones import FakeCaller
from base.calendar import NEVER, Forced
from base.ids import LegId
from callflow.call import Call
from callflow.events import JournalEntry
from callflow.policy import CallPolicy, MarkPolicy
from callflow.ports import IncomingCall
from callflow.transfer import OutsideNumber
from ivr.menu import Digit
from ivr.ports import Asker, FiledRequest, LookUpAnswer
from ivr.prompt import Phrase
from ivr.walk import LookUpOutcome
from tests.ivr.walks import shipped
from tests.support.hall import STARTED_AT, Hall, MenuRoom
from tests.support.site import CALL_POLICY, HELPLINE, MAIN

_PATIENCE = 1200
"""So often a citizen listens, ten times a second, before they give up."""

DISPATCHER = OutsideNumber("+78442000103")
WALKING = replace(
    CALL_POLICY,
    services={HELPLINE: replace(CALL_POLICY.services[HELPLINE], script=shipped("122"))},
    transfers={"dispatcher": DISPATCHER},
)
"""The small site, whose callers walk the menu of the product."""

MARKED = replace(WALKING, mark=MarkPolicy(script=shipped("mark")))
_HELPLINE = WALKING.services[HELPLINE]
CLOSED_NOW = replace(_HELPLINE.hours, forced=Forced(is_open=False, since=STARTED_AT, until=NEVER))
BY_NIGHT = replace(WALKING, services={HELPLINE: replace(_HELPLINE, hours=CLOSED_NOW)})


class Room:
    """The tables and the desk: what they answer is the story's, what they are asked is kept."""

    def __init__(self) -> None:
        self.answers: dict[str, LookUpAnswer] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.filed: list[FiledRequest] = []
        self.askers: list[Asker] = []
        self.is_away = False
        self.hangs = False
        self.stand_in: MenuRoom | None = None
        """Whom everything is handed to, where a story has the real ones."""

    async def look_up(self, asker: Asker, name: str, values: Mapping[str, str]) -> LookUpAnswer:
        """Answer as the story says; a look-up that hangs never answers."""
        self.askers.append(asker)
        self.asked.append((name, dict(values)))
        if self.stand_in is not None:
            return await self.stand_in.look_up(asker, name, values)
        if self.hangs:
            await asyncio.Event().wait()
        if self.is_away:
            raise OSError("The tables of this story are away.")
        return self.answers.get(name, LookUpAnswer(LookUpOutcome.NOTHING))

    async def file(self, asker: Asker, request: FiledRequest) -> None:
        """Keep a request."""
        if self.is_away:
            raise OSError("The desk of this story is away.")
        self.askers.append(asker)
        self.filed.append(request)
        if self.stand_in is not None:
            await self.stand_in.file(asker, request)


class Citizen:
    """Somebody who has dialled 122."""

    def __init__(self, hall: Hall, phone: FakeCaller) -> None:
        self._hall = hall
        self.phone = phone
        self._call_id = phone.call_id

    @property
    def call(self) -> Call:
        """The call as it stands, or stood when it ended."""
        for line in self._hall.calls.lines:
            if line.call.origin.call_id == self.phone.call_id:
                return line.call
        raise AssertionError("The call is over.")

    @property
    def phase(self) -> str:
        """Where the call stands."""
        call_id = self.phone.call_id
        return "Ended" if call_id is None else self._hall.phase(call_id)

    @property
    def last(self) -> Phrase:
        """What was said last."""
        return self.phone.heard[-1]

    @property
    def journal(self) -> list[JournalEntry]:
        """Everything that happened in the call."""
        return [e for e in self._hall.books.journal if e.call_id == self._call_id]

    async def hears(self, *prompts: str) -> "Citizen":
        """Wait until exactly this is being said."""
        for _ in range(_PATIENCE):
            if self.phone.heard and self.last == prompts:
                return self
            await asyncio.sleep(0.1)
        raise AssertionError(f"{prompts} was never said, but {self.phone.heard[-3:]}")

    async def presses(self, *keys: str) -> "Citizen":
        """Press these keys, a second after what was there before."""
        for key in keys:
            await asyncio.sleep(1.0)
            self.phone.press(Digit(key))
        await self._hall.settle()
        return self

    async def says(self, prompt: str, lasts_s: float = 5.0, keep: str = "") -> "Citizen":
        """Speak after that question and its tone, and press # and perhaps another key then."""
        await self.hears(prompt, "record.begin", "tone.beep")
        await asyncio.sleep(4.0)
        self.phone.talk(lasts_s)
        await asyncio.sleep(lasts_s)
        await self.presses("#", *keep)
        return self

    async def waits(self, seconds: float) -> "Citizen":
        """Do nothing for so long."""
        await asyncio.sleep(seconds)
        await self._hall.settle()
        return self

    async def leaves(self) -> None:
        """Hang up."""
        self.phone.hang_up()
        await self._hall.settle()


class MenuLine:
    """The line 122, open to citizens of a story."""

    def __init__(self, policy: CallPolicy = WALKING) -> None:
        self.room = Room()
        self.exchange = FakeExchange()
        self.hall = Hall(policy=policy, telephony=self.exchange, asked=self.room)
        self.exchange.listen(self.hall.calls)
        self._legs = 0

    @property
    def now(self) -> datetime:
        """What time it is in the story."""
        return self.hall.clock.now()

    async def dial(self, number: str = "89101234567") -> Citizen:
        """Let somebody dial 122, and be answered."""
        self._legs += 1
        incoming = IncomingCall(
            leg_id=LegId(f"leg {self._legs}"),
            trunk=MAIN,
            ani=number,
            ani_name="",
            is_ani_withheld=not number,
            dialled="122",
            diverted_from="",
        )
        phone = self.exchange.dial(incoming)
        await self.hall.settle()
        return Citizen(self.hall, phone)

    async def greeted(self, number: str = "89101234567") -> Citizen:
        """Let somebody dial 122 and hear the notice of the recording to its end."""
        return await (await self.dial(number)).waits(2.5)
