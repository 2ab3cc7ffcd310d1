"""What open pages are told, and when; of `web/live/{hub,viewer,backlog,doorkeeper}.py`."""

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web

from base.errors import Line122Error
from base.ids import AgentId, new_agent_id
from base.tasks import cancel, spawn
from tests.support.live import Counted, Page, Painting, drain, open_hub
from web.live.backlog import LIMIT, Backlog, Beat, Whole
from web.live.doorkeeper import ASK_EVERY_S, close_with_sessions
from web.live.hub import AT_ANOTHER_PAGE, BEAT_S, GOING_AWAY, PAUSE_S, PAUSES_S, SESSION_OVER
from web.live.message import WrittenDelta
from web.live.ports import Layer, Watcher

pytestmark = pytest.mark.looptime

ANNA, BORIS = new_agent_id(), new_agent_id()
A_WHILE_S = PAUSE_S + 0.001


def watcher(login: str, agent_id: AgentId | None = None) -> Watcher:
    return Watcher(login=login, agent_id=agent_id, session=f"session of {login}")


async def test_a_page_sees_all_at_once_and_then_what_changes() -> None:
    sight = Painting()
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(watcher("anna", ANNA)) as viewer:
            page = drain(hub, viewer, Page())
            assert page.state == {"call": None, "line": {"waiting": 0}}

            sight.line["waiting"] = 2
            hub.changed()
            await asyncio.sleep(A_WHILE_S)
            drain(hub, viewer, page)

    assert page.state == {"call": None, "line": {"waiting": 2}}
    assert page.heard == ["snapshot", "delta"]


async def test_many_changes_of_one_moment_are_told_once() -> None:
    sight = Painting()
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(watcher("anna", ANNA)) as viewer:
            page = drain(hub, viewer, Page())
            hub.changed()
            await asyncio.sleep(0.001)
            looked = sight.looks_around
            for waiting in range(1, 40):
                sight.line["waiting"] = waiting
                hub.changed([ANNA])
                await asyncio.sleep(0.001)
            drain(hub, viewer, page)
            assert sight.looks_around == looked, "Nobody looks twice within the pause."

            await asyncio.sleep(A_WHILE_S)
            drain(hub, viewer, page)

    assert page.state == {"call": None, "line": {"waiting": 39}}
    assert page.heard == ["snapshot", "delta"]


async def test_a_ring_is_shown_at_once_whatever_was_told_just_before() -> None:
    sight = Painting()
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(watcher("anna", ANNA)) as viewer:
            hub.changed()
            await asyncio.sleep(0.001)
            page = drain(hub, viewer, Page())

            sight.calls[ANNA] = {"state": "ringing"}
            hub.rang(ANNA)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            drain(hub, viewer, page)

    assert page.state["call"] == {"state": "ringing"}


async def test_what_happens_to_one_person_is_looked_up_for_no_other() -> None:
    sight = Painting()
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(watcher("anna", ANNA)), hub.watched_by(watcher("boris", BORIS)):
            sight.looks_at.clear()
            hub.rang(ANNA)
            await asyncio.sleep(A_WHILE_S)

    assert sight.looks_at == ["anna"]


async def test_a_page_hears_every_second_that_the_engine_lives() -> None:
    async with open_hub(Painting(), Counted()) as hub:
        with hub.watched_by(watcher("anna")) as viewer:
            page = drain(hub, viewer, Page())
            for _ in range(3):
                await asyncio.sleep(BEAT_S)
                drain(hub, viewer, page)

    assert page.heard == ["snapshot", "beat", "beat", "beat"]
    assert page.gaps == 0


async def test_waiting_times_that_grow_by_themselves_are_told_with_the_beat() -> None:
    sight = Painting()
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(watcher("anna", ANNA)) as viewer:
            page = drain(hub, viewer, Page())
            sight.calls[ANNA] = {"waited_s": 1}
            await asyncio.sleep(BEAT_S + 0.001)
            drain(hub, viewer, page)

    assert page.state["call"] == {"waited_s": 1}
    assert page.heard == ["snapshot", "delta"]


