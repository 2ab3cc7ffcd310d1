"""The pages over the real API, sessions and live updates, with books in memory; calls are told."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from playwright.async_api import Page, expect

from agents.codes import Disposition
from base.clock import SystemClock
from base.ids import AgentId, CallId, new_call_id
from base.phone import PhoneNumber
from base.tasks import cancel, spawn
from callflow.own_calls import CallWish, MayNotCall, WhyNotCalled
from callflow.talk_desk import TalkAnswer, TalkDeed, Wanted
from callflow.transfer import TransferKind
from staff.role import Role
from tests.browser.states import a_calm_day, but
from tests.support.api import AGENT, ApiStory
from tests.support.live import Counted
from tests.support.staff import PASSWORD
from tickets.contact import OpenCase
from web.api.app import add_api
from web.live.app import add_live
from web.live.delta import State
from web.live.doorkeeper import SessionDoorkeeper
from web.live.hub import LiveHub
from web.live.ports import Layer, Watcher
from web.pages import PageFiles, add_pages
from web.shelf import HERE, read_shelf

CALLER: Final = "+79161234567"


@dataclass
class KeptTalks:
    """A `web.api.ports.Talks` that takes all it is asked, and writes it down."""

    heard: list[object] = field(default_factory=list)

    def call(self, agent_id: AgentId, wish: CallWish) -> MayNotCall:
        """Call nobody."""
        del agent_id, wish
        return MayNotCall(WhyNotCalled.NOBODY_KNOWN)

    def do(self, agent_id: AgentId, call_id: CallId, deed: TalkDeed) -> TalkAnswer:
        """Write the deed down."""
        return self._taken(agent_id, call_id, deed)

    def press(self, agent_id: AgentId, call_id: CallId, written: str) -> TalkAnswer:
        """Write the keys down."""
        return self._taken(agent_id, call_id, written)

    def hand_on(
        self, agent_id: AgentId, call_id: CallId, kind: TransferKind, to: Wanted
    ) -> TalkAnswer:
        """Write down who is asked."""
        return self._taken(agent_id, call_id, (kind, to))

    def mark(self, agent_id: AgentId, call_id: CallId, disposition: Disposition) -> TalkAnswer:
        """Write the mark down."""
        return self._taken(agent_id, call_id, disposition)

    def _taken(self, agent_id: AgentId, call_id: CallId, heard: object) -> TalkAnswer:
        assert agent_id == AGENT
        assert call_id
        self.heard.append(heard)
        return TalkAnswer.TAKEN


@dataclass
class ToldSight:
    """A `web.live.ports.Sight` that shows what the story says."""

    state: State

    def shared(self, layer: Layer) -> State:
        """Return what everybody sees alike who sees the layer; no story here is about boards."""
        if layer is not Layer.LINE:
            return {}
        return {name: part for name, part in self.state.items() if name not in {"me", "call"}}

    def own(self, watcher: Watcher) -> State:
        """Return what Anna sees."""
        assert watcher.login == "anna"
        return {"me": self.state["me"], "call": self.state["call"]}


@dataclass
class FormSite:
    """An engine of which the story tells who calls."""

    story: ApiStory
    talks: KeptTalks
    sight: ToldSight
    hub: LiveHub
    address: str = ""
    port: int = 0
    runner: web.AppRunner | None = None
    case: OpenCase | None = None

    async def start(self) -> None:
        """Serve, at the same address as before."""
        app = web.Application()
        add_api(app, self.story.doors())
        add_live(app, self.hub, SessionDoorkeeper(self.story.staff.desk))
        add_pages(app, PageFiles(shelf=read_shelf(HERE)))
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        host, self.port = self.runner.addresses[0][:2]
        self.address = f"http://{host}:{self.port}"

    async def stop(self) -> None:
        """Be gone, as an engine that was killed."""
        if self.runner is not None:
            await self.runner.cleanup()
            self.runner = None

    def tell(self, call: Mapping[str, Any] | None, **me: Any) -> None:  # noqa: ANN401 - JSON.
        """Show Anna a call, and how she stands herself."""
        self.sight.state = {**but(self.sight.state, "me", **me), "call": call}
        self.hub.changed((AGENT,))

    def ring(self, **otherwise: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON.
        """Let a citizen call, whose ticket is opened as by the line."""
        self.case, _ = self.story.cases.open_case(PhoneNumber(CALLER), self.story.clock.now())
        call = {**a_call(self.case), **otherwise}
        self.tell(call, activity="ringing")
        return call

    async def tickets(self) -> list[dict[str, Any]]:
        """Return all tickets that were written down, with their visits, the first one first."""
        async with self.story.opened() as client:
            page = await (await client.get("/api/v1/tickets")).json()
            found = [
                (await (await client.get(f"/api/v1/tickets/{each['ticket_id']}")).json())["ticket"]
                for each in page["tickets"]
            ]
        return sorted((one for one in found if one["filed_at"]), key=lambda one: one["number"])


@asynccontextmanager
async def form_site(directory: Path) -> AsyncIterator[FormSite]:
    """Serve the pages for as long as the context lasts; Anna may sign in."""
    talks = KeptTalks()
    story = ApiStory(directory, talks=talks)
    await story.staff.hire("anna", Role.OPERATOR, account="desk-1")
    sight = ToldSight(a_calm_day())
    hub = LiveHub(sight, SystemClock(), Counted(), viewers_limit=9)
    site = FormSite(story, talks, sight, hub)
    async with served(site):
        yield site


@asynccontextmanager
async def served(site: FormSite) -> AsyncIterator[None]:
    """Serve a site for as long as the context lasts, and tell its pages all that changes."""
    failures: list[BaseException] = []
    running = spawn(site.hub.run(), name="live", on_failure=failures.append)
    await site.start()
    try:
        yield
    finally:
        await site.stop()
        await cancel(running)
    assert failures == [], "the pages learned of changes only by connecting anew"


async def sign_in(page: Page, site: FormSite, *, takes_over: bool = False) -> None:
    """Bring Anna to her desk; it takes over where she works at another one."""
    await page.goto(f"{site.address}/desk")
    await page.get_by_label("Имя для входа").fill("anna")
    await page.get_by_label("Пароль").fill(PASSWORD)
    await page.keyboard.press("Enter")
    if takes_over:
        await go_on_at(page)
    await expect(page.locator(".presence")).to_be_visible()


async def go_on_at(page: Page) -> None:
    """Let Anna leave her other window and work at this one."""
    await expect(page.get_by_role("button", name="Работать здесь")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".presence")).to_be_visible()


def a_call(case: OpenCase) -> dict[str, Any]:
    """Return a call as a desk is told of it: the third attempt of a morning."""
    now = SystemClock().now().isoformat()
    return {
        "call_id": str(new_call_id()),
        "state": "ringing",
        "is_dialling": False,
        "is_muted": False,
        "direction": "inbound",
        "since": now,
        "number": {
            "shown": CALLER,
            "is_withheld": False,
            "is_verified": False,
            "kind": "mobile",
            "is_shared": False,
            "name": "",
        },
        "contact_id": str(case.contact.contact_id),
        "tickets": tuple(
            {
                "number": str(ticket.number),
                "id": str(ticket.ticket_id),
                "kind": "undetermined",
                "state": "new",
                "category": "",
                "text": "",
            }
            for ticket in case.tickets
        ),
        "earlier": (
            {
                "number": "261120-0153-7",
                "id": "01a20249-22bf-73dc-a8cf-581e58c3a6b8",
                "kind": "home_visit",
                "state": "resolved",
                "category": "Взрослому",
                "text": "Давление 180, головная боль",
                "opened_at": now,
            },
        ),
        "attempts": ({"at": now, "end": None}, {"at": "2026-11-22T07:40:00Z", "end": "told"}),
        "attempts_today": 3,
        "first_attempt_at": "2026-11-22T07:40:00Z",
        "is_urgent": False,
        "decision": "Соединили сразу: место в очереди сохранялось от первого звонка.",
        "promised": {
            "at": "2026-11-22T09:00:00Z",
            "told": "Сказано в 10:40: перезвоним не позднее 12:00.",
            "told_at": "2026-11-22T07:40:00Z",
            "tries": 1,
            "chosen_at": None,
        },
        "collected": {
            "subject": "home_visit",
            "language": "ru",
            "keyed": {"birth_date": "1950-03-08"},
            "spoken": (),
            "requests": 0,
        },
        "dialled": "+78442122122",
        "queue": "doctors",
        "waited_s": 95,
        "transfer": None,
    }
