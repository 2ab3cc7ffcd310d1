"""Answers for whoever is told that we ring: `callflow/answers.py` and `callflow/meanwhile.py`.

The services themselves, the exchange in process, and the menu of the product.
"""

from dataclasses import replace
from datetime import date

import pytest

from base.instant import Instant
from callflow.call import Greeting, InMenu
from callflow.events import Answered
from callflow.machine import advance, begin
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from ivr.facts import Facts
from ivr.ports import LookUpAnswer
from ivr.prompt import PromptKey
from ivr.walk import LookUpOutcome
from tests.support.menu_line import WALKING, Citizen, MenuLine
from tests.support.site import ARRIVED, MAIN, SCRIPT
from tickets.contact import Contact, EndReason

pytestmark = pytest.mark.looptime

ANSWERS = PromptKey("promise.answers")
SETTLED = PromptKey("reference.settled")
ANSWER = "topic.question"


def narrow(policy: CallPolicy = WALKING) -> CallPolicy:
    """Return the policy of a site with two channels and nobody at work: everybody is told."""
    trunks = {MAIN: replace(policy.trunks[MAIN], channels=2)}
    menu = replace(policy.menu, answers_free=1)
    return replace(policy, trunks=trunks, menu=menu)


def line_of(policy: CallPolicy | None = None) -> MenuLine:
    """Return a line that knows the answer to the question of the day."""
    line = MenuLine(policy or narrow())
    line.room.answers["hot_question"] = LookUpAnswer(LookUpOutcome.FOUND, {"answer": ANSWER})
    return line


async def told(line: MenuLine) -> Citizen:
    """Let somebody call, and hear to its end that we ring."""
    citizen = await line.dial()
    return await citizen.waits(float(len(citizen.last)))


async def asked_whether_settled(line: MenuLine) -> Citizen:
    """Let somebody hear the answer, and whether they still need to be rung."""
    citizen = await (await told(line)).presses("3", "3")
    return await citizen.hears(ANSWER, SETTLED)


def contact_of(line: MenuLine) -> Contact:
    """Return the contact as it was written last."""
    return line.hall.books.contacts[-1]


async def test_promise_names_the_key_after_what_a_life_may_hang_on() -> None:
    line = line_of()
    citizen = await line.dial()
    heard = citizen.last
    assert heard.index(PromptKey("promise.emergency")) < heard.index(ANSWERS)
    await line.hall.close()


async def test_whoever_has_their_answer_and_says_so_is_not_rung() -> None:
    line = line_of()
    citizen = await asked_whether_settled(line)
    contact_id = citizen.call.origin.case.contact_id
    assert contact_id in line.hall.callbacks.ledger.requests

    await citizen.presses("1")
    assert citizen.last == ("cancel.done",)
    await citizen.waits(3.0)

    assert contact_of(line).end_reason is EndReason.SELF_SERVED
    assert contact_id not in line.hall.callbacks.ledger.requests
    assert line.hall.books.ended[-1].outcome is Outcome.SELF_SERVED
    await line.hall.close()


async def test_whoever_says_nothing_after_the_answer_keeps_the_promise() -> None:
    line = line_of()
    citizen = await asked_whether_settled(line)
    contact_id = citizen.call.origin.case.contact_id

    await citizen.waits(15.0)

    assert citizen.phone.heard[-1] == ("cancel.kept", "parting.goodbye")
    assert line.hall.books.ended[-1].outcome is Outcome.TOLD
    assert line.hall.cases.contact(contact_id) is not None
    assert contact_id in line.hall.callbacks.ledger.requests
    await line.hall.close()


async def test_whoever_hangs_up_after_the_answer_keeps_the_promise() -> None:
    line = line_of()
    citizen = await asked_whether_settled(line)
    contact_id = citizen.call.origin.case.contact_id

    await citizen.leaves()

    assert line.hall.books.ended[-1].outcome is Outcome.TOLD
    assert line.hall.cases.contact(contact_id) is not None
    await line.hall.close()


async def test_whoever_asks_for_a_person_among_the_answers_is_told_that_the_promise_stands() -> (
    None
):
    line = line_of()
    citizen = await (await told(line)).presses("3", "0")
    assert citizen.last == line.hall.calls.policy.texts.ladder.promise_stands
    await citizen.waits(5.0)
    assert line.hall.books.ended[-1].outcome is Outcome.TOLD
    await line.hall.close()


async def test_whoever_pressed_before_the_promise_was_said_hears_it_after_all() -> None:
    line = line_of()
    citizen = await (await line.dial()).presses("3", "0")
    assert citizen.last[0] == "promise.ticket"
    await citizen.waits(60.0)
    assert line.hall.books.ended[-1].outcome is Outcome.TOLD
    assert contact_of(line).told_at is not None
    await line.hall.close()


async def test_answers_take_no_longer_than_the_menu_of_a_short_trunk_may() -> None:
    line = line_of(replace(narrow(), menu=replace(narrow().menu, short_limit_s=8.0)))
    citizen = await asked_whether_settled(line)
    await citizen.waits(10.0)
    assert line.hall.books.ended[-1].outcome is Outcome.TOLD
    await line.hall.close()


async def test_no_key_is_named_where_the_menu_has_no_answers() -> None:
    service = next(iter(WALKING.services.values()))
    bare = replace(WALKING, services={service.name: replace(service, script=SCRIPT)})
    line = line_of(narrow(bare))
    citizen = await line.dial()
    assert ANSWERS not in citizen.last
    await citizen.presses("3")
    assert len(citizen.phone.heard) == 1
    await line.hall.close()


async def test_no_key_is_named_where_a_site_wants_more_channels_to_stay_free() -> None:
    policy = narrow()
    line = line_of(replace(policy, menu=replace(policy.menu, answers_free=2)))
    citizen = await line.dial()
    assert ANSWERS not in citizen.last
    await line.hall.close()


async def test_whoever_was_only_registered_and_finds_their_answer_is_not_rung() -> None:
    """Nothing was promised to them, and nothing else was ever asked for."""
    roomy = replace(narrow(), trunks={MAIN: replace(WALKING.trunks[MAIN], channels=3)})
    line = line_of(roomy)
    first = await (await line.greeted()).waits(6.0)
    contact_id = first.call.origin.case.contact_id
    await first.leaves()
    assert contact_id in line.hall.callbacks.ledger.requests

    again = await (await line.greeted()).presses("3", "3")
    await again.hears(ANSWER, "menu.more")
    await again.leaves()

    assert contact_of(line).end_reason is EndReason.SELF_SERVED
    assert contact_id not in line.hall.callbacks.ledger.requests
    await line.hall.close()


TOLD_AND_LET_IN = replace(
    ARRIVED,
    standing=replace(ARRIVED.standing, told_s_ago=600.0, missed_callback_s_ago=30.0),
    facts=Facts(today=date(2026, 11, 22)),
)


@pytest.mark.parametrize(("free", "greets"), [(1, True), (2, False)])
async def test_whoever_was_told_and_is_let_in_walks_no_menu_while_channels_are_short(
    free: int,
    greets: bool,  # noqa: FBT001 - a parameter of a table.
) -> None:
    load = replace(ARRIVED.load, in_use=ARRIVED.load.channels - free)
    begun = begin(replace(TOLD_AND_LET_IN, load=load), Instant(0.0), WALKING)
    greeted = advance(begun.state, Answered(), Instant(0.2), WALKING)
    assert isinstance(greeted.state.phase, Greeting if greets else InMenu)