async def test_a_slow_page_gets_one_snapshot_and_slows_nobody() -> None:
    sight, gauges = Painting(), Counted()
    async with open_hub(sight, gauges) as hub:
        with (
            hub.watched_by(watcher("slow", ANNA)) as slow,
            hub.watched_by(watcher("quick", BORIS)) as quick,
        ):
            slow_page, quick_page = drain(hub, slow, Page()), drain(hub, quick, Page())
            for waiting in range(1, 3 * LIMIT):
                sight.line["waiting"] = waiting
                hub.changed()
                await asyncio.sleep(A_WHILE_S)
                drain(hub, quick, quick_page)
            drain(hub, slow, slow_page)

    assert slow_page.heard[:2] == ["snapshot", "snapshot"]
    assert slow_page.heard.count("snapshot") == 2
    assert (
        slow_page.state
        == quick_page.state
        == {
            "call": None,
            "line": {"waiting": 3 * LIMIT - 1},
        }
    )
    assert quick_page.heard.count("snapshot") == 1
    assert (quick_page.gaps, slow_page.gaps, gauges.falls) == (0, 0, 1)


async def test_a_page_that_saw_a_gap_gets_a_snapshot_when_it_asks() -> None:
    sight = Painting()
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(watcher("anna", ANNA)) as viewer:
            page = drain(hub, viewer, Page())
            sight.line["waiting"] = 1
            hub.changed()
            await asyncio.sleep(A_WHILE_S)
            assert hub.next_message(viewer), "This one is lost on its way."
            sight.line["oldest_wait_s"] = 5
            hub.changed()
            await asyncio.sleep(A_WHILE_S)
            drain(hub, viewer, page)
            assert page.gaps == 1

            viewer.backlog.ask_whole()
            drain(hub, viewer, page)

    assert page.state["line"] == {"waiting": 1, "oldest_wait_s": 5}
    assert page.heard[-1] == "snapshot"


async def test_pages_of_a_session_that_ends_are_closed_and_no_others() -> None:
    async with open_hub(Painting(), Counted()) as hub:
        with (
            hub.watched_by(watcher("anna")) as first,
            hub.watched_by(watcher("anna")) as second,
            hub.watched_by(watcher("boris")) as other,
        ):
            hub.end_session("session of anna")
            assert await first.ended() == await second.ended() == SESSION_OVER
            assert not other.is_over

            hub.end_all()
            assert await other.ended() == GOING_AWAY
            assert await first.ended() == SESSION_OVER


class Sessions:
    """A `web.live.ports.Doorkeeper` who knows which sessions go on, or does not."""

    def __init__(self, *logins: str) -> None:
        self.good = {f"session of {login}" for login in logins}
        self.is_away = False

    async def watcher_of(self, request: web.Request) -> Watcher | web.StreamResponse:
        """Let nobody in."""
        return web.Response(status=401, text=request.path)

    async def is_still_in(self, session: str) -> bool:
        """Tell whether a session goes on."""
        if self.is_away:
            raise Line122Error("the story's database is away")
        return session in self.good


async def test_pages_end_with_their_session_and_stay_while_nobody_can_tell() -> None:
    sessions = Sessions("anna", "boris")
    async with open_hub(Painting(), Counted()) as hub:
        closing = spawn(close_with_sessions(hub, sessions), name="sessions")
        with hub.watched_by(watcher("anna")) as anna, hub.watched_by(watcher("boris")) as boris:
            sessions.good.remove("session of anna")
            sessions.is_away = True
            await asyncio.sleep(2 * ASK_EVERY_S)
            assert not anna.is_over

            sessions.is_away = False
            await asyncio.sleep(ASK_EVERY_S)
            assert await anna.ended() == SESSION_OVER
            assert not boris.is_over
        await cancel(closing)


async def test_who_may_not_see_the_line_sees_their_own_and_the_beat() -> None:
    sight = Painting()
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(replace(watcher("clinic"), sees=frozenset())) as viewer:
            page = drain(hub, viewer, Page())
            sight.line["waiting"] = 1
            await asyncio.sleep(BEAT_S + 0.001)
            drain(hub, viewer, page)

    assert page.state == {"call": None}
    assert page.heard == ["snapshot", "beat"]


