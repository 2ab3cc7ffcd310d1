"""Callers walk every branch of the default menu by keys; what they hear is recognised."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from base.clock import SystemClock
from ivr.prompt import PromptKey
from line122.phones.softphone import Identity
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import PATIENCE_S, new_number
from tests.integration.engine.menu_walks import (
    GREETING,
    NIGHT,
    MenuSite,
    site_of_menus,
    telephones_with_ears,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

DISPATCHER = "78442000103"
BORN = "05031961"
POLICY = "7894560812345673"
WRONG_POLICY = "7894560812345674"
MENU = PromptKey("menu.122")
CANCEL = (("cancel.confirm", "1"), ("cancel.done", ""))
OTHER_PHONE = (("number.enter", "9105550177"), ("menu.you_entered", "1"), ("number.kept", ""))
OTHER_TIME = (("time.enter", "1530"), ("menu.you_entered", "1"), ("time.kept", ""))
_REGISTRY_DOWN = {
    "LINE122_REGISTRY__URL": "http://127.0.0.1:9",
    "LINE122_REGISTRY__TOKEN": "token of nobody",
}
NO_DANGER = (("danger.question", "2"), ("danger.child", "2"))
BOOKING = ((MENU, "2"), ("appointment.menu", "1"), *NO_DANGER)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(
    opening: Opening, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[MenuSite]:
    """Open a helpline with the default menu, and telephones that hear which prompt is said."""
    settings = site_of_menus(tmp_path_factory.mktemp("menus"), SystemClock().now())
    async with opening({**settings, **_REGISTRY_DOWN}) as helpline:
        await helpline.start_engine()
        async with telephones_with_ears(helpline) as site:
            yield site


async def test_each_branch_says_its_prompts_and_ends_at_the_right_people(site: MenuSite) -> None:
    await asyncio.gather(
        _waits(site, "doctors", (MENU, "1"), *NO_DANGER),
        _waits(site, "doctors", (MENU, "1"), ("danger.question", "1"), ("danger.offer", "2")),
        _waits(site, "advice", *BOOKING, ("ask.birth_date", "0#")),
        _identity_is_asked_and_nobody_answers_for_the_registry(site),
        *(
            _waits(site, "advice", (MENU, "3"), ("reference.menu", key), ("reference.none", ""))
            for key in "123"
        ),
        _waits(site, "advice", (MENU, "4"), ("complaint.menu", "2")),
        _complaint_is_dictated(site),
        _own_request(site, ("request.menu", "1"), *CANCEL, outcome="self_served"),
        _own_request(site, ("request.menu", "2"), *OTHER_PHONE, outcome="told"),
        _own_request(site, ("request.menu", "3"), *OTHER_TIME, outcome="told"),
        _waits(site, "advice", (MENU, "0")),
        _waits(site, "advice", (MENU, "3"), ("reference.menu", "*"), (MENU, "0")),
        _nothing_is_recorded_of_who_wants_none(site),
        _night_call_is_taken_as_a_request_field_by_field(site),
        _nobody_is_there_by_night_and_the_request_stays(site),
        # Silence, and keys that mean nothing.
        _waits(site, "advice", (MENU, ""), ("menu.silence", ""), (MENU, "")),
        _waits(site, "advice", (MENU, "9"), ("menu.invalid", ""), (MENU, "9")),
        _waits(site, "doctors", (MENU, "1"), ("danger.question", "1"), ("danger.offer", "")),
        _waits(site, "advice", (MENU, "4"), ("complaint.menu", ""), ("menu.silence", "")),
    )


async def test_keys_that_are_sung_walk_the_menu_too(site: MenuSite) -> None:
    async with site.caller(has_events=False) as caller:
        await caller.walks((GREETING, ""), (MENU, "1"), *NO_DANGER)
        await caller.comes_to_wait("doctors")


async def test_key_cuts_the_prompt_off_and_the_next_is_said_whole(site: MenuSite) -> None:
    async with site.caller() as caller:
        await caller.walks((MENU, "3"), ("reference.menu", ""))
        # Whoever presses nothing is told so when all has been said.
        await caller.hears("menu.silence")
        heard = caller.heard()

    cut, whole = heard[MENU], heard[PromptKey("reference.menu")]
    assert cut.until < whole.since
    # A busy exchange leaves some packets out, and the key may come late; never so many or so late.
    assert cut.share < 0.5
    assert whole.share > 0.75


async def test_keys_meant_for_one_question_never_reach_the_next(site: MenuSite) -> None:
    async with site.caller() as caller:
        await caller.answers(MENU, "12")
        await caller.walks(("danger.question", "1"))
        await caller.hears("danger.offer")
        heard = caller.heard()

    assert "danger.child" not in heard, "the second key answered a question not yet put"


async def test_dispatcher_is_rung_for_whoever_wants_103(site: MenuSite) -> None:
    helpline = site.helpline
    line = await helpline.phone.line(Identity(DISPATCHER, helpline.house.sip))
    async with site.caller() as caller:
        await caller.walks((MENU, "1"), ("danger.question", "1"), ("danger.offer", "1"))
        await caller.hears("handover.connecting")
        async with asyncio.timeout(PATIENCE_S):
            ringing = await line.next_call()
        assert await ringing.answer()

        await ringing.hang_up()


async def test_bad_keys_get_an_honest_word_and_then_a_person(site: MenuSite) -> None:
    appointment = ((MENU, "2"), ("appointment.menu", "2"))
    wrong = "number.not_understood"
    await asyncio.gather(
        _waits(site, "advice", (MENU, "#"), ("menu.invalid", ""), (MENU, "#")),
        # A storm of keys is one wrong key, and the next is heard again.
        _waits(site, "advice", (MENU, "9#95#7" * 3), ("menu.invalid", ""), (MENU, "0")),
        # A birth date of the future, twice; and a day that no month has.
        _waits(site, "advice", *appointment, ("ask.birth_date", "01012099"), (wrong, "01012099")),
        _waits(site, "advice", *appointment, ("ask.birth_date", "31021990"), (wrong, "0#")),
        # A policy whose check digit is wrong, twice.
        _waits(
            site,
            "advice",
            *appointment,
            ("ask.birth_date", BORN),
            ("menu.you_entered", "1"),
            ("ask.policy", WRONG_POLICY),
            (wrong, WRONG_POLICY),
        ),
        # Forty digits where a ticket has at most twenty; then nothing but #.
        _waits(site, "advice", (MENU, "5"), ("ask.ticket", "7" * 40), (wrong, "#")),
    )


async def _waits(
    site: MenuSite, queue: str, *way: tuple[str, str], number: str | None = None
) -> None:
    async with site.caller(number=number) as caller:
        await caller.hears(GREETING)
        await caller.walks(*way)
        await caller.comes_to_wait(queue)


async def _identity_is_asked_and_nobody_answers_for_the_registry(site: MenuSite) -> None:
    """Hear an honest sentence of a site whose registry is down, and come to a person."""
    async with site.caller() as caller:
        await caller.walks((MENU, "2"), ("appointment.menu", "2"))
        await caller.walks(("ask.birth_date", BORN), ("menu.you_entered", "1"))
        await caller.walks(("ask.policy", POLICY), ("menu.you_entered", "1"))
        await caller.hears("menu.sorry")
        await caller.comes_to_wait("advice")


async def _complaint_is_dictated(site: MenuSite) -> None:
    async with site.caller() as caller:
        await caller.walks((MENU, "4"), ("complaint.menu", "1"))
        await caller.dictates("complaint.what")
        await caller.answers("record.review", "1")
        await caller.dictates("night.who")
        await caller.answers("night.phone", "#")
        await caller.hears("night.filed", "parting.goodbye")
        assert await caller.is_let_go() == "self_served"


async def _own_request(site: MenuSite, *way: tuple[str, str], outcome: str) -> None:
    """Leave the line, call by night, and hear where the request stands before changing it."""
    number = new_number()
    await _waits(site, "advice", (MENU, "0"), number=number)
    async with site.caller(dials=NIGHT, number=number) as caller:
        await caller.walks(("night.menu", "5"), ("request.number", ""), *way)
        assert await caller.is_let_go() == outcome


async def _nothing_is_recorded_of_who_wants_none(site: MenuSite) -> None:
    async with site.caller() as caller:
        await caller.hears(GREETING)
        caller.caller.press("8")
        await caller.walks(("recording.off", ""), (MENU, "0"))
        await caller.comes_to_wait("advice")


async def _night_call_is_taken_as_a_request_field_by_field(site: MenuSite) -> None:
    async with site.caller(dials=NIGHT) as caller:
        await caller.walks(("night.menu", "1"), *NO_DANGER)
        for field in ("night.what", "night.where"):
            await caller.dictates(field)
            await caller.answers("record.review", "1")
        await caller.dictates("night.who")
        await caller.walks(("night.birth_date", BORN), ("menu.you_entered", "1"))
        await caller.walks(("night.policy", "#"), ("night.phone", "#"))
        await caller.hears("night.filed", "request.number", "parting.goodbye")

        assert await caller.is_let_go() == "told"


async def _nobody_is_there_by_night_and_the_request_stays(site: MenuSite) -> None:
    async with site.caller(dials=NIGHT) as caller:
        await caller.answers("night.menu", "0")
        assert await caller.is_let_go() == "diverted"
