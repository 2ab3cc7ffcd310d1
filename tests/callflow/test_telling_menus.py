"""A walk through a menu as it is explained, key by key.

Of `callflow/telling_menus.py`, `callflow/story_menus.py` and `callflow/words_of_menus.py`.
"""

from collections.abc import Sequence
from typing import get_args

import pytest

from callflow.discretion import Discretion
from callflow.events import JournalEntry
from callflow.policy import CallPolicy
from callflow.ports import StoredCall
from callflow.record import record_of
from callflow.replay import replay
from callflow.rerun import rerun
from callflow.story_menus import MarkGiven, MenuHappening, MenuLeft, MenuSpoken
from callflow.telling_menus import of_menu
from callflow.words_of_menus import ANSWERS, REQUESTS, WAYS_OUT, menu_sentence
from ivr.nodes import RequestKind
from ivr.ports import LookUpAnswer
from ivr.walk import GoReason, LookUpOutcome
from tests.support.menu_line import WALKING, MenuLine

pytestmark = pytest.mark.looptime


def told(
    journal: Sequence[JournalEntry], *, shows_all: bool = False, policy: CallPolicy = WALKING
) -> list[str]:
    """Return the sentences of a journal that speak of the menu."""
    stored = StoredCall(record_of(replay(journal, policy)), tuple(journal))
    discretion = Discretion(shows_all=shows_all)
    return [
        menu_sentence(happening)
        for turn in rerun(stored, policy).turns
        if turn.before is not None
        for happening in of_menu(turn, turn.before, discretion)
    ]


async def test_keys_digits_look_up_and_way_out_are_told_in_order() -> None:
    line = MenuLine()
    line.room.answers["request"] = LookUpAnswer(
        LookUpOutcome.FOUND, {"number": "37", "state": "menu.moment"}
    )
    citizen = await (await line.greeted()).presses("5")
    await citizen.presses(*"37#")
    await citizen.presses("1", "7", "0")

    story = told(citizen.journal, shows_all=True)

    assert story == [
        "Меню: нажата клавиша 5, дальше — «request_number».",
        "Меню: набрано «ticket»: 37 — принято.",
        "Меню: нажата клавиша 1, дальше — «request_look_up».",
        "Меню: справка «request» — найдено.",
        "Меню: нажата клавиша 7, дальше — «request_told».",
        "Меню: нажата клавиша 0, она вела к выходу из меню.",
        "Меню закончилось: по клавише 0, к оператору.",
    ]
    assert "Меню: набрано «ticket»: •• — принято." in told(citizen.journal)
    await line.hall.close()


async def test_complaint_that_breaks_off_is_told_with_what_was_kept() -> None:
    line = MenuLine()
    citizen = await (await line.greeted()).presses("4", "1")
    await citizen.says("complaint.what", keep="1")
    await citizen.leaves()

    assert told(citizen.journal)[-3:] == [
        "Меню: нажата клавиша 1, дальше — «complaint_intake».",
        ("Принята заявка (жалоба) не до конца, сохранено то, что успели; голосом 1 ответ."),
        "Меню закончилось.",
    ]
    await line.hall.close()


@pytest.mark.parametrize(
    ("happening", "sentence"),
    [
        (MarkGiven(9), "Оценка разговора: 9 из 10."),
        (MenuLeft(GoReason.TOO_LONG), "Меню закончилось: время меню вышло."),
        (
            MenuSpoken("what", 0.0),
            "Меню: ответ голосом «what» не записан или в нём никто не говорил.",
        ),
    ],
)
def test_happening_has_its_sentence(happening: MenuHappening, sentence: str) -> None:
    assert menu_sentence(happening) == sentence


def test_every_answer_request_and_way_out_has_words() -> None:
    assert ANSWERS.keys() == set(LookUpOutcome)
    assert REQUESTS.keys() == set(RequestKind)
    assert WAYS_OUT.keys() == set(GoReason)
    assert len(get_args(MenuHappening)) == 7
