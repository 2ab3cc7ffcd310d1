"""The words of the stories of a whole desk: engine, clinic, pages in Chromium, hands on keys."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Browser, Locator, Page, expect

from line122.demo.region import Region
from tests.integration.engine.browser_desk import BrowserDesk, at_the_page, let_sign_in
from tests.integration.engine.helpline import PATIENCE_S, Citizen, Desk, Helpline
from tests.integration.engine.patience import eventually

COMPLAINT: Final = "Температура 39, кашель"
ADDRESS: Final = "город Волгоград, ул. Ленина, д. 5"
POLICY: Final = "7700000000000008"
"""Of somebody who is attached to a clinic of the sample directory."""
_VISITS_OF: Final = (
    "SELECT visit.* FROM visit JOIN ticket USING (ticket_id) WHERE ticket.number = $1"
)


@dataclass
class Hands:
    """Hands on a keyboard: what they press besides the text itself is counted."""

    page: Page
    keys: int = 0

    async def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            await self.page.keyboard.press(key)
            self.keys += 1

    async def type(self, words: str) -> None:
        """Type what is told, into where the hands are."""
        await self.page.keyboard.type(words)


@dataclass(frozen=True, slots=True)
class Seat:
    """An operator at work: their page, their hands, and the telephone on their table."""

    desk: BrowserDesk
    hands: Hands
    table: Desk
    patient: str
    """For whom a doctor is asked; no other story has the same."""

    @property
    def page(self) -> Page:
        """The page in the browser."""
        return self.desk.page

    async def sees(self, heading: str) -> None:
        """Wait until the page says so of the call."""
        await expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()

    def field(self, name: str) -> Locator:
        """Return a field of the form."""
        return self.page.locator(f".forms [name='{name}']")

    async def tells(self, complaint: str) -> None:
        """Begin a form, and type what happened."""
        await self.hands.press("F2")
        await expect(self.field("p0.complaint")).to_be_focused()
        await self.hands.type(complaint)

    async def says_where_and_who(self) -> None:
        """Go on from what happened: no danger, the address, who is ill, the policy."""
        await self.hands.press("Tab", "Tab")
        await self.hands.type(ADDRESS)
        await self.hands.press("Tab")
        await self.hands.type("17")
        await self.hands.press("Tab", "Tab", "Tab", "Tab", "Tab")
        await self.hands.type(self.patient)
        await self.hands.press("Tab")
        await self.hands.type("08.03.1950")
        await self.hands.press("Tab")
        await self.hands.type(POLICY)

    async def saves(self) -> str:
        """Save the form, and return the number that is said to the citizen."""
        await self.hands.press("Control+Enter")
        number = self.page.locator(".saved-number")
        await expect(number).to_be_visible()
        return await number.inner_text()

    async def sees_acknowledged(self) -> None:
        """Look at the visits until the clinic's word is there, and come back to the desk."""
        await self.page.keyboard.press("Alt+4")
        row = self.page.get_by_role("row", name=self.patient)
        # The list is asked for now and then only, where nobody waits for an answer.
        await expect(row.get_by_text("Принят", exact=True)).to_be_visible()
        await self.page.keyboard.press("Alt+1")
        await expect(self.page.locator(".presence")).to_be_visible()


@dataclass(frozen=True, slots=True)
class Room:
    """A helpline, a clinic that answers, and Chromium."""

    helpline: Helpline
    region: Region
    browser: Browser

    @asynccontextmanager
    async def seat(self, name: str, *, has_browser_phone: bool) -> AsyncIterator[Seat]:
        """Let somebody sit down, be available, and go aside in the end."""
        helpline = self.helpline
        table = await helpline.hire(name)
        await let_sign_in(helpline, name, table.account)
        async with at_the_page(self.browser, helpline, name, table.account) as desk:
            await expect(desk.page.locator(".presence")).to_be_visible()
            if has_browser_phone:
                await desk.take_calls_here()
            await desk.page.keyboard.press("Alt+r")
            await helpline.agent_becomes(table.account, "idle", "available")
            yield Seat(desk, Hands(desk.page), table, f"Больная {name}")
            await expect(desk.page.locator(".presence")).to_be_visible()
            await desk.page.keyboard.press("Alt+o")
            await helpline.agent_becomes(table.account, "idle", "aside")
            if has_browser_phone:
                # Asterisk is everybody's: what is left open there others would find.
                page = desk.page
                await page.get_by_role("button", name="Отключить телефон в браузере").click()
                await expect(
                    page.get_by_role("button", name="Принимать звонки здесь")
                ).to_be_visible()

    async def accepted_visit(self, number: str) -> Mapping[str, object]:
        """Return the one visit of a ticket as soon as it is written that its clinic takes it."""
        (visit,) = await eventually(
            lambda: self.helpline.records.rows(_VISITS_OF, number),
            lambda rows: [row["state"] for row in rows] == ["accepted"],
        )
        return visit


async def hears_page(citizen: Citizen) -> bool:
    """Wait until more of the browser's microphone has been heard: it beeps once a second."""
    ear = citizen.call.ear
    before = ear.audible_s
    return await citizen.call.until_within(lambda: ear.audible_s > before + 0.3, PATIENCE_S)


async def both_hear(seat: Seat, citizen: Citizen) -> bool:
    """Tell whether a talk by the browser goes both ways."""
    return await seat.desk.hears_more() and await hears_page(citizen)
