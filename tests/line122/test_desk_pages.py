"""What operators' pages show while citizens call, as it runs.

Of `line122/desk_sight.py`, `line122/desk_bell.py` and `line122/desk_look_ups.py`.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agents.agent import Presence
from agents.ports import StoredOperator
from base.ids import CallId
from base.phone import PhoneNumber
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    Joined,
    PhoneHeld,
    Ring,
)
from callflow.outcome import HangupCause
from callflow.talk_desk import TalkDesk
from callflow.transfer import TransferKind, TransferToAgent
from tests.callflow.stories import pressed, said
from tests.support.desk import desk_of
from tests.support.hall import Hall
from tests.support.site import operator
from tests.tickets.cases import a_support_request, a_visit_request
from tickets.changes import ENGINE
from tickets.ticket_file import Changed
from web.live.hub import PAUSE_S

ANNA, BORIS = operator(1, doctor=1), operator(2, doctor=1)
NUMBER = "+79101234567"
AGENT, FAR = Ring(1), Ring(2)
HUNG_UP = HangupCause.NORMAL
A_WHILE_S = 2 * PAUSE_S

pytestmark = pytest.mark.looptime


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall for one story, with one operator who sits there."""
    opened = Hall()
    opened.books.stored.append(StoredOperator(ANNA, Presence.AVAILABLE, ""))
    await opened.roster.load()
    await opened.settle()
    yield opened
    await opened.close()


