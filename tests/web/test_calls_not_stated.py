"""The calls of a day of which nobody said what they were: `web/api/dispositions.py`."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from agents.agent import NotStated
from base.ids import new_call_id, new_ticket_id
from line122.case_files import CaseFileDoor
from staff.role import Role
from storage.case_files import UndisposedCall
from storage.memory_case_files import MemoryCaseFiles
from tests.support.api import ApiStory, Client
from tests.web.signing_in import Screen
from web.api.app import add_api


@dataclass
class _Unsaid(MemoryCaseFiles):
    """A day on which nobody said anything."""

    calls: int

    async def undisposed(self, since: datetime, most: int) -> tuple[UndisposedCall, ...]:
        """Return calls of that day."""
        return tuple(_call(since, place) for place in range(self.calls))[:most]


def _call(since: datetime, place: int) -> UndisposedCall:
    return UndisposedCall(
        call_id=new_call_id(),
        ticket_id=new_ticket_id(),
        ticket_number=f"22-11-{place:04}",
        operator="Анна Морозова",
        at=since + timedelta(minutes=place),
        why=NotStated.LIMIT,
        called_from=None,
    )


@pytest.mark.parametrize("calls", [200, 201])
async def test_more_calls_than_a_page_holds_are_told_to_be_more(
    tmp_path: Path, calls: int
) -> None:
    story = ApiStory(tmp_path)
    await story.staff.hire("anna", Role.OPERATOR)
    files = CaseFileDoor(_Unsaid(calls), story.recordings)
    app = web.Application()
    add_api(app, replace(story.doors(), casework=replace(story.casework(), files=files)))
    client: Client = TestClient(TestServer(app), cookie_jar=DummyCookieJar())
    async with client:
        screen = Screen(client)
        await screen.sign_in("anna")
        told = await (await screen.ask("GET", "/calls/not-stated")).json()
    assert (len(told["calls"]), told["is_cut"]) == (200, calls > 200)
