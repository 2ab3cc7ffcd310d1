"""The words of the stories about menus: callers with ears, and the product's menu without waits.

The menu is the product's own file; only how long it waits for keys is shorter, and the notice at
its beginning is one word, as a site may have it. All that is walked is what every caller walks.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from base.clock import Clock
from base.tasks import cancel, spawn
from config.menus import MENUS
from ivr.prompt import PromptKey
from line122.bench.listening import Heard, PromptEar
from line122.bench.menu_caller import MenuCaller
from line122.bench.outgoing import Caller
from line122.bench.wire import Wire
from line122.phones.raw import Address
from line122.phones.sip_text import SipMessage
from tests.integration.engine.helpline import PATIENCE_S, Helpline, new_number
from tests.integration.engine.patience import eventually

DAY: Final = "122"
NIGHT: Final = "78442122123"
"""A second number of the site, whose service is closed."""
GREETING: Final = "digit.7"

_LAST_CALL: Final = (
    "SELECT queue, outcome FROM call WHERE ani = $1 ORDER BY arrived_at DESC LIMIT 1"
)
_SHORTER: Final = (
    # Callers here press when they have heard what is asked, which on a busy machine comes late.
    ("listen_s: 5\n", "listen_s: 4\n"),
    # Longer than Asterisk and a busy machine take from one of a number's keys to the next.
    ("between_digits_s: 3\n", "between_digits_s: 2\n"),
    ("say: greeting.notice, recording.refuse\n", f"say: {GREETING}\n"),
)
_SIGN_OF_LIFE_S: Final = 5.0
"""Asterisk ends a call from which it hears nothing for 30 s, and some menus are longer."""
_WORDS: Final = 10
_DEAF_S: Final = 0.5
"""A key so soon after another belongs to the answer before: the menu is deaf meanwhile."""
_WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


def site_of_menus(folder: Path, now: datetime) -> dict[str, str]:
    """Write the menus of these stories, and return the settings of a site that has them."""
    text = (MENUS / "122.yaml").read_text("utf-8")
    for long, short in _SHORTER:
        assert text.count(long) == 1, f"the menu has no single {long!r}"
        text = text.replace(long, short)
    (folder / "122.yaml").write_text(text, "utf-8")
    shutil.copy(MENUS / "danger-signs.yaml", folder)
    other_day = _WEEKDAYS[(now + timedelta(days=3)).weekday()]
    return {
        "LINE122_MENUS__DIRECTORY": str(folder),
        "LINE122_SERVICES__HELPLINE__SCRIPT": "122",
        "LINE122_SERVICES__NIGHT__SCRIPT": "122",
        "LINE122_SERVICES__NIGHT__QUEUE": "advice",
        f"LINE122_SERVICES__NIGHT__HOURS__{other_day.upper()}": "03:00-03:01",
        f"LINE122_TRUNKS__MAIN__SERVICES__+{NIGHT}": "night",
    }


class MenuSite:
    """A helpline, and telephones with ears that call it."""

    def __init__(self, helpline: Helpline, ear: PromptEar, wire: Wire, clock: Clock) -> None:
        self.helpline = helpline
        self._ear = ear
        self._wire = wire
        self._clock = clock

    @asynccontextmanager
    async def caller(
        self, *, dials: str = DAY, number: str | None = None, has_events: bool = True
    ) -> AsyncIterator["Walker"]:
        """Call, and hang up in the end whatever happens."""
        who = Caller(number or new_number(), dials, has_events=has_events)
        caller = MenuCaller(self._wire, self._ear, who, self._clock)
        living = spawn(_live(caller), name=who.number)
        try:
            yield Walker(caller, self.helpline)
        finally:
            await cancel(living)
            caller.hang_up()
            await caller.ends(PATIENCE_S)
            caller.close()


class Walker:
    """One caller of a story."""

    def __init__(self, caller: MenuCaller, helpline: Helpline) -> None:
        self.caller = caller
        self._helpline = helpline

    @property
    def ani(self) -> str:
        return f"+{self.caller.number}"

    async def hears(self, *prompts: str) -> None:
        """Hear these prompts begin, one after another."""
        for prompt in prompts:
            heard_at = await self.caller.hears(prompt, PATIENCE_S)
            heard = [each.key for each in self.caller.prompts()]
            assert heard_at is not None, f"{prompt} was not heard; what was heard: {heard}"

    async def answers(self, prompt: str, keys: str) -> None:
        """Hear a prompt begin, and press keys while it is said."""
        await self.hears(prompt)
        if keys:
            await asyncio.sleep(_DEAF_S)
            self.caller.press(keys)

    async def walks(self, *way: tuple[str, str]) -> None:
        """Answer one prompt after another, by no keys where there are none."""
        for prompt, keys in way:
            await self.answers(prompt, keys)

    async def dictates(self, prompt: str) -> None:
        """Hear what to tell, begin at once, tell it, and end it by #."""
        await self.answers(prompt, "#")
        self.caller.speak(_WORDS)
        await eventually(self._is_speaking, lambda is_speaking: not is_speaking)
        self.caller.press("#")

    async def comes_to_wait(self, queue: str) -> None:
        """Reach the line of the right people, and hang up there."""
        await self._helpline.records.reached(self.ani, "Waiting", "Ringing")
        self.caller.hang_up()
        row = await self._ended()
        assert row["queue"] == queue, f"in line for {row['queue']}; heard {[*self.heard()]}"

    async def is_let_go(self) -> str:
        """Be hung up on by the menu, and return with which outcome."""
        assert await self.caller.ends(PATIENCE_S), "the menu did not hang up"
        return str((await self._ended())["outcome"])

    def heard(self) -> dict[PromptKey, Heard]:
        """Return the prompts heard until now, each as it was heard last."""
        return {each.key: each for each in self.caller.prompts()}

    async def _is_speaking(self) -> bool:
        return self.caller.is_speaking

    async def _ended(self) -> Mapping[str, object]:
        """Return what is written of the call when it has ended."""

        async def last() -> Mapping[str, object]:
            return (await self._helpline.records.rows(_LAST_CALL, self.ani))[0]

        return await eventually(last, lambda row: row["outcome"] is not None)


@asynccontextmanager
async def telephones_with_ears(helpline: Helpline) -> AsyncIterator[MenuSite]:
    """Keep the telephones of the stories."""
    site = helpline.house.servers.site
    wire = Wire(Address(site.sip.host, site.sip.port), site.sip.host, 0, _left_alone)
    try:
        yield MenuSite(helpline, PromptEar.of_pack(site.directories.prompts), wire, helpline.clock)
    finally:
        wire.close()


async def _live(caller: MenuCaller) -> None:
    while True:
        await asyncio.sleep(_SIGN_OF_LIFE_S)
        caller.sign_of_life()


def _left_alone(_message: SipMessage, _at: datetime) -> None:
    """Leave what belongs to a call that is over unanswered; the far end gives up by itself."""
