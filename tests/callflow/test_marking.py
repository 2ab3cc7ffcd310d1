"""The mark after a talk: `callflow/marking.py`, with the services and the exchange in process."""

from dataclasses import replace

import pytest

from asterisk.fake_phones import FakeRing
from callflow.marking import MarkGroup, group_of
from callflow.outcome import Outcome
from ivr.menu import Digit
from ivr.nodes import RequestKind
from tests.support.menu_line import MARKED, Citizen, MenuLine
from tests.support.site import MAIN, operator

pytestmark = pytest.mark.looptime


async def talked(line: MenuLine) -> Citizen:
    """Let somebody talk with an operator who then hangs up first."""
    rings = list[FakeRing]()
    line.exchange.plug_in(operator(1).account, rings.append)
    line.hall.seat(operator(1))
    citizen = await (await line.greeted()).presses("0")
    await citizen.waits(1.0)
    rings[-1].answer()
    await citizen.waits(60.0)
    rings[-1].hang_up()
    return await citizen.waits(0.5)


@pytest.mark.parametrize(
    ("keys", "mark", "follow_ups"), [("9", 9, 0), ("10", 10, 0), ("3", 3, 1), ("0", 0, 1)]
)
async def test_mark_is_one_key_and_a_low_one_is_followed_up(
    keys: str, mark: int, follow_ups: int
) -> None:
    line = MenuLine(MARKED)
    citizen = await talked(line)
    assert (citizen.phase, citizen.last) == ("Marking", ("mark.ask",))

    await citizen.waits(1.0)
    for key in keys:
        citizen.phone.press(Digit(key))
        await citizen.waits(0.3)
    await citizen.waits(4.0)

    ended = line.hall.books.ended[-1]
    assert (ended.outcome, ended.mark) == (Outcome.ANSWERED, mark)
    assert [request.kind for request in line.room.filed] == [RequestKind.FOLLOW_UP] * follow_ups
    await line.hall.close()


@pytest.mark.parametrize("keys", ["#", ""])
async def test_mark_may_be_skipped_and_takes_eight_seconds_at_most(keys: str) -> None:
    line = MenuLine(MARKED)
    citizen = await talked(line)
    await citizen.presses(*keys)
    await citizen.waits(8.0)

    ended = line.hall.books.ended[-1]
    assert (ended.outcome, ended.mark, line.room.filed) == (Outcome.ANSWERED, None, [])
    await line.hall.close()


async def test_who_hangs_up_first_is_asked_nothing_and_the_talk_was_one() -> None:
    line = MenuLine(MARKED)
    citizen = await talked(line)

    await citizen.leaves()

    assert line.hall.books.ended[-1].outcome is Outcome.ANSWERED
    await line.hall.close()


async def test_nobody_is_asked_on_a_trunk_without_room() -> None:
    trunk = replace(MARKED.trunks[MAIN], channels=2)
    line = MenuLine(replace(MARKED, trunks={MAIN: trunk}))
    citizen = await talked(line)

    assert citizen.phase == "Ended"
    assert ("mark.ask",) not in citizen.phone.heard
    await line.hall.close()


def test_marks_count_in_three_groups() -> None:
    groups = [group_of(mark) for mark in range(11)]

    assert groups == [MarkGroup.CRITICAL] * 7 + [MarkGroup.NEUTRAL] * 2 + [MarkGroup.LOYAL] * 2
