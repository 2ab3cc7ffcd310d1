"""The people on the line while pages are photographed: operators and citizens, by telephone."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Final

from base.clock import Clock
from base.errors import Line122Error
from base.tasks import cancel, spawn
from line122.bench.desk import Desk, Pickup, Ring
from line122.bench.listening import PromptEar
from line122.bench.menu_caller import MenuCaller
from line122.bench.menu_way import MAIN
from line122.bench.outgoing import Caller
from line122.bench.wire import Wire
from line122.house import House, HouseOperator
from line122.phones.operator import AVAILABLE_CODE, BREAK_CODE
from line122.phones.raw import Address
from line122.phones.sip_text import SipMessage
from line122.phones.sockets import PhonePorts
from line122.screenshots_talk import talk_through

NIGHT: Final = "78442122123"
"""A second number of the site, which nobody answers now."""
VARIABLES: Final = {
    # Promises that the engine keeps meanwhile take channels; every operator is to have a call.
    "LINE122_TRUNKS__MAIN__CHANNELS": "10",
    "LINE122_QUEUES__DOCTORS__TITLE": "Вызов врача",
    "LINE122_QUEUES__ADVICE__TITLE": "Справки",
    "LINE122_SERVICES__NIGHT__SCRIPT": "122",
    "LINE122_SERVICES__NIGHT__QUEUE": "advice",
    "LINE122_SERVICES__NIGHT__HOURS__MONDAY": "03:00-03:01",
    f"LINE122_TRUNKS__MAIN__SERVICES__+{NIGHT}": "night",
}

_ASIDE_CODE: Final = "*6"
_DONE_CODE: Final = "*5"
_DAY: Final = "122"
_SOMEBODY: Final = "0"
_FIRST_NUMBER: Final = 79_170_020_000
_HEARD_WITHIN_S: Final = 40.0
_GAP_S: Final = 1.5
_BREATH_S: Final = 0.6
"""A key so soon after another belongs to the question before."""
_LIFE_EVERY_S: Final = 3.0
_WORDS: Final = 6
_NIGHT_WALK: Final = (
    ("night.menu", "1"),
    ("danger.question", "2"),
    ("danger.child", "2"),
    ("night.what", None),
    ("record.review", "1"),
    ("night.where", None),
    ("record.review", "1"),
    ("night.who", None),
    ("night.birth_date", "08031950"),
    ("menu.you_entered", "1"),
    ("night.policy", "7700000000000008"),
    ("menu.you_entered", "1"),
    ("night.phone", "#"),
    ("night.filed", ""),
)
"""Prompt → keys; `None`: something is said."""


class LineSilentError(Line122Error):
    """A prompt was not heard in time, so there is nothing to photograph; the text names it."""


class FirstTalk:
    """A `line122.bench.desk.RingListener` that waits for the first talk of the day."""

    def __init__(self) -> None:
        self.has_begun = asyncio.Event()

    def rang(self, ring: Ring) -> None:
        """Take that a telephone began to ring."""

    def picked_up(self, number: str, at: datetime) -> None:
        """Take that the operator's 200 OK was sent at that moment."""

    def spoke(self, number: str) -> None:  # noqa: ARG002 (as every listener is told)
        """Take that the server has acknowledged the operator's answer."""
        self.has_begun.set()