async def test_a_page_shows_who_calls_as_soon_as_the_telephone_is_to_ring(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        assert desk.seen()["call"] is None
        call = await hall.dial("89101234567")
        hall.tell(call, Answered(), said(1), said(2), pressed("1"))
        await hall.settle()

        shown = desk.call()
        assert shown["state"] == "ringing"
        assert shown["call_id"] == str(call)
        assert shown["number"] == {
            "shown": NUMBER,
            "is_withheld": False,
            "is_verified": False,
            "kind": "mobile",
            "is_shared": False,
            "name": "",
        }
        assert (shown["direction"], shown["queue"], shown["dialled"]) == (
            "inbound",
            "doctors",
            "122",
        )
        assert (shown["attempts_today"], shown["promised"]) == (1, None)
        assert str(shown["decision"]).startswith("Ступень 0 «соединить сразу»")
        (ticket,) = shown["tickets"]
        line = hall.calls.board.line(call)
        assert line is not None
        number = line.call.origin.case.ticket_number
        assert (ticket["number"], ticket["state"], ticket["kind"]) == (number, "new", None)
        assert shown["collected"] == {
            "subject": None,
            "language": "",
            "keyed": {},
            "spoken": [],
            "requests": 0,
        }


async def test_a_call_goes_through_its_states_on_the_page(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        call = await talking(hall)
        assert desk.call()["state"] == "talking"

        hall.tell(call, PhoneHeld(AGENT, is_on=True))
        await asyncio.sleep(A_WHILE_S)
        assert desk.call()["state"] == "held"
        hall.tell(call, PhoneHeld(AGENT, is_on=False))
        await asyncio.sleep(A_WHILE_S)
        assert desk.call()["state"] == "talking"

        work = TalkDesk(hall.calls, hall.distributor)
        work.hold(ANNA.agent_id, call)
        await asyncio.sleep(A_WHILE_S)
        assert (desk.call()["state"], desk.call()["transfer"]) == ("held", None)
        work.resume(ANNA.agent_id, call)
        hall.tell(call, Joined(AGENT))
        work.mute(ANNA.agent_id, call, is_on=True)
        await asyncio.sleep(A_WHILE_S)
        assert desk.call()["is_muted"]

        hall.tell(call, CallerHungUp(HUNG_UP))
        await asyncio.sleep(A_WHILE_S)
        assert hall.phase(call) == "Ended"
        assert (desk.call()["state"], desk.call()["call_id"]) == ("wrap_up", str(call))
        assert desk.seen()["me"]["until"] is not None

        hall.distributor.wrapped_up(ANNA.agent_id)
        await asyncio.sleep(A_WHILE_S)
        assert desk.seen()["call"] is None


async def test_a_transfer_is_shown_with_whom_and_how_far(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        call = await talking(hall)
        hall.seat(BORIS)
        await hall.settle()
        asked = TransferToAgent(TransferKind.CONSULT, BORIS.agent_id)
        TalkDesk(hall.calls, hall.distributor).transfer(ANNA.agent_id, call, asked)
        await asyncio.sleep(A_WHILE_S)
        assert desk.call()["transfer"] == {"to": "Agent 2", "kind": "consult", "state": "ringing"}

        hall.tell(call, AgentAnswered(FAR))
        await asyncio.sleep(A_WHILE_S)
        transfer = desk.call()["transfer"]
        assert transfer["state"] == "aside"

        hall.tell(call, AgentGone(AGENT, HUNG_UP))
        await asyncio.sleep(A_WHILE_S)
        assert desk.call()["state"] == "wrap_up"


async def test_what_the_database_knows_comes_after_the_ring(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        asked = a_support_request("Форма отчёта пуста")
        person = replace(asked.person, phone=PhoneNumber(NUMBER))
        opened = await desk.tickets.open(replace(asked, person=person), ENGINE)
        assert isinstance(opened, Changed)

        call = await hall.dial("89101234567")
        hall.tell(call, Answered(), said(1), said(2), pressed("1"))
        await hall.settle()
        assert desk.page.state == {}
        await asyncio.sleep(A_WHILE_S)

        (earlier,) = desk.call()["earlier"]
        assert (earlier["kind"], earlier["text"]) == ("support", "Форма отчёта пуста")
        assert earlier["id"] not in {each["id"] for each in desk.call()["tickets"]}


async def test_what_is_saved_in_a_talk_is_seen_within_the_second(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        await talking(hall)
        await asyncio.sleep(A_WHILE_S)
        assert desk.call()["earlier"] == []

        asked = a_support_request("Форма отчёта пуста")
        person = replace(asked.person, phone=PhoneNumber(NUMBER))
        await desk.tickets.open(replace(asked, person=person), ENGINE)
        await asyncio.sleep(A_WHILE_S)

        (saved,) = desk.call()["earlier"]
        assert saved["text"] == "Форма отчёта пуста"


async def test_lists_of_visits_hear_at_once_that_a_clinic_was_told(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        before = desk.seen()["work"]["reports"]
        opened = await desk.tickets.open(a_visit_request(), ENGINE)
        assert isinstance(opened, Changed)
        (visit,) = opened.file.visits
        await asyncio.sleep(A_WHILE_S)
        waiting = desk.seen()["work"]["reports"]
        await desk.tickets.delivered(visit.visit_id, hall.clock.now())
        await asyncio.sleep(A_WHILE_S)

        assert [before, waiting, desk.seen()["work"]["reports"]] == [0, 0, 1]


async def test_calls_of_before_are_shown_with_how_they_ended(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        first = await talking(hall)
        hall.tell(first, CallerHungUp(HUNG_UP))
        await asyncio.sleep(A_WHILE_S)
        hall.distributor.wrapped_up(ANNA.agent_id)
        await talking(hall)

        assert [each["end"] for each in desk.call()["attempts"]] == [None, "talked"]
        assert desk.call()["attempts_today"] == 2


async def test_of_a_hidden_number_nothing_is_shown(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        call = await hall.dial("")
        hall.tell(call, Answered(), said(1), said(2), pressed("1"))
        await hall.settle()

        number = desk.call()["number"]
        assert (number["shown"], number["is_withheld"], number["kind"]) == ("", True, "withheld")
        assert "#" not in str(desk.seen())


async def test_seeing_a_card_is_kept_once_with_who_saw_it(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        await talking(hall)
        await asyncio.sleep(5)
        desk.seen()

        (read,) = desk.reads.made
        assert (read.reader, read.operation, read.number) == ("anna", "screen_pop", NUMBER)


async def test_the_line_the_team_and_the_work_are_shown_to_all(hall: Hall) -> None:
    async with desk_of(hall, ANNA) as desk:
        await talking(hall)
        second = await hall.dial("89101234568")
        hall.tell(second, Answered(), said(1), said(2), pressed("1"))
        await asyncio.sleep(7)

        seen = desk.seen()
        assert seen["line"] == {
            "waiting": 1,
            "oldest_wait_s": seen["line"]["oldest_wait_s"],
            "estimate_s": seen["line"]["estimate_s"],
            "promised": 0,
            "free_channels": 4,
            "channels": 6,
            "is_storm": False,
            "is_open": True,
        }
        assert seen["line"]["oldest_wait_s"] in {6, 7}
        assert seen["line"]["estimate_s"] > 0
        assert seen["team"] == {
            "agent-1": {
                "name": "Agent 1",
                "presence": "available",
                "reason": None,
                "activity": "talking",
                "since": seen["me"]["since"],
                "is_overdue": False,
            }
        }
        assert seen["work"] == {
            "callbacks": 0,
            "night": 3,
            "due": 3,
            "unacknowledged": 3,
            "unreachable": 0,
            "reports": 0,
        }


async def talking(hall: Hall) -> CallId:
    call = await hall.dial("89101234567")
    hall.tell(call, Answered(), said(1), said(2), pressed("1"))
    await hall.settle()
    hall.tell(call, AgentAnswered(AGENT), Joined(AGENT))
    await asyncio.sleep(A_WHILE_S)
    assert hall.phase(call) == "Talking"
    return call
