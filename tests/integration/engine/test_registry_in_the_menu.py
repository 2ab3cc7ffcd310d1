"""Callers of the default menu ask the region's registry by keys; a storm; a disk that is full.

The registry is the one that ships, and behaves as each story wants. What callers hear is
recognised by its sound.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pytest
import pytest_asyncio

from asterisk.translate import message_name
from base.clock import SystemClock
from base.ids import CallId
from callflow.message import MessageField, MessageRef
from line122.demo.region import Region, running_region
from line122.registry.server import KNOWN, Person, RegistryMood
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import Helpline, new_number
from tests.integration.engine.menu_walks import (
    NIGHT,
    MenuSite,
    Walker,
    site_of_menus,
    telephones_with_ears,
)
from tests.integration.engine.patience import eventually
from tests.tickets.cases import ZONE

pytestmark = pytest.mark.asyncio(loop_scope="module")

GRANDMOTHER, CHILD, FATHER = KNOWN
NO_DANGER: Final = (("danger.question", "2"), ("danger.child", "2"))
BOOKING: Final = (("menu.122", "2"), ("appointment.menu", "1"), *NO_DANGER)
ASKING: Final = (("menu.122", "2"), ("appointment.menu", "2"))
TEST: Final = (("menu.122", "3"), ("reference.menu", "4"))
REDIALS: Final = 14
_STORM: Final = {
    "LINE122_STORM__LOOK_EVERY_S": "0.5",
    "LINE122_STORM__ENTER_AFTER_S": "0.5",
    "LINE122_STORM__LEAST_ATTEMPTS": str(REDIALS),
    "LINE122_STORM__REDIAL_FACTOR": "1.5",
}
_TICKET: Final = """
    SELECT ticket.kind, ticket.category, ticket.state, ticket.channel, ticket.is_solved,
        ticket.text, call.call_id
    FROM ticket JOIN call USING (ticket_id)
    WHERE call.ani = $1
    ORDER BY call.arrived_at DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """A helpline whose region has a registry, and telephones with ears."""

    region: Region
    site: MenuSite

    @property
    def helpline(self) -> Helpline:
        return self.site.helpline

    async def ticket(self, caller: Walker, kind: str, state: str = "new") -> Mapping[str, object]:
        """Return the ticket of a caller as soon as it is of that kind and stands there."""

        async def last() -> Mapping[str, object]:
            rows = await self.helpline.records.rows(_TICKET, caller.ani)
            return rows[0] if rows else {"kind": None, "state": None}

        return await eventually(last, lambda row: (row["kind"], row["state"]) == (kind, state))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    opening: Opening, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    clock = SystemClock()
    menus = site_of_menus(tmp_path_factory.mktemp("menus"), clock.now())
    async with (
        running_region(clock, ZONE) as region,
        opening({**menus, **region.variables, **_STORM}) as helpline,
    ):
        await helpline.start_engine()
        async with telephones_with_ears(helpline) as site:
            yield Stage(region, site)


async def test_registry_answers_callers_by_keys_and_leaves_tickets(stage: Stage) -> None:
    await asyncio.gather(
        _grandmother_gives_her_place_back(stage),
        _child_is_booked_at_the_second_place_told(stage),
        _father_hears_that_his_test_is_not_ready(stage),
        _surgeon_has_no_place_and_the_wish_is_kept(stage),
        _stranger_is_told_nothing_and_may_have_a_person(stage),
    )


@pytest.mark.parametrize(
    ("mood", "reason"),
    [(RegistryMood.NONSENSE, "nonsense"), (RegistryMood.SLOW, "TimeoutError")],
)
async def test_registry_that_cannot_answer_is_regretted_and_the_wish_is_kept(
    stage: Stage, mood: RegistryMood, reason: str
) -> None:
    stage.region.registry.mood = mood
    async with stage.site.caller() as caller:
        await caller.walks(*ASKING)
        await _says_who(caller, GRANDMOTHER)
        await caller.hears("menu.sorry")
        await caller.comes_to_wait("advice")
    stage.region.registry.mood = RegistryMood.WELL

    ticket = await stage.ticket(caller, "appointment")
    assert ticket["channel"] == "intake"
    assert (await stage.helpline.logged("registry.failed"))[-1]["reason"] == reason