class People:
    """Everybody who calls and answers."""

    def __init__(self, house: House, ports: PhonePorts, clock: Clock) -> None:
        sip = house.servers.site.sip
        server = Address(sip.host, sip.port)
        self._house = house
        self._clock = clock
        self._trunk = Wire(server, ports.host, ports.sip, _left_alone)
        self._first_talk = FirstTalk()
        self._pickup = Pickup(clock, self._first_talk, answer_after_s=0.1)
        self._desk = Desk(server, ports.host, self._pickup.rung)
        self._ear = PromptEar.of_pack(house.servers.site.directories.prompts)
        self._numbers = _FIRST_NUMBER
        self._callers: list[MenuCaller] = []

    async def talk(self, operator: HouseOperator) -> None:
        """Let one operator be there and serve one caller, from the first word to the last."""
        account = operator.account
        secrets = {account: self._house.secrets[account]}
        await self._desk.register(secrets)
        await self._desk.declare(secrets, AVAILABLE_CODE)
        caller = self._caller(_DAY)
        await self._ask_for_somebody(caller)
        async with asyncio.timeout(_HEARD_WITHIN_S):
            await self._first_talk.has_begun.wait()
        await talk_through(caller, self._pickup, self._house.servers.site.directories.prompts)
        await asyncio.sleep(_BREATH_S)
        await self._desk.declare(secrets, _DONE_CODE)

    async def come(self, working: Iterable[HouseOperator], away: Iterable[HouseOperator]) -> None:
        """Let telephones be there; some operators work, the others do three other things."""
        await self._desk.register(self._house.secrets)
        on_break, aside, _at_home = (operator.account for operator in away)
        for accounts, code in (
            ([operator.account for operator in working] + [on_break, aside], AVAILABLE_CODE),
            ([on_break], BREAK_CODE),
            ([aside], _ASIDE_CODE),
        ):
            secrets = {account: self._house.secrets[account] for account in accounts}
            await self._desk.declare(secrets, code)

    async def leave_requests(self, count: int) -> None:
        """Leave so many requests for the morning."""
        await asyncio.gather(*(self._leave_request() for _ in range(count)))

    async def call(self, count: int) -> None:
        """Let so many people call, one after another, and stay on the line."""
        calling = []
        for _ in range(count):
            calling.append(
                spawn(self._ask_for_somebody(self._caller(_DAY)), name="pictures.caller")
            )
            await asyncio.sleep(_GAP_S)
        await asyncio.gather(*calling)

    async def live(self) -> None:
        """Let everybody be heard breathing, until cancelled."""
        while True:
            for caller in self._callers:
                caller.sign_of_life()
            self._pickup.murmur(_LIFE_EVERY_S)
            await asyncio.sleep(_LIFE_EVERY_S)

    def close(self) -> None:
        """Hang up and unplug everything."""
        for caller in self._callers:
            caller.hang_up()
            caller.close()
        self._desk.close()
        self._trunk.close()

    async def _ask_for_somebody(self, caller: MenuCaller) -> None:
        if await caller.hears(MAIN.prompt, _HEARD_WITHIN_S) is not None:
            await asyncio.sleep(_BREATH_S)
            caller.press(_SOMEBODY)

    async def _leave_request(self) -> None:
        caller = self._caller(NIGHT)
        for prompt, keys in _NIGHT_WALK:
            if await caller.hears(prompt, _HEARD_WITHIN_S) is None:
                raise LineSilentError(f"{prompt} was not heard in {_HEARD_WITHIN_S:g} s")
            await asyncio.sleep(_BREATH_S)
            if keys is None:
                await self._dictate(caller)
            elif keys:
                caller.press(keys)
        caller.hang_up()

    async def _dictate(self, caller: MenuCaller) -> None:
        caller.press("#")
        for _ in range(_WORDS):
            await asyncio.sleep(_BREATH_S)
            caller.speak()
        caller.press("#")

    def _caller(self, dials: str) -> MenuCaller:
        self._numbers += 1
        caller = MenuCaller(self._trunk, self._ear, Caller(str(self._numbers), dials), self._clock)
        self._callers.append(caller)
        return caller


@asynccontextmanager
async def people_at(house: House, ports: PhonePorts, clock: Clock) -> AsyncIterator[People]:
    """Keep the people while the body runs."""
    people = People(house, ports, clock)
    async with AsyncExitStack() as stack:
        stack.callback(people.close)
        living = spawn(people.live(), name="pictures.life")
        stack.push_async_callback(cancel, living)
        yield people


def _left_alone(_message: SipMessage, _at: datetime) -> None:
    """Leave what belongs to a call that is over unanswered; the far end gives up by itself."""
