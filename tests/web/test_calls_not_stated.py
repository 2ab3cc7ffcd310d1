"""The calls of a day of which nobody said what they were: `web/api/dispositions.py`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from agents.agent import NotStated
from base.ids import new_call_id, new_ticket_id
from line122.api_doors import ListDoor
from staff.role import Role
from storage.case_files import UndisposedCall
from storage.memory_case_files import MemoryCaseFiles
from storage.memory_worklists import MemoryWorklists, newest_page
from storage.worklists import Page, Place
from tests.support.api import ApiStory, Client
from tests.web.signing_in import Screen
from web.api.app import add_api

_CALLS: Final = 5
_AT_ONCE: Final = 2


@dataclass
class _Unsaid(MemoryCaseFiles):
    """A day on which nobody said anything."""

    calls: tuple[UndisposedCall, ...]

    async def undisposed(
        self, since: datetime, after: Place | None, most: int
    ) -> Page[UndisposedCall]:
        """Return calls of that day."""
        that_day = [call for call in self.calls if call.at >= since]
        return newest_page(that_day, after, most, lambda call: Place(call.at, call.call_id))


def _call(at: datetime, number: int) -> UndisposedCall:
    return UndisposedCall(
        call_id=new_call_id(),
        ticket_id=new_ticket_id(),
        ticket_number=f"22-11-{number:04}",
        operator="Анна Морозова",
        at=at,
        why=NotStated.LIMIT,
        called_from=None,
    )


async def test_a_long_night_is_walked_page_by_page_and_no_call_is_missed(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await story.staff.hire("anna", Role.OPERATOR)
    now = story.clock.now()
    # Two at one moment, where a page ends: the place has to tell them apart.
    night = [_call(now - timedelta(minutes=place // 2), place) for place in range(_CALLS)]
    files = _Unsaid((*night, _call(now - timedelta(days=2), _CALLS)))
    lists = ListDoor(MemoryWorklists(story.books, story.dispatches, story.clock), files)
    app = web.Application()
    add_api(app, replace(story.doors(), lists=lists))
    client: Client = TestClient(TestServer(app), cookie_jar=DummyCookieJar())
    pages: list[list[str]] = []
    after = ""
    async with client:
        screen = Screen(client)
        await screen.sign_in("anna")
        while len(pages) < _CALLS:
            path = f"/calls/not-stated?most={_AT_ONCE}{after}"
            told = await (await screen.ask("GET", path)).json()
            pages.append([call["ticket_number"] for call in told["calls"]])
            if told["next"] is None:
                break
            after = f"&after={told['next']}"
        nowhere = await screen.ask("GET", "/calls/not-stated?after=x")

    assert [len(page) for page in pages] == [2, 2, 1]
    assert {number for page in pages for number in page} == {call.ticket_number for call in night}
    assert nowhere.status == 422