async def test_full_disk_is_told_by_night_and_the_request_kept(stage: Stage) -> None:
    """The kernel takes no byte of what is written: Asterisk itself says nothing of it."""
    helpline = stage.helpline
    async with stage.site.caller(dials=NIGHT) as caller:
        await caller.hears("night.menu")
        row = await stage.ticket(caller, "undetermined")
        what = MessageRef(MessageField("what"), 1)
        name = message_name(CallId(row["call_id"]), what)  # type: ignore[arg-type]  # a UUID
        (helpline.house.state / "recordings" / name).symlink_to("/dev/full")
        caller.caller.press("1")
        await caller.walks(*NO_DANGER)
        await caller.dictates("night.what")
        await caller.hears("record.failed", "night.filed", "request.number")

    ticket = await stage.ticket(caller, "home_visit")
    assert "заявка неполная" in str(ticket["text"])
    alarms = [
        (entry["level"], entry["state"])
        for entry in await helpline.logged("message.unusable")
        if entry["field"] == "what"
    ]
    assert alarms == [("error", "missing")]


async def test_storm_asks_one_short_question_of_everybody(stage: Stage) -> None:
    helpline, number = stage.helpline, new_number()

    async def storms() -> int:
        return len(helpline.log("storm.entered"))

    for _ in range(REDIALS):
        redial = await helpline.dial(number)
        await redial.call.hang_up()
    await eventually(storms, lambda storms: storms == 1)

    await asyncio.gather(
        _in_storm(stage, "doctors", "1", *NO_DANGER),
        # Keys that are sung.
        _in_storm(stage, "advice", "3", ("reference.menu", "0"), has_events=False),
        _in_storm(stage, "advice", "5", ("ask.ticket", "0#")),
        _in_storm(stage, "advice", "2"),
        _in_storm(stage, "advice", ""),
    )


async def _says_who(caller: Walker, person: Person) -> None:
    """Key in birth date and policy, and confirm both."""
    born = f"{date.fromisoformat(person.birth_date):%d%m%Y}"
    await caller.walks(("ask.birth_date", born), ("menu.you_entered", "1"))
    await caller.walks(("ask.policy", person.policy), ("menu.you_entered", "1"))


async def _grandmother_gives_her_place_back(stage: Stage) -> None:
    async with stage.site.caller() as caller:
        await caller.walks(*ASKING)
        await _says_who(caller, GRANDMOTHER)
        await caller.hears("appointment.is_on", "appointment.at", "place.gp1")
        await caller.walks(("appointment.more", "2"), ("appointment.cancel", "1"))
        await caller.hears("appointment.cancelled", "request.number", "parting.goodbye")
        assert await caller.is_let_go() == "self_served"

    ticket = await stage.ticket(caller, "appointment", "resolved")
    assert (ticket["category"], ticket["is_solved"]) == ("appointment.cancel", True)


async def _child_is_booked_at_the_second_place_told(stage: Stage) -> None:
    async with stage.site.caller() as caller:
        await caller.walks(*BOOKING)
        await _says_who(caller, CHILD)
        await caller.walks(("booking.speciality", "2"), ("booking.free_on", "2"))
        await caller.walks(("booking.free_on", ""), ("booking.take_or_next", "1"))
        await caller.hears("appointment.is_on", "appointment.at", "place.dgp1")
        await caller.hears("request.number", "parting.goodbye")
        assert await caller.is_let_go() == "self_served"

    ticket = await stage.ticket(caller, "appointment", "resolved")
    assert ticket["category"] == "appointment"
    assert "11:30" in str(ticket["text"])


async def _father_hears_that_his_test_is_not_ready(stage: Stage) -> None:
    async with stage.site.caller() as caller:
        await caller.walks(*TEST)
        await _says_who(caller, FATHER)
        await caller.hears("test.not_ready", "test.taken_on", "menu.more")

    ticket = await stage.ticket(caller, "reference", "resolved")
    assert (ticket["category"], ticket["is_solved"]) == ("reference.test_result", True)


async def _surgeon_has_no_place_and_the_wish_is_kept(stage: Stage) -> None:
    async with stage.site.caller() as caller:
        await caller.walks(*BOOKING)
        await _says_who(caller, FATHER)
        await caller.walks(("booking.speciality", "3"), ("booking.full", ""))
        await caller.comes_to_wait("advice")

    ticket = await stage.ticket(caller, "appointment")
    assert ticket["channel"] == "intake"


async def _stranger_is_told_nothing_and_may_have_a_person(stage: Stage) -> None:
    nobody = Person(GRANDMOTHER.birth_date, CHILD.policy)
    async with stage.site.caller() as caller:
        await caller.walks(*ASKING)
        await _says_who(caller, nobody)
        await caller.walks(("appointment.denied", ""), ("ask.birth_date", "0#"))
        await caller.comes_to_wait("advice")
        assert "appointment.is_on" not in caller.heard()


async def _in_storm(
    stage: Stage, queue: str, key: str, *way: tuple[str, str], has_events: bool = True
) -> None:
    async with stage.site.caller(has_events=has_events) as caller:
        await caller.walks(("storm.notice", ""), ("menu.short", key), *way)
        await caller.comes_to_wait(queue)