async def test_a_layer_that_is_seldom_told_of_is_told_of_the_last_change_too() -> None:
    sight = Painting()
    both = replace(watcher("vera"), sees=frozenset({Layer.LINE, Layer.ALERTS}))
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(both) as viewer:
            page = drain(hub, viewer, Page())
            for waiting in range(1, 6):
                sight.line["waiting"] = waiting
                hub.changed()
                await asyncio.sleep(A_WHILE_S)
                drain(hub, viewer, page)
            assert page.state["line"] == {"waiting": 5}
            await asyncio.sleep(PAUSES_S[Layer.ALERTS])
            drain(hub, viewer, page)

    assert page.state["alerts"] == {"waiting": 5}
    assert page.heard.count("delta") < 10, "Ten would be two for each change."


async def test_a_layer_that_no_page_shows_is_not_computed() -> None:
    sight = Painting()
    async with open_hub(sight, Counted()) as hub:
        with hub.watched_by(watcher("anna", ANNA)):
            with hub.watched_by(replace(watcher("vera"), sees=frozenset({Layer.BOARD}))) as viewer:
                assert drain(hub, viewer, Page()).state == {"call": None, "board": {"waiting": 0}}
            sight.looks_at_board = 0
            await asyncio.sleep(3 * BEAT_S)
            assert sight.looks_at_board == 0
            assert sight.looks_around > 0


async def test_nothing_is_computed_while_nobody_watches() -> None:
    sight, gauges = Painting(), Counted()
    async with open_hub(sight, gauges) as hub:
        with hub.watched_by(watcher("anna", ANNA)):
            assert hub.is_watched
        sight.looks_around = 0
        sight.looks_at.clear()
        hub.changed([ANNA])
        hub.rang(ANNA)
        await asyncio.sleep(3 * BEAT_S)

    assert (sight.looks_around, sight.looks_at, gauges.viewers) == (0, [], [1, 0])


async def test_no_more_pages_are_shown_than_the_limit_says() -> None:
    async with open_hub(Painting(), Counted(), most=1) as hub:
        assert hub.has_room()
        with hub.watched_by(watcher("anna")):
            assert not hub.has_room()
        assert hub.has_room()


def test_a_backlog_drops_all_that_waits_once_and_keeps_nothing_until_the_snapshot() -> None:
    change = WrittenDelta(b"1")
    backlog = Backlog(limit=2)
    assert backlog.take() == Whole()

    assert [backlog.put(change) for _ in range(4)] == [True, True, False, True]
    assert [backlog.take(), backlog.take()] == [Whole(), None]
    assert backlog.falls == 1


def test_a_beat_is_left_out_where_something_else_waits() -> None:
    backlog = Backlog()
    backlog.beat()
    assert [backlog.take(), backlog.take()] == [Whole(), None]
    backlog.beat()
    backlog.beat()
    assert [backlog.take(), backlog.take()] == [Beat(), None]


async def test_of_an_operators_pages_one_is_the_desk_and_the_other_is_told_to_stay_away() -> None:
    desk = replace(watcher("anna", ANNA), page="one")
    other = replace(desk, page="other")
    async with open_hub(Painting(), Counted()) as hub:
        with hub.watched_by(desk) as viewer:
            for welcome in (desk, replace(desk, page=None), replace(other, agent_id=BORIS)):
                assert not hub.is_elsewhere(welcome)
            assert hub.is_elsewhere(other)
            coming = replace(other, takes_over=True)
            assert not hub.is_elsewhere(coming)
            with hub.watched_by(coming) as newer:
                assert (await viewer.ended(), newer.is_over) == (AT_ANOTHER_PAGE, False)
                assert hub.is_elsewhere(desk)
        assert not hub.is_elsewhere(desk)


async def test_pages_of_people_without_a_telephone_stand_beside_each_other() -> None:
    board = replace(watcher("vera"), page="one")
    async with open_hub(Painting(), Counted()) as hub:
        with hub.watched_by(board):
            assert not hub.is_elsewhere(replace(board, page="other"))
